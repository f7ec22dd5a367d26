from __future__ import annotations

import random
from collections import Counter
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from gjennomslag.canvass.models import DayCount, Drive
from gjennomslag.organisation.choices import ContactKind, ContactOutcome
from gjennomslag.organisation.models import MemberContact, Person, Unit
from gjennomslag.plan.choices import Assessment, Status
from gjennomslag.plan.models import Act, Obligation, Plan, PlanItem, Reading
from gjennomslag.plan.queries.judging import StatusRow
from gjennomslag.plan.queries.standing import standing_of
from gjennomslag.plan.services.acts import NothingToServeError, report_act, withdraw_act
from gjennomslag.plan.services.plans import load_plan, set_parameter
from gjennomslag.plan.services.readings import read_plan
from gjennomslag.plan.services.targets import commit_target
from tests.canvass.street import make_drive
from tests.party import Party

TEXT = (Path(__file__).resolve().parents[3] / "plans" / "sv-2026-2029.yaml").read_text("utf-8")
START = date(2026, 1, 5)


@pytest.fixture
def plan(party: Party) -> Plan:
    return load_plan(text=TEXT, unit=party.country, on=START, by=None).plan


def rows(plan: Plan, unit: Unit, day: date, key: str) -> list[StatusRow]:
    return [row for row in standing_of(plan, unit, day) if row.obligation.item.key == key]


def row_on(plan: Plan, unit: Unit, day: date, key: str) -> StatusRow:
    """The row of the window that the day lies in."""
    return next(r for r in rows(plan, unit, day, key) if r.obligation.first_day <= day <= r.obligation.last_day)


def knock(drive: Drive, day: date, conversations: int) -> None:
    DayCount.objects.create(drive=drive, unit=drive.unit, day=day, doors=conversations * 2, conversations=conversations)


def report(
    party: Party, plan: Plan, key: str, day: date, unit: Unit | None = None, *, made: date | None = None, **more: Any
) -> Act:
    """Report an act of the day; it is reported on the day ``made``, the same day unless told otherwise."""
    item = PlanItem.objects.get(plan=plan, key=key)
    return report_act(
        unit=unit or party.branch, items=[item], day=day, text="Gjort", on=made or day, by=party.turid, **more
    )


def test_without_acts_nothing_is_met_but_that_the_plan_is_adopted(plan: Plan, party: Party) -> None:
    day = date(2027, 2, 1)
    read_plan(plan=plan, on=day)
    found = [row for unit in Unit.objects.all() for row in standing_of(plan, unit, day)]
    seen = Counter(row.status for row in found)
    assert [row.obligation.item.key for row in found if row.status is Status.MET] == ["I0"]
    assert seen[Status.MET_LATE] == seen[Status.SELF_ASSESSED] == 0
    assert seen[Status.NO_DATA] > 0
    assert seen[Status.NOT_DUE] > 0


def test_every_row_with_a_rule_binds_somebody(plan: Plan, party: Party) -> None:
    read_plan(plan=plan, on=START)
    bound = set(Obligation.objects.values_list("item__key", flat=True))
    assert set(PlanItem.objects.values_list("key", flat=True)) - bound == {"G1", "G3.H5"}


def test_conversations_count_upwards_against_what_each_unit_has_committed_to(plan: Plan, party: Party) -> None:
    sheet = plan.target_sheets.get()
    commit_target(sheet=sheet, unit=party.branch, year=2026, number=100, on=START, by=party.turid)
    knock(make_drive(party.branch), date(2026, 5, 1), 60)
    knock(make_drive(party.group), date(2026, 5, 2), 45)
    day = date(2026, 6, 1)
    read_plan(plan=plan, on=day)
    branch = row_on(plan, party.branch, day, "G1.S1b")
    country = row_on(plan, party.country, day, "G1.S1a")
    assert (branch.value, branch.target, branch.status) == (105, 100, Status.MET)
    assert (country.value, country.target, country.status) == (105, 60000, Status.DUE_SOON)


def test_mid_term_door_knocking_is_met_by_one_session_and_only_in_its_window(plan: Plan, party: Party) -> None:
    report(party, plan, "G1.L1", date(2026, 6, 1))
    read_plan(plan=plan, on=date(2026, 6, 2))
    found = rows(plan, party.branch, date(2026, 6, 2), "G1.L1")
    assert [(row.obligation.first_day.year, row.status) for row in found] == [
        (2026, Status.MET),
        (2028, Status.NOT_DUE),
    ]
    assert row_on(plan, party.sibling, date(2026, 6, 2), "G1.L1").status is Status.ON_TRACK


