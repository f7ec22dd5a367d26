from __future__ import annotations

import re
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

from gjennomslag.canvass.models import DayCount
from gjennomslag.core import clock
from gjennomslag.plan.models import Act, Plan, UnitItem
from gjennomslag.plan.services.acts import report_act
from gjennomslag.plan.services.readings import read_plan
from tests.canvass.street import make_drive
from tests.party import Party
from tests.plan.making import make_own_plan, make_small_plan

TODAY = date(2026, 6, 15)


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch, settings: Settings, tmp_path: Path) -> None:
    monkeypatch.setattr(clock, "today", lambda: TODAY)
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def plan(party: Party) -> Plan:
    plan = make_small_plan(party.country)
    read_plan(plan=plan, on=TODAY)
    return plan


@pytest.fixture
def turid(party: Party) -> Client:
    client = Client()
    client.force_login(party.turid)
    return client


def due(client: Client) -> list[tuple[str, list[str]]]:
    page = client.get(reverse("plan:our_plan", args=["lillevik"]))
    return [
        (
            section.due.value,
            [each.row.obligation.sentence if each.row else f"own: {each.own.line.title}" for each in section.rows],
        )
        for section in page.context["sections"]
        if section.rows
    ]


def send(client: Client, **values: Any) -> Any:
    form = {"day": "2026-06-01", "assessment": "", "text": "Banket på i Elvegata", **values}
    return client.post(reverse("plan:report", args=["lillevik", "M1.L1"]), form)


def test_the_page_says_what_is_due_now(plan: Plan, turid: Client) -> None:
    assert due(turid) == [
        ("month", ["for each branch, every half-year", "for each branch, standing"]),
    ]
    page = turid.get(reverse("plan:our_plan", args=["lillevik"])).content.decode()
    assert "Hvert halvår. Innen 30. juni 2026." in page
    assert "0 av 1: samtaler med folk" in page
    assert reverse("plan:report", args=["lillevik", "M1.L1"]) in page


def test_a_line_leads_to_where_it_is_done_until_it_is_done(plan: Plan, turid: Client) -> None:
    drives = reverse("canvass:drives", args=["lillevik"])

    def buttons() -> list[tuple[str, str]]:
        sections = turid.get(reverse("plan:our_plan", args=["lillevik"])).context["sections"]
        return [(each.row.obligation.sentence, each.address) for section in sections for each in section.rows]

    assert buttons() == [("for each branch, every half-year", drives), ("for each branch, standing", drives)]
    page = turid.get(reverse("plan:our_plan", args=["lillevik"])).content.decode()
    assert page.count('aria-label="Gå på dørbanking: Banke på dører"') == 2
    send(turid)
    assert buttons() == [("for each branch, standing", drives), ("for each branch, every half-year", "")]


def test_a_report_counts_at_once_and_shows_who_signed_it(plan: Plan, turid: Client, party: Party) -> None:
    answer = send(turid, link="https://example.org/referat")
    assert answer.headers["Location"] == reverse("plan:item", args=["lillevik", "M1.L1"])
    assert ("done", ["for each branch, every half-year"]) in due(turid)
    page = turid.get(answer.headers["Location"]).content.decode()
    assert "Meldt av Turid Aasen" in page
    assert 'href="https://example.org/referat"' in page
    act = Act.objects.get()
    assert (act.unit, act.day, act.reported_by) == (party.branch, date(2026, 6, 1), party.turid)


def test_an_assessment_is_the_units_own_word(plan: Plan, turid: Client) -> None:
    send(turid, assessment="partly")
    assert due(turid) == [
        ("month", ["for each branch, every half-year"]),
        ("done", ["for each branch, standing"]),
    ]


def test_what_rooms_count_leads_to_the_acts_behind_it(plan: Plan, turid: Client, party: Party) -> None:
    drive = make_drive(party.branch)
    DayCount.objects.create(drive=drive, unit=party.branch, day=date(2026, 6, 14), doors=9, conversations=4)
    read_plan(plan=plan, on=TODAY)
    assert ("done", ["for each branch, every half-year"]) in due(turid)
    page = turid.get(reverse("plan:item", args=["lillevik", "M1.L1"])).content.decode()
    assert "4 av 1: samtaler med folk" in page
    assert reverse("canvass:drive", args=["lillevik", drive.pk]) in page


def test_a_report_can_be_taken_back(plan: Plan, turid: Client) -> None:
    send(turid)
    act = Act.objects.get()
    turid.post(reverse("plan:withdraw_act", args=["lillevik", act.pk]))
    assert due(turid)[0][0] == "month"
    assert Act.objects.get().withdrawn_on == TODAY
    assert turid.post(reverse("plan:withdraw_act", args=["lillevik", act.pk])).status_code == 404


def test_files_are_kept_and_handed_out_as_downloads(plan: Plan, turid: Client, party: Party) -> None:
    send(turid, file=SimpleUploadedFile("referat.pdf", b"%PDF-1.4"))
    address = reverse("plan:act_file", args=["lillevik", Act.objects.get().pk])
    answer = turid.get(address)
    assert answer.getvalue() == b"%PDF-1.4"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    jens = Client()
    jens.force_login(party.jens)
    assert jens.get(address).status_code == 404
    assert jens.get(address.replace("lillevik", "storvik")).status_code == 404


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"text": ""}, "text"),
        ({"day": "i går"}, "day"),
        ({"day": "2026-06-16"}, "day"),
        ({"day": "2024-12-31"}, "day"),
        ({"link": "ikke en lenke"}, "link"),
        ({"assessment": "great"}, "assessment"),
        ({"file": SimpleUploadedFile("virus.exe", b"MZ")}, "file"),
    ],
)
def test_a_faulty_report_is_refused_at_its_field(plan: Plan, turid: Client, values: dict[str, Any], field: str) -> None:
    answer = send(turid, **values)
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert Act.objects.count() == 0


