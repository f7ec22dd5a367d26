"""Asking to be contacted: by oneself, tied to nothing, and erased (P8)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.apps import apps
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from gjennomslag.canvass.links import contact_address_of, contact_unit_in
from gjennomslag.canvass.models import ContactRequest
from gjennomslag.canvass.services.contacts import ask_for_contact, forget_contacts, remind_of_contacts
from tests.canvass.phone import phone_with
from tests.canvass.street import make_drive, make_link
from tests.party import Party


@pytest.fixture
def turid(party: Party) -> Client:
    client = Client()
    client.force_login(party.turid)
    return client


def path_of(party: Party) -> str:
    return "/contact/" + contact_address_of(party.branch).split("/contact/")[1]


def ask(party: Party, name: str, *, days_ago: int = 0) -> ContactRequest:
    on = timezone.localdate() - timedelta(days=days_ago)
    ask_for_contact(unit=party.branch, name=name, on=on, email=f"{name.lower()}@example.org")
    return ContactRequest.objects.get(name=name)


def test_one_asks_by_oneself_and_is_erased_when_handled(turid: Client, party: Party) -> None:
    form = {"name": "Kari", "contact": "412 34 567", "consent": "on"}
    for _ in range(2):
        assert "Vi tar kontakt" in Client().post(path_of(party), form).content.decode()
    request = ContactRequest.objects.get()
    assert (request.unit, request.phone, request.text) == (party.branch, "+4741234567", "2026-11")
    assert "Kari" in turid.get(reverse("canvass:contacts", args=["lillevik"])).content.decode()
    turid.post(reverse("canvass:contact_handled", args=["lillevik", request.pk]))
    assert ContactRequest.objects.count() == 0
    assert turid.post(reverse("canvass:contact_handled", args=["lillevik", request.pk])).status_code == 404


@pytest.mark.parametrize("field", ["name", "contact", "consent"])
def test_nothing_is_kept_without_name_contact_and_consent(party: Party, field: str) -> None:
    form = {"name": "Kari", "contact": "kari@example.org", "consent": "on"}
    answer = Client().post(path_of(party), {key: value for key, value in form.items() if key != field})
    assert (answer.status_code, list(answer.context["form"].errors), ContactRequest.objects.count()) == (
        422,
        [field],
        0,
    )


def test_the_request_is_tied_to_a_unit_and_to_nothing_else() -> None:
    model = apps.get_model("canvass.ContactRequest")
    fields = {field.name for field in model._meta.get_fields() if field.concrete}
    assert fields == {"id", "unit", "name", "email", "phone", "asked_on", "text"}


def test_the_code_is_the_same_on_every_phone_of_the_unit(party: Party) -> None:
    drive = make_drive(party.branch)
    answers = [phone_with(make_link(turf, party.turid)).turf().json() for turf in drive.turfs.order_by("number")]
    assert {answer["contact"] for answer in answers} == {contact_address_of(party.branch)}
    assert [answer["contact_code"].startswith("data:image/svg+xml") for answer in answers] == [True, True]
    assert contact_unit_in("7~x") is None
    assert Client().get("/contact/7~x/").status_code == 404


def test_what_nobody_handles_is_erased_after_thirty_days(party: Party) -> None:
    ask(party, "Kari", days_ago=29)
    ask(party, "Ola", days_ago=30)
    assert forget_contacts(today=timezone.localdate()) == 1
    assert ContactRequest.objects.get().name == "Kari"


def test_the_leader_is_reminded_without_a_name(party: Party) -> None:
    ask(party, "Kari")
    assert remind_of_contacts(today=timezone.localdate()) == 1
    assert mail.outbox[0].to == ["turid.aasen@example.org"]
    assert "Kari" not in str(mail.outbox[0].body) + mail.outbox[0].subject


def test_the_page_takes_the_same_queries_with_one_and_with_three(turid: Client, party: Party) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert turid.get(reverse("canvass:contacts", args=["lillevik"])).status_code == 200
        return len(captured)

    ask(party, "A")
    queries()
    one = queries()
    ask(party, "B")
    ask(party, "C")
    assert queries() == one
