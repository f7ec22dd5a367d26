"""One person's whole way, on a phone in a real browser: from the plan's target to the door and back to the board."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Page, expect
from procrastinate.contrib.django import app as jobs

from gjennomslag.algorithms.towns import generate_town
from gjennomslag.canvass.generated_files import Setting, municipality_centre, write_town
from gjennomslag.canvass.models import Address, Door, Drive
from gjennomslag.config.working import work
from gjennomslag.core import clock
from gjennomslag.core.display import number
from gjennomslag.plan.services.plans import load_plan
from gjennomslag.voices.queries import answers_of
from gjennomslag.voices.services import install_themes
from tests.e2e.conftest import Visit
from tests.party import Party

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PLAN = Path(settings.PACKAGE).parents[1] / "plans" / "sv-2026-2029.yaml"
DOORS = 400


@pytest.fixture
def address_file(tmp_path: Path) -> Path:
    """Return the file of an invented Elverum with dwellings, as Kartverket would give it."""
    centre = municipality_centre("3420")
    assert centre is not None
    town = generate_town(doors=DOORS, seed=3, centre=centre)
    return write_town(town, tmp_path, Setting("3420", "Elverum")).dwellings


@pytest.fixture
def no_hour_strikes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep the worker from what it does at certain hours: at twenty to three it erases those who owe their dues."""
    monkeypatch.setattr(jobs.periodic_registry, "periodic_tasks", {})


def do_the_jobs() -> None:
    """Let a worker do the jobs that wait, in a thread of its own: the browser's driver has an event loop in ours."""

    def work_once() -> None:
        work(until_done=True)
        connection.close()

    with ThreadPoolExecutor(1) as thread:
        thread.submit(work_once).result()


def click_button(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).first.click()
    page.wait_for_load_state()


def share_out_the_plans_target(page: Page) -> None:
    page.get_by_role("link", name="Fordel 2026").click()
    click_button(page, "Vis tallene")
    click_button(page, "Fordel disse tallene")


def commit_to_a_number(page: Page, own: int) -> None:
    page.get_by_role("link", name="Bestem tallet for 2026").click()
    page.locator("input[type=number]").fill(str(own))
    page.locator("main form button").first.click()
    page.wait_for_load_state()


def import_addresses(page: Page, file: Path) -> None:
    page.locator("input[type=file]").set_input_files(file)
    click_button(page, "Sjekk fila")
    do_the_jobs()
    page.reload()
    assert Door.objects.count() == 0, "nothing is imported before one has said yes"
    click_button(page, "Hent inn adressene")
    do_the_jobs()
    page.reload()
    page.get_by_role("link", name="Gå videre til dørbanking").click()


def start_a_drive(page: Page) -> Drive:
    """Start a drive in one area: what people answer is shown where ten have, and a turf may lie in two areas."""
    page.get_by_role("link", name="Start en aksjon").click()
    page.get_by_label("Navn på aksjonen").fill("Høstdrive")
    page.locator("input[name=basic_units]").first.check()
    page.get_by_label("Dører i hver rode").fill("50")
    click_button(page, "Start aksjonen")
    do_the_jobs()
    page.reload()
    return Drive.objects.get()


def hand_out_the_first_turf(page: Page) -> str:
    page.get_by_role("link", name="Rode 1", exact=True).click()
    click_button(page, "Lag lenke")
    return page.locator(".long-link a").get_attribute("href") or ""


def walk(page: Page, conversations: int) -> None:
    """Talk at as many doors, let everyone care about the first theme, and get no answer at one more."""
    page.get_by_role("button", name="Start", exact=True).click()
    doors_left = page.locator(".field-door[data-mark=not-visited]")
    for _ in range(conversations):
        left = doors_left.count()
        doors_left.first.get_by_role("button", name="Samtale").click()
        page.get_by_role("dialog").locator(".field-themes button").first.click()
        expect(doors_left).to_have_count(left - 1)
    doors_left.first.get_by_role("button", name="Ikke svar").click()
    status = page.locator(".field-status")
    expect(status).to_contain_text(f"{conversations + 1} registrert, {conversations + 1} mottatt", timeout=30_000)
    page.get_by_role("button", name="Ferdig for i dag").click()
    expect(page.get_by_text("Takk for innsatsen!")).to_be_visible()
    expect(page.get_by_text("svar venter på telefonen")).to_have_count(0, timeout=30_000)


@pytest.mark.usefixtures("no_hour_strikes")
def test_from_plan_to_door_to_board(visit: Visit, party: Party, address_file: Path) -> None:
    load_plan(text=PLAN.read_text("utf-8"), unit=party.country, on=clock.today(), by=party.secretary)
    install_themes(unit=party.country, by=party.secretary)

    share_out_the_plans_target(visit(reverse("plan:targets", args=["landet"]), party.secretary))
    page = visit(reverse("plan:targets", args=["lillevik"]), party.turid)
    commit_to_a_number(page, own=240)

    page = visit(reverse("canvass:addresses", args=["lillevik"]))
    import_addresses(page, address_file)
    assert Door.objects.count() == DOORS
    assert Address.objects.filter(municipality_code="3420").count() == Address.objects.count()

    drive = start_a_drive(page)
    assert drive.turfs.count() > 1
    link = hand_out_the_first_turf(page)

    page.context.clear_cookies()
    page.goto(link)
    walk(page, conversations=12)

    page = visit(reverse("home:board", args=["lillevik"]), party.turid)
    expect(page.locator("main")).to_contain_text("12 av 240")
    expect(page.locator("main")).to_contain_text(number(228))
    page.goto(reverse("home:board", args=["landet"]))
    expect(page.get_by_role("row", name="Fjordland")).to_contain_text("12")
    assert answers_of(party.branch, clock.today().isocalendar().year) == 12
    page.goto(reverse("voices:themes", args=["lillevik"]))
    expect(page.locator("main")).to_contain_text("12")

    assert Client().get(link).status_code == 302
    page.goto(reverse("canvass:turf", args=["lillevik", drive.pk, 1]))
    click_button(page, "Ta roden tilbake")
    assert Client().get(link).status_code == 410
