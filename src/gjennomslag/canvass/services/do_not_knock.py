"""Looking again at wishes not to be knocked on, once they are two years old (privacy rule P3)."""

from __future__ import annotations

from datetime import date

from gjennomslag.canvass.models import Door
from gjennomslag.core.history import writing
from gjennomslag.organisation.models import Person


def keep_wish(*, door: Door, on: date, by: Person) -> None:
    """Let the wish stand for another two years from this day. Does nothing if it has been changed meanwhile."""
    _change(door, on, by, "wish kept")


def lift_wish(*, door: Door, by: Person) -> None:
    """Let the door be knocked on again. Does nothing if the wish has been changed meanwhile."""
    _change(door, None, by, "wish lifted")


def _change(door: Door, to: date | None, by: Person, why: str) -> None:
    with writing(by=by, why=why):
        Door.objects.filter(pk=door.pk, do_not_knock_on=door.do_not_knock_on).update(do_not_knock_on=to)
