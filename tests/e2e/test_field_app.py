"""The field app in real Chromium: a walk with and without network, killed, revoked, looked into."""

from __future__ import annotations

import json
import os
import random
import re
import shutil
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import psutil
import pytest
from django.utils import timezone
from playwright.sync_api import Browser, BrowserContext, Page, expect
from pytest_django.live_server_helper import LiveServer

from gjennomslag.canvass.app_files import worker_script
from gjennomslag.canvass.links import token_of
from gjennomslag.canvass.models import DayCount, Device, Operation, PutAside, Turf, Visit
from gjennomslag.canvass.services.drives import revoke_turf, take_back_turf
from gjennomslag.canvass.wire import ContractError
from gjennomslag.organisation.models import Person
from gjennomslag.voices.models import WeekTally
from gjennomslag.voices.sealing import open_tally
from gjennomslag.voices.services import install_themes
from tests.canvass.street import make_drive, make_link
from tests.e2e.airplane import Airplane
from tests.e2e.axe import assert_accessible, assert_contrast, assert_fits
from tests.e2e.conftest import PHONE
from tests.party import Party

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

KILLS_A_WALK = 10
# ``bench/kill_browsers.py`` asks for more walks, and for what each came to.
WALKS = int(os.environ.get("GJENNOMSLAG_WALKS", "1"))
RECORD = os.environ.get("GJENNOMSLAG_RECORD")


@pytest.fixture
def turf(party: Party) -> Turf:
    question = install_themes(unit=party.country, by=None)
    return Turf.objects.get(drive=make_drive(party.branch, houses=60, doors_per_turf=60, question=question))


@pytest.fixture
def network(live_server: LiveServer) -> Iterator[Airplane]:
    host, _, port = live_server.url.removeprefix("http://").rpartition(":")
    airplane = Airplane((host, int(port)))
    yield airplane
    airplane.close()


@pytest.fixture
def link(network: Airplane, turf: Turf, party: Party) -> str:
    return f"{network.url}/walk/{token_of(make_link(turf, party.turid))}/"


@pytest.fixture
def page(browser: Browser, network: Airplane) -> Iterator[Page]:
    context = browser.new_context(viewport=PHONE, locale="nb-NO", base_url=network.url)  # type: ignore[arg-type]
    page = context.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on(
        "console",
        lambda message: complaints.append(message.text) if "Content Security Policy" in message.text else None,
    )
    yield page
    context.close()
    assert complaints == []


def enter(page: Page, link: str) -> None:
    """Open the link, go through the introduction, and wait until the app is kept for when there is no network."""
    page.goto(link)
    page.get_by_role("button", name="Start").click()
    expect(doors(page)).to_have_count(60)
    page.evaluate("async () => { await navigator.serviceWorker.ready }")


def doors(page: Page) -> Any:
    return page.locator(".field-door")


def knock(page: Page) -> None:
    """Tap "no answer" at the first door that nobody has knocked on, and wait until it says it is saved."""
    doors_left = page.locator(".field-door[data-mark=not-visited]")
    left = doors_left.count()
    doors_left.first.get_by_role("button", name="Ikke svar").click()
    expect(doors_left).to_have_count(left - 1)


def talk(page: Page) -> None:
    doors_left = page.locator(".field-door[data-mark=not-visited]")
    left = doors_left.count()
    doors_left.first.get_by_role("button", name="Samtale").click()
    page.get_by_role("dialog").get_by_role("button", name="Skole").click()
    expect(doors_left).to_have_count(left - 1)


def expect_status(page: Page, recorded: int, received: int) -> None:
    expect(page.locator(".field-status")).to_contain_text(f"{recorded} registrert, {received} mottatt", timeout=45_000)


def land(page: Page, network: Airplane) -> None:
    """Switch airplane mode off and take up the phone: it sends at once when it is looked at."""
    network.switch(on=False)
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")


def counted() -> list[tuple[int, int]]:
    return [(row.doors, row.conversations) for row in DayCount.objects.all()]


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


def test_the_app_is_for_everyone(page: Page, link: str) -> None:
    enter(page, link)
    knock(page)
    for open_sheet in (None, "Samtale, ", "Mer, ", "Hva du kan si"):
        if open_sheet is not None:
            page.get_by_role("button", name=re.compile(f"^{open_sheet}")).first.click()
            expect(page.get_by_role("dialog")).to_be_visible()
            # A sheet fades in; what is half-way there has no contrast yet.
            page.evaluate("Promise.all(document.getAnimations().map((each) => each.finished))")
        assert_accessible(page)
        assert_fits(page)
        page.emulate_media(color_scheme="dark")
        assert_contrast(page)
        page.emulate_media(color_scheme="light")
        page.evaluate("document.documentElement.style.fontSize = '200%'")
        assert_fits(page)
        page.evaluate("document.documentElement.style.fontSize = ''")
        page.keyboard.press("Escape")
        expect(page.get_by_role("dialog")).to_have_count(0)


