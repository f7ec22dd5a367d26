from __future__ import annotations

from datetime import date
from io import BytesIO
from smtplib import SMTPRecipientsRefused
from typing import Any

import pytest
from django.core import mail
from django.core.mail import EmailMessage
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from gjennomslag.core import clock
from gjennomslag.organisation.models import OfficeHolding
from gjennomslag.organisation.scope import NOBODY
from gjennomslag.plan.choices import Due
from gjennomslag.plan.models import MonthlyLetter, Plan
from gjennomslag.plan.our_plan_sheet import MOST_LINES, print_sheet, sheet_data
from gjennomslag.plan.queries.our_plan import LONGEST_SECTION, Section, sections_of
from gjennomslag.plan.services.letters import send_monthly_letters
from gjennomslag.plan.services.readings import read_plan
from tests.party import Party
from tests.plan.making import make_own_plan, make_small_plan

TODAY = date(2026, 7, 1)


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "today", lambda: TODAY)


@pytest.fixture
def plan(party: Party) -> Plan:
    plan = make_small_plan(party.country)
    read_plan(plan=plan, on=TODAY)
    return plan


def test_each_branch_is_written_to_once_a_month(plan: Plan, party: Party) -> None:
    assert send_monthly_letters(plan=plan, day=TODAY) == 2
    assert sorted(letter.to[0] for letter in mail.outbox) == ["jens.berg@example.org", "turid.aasen@example.org"]
    letter = next(each for each in mail.outbox if each.to == ["turid.aasen@example.org"])
    assert letter.subject == "Hva planen ber Lillevik om denne måneden"
    assert "Over fristen (1)\n- Banke på dører (Hvert halvår). Innen 30. juni 2026." in letter.body
    assert letter.body.rstrip().endswith("/units/lillevik/plan/")
    assert send_monthly_letters(plan=plan, day=date(2026, 7, 2)) == 0
    assert len(mail.outbox) == 2
    assert send_monthly_letters(plan=plan, day=date(2026, 8, 1)) == 2


def breaking(monkeypatch: pytest.MonkeyPatch, fault: BaseException) -> list[str]:
    """Let the first mail break with the fault; return the addresses that mails were handed over to, as it grows."""
    sent: list[str] = []
    faults = [fault]

    def send(letter: EmailMessage, **_kwargs: Any) -> int:
        if faults:
            raise faults.pop()
        sent.append(letter.to[0])
        return 1

    monkeypatch.setattr(EmailMessage, "send", send)
    return sent


def test_a_run_that_is_killed_goes_on_with_the_branches_that_are_left(
    plan: Plan, party: Party, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent = breaking(monkeypatch, SystemExit())
    with pytest.raises(SystemExit):
        send_monthly_letters(plan=plan, day=TODAY)
    assert send_monthly_letters(plan=plan, day=TODAY) == 2
    assert send_monthly_letters(plan=plan, day=TODAY) == 0
    assert len(sent) == len(set(sent)) == MonthlyLetter.objects.count() == 2


@pytest.mark.parametrize(
    ("fault", "again"), [(SMTPRecipientsRefused({"x": (550, b"no such user")}), 0), (ConnectionRefusedError(), 1)]
)
def test_an_address_that_does_not_work_keeps_nobody_elses_letter(
    fault: Exception, again: int, plan: Plan, party: Party, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent = breaking(monkeypatch, fault)
    assert send_monthly_letters(plan=plan, day=TODAY) == 1
    assert send_monthly_letters(plan=plan, day=date(2026, 7, 2)) == again
    assert len(sent) == 1 + again


def test_a_branch_without_a_leader_gets_no_letter(plan: Plan, party: Party) -> None:
    OfficeHolding.objects.filter(unit=party.branch).update(valid_until=date(2026, 6, 1))
    assert send_monthly_letters(plan=plan, day=TODAY) == 1
    assert [letter.to for letter in mail.outbox] == [["jens.berg@example.org"]]


def test_the_letter_can_be_read_before_it_goes_out(plan: Plan, party: Party) -> None:
    make_own_plan(party.branch, plan, party.turid, measures={"<b>Stand</b>": "M1"})
    client = Client()
    client.force_login(party.turid)
    page = client.get(reverse("plan:letter", args=["lillevik"])).content.decode()
    assert "Hva planen ber Lillevik om denne måneden" in page
    assert "Banke på dører (Hvert halvår). Innen 30. juni 2026." in page
    assert "- &lt;b&gt;Stand&lt;/b&gt;. Innen 1. september 2026." in page
    assert mail.outbox == []


def test_the_sheet_is_one_page_with_what_is_due(plan: Plan, party: Party) -> None:
    client = Client()
    client.force_login(party.member)
    answer = client.get(reverse("plan:our_plan_pdf", args=["lillevik"]))
    assert answer.headers["Content-Type"] == "application/pdf"
    (page,) = PdfReader(BytesIO(answer.content)).pages
    text = page.extract_text()
    assert "Planen vår: Lillevik" in text
    assert "Over fristen (1)" in text


def test_the_longest_sheet_is_one_page_and_says_what_it_leaves_out(plan: Plan, party: Party) -> None:
    measures = {
        f"Et tiltak nummer {number} med svært mange ord i tittelen sin, {'ord ' * 12}": "M1" for number in range(30)
    }
    make_own_plan(party.branch, plan, party.turid, measures=measures)
    sections = sections_of(plan, party.branch, NOBODY, TODAY)
    rows = next(section.rows for section in sections if section.due == Due.HALF_YEAR)
    spread = [Section(due, rows[:8]) for due in (Due.OVERDUE, Due.WEEK, Due.MONTH, Due.HALF_YEAR, Due.LATER)]
    data = sheet_data(plan, party.branch, spread, TODAY)
    assert sum(len(section["lines"]) for section in data["sections"]) == MOST_LINES
    assert data["left"] == "18 linjer til: se Planen vår."
    assert len(PdfReader(BytesIO(print_sheet(plan, party.branch, spread, TODAY))).pages) == 1


def test_a_long_section_is_folded_by_goal_with_counts(plan: Plan, party: Party) -> None:
    measures = {f"Tiltak {number}": "M1" for number in range(LONGEST_SECTION)}
    make_own_plan(party.branch, plan, party.turid, measures=measures)
    section = next(each for each in sections_of(plan, party.branch, NOBODY, TODAY) if each.due == Due.HALF_YEAR)
    assert [(group.title, len(group.rows)) for group in section.groups] == [("Flere på dørene", LONGEST_SECTION + 2)]
    assert sum(number for _status, number in section.groups[0].counts) == LONGEST_SECTION + 2
    client = Client()
    client.force_login(party.turid)
    page = client.get(reverse("plan:our_plan", args=["lillevik"])).content.decode()
    assert f"<summary>Flere på dørene ({LONGEST_SECTION + 2})</summary>" in page