def test_mid_term_door_knocking_is_met_by_a_day_on_which_doors_were_knocked_on(plan: Plan, party: Party) -> None:
    knock(make_drive(party.group), date(2026, 6, 1), 1)
    read_plan(plan=plan, on=date(2026, 6, 2))
    assert row_on(plan, party.branch, date(2026, 6, 2), "G1.L1").status is Status.MET


def test_one_act_serves_several_items(plan: Plan, party: Party) -> None:
    items = list(PlanItem.objects.filter(plan=plan, key__in=["G3.S4", "G3.H4"]))
    day = date(2026, 3, 1)
    report_act(unit=party.country, items=items, day=day, text="Samling", on=day, by=party.secretary)
    read_plan(plan=plan, on=date(2026, 3, 2))
    for key in ("G3.S4", "G3.H4"):
        assert row_on(plan, party.country, date(2026, 3, 2), key).status is Status.MET
    with pytest.raises(NothingToServeError):
        report_act(unit=party.country, items=[], day=day, text="", on=day, by=party.secretary)


def test_late_deliveries_are_met_late(plan: Plan, party: Party) -> None:
    report(party, plan, "G1.F3", date(2027, 2, 1), unit=party.county)
    read_plan(plan=plan, on=date(2027, 2, 2))
    found = rows(plan, party.county, date(2027, 2, 2), "G1.F3")
    assert [(row.status, row.value, row.late) for row in found] == [(Status.MET_LATE, 0, 1)]


def test_withdrawn_reports_no_longer_count(plan: Plan, party: Party) -> None:
    act = report(party, plan, "G1.L1", date(2026, 6, 1))
    read_plan(plan=plan, on=date(2026, 6, 2))
    withdraw_act(act=act, on=date(2026, 6, 3), by=party.turid)
    assert row_on(plan, party.branch, date(2026, 6, 3), "G1.L1").status is Status.ON_TRACK
    assert row_on(plan, party.branch, date(2026, 6, 2), "G1.L1").status is Status.MET


