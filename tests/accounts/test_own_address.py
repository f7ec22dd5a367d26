"""Members change how they are reached: the number at once, the mail address when a code has come back from it."""

from __future__ import annotations

import re
from datetime import timedelta
from smtplib import SMTPServerDisconnected
from urllib.parse import urlencode

import pytest
from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core import mail
from django.core.cache import cache
from django.core.mail import EmailMessage
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from gjennomslag.organisation.models import Person
from tests.accounts.test_sign_in import sign_in_by_mail
from tests.party import Party

CONTACT, CONFIRM, MINE = "/accounts/contact/", "/accounts/contact/confirm/", "/mine/data/"
NEW = "ny.adresse@example.org"


@pytest.fixture
def client(party: Party) -> Client:
    cache.clear()
    client = Client()
    client.force_login(party.member)
    return client


def asked(client: Client, party: Party, email: str = NEW) -> str:
    """Ask for the address, and return the code that was sent to it, if one was."""
    mail.outbox.clear()
    answer = client.post(CONTACT, {"phone": party.member.phone, "email": email})
    assert answer.headers["Location"] == CONFIRM
    found = re.search(r"^[A-Z0-9-]{6,10}$", str(mail.outbox[0].body), re.MULTILINE)
    return found.group() if found else ""


def held(party: Party) -> tuple[str | None, str]:
    now = Person.objects.get(pk=party.member.pk)
    return now.email, now.phone


def test_a_number_counts_at_once_and_history_says_who_and_why(client: Client, party: Party) -> None:
    before = held(party)
    answer = client.post(CONTACT, {"phone": "912 34 567", "email": f" {str(before[0]).upper()}"})
    assert (answer.headers["Location"], held(party), mail.outbox) == (MINE, (before[0], "+4791234567"), [])
    event = party.member.events.order_by("-pgh_id").first()  # type: ignore[attr-defined]
    context = event.pgh_context.metadata
    assert (event.phone, context["by"], context["why"]) == (
        before[1],
        party.member.pk,
        "changed on the member's own page",
    )


@pytest.mark.parametrize("wrong", [{"phone": "12"}, {"email": ""}, {"email": "hos meg"}])
def test_what_cannot_be_right_changes_nothing(client: Client, party: Party, wrong: dict[str, str]) -> None:
    before = held(party)
    assert client.post(CONTACT, {"phone": "", "email": before[0]} | wrong).status_code == 422
    assert (held(party), mail.outbox) == (before, [])


def test_a_new_address_counts_when_its_code_comes_back_and_the_old_one_is_told(client: Client, party: Party) -> None:
    elsewhere = Client()
    elsewhere.force_login(party.member)
    old = held(party)[0]
    code = asked(client, party)
    assert (held(party)[0], mail.outbox[0].to) == (old, [NEW])
    assert client.post(CONFIRM, {"code": code.lower().replace("-", " ")}).headers["Location"] == MINE
    assert (held(party)[0], mail.outbox[1].to, NEW in str(mail.outbox[1].body)) == (NEW, [old], False)
    assert [each.get(MINE).status_code for each in (client, elsewhere)] == [200, 302]


def test_five_wrong_codes_end_it(client: Client, party: Party) -> None:
    old = held(party)[0]
    code = asked(client, party)
    assert [client.post(CONFIRM, {"code": "AAAA-AAAA"}).status_code for _ in range(5)] == [422] * 4 + [302]
    assert client.post(CONFIRM, {"code": code}).headers["Location"] == CONTACT
    assert held(party)[0] == old


def test_a_code_works_for_a_quarter_of_an_hour(client: Client, party: Party, monkeypatch: pytest.MonkeyPatch) -> None:
    code, late = asked(client, party), timezone.now() + timedelta(minutes=16)
    monkeypatch.setattr(timezone, "now", lambda: late)
    assert client.post(CONFIRM, {"code": code}).headers["Location"] == CONTACT
    assert held(party)[0] == party.member.email


