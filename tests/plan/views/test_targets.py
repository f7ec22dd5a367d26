from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from gjennomslag.core import clock
from gjennomslag.core.indicators import Indicator, Period
from gjennomslag.organisation.choices import UnitKind
from gjennomslag.organisation.services import found_unit
from gjennomslag.plan.forecasts import Forecast, Reach
from gjennomslag.plan.models import Target, TargetSheet
from gjennomslag.plan.queries.targets import TargetNumber, targets_of
from tests.party import START, Party
from tests.plan.making import CONVERSATIONS, make_sheet

TODAY = date(2026, 11, 23)


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "today", lambda: TODAY)


@pytest.fixture
def sheet(party: Party) -> TargetSheet:
    return make_sheet(party.country)


def signed_in(person: object) -> Client:
    client = Client()
    client.force_login(person)  # type: ignore[arg-type]
    return client


def share(party: Party, sheet: TargetSheet, number: int, year: int = 2026) -> None:
    address = reverse("plan:save_shares", args=["landet", sheet.pk, year])
    answer = signed_in(party.secretary).post(address, {"number": number, "basis": "members"})
    assert answer.headers["Location"] == reverse("plan:targets", args=["landet"])


def test_head_office_sees_the_numbers_before_anything_is_saved(party: Party, sheet: TargetSheet) -> None:
    address = reverse("plan:share_targets", args=["landet", sheet.pk, 2026])
    page = signed_in(party.secretary).get(address, {"number": "1000", "basis": "members"})
    assert [(unit.code, number) for unit, number in page.context["rows"]] == [
        ("landet", 1000),
        ("fjordland", 1000),
        ("lillevik", 800),
        ("storvik", 200),
        ("fjellmark", 0),
    ]
    assert Target.objects.filter(unit=party.branch).count() == 0
    share(party, sheet, 1000)
    assert targets_of(CONVERSATIONS, 2026)[party.branch.pk] == TargetNumber(800, None)


def test_a_branch_sees_what_is_proposed_and_commits_to_its_own(party: Party, sheet: TargetSheet) -> None:
    share(party, sheet, 1000)
    turid = signed_in(party.turid)
    page = turid.get(reverse("plan:targets", args=["lillevik"])).content.decode()
    assert "Foreslått: 800" in page
    assert "Ikke bestemt ennå" in page
    address = reverse("plan:commit_target", args=["lillevik", sheet.pk, 2026])
    assert turid.get(address).context["form"].initial == {"number": 800}
    turid.post(address, {"number": "600"})
    page = turid.get(reverse("plan:targets", args=["lillevik"])).content.decode()
    assert "Bestemt: 600" in page
    # Six weeks of 2026 remain on 23 November.
    assert "600 igjen: 100 i uka i de 6 ukene som er igjen." in page
    target = Target.objects.get(unit=party.branch, year=2026)
    assert (target.proposed, target.committed, target.committed_by, target.committed_on) == (
        800,
        600,
        party.turid,
        TODAY,
    )


def test_the_county_sees_whether_its_branches_add_up(party: Party, sheet: TargetSheet) -> None:
    share(party, sheet, 1000)
    signed_in(party.turid).post(reverse("plan:commit_target", args=["lillevik", sheet.pk, 2026]), {"number": "600"})
    page = signed_in(party.oda).get(reverse("plan:targets", args=["fjordland"]))
    below = [(row.unit.code, row.number) for row in page.context["sheets"][0]["below"]]
    assert below == [("lillevik", TargetNumber(800, 600)), ("storvik", TargetNumber(200, None))]
    text = page.content.decode()
    assert "1 av 2 lag har svart, og har bestemt seg for 600 til sammen." in text
    assert "blir det 800. Vårt eget tall er 1000: Det mangler 200." in text
    silent = signed_in(party.oda).get(reverse("plan:targets", args=["fjordland"]), {"answer": "none"})
    assert [row.unit.code for row in silent.context["sheets"][0]["below"]] == ["storvik"]


def test_the_country_sees_which_counties_have_branches_that_have_not_answered(party: Party, sheet: TargetSheet) -> None:
    share(party, sheet, 1000)
    signed_in(party.turid).post(reverse("plan:commit_target", args=["lillevik", sheet.pk, 2026]), {"number": "900"})
    page = signed_in(party.secretary).get(reverse("plan:targets", args=["landet"]))
    shown = page.context["sheets"][0]
    assert [(row.unit.code, row.answered, row.branches) for row in shown["below"]] == [
        ("fjordland", 1, 2),
        ("fjellmark", 0, 0),
    ]
    together = shown["together"]
    assert (together.committed, together.in_force, together.gap, together.silent) == (900, 1100, -100, 1)
    assert "vårt eget tall på 1000 er dekket" in page.content.decode()


