"""Pages about targets: every unit's numbers, sharing out, committing and revising."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from gjennomslag.core import clock
from gjennomslag.organisation.access import in_unit
from gjennomslag.organisation.middleware import PersonRequest
from gjennomslag.organisation.models import Unit
from gjennomslag.organisation.pages import render_unit
from gjennomslag.organisation.rules import SEE
from gjennomslag.plan.choices import Basis
from gjennomslag.plan.forms import CommitForm, ReviseForm, ShareForm
from gjennomslag.plan.models import TargetSheet
from gjennomslag.plan.queries.target_pages import (
    NO_NUMBER,
    Below,
    Work,
    revisions_of,
    sheets_on,
    year_rows,
)
from gjennomslag.plan.queries.targets import TargetNumber, numbers_in, proposal_rows, sheet_by_id
from gjennomslag.plan.rules import COMMIT_TARGET, MANAGE, SHARE_TARGETS
from gjennomslag.plan.services.targets import commit_target, revise_targets, share_out_targets

ROWS_A_PAGE = 50


def trail_to_targets(unit: Unit) -> tuple[str, str]:
    """Return the step of the breadcrumb that leads to the unit's targets."""
    return reverse("plan:targets", args=[unit.code]), _("Targets")


def sheet_for(unit: Unit, sheet: int, year: int) -> TargetSheet:
    """Return the sheet with this id, or raise Http404 where its plan covers neither the unit nor the year."""
    found = sheet_by_id(sheet)
    if found is None or not unit.path.startswith(found.plan.unit.path) or year not in found.plan.years:
        raise Http404
    return found


@in_unit(SEE)
def targets(request: PersonRequest, unit: Unit) -> HttpResponse:
    """Show the unit's numbers for each year, and those of the units right below it for one of them."""
    context = {
        "sheets": [_shown_sheet(request, unit, sheet) for sheet in sheets_on(clock.today())],
        "may_commit": request.scope.covers(unit, COMMIT_TARGET),
        "may_load": request.scope.covers(unit, MANAGE),
    }
    return render_unit(request, unit, "plan/targets.html", context, here=_("Targets"))


def _shown_sheet(request: PersonRequest, unit: Unit, sheet: TargetSheet) -> dict[str, Any]:
    today = clock.today()
    this_year = min(max(today.year, sheet.plan.years[0]), sheet.plan.years[-1])
    asked = request.GET.get("year", "")
    year = int(asked) if asked.isdecimal() and int(asked) in sheet.plan.years else this_year
    silent = request.GET.get("answer") == "none"
    work, below = Work(sheet, unit), Below(sheet, unit, year, today)
    years = year_rows(sheet, unit, today, work)
    own = next(row.number for row in years if row.year == year)
    page = Paginator(below.units(silent=silent), ROWS_A_PAGE).get_page(request.GET.get("page"))
    has_below = silent or page.paginator.count > 0
    return {
        "sheet": sheet,
        "years": years,
        "revisions": revisions_of(sheet),
        "year": year,
        "page": page,
        "below": below.rows(list(page.object_list), work),
        "has_below": has_below,
        "silent": silent,
        "together": below.reconciliation(own.in_force) if has_below else None,
        "own": own,
        "choices": [{"url": f"?year={each}", "label": str(each), "current": each == year} for each in sheet.plan.years],
        "may_share": request.scope.covers(unit, SHARE_TARGETS) and has_below,
        "may_revise": sheet.plan.unit_id == unit.pk and request.scope.covers(unit, MANAGE),
    }


