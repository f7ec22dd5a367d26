"""The list at the door in a real browser: opened anew and tapped without network, and sent once there is some."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from gjennomslag.activities.links import door_token
from tests.activities.making import come, make_activity
from tests.e2e.conftest import Visit
from tests.party import Party

pytestmark = pytest.mark.browser


def state(page: Page) -> tuple[str, str]:
    return page.locator("[data-came-number]").inner_text(), page.locator("[data-state]").inner_text()


KEPT = "caches.open('gjennomslag-door').then((kept) => kept.match(location.href, {ignoreVary: true})).then(Boolean)"


def wait_until_kept(page: Page) -> None:
    """Wait until the list is kept. The browser's own waiting takes a promise for an answer, whatever it will be."""
    for _ in range(200):
        if page.evaluate(KEPT):
            return
        page.wait_for_timeout(50)
    pytest.fail("The list is not kept.")


def test_people_are_ticked_without_network_and_counted_once(visit: Visit, party: Party) -> None:
    activity = make_activity(party.branch, hours=1)
    come(activity, party.member)
    page = visit(reverse("activities:door", args=[door_token(activity)]))
    # Opened once is enough: the list is kept before anybody loses the network.
    wait_until_kept(page)
    expect(page.locator("[data-state]")).to_have_text("Alt er lagret.")
    page.context.set_offline(True)
    page.get_by_role("button", name=re.compile("Er kommet Mona")).click()
    page.get_by_label("Navn").fill("Per Nordmann")
    page.get_by_role("button", name="Er kommet", exact=True).click()
    waiting = "Lagret på telefonen, venter på nett: 2"
    expect(page.locator("[data-state]")).to_have_text(waiting)
    page.reload()
    expect(page.locator("[data-state]")).to_have_text(waiting)
    assert state(page) == ("2", waiting)
    page.context.set_offline(False)
    expect(page.locator("[data-state]")).to_have_text("Alt er lagret.")
    came = activity.registrations.select_related("person").filter(came=True).order_by("pk")
    assert [(each.called, each.way) for each in came] == [("Mona Medlem", "page"), ("Per Nordmann", "door")]
