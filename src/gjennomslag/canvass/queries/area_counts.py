"""How many areas each unit has in its municipality, and in how many of them doors were knocked on (G1.P2a)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from django.db.models import Exists, OuterRef

from gjennomslag.canvass.models import AreaCount, BasicUnit, Door, Visit
from gjennomslag.canvass.queries.drives import KNOCKED
from gjennomslag.core.indicators import Period
from gjennomslag.organisation.models import Unit, UnitArea


def areas_by_unit(period: Period) -> Mapping[int, float]:
    """Return how many areas with doors lie in each unit's municipality, by unit id.

    What a unit below covers is that unit's alone, so that sums over a county count no area twice for it. Told as it is
    today, whatever the period: address files say nothing of what was there before.
    """
    del period
    standing = Door.objects.filter(address__basic_unit=OuterRef("pk"), retired_on__isnull=True)
    standing = standing.filter(address__retired_on__isnull=True)
    return _by_unit(BasicUnit.objects.filter(Exists(standing)).values_list(*_AREA))


def areas_visited_by_unit(period: Period) -> Mapping[int, float]:
    """Return in how many of them doors were knocked on in the period, by unit id, whoever knocked.

    Of visits that are deleted only the month is known, so a month counts from its first day to its last.
    """
    months = AreaCount.objects.filter(month__range=(period.first.replace(day=1), period.last), doors__gt=0)
    visits = Visit.objects.filter(day__range=period, state__in=KNOCKED, door__address__basic_unit__isnull=False)
    return _by_unit(
        {
            *months.values_list(*(f"area__{field}" for field in _AREA)),
            *visits.values_list(*(f"door__address__basic_unit__{field}" for field in _AREA)).distinct(),
        }
    )


_AREA = ("code", "municipality_code")


def _by_unit(areas: Iterable[tuple[str, str]]) -> dict[int, float]:
    """Return how many of the areas (code, municipality) each unit covers that no unit below it covers."""
    within: dict[str, set[str]] = defaultdict(set)
    for code, municipality in areas:
        within[municipality].add(code)
    covered: dict[str, set[str]] = defaultdict(set)
    units: dict[str, int] = {}
    rows = UnitArea.objects.filter(municipality_code__in=within)
    for path, unit, municipality, parts in rows.values_list("unit__path", "unit", "municipality_code", "basic_units"):
        covered[path] |= within[municipality].intersection(parts) if parts else within[municipality]
        units[path] = unit
    below: dict[str, set[str]] = defaultdict(set)
    for path, found in covered.items():
        for end in range(Unit.steplen, len(path), Unit.steplen):
            below[path[:end]] |= found
    return {units[path]: len(mine) for path, found in covered.items() if (mine := found - below[path])}