@in_unit(COMMIT_TARGET)
def commit(request: PersonRequest, unit: Unit, sheet: int, year: int) -> HttpResponse:
    """Commit the unit to its own number for the year."""
    found = sheet_for(unit, sheet, year)
    number = numbers_in(found, year, [unit.pk]).get(unit.pk, NO_NUMBER)
    form = CommitForm(request.POST or None, initial={"number": number.in_force})
    if request.method == "POST" and form.is_valid():
        chosen = form.cleaned_data["number"]
        commit_target(sheet=found, unit=unit, year=year, number=chosen, on=clock.today(), by=request.user)
        messages.success(request, _("The number for %(year)s is saved.") % {"year": year})
        return redirect("plan:targets", unit.code)
    context = {"form": form, "sheet": found, "year": year, "number": number}
    status = 422 if form.errors else 200
    return render_unit(
        request, unit, "plan/commit_target.html", context, here=str(year), trail=[trail_to_targets(unit)], status=status
    )


@in_unit(SHARE_TARGETS)
def share(request: PersonRequest, unit: Unit, sheet: int, year: int) -> HttpResponse:
    """Show what each unit below would be proposed; nothing is saved before it has been seen."""
    found = sheet_for(unit, sheet, year)
    own = numbers_in(found, year, [unit.pk]).get(unit.pk, NO_NUMBER)
    asked = request.GET if "number" in request.GET else None
    form = ShareForm(asked, initial={"number": own.in_force, "basis": Basis.MEMBERS})
    context = {"form": form, "sheet": found, "year": year, "own": own, "rows": None}
    if asked is not None and form.is_valid():
        basis = Basis(form.cleaned_data["basis"])
        rows = proposal_rows(
            unit=unit,
            number=form.cleaned_data["number"],
            basis=basis,
            indicator=found.indicator,
            year=year,
            day=clock.today(),
        )
        page = Paginator(rows, ROWS_A_PAGE).get_page(request.GET.get("page"))
        context |= {"basis": basis, "rows": page.object_list, "page": page, "units": len(rows)}
    status = 422 if form.errors else 200
    return render_unit(
        request,
        unit,
        "plan/share_targets.html",
        context,
        here=_("Share out"),
        trail=[trail_to_targets(unit)],
        status=status,
    )


@in_unit(SHARE_TARGETS)
@require_POST
def share_out(request: PersonRequest, unit: Unit, sheet: int, year: int) -> HttpResponse:
    """Save the proposals that were previewed."""
    found = sheet_for(unit, sheet, year)
    form = ShareForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Nothing was shared out. Choose a number and what to share out by."))
        return redirect("plan:share_targets", unit.code, sheet, year)
    number, basis = form.cleaned_data["number"], Basis(form.cleaned_data["basis"])
    count = share_out_targets(
        sheet=found, unit=unit, year=year, number=number, basis=basis, on=clock.today(), by=request.user
    )
    messages.success(request, _("%(count)d units have got a proposal for %(year)s.") % {"count": count, "year": year})
    return redirect("plan:targets", unit.code)


@in_unit(MANAGE)
def revise(request: PersonRequest, unit: Unit, sheet: int) -> HttpResponse:
    """Decide new numbers for some years; the old ones stay visible."""
    found = sheet_by_id(sheet)
    if found is None or found.plan.unit_id != unit.pk:
        raise Http404
    form = ReviseForm(request.POST or None, years=found.plan.years)
    if request.method == "POST" and form.is_valid():
        numbers, reason = form.numbers(), form.cleaned_data["reason"]
        revise_targets(sheet=found, national=numbers, on=clock.today(), reason=reason, by=request.user)
        messages.success(request, _("The new numbers hold. Share them out, so that units can commit anew."))
        return redirect("plan:targets", unit.code)
    now: list[tuple[int, TargetNumber]] = [
        (year, numbers_in(found, year, [unit.pk]).get(unit.pk, NO_NUMBER)) for year in found.plan.years
    ]
    context = {"form": form, "sheet": found, "now": now}
    status = 422 if form.errors else 200
    return render_unit(
        request,
        unit,
        "plan/revise_targets.html",
        context,
        here=_("New numbers"),
        trail=[trail_to_targets(unit)],
        status=status,
    )
