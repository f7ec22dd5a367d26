from __future__ import annotations

from datetime import date
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import load_workbook

from gjennomslag.core import clock
from gjennomslag.core.tables import Row, write_xlsx
from gjennomslag.plan.choices import Status
from gjennomslag.plan.models import Act, Plan
from gjennomslag.plan.queries.standing import standing_of
from gjennomslag.plan.services.readings import read_plan
from tests.party import Party
from tests.plan.making import make_small_plan

TODAY = date(2026, 11, 24)
ADDRESS = "/units/landet/plan/backfill/"
TABLE = """\
Lag;Linje;Dato;Hva;Vurdering
Lillevik;M1.L1;14.03.2026;Banket på Vestad;
storvik;m1.l1;2026-04-02;"Banket; og vel så det";Går bra
"""


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "today", lambda: TODAY)


@pytest.fixture
def plan(party: Party) -> Plan:
    plan = make_small_plan(party.country)
    read_plan(plan=plan, on=TODAY)
    return plan


@pytest.fixture
def secretary(party: Party) -> Client:
    client = Client()
    client.force_login(party.secretary)
    return client


def acts() -> list[tuple[str, date, str, str, date]]:
    rows = Act.objects.order_by("day")
    return [(act.unit.code, act.day, act.text, act.assessment, act.reported_on) for act in rows]


ENTERED = [
    ("lillevik", date(2026, 3, 14), "Banket på Vestad", "", TODAY),
    ("storvik", date(2026, 4, 2), "Banket; og vel så det", "well", TODAY),
]


def test_a_table_is_shown_first_and_entered_once(secretary: Client, plan: Plan, party: Party) -> None:
    page = secretary.post(ADDRESS, {"pasted": TABLE})
    assert (len(page.context["acts"]), Act.objects.count()) == (2, 0)
    again = {"pasted": page.context["again"], "confirmed": "1"}
    assert secretary.post(ADDRESS, again).status_code == 302
    assert acts() == ENTERED
    statuses = {row.status for row in standing_of(plan, party.branch, TODAY) if row.obligation.last_day.month == 6}
    assert Status.MET in statuses
    page = secretary.post(ADDRESS, {"pasted": TABLE + "Lillevik;M1.L1;1.5.2026;Nytt\r\n"})
    assert ([act.text for act in page.context["acts"]], page.context["checked"].already) == (["Nytt"], 2)
    secretary.post(ADDRESS, again)
    assert acts() == ENTERED


def test_a_workbook_with_days(secretary: Client, plan: Plan) -> None:
    rows: list[Row] = [["Unit", "Line", "Day", "What"], ["lillevik", "M1.L1", date(2026, 3, 14), "Banket\npå Vestad"]]
    file = SimpleUploadedFile("tabell.xlsx", write_xlsx({"Ark": rows}))
    page = secretary.post(ADDRESS, {"file": file})
    secretary.post(ADDRESS, {"pasted": page.context["again"], "confirmed": "1"})
    assert acts() == ENTERED[:1]


def test_every_fault_names_its_row_and_field_and_nothing_is_entered(secretary: Client, plan: Plan) -> None:
    table = """\
Lag;Linje;Dato;Hva;Lenke;Vurdering
Lillevik;M1.L1;14.03.2026;Riktig;;
Nordpolen;M9;i fjor;;javascript:alert(1);tja
Lillevik;M1.L1;2027-01-01;Framtid;;
"""
    page = secretary.post(ADDRESS, {"pasted": table, "confirmed": "1"})
    assert [(fault.row, fault.column) for fault in page.context["faults"]] == [
        *((3, name) for name in ("Lag", "Linje", "Dag", "Hva", "Lenke", "Vurdering")),
        (4, "Dag"),
    ]
    assert "Rad 3, Linje: Planen har ingen linje «M9»." in page.content.decode()
    assert (page.status_code, Act.objects.count()) == (422, 0)


def test_a_table_without_its_columns(secretary: Client, plan: Plan) -> None:
    page = secretary.post(ADDRESS, {"pasted": "Lag;Dato\nLillevik;2026-01-02"})
    assert [(fault.row, fault.column) for fault in page.context["faults"]] == [(1, "Linje"), (1, "Hva")]


@pytest.mark.parametrize("given", [{}, {"pasted": " "}, {"file": SimpleUploadedFile("x.xlsx", b"PK\x03\x04")}])
def test_what_is_no_table(given: dict[str, object], secretary: Client, plan: Plan) -> None:
    assert secretary.post(ADDRESS, given).status_code == 422


def test_only_units_below(plan: Plan, party: Party) -> None:
    client = Client()
    client.force_login(party.oda)
    assert client.post("/units/fjordland/plan/backfill/", {"pasted": TABLE}).status_code == 404


def test_the_empty_table_fits(secretary: Client, plan: Plan) -> None:
    book = load_workbook(BytesIO(secretary.get(f"{ADDRESS}table.xlsx").content))
    head = [cell.value for cell in book["Ting som er gjort"][1]]
    assert head == ["Lag", "Linje", "Dag", "Hva", "Lenke", "Vurdering"]
    assert [[cell.value for cell in row] for row in book["Linjer"].iter_rows(min_row=2)] == [
        ["M1", "Flere på dørene"],
        ["M1.L1", "Banke på dører"],
    ]
