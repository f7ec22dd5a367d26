"""Saying yes: from the page, from a link in a message, with and without an account."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob
from pytest_django import DjangoAssertNumQueries

from gjennomslag.activities.choices import Answer, Invited, Way
from gjennomslag.activities.links import invitation_token, place_token
from gjennomslag.activities.models import Activity, Registration
from gjennomslag.activities.services.activities import cancel_activity
from gjennomslag.activities.services.invitations import note_told
from gjennomslag.organisation.models import Person
from tests.activities.making import come, make_activity, make_shifts
from tests.party import Party, make_person


def page_of(activity_id: int) -> str:
    return reverse("activities:activity", args=[activity_id])


def signed_in(person: object) -> Client:
    client = Client()
    client.force_login(person)  # type: ignore[arg-type]
    return client


def test_a_guest_says_yes_and_can_leave_again(party: Party) -> None:
    activity = make_activity(party.branch)
    client = Client()
    form = {"name": "Kari", "contact": "Kari@Example.org", "first_time": "on", "yes": ""}
    answer = client.post(page_of(activity.pk), form, follow=True)
    place = Registration.objects.get()
    assert (place.name, place.email, place.newcomer, place.way) == ("Kari", "kari@example.org", True, Way.PAGE)
    assert answer.redirect_chain == [(reverse("activities:place", args=[place_token(place)]), 302)]
    assert "Du kommer" in answer.content.decode()
    assert "minner deg på det dagen før" in answer.content.decode()
    assert ProcrastinateJob.objects.get(task_name="activities.tell").args == {"activity_id": activity.pk}
    left = client.post(reverse("activities:place", args=[place_token(place)]))
    assert "er slettet" in left.content.decode()
    assert left.context["again"] == page_of(activity.pk)
    assert client.get(reverse("activities:place", args=[place_token(place)])).status_code == 410


def test_one_job_that_waits_tells_all_who_answer_before_it_begins(
    party: Party, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    activity, client = make_activity(party.branch), Client()

    def answer(name: str) -> None:
        client.post(page_of(activity.pk), {"name": name, "contact": f"{name}@example.org"})

    answer("a")
    with django_assert_num_queries(3):  # two of them are the test’s own savepoint
        answer("b")
    client.post(reverse("activities:place", args=[place_token(Registration.objects.get(name="a"))]))
    assert ProcrastinateJob.objects.filter(task_name="activities.tell").count() == 1
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = 'doing'")
    answer("c")
    assert ProcrastinateJob.objects.filter(task_name="activities.tell").count() == 2
    assert Client().post(page_of(10**30), {"name": "d", "contact": "d@example.org"}).status_code == 302


@pytest.mark.parametrize(("field", "value"), [("name", ""), ("contact", "hei"), ("contact", "")])
def test_a_faulty_answer_is_refused_at_its_field(party: Party, field: str, value: str) -> None:
    activity = make_activity(party.branch)
    answer = Client().post(page_of(activity.pk), {"name": "Kari", "contact": "41234567"} | {field: value})
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, [field])


def test_one_tap_from_a_message_and_opening_the_link_changes_nothing(party: Party) -> None:
    activity = make_activity(party.branch, invited=Invited.MEMBERS)
    address = reverse("activities:invitation", args=[invitation_token(activity, party.member)])
    client = Client()
    assert (client.get(address).status_code, Registration.objects.count()) == (200, 0)
    client.post(address, {"yes": ""})
    row = Registration.objects.get()
    assert (row.person, row.answer, row.way) == (party.member, Answer.COMING, Way.LINK)
    client.post(address, {"no": ""})
    assert Registration.objects.get().answer == Answer.DECLINED
    assert client.get(address[:-2] + "/").status_code == 410
    assert "_auth_user_id" not in client.session


def test_who_is_not_meant_cannot_answer(party: Party) -> None:
    board = make_activity(party.branch, invited=Invited.OFFICERS)
    members = make_activity(party.branch, invited=Invited.MEMBERS)
    stranger = signed_in(party.jens)
    anyone = [Client().get(page_of(pk)) for pk in (board.pk, members.pk, 0)]
    assert [each.status_code for each in anyone] == [302, 302, 302]
    assert anyone[0].headers["Location"].startswith(reverse("account_login"))
    assert "Dette er for medlemmer." in Client().get(page_of(members.pk), follow=True).content.decode()
    assert [stranger.get(page_of(each.pk)).status_code for each in (board, members)] == [404, 404]
    assert signed_in(party.member).get(page_of(members.pk)).status_code == 200
    stranger.post(page_of(members.pk), {"yes": ""})
    link = reverse("activities:invitation", args=[invitation_token(board, party.member)])
    Client().post(link, {"yes": ""})
    assert Registration.objects.count() == 0
    signed_in(party.turid).post(page_of(board.pk), {"yes": ""})
    assert Registration.objects.get().person == party.turid


def test_shifts_are_chosen(party: Party) -> None:
    activity = make_activity(party.branch)
    first, second = make_shifts(activity, party.turid, 1, 1)
    come(activity, "Ola", part=second)
    client = signed_in(party.member)
    assert client.post(page_of(activity.pk), {"yes": ""}).context["form"].errors == {
        "parts": ["Kryss av for minst én vakt."]
    }
    answer = client.post(page_of(activity.pk), {"parts": [first.pk, second.pk], "yes": ""}, follow=True)
    rows = Registration.objects.filter(person=party.member).order_by("part")
    assert [(each.part, each.answer) for each in rows] == [(first, Answer.COMING), (second, Answer.WAITING)]
    assert answer.context["others"] == [rows[1]]


def test_a_cancelled_activity_says_why_and_takes_no_answers(party: Party) -> None:
    activity = make_activity(party.branch)
    place = come(activity, "Kari")
    cancel_activity(activity=activity, why="Lekkasje i taket", by=party.turid)
    for address in (page_of(activity.pk), reverse("activities:place", args=[place_token(place)])):
        page = Client().get(address)
        assert ("Lekkasje i taket" in page.content.decode(), page.status_code) == (True, 200)
        Client().post(address, {"name": "Ola", "contact": "41234567"})
    assert list(Registration.objects.all()) == [place]


def test_those_who_wait_see_how_many_are_before_them(party: Party) -> None:
    activity = make_activity(party.branch, capacity=1)
    places = [come(activity, name) for name in ("Kari", "Ola", "Per")]
    last = Client().get(reverse("activities:place", args=[place_token(places[2])]))
    assert last.context["before"] == 1


def test_a_name_does_not_show_to_others(party: Party) -> None:
    activity = make_activity(party.branch)
    come(activity, make_person("Hemmelig Navn", party.branch))
    assert "Hemmelig" not in Client().get(page_of(activity.pk)).content.decode()


def test_a_series_shows_its_other_times_and_the_link_leads_to_them_without_signing_in(party: Party) -> None:
    series = uuid4()
    shown, gone, other, another = (make_activity(party.branch, hours=50 + 24 * each) for each in range(4))
    Activity.objects.update(series=series)
    cancel_activity(activity=gone, why="Syk", by=party.turid)
    Activity.objects.filter(pk=another.pk).update(invited=Invited.OFFICERS)
    by_link = Client().get(reverse("activities:invitation", args=[invitation_token(shown, party.member)]))
    way = reverse("activities:invitation", args=[invitation_token(other, party.member)])
    assert by_link.context["series"] == [(other, way)]
    assert Client().get(page_of(shown.pk)).context["series"] == [(other, page_of(other.pk))]


def test_a_series_for_a_few_shows_each_of_them_only_the_times_they_are_invited_to(party: Party) -> None:
    first, second, _third = (make_activity(party.branch, hours=50 + 24 * each) for each in range(3))
    Activity.objects.update(series=uuid4(), invited=Invited.OFFICERS)
    for activity in (first, second):
        note_told(activity=activity, people=Person.objects.filter(pk=party.member.pk), now=timezone.now())
    page = Client().get(reverse("activities:invitation", args=[invitation_token(first, party.member)]))
    assert [each for each, _way in page.context["series"]] == [second]
