"""Turfs on the map, in a real browser with a real drawing: choosing, ticking, moving, and what happens without it."""

from __future__ import annotations

import pytest
from django.urls import reverse
from playwright.sync_api import Page, Route, expect

from gjennomslag.canvass.models import Drive, Turf
from tests.canvass.street import make_drive
from tests.e2e.axe import assert_accessible
from tests.e2e.conftest import Visit
from tests.party import Party

pytestmark = pytest.mark.browser

DRAWN = "turf-map[data-drawn]"


@pytest.fixture
def drive(party: Party) -> Drive:
    """Return a drive of two turfs with four houses each."""
    return make_drive(party.branch)


def drive_page(drive: Drive) -> str:
    return reverse("canvass:drive", args=[drive.unit.code, drive.pk])


def turf_page(turf: Turf) -> str:
    return reverse("canvass:turf", args=[turf.drive.unit.code, turf.drive_id, turf.number])


def click_the_middle(page: Page) -> None:
    """Click where a single address stands: in the middle of the room that the map's buttons leave."""
    frame = page.locator(".turf-map__frame")
    box = frame.bounding_box()
    assert box is not None
    frame.click(position={"x": (40 + box["width"] - 72) / 2, "y": (40 + box["height"] - 48) / 2})


def test_pointing_at_a_row_shows_its_turf_on_the_map(visit: Visit, party: Party, drive: Drive) -> None:
    page = visit(drive_page(drive), party.turid)
    page.locator(DRAWN).wait_for()
    page.get_by_role("link", name="Rode 2").focus()
    expect(page.locator(".turf-map__status")).to_have_text("Rode 2: 4 adresser, 4 dører. Åpne roden")
    expect(page.locator("#turf-2")).to_have_attribute("aria-current", "true")
    expect(page.locator("#turf-1")).not_to_have_attribute("aria-current", "true")
    page.locator(".turf-map__status a").click()
    expect(page).to_have_url(page.url.split("/units/")[0] + turf_page(drive.turfs.get(number=2)))


def test_a_click_on_the_map_ticks_the_address_and_the_form_moves_it(visit: Visit, party: Party) -> None:
    drive = make_drive(party.branch, houses=1)
    first = drive.turfs.get()
    page = visit(turf_page(first), party.turid)
    page.locator(DRAWN).wait_for()
    click_the_middle(page)
    expect(page.get_by_role("checkbox")).to_be_checked()
    expect(page.locator("[data-selection-count]")).to_have_text("Én dør valgt")
    page.get_by_role("button", name="Flytt dørene").click()
    expect(page).to_have_url(page.url.split("/units/")[0] + drive_page(drive))
    assert [turf.number for turf in drive.turfs.all()] == [2]


def test_the_list_is_enough_where_the_map_does_not_arrive(visit: Visit, party: Party, drive: Drive) -> None:
    page = visit(reverse("home:mine"), party.turid)
    page.route("**/map.geojson", lambda route: route.abort())
    page = visit(drive_page(drive))
    expect(page.locator(".turf-map__frame")).to_have_text("Kartet kom ikke fram. Alt står i lista.")
    assert_accessible(page)


def test_tiles_are_asked_for_politely_and_their_maker_is_named(visit: Visit, party: Party, drive: Drive) -> None:
    page = visit(reverse("home:mine"), party.turid)
    asked: list[str] = []

    def answer(route: Route) -> None:
        asked.append(route.request.url)
        route.fulfill(status=200, content_type="image/png", body=PIXEL, headers={"Access-Control-Allow-Origin": "*"})

    page.route("https://cache.kartverket.no/**", answer)
    page = visit(drive_page(drive))
    expect(page.locator(".maplibregl-ctrl-attrib")).to_contain_text("© Kartverket")
    assert asked[0].startswith("https://cache.kartverket.no/")
    assert_accessible(page)


PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000" + "1f15c4890000000d49444154789c6360606060000000050001"
    "a5f645400000000049454e44ae426082"
)
