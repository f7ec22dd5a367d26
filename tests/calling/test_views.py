"""The pages of welcome calls, as Turid, Oda and a caller use them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from gjennomslag.activities.models import Registration
from gjennomslag.activities.services.activities import cancel_activity
from gjennomslag.calling.models import WelcomeCall
from gjennomslag.core import clock
from gjennomslag.organisation.models import MemberContact, Person
from tests.activities.making import make_activity
from tests.calling.joining import newcomer
from tests.party import Party, hold

QUEUE = "/units/lillevik/welcome/"


@pytest.fixture
def caller(client: Client, party: Party) -> Client:
    """Return the browser of Mona, who may call and nothing else."""
    hold(party.member, "caller", party.branch)
    client.force_login(party.member)
    return client


def page_of(person: Person) -> str:
    return reverse("calling:call", args=["lillevik", person.register_id])


def test_calling_from_the_queue_to_what_was_said(caller: Client, party: Party) -> None:
    someone = newcomer("Ny Nordmann", party.branch, days_ago=3)
    answer = caller.post(f"{QUEUE}next/", follow=True)
    assert answer.redirect_chain == [(page_of(someone), 302)]
    assert 'href="tel:+4791234567"' in answer.content.decode()
    sent = {"outcome": "reached", "involvement": "active", "phone": "912 34 567", "may_call_again": "on", "email": ""}
    answer = caller.post(page_of(someone), sent, follow=True)
    assert answer.redirect_chain == [(QUEUE, 302)]
    assert MemberContact.objects.get().person == someone
    assert answer.context["waiting"] == 0


def test_what_is_missing_is_asked_for_and_nothing_is_lost(caller: Client, party: Party) -> None:
    someone = newcomer("Ny Nordmann", party.branch, days_ago=3)
    caller.post(f"{QUEUE}next/")
    answer = caller.post(page_of(someone), {"outcome": "reached", "phone": "12", "note": "Snakket lenge"})
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"involvement", "phone"}
    assert "Snakket lenge" in answer.content.decode()
    answer = caller.post(page_of(someone), {"outcome": "call-back", "phone": "", "call_back_on": "2020-01-01"})
    assert set(answer.context["form"].errors) == {"call_back_on"}
    assert MemberContact.objects.count() == 0


def test_the_next_activity_is_offered_and_joined_in_the_call(caller: Client, party: Party) -> None:
    someone = newcomer("Ny Nordmann", party.branch, days_ago=3)
    stall, called_off = make_activity(party.branch), make_activity(party.branch, hours=30, title="Møte")
    make_activity(party.sibling, title="Nabolagets")
    caller.post(f"{QUEUE}next/")
    shown = caller.get(page_of(someone)).context["form"]["joins"]
    assert [value for value, _label in shown.field.choices] == [str(called_off.pk), str(stall.pk)]
    cancel_activity(activity=called_off, why="", by=party.turid)
    sent = {"outcome": "reached", "involvement": "active", "phone": "912 34 567", "note": "Gledet seg"}
    answer = caller.post(page_of(someone), sent | {"joins": [str(called_off.pk)]})
    assert (answer.status_code, set(answer.context["form"].errors)) == (422, {"joins"})
    assert not MemberContact.objects.exists()
    caller.post(page_of(someone), sent | {"joins": [str(stall.pk)]})
    joined = Registration.objects.get()
    assert (joined.person, joined.activity, joined.answer, joined.way) == (someone, stall, "coming", "call")


def test_calling_back_at_the_time_they_asked_for(caller: Client, party: Party) -> None:
    someone = newcomer("Ny Nordmann", party.branch, days_ago=3)
    caller.post(f"{QUEUE}next/")
    day = clock.today() + timedelta(days=2)
    caller.post(page_of(someone), {"outcome": "call-back", "call_back_on": day.isoformat(), "call_back_at": "18:30"})
    call = WelcomeCall.objects.get()
    assert call.not_before is not None
    assert (call.attempts, call.not_before.date()) == (1, day)
    assert caller.post(f"{QUEUE}next/", follow=True).redirect_chain == [(QUEUE, 302)]


def test_only_whoever_has_taken_somebody_sees_them(caller: Client, party: Party) -> None:
    someone = newcomer("Ny Nordmann", party.branch, days_ago=3)
    assert caller.get(page_of(someone)).status_code == 302
    other = Client()
    other.force_login(party.turid)
    take = reverse("calling:take", args=["lillevik", someone.register_id])
    assert other.post(take).headers["Location"] == page_of(someone)
    assert caller.post(take).headers["Location"] == QUEUE
    assert other.get(page_of(someone)).status_code == 200


def test_members_of_other_branches_and_old_members_cannot_be_taken(caller: Client, party: Party) -> None:
    elsewhere = newcomer("Annen By", party.sibling, days_ago=3)
    for person in (elsewhere, party.turid):
        assert caller.post(reverse("calling:take", args=["lillevik", person.register_id])).status_code == 404


def test_a_county_sees_branches_and_no_names(client: Client, party: Party) -> None:
    newcomer("Ny Nordmann", party.branch, days_ago=20)
    client.force_login(party.oda)
    answer = client.get(reverse("calling:welcome", args=["fjordland"]))
    assert [(row.unit.code, row.overdue) for row in answer.context["queues"]] == [("lillevik", 1)]
    assert "Nordmann" not in answer.content.decode()


def test_a_county_calls_those_who_belong_to_it_and_to_no_branch(client: Client, party: Party) -> None:
    newcomer("Ny Nordmann", party.county, days_ago=2)
    client.force_login(party.oda)
    answer = client.get(reverse("calling:welcome", args=["fjordland"]))
    assert [row.person.first_name for row in answer.context["queue"]] == ["Ny"]
    assert answer.context["queues"] == []


@pytest.mark.parametrize("number", [1, 3])
def test_the_queue_costs_the_same_with_one_and_three(
    number: int, caller: Client, party: Party, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for each in range(number):
        newcomer(f"Ny{each} Nordmann", party.branch, days_ago=each)
    with django_assert_num_queries(11):
        caller.get(QUEUE)
