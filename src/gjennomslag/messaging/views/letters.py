"""The pages on which letters are written."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from gjennomslag.messaging.choices import NOT_BEGUN, BlockKind, LetterState, Medium
from gjennomslag.messaging.letter_forms import FIRST_VALUES, LetterForm, archive_choice
from gjennomslag.messaging.letter_mail import unsubscribe_address
from gjennomslag.messaging.models import Letter
from gjennomslag.messaging.offers import Offer, address_to, coming_offers, offers_with
from gjennomslag.messaging.queries.letters import figures_of, letters_of
from gjennomslag.messaging.rendering import Reader, as_html, keys_in, sms_of
from gjennomslag.messaging.rules import WRITE
from gjennomslag.messaging.services.letters import NotOpen, copy_letter, delete_draft, save_letter
from gjennomslag.messaging.services.offering import over_in
from gjennomslag.messaging.sms import parts_of
from gjennomslag.organisation.access import in_unit
from gjennomslag.organisation.choices import Channel
from gjennomslag.organisation.middleware import PersonRequest
from gjennomslag.organisation.models import Person, Unit
from gjennomslag.organisation.pages import render_unit

FORMS = ("nb", "nn")


def letter_of(unit: Unit, pk: int) -> Letter:
    """Return the unit's own letter, or answer as if there were none."""
    found = letters_of(unit).select_related("unit").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def draft_of(unit: Unit, pk: int) -> Letter:
    """Return the unit's own letter if it is still a draft."""
    found = letter_of(unit, pk)
    if not found.is_open:
        raise Http404
    return found


def trail_to(unit: Unit, letter: Letter | None = None) -> list[tuple[str, str]]:
    """Return the way to the letter's page, or to the list of letters."""
    steps = [(reverse("messaging:letters", args=[unit.code]), _("Letters"))]
    return steps + ([(reverse("messaging:letter", args=[unit.code, letter.pk]), str(letter))] if letter else [])


def offers_for(unit: Unit, key: str) -> list[Offer]:
    """Return what a letter of the unit can invite to, what it invites to already among it."""
    now = timezone.now()
    found = coming_offers(unit, now)
    standing = offers_with([key], now) if key and key not in {each.key for each in found} else {}
    return [*found, *standing.values()]


@in_unit(WRITE)
def letters(request: PersonRequest, unit: Unit) -> HttpResponse:
    """List the unit's letters: drafts first, then what is on its way, then what was sent."""
    found = list(letters_of(unit)[:200])
    groups = [
        (_("Drafts"), [each for each in found if each.state == LetterState.DRAFT]),
        (_("On their way"), [each for each in found if each.state in {LetterState.SCHEDULED, LetterState.SENDING}]),
        (_("Sent"), [each for each in found if each.state in {LetterState.SENT, LetterState.STOPPED}]),
    ]
    context = {"groups": [group for group in groups if group[1]], "media": Medium.choices}
    return render_unit(request, unit, "messaging/letters.html", context, here=_("Letters"))


@in_unit(WRITE)
def letter_page(request: PersonRequest, unit: Unit, letter: int) -> HttpResponse:
    """Show the letter as it will look, and what can be done with it; once it is sent, what became of it."""
    found = letter_of(unit, letter)
    sms = _sms_to(found, request.user) if found.medium == Medium.SMS else []
    context = {
        "letter": found,
        "blocks": list(found.blocks.all()),
        "kinds": BlockKind.choices,
        "over": _over_in(found),
        "forms": FORMS,
        "figures": None if found.state in NOT_BEGUN else figures_of(found),
        "sms": sms,
        "sms_parts": max((parts_of(text) for _form, text in sms), default=0),
    }
    return render_unit(request, unit, "messaging/letter.html", context, trail=trail_to(unit), here=str(found))


def _over_in(letter: Letter) -> str:
    """Return what the letter invites to in vain: when it goes or should have gone, or now. Nothing once it is done."""
    if letter.finished_at is not None:
        return ""
    waits = letter.state in {LetterState.SCHEDULED, LetterState.STOPPED} and letter.send_at
    return over_in(letter, waits or timezone.now())


