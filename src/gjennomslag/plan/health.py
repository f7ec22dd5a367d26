"""A measure of a unit's health (I3 of the shipped plan): four signs of life, from numbers other rooms publish.

The plan asks for a stronger organisation and names no number. What makes one up is what members would notice if it was
gone: somebody leads, no fewer are members than a year ago, something has been held, and people have been talked with.
One point for each, so that nobody has to weigh one against another, and a unit with nothing has nought.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from gjennomslag.core.indicators import Example, Period, published
from gjennomslag.organisation.models import Unit

SIGNS = 4


def organisation_health(period: Period) -> Mapping[int, float]:
    """Return how many of the four signs of life each unit has on the last day of the period; what is held and talked
    counts for twelve months."""
    return dict(Counter(unit for units in _signs(period.last) for unit in units))


def health_behind(period: Period, unit_ids: Sequence[int]) -> list[Example]:
    """Return the units with how many of the signs they have, the weakest first, at most fifty."""
    signs = organisation_health(period)
    units = sorted(Unit.objects.filter(pk__in=unit_ids), key=lambda unit: (signs.get(unit.pk, 0), unit.name))
    words = _("%(unit)s: %(number)s of %(all)s signs")
    return [
        Example(
            words % {"unit": unit.name, "number": int(signs.get(unit.pk, 0)), "all": SIGNS},
            reverse("home:unit", args=[unit.code]),
        )
        for unit in units[:50]
    ]


def _signs(day: date) -> Iterable[Iterable[int]]:
    """For each sign, the units that have it on the day."""
    a_year_ago = day.replace(year=day.year - 1, day=min(day.day, 28) if day.month == 2 else day.day)
    now, then, year = Period(day, day), Period(a_year_ago, a_year_ago), Period(a_year_ago, day)
    yield _numbers("organisation.officers", now, office="chair")
    before = _numbers("organisation.members", then)
    yield [unit for unit, members in _numbers("organisation.members", now).items() if members >= before.get(unit, 0)]
    yield _numbers("activities.held", year)
    yield _numbers("canvass.conversations", year)


def _numbers(key: str, period: Period, **parameters: str) -> Mapping[int, float]:
    indicator = published(key)
    found = indicator.measure(period, **parameters) if indicator else {}
    return {unit: number for unit, number in found.items() if number > 0}
