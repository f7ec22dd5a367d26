"""Words longer than a phone is wide: they break, and push nothing out of the page."""

from __future__ import annotations

import pytest
from django.urls import reverse

from gjennomslag.messaging.choices import BlockKind
from gjennomslag.messaging.services.letters import save_block
from tests.activities.making import make_activity
from tests.e2e.axe import overflow
from tests.e2e.conftest import DESK, Visit
from tests.messaging.writing import write
from tests.party import Party

pytestmark = pytest.mark.browser
LONG = "https://kart.example.org/" + "samfunnshuset" * 10


def test_a_long_place_breaks_in_a_list(visit: Visit, party: Party) -> None:
    make_activity(party.branch, place=LONG)
    page = visit(reverse("activities:in_unit", args=["lillevik"]), party.turid)
    assert page.get_by_text("samfunnshuset").count() > 0
    assert overflow(page) == []


def test_a_long_address_breaks_in_a_letter_and_in_the_list_of_its_blocks(visit: Visit, party: Party) -> None:
    letter = write(party)
    save_block(letter=letter, by=party.turid, kind=BlockKind.PARAGRAPH, text_nb=LONG)
    save_block(letter=letter, by=party.turid, kind=BlockKind.HEADING, text_nb="Velkommen " * 8)
    page = visit(reverse("messaging:letter", args=["lillevik", letter.pk]), party.turid)
    assert overflow(page) == []
    # On a computer the buttons of each block stand beside its words.
    page.set_viewport_size(DESK)  # type: ignore[arg-type]
    rows = page.locator("ol.link-list > li")
    for row in rows.all():
        words, buttons = row.locator("> a").bounding_box(), row.locator("> div").bounding_box()
        assert words is not None
        assert buttons is not None
        assert buttons["x"] >= words["x"] + words["width"]
    visit(reverse("messaging:letter_as_mail", args=["lillevik", letter.pk, "nb"]), party.turid)
    assert overflow(page) == []
