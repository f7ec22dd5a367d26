"""The way back from an address that only takes what is sent to it."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from gjennomslag.core.middleware import page_above
from tests.campaigns.planning import plan
from tests.party import Party

BROWSER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}


@pytest.mark.parametrize(
    ("path", "page"),
    [
        ("/units/lillevik/issue-campaigns/4/check-in/", "/units/lillevik/issue-campaigns/4/"),
        ("/units/lillevik/issue-campaigns/4/remove/task/7/", "/units/lillevik/issue-campaigns/4/"),
        ("/units/lillevik/drives/2/turfs/3/move/", "/units/lillevik/drives/2/turfs/3/"),
        ("/units/lillevik/drives/2/cut/", "/units/lillevik/drives/2/"),
        ("/nothing/here", "/"),
    ],
)
def test_the_page_above_is_the_nearest_address_that_the_site_has(path: str, page: str) -> None:
    assert page_above(path) == page


@pytest.mark.django_db
def test_who_opens_the_address_of_a_form_comes_to_its_page(client: Client, party: Party) -> None:
    campaign = plan(party)
    client.force_login(party.turid)
    address = reverse("campaigns:check_in", args=["lillevik", campaign.pk])
    assert client.post(address, {"text": ""}, headers=BROWSER).status_code == 422
    back = client.get(address, headers=BROWSER)
    assert (back.status_code, back.headers["Location"]) == (
        302,
        reverse("campaigns:campaign", args=["lillevik", campaign.pk]),
    )
    # A script that asks is told.
    assert client.get(address).status_code == 405
    client.force_login(party.jens)
    assert client.get(address, headers=BROWSER).status_code == 404
