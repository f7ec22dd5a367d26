"""The clock of the welcome call against a diary kept by hand: joins, moves, calls, days without, and erasures."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gjennomslag.calling.queries import queue_of, welcome_counts
from gjennomslag.calling.rules import ABOUT
from gjennomslag.calling.services import Talk, fill_queue, take, write_down
from gjennomslag.core import clock
from gjennomslag.core.indicators import Period
from gjennomslag.organisation.choices import ContactKind, ContactOutcome, ErasureReason
from gjennomslag.organisation.models import MemberContact, Membership, Person, Unit
from gjennomslag.organisation.scope import scope_of
from gjennomslag.organisation.services import transfer
from gjennomslag.organisation.services.erasure import erase_people
from tests.calling.joining import newcomer
from tests.party import Party

LAST = clock.today()
SPAN = 30


@dataclass(frozen=True, slots=True)
class Story:
    """One person's first weeks, in days since joining: when they moved and were called, and when they were erased."""

    joined_ago: int
    moves: list[int] = field(default_factory=list)
    calls: list[tuple[int, ContactOutcome]] = field(default_factory=list)
    erased: bool = False

    @property
    def joined(self) -> date:
        return LAST - timedelta(days=self.joined_ago)


OUTCOMES = st.sampled_from(
    [ContactOutcome.REACHED, ContactOutcome.NO_ANSWER, ContactOutcome.BUSY, ContactOutcome.LEFT_MESSAGE]
)
STORIES = st.builds(
    Story,
    st.integers(0, SPAN),
    st.lists(st.integers(0, SPAN), max_size=2).map(sorted),
    st.lists(st.tuples(st.integers(0, SPAN), OUTCOMES), max_size=5).map(
        lambda calls: sorted(calls, key=lambda each: each[0])
    ),
    st.booleans(),
)


def live(number: int, story: Story, party: Party) -> Person:
    """Let the person join, move between the two branches and be called, on those days that have been."""
    person = newcomer(f"Ny {number}", party.branch, days_ago=story.joined_ago)
    places = [party.sibling, party.branch]
    for turn, day in enumerate(each for each in story.moves if each <= story.joined_ago):
        running = Membership.objects.get(person=person, ended_on=None)
        transfer(membership=running, to=places[turn % 2], on=story.joined + timedelta(days=day), by=None)
    for day, outcome in story.calls:
        if day <= story.joined_ago:
            _call(person, story.joined + timedelta(days=day), outcome, party)
    if story.erased:
        erase_people(ids=[person.pk], reason=ErasureReason.ASKED, now=timezone.now(), by=None)
    return person


def _call(person: Person, day: date, outcome: ContactOutcome, party: Party) -> None:
    """Call as a caller does, as long as the person is in the queue; then note when it was."""
    unit = Membership.objects.get(person=person, ended_on=None).unit
    fill_queue(day=LAST)
    caller, now = party.oda, timezone.now()
    if any(each.person == person for each in queue_of(scope_of(caller), party.county, now, below=True)):
        held = take(person=person, unit=party.county, scope=scope_of(caller), caller=caller, now=now)
        write_down(call=held, unit=unit, talk=Talk(ContactKind.CALL, outcome), caller=caller, now=now)
        newest = MemberContact.objects.filter(person=person, about=ABOUT).latest("pk")
        newest.at = timezone.make_aware(datetime.combine(day, time(12)))
        newest.save(update_fields=["at"])


@dataclass
class Diary:
    """What a secretary with a pencil would have counted for a branch."""

    joined: int = 0
    called: int = 0
    reached: int = 0
    waiting: set[date] = field(default_factory=set)


def by_hand(stories: list[Story], branch: Unit, sibling: Unit) -> dict[int, Diary]:
    """Go through everyone, day by day."""
    diaries: dict[int, Diary] = {}
    for story in stories:
        if story.erased:
            continue
        where, talked, tries, in_time, reached_in_time = branch, False, 0, False, False
        for day in range(story.joined_ago + 1):
            for move in story.moves:
                if move == day:
                    where = sibling if where == branch else branch
            for when, outcome in story.calls:
                if when != day or talked:
                    continue
                tries += 1
                talked = outcome == ContactOutcome.REACHED
                if day <= 14:
                    in_time = in_time or talked or tries >= 3
                    reached_in_time = reached_in_time or talked
        diary = diaries.setdefault(where.pk, Diary())
        diary.joined += 1
        diary.called += in_time
        diary.reached += reached_in_time
        if not talked:
            diary.waiting.add(story.joined + timedelta(days=14))
    return diaries


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(stories=st.lists(STORIES, min_size=1, max_size=3))
def test_the_clock_agrees_with_a_diary(party: Party, stories: list[Story]) -> None:
    with transaction.atomic():
        for number, story in enumerate(stories):
            live(number, story, party)
        diaries = by_hand(stories, party.branch, party.sibling)
        counts = welcome_counts(Period(LAST - timedelta(days=SPAN), LAST), days=14, attempts=3)
        assert {unit: (each.joined, each.called_in_time, each.reached_in_time) for unit, each in counts.items()} == {
            unit: (diary.joined, diary.called, diary.reached) for unit, diary in diaries.items()
        }
        queue = queue_of(scope_of(party.oda), party.county, timezone.now(), below=True)
        for unit in (party.branch, party.sibling):
            due = {each.due for each in queue if each.unit == unit}
            assert due == (diaries[unit.pk].waiting if unit.pk in diaries else set())
        transaction.set_rollback(True)
