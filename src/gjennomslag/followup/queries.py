"""Reads of contact and help: of one unit, of those below it, and as numbers for plans."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Max, QuerySet

from gjennomslag.core import display
from gjennomslag.core.indicators import Period
from gjennomslag.followup.choices import Origin, Way
from gjennomslag.followup.models import AssistanceRequest, UnitContact
from gjennomslag.organisation.choices import UnitKind
from gjennomslag.organisation.models import Unit
from gjennomslag.organisation.scope import active_on

SHOWN = 50
RECENT_DAYS = 365


@dataclass(frozen=True, slots=True)
class FollowedUnit:
    """A unit right below: when somebody was last in touch, how often in a year, and how much help is open."""

    unit: Unit
    last: date | None
    contacts: int
    open_help: int

    @property
    def order(self) -> tuple[bool, int, str]:
        """What the list is sorted by: open help first, then the longest without contact."""
        return not self.open_help, 0 if self.last is None else self.last.toordinal(), self.unit.name


def contacts_with(unit: Unit) -> Sequence[UnitContact]:
    """Return the newest contacts with the unit that have not been withdrawn."""
    rows = UnitContact.objects.filter(unit=unit, withdrawn_on__isnull=True)
    return list(rows.select_related("made_by", "logged_by")[:SHOWN])


def open_help_of(unit: Unit) -> Sequence[AssistanceRequest]:
    """Return what the unit has asked for or been offered and is not settled, the oldest first."""
    return list(_help().filter(unit=unit, settled_on__isnull=True))


def settled_help_of(unit: Unit) -> Sequence[AssistanceRequest]:
    """Return what was settled lately, the newest first."""
    return list(_help().filter(unit=unit, settled_on__isnull=False).order_by("-settled_on", "-pk")[:SHOWN])


def help_handled_by(unit: Unit) -> Sequence[AssistanceRequest]:
    """Return what the unit is to help those below it with and is not settled, the oldest first."""
    return list(_help().filter(handler=unit, settled_on__isnull=True)[:SHOWN])


def help_in(unit: Unit) -> QuerySet[AssistanceRequest]:
    """Return everything the unit has asked for or been offered."""
    return AssistanceRequest.objects.filter(unit=unit)


def help_by_id(request: int) -> AssistanceRequest | None:
    """Return the request or offer with this id."""
    return _help().filter(pk=request).first()


def _help() -> QuerySet[AssistanceRequest]:
    return AssistanceRequest.objects.select_related("unit", "handler", "opened_by", "answered_by")


def units_followed_by(unit: Unit, day: date) -> Sequence[FollowedUnit]:
    """Return the units right below that exist on the day, those that need it most first, in three queries."""
    below = Unit.objects.filter(path__startswith=unit.path, depth=unit.depth + 1)
    units = list(below.filter(active_on(day)))
    ids = [each.pk for each in units]
    counted = UnitContact.objects.filter(unit__in=ids, withdrawn_on__isnull=True, day__lte=day)
    since = dict(
        counted.filter(day__gt=day - timedelta(RECENT_DAYS)).values_list("unit").annotate(Count("pk")).order_by()
    )
    last = last_contact_days(ids)
    waiting = AssistanceRequest.objects.filter(unit__in=ids, settled_on__isnull=True)
    open_help = dict(waiting.values_list("unit").annotate(Count("pk")).order_by())
    rows = [FollowedUnit(each, last.get(each.pk), since.get(each.pk, 0), open_help.get(each.pk, 0)) for each in units]
    return sorted(rows, key=lambda row: row.order)


def last_contact_days(units: Collection[int]) -> Mapping[int, date]:
    """Return the day somebody was last in touch with each of the units, where anybody was."""
    rows = UnitContact.objects.filter(unit__in=units, withdrawn_on__isnull=True)
    return dict(rows.values_list("unit").annotate(Max("day")).order_by())


def last_contacts_in_words(units: Collection[int]) -> Mapping[int, str]:
    """Return the same for a list of units, in words."""
    return {unit: display.day(day) for unit, day in last_contact_days(units).items()} if units else {}


def handler_of(unit: Unit, day: date) -> Unit | None:
    """Return the nearest county or the country above the unit, which answers when it asks for help."""
    above = [unit.path[: unit.steplen * level] for level in range(1, unit.depth)]
    rows = Unit.objects.filter(path__in=above, kind__in=(UnitKind.COUNTY, UnitKind.NATIONAL))
    return rows.filter(active_on(day)).order_by("-depth").first()


def contacts_in(period: Period, *, made_by: str = "", **conditions: object) -> Mapping[int, float]:
    """Return how many contacts each unit had in the period; ``made_by`` limits it to kinds of unit above."""
    rows = UnitContact.objects.filter(day__range=period, withdrawn_on__isnull=True, **conditions)
    if made_by:
        rows = rows.filter(made_by__kind=made_by)
    return dict(rows.values_list("unit").annotate(Count("pk")).order_by())


def guidance_given_in(period: Period, topic: str | None) -> Mapping[int, float]:
    """Return how many guidance sessions each unit gave to those below it in the period."""
    rows = UnitContact.objects.filter(day__range=period, withdrawn_on__isnull=True, way=Way.GUIDANCE)
    if topic:
        rows = rows.filter(topics__contains=[topic])
    return dict(rows.values_list("made_by").annotate(Count("pk")).order_by())


def help_opened_in(period: Period, origin: Origin, **conditions: object) -> QuerySet[AssistanceRequest]:
    """Return what was asked for, or offered, in the period."""
    return AssistanceRequest.objects.filter(opened_on__range=period, origin=origin, **conditions)


def by_handler(rows: QuerySet[AssistanceRequest]) -> Mapping[int, float]:
    """Count the rows for each unit that is to help."""
    return dict(rows.values_list("handler").annotate(Count("pk")).order_by())


def contact_examples(period: Period, units: Sequence[int]) -> list[tuple[Unit, date]]:
    """Return the newest contacts in the period with each unit and its day, at most fifty."""
    rows = UnitContact.objects.filter(day__range=period, withdrawn_on__isnull=True, unit__in=units)
    return [(each.unit, each.day) for each in rows.select_related("unit")[:SHOWN]]
