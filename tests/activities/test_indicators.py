"""What plans count: held by kind, mode and audience, with a goal, who took part, and days with something ahead."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from django.utils import timezone

from gjennomslag.activities.choices import ActivityKind, Audience, Host, Invited, Mode
from gjennomslag.activities.models import Activity, Part, Registration
from gjennomslag.activities.services.invitations import note_told
from gjennomslag.activities.services.kits import install_templates
from gjennomslag.canvass.models import DayCount
from gjennomslag.core.indicators import Period, all_published, published
from gjennomslag.organisation.models import Person
from gjennomslag.plan.catalogue import catalogue
from tests.activities.making import come, make_activity
from tests.canvass.street import make_drive
from tests.party import Party, make_person

TODAY = timezone.localdate()
YEAR = Period(TODAY - timedelta(days=200), TODAY + timedelta(days=100))


def number(key: str, period: Period = YEAR, **parameters: str) -> dict[int, float]:
    indicator = published(f"activities.{key}")
    assert indicator is not None
    assert set(parameters) <= indicator.parameters
    return dict(indicator.measure(period, **parameters))


def shown(key: str, unit: int) -> list[str]:
    """Return what the acts behind a number are called, without unit and day."""
    indicator = published(f"activities.{key}")
    assert indicator is not None
    assert indicator.examples is not None
    return [each.label.partition(",")[0] for each in indicator.examples(YEAR, [unit])]


def past(party: Party, days: int = 10, **facts: Any) -> Activity:
    return make_activity(party.branch, hours=-24 * days, **facts)


def test_all_numbers_take_what_plans_may_ask_of_them() -> None:
    names = catalogue().indicators
    ours = {key: each for key, each in all_published().items() if key.startswith("activities.")}
    assert {key: each.parameters for key, each in ours.items()} == {key: names[key].parameters for key in ours}
    assert {key for key in names if key.startswith("activities.")} == set(ours)


@pytest.mark.django_db
def test_held_counts_what_was_held_as_plans_choose(party: Party) -> None:
    past(party, kind=ActivityKind.STALL, participatory=True, goal="Flere ansatte")
    past(party, kind=ActivityKind.BOARD_MEETING, invited=Invited.OFFICERS, together_with="council_group")
    past(party, kind=ActivityKind.TOWN_HALL, mode=Mode.ONLINE, invited=Invited.MEMBERS, code_of_conduct=False)
    past(party, kind=ActivityKind.GATHERING, mode=Mode.BOTH, audience=Audience.REPRESENTATIVES, goal="Samme")
    make_activity(party.branch)
    Activity.objects.filter(pk=past(party).pk).update(cancelled_at=timezone.now())
    unit = party.branch.pk
    cases: tuple[tuple[int | None, dict[str, str]], ...] = (
        (4, {}),
        (1, {"kind": "voter_contact", "mode": "in_person"}),
        (2, {"mode": "online"}),
        (1, {"kind": "town_hall", "mode": "online", "audience": "all_members"}),
        (1, {"audience": "representatives", "mode": "in_person"}),
        (1, {"nature": "administration"}),
        (3, {"nature": "political"}),
        (1, {"participatory": "yes"}),
        (1, {"kind": "board_meeting", "together_with": "council_group"}),
        (None, {"kind": "debate"}),
        (None, {"host": "members_of_parliament"}),
    )
    for expected, asked in cases:
        assert number("held", YEAR, **asked).get(unit) == expected, asked
    assert number("with_goal") == {unit: 2}
    assert number("with_goal", kind="stall") == {unit: 1}
    assert number("with_code_of_conduct") == {unit: 3}
    assert number("kinds_offered") == {unit: 4}
    assert number("upcoming") == {unit: 1}
    example = published("activities.held")
    assert example is not None
    assert example.examples is not None
    assert [each.address == "" for each in example.examples(YEAR, [unit])].count(True) == 2


@pytest.mark.django_db
def test_plans_name_what_was_held_for_a_few_by_its_kind_alone(party: Party) -> None:
    for_a_few = {"title": "Samtale med Kari", "kind": ActivityKind.OTHER}
    past(party, days=1, title="Stand på torget")
    past(party, days=2, title="Medlemsmøte om budsjettet", invited=Invited.MEMBERS)
    past(party, days=3, invited=Invited.OFFICERS, **for_a_few)
    told = past(party, days=4, invited=Invited.OFFICERS, audience=Audience.REPRESENTATIVES, **for_a_few)
    Activity.objects.filter(pk=told.pk).update(invited=Invited.SEGMENT)
    assert [shown("held", party.branch.pk), shown("representatives_invited", party.branch.pk)] == [
        ["Stand på torget", "Medlemsmøte om budsjettet", "Noe annet", "Noe annet"],
        ["Noe annet"],
    ]


@pytest.mark.django_db
def test_days_at_the_doors_count_once_beside_activities(party: Party) -> None:
    drive = make_drive(party.branch)
    for days in (5, 6):
        day = TODAY - timedelta(days=days)
        DayCount.objects.create(drive=drive, unit=party.branch, day=day, doors=9, conversations=3)
    past(party, days=5, kind=ActivityKind.DOOR_KNOCKING, participatory=True)
    unit = party.branch.pk
    assert number("held") == {unit: 2}
    assert number("held", kind="voter_contact", mode="in_person", participatory="yes") == {unit: 2}
    assert number("held", audience="all_members") == {unit: 1}
    assert number("kinds_offered") == {unit: 1}
    months = {(TODAY - timedelta(days=days)).month for days in (5, 6)}
    assert number("months_with", kind="voter_contact") == {unit: len(months)}


@pytest.mark.django_db
def test_who_took_part(party: Party) -> None:
    new = make_person("Ny Nordmann", party.sibling, joined=TODAY - timedelta(days=30))
    first, second, counted = past(party), past(party, days=12), past(party, headcount=40)
    for activity, who in ((first, party.member), (second, party.member), (first, new), (first, "Kari")):
        Activity.objects.filter(pk=activity.pk).update(ends_at=timezone.now() + timedelta(hours=1))
        come(activity, who)
        Activity.objects.filter(pk=activity.pk).update(ends_at=activity.ends_at)
    come(make_activity(party.branch), party.turid)
    assert number("participants") == {party.branch.pk: 40}
    Registration.objects.update(came=True)
    assert number("participants") == number("attendance") == {party.branch.pk: 44}
    shift = Part.objects.create(activity=first, starts_at=first.starts_at, ends_at=first.ends_at)
    both = first.registrations.get(person=party.member)
    Registration.objects.create(
        activity=first, part=shift, person=party.member, came=True, answer=both.answer, at=both.at
    )
    assert number("participants") == {party.branch.pk: 44}
    assert number("active_members") == {party.branch.pk: 1, party.sibling.pk: 1}
    assert number("new_members_active", days="30") == {party.sibling.pk: 1}
    assert number("new_members_active", days="5") == {}
    assert counted.headcount == 40


@pytest.mark.django_db
def test_days_with_something_ahead_are_counted_from_plans_as_they_were(party: Party) -> None:
    def planned(made: int, begins: int, cancelled: int | None = None, **facts: Any) -> None:
        activity = make_activity(party.branch, hours=24 * begins, **facts)
        starts, ended = noon(begins), noon(cancelled) if cancelled is not None else None
        rows = Activity.objects.filter(pk=activity.pk)
        rows.update(made_at=noon(made), starts_at=starts, ends_at=starts + timedelta(hours=2), cancelled_at=ended)

    def noon(days: int) -> datetime:
        # At noon, an hour of summer time more or less is the same day.
        return timezone.make_aware(datetime.combine(TODAY + timedelta(days=days), time(12)))

    planned(-40, -30)
    planned(-35, -28)
    planned(-20, 30, cancelled=-15)
    planned(-3, 30, invited=Invited.OFFICERS)
    assert number("days_with_upcoming", open_to="members") == {party.branch.pk: 13 + 6}
    assert number("days_with_upcoming") == {party.branch.pk: 13 + 6 + 4}
    assert number("days_with_upcoming", Period(TODAY - timedelta(days=33), TODAY - timedelta(days=29))) == {
        party.branch.pk: 5
    }


@pytest.mark.django_db
def test_conferences_templates_and_invitations(party: Party) -> None:
    install_templates(by=None)
    conference: dict[str, Any] = {"kind": ActivityKind.CONFERENCE, "lasts": 48}
    make_activity(party.country, hours=-24 * 50, **conference)
    make_activity(party.country, hours=-24 * 10, **conference)
    beside: dict[str, Any] = {
        "kind": ActivityKind.GATHERING,
        "audience": Audience.REPRESENTATIVES,
        "invited": Invited.OFFICERS,
    }
    gathering = make_activity(party.country, hours=-24 * 8, **beside)
    held_by_turid = make_activity(
        party.country,
        hours=-24 * 9,
        kind=ActivityKind.TOWN_HALL,
        mode=Mode.ONLINE,
        host=Host.MEMBERS_OF_PARLIAMENT,
        contact=party.turid,
    )
    country = party.country.pk
    assert number("national_conferences") == {country: 2}
    assert number("national_conferences", gathering="representatives") == {country: 1}
    assert number("representatives_invited") == number("members_invited") == {}
    note_told(activity=gathering, people=Person.objects.filter(pk=party.secretary.pk), now=timezone.now())
    assert number("representatives_invited") == {party.branch.pk: 1}
    assert shown("representatives_invited", country) == ["Samling"]
    note_told(activity=held_by_turid, people=Person.objects.filter(pk=party.member.pk), now=timezone.now())
    assert number("members_invited", kind="town_hall", mode="online") == {party.branch.pk: 1}
    assert number("members_of_parliament_hosting", times="2") == {}
    assert number("members_of_parliament_hosting") == {party.branch.pk: 1}
    assert number("templates") == {country: 19}
    assert number("templates_with_goal") == {country: 18}
    reviewed = Period(date(2026, 1, 1), date(2026, 6, 30))
    assert number("templates_reviewed", reviewed, months="12") == {country: 19}