def focused(page: Page) -> str:
    """Return what a screen reader says of the element that has the focus."""
    return str(
        page.evaluate("document.activeElement.getAttribute('aria-label') ?? document.activeElement.textContent.trim()")
    )


def press(page: Page, name: str, *, back: bool = False) -> None:
    """Go with the Tab key to the control with this name, which must come within thirty steps, and press it."""
    for _ in range(30):
        if focused(page).startswith(name):
            page.keyboard.press("Enter")
            return
        page.keyboard.press("Shift+Tab" if back else "Tab")
    raise AssertionError(f"the Tab key does not lead to {name}")


def test_the_whole_flow_with_the_keyboard_alone(page: Page, link: str) -> None:
    """From the practice door to a conversation, a change and an undo: nothing is clicked, and no focus is lost."""
    page.goto(link)
    expect(page.get_by_role("button", name="Start")).to_be_visible()
    press(page, "Samtale, Øvelsesgata 1")
    press(page, "Skole")
    expect(page.get_by_text("Øvelsen blir ikke registrert")).to_be_visible()
    press(page, "Start")
    expect(doors(page)).to_have_count(60)
    expect(page.locator(":focus")).to_have_text("Vårdrive, rode 1", ignore_case=True)
    said = page.locator(".field-said")
    first, second = page.locator(".field-entrance h2").all_inner_texts()[:2]
    press(page, f"Ikke svar, {first}")
    expect(said).to_have_text(f"Lagret: {first}, Ikke svar")
    expect(page.locator(":focus")).to_have_attribute("aria-label", f"Endre, {first}")
    press(page, f"Samtale, {second}")
    expect(page.get_by_role("dialog")).to_be_visible()
    press(page, "Skole")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(said).to_have_text(f"Lagret: {second}, Samtale")
    expect(page.locator(":focus")).to_have_attribute("aria-label", f"Endre, {second}")
    press(page, f"Endre, {second}")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator(":focus")).to_have_attribute("aria-label", f"Endre, {second}")
    page.get_by_role("button", name="Angre").focus()
    page.keyboard.press("Enter")
    expect(said).to_have_text(f"Angret: {second}")
    assert page.evaluate("document.activeElement.closest('.field-door')?.dataset.mark") == "not-visited"
    page.get_by_role("button", name=re.compile("^Neste: ")).press("Enter")
    assert page.evaluate("document.activeElement.closest('.field-door')?.dataset.mark") == "not-visited"
    expect_status(page, 3, 3)


@pytest.mark.parametrize(
    ("language", "word"), [("Nynorsk", "Ikkje svar"), ("English", "No answer"), ("Bokmål", "Ikke svar")]
)
def test_the_app_speaks_three_languages(language: str, word: str, page: Page, link: str) -> None:
    enter(page, link)
    page.get_by_role("button", name=language).click()
    expect(page.get_by_role("button", name=re.compile(f"^{word}, ")).first).to_be_visible()
    assert_accessible(page)


@pytest.mark.parametrize(
    ("tongue", "word"), [("nn-NO", "Ikkje svar"), ("no", "Ikke svar"), ("en-GB", "No answer"), ("se", "Ikke svar")]
)
def test_the_app_follows_the_phones_language(tongue: str, word: str, browser: Browser, link: str) -> None:
    context = browser.new_context(viewport=PHONE, locale=tongue)  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(link)
    expect(page.get_by_role("button", name=re.compile(f"^{word}, ")).first).to_be_visible()
    context.close()


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
    land(page, network)
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
    page.get_by_role("button", name="Send nå").click()
    expect_status(page, 2, 2)
    assert counted() == [(2, 0)]


DUMP = """async () => {
  const databases = {};
  for (const { name } of await indexedDB.databases()) {
    const database = await new Promise((done) => {
      const asked = indexedDB.open(name);
      asked.onsuccess = () => done(asked.result);
    });
    for (const table of database.objectStoreNames) {
      databases[table] = await new Promise((done) => {
        const asked = database.transaction(table).objectStore(table).getAll();
        asked.onsuccess = () => done(asked.result);
      });
    }
    database.close();
  }
  const kept = {};
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const request of await cache.keys()) {
      const answer = await cache.match(request);
      const text = /text|json|script/.test(answer.headers.get("Content-Type") ?? "");
      kept[new URL(request.url).pathname] = text ? await answer.text() : "";
    }
  }
  return { databases, kept, local: { ...localStorage }, session: { ...sessionStorage }, cookies: document.cookie };
}"""


