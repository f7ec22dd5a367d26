"""The pages on which members are chosen and choices are saved."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from gjennomslag.core import clock
from gjennomslag.messaging.models import Segment
from gjennomslag.messaging.queries import count_in, list_of, live_count, people_in, segments_for, shares_of, words_of
from gjennomslag.messaging.segment_forms import ChoiceForm, SegmentForm
from gjennomslag.messaging.services import delete_segment, save_segment
from gjennomslag.organisation.access import in_unit
from gjennomslag.organisation.choices import AccessKind, Purpose
from gjennomslag.organisation.forms import PurposeForm
from gjennomslag.organisation.middleware import PersonRequest
from gjennomslag.organisation.models import Unit
from gjennomslag.organisation.pages import render_unit
from gjennomslag.organisation.queries import children_of
from gjennomslag.organisation.queries.people import member_ids
from gjennomslag.organisation.rules import EXPORT_MEMBERS, SEE_MEMBERS, statutes
from gjennomslag.organisation.services.access import SecondPersonNeeded, record_access, take_out_list
from gjennomslag.organisation.views.lists import sheet_of


def _trail(unit: Unit) -> list[tuple[str, str]]:
    return [(reverse("messaging:segments", args=[unit.code]), _("Segments"))]


def _usable(unit: Unit, pk: int) -> Segment:
    """Return the segment if the unit can use it."""
    found = segments_for(unit).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def _own(unit: Unit, pk: int) -> Segment:
    """Return the segment if it is the unit's own."""
    found = _usable(unit, pk)
    if found.unit_id != unit.pk:
        raise Http404
    return found


@in_unit(SEE_MEMBERS)
def segments(request: PersonRequest, unit: Unit) -> HttpResponse:
    """List the segments the unit can use, each with what it asks in words."""
    found = list(segments_for(unit))
    words = words_of([each.definition for each in found], unit)
    rows = [(each, said, each.unit_id == unit.pk) for each, said in zip(found, words, strict=True)]
    return render_unit(request, unit, "messaging/segments.html", {"rows": rows}, here=_("Segments"))


@in_unit(SEE_MEMBERS)
def segment_page(request: PersonRequest, unit: Unit, segment: int) -> HttpResponse:
    """Show what the segment asks, how many fit, and where they belong."""
    found, day = _usable(unit, segment), clock.today()
    scope = request.scope
    context = {
        "segment": found,
        "own": found.unit_id == unit.pk,
        "words": words_of([found.definition], unit)[0],
        "count": count_in(found.definition, unit=unit, scope=scope, day=day),
        "shares": shares_of(found.definition, unit=unit, scope=scope, day=day),
    }
    return render_unit(request, unit, "messaging/segment.html", context, trail=_trail(unit), here=found.name)


@in_unit(SEE_MEMBERS)
def people(request: PersonRequest, unit: Unit, segment: int) -> HttpResponse:
    """Ask what for, and show who is in the segment, or give them as a sheet (rule M5).

    Nobody sees more people at once than one may take out alone: letters and call campaigns reach larger segments.
    """
    found, day, most = _usable(unit, segment), clock.today(), statutes().alone_at_most
    number = count_in(found.definition, unit=unit, scope=request.scope, day=day)
    form = PurposeForm(request.POST if request.method == "POST" else None)
    context = {
        "segment": found,
        "form": form,
        "number": number,
        "most": most,
        "too_many": number > most,
        "may_export": request.scope.covers(unit, EXPORT_MEMBERS),
    }
    status = 422 if form.errors else 200
    if number <= most and form.is_valid():
        purpose = Purpose(form.cleaned_data["purpose"])
        if "sheet" in request.POST:
            sheet = _sheet(request, unit, found, purpose)
            if sheet is not None:
                return sheet
            form.add_error(None, _("That makes more people in a day than you may take out alone. Wait until tomorrow."))
            status = 422
        else:
            listed = list_of(found.definition, unit=unit, scope=request.scope, day=day)
            context["people"], seen = listed, [each.person.pk for each in listed]
            record_access(reader=request.user, unit=unit, kind=AccessKind.LIST, purpose=purpose, people=seen)
    trail = [*_trail(unit), (reverse("messaging:segment", args=[unit.code, found.pk]), found.name)]
    here = _("Who they are")
    return render_unit(request, unit, "messaging/segment_people.html", context, trail=trail, here=here, status=status)


