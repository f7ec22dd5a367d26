from __future__ import annotations

import csv
from datetime import date
from io import BytesIO

import pytest
from django.test import Client
from openpyxl import load_workbook
from pypdf import PdfReader

from gjennomslag.canvass.models import DayCount
from gjennomslag.core import clock
from gjennomslag.organisation.models import Unit
from gjennomslag.plan.choices import Assessment
from gjennomslag.plan.models import Plan
from gjennomslag.plan.queries.board import board_of
from gjennomslag.plan.services.acts import report_act
from gjennomslag.plan.services.plans import load_plan
from gjennomslag.plan.services.readings import read_plan
from tests.canvass.street import make_drive
from tests.party import Party
from tests.plan.making import SMALL_PLAN

TODAY = date(2027, 3, 1)
PLAN = (
    SMALL_PLAN
    + """\
  - id: M1.L2
    kind: measure
    goal: M1
    level: local
    title: {nb: "=Kurs", en: "=Courses"}
    rules:
      for each branch, every year: learning.completions
  - id: M2
    kind: goal
    level: all
    title: {nb: Et åpent parti, en: An open party}
  - id: M2.F1
    kind: role
    goal: M2
    level: local
    title: {nb: Være åpne, en: Be open}
    rules:
      for each county, standing: canvass.doors
"""
)


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "today", lambda: TODAY)


@pytest.fixture
def plan(party: Party) -> Plan:
    plan = load_plan(text=PLAN, unit=party.country, on=date(2026, 1, 2), by=None).plan
    canvass(party.branch, date(2026, 2, 1), 10)
    canvass(party.branch, date(2026, 9, 1), 30)
    canvass(party.sibling, date(2027, 1, 9), 25)
    report_act(
        unit=party.county,
        items=[plan.items.get(key="M2.F1")],
        day=date(2026, 5, 1),
        text="Bra",
        on=date(2026, 5, 1),
        by=party.oda,
        assessment=Assessment.WELL,
    )
    items = [plan.items.get(key="M1.L2")]
    report_act(unit=party.sibling, items=items, day=date(2026, 6, 1), text="Kurs", on=TODAY, by=party.jens)
    read_plan(plan=plan, on=TODAY)
    return plan


def canvass(unit: Unit, day: date, conversations: int) -> None:
    drive = make_drive(unit)
    DayCount.objects.create(drive=drive, unit=unit, day=day, doors=conversations, conversations=conversations)


def get(party: Party, file: str, unit: str = "landet", **query: str) -> tuple[int, bytes]:
    client = Client()
    client.force_login(party.secretary)
    answer = client.get(f"/units/{unit}/plan/{file}", query)
    return answer.status_code, answer.content


def test_the_years_tell_what_fell_due_and_whether_it_was_kept(plan: Plan, party: Party) -> None:
    first, second = board_of(plan, party.country, TODAY).goals
    years = [(each.year, each.kept, each.not_kept, each.unknown, each.acts) for each in first.years]
    # Two branches, two half-years with conversations to be had; courses nobody counts, one of them reported.
    assert years == [(2026, 3, 2, 5, 1), (2027, 0, 0, 0, 0)]
    assert first.years[0].share == 3 / 5
    assert [(each.year, each.assessed, each.acts) for each in second.years] == [(2026, 1, 0), (2027, 0, 0)]


def test_numbers_are_compared_with_the_same_days_of_the_first_year(plan: Plan, party: Party) -> None:
    number = board_of(plan, party.country, TODAY).goals[0].numbers[0]
    assert (str(number.evidence), number.years, number.same_days) == (
        "canvass.conversations",
        {2026: 40, 2027: 25},
        10,
    )
    page = get(party, "board/")[1].decode()
    assert "samtaler med folk: 25 så langt i 2027, mot 10 på samme dag i 2026." in page


def test_what_cannot_be_measured_is_named_with_the_reason(plan: Plan, party: Party) -> None:
    unmeasured = board_of(plan, party.country, TODAY).unmeasured
    assert [(each.key, [str(e) for e in each.missing], each.standing) for each in unmeasured] == [
        ("M1.L2", ["learning.completions"], False),
        ("M2.F1", [], True),
    ]
    page = get(party, "board/")[1].decode()
    assert "Dette telles ikke ennå: fullførte kurs. Det kan meldes for hånd." in page


def test_the_printed_report_has_a_page_for_each_goal_and_is_tagged(plan: Plan, party: Party) -> None:
    status, content = get(party, "board.pdf")
    reader = PdfReader(BytesIO(content))
    pages = [page.extract_text() for page in reader.pages]
    assert (status, len(pages)) == (200, 4)
    assert "M1. Flere på dørene" in pages[1]
    assert "3 av 5 gjort (60 %)" in " ".join(pages[1].split())
    assert "M2. Et åpent parti" in pages[2]
    assert "Det som ikke kan måles, og hvorfor" in pages[3]
    root = reader.trailer["/Root"]
    assert root["/Lang"] == "nb"  # type: ignore[index]
    assert root["/MarkInfo"]["/Marked"] is True or root["/MarkInfo"]["/Marked"].value is True  # type: ignore[index]
    assert reader.metadata is not None
    assert reader.metadata.title == "Slik ligger vi an med planen: Liten plan, Landet"


def test_one_goal_alone(plan: Plan, party: Party) -> None:
    status, content = get(party, "board.pdf", goal="M2")
    text = " ".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages)
    assert (status, "Et åpent parti" in text, "Flere på dørene" in text) == (200, True, False)
    assert get(party, "board.pdf", goal="M9")[0] == 404


def test_the_workbook_holds_the_same_and_no_formulas(plan: Plan, party: Party) -> None:
    book = load_workbook(BytesIO(get(party, "board.xlsx")[1]))
    assert book.sheetnames == ["Linjer", "År", "Tall", "Ikke målt"]
    rows = [[cell.value for cell in row] for row in book["År"].iter_rows(min_row=2)]
    assert rows[0] == ["Flere på dørene", 2026, 3, 2, 0.6, 0, 5, 1]
    title = next(cell for row in book["Linjer"].iter_rows() for cell in row if cell.value == "=Kurs")
    assert title.data_type == "s"
    table = list(csv.reader(get(party, "board.csv")[1].decode("utf-8-sig").splitlines(), delimiter=";"))
    assert table[0] == ["Linjer"]
    assert {row[2] for row in table if len(row) > 2 and row[1] == "M1.L2"} == {"'=Kurs"}


def test_a_county_has_its_own_report(plan: Plan, party: Party) -> None:
    goal = board_of(plan, party.other_county, TODAY).goals[0]
    assert [(each.kept, each.not_kept) for each in goal.years] == [(0, 0), (0, 0)]
    assert get(party, "board.pdf", unit="fjordland")[0] == 200


def test_without_a_plan(party: Party) -> None:
    assert "Ingen plan ennå" in get(party, "board/")[1].decode()
    assert get(party, "board.pdf")[0] == 404


def test_before_the_first_reading(party: Party) -> None:
    load_plan(text=PLAN, unit=party.country, on=TODAY, by=None)
    assert get(party, "board/")[0] == 200
    assert get(party, "board.pdf")[0] == 200
