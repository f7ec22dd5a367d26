"""Doors where somebody has asked us not to knock, and those whose wish is old enough to be looked at again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet

from gjennomslag.canvass.models import Door
from gjennomslag.canvass.queries.areas import covered_by
from gjennomslag.canvass.rules import last_day_to_review
from gjennomslag.organisation.models import Unit

MOST_SHOWN = 100


@dataclass(frozen=True, slots=True)
class Wishes:
    """How many doors of a unit are marked, how many of them are to be reviewed, and the oldest of these."""

    asked: int
    due: int
    oldest: list[Door]


def wishes_in(unit: Unit, day: date) -> Wishes:
    """Return the wishes in the unit's area, the oldest that are to be reviewed first, at most a hundred of them."""
    marked = _marked(unit)
    due = Q(do_not_knock_on__lte=last_day_to_review(day))
    counts = marked.aggregate(asked=Count("pk"), due=Count("pk", filter=due))
    oldest = marked.filter(due).select_related("address").order_by("do_not_knock_on", "address__text", "pk")
    return Wishes(counts["asked"], counts["due"], list(oldest[:MOST_SHOWN]))


def wishes_at(unit: Unit, words: str) -> list[Door]:
    """Return the marked doors at addresses that begin so, however new the wishes are, at most a hundred of them.

    A mark may be a mistake, or somebody may have moved. They are no list to browse: nothing is found by nothing.
    """
    words = " ".join(words.split())
    if not words:
        return []
    marked = _marked(unit).filter(address__text__istartswith=words).select_related("address")
    street_order = ("address__street", "address__number", "address__letter", "dwelling_number", "pk")
    return list(marked.order_by(*street_order)[:MOST_SHOWN])


def marked_door(unit: Unit, door_id: int) -> Door | None:
    """Return the marked door with this id, or None where it is not in the unit's area or not marked."""
    return _marked(unit).filter(pk=door_id).first()


def _marked(unit: Unit) -> QuerySet[Door]:
    return Door.objects.filter(covered_by(unit, "address__"), retired_on__isnull=True, do_not_knock_on__isnull=False)
