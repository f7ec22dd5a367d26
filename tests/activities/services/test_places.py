"""Answers: the last place, the waiting list, and what members and guests leave behind."""

from __future__ import annotations

import threading
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from gjennomslag.activities.choices import Answer, Invited, News, Way
from gjennomslag.activities.models import Activity, Invitation, Registration
from gjennomslag.activities.queries.activities import may_answer
from gjennomslag.activities.services.activities import change_activity
from gjennomslag.activities.services.places import ActivityOver, Guest, give_up_place, say_no, say_yes, say_yes_at_once
from gjennomslag.organisation.models import Person
from tests.activities.making import come, make_activity, make_shifts
from tests.party import Party, make_party


def answers(activity: Activity) -> list[tuple[str, str, str]]:
    rows = activity.registrations.select_related("person").order_by("pk")
    return [(each.called, each.answer, each.to_tell) for each in rows]


def test_when_it_is_full_people_wait_and_move_up_in_order(party: Party) -> None:
    activity = make_activity(party.branch, capacity=1)
    first = come(activity, party.turid)
    come(activity, "Kari")
    come(activity, party.member)
    assert answers(activity) == [
        ("Turid Aasen", Answer.COMING, News.PLACE),
        ("Kari", Answer.WAITING, News.WAITING),
        ("Mona Medlem", Answer.WAITING, News.WAITING),
    ]
    outcome = give_up_place(registration=first, now=timezone.now())
    assert [each.called for each in outcome.moved_up] == ["Kari"]
    assert answers(activity) == [
        ("Turid Aasen", Answer.DECLINED, ""),
        ("Kari", Answer.COMING, News.MOVED_UP),
        ("Mona Medlem", Answer.WAITING, News.WAITING),
    ]
    change_activity(activity=activity, by=party.turid, capacity=None)
    assert [each[1] for each in answers(activity)] == [Answer.DECLINED, Answer.COMING, Answer.COMING]


def test_answering_twice_changes_nothing(party: Party) -> None:
    activity = make_activity(party.branch)
    assert come(activity, "Kari") == come(activity, "Kari")
    assert come(activity, party.member) == come(activity, party.member)
    say_no(activity=activity, person=party.member, now=timezone.now(), way=Way.LINK)
    say_no(activity=activity, person=party.member, now=timezone.now(), way=Way.LINK)
    assert [each[:2] for each in answers(activity)] == [("Kari", Answer.COMING), ("Mona Medlem", Answer.DECLINED)]
    come(activity, party.member)
    assert [each[1] for each in answers(activity)] == [Answer.COMING, Answer.COMING]


def test_a_guest_who_cannot_come_leaves_nothing_behind(party: Party) -> None:
    place = come(make_activity(party.branch), "Kari")
    give_up_place(registration=place, now=timezone.now())
    assert Registration.objects.count() == 0


def test_each_shift_has_its_own_room(party: Party) -> None:
    activity = make_activity(party.branch)
    morning, evening = make_shifts(activity, party.turid, 1, None)
    come(activity, party.turid, part=morning)
    come(activity, party.member, part=morning)
    come(activity, party.member, part=evening)
    assert [each[:2] for each in answers(activity)] == [
        ("Turid Aasen", Answer.COMING),
        ("Mona Medlem", Answer.WAITING),
        ("Mona Medlem", Answer.COMING),
    ]
    outcome = say_no(activity=activity, person=party.turid, now=timezone.now(), way=Way.PAGE)
    assert [(each.called, each.part) for each in outcome.moved_up] == [("Mona Medlem", morning)]


@pytest.mark.parametrize("change", [{"cancelled_at": timezone.now()}, {"ends_at": timezone.now()}])
def test_what_is_over_or_cancelled_takes_no_answers(party: Party, change: dict[str, object]) -> None:
    activity = make_activity(party.branch, hours=-1)
    place = come(activity, party.member)
    Activity.objects.filter(pk=activity.pk).update(**change)
    for answer in (
        lambda: come(activity, party.turid),
        lambda: say_no(activity=activity, person=party.member, now=timezone.now(), way=Way.PAGE),
        lambda: give_up_place(registration=place, now=timezone.now()),
    ):
        with pytest.raises(ActivityOver):
            answer()


