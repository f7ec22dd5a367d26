"""Universities and colleges: who has a student branch there, founding one, and saying which branch serves which."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from gjennomslag.core import clock
from gjennomslag.organisation.access import in_unit
from gjennomslag.organisation.geography import Institution
from gjennomslag.organisation.institution_forms import ServeForm, StudentBranchForm
from gjennomslag.organisation.middleware import PersonRequest
from gjennomslag.organisation.models import InstitutionBranch, Unit
from gjennomslag.organisation.pages import render_unit
from gjennomslag.organisation.queries.institutions import (
    institution_in,
    institutions_of,
    student_branches_below,
    students_of,
)
from gjennomslag.organisation.rules import MANAGE_OFFICES, SEE_MEMBERS
from gjennomslag.organisation.scope import visible_or_404
from gjennomslag.organisation.services.student_branches import (
    PARENTS,
    found_student_branch,
    serve_institution,
    stop_serving,
)


@in_unit(SEE_MEMBERS)
def institutions(request: PersonRequest, unit: Unit) -> HttpResponse:
    """Show the institutions where the unit is, those without a student branch first: numbers, no names."""
    found = institutions_of(unit, clock.today())
    counties = {row.county for row in found.rows if row.county is not None and row.county.kind in PARENTS}
    context = {
        "found": found,
        "may_manage": request.scope.covers(unit, MANAGE_OFFICES),
        "may_found": {each.pk for each in counties if request.scope.covers(each, MANAGE_OFFICES)},
    }
    return render_unit(request, unit, "organisation/institutions.html", context, here=_("Places to study"))


@in_unit(MANAGE_OFFICES)
def found(request: PersonRequest, unit: Unit, institution: str) -> HttpResponse:
    """Found a student branch for the institution, or say that one is there already."""
    place, day = _place(unit, institution), clock.today()
    name = _("Student branch at %(institution)s") % {"institution": place.short_name}
    first = {"name": name, "on": day, "with_students": True}
    form = StudentBranchForm(request.POST or None, today=day, initial=first)
    if not form.is_valid():
        branches = student_branches_below(unit, day)
        serve_form = ServeForm(branches=branches, today=day, initial={"since": day})
        return _found_page(request, unit, place, form, serve_form, status=422 if form.is_bound else 200)
    branch = found_student_branch(institution=place.code, above=unit, by=request.user, **form.cleaned_data)
    messages.success(request, _("The student branch is founded. Now choose who leads it."))
    return redirect("organisation:offices", branch.code)


@in_unit(MANAGE_OFFICES)
def serve(request: PersonRequest, unit: Unit, institution: str) -> HttpResponse:
    """Say that a student branch serves the institution already."""
    place, day = _place(unit, institution), clock.today()
    if request.method != "POST":
        return redirect("organisation:found_student_branch", unit.code, place.code)
    branches = {each.code: each for each in student_branches_below(unit, day)}
    serve_form = ServeForm(request.POST, branches=list(branches.values()), today=day)
    if not serve_form.is_valid():
        form = StudentBranchForm(today=day, initial={"on": day, "with_students": True})
        return _found_page(request, unit, place, form, serve_form, status=422)
    branch = branches[serve_form.cleaned_data["branch"]]
    serve_institution(branch=branch, institution=place.code, since=serve_form.cleaned_data["since"], by=request.user)
    words = {"branch": branch.name, "institution": place.name}
    messages.success(request, _("%(branch)s is there for the students at %(institution)s.") % words)
    return redirect("organisation:institutions", unit.code)


@in_unit(MANAGE_OFFICES)
@require_POST
def stop(request: PersonRequest, unit: Unit, serving: int) -> HttpResponse:
    """Note that a branch is no longer there for the institution's students, from tomorrow on."""
    below = InstitutionBranch.objects.filter(unit__path__startswith=unit.path).select_related("unit")
    ending: InstitutionBranch = visible_or_404(below, request.scope, MANAGE_OFFICES, pk=serving)
    stop_serving(serving=ending, on=clock.today(), by=request.user)
    words = {"branch": ending.unit.name, "institution": str(ending)}
    messages.success(request, _("From tomorrow %(branch)s is no longer there for %(institution)s.") % words)
    return redirect("organisation:institutions", unit.code)


def _place(unit: Unit, code: str) -> Institution:
    place = institution_in(unit, code, clock.today())
    if place is None or unit.kind not in PARENTS:
        raise Http404
    return place


def _found_page(
    request: PersonRequest,
    unit: Unit,
    place: Institution,
    form: StudentBranchForm,
    serve_form: ServeForm,
    *,
    status: int,
) -> HttpResponse:
    day = clock.today()
    context = {
        "institution": place,
        "form": form,
        "serve_form": serve_form,
        "branches": student_branches_below(unit, day),
        "students": students_of(place.code, unit, day),
    }
    trail = [(reverse("organisation:institutions", args=[unit.code]), _("Places to study"))]
    return render_unit(
        request, unit, "organisation/student_branch.html", context, trail=trail, here=place.name, status=status
    )
