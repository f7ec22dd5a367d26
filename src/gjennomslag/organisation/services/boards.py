"""A whole new board in one form: what ends, what begins and what is handed over, all of it or nothing."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from gjennomslag.core import clock
from gjennomslag.core.history import writing
from gjennomslag.organisation.handovers import all_handovers
from gjennomslag.organisation.models import BoardChange, Office, OfficeHolding, Person, Unit
from gjennomslag.organisation.queries.vacancies import UNDO_FOR, terms_not_over

ONE_DAY = timedelta(days=1)


class TookUpLater(ValueError):
    """A term that would end began on the day of the meeting or later."""

    def __init__(self, holding: OfficeHolding) -> None:
        super().__init__(f"holding {holding.pk} begins on {holding.valid_from}")
        self.holding = holding


class ChangedMeanwhile(Exception):
    """Somebody has changed the unit's offices since the change was looked at."""


class NotUndoable(Exception):
    """Too long ago, undone already, or changed again since."""


@dataclass(frozen=True, slots=True)
class NewBoard:
    """What changes in a unit on the day of the meeting.

    ``until`` is the last day of the new terms, or None for terms without an end. ``heirs`` gives for each who has no
    office in the unit any more the one who took over theirs, or None.
    """

    unit: Unit
    on: date
    until: date | None
    ends: Sequence[OfficeHolding]
    stays: Sequence[OfficeHolding]
    begins: Sequence[tuple[Office, Person]]
    heirs: Mapping[int, int | None]

    @property
    def changes(self) -> bool:
        """Say whether anything is another than before."""
        prolonged = self.until is not None and any(each.valid_until != self.until for each in self.stays)
        return bool(self.ends or self.begins or prolonged)

    @property
    def digest(self) -> str:
        """Return a sign for exactly this change, so that what is carried out is what was looked at."""
        parts = [
            self.unit.pk,
            f"{self.on} {self.until}",
            [[each.pk, str(each.valid_until)] for each in (*self.ends, *self.stays)],
            [[office.pk, person.pk] for office, person in self.begins],
        ]
        return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


def new_board(*, unit: Unit, on: date, until: date | None, wanted: Mapping[Office, Sequence[Person]]) -> NewBoard:
    """Return what changes when the offices are held by these people from the day on. Nothing is written.

    Offices that are not among the wanted ones are left alone. Raises ``TookUpLater``.
    """
    offices = {office.pk: office for office in wanted}
    people = {office.pk: {person.pk for person in them} for office, them in wanted.items()}
    current = terms_not_over(unit, clock.today())
    ends = [each for each in current if each.office_id in offices and each.person_id not in people[each.office_id]]
    late = next((each for each in ends if each.valid_from >= on), None)
    if late is not None:
        raise TookUpLater(late)
    stays = [each for each in current if each.office_id in offices and each not in ends]
    held = {(each.office_id, each.person_id) for each in current}
    begins = [
        (office, person) for office, them in wanted.items() for person in them if (office.pk, person.pk) not in held
    ]
    return NewBoard(unit, on, until, ends, stays, begins, _heirs(current, ends, begins))


def _heirs(
    current: Sequence[OfficeHolding], ends: Sequence[OfficeHolding], begins: Sequence[tuple[Office, Person]]
) -> dict[int, int | None]:
    serving = {each.person_id for each in current if each not in ends} | {person.pk for _, person in begins}
    new: dict[int, list[int]] = {}
    for office, person in begins:
        new.setdefault(office.pk, []).append(person.pk)
    heirs: dict[int, int | None] = {}
    for each in ends:
        if each.person_id not in serving and heirs.get(each.person_id) is None:
            waiting = new.get(each.office_id, [])
            heirs[each.person_id] = waiting.pop(0) if len(waiting) > 1 else next(iter(waiting), None)
    return heirs


def open_tasks(board: NewBoard) -> list[tuple[str, int]]:
    """Return what those who leave have open and is handed over, in words and how many."""
    counts = ((str(each.label), each.count(board.unit, board.heirs.keys())) for each in all_handovers())
    return [(label, number) for label, number in counts if number]


def carry_out(*, board: NewBoard, seen: str, by: Person, now: datetime) -> BoardChange:
    """End and begin the terms and hand over what is open, all of it or nothing.

    ``seen`` is the digest of what was looked at. Raises ``ChangedMeanwhile`` where it is no longer what would happen.
    """
    with writing(by=by, why="new board"):
        Unit.objects.select_for_update().get(pk=board.unit.pk)
        wanted: dict[Office, list[Person]] = {}
        for each in board.stays:
            wanted.setdefault(each.office, []).append(each.person)
        for office, person in board.begins:
            wanted.setdefault(office, []).append(person)
        for each in board.ends:
            wanted.setdefault(each.office, [])
        if new_board(unit=board.unit, on=board.on, until=board.until, wanted=wanted).digest != seen:
            raise ChangedMeanwhile
        ended = [_end(each, board.on - ONE_DAY) for each in board.ends]
        prolonged = [_end(each, board.until) for each in board.stays if board.until and each.valid_until != board.until]
        begun = [
            OfficeHolding.objects.create(
                person=person, office=office, unit=board.unit, valid_from=board.on, valid_until=board.until
            ).pk
            for office, person in board.begins
        ]
        moved = [[each.key, each.move(board.unit, board.heirs, by)] for each in all_handovers()] if board.heirs else []
        return BoardChange.objects.create(
            unit=board.unit, on=board.on, at=now, by=by, ended=ended, prolonged=prolonged, begun=begun, moved=moved
        )


def _end(holding: OfficeHolding, day: date) -> list[object]:
    before = holding.valid_until.isoformat() if holding.valid_until else None
    holding.valid_until = day
    holding.save(update_fields=["valid_until"])
    return [holding.pk, before]


def undo_board(*, change: BoardChange, by: Person, now: datetime) -> None:
    """Put everything back as it was before the change, within 30 days. Raises ``NotUndoable``."""
    with writing(by=by, why="new board undone"):
        row = BoardChange.objects.select_for_update().get(pk=change.pk)
        held = OfficeHolding.objects.select_for_update().in_bulk([pk for pk, _ in (*row.ended, *row.prolonged)])
        begun = OfficeHolding.objects.filter(pk__in=row.begun, valid_from=row.on)
        untouched = all(each in held and held[each].valid_until == row.on - ONE_DAY for each, _ in row.ended)
        if row.undone_at or now - row.at > UNDO_FOR or not untouched or begun.count() != len(row.begun):
            raise NotUndoable
        begun.delete()
        for pk, before in (*row.ended, *row.prolonged):
            if pk in held:
                held[pk].valid_until = date.fromisoformat(before) if before else None
                held[pk].save(update_fields=["valid_until"])
        rows = dict(row.moved)
        for each in all_handovers():
            each.undo(row.unit, rows.get(each.key, []))
        row.undone_at, row.undone_by = now, by
        row.save(update_fields=["undone_at", "undone_by"])
