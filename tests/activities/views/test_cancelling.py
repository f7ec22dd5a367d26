"""Cancelling, and what is cancelled."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from gjennomslag.activities.choices import Answer, Way
from gjennomslag.activities.models import Activity, ActivityTemplate, Registration
from gjennomslag.activities.services.activities import cancel_activity
from gjennomslag.activities.services.invitations import note_told
from gjennomslag.activities.services.kits import install_templates
from gjennomslag.activities.services.places import Guest, say_yes
from gjennomslag.messaging.choices import LetterState
from gjennomslag.messaging.models import Letter
from gjennomslag.organisation.models import Person
from tests.activities.making import come, make_activity, make_shifts
from tests.activities.views.leader import address, form
from tests.party import Party, make_person


def test_cancelling_needs_a_reason(turid: Client, party: Party) -> None:
    activity = make_activity(party.branch)
    assert turid.post(address("cancel", activity.pk), {"why": ""}).status_code == 422
    turid.post(address("cancel", activity.pk), {"why": "For få kan"})
    activity.refresh_from_db()
    assert (activity.cancelled, activity.cancelled_why) == (True, "For få kan")


@pytest.mark.parametrize(
    ("provider", "by_number"),
    [("https://sms.example.org", "1 får SMS."), ("", "1 har bare et nummer, og det kan ikke sendes SMS herfra. Ring.")],
)
def test_cancelling_says_who_hears_of_it_and_whom_to_call(
    turid: Client, party: Party, settings: Settings, provider: str, by_number: str
) -> None:
    settings.SMS_URL = provider
    activity = make_activity(party.branch)
    first, second = make_shifts(activity, party.turid, None, None)
    come(activity, party.member, part=first)
    come(activity, party.member, part=second)
    say_yes(activity=activity, who=Guest("Ola", phone="+4741234567"), now=timezone.now(), way=Way.PAGE, part=first)
    Registration.objects.create(activity=activity, name="Per", answer=Answer.COMING, way=Way.DOOR, at=timezone.now())
    heard = ["1 får e-post.", by_number, "1 har verken e-post eller nummer her. Si fra selv."]
    assert [each["hear"] for each in turid.get(address("cancel", activity.pk)).context["choices"]] == [heard]
    answer = turid.post(address("cancel", activity.pk), {"why": "For få kan"}, follow=True)
    assert [str(each) for each in answer.context["messages"]] == [" ".join(["Avlyst.", *heard])]


def test_what_is_cancelled_stays_for_the_leader_and_for_who_had_said_yes(turid: Client, party: Party) -> None:
    install_templates(by=None)
    template = ActivityTemplate.objects.get(code="social")
    activity = make_activity(party.branch, template=template)
    come(activity, party.member)
    cancel_activity(activity=activity, why="Lekkasje", by=party.turid)
    page = turid.get(address("lead", activity.pk)).content.decode()
    assert ("Ring nye medlemmer" in page, "Del lenka under" in page) == (False, False)
    mona, jens = Client(), Client()
    mona.force_login(party.member)
    jens.force_login(make_person("Per Annen", party.branch))

    def titles(client: Client, path: str) -> list[tuple[str, bool]]:
        shown = client.get(path)
        rows = [row[0] if isinstance(row, tuple) else row.listed for row in shown.context["rows"]]
        assert ("avlyst" in shown.content.decode()) == bool(rows)
        return [(row.title, row.cancelled) for row in rows]

    lists = [address("in_unit"), reverse("activities:mine"), reverse("home:mine")]
    seen = [("Stand på torget", True)]
    assert [titles(mona, each) for each in lists] == [seen] * 3
    assert [titles(turid, each) for each in lists] == [seen, [], []]
    assert [titles(jens, each) for each in lists] == [[], [], []]
    assert "Du kommer." not in mona.get(reverse("activities:activity", args=[activity.pk])).content.decode()


def test_what_is_cancelled_says_who_had_said_yes_to_a_shift_and_offers_no_places(turid: Client, party: Party) -> None:
    activity = make_activity(party.branch)
    part, _other = make_shifts(activity, party.turid, 4, 4)
    come(activity, party.member, part=part)
    assert "1 kommer, 3 plasser igjen" in turid.get(address("lead", activity.pk)).content.decode()
    cancel_activity(activity=activity, why="Lekkasje", by=party.turid)
    page = turid.get(address("lead", activity.pk)).content.decode()
    assert ("1 hadde sagt ja" in page, "1 kommer" in page, "plasser igjen" in page) == (True, False, False)


def test_what_is_cancelled_is_changed_no_more(turid: Client, party: Party) -> None:
    activity = make_activity(party.branch)
    part, _other = make_shifts(activity, party.turid, None, None)
    activity.refresh_from_db()
    task = activity.tasks.create(text="Lei lokale", due_on=timezone.localdate())
    cancel_activity(activity=activity, why="Lekkasje", by=party.turid)
    day = {"day": timezone.localdate() + timedelta(days=5), "begins": "10:00", "ends": "12:00"}
    asked: list[tuple[str, list[int], dict[str, object]]] = [
        ("change", [], form(place="Biblioteket")),
        ("parts", [], day),
        ("parts", [], {"by_shift": "no"}),
        ("remove_part", [part.pk], {}),
        ("tick", [task.pk], {"done": "yes"}),
        ("headcount", [], {"number": "7"}),
        ("write_letter", [], {}),
        ("cancel", [], {"why": "En gang til"}),
    ]
    for name, more, said in asked:
        answer = turid.post(address(name, activity.pk, *more), said, follow=True)
        assert answer.redirect_chain == [(address("lead", activity.pk), 302)], name
        assert [str(each) for each in answer.context["messages"]] == ["Den er avlyst og kan ikke endres lenger."]
    for name in ("change", "parts"):
        assert turid.get(address(name, activity.pk)).headers["Location"] == address("lead", activity.pk)
    now = Activity.objects.get(pk=activity.pk)
    assert (now.place, now.by_shift, now.headcount, now.cancelled_why) == ("Torget", True, None, "Lekkasje")
    task.refresh_from_db()
    assert (now.parts.count(), task.done_at, Letter.objects.count()) == (2, None, 0)


def test_cancelling_says_who_hears_if_those_that_follow_are_cancelled_too(turid: Client, party: Party) -> None:
    turid.post(address("plan", "stall"), form(repeat="weekly", times="3"))
    first, second, last = Activity.objects.order_by("starts_at")
    come(second, party.member)
    page = turid.get(address("cancel", first.pk))
    assert [each["hear"] for each in page.context["choices"]] == [[], ["1 får e-post."]]
    words = ["Ingen trenger beskjed.", "Hvis de som følger i rekka, avlyses også:", "1 får e-post."]
    places = [page.content.decode().find(each) for each in words]
    assert places == sorted(places)
    assert -1 not in places
    page = turid.get(address("cancel", second.pk))
    assert (len(page.context["choices"]), "Hvis de som følger" in page.content.decode()) == (2, False)
    page = turid.get(address("cancel", last.pk))
    assert (len(page.context["choices"]), list(page.context["form"].fields)) == (1, ["why"])


def test_cancelling_names_the_letters_that_invite_and_counts_the_invited_who_are_not_told(
    turid: Client, party: Party
) -> None:
    activity, other = make_activity(party.branch), make_activity(party.branch)
    turid.post(address("write_letter", other.pk))
    turid.post(address("write_letter", activity.pk))
    letter = Letter.objects.latest("pk")
    come(activity, party.member)
    told = Person.objects.filter(pk__in=[party.member.pk, party.turid.pk])
    note_told(activity=activity, people=told, now=timezone.now())
    not_told = "1 som er invitert i brev, har ikke svart og får ikke beskjed."
    for state, words in (
        (LetterState.DRAFT, "ikke sendt ennå, og kan ikke sendes når dette er avlyst"),
        (LetterState.SENDING, "blir sendt nå, helt til noen stopper det"),
    ):
        Letter.objects.filter(pk=letter.pk).update(state=state, send_at=timezone.now())
        page = turid.get(address("cancel", activity.pk))
        assert page.context["choices"] == [{"hear": ["1 får e-post."], "do_not_hear": [not_told], "letters": [letter]}]
        assert words in page.content.decode()
    Registration.objects.all().delete()
    assert "Ingen trenger beskjed" not in turid.get(address("cancel", activity.pk)).content.decode()
    answer = turid.post(address("cancel", activity.pk), {"why": "For få kan"}, follow=True)
    said = [str(each) for each in answer.context["messages"]]
    assert said == ["Avlyst. 2 som er invitert i brev, har ikke svart og får ikke beskjed."]
