from __future__ import annotations

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from gjennomslag.core import clock
from gjennomslag.plan.models import Deviation, Plan
from gjennomslag.plan.services.readings import read_plan
from tests.party import Party
from tests.plan.making import make_small_plan

TODAY = date(2026, 7, 10)


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "today", lambda: TODAY)


@pytest.fixture
def plan(party: Party) -> Plan:
    return make_small_plan(party.country)


def signed_in(person: object) -> Client:
    client = Client()
    client.force_login(person)  # type: ignore[arg-type]
    return client


def change(client: Client, value: str, unit: str = "landet") -> int:
    address = reverse("plan:change_parameter", args=[unit, "rounds"])
    return client.post(address, {"value": value, "reason": "Landsstyret"}).status_code


def test_everyone_sees_what_vague_words_are_taken_to_mean(plan: Plan, party: Party) -> None:
    page = signed_in(party.member).get(reverse("plan:parameters", args=["lillevik"]))
    assert [(row.key, row.value, row.used_by) for row in page.context["rows"]] == [("rounds", "half-year", ["M1.L1"])]
    assert "Hvor ofte vi går ut" in page.content.decode()
    assert reverse("plan:change_parameter", args=["lillevik", "rounds"]) not in page.content.decode()


def test_head_office_changes_a_value_and_the_rules_follow(plan: Plan, party: Party) -> None:
    read_plan(plan=plan, on=TODAY)
    secretary = signed_in(party.secretary)
    assert change(secretary, "quarter") == 302
    read_plan(plan=plan, on=TODAY)
    page = signed_in(party.turid).get(reverse("plan:item", args=["lillevik", "M1.L1"]))
    sentences = {row.obligation.sentence for row in page.context["coming"]}
    assert sentences == {"for each branch, every quarter", "for each branch, standing"}
    page = secretary.get(reverse("plan:parameters", args=["landet"]))
    assert "Landsstyret" in page.content.decode()
    change_made = Deviation.objects.get()
    assert (change_made.value, change_made.decided_by, change_made.decided_on) == ("quarter", party.secretary, TODAY)


def test_values_that_break_a_rule_are_refused_in_words(plan: Plan, party: Party) -> None:
    secretary = signed_in(party.secretary)
    address = reverse("plan:change_parameter", args=["landet", "rounds"])
    answer = secretary.post(address, {"value": "now and then", "reason": "x"})
    assert answer.status_code == 422
    assert "Dette er ikke en regel" in answer.content.decode()
    assert change(secretary, "") == 422
    assert Deviation.objects.count() == 0


def test_only_the_unit_that_adopted_the_plan_changes_it(plan: Plan, party: Party) -> None:
    assert change(signed_in(party.secretary), "quarter", "lillevik") == 200
    assert change(signed_in(party.turid), "quarter", "lillevik") == 404
    assert Deviation.objects.count() == 0
    unknown = reverse("plan:change_parameter", args=["landet", "nothing"])
    assert signed_in(party.secretary).get(unknown).status_code == 404
