"""Which units of the invented party keep its plan: most of them, so that one sees who needs help."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from datetime import date, timedelta

from gjennomslag.config.demo.offices import HOME_BRANCH, HOME_COUNTY
from gjennomslag.organisation.choices import UnitKind
from gjennomslag.organisation.models import Unit

PLAN_BEGAN = date(2026, 1, 1)
KEEPS_THE_PLAN = 0.84
_SALT = "steady 5"


def steady_units(units: Mapping[str, Unit]) -> frozenset[str]:
    """Return the codes of the units that do what the plan asks; groups within a branch do as the branch does."""
    by_path = {unit.path: code for code, unit in units.items()}
    found: set[str] = {HOME_BRANCH, HOME_COUNTY}
    for code, unit in units.items():
        above = by_path.get(unit.path[: -Unit.steplen], "")
        if unit.kind == UnitKind.SUB_GROUP:
            keeps = above in found
        else:
            keeps = random.Random(f"{_SALT} {code}").random() < KEEPS_THE_PLAN  # noqa: S311 -- the same party every time
        if keeps:
            found.add(code)
    return frozenset(found)


def quarters(today: date) -> Iterator[tuple[date, date]]:
    """Return the first and last day of each quarter since the plan began, the running one up to today."""
    first = PLAN_BEGAN
    while first <= today:
        following = date(first.year + first.month // 10, (first.month + 2) % 12 + 1, 1)
        yield first, min(following - timedelta(days=1), today)
        first = following


def days_reached(since: date, today: date, chance: random.Random) -> list[date]:
    """Return days on which somebody talked with a member of a steady branch: once in each half-year that is over.

    Whoever was a member before has been talked with in the year before as well; whoever is new has been welcomed.
    """
    years = range(PLAN_BEGAN.year, today.year + 1)
    over = [half for year in years for half in _halves(year)]
    halves = [(first, last) for first, last in over if since <= last < today]
    if not halves and since < PLAN_BEGAN:
        halves = [(max(since, today - timedelta(days=200)), today)]
    return [_between(max(first, since), last, chance) for first, last in halves]


def _halves(year: int) -> tuple[tuple[date, date], tuple[date, date]]:
    return (date(year, 1, 1), date(year, 6, 30)), (date(year, 7, 1), date(year, 12, 31))


def _between(first: date, last: date, chance: random.Random) -> date:
    return first + timedelta(days=chance.randint(0, max(0, (last - first).days)))
