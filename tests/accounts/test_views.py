from __future__ import annotations

import pytest
from django.conf import LazySettings
from django.test import Client
from django.urls import reverse

from gjennomslag.accounts.demo import demo_id
from gjennomslag.organisation.models import Person
from gjennomslag.organisation.services import register_person

SIGN_IN = "/accounts/demo/branch-leader/"


@pytest.fixture
def leader(db: None) -> None:
    liv = register_person(first_name="Liv", last_name="Ås", email="liv@example.org", by=None)
    Person.objects.filter(pk=liv.pk).update(register_id=demo_id("branch-leader"))


def test_one_click_signs_in_on_the_demo(leader: None, settings: LazySettings) -> None:
    settings.DEMO = True
    client = Client()
    assert "Liv Ås" in client.get(reverse("home:front")).content.decode()
    assert client.post(SIGN_IN).headers["Location"] == reverse("home:mine")
    assert "Liv" in client.get(reverse("home:mine")).content.decode()


def test_nobody_signs_in_as_somebody_who_is_erased(leader: None, settings: LazySettings) -> None:
    settings.DEMO = True
    Person.objects.update(is_active=False)
    assert Client().post(SIGN_IN).status_code == 404


def test_outside_the_demo_there_is_no_such_page(leader: None, settings: LazySettings) -> None:
    settings.DEMO = False
    client = Client()
    assert client.post(SIGN_IN).status_code == 404
    assert "Liv Ås" not in client.get(reverse("home:front")).content.decode()
    assert client.get(reverse("home:mine")).status_code == 302


def test_a_role_nobody_has_is_not_found(leader: None, settings: LazySettings) -> None:
    settings.DEMO = True
    assert Client().post("/accounts/demo/head-office/").status_code == 404


def test_looking_does_not_sign_in(leader: None, settings: LazySettings) -> None:
    settings.DEMO = True
    assert Client().get(SIGN_IN).status_code == 405
