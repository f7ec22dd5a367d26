from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django import Settings

from gjennomslag.core import clock
from gjennomslag.plan.models import Act, Plan, UnitLine, UnitPlanVersion
from gjennomslag.plan.services.unit_plans import publish_template
from tests.party import Party
from tests.plan.making import make_own_plan, make_small_plan

TODAY = date(2026, 6, 15)


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch, settings: Settings, tmp_path: Path) -> None:
    monkeypatch.setattr(clock, "today", lambda: TODAY)
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def plan(party: Party) -> Plan:
    return make_small_plan(party.country)


@pytest.fixture
def turid(party: Party) -> Client:
    client = Client()
    client.force_login(party.turid)
    return client


def at(name: str, *arguments: Any) -> str:
    return reverse(f"plan:{name}", args=["lillevik", *arguments])


def test_a_branch_drafts_adopts_and_reports(plan: Plan, turid: Client) -> None:
    supported = plan.items.get(key="M1.L1")
    assert turid.post(at("begin_own")).headers["Location"] == at("own_draft")
    turid.post(at("own_goal", "M1"), {"aim": "Alle i Lillevik har møtt oss."})
    measure = {
        "title": "Banke på 400 dører",
        "priority": "1",
        "office": "",
        "deadline": "2026-09-01",
        "supports": [str(supported.pk)],
    }
    assert turid.post(at("own_goal", "M1"), measure).status_code == 302
    adopted = turid.post(
        at("adopt_own"),
        {
            "day": "2026-06-10",
            "adopter": "board",
            "minutes": "",
            "link": "",
            "file": SimpleUploadedFile("protokoll.txt", b"Sak 4"),
            "sharing": "nameless",
        },
    )
    assert adopted.headers["Location"] == at("own_plan")
    page = turid.get(at("own_plan"))
    assert [
        (section.aim, [(row.line.title, row.status.value) for row in section.rows])
        for section in page.context["sections"]
    ] == [("Alle i Lillevik har møtt oss.", [("Banke på 400 dører", "on-track")])]
    line = UnitLine.objects.get()
    report = {"day": "2026-06-14", "text": "Vi banket på", "link": "", "serves": [str(supported.pk)]}
    turid.post(at("report_own", line.item_id), report)
    assert list(Act.objects.get().items.all()) == [supported]
    assert [row.status.value for row in turid.get(at("own_plan")).context["sections"][0].rows] == ["met"]
    minutes = turid.get(at("minutes_file", 1))
    assert minutes.getvalue() == b"Sak 4"


def test_adoption_without_minutes_and_on_days_to_come_is_refused(plan: Plan, party: Party, turid: Client) -> None:
    make_own_plan(party.branch, plan, party.turid, adopted=None)
    values = {"day": "2026-06-10", "adopter": "board", "minutes": "", "link": "", "sharing": "closed"}
    assert turid.post(at("adopt_own"), values).status_code == 422
    assert turid.post(at("adopt_own"), values | {"day": "2026-06-16", "minutes": "Ja"}).status_code == 422
    assert UnitPlanVersion.objects.get().number is None


def test_a_draft_belongs_to_its_unit(plan: Plan, party: Party, turid: Client) -> None:
    other = make_own_plan(party.sibling, plan, party.jens, adopted=None)
    make_own_plan(party.branch, plan, party.turid, adopted=None)
    line = other.lines.get()
    assert turid.get(at("own_line", line.pk)).status_code == 404
    assert turid.post(at("remove_own", line.pk)).status_code == 404
    assert turid.get(at("report_own", line.item_id)).status_code == 404


def test_a_measure_can_be_changed_taken_out_and_the_draft_thrown_away(plan: Plan, party: Party, turid: Client) -> None:
    draft = make_own_plan(party.branch, plan, party.turid, adopted=None, measures={"A": "M1", "B": "M1"})
    first, second = draft.lines.order_by("pk")
    assert turid.get(at("own_line", first.pk)).context["form"]["title"].value() == "A"
    changed = {"title": "Aa", "priority": "2", "office": "", "deadline": "2026-10-01"}
    turid.post(at("own_line", first.pk), changed)
    turid.post(at("remove_own", second.pk))
    assert list(UnitLine.objects.values_list("title", "priority", "deadline")) == [("Aa", 2, date(2026, 10, 1))]
    turid.post(at("discard_own"))
    assert UnitPlanVersion.objects.exists() is False


def test_ideas_are_handed_on_to_the_form(plan: Plan, party: Party, turid: Client) -> None:
    goals = {"M1": {"guidance": "Tell dørene først.", "suggestions": ["Holde stand & kaffe"]}}
    publish_template(plan=plan, goals=goals, on=TODAY, by=party.secretary)
    make_own_plan(party.sibling, plan, party.jens)
    make_own_plan(party.branch, plan, party.turid, adopted=None)
    page = turid.get(at("own_goal", "M1")).content.decode()
    assert "?title=Holde+stand+%26+kaffe#new" in page
    assert "?title=Banke+p%C3%A5+400+d%C3%B8rer#new" in page
    assert turid.get(at("own_goal", "M1"), {"title": "Holde stand"}).context["form"]["title"].value() == "Holde stand"


def test_head_office_publishes_the_template(plan: Plan, party: Party) -> None:
    client = Client()
    client.force_login(party.secretary)
    goal = plan.items.get(key="M1")
    address = reverse("plan:template", args=["landet"])
    values = {f"guidance_{goal.pk}": "Tell dørene først.", f"suggestions_{goal.pk}": "Holde stand\n\nBanke på"}
    assert client.post(address, {f"guidance_{goal.pk}": "", f"suggestions_{goal.pk}": ""}).status_code == 422
    assert client.post(reverse("plan:template", args=["lillevik"]), values).status_code == 200
    assert client.post(address, values).status_code == 302
    template = plan.templates.get()
    assert template.goals == {"M1": {"guidance": "Tell dørene først.", "suggestions": ["Holde stand", "Banke på"]}}


def test_pages_read_the_same_number_of_times_however_much_there_is(plan: Plan, party: Party, turid: Client) -> None:
    def queries(address: str) -> int:
        with CaptureQueriesContext(connection) as captured:
            turid.get(address)
        return len(captured)

    addresses = [at("own_plan"), reverse("plan:coverage", args=["fjordland"]), at("own_draft"), at("own_goal", "M1")]
    make_own_plan(party.branch, plan, party.turid)
    make_own_plan(party.branch, plan, party.turid, adopted=None, measures={})
    one = [queries(address) for address in addresses]
    make_own_plan(party.sibling, plan, party.jens)
    make_own_plan(party.branch, plan, party.turid, adopted=TODAY, measures={"B": "M1", "C": "M1"})
    make_own_plan(party.branch, plan, party.turid, adopted=None, measures={})
    assert [queries(address) for address in addresses] == one
