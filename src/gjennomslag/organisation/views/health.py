"""How a branch is doing, and forming sub-groups where it has become too large."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from gjennomslag.core import clock
from gjennomslag.organisation.access import in_unit
from gjennomslag.organisation.choices import UnitKind
from gjennomslag.organisation.health_forms import SubGroupForm
from gjennomslag.organisation.health_parts import parts_for
from gjennomslag.organisation.middleware import PersonRequest
from gjennomslag.organisation.models import Unit
from gjennomslag.organisation.pages import render_unit
from gjennomslag.organisation.queries.health import health_of, members_by_postal_code
from gjennomslag.organisation.queries.institutions import has_institutions
from gjennomslag.organisation.rules import MANAGE_OFFICES, SEE_MEMBERS
from gjennomslag.organisation.services.subgroups import form_subgroup


@in_unit(SEE_MEMBERS)
def health(request: PersonRequest, unit: Unit) -> HttpResponse:
    """Show who stays, who joins and leaves, who pays and whom somebody has talked with: numbers, no names."""
    day = clock.today()
    found = health_of(unit, day)
    may_form = unit.kind == UnitKind.LOCAL and request.scope.covers(unit, MANAGE_OFFICES)
    context = {"health": found, "may_form": may_form, "parts": parts_for(unit, found.members, day)}
    context["places_to_study"] = unit.kind == UnitKind.LOCAL and has_institutions(unit)
    return render_unit(request, unit, "organisation/health.html", context, here=_("Members in numbers"))


@in_unit(MANAGE_OFFICES)
def subgroup(request: PersonRequest, unit: Unit) -> HttpResponse:
    """Form a sub-group of the members who live in some postal codes."""
    if unit.kind != UnitKind.LOCAL:
        raise Http404
    day = clock.today()
    places = members_by_postal_code(unit, day)
    form = SubGroupForm(request.POST or None, places=places)
    if request.method == "POST" and form.is_valid():
        group = form_subgroup(
            branch=unit,
            name=form.cleaned_data["name"],
            postal_codes=form.cleaned_data["postal_codes"],
            on=day,
            by=request.user,
        )
        messages.success(request, _("The sub-group is formed. Now choose who leads it."))
        return redirect("home:unit", group.code)
    trail = [(reverse("organisation:health", args=[unit.code]), _("Members in numbers"))]
    context = {"form": form, "places": places}
    status = 422 if form.errors else 200
    return render_unit(
        request, unit, "organisation/subgroup.html", context, trail=trail, here=_("Form a sub-group"), status=status
    )
