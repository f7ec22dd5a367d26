from __future__ import annotations

import csv
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from gjennomslag.core import clock
from gjennomslag.plan.choices import Status
from gjennomslag.plan.models import Plan
from gjennomslag.plan.services.acts import report_act
from gjennomslag.plan.services.plans import load_plan
from gjennomslag.plan.services.readings import read_plan
from tests.party import Party
from tests.plan.making import SMALL_PLAN, make_small_plan

TODAY = date(2026, 7, 10)


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "today", lambda: TODAY)


@pytest.fixture
def plan(party: Party) -> Plan:
    plan = make_small_plan(party.country)
    read_plan(plan=plan, on=TODAY)
    return plan


def signed_in(person: object) -> Client:
    client = Client()
    client.force_login(person)  # type: ignore[arg-type]
    return client


def test_the_whole_plan_in_its_order(plan: Plan, party: Party) -> None:
    page = signed_in(party.turid).get(reverse("plan:document", args=["lillevik"]))
    chapters = [(c.goal.key, [line.key for line in c.lines]) for c in page.context["chapters"]]
    assert chapters == [("M1", ["M1.L1"])]
    windows = page.context["chapters"][0].lines[0].windows
    assert [(each.obligation.last_day.month, each.row.status.value, each.spread) for each in windows] == [
        (6, "overdue", None),
        (6, "no-data", None),
        (12, "on-track", None),
        (12, "not-due", None),
    ]
    assert "0 av 1: samtaler med folk" in page.content.decode()


def test_the_country_sees_how_all_below_stand(plan: Plan, party: Party) -> None:
    item = plan.items.get(kind="role")
    report_act(unit=party.branch, items=[item], day=date(2026, 7, 1), text="Dør", on=TODAY, by=party.turid)
    page = signed_in(party.turid).get(reverse("plan:document", args=["landet"]))
    chapter = page.context["chapters"][0]
    assert [(each.row, list(each.spread.counts)) for each in chapter.lines[0].windows] == [
        (None, [(Status.ON_TRACK, 1), (Status.MET, 1)]),
        (None, [(Status.NOT_DUE, 2)]),
    ]
    assert list(chapter.counts) == [(Status.ON_TRACK, 1), (Status.NOT_DUE, 2), (Status.MET, 1)]


def test_the_adopted_words_are_shown_where_they_have_been_brought_in(party: Party) -> None:
    words = "    text: Vi skal banke på alle dører i kommunen.\n    rules:\n"
    load_plan(text=SMALL_PLAN.replace("    rules:\n", words), unit=party.country, on=TODAY, by=None)
    page = signed_in(party.turid).get(reverse("plan:document", args=["lillevik"])).content.decode()
    assert "Vi skal banke på alle dører i kommunen." in page


def test_pages_without_a_plan_say_so(party: Party) -> None:
    oda = signed_in(party.oda)
    assert "Ingen plan ennå" in oda.get(reverse("plan:document", args=["fjordland"])).content.decode()


def test_the_table_for_spreadsheets(plan: Plan, party: Party) -> None:
    answer = signed_in(party.turid).get(reverse("plan:export", args=["lillevik"]))
    text = answer.content.decode("utf-8-sig")
    rows = list(csv.reader(text.splitlines(), delimiter=";"))
    assert rows[0][:6] == ["Linje", "Tittel", "Fra", "Til", "Hva planen ber om", "Status"]
    assert rows[1] == [
        "M1.L1",
        "Banke på dører",
        "2026-01-01",
        "2026-06-30",
        "Hvert halvår",
        "Over fristen",
        "0",
        "",
        "1",
        "samtaler med folk",
    ]
