"""Noting at the door who came: by taps that may arrive late, twice, and in any order."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from gjennomslag.activities.choices import Answer, Way
from gjennomslag.activities.models import Activity, Registration
from gjennomslag.activities.services.turns import alone_with
from gjennomslag.core.history import writing
from gjennomslag.organisation.models import Person


@dataclass(frozen=True, slots=True)
class Tap:
    """Somebody came, or did not after all. ``key`` names the registration; with a ``name`` it may be a new one."""

    key: UUID
    came: bool | None
    at: datetime
    name: str = ""
    newcomer: bool = False


def note_taps(*, activity: Activity, taps: list[Tap], now: datetime) -> None:
    """Note who came. Of several taps about one person the newest holds; taking one again changes nothing.

    A clock that runs ahead counts as now. A tap about somebody who is no longer on the list is let go.
    """
    with writing(by=None, why="came to an activity"):
        held = alone_with(activity.pk)
        for tap in taps:
            _note(held, tap, min(tap.at, now))


def _note(activity: Activity, tap: Tap, at: datetime) -> None:
    row = Registration.objects.filter(key=tap.key).first()
    if row is None and tap.name:
        row = Registration(
            activity=activity,
            key=tap.key,
            name=tap.name,
            newcomer=tap.newcomer,
            answer=Answer.COMING,
            way=Way.DOOR,
            at=at,
        )
    if row is None or row.activity_id != activity.pk or (row.came_at is not None and row.came_at > at):
        return
    row.came, row.came_at = tap.came, at
    row.save()


def note_came(*, registration: Registration, came: bool, now: datetime, by: Person) -> None:
    """Note afterwards that somebody came, or did not."""
    with writing(by=by, why="noted who came to an activity"):
        registration.came, registration.came_at = came, now
        registration.save(update_fields=["came", "came_at"])
