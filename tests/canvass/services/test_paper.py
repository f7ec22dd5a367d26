"""Paper is as idempotent as a phone: however a sheet is typed in, every door and every answer counts once."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from gjennomslag.canvass.choices import DoorMark
from gjennomslag.canvass.models import DayCount, Device, Door, Drive, Turf, Visit
from gjennomslag.canvass.queries.walks import answer_areas_of
from gjennomslag.canvass.services.drives import close_drive, forget_visits
from gjennomslag.canvass.services.paper import Typed, TypedTally, type_in_sheet
from gjennomslag.canvass.services.visits import DriveClosed
from gjennomslag.organisation.models import Person
from gjennomslag.voices.models import ClosedSession, WeekTally
from gjennomslag.voices.sealing import open_tally
from gjennomslag.voices.services import install_themes
from tests.canvass.phone import phone_with
from tests.canvass.street import doors_of, make_drive, make_link, make_street
from tests.party import Party, make_party


def typed(
    turf: Turf, by: Person, marks: Mapping[int, DoorMark], page: UUID | None = None, day: date | None = None
) -> Typed:
    return type_in_sheet(
        turf=turf, day=day or timezone.localdate(), page=page or uuid4(), marks=marks, now=timezone.now(), by=by
    )


def states(drive: Drive) -> dict[int, str]:
    return dict(Visit.objects.filter(drive=drive).values_list("door", "state"))


def counts(drive: Drive) -> list[tuple[int, int]]:
    return list(DayCount.objects.filter(drive=drive).order_by("day").values_list("doors", "conversations"))


@pytest.fixture
def turf(party: Party) -> Turf:
    return make_drive(party.branch).turfs.get(number=1)


def test_typing_a_sheet_twice_doubles_nothing(turf: Turf, party: Party) -> None:
    one, two, *_ = doors_of(turf)
    marks = {one: DoorMark.DONE, two: DoorMark.NO_ANSWER}
    page = uuid4()
    assert typed(turf, party.turid, marks, page) == Typed(2, 0, 0, 0)
    assert typed(turf, party.turid, marks, page) == Typed(0, 2, 0, 0)
    assert typed(turf, party.turid, marks) == Typed(2, 0, 0, 0)
    assert (states(turf.drive), counts(turf.drive)) == ({one: "done", two: "no-answer"}, [(2, 1)])


def test_a_page_sent_again_late_does_not_undo_a_correction(turf: Turf, party: Party) -> None:
    door, first = doors_of(turf)[0], uuid4()
    for day in (timezone.localdate(), timezone.localdate() - timedelta(days=1)):
        typed(turf, party.turid, {door: DoorMark.DONE}, first, day)
        typed(turf, party.turid, {door: DoorMark.NO_ANSWER}, day=day)
        typed(turf, party.turid, {door: DoorMark.DONE}, first, day)
    assert list(Visit.objects.values_list("state", flat=True)) == ["no-answer", "no-answer"]


def test_paper_and_phone_at_the_same_door_count_once(turf: Turf, party: Party) -> None:
    door, other, *_ = doors_of(turf)
    phone = phone_with(make_link(turf, party.turid))
    phone.send(phone.tap(door, "done"))
    typed(turf, party.turid, {door: DoorMark.DONE, other: DoorMark.DONE})
    phone.send(phone.tap(other, "done"))
    assert counts(turf.drive) == [(2, 2)]


def test_a_wish_not_to_be_knocked_on_is_taken_from_paper(turf: Turf, party: Party) -> None:
    door = doors_of(turf)[0]
    typed(turf, party.turid, {door: DoorMark.DO_NOT_KNOCK})
    assert Door.objects.get(pk=door).do_not_knock_on == timezone.localdate()
    assert counts(turf.drive) == [(0, 0)]


def test_a_door_that_has_left_the_drive_is_left_alone(turf: Turf, party: Party) -> None:
    door, other, *_ = doors_of(turf)
    turf.stops.filter(door=other).delete()
    assert typed(turf, party.turid, {door: DoorMark.DONE, other: DoorMark.DONE}).doors == 1
    assert states(turf.drive) == {door: "done"}


def test_paper_is_taken_until_the_doors_are_forgotten(turf: Turf, party: Party) -> None:
    door, today = doors_of(turf)[0], timezone.localdate()
    close_drive(drive=turf.drive, on=today - timedelta(days=29), by=party.turid)
    typed(turf, party.turid, {door: DoorMark.DONE}, day=today - timedelta(days=29))
    Drive.objects.update(closed_on=today - timedelta(days=30))
    turf.drive.refresh_from_db()
    with pytest.raises(DriveClosed):
        typed(turf, party.turid, {door: DoorMark.DONE})
    forget_visits(today=today)
    assert (Device.objects.count(), Visit.objects.count(), counts(turf.drive)) == (0, 0, [(1, 1)])


@pytest.fixture
def asking(party: Party) -> Turf:
    make_street(60)
    drive = make_drive(party.branch, doors_per_turf=60, question=install_themes(unit=party.country, by=None))
    return drive.turfs.get()


def answers(turf: Turf, by: Person, code: str, number: int, named: int) -> Typed:
    (area,) = answer_areas_of(turf)
    assert turf.drive.collection is not None
    theme = turf.drive.collection.question.themes.earliest("order")
    tally = TypedTally(area, number, {theme.pk: named})
    day, now = timezone.localdate(), timezone.now()
    return type_in_sheet(turf=turf, day=day, page=uuid4(), marks={}, now=now, by=by, code=code, tallies=[tally])


def test_the_answers_of_a_sheet_are_counted_once_whoever_types_it(asking: Turf, party: Party) -> None:
    assert answers(asking, party.turid, "ACDEFX", 4, 3) == Typed(0, 0, 1, 0)
    assert answers(asking, party.jens, "ACDEFX", 4, 3) == Typed(0, 0, 0, 1)
    assert answers(asking, party.turid, "ACDEFY", 2, 1) == Typed(0, 0, 1, 0)
    (tally,) = (open_tally(week.sealed_tally) for week in WeekTally.objects.all())
    assert (tally.answers, sum(tally.themes.values())) == (6, 4)


def test_answers_that_cannot_be_take_the_doors_back_with_them(asking: Turf, party: Party) -> None:
    with pytest.raises(ValidationError):
        answers(asking, party.turid, "ACDEFX", 1, 2)
    assert (ClosedSession.objects.count(), Device.objects.count()) == (0, 0)


class HoweverItIsTyped(TestCase):
    """Sheets typed in any number of times, and phones beside them: the last word on each door stands, counted once."""

    @settings(max_examples=25)
    @given(
        steps=st.lists(
            st.tuples(
                st.integers(0, 2),
                st.integers(0, 3),
                st.sampled_from([DoorMark.NO_ANSWER, DoorMark.NO_ACCESS, DoorMark.DONE, DoorMark.NOT_VISITED]),
            ),
            min_size=1,
            max_size=12,
        )
    )
    def test_the_counts_are_those_of_the_last_words(self, steps: list[tuple[int, int, DoorMark]]) -> None:
        party = make_party()
        turf = make_drive(party.branch).turfs.get(number=1)
        doors, pages = doors_of(turf), [uuid4() for _ in range(3)]
        last: dict[int, DoorMark] = {}
        sent: set[tuple[int, int, DoorMark]] = set()
        for page, place, mark in steps:
            typed(turf, party.turid, {doors[place]: mark}, pages[page])
            if (page, place, mark) not in sent:
                last[doors[place]] = mark
            sent.add((page, place, mark))
        assert states(turf.drive) == {door: mark.value for door, mark in last.items()}
        marks = list(last.values())
        knocked = len(marks) - marks.count(DoorMark.NOT_VISITED)
        assert counts(turf.drive) == [(knocked, marks.count(DoorMark.DONE))]
