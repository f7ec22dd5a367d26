"""A question before something that cannot be undone."""

from __future__ import annotations

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from tests.canvass.street import make_drive
from tests.e2e.axe import assert_accessible
from tests.e2e.conftest import Visit
from tests.party import Party

pytestmark = pytest.mark.browser


def test_the_question_can_be_answered_with_the_keyboard_and_with_no(visit: Visit, party: Party) -> None:
    drive = make_drive(party.branch)
    before = sorted(drive.turfs.values_list("pk", flat=True))
    page = visit(reverse("canvass:drive", args=[drive.unit.code, drive.pk]), party.turid)
    ask = page.get_by_role("button", name="Del resten på nytt")
    question = page.get_by_role("dialog", name="Dele resten på nytt?")
    expect(question).to_have_count(0)
    ask.press("Enter")
    expect(question).to_be_visible()
    assert_accessible(page)
    page.keyboard.press("Escape")
    expect(question).to_have_count(0)
    expect(ask).to_be_focused()
    ask.click()
    question.get_by_role("button", name="Avbryt").click()
    expect(question).to_have_count(0)
    assert sorted(drive.turfs.values_list("pk", flat=True)) == before


def test_yes_does_it(visit: Visit, party: Party) -> None:
    drive = make_drive(party.branch)
    page = visit(reverse("canvass:drive", args=[drive.unit.code, drive.pk]), party.turid)
    page.get_by_role("button", name="Del resten på nytt").click()
    page.get_by_role("dialog").get_by_role("button", name="Del resten på nytt").click()
    expect(page.get_by_text("Vi regner ut roder og turer.")).to_be_visible()
