"""Taking and writing down welcome calls: nobody twice, nobody lost, nothing half written."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.core import mail
from django.db import connection
from django.utils import timezone

from gjennomslag.calling.choices import Closing, Turn
from gjennomslag.calling.models import WelcomeCall
from gjennomslag.calling.queries import branch_queues, cannot_be_called, held_by, queue_of, welcome_counts_below
from gjennomslag.calling.reminders import remind_branches
from gjennomslag.calling.services import Taken, Talk, fill_queue, give_back, take, take_next, write_down
from gjennomslag.core import clock
from gjennomslag.messaging.models import Recipient
from gjennomslag.organisation.choices import ContactKind, ContactOutcome, Involvement
from gjennomslag.organisation.models import AccessRecord, Consent, MemberContact, Membership, Person, Unit
from gjennomslag.organisation.scope import scope_of
from gjennomslag.organisation.services import Wishes, transfer
from gjennomslag.organisation.services.words import install_words
from tests.calling.joining import newcomer, now
from tests.messaging.writing import write
from tests.party import Party, hold, make_party, make_person

CALLED = ContactKind.CALL


def turns(person: Person, unit: Unit, *, below: bool = False) -> list[tuple[str, Turn]]:
    return [(each.person.first_name, each.turn) for each in queue_of(scope_of(person), unit, now(), below=below)]


def next_for(caller: Person, unit: Unit, *, below: bool = False) -> WelcomeCall | None:
    fill_queue(day=clock.today())
    return take_next(unit=unit, scope=scope_of(caller), caller=caller, now=now(), below=below)


def test_the_most_urgent_is_called_first_and_old_members_not_at_all(party: Party) -> None:
    newcomer("Siri Sein", party.branch, days_ago=20)
    newcomer("Ny Nordmann", party.branch, days_ago=2)
    newcomer("Ida Idag", party.branch, days_ago=14)
    newcomer("Annen By", party.sibling, days_ago=20)
    assert turns(party.turid, party.branch) == [
        ("Siri", Turn.OVERDUE),
        ("Ida", Turn.TODAY),
        ("Ny", Turn.WAITING),
    ]
    taken = next_for(party.turid, party.branch)
    assert taken is not None
    assert (taken.person.first_name, taken.caller) == ("Siri", party.turid)
    assert turns(party.turid, party.branch)[-1] == ("Siri", Turn.TAKEN)


def test_whoever_has_heard_from_another_unit_today_comes_last_unless_it_is_the_last_day(party: Party) -> None:
    people = [("Ida Idag", 14, "sms"), ("Lest Brev", 5, "email"), ("Fikk Sms", 4, "sms"), ("Ny Nordmann", 2, "")]
    for name, days_ago, medium in people:
        person = newcomer(name, party.branch, days_ago=days_ago)
        if medium:
            hear(party, person, party.county, medium)
    hear(party, newcomer("Eget Brev", party.branch, days_ago=1), party.branch, "email")
    assert turns(party.turid, party.branch) == [
        ("Ida", Turn.TODAY),
        ("Ny", Turn.WAITING),
        ("Eget", Turn.WAITING),
        ("Lest", Turn.WRITTEN),
        ("Fikk", Turn.TEXTED),
    ]
    called = []
    while (found := next_for(party.turid, party.branch)) is not None:
        called.append(found.person.first_name)
        write_down(
            call=found, unit=party.branch, talk=Talk(CALLED, ContactOutcome.NO_ANSWER), caller=party.turid, now=now()
        )
    assert called == ["Ida", "Ny", "Eget", "Lest"]
    assert turns(party.turid, party.branch)[0] == ("Fikk", Turn.TEXTED)


def hear(party: Party, person: Person, unit: Unit, medium: str) -> None:
    letter = write(party, unit=unit, by=party.oda, medium=medium)
    Recipient.objects.create(
        letter=letter, person=person, state="handed-over", not_before=now(), contact_day=timezone.localdate(now())
    )


def test_taking_is_noted_as_reading_and_gives_back_the_one_before(party: Party) -> None:
    first, second = newcomer("A En", party.branch, days_ago=20), newcomer("B To", party.branch, days_ago=19)
    next_for(party.turid, party.branch)
    take(person=second, unit=party.branch, scope=scope_of(party.turid), caller=party.turid, now=now())
    assert WelcomeCall.objects.get(person=first).caller is None
    held = held_by(party.turid)
    assert held is not None
    assert held.person == second
    assert AccessRecord.objects.filter(reader=party.turid, purpose="call").count() == 2
    give_back(caller=party.turid)
    assert held_by(party.turid) is None


def test_what_somebody_has_taken_another_cannot_take(party: Party) -> None:
    someone = newcomer("A En", party.branch, days_ago=20)
    next_for(party.turid, party.branch)
    assert next_for(party.secretary, party.branch) is None
    with pytest.raises(Taken):
        take(person=someone, unit=party.branch, scope=scope_of(party.secretary), caller=party.secretary, now=now())
    late = now() + timedelta(minutes=31)
    fresh = take_next(unit=party.branch, scope=scope_of(party.secretary), caller=party.secretary, now=late)
    assert fresh is not None
    with pytest.raises(Taken):
        write_down(
            call=fresh,
            unit=party.branch,
            talk=Talk(CALLED, ContactOutcome.NO_ANSWER),
            caller=party.turid,
            now=late,
        )
    assert MemberContact.objects.count() == 0


def test_a_talk_is_written_down_whole(party: Party) -> None:
    install_words(by=None)
    someone = newcomer("A En", party.branch, days_ago=3)
    call = next_for(party.turid, party.branch)
    assert call is not None
    talk = Talk(
        CALLED,
        ContactOutcome.REACHED,
        note="Vil bort fra kø",
        details={"phone": "90 00 00 01"},
        wishes=Wishes(Involvement.SOME_TASKS, interests=["doors"], skills=[]),
        may_call_again=False,
    )
    write_down(call=call, unit=party.branch, talk=talk, caller=party.turid, now=now())
    someone.refresh_from_db()
    assert (someone.phone, someone.involvement, someone.interests) == ("+4790000001", "some-tasks", ["doors"])
    logged = MemberContact.objects.get()
    assert (logged.person, logged.about, logged.outcome, logged.by) == (someone, "welcome", "reached", party.turid)
    assert set(Consent.objects.values_list("channel", "given_at")) == {("call", None)}
    call.refresh_from_db()
    assert (call.closed_why, call.caller, call.attempts) == (Closing.REACHED, None, 1)
    assert turns(party.turid, party.branch) == []
    counts = welcome_counts_below(party.branch, clock.today())
    assert (counts.joined, counts.called_in_time, counts.reached_in_time) == (1, 1, 1)


def test_a_fault_on_the_way_writes_nothing(party: Party) -> None:
    newcomer("A En", party.branch, days_ago=3)
    call = next_for(party.turid, party.branch)
    assert call is not None
    talk = Talk(CALLED, ContactOutcome.REACHED, wishes=Wishes(Involvement.ACTIVE, interests=["no-such-word"]))
    with pytest.raises(ValueError, match="no-such-word"):
        write_down(call=call, unit=party.branch, talk=talk, caller=party.turid, now=now())
    call.refresh_from_db()
    assert (MemberContact.objects.count(), call.attempts, call.caller) == (0, 0, party.turid)


@pytest.mark.parametrize(
    ("outcome", "turn"),
    [
        (ContactOutcome.NO_ANSWER, Turn.LATER),
        (ContactOutcome.BUSY, Turn.LATER),
        (ContactOutcome.LEFT_MESSAGE, Turn.LATER),
        (ContactOutcome.WRONG_NUMBER, Turn.ANOTHER_WAY),
        (ContactOutcome.DO_NOT_CALL, Turn.ANOTHER_WAY),
    ],
)
def test_nobody_is_dropped_before_somebody_has_reached_them(outcome: ContactOutcome, turn: Turn, party: Party) -> None:
    newcomer("A En", party.branch, days_ago=3)
    call = next_for(party.turid, party.branch)
    assert call is not None
    write_down(call=call, unit=party.branch, talk=Talk(CALLED, outcome), caller=party.turid, now=now())
    assert turns(party.turid, party.branch) == [("A", turn)]
    call.refresh_from_db()
    assert cannot_be_called(call) == (turn == Turn.ANOTHER_WAY)
    assert next_for(party.turid, party.branch) is None


def test_a_new_number_after_a_wrong_one_can_be_called(party: Party) -> None:
    someone = newcomer("A En", party.branch, days_ago=3)
    call = next_for(party.turid, party.branch)
    assert call is not None
    write_down(
        call=call, unit=party.branch, talk=Talk(CALLED, ContactOutcome.WRONG_NUMBER), caller=party.turid, now=now()
    )
    Person.objects.filter(pk=someone.pk).update(phone="+4799999999")
    assert turns(party.turid, party.branch) == [("A", Turn.WAITING)]


def test_somebody_without_a_number_is_shown_and_reached_in_another_way(party: Party) -> None:
    someone = newcomer("A En", party.branch, days_ago=3, phone="")
    assert turns(party.turid, party.branch) == [("A", Turn.ANOTHER_WAY)]
    assert next_for(party.turid, party.branch) is None
    call = take(person=someone, unit=party.branch, scope=scope_of(party.turid), caller=party.turid, now=now())
    talk = Talk(ContactKind.EMAIL, ContactOutcome.SENT)
    write_down(call=call, unit=party.branch, talk=talk, caller=party.turid, now=now())
    counts = welcome_counts_below(party.branch, clock.today())
    assert (counts.joined, counts.called_in_time, counts.another_way_in_time) == (1, 0, 1)


def test_a_transfer_hands_the_clock_over(party: Party) -> None:
    someone = newcomer("A En", party.branch, days_ago=10)
    membership = Membership.objects.get(person=someone)
    transfer(membership=membership, to=party.sibling, on=clock.today(), by=None)
    assert turns(party.turid, party.branch) == []
    [row] = queue_of(scope_of(party.jens), party.sibling, now())
    assert (row.person, row.due) == (someone, clock.today() + timedelta(days=4))


def test_the_county_sees_who_needs_help_and_calls_for_them(party: Party) -> None:
    orphan_branch = party.group
    newcomer("A En", party.branch, days_ago=20)
    newcomer("B To", party.sibling, days_ago=2)
    rows = branch_queues(queue_of(scope_of(party.oda), party.county, now(), below=True), clock.today())
    assert [(row.unit.code, row.overdue, row.has_callers) for row in rows] == [
        ("lillevik", 1, True),
        ("storvik", 0, True),
    ]
    assert [row.for_county for row in rows] == [True, False]
    call = next_for(party.oda, party.county, below=True)
    assert call is not None
    assert call.person.first_name == "A"
    newcomer("C Tre", orphan_branch, days_ago=2)
    rows = branch_queues(queue_of(scope_of(party.oda), party.county, now(), below=True), clock.today())
    assert {row.unit.code: row.has_callers for row in rows}["lillevik-sentrum"] is True


def test_a_branch_without_a_board_falls_to_the_county(party: Party) -> None:
    newcomer("D Fire", party.sibling, days_ago=2)
    party.jens.holdings.update(valid_until=clock.today() - timedelta(days=1))
    [row] = branch_queues(queue_of(scope_of(party.oda), party.county, now(), below=True), clock.today())
    assert (row.unit, row.has_callers, row.for_county) == (party.sibling, False, True)


def test_the_branch_is_reminded_once_after_ten_days_without_names(party: Party) -> None:
    newcomer("Siri Sein", party.branch, days_ago=10)
    newcomer("Ny Nordmann", party.branch, days_ago=9)
    fill_queue(day=clock.today())
    assert remind_branches(day=clock.today()) == 1
    [letter] = mail.outbox
    assert letter.to == [party.turid.email]
    assert letter.subject == "1 nytt medlem venter på at dere ringer"
    assert "/units/lillevik/welcome/" in str(letter.body)
    assert "Siri" not in str(letter.body)
    assert remind_branches(day=clock.today()) == 0
    assert remind_branches(day=clock.today() + timedelta(days=1)) == 1


@pytest.mark.django_db(transaction=True)
def test_callers_who_ask_at_once_never_get_the_same_person() -> None:
    """Eight real connections draw from forty people until nobody is left."""
    party = make_party()
    for number in range(40):
        newcomer(f"Nr{number} Ny", party.branch, days_ago=5)
    callers = [make_person(f"Ringer{number} R", party.branch) for number in range(8)]
    for caller in callers:
        hold(caller, "caller", party.branch)
    fill_queue(day=clock.today())

    def draw(caller: Person) -> list[int]:
        drawn = []
        scope = scope_of(caller)
        while (found := take_next(unit=party.branch, scope=scope, caller=caller, now=now())) is not None:
            drawn.append(found.person_id)
            talk = Talk(CALLED, ContactOutcome.REACHED, wishes=Wishes(Involvement.ACTIVE))
            write_down(call=found, unit=party.branch, talk=talk, caller=caller, now=now())
        connection.close()
        return drawn

    with ThreadPoolExecutor(len(callers)) as pool:
        drawn = [person for people in pool.map(draw, callers) for person in people]
    assert (len(drawn), len(set(drawn))) == (40, 40)