def test_a_phone_holds_one_turf_and_no_name_and_no_answer_of_a_door(
    page: Page, link: str, turf: Turf, network: Airplane
) -> None:
    """Read everything the phone keeps while it works: some taps delivered, one answered and some still waiting."""
    enter(page, link)
    knock(page)
    talk(page)
    expect_status(page, 2, 2)
    network.switch(on=True)
    talk(page)
    dump = page.evaluate(DUMP)
    databases, text = dump["databases"], json.dumps(dump, ensure_ascii=False)
    for person in Person.objects.all():
        for word in filter(None, (person.first_name, person.last_name, person.email)):
            assert re.search(rf"\b{re.escape(word)}\b", text) is None, word
    assert len(databases["turfs"]) == 1
    assert sum(len(stop["doors"]) for stop in databases["turfs"][0]["turf"]["stops"]) == turf.stops.count()
    assert [set(row) for row in databases["waiting"]] == [{"id", "seq", "door", "mark", "at", "device"}]
    assert {key for row in databases["shown"] for key in row} == {"door", "mark", "seq"}
    [session] = databases["sessions"]
    assert (session["answers"], sum(session["themes"].values())) == (2, 2)
    assert "door" not in json.dumps(session)
    assert "Elvegata" not in json.dumps({name: rows for name, rows in databases.items() if name != "turfs"})
    assert [path for path in dump["kept"] if not path.startswith("/static/") and path != "/walk/"] == []
    assert "Elvegata" not in json.dumps(dump["kept"], ensure_ascii=False)
    assert all(key.startswith("gjennomslag-field-") and len(value) <= 2 for key, value in dump["local"].items())
    assert (dump["session"], dump["cookies"]) == ({}, "")


def test_a_revoked_phone_empties_itself(page: Page, link: str, turf: Turf, party: Party, network: Airplane) -> None:
    enter(page, link)
    network.switch(on=True)
    knock(page)
    revoke_turf(turf=turf, now=timezone.now(), by=party.turid)
    land(page, network)
    expect(page.get_by_role("heading", name="Roda er trukket tilbake, og telefonen er tømt")).to_be_visible()
    dump = page.evaluate(DUMP)
    assert {table: rows for table, rows in dump["databases"].items() if rows} == {}
    assert "Elvegata" not in json.dumps(dump, ensure_ascii=False)
    assert Visit.objects.count() == 0
    # Opened again, with and without the old link, the phone is still empty.
    page.goto(f"{network.url}/walk/")
    expect(page.get_by_role("heading", name="Du har ingen rode på denne telefonen")).to_be_visible()
    page.goto(link)
    expect(page.get_by_role("heading", name="Denne lenka virker ikke lenger")).to_be_visible()


def test_a_turf_taken_back_leaves_the_phone_when_everything_is_delivered(
    page: Page, link: str, turf: Turf, party: Party, network: Airplane
) -> None:
    enter(page, link)
    network.switch(on=True)
    talk(page)
    take_back_turf(turf=turf, now=timezone.now(), by=party.turid)
    land(page, network)
    expect(page.get_by_role("heading", name="Du har ingen rode på denne telefonen")).to_be_visible()
    dump = page.evaluate(DUMP)
    assert {table: rows for table, rows in dump["databases"].items() if rows} == {}
    assert counted() == [(1, 1)]
    assert [open_tally(row.sealed_tally).answers for row in WeekTally.objects.all()] == [1]


def origin_of(page: Page) -> dict[str, Any]:
    return {"origin": page.evaluate("location.origin")}


def test_a_full_phone_says_that_the_tap_was_not_saved_and_goes_on_when_there_is_room(page: Page, link: str) -> None:
    enter(page, link)
    page.evaluate(
        """() => {
          window.add = IDBObjectStore.prototype.add;
          IDBObjectStore.prototype.add = () => { throw new DOMException("full", "QuotaExceededError") };
        }"""
    )
    page.get_by_role("button", name=re.compile("^Ikke svar, ")).first.click()
    expect(page.get_by_role("alert")).to_contain_text("Telefonen er full. Trykket ble ikke lagret.")
    expect(page.locator(".field-door[data-mark=no-answer]")).to_have_count(0)
    page.evaluate("() => { IDBObjectStore.prototype.add = window.add }")
    knock(page)
    expect(page.get_by_role("alert")).to_have_count(0)
    expect_status(page, 1, 1)
    assert counted() == [(1, 0)]


