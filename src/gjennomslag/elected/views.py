"""Those who are elected for the party: a unit's list, and those of the units below it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from gjennomslag.core import clock
from gjennomslag.elected.forms import ElectedForm, EndForm, SeatForm
from gjennomslag.elected.models import Mandate
from gjennomslag.elected.queries import below, bodies_of, earlier_in, groups_of, mandate_in
from gjennomslag.elected.rules import KEEP
from gjennomslag.elected.services import (
    NotInTermError,
    SitsAlreadyError,
    change_mandate,
    end_mandate,
    note_elected,
    remove_mandate,
)
from gjennomslag.organisation.access import in_unit
from gjennomslag.organisation.middleware import PersonRequest
from gjennomslag.organisation.models import Unit
from gjennomslag.organisation.pages import render_unit
from gjennomslag.organisation.rules import SEE


@in_unit(SEE)
def unit(request: PersonRequest, unit: Unit) -> HttpResponse:
    """Show who is elected here, who was before, and how many there are in the units below."""
    day = clock.today()
    rows = below(unit, day)
    groups = groups_of(unit, day)
    context = {
        "groups": groups,
        "earlier": earlier_in(unit, day),
        "today": day,
        "below": rows,
        "sitting": sum(len(each.sitting) for each in groups),
        "sitting_below": sum(row.sitting for row in rows),
        "without": sum(not row.sitting for row in rows),
        "with_names": any(row.own for row in rows),
        "keeps": request.scope.covers(unit, KEEP) and bool(bodies_of(unit)),
    }
    return render_unit(request, unit, "elected/unit.html", context, here=_("Elected representatives"))


@in_unit(KEEP)
def new(request: PersonRequest, unit: Unit) -> HttpResponse:
    """Put people on the list."""
    if not bodies_of(unit):
        raise Http404
    form = ElectedForm(request.POST or None, unit=unit, scope=request.scope, today=clock.today())
    if form.is_valid():
        people = form.cleaned_data["people"]
        try:
            note_elected(unit=unit, people=people, seat=form.written, by=request.user)
        except SitsAlreadyError as there:
            form.refuse(there.mandates)
        else:
            number = len(people)
            text = ngettext("%(number)s person is on the list.", "%(number)s people are on the list.", number)
            messages.success(request, text % {"number": number})
            return redirect("elected:unit", unit.code)
    return _form_page(request, unit, form, None)


@in_unit(KEEP)
def change(request: PersonRequest, unit: Unit, mandate: int) -> HttpResponse:
    """Change what somebody is elected to, and for how long."""
    found = _found(unit, mandate)
    form = SeatForm(request.POST or None, unit=unit, today=clock.today(), mandate=found)
    if form.is_valid():
        try:
            change_mandate(mandate=found, seat=form.written, by=request.user)
        except SitsAlreadyError as there:
            form.refuse(there.mandates)
        else:
            messages.success(request, _("Saved."))
            return redirect("elected:unit", unit.code)
    return _form_page(request, unit, form, found)


@in_unit(KEEP)
def end(request: PersonRequest, unit: Unit, mandate: int) -> HttpResponse:
    """End a term early, with its last day and no reason."""
    found = _found(unit, mandate)
    form = EndForm(request.POST or None, initial={"on": min(clock.today(), found.valid_until)})
    if form.is_valid():
        try:
            end_mandate(mandate=found, on=form.cleaned_data["on"], by=request.user)
        except NotInTermError:
            form.add_error("on", _("Choose a day within the term. What never began is removed instead."))
        else:
            messages.success(request, _("The last day is noted."))
            return redirect("elected:unit", unit.code)
    return _form_page(request, unit, form, found, template="elected/end.html", here=_("End the term early"))


@in_unit(KEEP)
@require_POST
def remove(request: PersonRequest, unit: Unit, mandate: int) -> HttpResponse:
    """Take somebody off the list who was put there by mistake."""
    found = _found(unit, mandate)
    remove_mandate(mandate=found, by=request.user)
    messages.success(request, _("%(name)s is off the list.") % {"name": found.person.full_name})
    return redirect("elected:unit", unit.code)


def _found(unit: Unit, pk: int) -> Mandate:
    found = mandate_in(unit, pk)
    if found is None:
        raise Http404
    return found


def _form_page(
    request: PersonRequest,
    unit: Unit,
    form: Any,
    mandate: Mandate | None,
    *,
    template: str = "elected/form.html",
    here: str = "",
) -> HttpResponse:
    trail = [(reverse("elected:unit", args=[unit.code]), _("Elected representatives"))]
    if mandate is None:
        here = _("Who was elected")
    elif here:
        trail.append((reverse("elected:change", args=[unit.code, mandate.pk]), mandate.person.full_name))
    else:
        here = mandate.person.full_name
    status = 422 if form.is_bound else 200
    context = {"form": form, "mandate": mandate, "today": clock.today()}
    return render_unit(request, unit, template, context, trail=trail, here=here, status=status)
