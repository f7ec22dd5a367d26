"""Planning shifts, signing up for them, pairing people and forgetting who came."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext as _

from gjennomslag.canvass.models import Drive, Shift, SignUp, Turf
from gjennomslag.canvass.pairing import Walker, pair_up
from gjennomslag.canvass.queries.live import live_board
from gjennomslag.canvass.rules import KEEP_SIGN_UPS, is_open
from gjennomslag.canvass.services.drives import hand_out_turf
from gjennomslag.core.history import writing
from gjennomslag.organisation.models import Person


class ShiftFull(Exception):
    """There is no room left."""


class ShiftOver(Exception):
    """The shift has begun, is called off, or its drive is closed."""


def plan_shift(
    *, drive: Drive, starts_at: datetime, ends_at: datetime, place: str, note: str, capacity: int, by: Person | None
) -> Shift:
    """Plan a shift in the drive."""
    with writing(by=by, why="shift planned"):
        return Shift.objects.create(
            drive=drive, starts_at=starts_at, ends_at=ends_at, place=place, note=note, capacity=capacity
        )


def change_shift(
    *, shift: Shift, starts_at: datetime, ends_at: datetime, place: str, note: str, capacity: int, by: Person
) -> bool:
    """Change the shift; say whether people must be told, since time or place is another. They are reminded anew."""
    with writing(by=by, why="shift changed"):
        moved = (shift.starts_at, shift.ends_at, shift.place) != (starts_at, ends_at, place)
        shift.starts_at, shift.ends_at, shift.place = starts_at, ends_at, place
        shift.note, shift.capacity = note, capacity
        shift.save()
        if moved:
            shift.sign_ups.update(reminded=False)
        return moved


def call_off_shift(*, shift: Shift, by: Person) -> None:
    """Call the shift off. Nobody can sign up any more; those who have are told by mail."""
    with writing(by=by, why="shift called off"):
        Shift.objects.filter(pk=shift.pk).update(called_off=True)


def sign_up(
    *,
    shift: Shift,
    newcomer: bool,
    now: datetime,
    person: Person | None = None,
    name: str = "",
    email: str = "",
    phone: str = "",
) -> SignUp:
    """Sign somebody up. Whoever is signed up already keeps the place and is returned.

    Raises ``ShiftOver`` or ``ShiftFull``.
    """
    with writing(by=person, why="signed up for a shift"):
        held = Shift.objects.select_for_update(of=("self",)).select_related("drive").get(pk=shift.pk)
        if held.called_off or held.starts_at <= now or not is_open(held.drive):
            raise ShiftOver
        email = email.lower()
        same = Q(person=person) if person else (Q(email=email) if email else Q(phone=phone))
        known = held.sign_ups.filter(same).first()
        if known:
            return known
        if held.sign_ups.count() >= held.capacity:
            raise ShiftFull
        return SignUp.objects.create(shift=held, person=person, name=name, email=email, phone=phone, newcomer=newcomer)


def leave_shift(*, sign_up: SignUp) -> None:
    """Erase the sign-up: who cannot come after all leaves nothing behind."""
    with writing(by=None, why="left a shift"):
        SignUp.objects.filter(pk=sign_up.pk).delete()


def remove_from_shift(*, sign_up: SignUp, by: Person) -> None:
    """Take somebody off the list."""
    with writing(by=by, why="removed from a shift"):
        SignUp.objects.filter(pk=sign_up.pk).delete()


def place_in_pair(*, sign_up: SignUp, pair: int | None, newcomer: bool, by: Person) -> None:
    """Let somebody walk with the pair of this number (None: nobody yet), and note whether it is the first time."""
    with writing(by=by, why="pair changed"):
        other = SignUp.objects.filter(shift=sign_up.shift, pair=pair).exclude(pk=sign_up.pk) if pair else None
        turf = other.values_list("turf", flat=True).first() if other is not None else None
        SignUp.objects.filter(pk=sign_up.pk).update(pair=pair, newcomer=newcomer, turf=turf)


def suggest_pairs(*, shift: Shift, by: Person) -> int:
    """Pair everybody anew who has no turf yet, newcomers with others; return how many have nobody to walk with."""
    with writing(by=by, why="pairs suggested"):
        sign_ups = {each.pk: each for each in shift.sign_ups.select_for_update().filter(turf__isnull=True)}
        taken = max(
            shift.sign_ups.exclude(turf=None).values_list("pair", flat=True), key=lambda pair: pair or 0, default=0
        )
        pairing = pair_up([Walker(key, each.newcomer) for key, each in sign_ups.items()])
        for each in sign_ups.values():
            each.pair = None
        for number, group in enumerate(pairing.groups, start=(taken or 0) + 1):
            for walker in group:
                sign_ups[walker.key].pair = number
        SignUp.objects.bulk_update(sign_ups.values(), ["pair"])
        return len(pairing.unplaced)


def hand_out_to_pair(*, shift: Shift, pair: int, now: datetime, by: Person) -> Turf | None:
    """Hand the pair the free turf with most doors left, or return the one it has; None where all are out."""
    with writing(by=by, why="turf handed to a pair"):
        walkers = shift.sign_ups.select_for_update(of=("self",)).filter(pair=pair)
        if not walkers:
            raise ValidationError(_("There is nobody in this pair."))
        held: Turf | None = next((each.turf for each in walkers if each.turf), None)
        if held:
            return held
        free = live_board(shift.drive, now).waiting
        if not free:
            return None
        turf = free[0].turf
        hand_out_turf(turf=turf, now=now, by=by)
        shift.sign_ups.filter(pair=pair).update(turf=turf)
        return turf


def forget_sign_ups(*, now: datetime) -> int:
    """Erase who signed up for shifts that ended a week ago; return how many."""
    deleted, _rows = SignUp.objects.filter(shift__ends_at__lte=now - KEEP_SIGN_UPS).delete()
    return deleted
