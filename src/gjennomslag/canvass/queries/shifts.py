"""Shifts with how many come, and the pairs of a shift with what is amiss."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, QuerySet

from gjennomslag.canvass.models import Drive, Shift, SignUp
from gjennomslag.canvass.rules import is_open
from gjennomslag.organisation.models import Unit


@dataclass(frozen=True, slots=True)
class ShiftRow:
    """A shift and how many have signed up."""

    shift: Shift
    coming: int

    @property
    def left(self) -> int:
        """Return for how many there is room."""
        return max(0, self.shift.capacity - self.coming)


@dataclass(frozen=True, slots=True)
class Pair:
    """Those who walk together."""

    number: int
    walkers: Sequence[SignUp]

    @property
    def only_newcomers(self) -> bool:
        """Say whether nobody in it has done it before."""
        return all(each.newcomer for each in self.walkers)

    @property
    def alone(self) -> bool:
        """Say whether there is only one."""
        return len(self.walkers) == 1

    @property
    def turf(self) -> int | None:
        """Return the number of the turf they were handed, or None."""
        return next((each.turf.number for each in self.walkers if each.turf), None)


def shifts_of(drive: Drive) -> list[ShiftRow]:
    """Return the drive's shifts in order of time."""
    return _rows(Shift.objects.filter(drive=drive))


def coming_shifts_in(unit: Unit, now: datetime) -> list[ShiftRow]:
    """Return the shifts of the unit's open drives that have not begun."""
    return _rows(Shift.objects.filter(drive__unit=unit, drive__closed_on=None, called_off=False, starts_at__gt=now))


def _rows(shifts: QuerySet[Shift]) -> list[ShiftRow]:
    return [
        ShiftRow(shift, shift.coming)
        for shift in shifts.select_related("drive__unit").annotate(coming=Count("sign_ups")).order_by("starts_at", "pk")
    ]


def shift_with(shift_id: int | None) -> ShiftRow | None:
    """Return the shift with this id, or None."""
    rows = _rows(Shift.objects.filter(pk=shift_id)) if shift_id is not None else []
    return rows[0] if rows else None


def sign_up_with(sign_up_id: int | None) -> SignUp | None:
    """Return the sign-up with its shift, or None."""
    if sign_up_id is None:
        return None
    return SignUp.objects.select_related("shift__drive__unit", "person").filter(pk=sign_up_id).first()


def sign_ups_of(shift: Shift) -> list[SignUp]:
    """Return who comes, pair by pair."""
    return list(shift.sign_ups.select_related("person", "turf"))


def pairs_in(sign_ups: Sequence[SignUp]) -> tuple[list[Pair], list[SignUp]]:
    """Return the pairs, and those who have nobody to walk with yet."""
    walkers: dict[int, list[SignUp]] = {}
    for each in sign_ups:
        if each.pair is not None:
            walkers.setdefault(each.pair, []).append(each)
    return [Pair(number, walkers[number]) for number in sorted(walkers)], [
        each for each in sign_ups if each.pair is None
    ]


def takes_sign_ups(shift: Shift, now: datetime) -> bool:
    """Say whether one can sign up: it has not begun, is not called off, and its drive is open."""
    return not shift.called_off and shift.starts_at > now and is_open(shift.drive)