def _sheet(request: PersonRequest, unit: Unit, segment: Segment, purpose: Purpose) -> HttpResponse | None:
    """Return those in the segment whom the reader may take out, as a sheet; None where they are too many in a day."""
    day = clock.today()
    may = set(member_ids(request.scope, EXPORT_MEMBERS, unit, day))
    if not may:
        raise Http404
    inside = people_in(segment.definition, unit=unit, scope=request.scope, day=day).order_by("sort_name", "pk")
    ids = [pk for pk in inside.values_list("pk", flat=True) if pk in may]
    try:
        take_out_list(reader=request.user, unit=unit, purpose=purpose, people=ids)
    except SecondPersonNeeded:
        return None
    return sheet_of(unit, ids)


@in_unit(SEE_MEMBERS)
def new_segment(request: PersonRequest, unit: Unit) -> HttpResponse:
    """Choose members and save the choice."""
    return _edit(request, unit, None)


@in_unit(SEE_MEMBERS)
def change_segment(request: PersonRequest, unit: Unit, segment: int) -> HttpResponse:
    """Change a segment of the unit's own."""
    return _edit(request, unit, _own(unit, segment))


def _edit(request: PersonRequest, unit: Unit, segment: Segment | None) -> HttpResponse:
    initial = {**segment.definition, "name": segment.name, "below": segment.below} if segment else {}
    form = SegmentForm(
        request.POST or None, unit=unit, has_below=bool(children_of(unit, clock.today())), initial=initial
    )
    if request.method == "POST" and form.is_valid():
        try:
            saved = save_segment(
                unit=unit,
                name=form.cleaned_data["name"],
                definition=form.definition(),
                below=form.cleaned_data.get("below", False),
                by=request.user,
                segment=segment,
            )
        except ValidationError as fault:
            form.add_error(None, fault)
        else:
            messages.success(request, _("“%(name)s” is saved.") % {"name": saved.name})
            return redirect("messaging:segment", unit.code, saved.pk)
    definition = form.definition() if form.is_bound and form.is_valid() else segment.definition if segment else {}
    found = live_count(definition, unit=unit, scope=request.scope, day=clock.today())
    context = {
        "form": form,
        "count": found.people,
        "about": found.about,
        "words": words_of([definition], unit)[0],
        "back": reverse("messaging:segments", args=[unit.code]),
    }
    here = _("Change the segment") if segment else _("New segment")
    status = 422 if form.is_bound else 200
    return render_unit(
        request, unit, "messaging/edit_segment.html", context, trail=_trail(unit), here=here, status=status
    )


@in_unit(SEE_MEMBERS)
@require_POST
def count_segment(request: PersonRequest, unit: Unit) -> HttpResponse:
    """Say how many members fit what is ticked in the form right now."""
    form = ChoiceForm(request.POST, unit=unit)
    if not form.is_valid():
        raise Http404
    definition = form.definition()
    found = live_count(definition, unit=unit, scope=request.scope, day=clock.today())
    context = {
        "count": found.people,
        "about": found.about,
        "words": words_of([definition], unit)[0],
    }
    return render(request, "messaging/_count.html", context)


@in_unit(SEE_MEMBERS)
@require_POST
def remove_segment(request: PersonRequest, unit: Unit, segment: int) -> HttpResponse:
    """Delete a segment of the unit's own."""
    found = _own(unit, segment)
    delete_segment(segment=found, by=request.user)
    messages.success(request, _("“%(name)s” is deleted.") % {"name": found.name})
    return redirect("messaging:segments", unit.code)
