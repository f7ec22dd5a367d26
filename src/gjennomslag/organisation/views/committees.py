"""The committees of a unit: who is on them, setting one up, changing it and ending it."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from gjennomslag.core import clock
from gjennomslag.organisation.access import in_unit
from gjennomslag.organisation.committee_forms import CommitteeForm
from gjennomslag.organisation.middleware import PersonRequest
from gjennomslag.organisation.models import Unit
from gjennomslag.organisation.pages import render_unit
from gjennomslag.organisation.queries.committees import (
    CommitteeRow,
    committees_below,
    committees_of,
    ended_committees,
)
from gjennomslag.organisation.rules import MANAGE_OFFICES, SEE, SEE_MEMBERS
from gjennomslag.organisation.services.committees import change_committee, end_committee, set_up_committee


@in_unit(SEE)
def committees(request: PersonRequest, unit: Unit) -> HttpResponse:
    """Show the unit's committees, who leads them, and those of the units directly below.

    A leader is somebody to turn to. That the others are members is told to those alone who see members there.
    """
    day = clock.today()
    below = committees_below(unit, day)
    context = {
        "rows": committees_of(unit, day),
        "below": below,
        "without": sum(not each.has_election_committee for each in below),
        "ended": ended_committees(unit, day),
        "manages": request.scope.covers(unit, MANAGE_OFFICES),
        "names": request.scope.covers(unit, SEE_MEMBERS),
    }
    return render_unit(request, unit, "organisation/committees.html", context, here=_("Committees"))


@in_unit(MANAGE_OFFICES)
def new_committee(request: PersonRequest, unit: Unit) -> HttpResponse:
    """Set up a committee."""
    form = CommitteeForm(request.POST or None, unit=unit, scope=request.scope, today=clock.today())
    if not form.is_valid():
        return _form_page(request, unit, form, None)
    committee = set_up_committee(unit=unit, written=form.written, by=request.user)
    messages.success(request, _("%(committee)s is set up.") % {"committee": committee.name})
    return redirect("organisation:committees", unit.code)


@in_unit(MANAGE_OFFICES)
def change(request: PersonRequest, unit: Unit, committee: int) -> HttpResponse:
    """Change what a committee is to do and who is on it."""
    row, day = _found(unit, committee), clock.today()
    form = CommitteeForm(request.POST or None, unit=unit, scope=request.scope, today=day, row=row)
    if not form.is_valid():
        return _form_page(request, unit, form, row)
    change_committee(committee=row.committee, written=form.written, on=day, by=request.user)
    messages.success(request, _("Saved."))
    return redirect("organisation:committees", unit.code)


@in_unit(MANAGE_OFFICES)
@require_POST
def end(request: PersonRequest, unit: Unit, committee: int) -> HttpResponse:
    """End a committee, today being its last day."""
    found = _found(unit, committee).committee
    end_committee(committee=found, on=clock.today(), by=request.user)
    messages.success(request, _("Today is the last day of %(committee)s.") % {"committee": found.name})
    return redirect("organisation:committees", unit.code)


def _found(unit: Unit, pk: int) -> CommitteeRow:
    """Return the unit's committee with this id that goes on, or raise Http404."""
    for row in committees_of(unit, clock.today()):
        if row.committee.pk == pk and row.committee.valid_until is None:
            return row
    raise Http404


def _form_page(request: PersonRequest, unit: Unit, form: CommitteeForm, row: CommitteeRow | None) -> HttpResponse:
    trail = [(reverse("organisation:committees", args=[unit.code]), _("Committees"))]
    here = row.committee.name if row is not None else _("New committee")
    status = 422 if form.is_bound else 200
    context = {"form": form, "row": row}
    return render_unit(request, unit, "organisation/committee.html", context, trail=trail, here=here, status=status)
