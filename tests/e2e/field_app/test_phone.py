"""What the phone keeps: one turf, no names, nothing once it is revoked; what it says when storage is full or gone."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from gjennomslag.canvass.models import Operation, Turf, Visit
from gjennomslag.canvass.services.drives import revoke_turf, take_back_turf
from gjennomslag.organisation.models import Person
from gjennomslag.voices.models import WeekTally
from gjennomslag.voices.sealing import open_tally
from tests.e2e.airplane import Airplane
from tests.e2e.field_app.walking import counted, enter, expect_status, knock, land, talk
from tests.party import Party

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


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
