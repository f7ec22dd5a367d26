"""The year in one view: what the plan asks for, what is planned for it, and how many of those meant are told."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from gjennomslag.activities.choices import ActivityKind, Invited, Mode
from gjennomslag.activities.models import Activity, ActivityTemplate
from gjennomslag.activities.queries.series import day_for
from gjennomslag.activities.services.invitations import note_told
from gjennomslag.activities.services.kits import install_templates
from gjennomslag.organisation.models import Person
from gjennomslag.plan.models import Obligation, Plan
from tests.activities.making import come, make_activity, make_shifts
from tests.party import Party
from tests.plan.making import make_small_plan

YEAR = timezone.localdate().year


@pytest.fixture
def owed(party: Party) -> Obligation:
    install_templates(by=None)
    return Obligation.objects.create(
        item=make_small_plan(party.country).items.earliest("position"),
        sentence="every year",
        evidence="activities.held(audience=all_members, kind=town_hall, mode=online)",
        first_day=date(YEAR, 1, 1),
        last_day=date(YEAR, 12, 31),
        count=1,
        unit_kinds=["national"],
        fingerprint="f" * 40,
        unfolded_on=date(YEAR, 1, 1),
    )


def rows(party: Party) -> list[tuple[list[str], int]]:
    client = Client()
    client.force_login(party.secretary)
    page = client.get(reverse("activities:year", args=["landet"]), {"year": YEAR})
    return [([each.activity.title for each in row.planned], row.missing) for row in page.context["rows"]]


def test_what_is_planned_answers_what_is_owed_and_says_how_many_are_told(party: Party, owed: Obligation) -> None:
    assert rows(party) == [([], 1)]
    town_hall: dict[str, Any] = {
        "kind": ActivityKind.TOWN_HALL,
        "mode": Mode.ONLINE,
        "invited": Invited.MEMBERS,
        "place": "",
    }
    for unit, change in (
        (party.country, {"title": "Stormøte"}),
        (party.country, {"title": "På et sted", "mode": Mode.IN_PERSON}),
        (party.country, {"title": "For styret", "invited": Invited.OFFICERS}),
        (party.branch, {"title": "Lagets eget"}),
    ):
        activity = make_activity(unit, **(town_hall | change))
        moment = datetime(YEAR, 6, 1, 18, tzinfo=timezone.get_default_timezone())
        Activity.objects.filter(pk=activity.pk).update(starts_at=moment, ends_at=moment.replace(hour=19))
    assert rows(party) == [(["Stormøte"], 0)]
    Activity.objects.update(ends_at=timezone.now().replace(year=YEAR + 1))
    held = Activity.objects.get(title="Stormøte")
    for part in make_shifts(held, party.secretary, None, None):
        come(held, party.member, part=part)
    told = Person.objects.filter(pk__in=[party.member.pk, party.turid.pk])
    assert [note_told(activity=held, people=told, now=timezone.now()) for _ in range(2)] == [2, 2]
    client = Client()
    client.force_login(party.secretary)
    (planned,) = client.get(reverse("activities:year", args=["landet"])).context["rows"][0].planned
    assert (planned.meant_for, planned.told, planned.coming) == (5, 2, 1)
    assert planned.share_told == 0.4
    assert client.get(reverse("activities:year", args=["landet"]), {"year": "1999"}).status_code == 404


def test_what_is_asked_for_again_and_again_stands_once_with_its_windows(party: Party, owed: Obligation) -> None:
    Obligation.objects.filter(pk=owed.pk).update(first_day=date(YEAR, 7, 1))
    owed.pk, owed.fingerprint, owed.last_day = None, "e" * 40, date(YEAR, 6, 30)
    owed.save()
    client = Client()
    client.force_login(party.secretary)
    context = client.get(reverse("activities:year", args=["landet"]), {"year": YEAR}).context
    (series,) = context["series"]
    assert [each.obligation.last_day for each in series.windows] == [date(YEAR, 6, 30), date(YEAR, 12, 31)]
    past = [each.last_day < timezone.localdate() for each in Obligation.objects.all()].count(True)
    assert (context["missing"], context["lost"]) == (2 - past, past)


def test_what_is_planned_from_the_year_says_what_counts_and_lies_in_the_window(party: Party, owed: Obligation) -> None:
    first = timezone.localdate() + timedelta(days=100)
    owed.first_day, owed.last_day = first, first + timedelta(days=30)
    owed.evidence = "activities.held(audience=young_representatives, kind=gathering, mode=online)"
    owed.save()
    client = Client()
    client.force_login(party.secretary)
    asked = {"for": owed.pk}
    assert f"gathering/?for={owed.pk}" in client.get(reverse("activities:new", args=["landet"]), asked).content.decode()
    page = client.get(reverse("activities:plan", args=["landet", "gathering"]), asked)
    form = page.context["form"]
    assert {name: form[name].value() for name in ("audience", "mode", "day")} == {
        "audience": "young_representatives", "mode": "online", "day": first + timedelta(days=14),
    }  # fmt: skip
    assert str(owed.item) in page.content.decode()
    other = client.get(reverse("activities:plan", args=["landet", "gathering"]), {"for": "x"}).context["form"]
    assert (other["audience"].value(), other["day"].value()) == ("", timezone.localdate() + timedelta(days=14))
    assert [day_for(owed, first + timedelta(days=each)) for each in (3, 40)] == [
        first + timedelta(days=3), first + timedelta(days=30),
    ]  # fmt: skip
    # What another branch has set itself to do is none of one's business.
    Plan.objects.update(unit=party.sibling)
    assert client.get(reverse("activities:plan", args=["landet", "gathering"]), asked).context["asked"] is None


def test_a_meeting_that_answers_two_lines_of_the_plan_says_so_at_both(party: Party, owed: Obligation) -> None:
    meetings = owed.item
    owed.evidence = "activities.held(audience=representatives)"
    owed.save()
    with_team = meetings.plan.items.exclude(pk=meetings.pk).latest("position")
    owed.pk, owed.fingerprint, owed.item = None, "e" * 40, with_team
    owed.evidence = "activities.held(audience=representatives, mode=online)"
    owed.save()
    for title, mode in (("Nettmøte", Mode.ONLINE), ("Samling", Mode.IN_PERSON)):
        activity = make_activity(party.country, title=title, mode=mode, audience="representatives")
        moment = datetime(YEAR, 6, 1, 18, tzinfo=timezone.get_default_timezone())
        Activity.objects.filter(pk=activity.pk).update(starts_at=moment, ends_at=moment.replace(hour=19))
    client = Client()
    client.force_login(party.secretary)
    page = client.get(reverse("activities:year", args=["landet"]), {"year": YEAR})
    said = {
        row.obligation.item: {one.activity.title: others for one, others in row.answered}
        for row in page.context["rows"]
    }
    assert said == {meetings: {"Nettmøte": [with_team], "Samling": []}, with_team: {"Nettmøte": [meetings]}}
    text = page.content.decode()
    assert [f"Teller også for «{item}»" in text for item in (meetings, with_team)] == [True, True]


@pytest.mark.parametrize(
    ("asked", "first"),
    [
        ("audience=representatives, mode=online, together_with=regional_team", ["webinar", "town-hall"]),
        ("host=members_of_parliament, mode=online, audience=all_members", ["webinar", "town-hall"]),
        ("kind=branch_chair_gathering, mode=in_person", ["branch-chair-gathering"]),
        ("audience=representatives", ["gathering", "member-meeting"]),
    ],
)
def test_what_suits_the_window_is_suggested_first(
    asked: str, first: list[str], party: Party, owed: Obligation, client: Client
) -> None:
    Obligation.objects.filter(pk=owed.pk).update(evidence=f"activities.held({asked})")
    client.force_login(party.secretary)
    groups = client.get(reverse("activities:new", args=["landet"]), {"for": owed.pk}).context["groups"]
    assert [each.code for each in groups[0][1]][: len(first)] == first
    assert sum(len(rows) for _name, rows in groups) == ActivityTemplate.objects.count()
    # Without a window there is nothing to suit.
    (whole, *_larger) = client.get(reverse("activities:new", args=["landet"])).context["groups"]
    assert (whole[0], whole[1][0].code) == ("", "stall")