def test_members_are_new_until_they_have_come_to_something(party: Party) -> None:
    earlier = come(make_activity(party.branch, hours=-1), party.turid)
    Registration.objects.filter(pk=earlier.pk).update(came=True)
    activity = make_activity(party.branch)
    assert [come(activity, each).newcomer for each in (party.turid, party.member)] == [False, True]


def test_a_yes_at_once_is_taken_from_those_who_may_answer_and_from_nobody_else(party: Party) -> None:
    now, guest = timezone.now(), Guest("Kari", email="kari@example.org")
    got = set()
    for invited in Invited:
        activity = make_activity(party.branch, invited=invited)
        Invitation.objects.get_or_create(activity=activity, person=party.member)
        for who in (guest, party.member, party.jens):
            person = who if isinstance(who, Person) else None
            if say_yes_at_once(activity_id=activity.pk, who=who, now=now, way=Way.LINK):
                got.add((invited, person))
            assert may_answer(activity, person, now) is ((invited, person) in got)
    assert {person for invited, person in got if invited == Invited.OPEN} == {None, party.member, party.jens}
    assert {person for invited, person in got if invited != Invited.OPEN} == {party.member}
    assert len(got) == len(Invited) + 2
    by_shift = make_activity(party.branch, invited=Invited.OPEN)
    make_shifts(by_shift, party.turid, 1)
    full = make_activity(party.branch, capacity=1)
    for activity_id in (by_shift.pk, full.pk, 10**30):
        assert say_yes_at_once(activity_id=activity_id, who=guest, now=now, way=Way.PAGE) is None


def test_a_members_id_is_enough_for_a_yes_at_once_unless_the_record_is_no_longer_in_use(
    party: Party, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    now, activity = timezone.now(), make_activity(party.branch, invited=Invited.OPEN)
    # The first on a connection has the statement planned.
    say_yes_at_once(activity_id=0, who=party.member.register_id, now=now, way=Way.LINK)
    with django_assert_num_queries(3):  # the one, and a savepoint around it in the test's own transaction
        outcome = say_yes_at_once(activity_id=activity.pk, who=party.member.register_id, now=now, way=Way.LINK)
    assert outcome is not None
    assert (outcome.registration.person, outcome.registration.newcomer) == (party.member, True)
    Person.objects.filter(pk=party.turid.pk).update(merged_into=party.member)
    Person.objects.filter(pk=party.jens.pk).update(erased_at=now)
    for register_id in (party.turid.register_id, party.jens.register_id, uuid4()):
        assert say_yes_at_once(activity_id=activity.pk, who=register_id, now=now, way=Way.LINK) is None


@pytest.mark.django_db(transaction=True)
def test_the_last_places_are_filled_exactly_by_many_at_once() -> None:
    party = make_party()
    activity = make_activity(party.branch, capacity=5)
    start = threading.Barrier(12)
    given_up: list[str] = []

    def answer(email: str) -> Registration:
        who = Guest("G", email=email)
        return say_yes(activity=activity, who=who, now=timezone.now(), way=Way.PAGE).registration

    def sign_up(number: int) -> None:
        try:
            start.wait()
            place = answer(f"g{number}@example.org")
            answer("all-of-us@example.org")
            if number % 3 == 0:
                given_up.append(place.email)
                give_up_place(registration=place, now=timezone.now())
            answer(f"again{number}@example.org")
        finally:
            connection.close()

    threads = [threading.Thread(target=sign_up, args=[number]) for number in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    given = list(activity.registrations.order_by("at", "pk").values_list("email", "answer"))
    asked = [f"{name}{number}@example.org" for number in range(12) for name in ("g", "again")]
    assert sorted(each[0] for each in given) == sorted({*asked, "all-of-us@example.org"} - set(given_up))
    assert [each[1] for each in given].count(Answer.COMING) == 5
    waiting = [each[0] for each in given if each[1] == Answer.WAITING]
    freed = activity.registrations.filter(answer=Answer.COMING).earliest("pk")
    outcome = give_up_place(registration=freed, now=timezone.now() + timedelta(seconds=1))
    assert [each.email for each in outcome.moved_up] == waiting[:1]
    assert activity.registrations.filter(answer=Answer.COMING).count() == 5