def test_a_branch_gets_money_from_the_fund_when_half_of_its_members_have_been_talked_with(
    plan: Plan, party: Party
) -> None:
    """G2.S8: the gate is seen in each branch, and how far the country is."""
    day = date(2026, 6, 2)
    noon = timezone.make_aware(datetime.combine(day, time(12)))
    members = list(Person.objects.filter(memberships__unit=party.branch))
    for person in members[: len(members) // 2]:
        MemberContact.objects.create(
            person=person, unit=party.branch, kind=ContactKind.CALL, outcome=ContactOutcome.REACHED, at=noon
        )
    read_plan(plan=plan, on=day)
    branch, sibling, country = (
        row_on(plan, unit, day, "G2.S8") for unit in (party.branch, party.sibling, party.country)
    )
    assert (branch.share, branch.status) == (0.5, Status.ON_TRACK)
    assert (sibling.share, sibling.status) == (0, Status.DUE_SOON)
    assert (country.value, country.whole, country.status) == (len(members) / 2, len(members) + 1, Status.DUE_SOON)


def test_standing_items_are_assessed_by_the_unit_itself(plan: Plan, party: Party) -> None:
    report(party, plan, "G4.L2a", date(2026, 6, 20), assessment=Assessment.WELL)
    read_plan(plan=plan, on=date(2026, 7, 1))
    found = rows(plan, party.branch, date(2026, 7, 1), "G4.L2a")
    assert [row.status for row in found[:2]] == [Status.SELF_ASSESSED, Status.NOT_DUE]


def test_the_past_can_be_entered_with_its_real_dates(party: Party) -> None:
    late = load_plan(text=TEXT, unit=party.country, on=date(2026, 11, 23), by=None).plan
    report(party, late, "G2.S2", date(2026, 4, 15), party.country, made=date(2026, 11, 24))
    read_plan(plan=late, on=date(2026, 11, 24))
    halves = {
        row.obligation.first_day: row.status
        for row in rows(late, party.country, date(2026, 11, 24), "G2.S2")
        if row.obligation.evidence.startswith("activities.held(") and row.obligation.first_day.year == 2026
    }
    assert halves == {date(2026, 1, 1): Status.MET, date(2026, 7, 1): Status.ON_TRACK}
    assert Obligation.objects.exclude(frozen_on=None).count() == 0


def test_reading_twice_changes_nothing(plan: Plan, party: Party) -> None:
    knock(make_drive(party.branch), date(2026, 5, 1), 60)
    first = read_plan(plan=plan, on=date(2026, 6, 1))
    before = list(Reading.objects.order_by("unit", "obligation", "day").values())
    again = read_plan(plan=plan, on=date(2026, 6, 1))
    assert (first.changed > 0, again.changed) == (True, 0)
    assert list(Reading.objects.order_by("unit", "obligation", "day").values()) == before


def test_the_next_day_changes_only_what_counts_days(plan: Plan, party: Party) -> None:
    """In the county lies a university, which has been without a student branch for one day more."""
    knock(make_drive(party.branch), date(2026, 5, 1), 60)
    read_plan(plan=plan, on=date(2026, 6, 1))
    read_plan(plan=plan, on=date(2026, 6, 2))
    changed = Reading.objects.filter(day=date(2026, 6, 2)).values_list("obligation__evidence", flat=True)
    days = "organisation.institution_days_with_branch of organisation.institution_days"
    assert list(changed) == [days]
    assert Reading.objects.filter(replaced_on__isnull=False).count() == 1


def test_the_past_is_not_read_again(plan: Plan, party: Party) -> None:
    read_plan(plan=plan, on=date(2026, 6, 2))
    with pytest.raises(ValueError, match="already read"):
        read_plan(plan=plan, on=date(2026, 6, 1))


def test_frozen_windows_never_move(plan: Plan, party: Party) -> None:
    drive = make_drive(party.branch)
    knock(drive, date(2026, 5, 1), 60)
    read_plan(plan=plan, on=date(2027, 1, 20))
    frozen = {row.obligation.pk: row for row in standing_of(plan, party.branch, date(2027, 1, 20))}
    knock(drive, date(2026, 5, 2), 1000)
    report(party, plan, "G1.L1", date(2026, 6, 1), made=date(2027, 1, 25))
    set_parameter(
        plan=plan,
        parameter="call_attempts_before_done",
        value="5",
        reason="",
        on=date(2027, 2, 1),
        by=party.secretary,
    )
    read_plan(plan=plan, on=date(2027, 2, 1))
    over = [row for row in frozen.values() if row.obligation.last_day.year == 2026]
    closed = [row for row in over if row.obligation.frozen_on is not None]
    # Who joined on the last day of the year is still welcomed in time on 14 January.
    assert {row.obligation.sentence for row in over if row not in closed} == {
        "for each new member, within 14 days of organisation.joined",
        "for each new member, within 90 days of organisation.joined",
    }
    after = {row.obligation.pk: row for row in standing_of(plan, party.branch, date(2027, 2, 1))}
    assert len(closed) > 40
    for row in closed:
        assert Obligation.objects.get(pk=row.obligation.pk).frozen_on == date(2027, 1, 20)
        assert (after[row.obligation.pk].value, after[row.obligation.pk].status) == (row.value, row.status)


def test_a_changed_parameter_replaces_open_windows_and_keeps_closed_ones(plan: Plan, party: Party) -> None:
    read_plan(plan=plan, on=date(2026, 7, 10))
    day = date(2026, 7, 11)
    set_parameter(
        plan=plan, parameter="regular_meeting_interval", value="half-year", reason="", on=day, by=party.secretary
    )
    read_plan(plan=plan, on=day)
    found = [
        (row.obligation.sentence.split()[-1], row.obligation.first_day)
        for row in rows(plan, party.branch, day, "G4.L1")
    ]
    assert found[:4] == [
        ("quarter", date(2026, 1, 1)),
        ("quarter", date(2026, 4, 1)),
        ("half-year", date(2026, 7, 1)),
        ("half-year", date(2027, 1, 1)),
    ]
    before = [row.obligation.sentence for row in rows(plan, party.branch, date(2026, 7, 10), "G4.L1")]
    assert len(before) == 16


def test_as_of_a_past_day_equals_the_reading_made_on_that_day(plan: Plan, party: Party) -> None:
    """Acts come in at random, many of them days after they were done; every past day must keep what it was told."""
    generator = random.Random(2026)
    drives = [make_drive(unit) for unit in (party.branch, party.sibling, party.group)]
    keys = ["G1.L1", "G1.L4", "G2.S2", "G4.F2", "G4.L2a", "G3.L1"]
    units = [party.country, party.county, party.branch, party.sibling]
    told: dict[date, list[list[dict[str, Any]]]] = {}
    used: set[tuple[int, date]] = set()
    day = date(2026, 5, 20)
    for _ in range(10):
        day += timedelta(generator.randint(1, 30))
        for _ in range(generator.randint(0, 4)):
            done = day - timedelta(generator.randint(0, 40))
            drive = generator.choice(drives)
            if (drive.pk, done) not in used:
                used.add((drive.pk, done))
                knock(drive, done, generator.randint(1, 40))
            assessment = generator.choice([None, Assessment.PARTLY])
            unit = generator.choice(units)
            report(party, plan, generator.choice(keys), done, unit, made=day, assessment=assessment)
        read_plan(plan=plan, on=day)
        told[day] = [[row.as_data() for row in standing_of(plan, unit, day)] for unit in units]
    for past, expected in told.items():
        assert [[row.as_data() for row in standing_of(plan, unit, past)] for unit in units] == expected
    assert len({str(each) for each in told.values()}) > 5
