"""The frame around every page, and the pages that explain why something is not here."""

from __future__ import annotations

import pytest
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse
from django.utils import translation

from tests.party import Party


@pytest.mark.parametrize(
    ("template", "heading"),
    [
        ("400.html", "Dette forsto vi ikke"),
        ("403_csrf.html", "Siden hadde stått åpen for lenge"),
        ("500.html", "Noe gikk galt hos oss"),
    ],
)
def test_pages_that_django_shows_without_knowing_who_asks(template: str, heading: str) -> None:
    with translation.override("nb"):
        page = render_to_string(template)
    assert f'<h1 class="ds-heading" data-size="lg">{heading}</h1>' in page
    assert "site-menu" not in page


@pytest.mark.django_db
def test_an_unknown_address_is_explained_in_the_visitors_language(client: Client) -> None:
    answer = client.get("/nothing/here/")
    assert answer.status_code == 404
    assert "Denne siden finnes ikke her" in answer.content.decode()


@pytest.mark.django_db
def test_a_form_sent_without_its_token_is_explained() -> None:
    answer = Client(enforce_csrf_checks=True).post(reverse("account_login"), {"login": "turid@example.org"})
    assert answer.status_code == 403
    assert "Siden hadde stått åpen for lenge" in answer.content.decode()


def test_the_language_is_changed_by_a_form_that_comes_back_to_the_same_page(client: Client, party: Party) -> None:
    client.force_login(party.turid)
    here = reverse("home:mine")
    page = client.get(here).content.decode()
    assert f'<input type="hidden" name="next" value="{here}">' in page
    assert '<button name="language" value="en" lang="en">English</button>' in page
    answer = client.post(reverse("set_language"), {"language": "en", "next": here})
    assert (answer.status_code, answer.headers["Location"]) == (302, here)
    assert '<html lang="en"' in client.get(here).content.decode()


def test_people_sign_out_by_a_form_and_not_by_a_link(client: Client, party: Party) -> None:
    client.force_login(party.turid)
    assert (
        f'<form action="{reverse("account_logout")}" method="post">'
        in client.get(reverse("home:mine")).content.decode()
    )
    client.post(reverse("account_logout"))
    assert client.get(reverse("home:mine")).status_code == 302
