"""The field app for everyone: axe, large letters, the dark, the keyboard alone, three languages."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.axe import assert_accessible, assert_contrast, assert_fits
from tests.e2e.conftest import PHONE
from tests.e2e.field_app.walking import doors, enter, expect_status, knock

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


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
    first, second = page.locator(".field-entrance h2").all_text_contents()[:2]
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
    expect(page.locator(".field-door:focus-within")).to_have_attribute("data-mark", "not-visited")
    page.get_by_role("button", name=re.compile("^Neste: ")).press("Enter")
    expect(page.locator(".field-door:focus-within")).to_have_attribute("data-mark", "not-visited")
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