def test_another_year_and_a_long_list_are_chosen_by_the_address(
    party: Party, sheet: TargetSheet, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gjennomslag.plan.views.targets.ROWS_A_PAGE", 1)
    share(party, sheet, 2000, year=2027)
    page = signed_in(party.oda).get(reverse("plan:targets", args=["fjordland"]), {"year": "2027", "page": "2"})
    shown = page.context["sheets"][0]
    assert [(row.unit.code, row.number, row.done) for row in shown["below"]] == [
        ("storvik", TargetNumber(400, None), None)
    ]
    address = reverse("plan:share_targets", args=["landet", sheet.pk, 2027])
    page = signed_in(party.secretary).get(address, {"number": "1000", "basis": "members", "page": "3"})
    assert [unit.code for unit, _number in page.context["rows"]] == ["lillevik"]
    assert page.context["units"] == 5


def test_the_year_is_forecast_from_the_paces_that_were_kept(
    party: Party, sheet: TargetSheet, monkeypatch: pytest.MonkeyPatch
) -> None:
    def measure(period: Period) -> dict[int, float]:
        # One a day this year, three a day in the last four weeks, and nothing was counted the year before.
        days = [period.first + timedelta(each) for each in range((period.last - period.first).days + 1)]
        return {party.branch.pk: sum(3 if day > TODAY - timedelta(28) else 1 for day in days if day.year == 2026)}

    counted = Indicator(CONVERSATIONS, "x", measure)
    monkeypatch.setattr("gjennomslag.plan.queries.target_pages.published", lambda key: counted)
    share(party, sheet, 500)
    page = signed_in(party.turid).get(reverse("plan:targets", args=["lillevik"]))
    row = page.context["sheets"][0]["years"][0]
    # 383 done on day 327; 38 days remain at 383/327, at (56 + 84)/84 or at 3 a day.
    assert (row.forecast, row.reach) == (Forecast(427, 497), Reach.YES)
    assert "blir det mellom 427 og 497 i 2026." in page.content.decode()


def test_a_revision_keeps_the_old_number_in_sight(party: Party, sheet: TargetSheet) -> None:
    address = reverse("plan:revise_targets", args=["landet", sheet.pk])
    secretary = signed_in(party.secretary)
    secretary.post(address, {"year_2028": "1500", "reason": "Landsstyret etter valget"})
    page = secretary.get(reverse("plan:targets", args=["landet"])).content.decode()
    assert "Foreslått: 1500" in page
    assert "Før revisjonen: 1000 foreslått." in page
    assert "Nye tall vedtatt 23. november 2026: Landsstyret etter valget" in page


@pytest.mark.parametrize(
    ("form", "field"),
    [({}, "reason"), ({"reason": "x"}, "__all__"), ({"reason": "x", "year_2028": "-1"}, "year_2028")],
)
def test_a_faulty_revision_is_refused(party: Party, sheet: TargetSheet, form: dict[str, str], field: str) -> None:
    address = reverse("plan:revise_targets", args=["landet", sheet.pk])
    answer = signed_in(party.secretary).post(address, {"year_2027": "", **form})
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert sheet.revisions.count() == 1


@pytest.mark.parametrize("number", ["", "-5", "mange", "100000001"])
def test_numbers_that_are_none_are_refused(party: Party, sheet: TargetSheet, number: str) -> None:
    commit = reverse("plan:commit_target", args=["lillevik", sheet.pk, 2026])
    assert signed_in(party.turid).post(commit, {"number": number}).status_code == 422
    address = reverse("plan:share_targets", args=["landet", sheet.pk, 2026])
    secretary = signed_in(party.secretary)
    assert secretary.get(address, {"number": number, "basis": "members"}).status_code == 422
    secretary.post(reverse("plan:save_shares", args=["landet", sheet.pk, 2026]), {"number": number})
    assert Target.objects.filter(unit=party.branch).count() == 0


def test_years_and_units_outside_the_plan_do_not_exist(party: Party, sheet: TargetSheet) -> None:
    turid = signed_in(party.turid)
    assert turid.get(reverse("plan:commit_target", args=["lillevik", sheet.pk, 2030])).status_code == 404
    other = make_sheet(party.sibling)
    assert turid.get(reverse("plan:commit_target", args=["lillevik", other.pk, 2026])).status_code == 404


def test_without_a_plan_the_page_says_so(party: Party) -> None:
    page = signed_in(party.turid).get(reverse("plan:targets", args=["lillevik"]))
    assert "Ingen måltall ennå" in page.content.decode()


def test_queries_do_not_grow_with_the_number_of_units(party: Party, sheet: TargetSheet) -> None:
    oda = signed_in(party.oda)

    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as captured:
            oda.get(reverse("plan:targets", args=["fjordland"]))
        return len(captured)

    share(party, sheet, 1000)
    before = queries()
    for number in range(5):
        found_unit(
            kind=UnitKind.LOCAL,
            code=f"lag-{number}",
            name=f"Lag {number}",
            parent=party.county,
            valid_from=START,
            by=None,
        )
    share(party, sheet, 1000)
    assert queries() == before