def test_lines_that_are_not_there(plan: Plan, turid: Client) -> None:
    assert turid.get(reverse("plan:item", args=["lillevik", "M9"])).status_code == 404


def test_without_a_plan_the_page_says_so(turid: Client) -> None:
    assert "Ingen plan ennå" in turid.get(reverse("plan:our_plan", args=["lillevik"])).content.decode()


OWN_DEADLINES = {
    "I går": date(2026, 6, 14),
    "På søndag": date(2026, 6, 21),
    "På mandag": date(2026, 6, 22),
    "Til høsten": date(2026, 9, 1),
}


def adopt_with_deadlines(party: Party, plan: Plan) -> dict[str, UnitItem]:
    """Adopt the branch's own plan with a measure for each deadline, and one that was done on the day."""
    for title, deadline in OWN_DEADLINES.items():
        make_own_plan(party.branch, plan, party.turid, adopted=None, measures={title: "M1"}, deadline=deadline)
    version = make_own_plan(party.branch, plan, party.turid, measures={"Gjort": "M1"})
    items = {line.title: line.item for line in version.lines.select_related("item")}
    done = [items["Gjort"]]
    report_act(unit=party.branch, items=[], own_items=done, day=TODAY, text="Gjort", on=TODAY, by=party.turid)
    return items


def test_own_measures_stand_beside_the_plans_lines_by_when_they_are_due(
    plan: Plan, turid: Client, party: Party
) -> None:
    items = adopt_with_deadlines(party, plan)
    make_own_plan(party.sibling, plan, party.jens, measures={"Andres": "M1"})
    assert due(turid) == [
        ("overdue", ["own: I går"]),
        ("week", ["own: På søndag"]),
        ("month", ["own: På mandag", "for each branch, every half-year", "for each branch, standing"]),
        ("later", ["own: Til høsten"]),
        ("done", ["own: Gjort"]),
    ]
    page = turid.get(reverse("plan:our_plan", args=["lillevik"])).content.decode()
    assert re.findall(r'id="due-.*?>(.*?)</h2>', page) == [
        "Over fristen (1)",
        "Denne uka (1)",
        "Denne måneden (3)",
        "Dette halvåret (0)",
        "Senere (1)",
        "Gjort eller meldt (1)",
    ]
    assert page.count("Ingen frister.") == 1
    assert page.count(">Eget tiltak<") == 5
    assert all(reverse("plan:report_own", args=["lillevik", item.pk]) in page for item in items.values())


def test_drafts_are_not_due_and_adopted_measures_are_before_the_plan_is_counted(party: Party, turid: Client) -> None:
    plan = make_small_plan(party.country)
    make_own_plan(party.branch, plan, party.turid, adopted=None)
    assert due(turid) == []
    assert "Planen er ikke lest ennå" in turid.get(reverse("plan:our_plan", args=["lillevik"])).content.decode()
    make_own_plan(party.branch, plan, party.turid, measures={})
    assert due(turid) == [("later", ["own: Banke på 400 dører"])]
    assert (
        "Partiets plan er ikke talt opp ennå."
        in turid.get(reverse("plan:our_plan", args=["lillevik"])).content.decode()
    )


def test_what_was_done_long_ago_is_left_out_and_what_is_overdue_never(plan: Plan, turid: Client, party: Party) -> None:
    old = date(2026, 3, 1)
    version = make_own_plan(
        party.branch, plan, party.turid, adopted=date(2026, 2, 1), measures={"A": "M1", "B": "M1"}, deadline=old
    )
    done = version.lines.get(title="A").item
    report_act(unit=party.branch, items=[], own_items=[done], day=old, text="Gjort", on=old, by=party.turid)
    assert due(turid)[0] == ("overdue", ["own: B"])
    assert "done" not in dict(due(turid))


def test_members_see_the_plan_and_cannot_report(plan: Plan, party: Party) -> None:
    mona = Client()
    mona.force_login(party.member)
    page = mona.get(reverse("plan:our_plan", args=["lillevik"])).content.decode()
    assert "Banke på dører" in page
    assert reverse("plan:report", args=["lillevik", "M1.L1"]) not in page
    assert send(mona).status_code == 404


def test_queries_do_not_grow_with_the_plan(plan: Plan, turid: Client) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            turid.get(reverse("plan:our_plan", args=["lillevik"]))
        return len(captured)

    before = queries()
    for day in ("2026-05-01", "2026-05-02", "2026-05-03"):
        send(turid, day=day)
    assert queries() == before


def test_queries_do_not_grow_with_own_measures(plan: Plan, turid: Client, party: Party) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            turid.get(reverse("plan:our_plan", args=["lillevik"]))
        return len(captured)

    make_own_plan(party.branch, plan, party.turid)
    one = queries()
    make_own_plan(party.branch, plan, party.turid, adopted=TODAY, measures={"B": "M1", "C": "M1"})
    assert queries() == one
