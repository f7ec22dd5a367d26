"""Writes about targets."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.db import models

from gjennomslag.core.history import writing
from gjennomslag.organisation.models import Person, Unit
from gjennomslag.plan.choices import Basis
from gjennomslag.plan.models import Plan, Target, TargetRevision, TargetSheet
from gjennomslag.plan.queries.targets import proposal, revision_in_force


class NoTargetsError(ValueError):
    """The sheet has no numbers for the year."""


def open_target_sheet(
    *, plan: Plan, indicator: str, titles: Mapping[str, str], national: Mapping[int, int], by: Person | None
) -> TargetSheet:
    """Give the plan a sheet for the indicator, with the numbers its own unit starts from.

    Where the sheet exists its titles are renewed and the first revision's proposals replaced; what anyone has
    committed to, and later revisions, are left alone.
    """
    with writing(by=by, why="targets set"):
        sheet, _ = TargetSheet.objects.update_or_create(
            plan=plan, indicator=indicator, defaults={"titles": dict(titles)}
        )
        revision, _ = TargetRevision.objects.get_or_create(
            sheet=sheet,
            number=1,
            defaults={"decided_on": plan.adopted_on, "decided_by": by},
        )
        _save_proposals(revision, {year: {plan.unit_id: number} for year, number in national.items()}, "")
    return sheet


def share_out_targets(
    *, sheet: TargetSheet, unit: Unit, year: int, number: int, basis: Basis, on: date, by: Person | None
) -> int:
    """Propose ``number`` to the unit and shares of it to all units below; return how many units got a proposal.

    Doing it again replaces the proposals. What units have committed to stays. Raises ``NoTargetsError`` where no
    revision of the sheet covers the year.
    """
    revision = _revision(sheet, year)
    numbers = proposal(unit=unit, number=number, basis=basis, indicator=sheet.indicator, year=year, day=on)
    with writing(by=by, why="targets shared out"):
        _save_proposals(revision, {year: numbers}, basis)
    return len(numbers)


def commit_target(*, sheet: TargetSheet, unit: Unit, year: int, number: int, on: date, by: Person) -> Target:
    """Commit the unit to a number of its own for the year, whatever was proposed.

    Raises ``NoTargetsError`` where no revision of the sheet covers the year.
    """
    with writing(by=by, why="target committed"):
        target, _ = Target.objects.update_or_create(
            revision=_revision(sheet, year),
            unit=unit,
            year=year,
            defaults={"committed": number, "committed_by": by, "committed_on": on},
        )
    return target


def revise_targets(
    *, sheet: TargetSheet, national: Mapping[int, int], on: date, reason: str, by: Person
) -> TargetRevision:
    """Decide new numbers for some years (G1.S1d). The old ones stay visible in their revision.

    ``national`` gives the plan's own unit its number per year; units below then get new proposals by sharing out,
    and commit anew. Raises ``NoTargetsError`` for years outside the plan or none at all.
    """
    if not national or any(year not in sheet.plan.years for year in national):
        raise NoTargetsError(sorted(national))
    with writing(by=by, why="targets revised"):
        TargetSheet.objects.select_for_update().get(pk=sheet.pk)
        last = sheet.revisions.aggregate(last=models.Max("number"))["last"] or 0
        revision = TargetRevision.objects.create(
            sheet=sheet,
            number=last + 1,
            decided_on=on,
            decided_by=by,
            reason=reason,
        )
        _save_proposals(revision, {year: {sheet.plan.unit_id: number} for year, number in national.items()}, "")
    return revision


def _revision(sheet: TargetSheet, year: int) -> TargetRevision:
    revision = revision_in_force(sheet, year)
    if revision is None or year not in sheet.plan.years:
        raise NoTargetsError(year)
    return revision


def _save_proposals(revision: TargetRevision, numbers: Mapping[int, Mapping[int, int]], basis: str) -> None:
    Target.objects.bulk_create(
        [
            Target(revision=revision, unit_id=unit_id, year=year, proposed=number, basis=basis)
            for year, by_unit in numbers.items()
            for unit_id, number in by_unit.items()
        ],
        update_conflicts=True,
        unique_fields=["revision", "unit", "year"],
        update_fields=["proposed", "basis"],
        batch_size=2000,
    )
