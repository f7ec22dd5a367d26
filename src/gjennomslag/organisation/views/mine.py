"""What is held about me, who can see it, who has looked, and what I want (rules M3 and M4)."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from gjennomslag.core import clock
from gjennomslag.core.access import signed_in
from gjennomslag.organisation.choices import Channel, Given, Topic
from gjennomslag.organisation.forms import InvolvementForm, StudiesForm
from gjennomslag.organisation.models import Person
from gjennomslag.organisation.queries.access import readings_of, who_can_see
from gjennomslag.organisation.queries.export import everything_about
from gjennomslag.organisation.queries.people import (
    consents_of,
    in_archive,
    record_of,
    text_in_force,
    wants_erasure,
)
from gjennomslag.organisation.services.consents import give_consent, withdraw_consent
from gjennomslag.organisation.services.erasure import ask_to_be_erased, keep_after_all
from gjennomslag.organisation.services.people import change_person, note_involvement


def _me(request: HttpRequest) -> Person:
    assert isinstance(request.user, Person)
    return request.user


@signed_in
def data(request: HttpRequest) -> HttpResponse:
    """Show the person everything on one page."""
    me, day = _me(request), clock.today()
    context = {
        "record": record_of(me, day),
        "studies_form": StudiesForm(person=me),
        "channels": Channel.labels,
        "archive": in_archive(me),
        "watchers": who_can_see(me, day),
        "readings": readings_of(me),
        "erasure": wants_erasure(me),
    }
    return render(request, "organisation/my_data.html", context)


@signed_in
@require_POST
def studies(request: HttpRequest) -> HttpResponse:
    """Note where the person studies, or that they no longer do."""
    me = _me(request)
    form = StudiesForm(request.POST, person=me)
    if form.is_valid():
        if form.cleaned_data["studies_at"] != me.studies_at:
            change_person(person=me, by=me, studies_at=form.cleaned_data["studies_at"])
        messages.success(request, _("Saved."))
    else:
        messages.error(request, _("Choose one of the places to study in the list."))
    return redirect("organisation:my_data")


@signed_in
def involvement(request: HttpRequest) -> HttpResponse:
    """Let the person say themselves how much they want to take part, and with what."""
    me = _me(request)
    form = InvolvementForm(request.POST or None, person=me)
    if not form.is_valid():
        status = 422 if form.is_bound else 200
        return render(request, "organisation/my_involvement.html", {"form": form}, status=status)
    note_involvement(person=me, by=me, on=clock.today(), wishes=form.written)
    messages.success(request, _("Thank you. Your branch can see it."))
    return redirect("organisation:my_data")


@signed_in
def export(request: HttpRequest) -> HttpResponse:
    """Give the person everything that is held about them, as a file that machines can read."""
    answer = JsonResponse(everything_about(_me(request)), json_dumps_params={"indent": 2, "ensure_ascii": False})
    answer.headers["Content-Disposition"] = 'attachment; filename="my-data.json"'
    answer.headers["Cache-Control"] = "no-store"
    return answer


@signed_in
@require_POST
def consents(request: HttpRequest) -> HttpResponse:
    """Give and take back consents as the ticked boxes say. It holds from the next message on."""
    me = _me(request)
    for standing in (each for row in consents_of(me) for each in row):
        wanted = standing.key in request.POST
        if wanted != standing.given:
            _set(me, standing.topic, standing.channel, wanted=wanted)
    wants_archive = Topic.ARCHIVE in request.POST
    if wants_archive != in_archive(me):
        _set(me, Topic.ARCHIVE, "", wanted=wants_archive)
    messages.success(request, _("Your choices are saved. They hold from the next message on."))
    return redirect("organisation:my_data")


def _set(me: Person, topic: Topic, channel: Channel | str, *, wanted: bool) -> None:
    if wanted:
        text = text_in_force(topic, get_language() or "nb")
        give_consent(person=me, topic=topic, channel=channel, text=text, how=Given.OWN_PAGE, by=me)
    else:
        withdraw_consent(person=me, topic=topic, channel=channel, how=Given.OWN_PAGE, by=me)


@signed_in
@require_POST
def erase_me(request: HttpRequest) -> HttpResponse:
    """Take the wish to be erased, or take it back."""
    me = _me(request)
    if "stay" in request.POST:
        keep_after_all(person=me)
        messages.success(request, _("You stay in the register."))
    else:
        ask_to_be_erased(person=me, now=timezone.now())
        messages.success(request, _("You are erased within a day. Until then you can change your mind here."))
    return redirect("organisation:my_data")