def test_somebody_elses_address_looks_the_same_and_they_alone_are_told(client: Client, party: Party) -> None:
    assert asked(client, party, str(party.turid.email)) == ""
    assert [each.to for each in mail.outbox] == [[party.turid.email]]
    assert str(party.member) not in str(mail.outbox[0].body)
    assert client.get(CONFIRM).status_code == 200
    assert client.post(CONFIRM, {"code": "AAAA-AAAA"}).status_code == 422


def test_an_address_that_somebody_gets_meanwhile_stays_theirs(client: Client, party: Party) -> None:
    code = asked(client, party)
    Person.objects.filter(pk=party.turid.pk).update(email=NEW)
    assert client.post(CONFIRM, {"code": code}).headers["Location"] == CONTACT
    assert held(party)[0] == party.member.email


def test_nothing_changes_while_the_old_address_cannot_be_told(
    client: Client, party: Party, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = asked(client, party)

    def broken(self: EmailMessage, fail_silently: bool = False) -> int:
        raise SMTPServerDisconnected

    with monkeypatch.context() as broken_mail:
        broken_mail.setattr(EmailMessage, "send", broken)
        assert client.post(CONFIRM, {"code": code}).headers["Location"] == CONFIRM
        assert held(party)[0] == party.member.email
        assert client.post(CONTACT, {"phone": "", "email": "en.annen@example.org"}).headers["Location"] == CONTACT
    assert client.post(CONFIRM, {"code": code}).headers["Location"] == MINE
    assert held(party)[0] == NEW


def test_few_codes_are_sent_in_an_hour(client: Client, party: Party) -> None:
    where = [client.post(CONTACT, {"phone": "", "email": f"en{n}@example.org"}).headers["Location"] for n in range(7)]
    assert where == [CONFIRM] * 6 + [CONTACT]
    assert len(mail.outbox) == 6


@pytest.fixture
def codes(party: Party) -> list[str]:
    """Give the member an authenticator, and return the codes that count as it where it is not at hand."""
    TOTP.activate(party.member, generate_totp_secret())
    return [str(each) for each in RecoveryCodes.activate(party.member).get_unused_codes()]


def test_whoever_has_an_authenticator_uses_it_before_another_address_is_asked_for(
    client: Client, party: Party, codes: list[str]
) -> None:
    there, back = reverse("mfa_reauthenticate"), {"next": CONTACT}
    number = client.post(CONTACT, {"phone": "912 34 567", "email": party.member.email})
    assert (number.headers["Location"], held(party)[1]) == (MINE, "+4791234567")
    answer = client.post(CONTACT, {"phone": "912 34 567", "email": NEW})
    assert (answer.headers["Location"], mail.outbox) == (f"{there}?{urlencode(back)}", [])
    assert client.post(there, {"code": "000000", **back}).status_code == 200
    assert mail.outbox == []
    answer = client.post(there, {"code": codes[0], **back})
    assert (answer.headers["Location"], [each.to for each in mail.outbox]) == (CONFIRM, [[NEW]])
    assert asked(client, party, "en.annen@example.org")


def test_whoever_has_just_signed_in_with_it_is_not_asked_again(client: Client, party: Party, codes: list[str]) -> None:
    client.logout()
    sign_in_by_mail(client, str(party.member.email))
    client.post(reverse("mfa_authenticate"), {"code": codes[0]})
    assert asked(client, party)
    session = client.session
    for each in session[AUTHENTICATION_METHODS_SESSION_KEY]:
        each["at"] -= 301
    session.save()
    answer = client.post(CONTACT, {"phone": "", "email": NEW})
    assert answer.headers["Location"].startswith(reverse("mfa_reauthenticate"))


def test_a_passkey_is_asked_for_where_there_is_one(client: Client, party: Party) -> None:
    Authenticator.objects.create(user=party.member, type=Authenticator.Type.WEBAUTHN, data={})
    answer = client.post(CONTACT, {"phone": "", "email": NEW})
    assert answer.headers["Location"].startswith(reverse("mfa_reauthenticate_webauthn"))
    assert mail.outbox == []


def test_the_library_takes_no_address_behind_our_back(client: Client, party: Party) -> None:
    answer = client.post(reverse("account_email"), {"email": NEW, "action_add": ""})
    assert (answer.headers["Location"], held(party)[0]) == (CONTACT, party.member.email)
