"""Signing in with a code from the mail, and staying signed in."""

from __future__ import annotations

import re

from django.core import mail
from django.test import Client
from django.urls import reverse

from tests.party import Party


def sign_in_by_mail(client: Client, address: str) -> None:
    client.post(reverse("account_login"), {"login": address})
    found = re.search(r"^[A-Z0-9]{4}-?[A-Z0-9]{4}$", str(mail.outbox[-1].body), re.MULTILINE)
    assert found is not None
    client.post(reverse("account_confirm_login_code"), {"code": found.group()})


def test_a_code_from_the_mail_signs_in_and_keeps_signed_in(client: Client, party: Party) -> None:
    sign_in_by_mail(client, str(party.turid.email))
    assert [client.get(reverse("home:mine")).status_code for _ in range(2)] == [200, 200]


def test_a_new_address_signs_out_whoever_used_the_old_one(client: Client, party: Party) -> None:
    client.force_login(party.turid)
    party.turid.email = "turid.new@example.org"
    party.turid.save()
    assert client.get(reverse("home:mine")).status_code == 302


def test_an_unknown_address_gets_no_code_and_no_hint(client: Client, party: Party) -> None:
    known = client.post(reverse("account_login"), {"login": str(party.turid.email)})
    unknown = client.post(reverse("account_login"), {"login": "nobody@example.org"})
    assert (known.status_code, known.headers["Location"]) == (unknown.status_code, unknown.headers["Location"])
    client.post(reverse("account_confirm_login_code"), {"code": "AAAA-AAAA"})
    assert client.get(reverse("home:mine")).status_code == 302
