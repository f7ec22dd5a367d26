"""Activities for tests."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from gjennomslag.activities.choices import ActivityKind, Invited, Mode, Way
from gjennomslag.activities.models import Activity, Part, Registration
from gjennomslag.activities.services.activities import add_part, plan_activity, set_by_shift
from gjennomslag.activities.services.places import Guest, say_yes
from gjennomslag.organisation.models import Person, Unit


def make_activity(unit: Unit, *, hours: float = 50, lasts: float = 2, **facts: Any) -> Activity:
    """Plan an activity that begins in so many hours (negative: has begun)."""
    starts = (timezone.now() + timedelta(hours=hours)).replace(second=0, microsecond=0)
    said: dict[str, Any] = {
        "kind": ActivityKind.STALL,
        "mode": Mode.IN_PERSON,
        "title": "Stand på torget",
        "place": "Torget",
        "invited": Invited.OPEN,
        "starts_at": starts,
        "ends_at": starts + timedelta(hours=lasts),
    }
    return plan_activity(unit=unit, by=None, **(said | facts))


def make_shifts(activity: Activity, by: Person, *capacities: int | None) -> list[Part]:
    """Give the activity shifts of an hour with room for so many each, that people choose among."""
    first = activity.starts_at
    parts = [
        add_part(activity=activity, part=_part(first + timedelta(hours=number), capacity), by=by)
        for number, capacity in enumerate(capacities)
    ]
    set_by_shift(activity=activity, by_shift=True, by=by)
    activity.refresh_from_db()
    return parts


def _part(starts: datetime, capacity: int | None) -> Part:
    return Part(starts_at=starts, ends_at=starts + timedelta(hours=1), capacity=capacity)


def come(activity: Activity, who: Person | str, *, part: Part | None = None) -> Registration:
    """Let a member, or a guest with this name, say yes."""
    person = who if isinstance(who, Person) else Guest(who, email=f"{who.lower()}@example.org")
    return say_yes(activity=activity, who=person, now=timezone.now(), way=Way.PAGE, part=part).registration