def test_a_phone_whose_storage_is_thrown_away_while_it_walks_says_so(page: Page, link: str) -> None:
    enter(page, link)
    browser = page.context.new_cdp_session(page)
    browser.send("Storage.clearDataForOrigin", origin_of(page) | {"storageTypes": "indexeddb,cache_storage"})
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(page.get_by_role("alert")).to_contain_text("Telefonen har slettet appens lager.")
    assert Operation.objects.count() == 0


def test_a_phone_whose_storage_was_thrown_away_says_so(page: Page, link: str, network: Airplane) -> None:
    enter(page, link)
    page.goto(f"{network.url}/static/core/favicon.svg")
    page.evaluate("() => new Promise((done) => { indexedDB.deleteDatabase('gjennomslag-field').onsuccess = done })")
    page.goto(f"{network.url}/walk/")
    expect(page.get_by_role("alert")).to_contain_text("Telefonen har slettet appens lager.")


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


def refused() -> int:
    return PutAside.objects.count() + Operation.objects.exclude(refused="").count()


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


def open_browser(browser: Browser, folder: Path) -> BrowserContext:
    """Open another Chromium, which keeps its storage in the folder."""
    kind = browser.browser_type
    return kind.launch_persistent_context(
        folder,
        executable_path=shutil.which("chromium") or kind.executable_path,
        args=["--no-sandbox", "--disable-gpu"],
        viewport=PHONE,  # type: ignore[arg-type]
        locale="nb-NO",
    )


def kill_browser(folder: Path) -> None:
    """Kill every process of the browser that keeps its profile in the folder, at once."""
    for process in psutil.Process().children(recursive=True):
        try:
            if any(str(folder) in part for part in process.cmdline()):
                process.kill()
        except psutil.NoSuchProcess:
            continue


def open_again(page: Page, network: Airplane) -> None:
    """Open the app; a kill in the first seconds may have cost it the memory of having been introduced."""
    page.goto(f"{network.url}/walk/")
    start = page.get_by_role("button", name="Start")
    expect(start.or_(doors(page).nth(59))).to_be_visible(timeout=30_000)
    if start.is_visible():
        start.click()
    expect(doors(page)).to_have_count(60)


def tap_and_be_killed(page: Page, folder: Path, chance: random.Random) -> int:
    """Tap at some doors, kill the browser at a random moment after the last tap, and return how many were saved."""
    saved = 0
    for _ in range(chance.randint(1, 4)):
        knock(page)
        saved += 1
    page.locator(".field-door[data-mark=not-visited]").first.get_by_role("button", name="Ikke svar").click(
        no_wait_after=True
    )
    time.sleep(chance.random() * 0.15)
    kill_browser(folder)
    return saved


@pytest.mark.parametrize("seed", range(WALKS))
def test_what_was_saved_survives_kills_of_the_browser(
    seed: int, browser: Browser, link: str, network: Airplane, tmp_path: Path
) -> None:
    """Of every kill: each tap that was shown as saved arrives, none arrives twice, and nothing else is made up."""
    chance = random.Random(seed)
    saved = 0
    for kill in range(KILLS_A_WALK):
        context = open_browser(browser, tmp_path)
        page = context.new_page()
        if kill == 0:
            enter(page, link)
        else:
            open_again(page, network)
        network.switch(on=chance.random() < 0.5)
        saved += tap_and_be_killed(page, tmp_path, chance)
        network.switch(on=False)
    context = open_browser(browser, tmp_path)
    page = context.new_page()
    open_again(page, network)
    text = page.locator(".field-status")
    expect(text).to_contain_text(re.compile(r"(\d+) registrert, \1 mottatt"), timeout=45_000)
    recorded = int(re.match(r"\s*(\d+)", text.inner_text())[1])  # type: ignore[index]
    context.close()
    assert saved <= recorded <= saved + KILLS_A_WALK
    assert (Operation.objects.count(), counted()) == (recorded, [(recorded, 0)])
    if RECORD:
        outcome = {"seed": seed, "kills": KILLS_A_WALK, "saved": saved, "arrived": recorded}
        with Path(RECORD).open("a", encoding="utf-8") as record:
            record.write(json.dumps(outcome) + "\n")
