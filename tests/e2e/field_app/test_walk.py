"""A walk from the link to the thanks, alone and two on one turf."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect

from gjennomslag.canvass.models import Device
from gjennomslag.voices.models import WeekTally
from gjennomslag.voices.sealing import open_tally
from tests.e2e.airplane import Airplane
from tests.e2e.axe import assert_accessible
from tests.e2e.conftest import PHONE
from tests.e2e.field_app.walking import counted, doors, enter, expect_status, knock, talk

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_walk_from_the_link_to_the_thanks(page: Page, link: str) -> None:
    page.goto(link)
    expect(page.get_by_role("heading", name="Slik gjør du")).to_be_visible()
    assert_accessible(page)
    page.get_by_role("button", name="Samtale, Øvelsesgata 1").click()
    page.get_by_role("dialog").get_by_role("button", name="Skole").click()
    expect(page.get_by_text("Øvelsen blir ikke registrert")).to_be_visible()
    page.get_by_role("button", name="Start").click()
    expect(doors(page)).to_have_count(60)
    assert page.url.endswith("/walk/")
    assert page.evaluate("scrollY") == 0
    knock(page)
    for _ in range(12):
        talk(page)
    expect_status(page, 13, 13)
    assert counted() == [(13, 12)]
    page.get_by_role("button", name="Angre").click()
    expect_status(page, 14, 14)
    assert counted() == [(12, 11)]
    page.get_by_role("button", name="Ferdig for i dag").click()
    expect(page.get_by_text("Takk for innsatsen!")).to_be_visible()
    expect(page.get_by_text("svar venter på telefonen")).to_have_count(0, timeout=45_000)
    assert [open_tally(row.sealed_tally).answers for row in WeekTally.objects.all()] == [11]


def test_a_theme_tapped_twice_in_a_hurry_is_one_answer(page: Page, link: str) -> None:
    enter(page, link)
    doors(page).first.get_by_role("button", name="Samtale").click()
    page.get_by_role("dialog").get_by_role("button", name="Skole").evaluate("(it) => { it.click(); it.click() }")
    expect_status(page, 1, 1)
    answers = page.evaluate(
        """() => new Promise((done) => {
            const opening = indexedDB.open('gjennomslag-field')
            opening.onsuccess = () => {
                const sessions = opening.result.transaction('sessions').objectStore('sessions').getAll()
                sessions.onsuccess = () => done(sessions.result.map((each) => each.answers))
            }
        })"""
    )
    assert answers == [1]


def test_two_phones_on_one_turf_see_each_others_doors(browser: Browser, page: Page, link: str) -> None:
    enter(page, link)
    context = browser.new_context(viewport=PHONE, locale="nb-NO")  # type: ignore[arg-type]
    second = context.new_page()
    enter(second, link)
    knock(page)
    expect_status(page, 1, 1)
    second.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(second.locator(".field-door[data-mark=no-answer]")).to_have_count(1)
    knock(second)
    expect_status(second, 1, 1)
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(page.locator(".field-door[data-mark=no-answer]")).to_have_count(2)
    expect(page.get_by_text("2 av 60 dører", exact=False).first).to_be_visible()
    context.close()


def test_an_ended_link_says_so(page: Page, link: str, network: Airplane) -> None:
    Device.objects.all().delete()
    page.goto(f"{network.url}/walk/#1~forged")
    expect(page.get_by_role("heading", name="Lenka virker ikke lenger")).to_be_visible()
    assert_accessible(page)


def test_a_map_of_the_turf(page: Page, link: str) -> None:
    enter(page, link)
    page.get_by_role("button", name="Kart").click()
    expect(page.locator("turf-map")).to_be_visible()
