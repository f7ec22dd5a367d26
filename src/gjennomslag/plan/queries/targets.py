"""Reads about targets: what is proposed, committed and in force, and how a number would be shared out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
from django.db import models
from numpy.typing import NDArray

from gjennomslag.algorithms.apportionment import share_out
from gjennomslag.algorithms.rollups import subtree_ends, subtree_sums
from gjennomslag.core.indicators import Period, published
from gjennomslag.organisation.choices import UnitKind
from gjennomslag.organisation.models import Unit
from gjennomslag.organisation.queries import inhabitants_by_unit, members_on
from gjennomslag.organisation.scope import active_on
from gjennomslag.plan.choices import Basis
from gjennomslag.plan.models import Target, TargetRevision, TargetSheet

SHARED_KINDS = (UnitKind.NATIONAL, UnitKind.COUNTY, UnitKind.LOCAL)
"""Units that get targets of their own. Sub-groups and student branches work towards their branch's."""


@dataclass(frozen=True, slots=True)
class TargetNumber:
    """A unit's number for a year: proposed to it, and committed to by it (None: not yet)."""

    proposed: int | None
    committed: int | None

    @property
    def in_force(self) -> int | None:
        """The committed number, else the proposed one."""
        return self.proposed if self.committed is None else self.committed


def revisions_in_force(sheet: TargetSheet, year: int) -> models.QuerySet[TargetRevision]:
    """Return the revisions that have a number for the year, the one whose numbers hold first."""
    return sheet.revisions.filter(targets__year=year, targets__unit_id=sheet.plan.unit_id).order_by("-number")


def revision_in_force(sheet: TargetSheet, year: int) -> TargetRevision | None:
    """Return the latest revision whose numbers hold in the year."""
    return revisions_in_force(sheet, year).first()


def sheet_by_id(sheet: int) -> TargetSheet | None:
    """Return the sheet with this id, with its plan and the plan's unit."""
    return TargetSheet.objects.select_related("plan__unit").filter(pk=sheet).first()


def sheet_of(indicator: str, year: int) -> TargetSheet | None:
    """Return the sheet for the indicator in the country's plan that covers the year, the newest plan first."""
    return (
        TargetSheet.objects.filter(
            indicator=indicator,
            plan__unit__kind=UnitKind.NATIONAL,
            plan__first_day__year__lte=year,
            plan__last_day__year__gte=year,
        )
        .select_related("plan")
        .order_by("-plan__first_day")
        .first()
    )


def targets_of(indicator: str, year: int, unit_ids: Collection[int] | None = None) -> dict[int, TargetNumber]:
    """Return every unit's number for the indicator in the year, by unit id; only those of the units, if given.

    Units without a number are absent. A unit's number is its own: a county's number is not the sum of its branches'.
    """
    sheet = sheet_of(indicator, year)
    return numbers_in(sheet, year, unit_ids) if sheet else {}


def numbers_in(sheet: TargetSheet, year: int, unit_ids: Collection[int] | None = None) -> dict[int, TargetNumber]:
    """Return every unit's number in the sheet for the year, by unit id; only those of the units, if given.

    Units without a number are absent.
    """
    in_force = revisions_in_force(sheet, year).values("pk")[:1]
    targets = Target.objects.filter(revision=models.Subquery(in_force), year=year)
    if unit_ids is not None:
        targets = targets.filter(unit_id__in=unit_ids)
    rows = targets.values_list("unit_id", "proposed", "committed")
    return {unit_id: TargetNumber(proposed, committed) for unit_id, proposed, committed in rows}


def history_of(sheet: TargetSheet, unit: Unit) -> dict[int, list[Target]]:
    """Return the unit's targets per year in every revision, oldest first, so that old and new stay visible."""
    history: dict[int, list[Target]] = defaultdict(list)
    rows = Target.objects.filter(revision__sheet=sheet, unit=unit).select_related("revision", "committed_by")
    for target in rows.order_by("year", "revision__number"):
        history[target.year].append(target)
    return dict(history)


def weights_by_unit(basis: Basis, indicator: str, year: int, day: date) -> Mapping[int, float]:
    """Return what each unit counts for when ``indicator`` is shared out for ``year``, by unit id.

    Members are counted on ``day``; "last year" is the indicator's own number the year before ``year``.
    """
    if basis is Basis.MEMBERS:
        return members_on(day)
    if basis is Basis.INHABITANTS:
        return inhabitants_by_unit()
    known = published(indicator)
    if known is None:
        return {}
    return known.measure(Period(date(year - 1, 1, 1), date(year - 1, 12, 31)))


def proposal(*, unit: Unit, number: int, basis: Basis, indicator: str, year: int, day: date) -> dict[int, int]:
    """Share ``number`` out from the unit to the units below it, level by level, by the basis. Writes nothing.

    Returns unit id → number for the unit itself and all units below that get targets. The numbers of the units
    right below a unit add up exactly to that unit's own, where there are any. A unit weighs as much as itself and
    everything below it, sub-groups and student branches included.
    """
    units = list(Unit.objects.filter(path__startswith=unit.path).filter(active_on(day)))
    own = weights_by_unit(basis, indicator, year, day)
    weights = _weights_with_all_below(units, own)
    children: dict[str, list[int]] = defaultdict(list)
    for index, each in enumerate(units):
        if each.pk != unit.pk and each.kind in SHARED_KINDS:
            children[each.path[: -each.steplen]].append(index)
    numbers = {unit.pk: number}
    waiting = [unit]
    while waiting:
        parent = waiting.pop()
        below = children[parent.path]
        for index, part in zip(below, share_out(numbers[parent.pk], weights[below]), strict=True):
            numbers[units[index].pk] = int(part)
            waiting.append(units[index])
    return numbers


def proposal_rows(
    *, unit: Unit, number: int, basis: Basis, indicator: str, year: int, day: date
) -> list[tuple[Unit, int]]:
    """Return the proposal for the unit and all below it in the order of the tree, to be looked at before saving."""
    numbers = proposal(unit=unit, number=number, basis=basis, indicator=indicator, year=year, day=day)
    return [(each, numbers[each.pk]) for each in Unit.objects.filter(pk__in=numbers)]


def _weights_with_all_below(units: list[Unit], own: Mapping[int, float]) -> NDArray[np.float64]:
    values = np.array([own.get(each.pk, 0.0) for each in units], dtype=np.float64)
    return subtree_sums(values, subtree_ends([each.path for each in units]))
