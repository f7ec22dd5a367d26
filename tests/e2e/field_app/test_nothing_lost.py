"""No tap is lost: no network, two tabs, a new version, a clock that is wrong."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from gjennomslag.canvass.app_files import worker_script
from gjennomslag.canvass.models import Operation, Visit
from gjennomslag.canvass.wire import ContractError
from tests.e2e.airplane import Airplane
from tests.e2e.field_app.walking import counted, doors, enter, expect_status, knock, land, refused, talk

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_the_app_opens_and_saves_without_network_and_delivers_afterwards(
    page: Page, link: str, network: Airplane
) -> None:
    enter(page, link)
    network.switch(on=True)
    page.goto(f"{network.url}/walk/")
    expect(doors(page)).to_have_count(60)
    for _ in range(3):
        knock(page)
    expect_status(page, 3, 0)
    page.reload()
    expect_status(page, 3, 0)
    assert Visit.objects.count() == 0
    network.switch(on=False)
    page.get_by_role("button", name="Send nå").click()
    expect_status(page, 3, 3)
    assert counted() == [(3, 0)]


def test_airplane_mode_on_and_off_ten_times_strands_nothing(page: Page, link: str, network: Airplane) -> None:
    enter(page, link)
    for _ in range(10):
        network.switch(on=True)
        knock(page)
        network.switch(on=False)
        knock(page)
    expect_status(page, 20, 20)
    assert counted() == [(20, 0)]
    assert Operation.objects.count() == 20


def test_two_tabs_share_one_outbox(page: Page, link: str, network: Airplane) -> None:
    enter(page, link)
    network.switch(on=True)
    second = page.context.new_page()
    second.goto(f"{network.url}/walk/")
    expect(doors(second)).to_have_count(60)
    for knocked, tab in enumerate((page, second, page, second), start=1):
        knock(tab)
        for either in (page, second):  # a person who changes tab sees what the other did before choosing the next door
            expect(either.locator(".field-door[data-mark=not-visited]")).to_have_count(60 - knocked)
    land(page, network)
    for tab in (page, second):
        expect_status(tab, 4, 4)
    assert (Operation.objects.count(), counted()) == (4, [(4, 0)])


def test_the_app_changes_version_while_taps_wait_and_loses_none(
    page: Page, link: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(**batch: Any) -> None:
        raise ContractError

    enter(page, link)
    with monkeypatch.context() as refusing:
        refusing.setattr("gjennomslag.canvass.sync.receive_batch", refuse)
        knock(page)
        knock(page)
        expect_status(page, 2, 0)
        refusing.setattr(
            "gjennomslag.canvass.views.walking.worker_script", lambda page: worker_script(f"{page}<!-- newer -->")
        )
        page.evaluate("async () => { await (await navigator.serviceWorker.ready).update() }")
        expect(page.get_by_text("Det finnes en ny utgave av appen")).to_be_visible()
        with page.expect_navigation():
            page.get_by_role("button", name="Oppdater").click()
        expect(page.get_by_text("Det finnes en ny utgave av appen")).to_have_count(0)
        expect_status(page, 2, 0)
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect_status(page, 2, 2)
    assert counted() == [(2, 0)]


CLOCKS = {"a day slow": -1, "a day fast": 1, "in 1970": -20_500, "in 2099": 27_000}


@pytest.mark.parametrize("days", CLOCKS.values(), ids=CLOCKS.keys())
def test_a_phone_whose_clock_is_wrong_walks_and_delivers(days: int, page: Page, link: str) -> None:
    page.clock.install(time=timezone.now() + timedelta(days=days))
    enter(page, link)
    knock(page)
    talk(page)
    expect_status(page, 2, 2)
    assert (counted(), refused()) == ([(2, 1)], 0)


def test_a_clock_that_jumps_while_somebody_walks_costs_no_tap(page: Page, link: str) -> None:
    page.clock.install(time=timezone.now())
    enter(page, link)
    saved = 0
    for days in (0, -1, 27_000, -20_500, 1):
        page.clock.set_system_time(timezone.now() + timedelta(days=days))
        page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
        expect(doors(page)).to_have_count(60)
        knock(page)
        saved += 1
        expect_status(page, saved, saved)
    assert (sum(doors for doors, _ in counted()), refused()) == (saved, 0)
