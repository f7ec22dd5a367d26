from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from gjennomslag.core import clock
from gjennomslag.organisation.choices import UnitKind
from gjennomslag.organisation.services import found_unit
from gjennomslag.plan.models import Plan
from gjennomslag.plan.queries.picture import picture_of
from gjennomslag.plan.services.acts import report_act
from gjennomslag.plan.services.readings import read_plan
from tests.party import START, Party
from tests.plan.making import make_small_plan

TODAY = date(2026, 7, 10)


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "today", lambda: TODAY)


@pytest.fixture
def plan(party: Party) -> Plan:
    plan = make_small_plan(party.country)
    item = plan.items.get(kind="role")
    report_act(unit=party.branch, items=[item], day=date(2026, 6, 1), text="Dør", on=TODAY, by=party.turid)
    read_plan(plan=plan, on=TODAY)
    return plan


def page_of(person: Any, code: str, query: str = "") -> tuple[Any, str]:
    client = Client()
    client.force_login(person)
    answer = client.get(reverse("plan:below", args=[code]) + query)
    assert answer.status_code == 200
    return answer.context, answer.content.decode()


def test_the_county_sees_who_needs_help_first(plan: Plan, party: Party) -> None:
    context, page = page_of(party.oda, "fjordland")
    picture = context["picture"]
    rows = [
        (row.unit.code, row.need.value, [cell.status and cell.status.value for cell in row.cells], row.last_report)
        for row in picture.rows
    ]
    assert rows == [
        ("storvik", "silent", ["overdue"], None),
        ("lillevik", "fine", ["on-track"], TODAY),
    ]
    assert [(column.key, column.goal, column.behind) for column in picture.columns] == [("M1.L1", "M1", 1)]
    assert "Har ikke sagt noe" in page
    assert '<a href="/units/storvik/plan/M1.L1/" title="Banke på dører: Over fristen">' in page


def test_those_who_have_said_nothing_can_be_shown_alone(plan: Plan, party: Party) -> None:
    context, _page = page_of(party.oda, "fjordland", "?need=silent")
    assert [each.row.unit.code for each in context["shown"]] == ["storvik"]
    context, page = page_of(party.oda, "fjordland", "?need=help&goal=M1")
    assert context["shown"] == []
    assert "Ingen enhet passer til valget" in page


def test_the_country_sees_how_many_branches_are_behind_in_each_county(plan: Plan, party: Party) -> None:
    context, _page = page_of(party.secretary, "landet", "?of=branches")
    picture = context["picture"]
    found = [(row.unit.code, [(cell.behind, cell.bound) for cell in row.cells]) for row in picture.rows]
    # The report of the day itself is in the tally of the next reading.
    assert found == [("fjordland", [(2, 2)]), ("fjellmark", [(0, 0)])]
    read_plan(plan=plan, on=date(2026, 7, 11))
    context, _page = page_of(party.secretary, "landet", "?of=branches")
    assert [cell.behind for cell in context["picture"].rows[0].cells] == [1]


def test_a_goal_nobody_has_and_a_unit_with_none_below(plan: Plan, party: Party) -> None:
    _context, page = page_of(party.oda, "fjordland", "?goal=X9")
    assert "Ingen enhet passer til valget" in page
    _context, page = page_of(party.oda, "fjellmark")
    assert "Ingenting å vise" in page


def test_the_same_queries_for_more_units(plan: Plan, party: Party, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(11):
        assert len(picture_of(plan, party.county, TODAY).rows) == 2
    for code in ("a", "b"):
        found_unit(kind=UnitKind.LOCAL, code=code, name=code, parent=party.county, valid_from=START, by=None)
    with django_assert_num_queries(11):
        assert len(picture_of(plan, party.county, TODAY).rows) == 4