def _sms_to(letter: Letter, person: Person) -> list[tuple[str, str]]:
    """Return the whole SMS as the person would get it, in both forms of Norwegian."""
    answers = {key: address_to(key, person.register_id) for key in keys_in(letter, [])}
    leave = unsubscribe_address(letter, person.register_id, Channel.SMS)
    reader = Reader(person.first_name, letter.unit.name, leave, answers)
    return [(form, sms_of(letter, form, reader)) for form in FORMS]


@in_unit(WRITE)
def new_letter(request: PersonRequest, unit: Unit, medium: str) -> HttpResponse:
    """Begin a letter."""
    if medium not in Medium.values:
        raise Http404
    return _edit(request, unit, None, Medium(medium))


@in_unit(WRITE)
def change_letter(request: PersonRequest, unit: Unit, letter: int) -> HttpResponse:
    """Change what the letter is about and whom it is for."""
    found = draft_of(unit, letter)
    return _edit(request, unit, found, Medium(found.medium))


def _edit(request: PersonRequest, unit: Unit, letter: Letter | None, medium: Medium) -> HttpResponse:
    if letter is None:
        initial = FIRST_VALUES | {"reply_to": request.user.email}
    else:
        initial = {field.name: getattr(letter, field.attname) for field in letter._meta.concrete_fields}
        initial["archived"] = archive_choice(letter)
    offers = offers_for(unit, letter.offer if letter else "") if medium == Medium.SMS else []
    form = LetterForm(request.POST or None, unit=unit, medium=medium, offers=offers, initial=initial)
    if request.method == "POST" and form.is_valid():
        saved = save_letter(unit=unit, by=request.user, letter=letter, medium=medium, **form.cleaned_data)
        return redirect("messaging:letter", unit.code, saved.pk)
    context = {
        "form": form,
        "medium": medium,
        "back": trail_to(unit, letter)[-1][0],
    }
    here = _("New letter") if letter is None else _("Change the letter")
    if medium == Medium.SMS:
        here = _("New SMS") if letter is None else _("Change the SMS")
    status = 422 if form.errors else 200
    trail = trail_to(unit, letter)
    return render_unit(request, unit, "messaging/edit_letter.html", context, trail=trail, here=here, status=status)


@in_unit(WRITE)
@require_POST
def copy(request: PersonRequest, unit: Unit, letter: int) -> HttpResponse:
    """Make a draft that says the same."""
    made = copy_letter(letter=letter_of(unit, letter), by=request.user)
    messages.success(request, _("This is a copy. Nothing is sent until you send it."))
    return redirect("messaging:letter", unit.code, made.pk)


@in_unit(WRITE)
@require_POST
def remove_draft(request: PersonRequest, unit: Unit, letter: int) -> HttpResponse:
    """Throw the draft away."""
    try:
        delete_draft(letter=draft_of(unit, letter), by=request.user)
    except NotOpen as sent:
        raise Http404 from sent
    messages.success(request, _("The draft is deleted."))
    return redirect("messaging:letters", unit.code)


@in_unit(WRITE)
def as_mail(request: PersonRequest, unit: Unit, letter: int, form: str) -> HttpResponse:
    """Show the letter exactly as it looks in a mail reader, as the one who asks would get it."""
    found = letter_of(unit, letter)
    if form not in FORMS or found.medium != Medium.EMAIL:
        raise Http404
    leave = "" if found.necessary else "#"
    page = as_html(found, list(found.blocks.all()), form, Reader(request.user.first_name, unit.name, leave))
    return in_frame(page)


def in_frame(page: str) -> HttpResponse:
    """Return a letter's page: with styles of its own, without scripts, and shown inside this site alone."""
    answer = HttpResponse(page)
    answer.headers["Content-Security-Policy"] = (
        "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
    )
    answer.headers["X-Frame-Options"] = "SAMEORIGIN"
    return answer
