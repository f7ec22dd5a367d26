"""Joining on the public page: a member at once, nobody revealed, no machine, nothing lost."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.core import mail
from django.core.mail.backends.base import BaseEmailBackend
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from gjennomslag.core import clock
from gjennomslag.core.mail import NotHandedOver
from gjennomslag.organisation import jobs, joining
from gjennomslag.organisation.joining import Shown, form_token, not_me_token
from gjennomslag.organisation.models import Consent, JoinAttempt, Membership, Person
from gjennomslag.organisation.queries.people import text_in_force
from gjennomslag.organisation.queries.retention import left_the_party
from gjennomslag.organisation.queries.units import branches_for_home
from gjennomslag.organisation.services.joining import forget_attempts
from gjennomslag.organisation.services.words import install_words
from tests.party import Party, hold
from tools import messages

Send = Callable[..., HttpResponse]


@pytest.fixture
def send(client: Client, party: Party) -> Send:
    """Return what fills in the form, with nothing wrong but what the test says, and sends it."""
    install_words(by=None)

    def fill_in(*, language: str = "nb", seconds: float = 30, **changes: object) -> HttpResponse:
        text = text_in_force("membership", language)  # type: ignore[arg-type]
        filled = {
            "shown": form_token(Shown(timezone.now() - timedelta(seconds=seconds), text.pk)),
            "first_name": "Kari",
            "last_name": "Nordmann",
            "birth_date": "1980-05-17",
            "phone": "912 34 567",
            "email": "Kari@Example.org",
            "postal_code": "2406",
            "consent": "on",
            **changes,
        }
        return client.post(f"/join/{language}/", filled)  # type: ignore[return-value]

    return fill_in


def faults(answer: HttpResponse) -> set[str]:
    """Return the fields at fault."""
    assert answer.status_code in {422, 429}
    return set(answer.context["form"].errors)  # type: ignore[attr-defined]


def waiting_jobs() -> list[str]:
    return list(ProcrastinateJob.objects.order_by("pk").values_list("task_name", flat=True))


def test_somebody_joins_in_nynorsk_and_is_a_member_from_today(send: Send, party: Party) -> None:
    wishes = {"involvement": "some-tasks", "interests": ["doors"], "topics": ["news"], "channels": ["email", "sms"]}
    answer = send(language="nn", **wishes)
    assert (answer.status_code, answer.headers["Location"]) == (302, "/join/nn/thanks/")
    person = Person.objects.get(email="kari@example.org")
    assert (person.full_name, person.phone, person.language) == ("Kari Nordmann", "+4791234567", "nn")
    assert (person.postal_place, person.interests) == ("Elverum", ["doors"])
    membership = Membership.objects.get(person=person)
    assert (membership.unit, membership.member_since, membership.primary) == (party.branch, clock.today(), True)
    given = {(each.topic, each.channel): each for each in Consent.objects.filter(person=person)}
    assert set(given) == {("membership", ""), ("news", "email"), ("news", "sms")}
    agreed = given["membership", ""]
    assert agreed.text is not None
    assert (agreed.text.language, agreed.given_how) == ("nn", "form")
    assert agreed.text.text.startswith("Eg vil vere medlem")


def test_the_new_member_and_the_branch_are_told(send: Send, party: Party) -> None:
    hold(party.member, "join-contact", party.branch)
    send()
    membership = Membership.objects.get(person__email="kari@example.org")
    assert waiting_jobs() == ["organisation.welcome_member", "organisation.tell_join_contacts"]
    jobs.welcome_member(membership_id=membership.pk)
    jobs.tell_join_contacts(membership_id=membership.pk)
    welcome, word = mail.outbox
    assert (welcome.to, welcome.subject) == (["kari@example.org"], "Velkommen som medlem i Lillevik")
    assert "innen fjorten dager" in welcome.body
    assert word.to == ["mona.medlem@example.org"]
    assert "/units/lillevik/welcome/" in word.body
    assert "Kari" not in f"{word.subject} {word.body}"


def test_where_nobody_is_responsible_the_chair_and_then_the_county_hears(send: Send, party: Party) -> None:
    send()
    pk = Membership.objects.get(person__email="kari@example.org").pk
    jobs.tell_join_contacts(membership_id=pk)
    party.turid.holdings.update(valid_until=clock.today() - timedelta(days=1))
    jobs.tell_join_contacts(membership_id=pk)
    assert [message.to for message in mail.outbox] == [["turid.aasen@example.org"], ["oda.østby@example.org"]]
    assert "kommer til deg" in mail.outbox[1].body


class Broken(BaseEmailBackend):
    """A mail server that does not answer."""

    def send_messages(self, email_messages: object) -> int:
        raise ConnectionRefusedError


def test_nothing_is_lost_when_mail_fails(send: Send, settings: pytest.FixtureRequest) -> None:
    settings.EMAIL_BACKEND = f"{__name__}.Broken"  # type: ignore[attr-defined]
    send()
    membership = Membership.objects.get(person__email="kari@example.org")
    with pytest.raises(ConnectionRefusedError):
        jobs.welcome_member(membership_id=membership.pk)
    with pytest.raises(NotHandedOver):
        jobs.tell_join_contacts(membership_id=membership.pk)
    for task in (jobs.welcome_member, jobs.tell_join_contacts, jobs.tell_known_person):
        assert task.retry_strategy is not None


def test_who_is_a_member_already_is_told_by_mail_alone(send: Send, party: Party) -> None:
    new = send()
    answer = send(email="Mona.Medlem@example.org", last_name="Annen")
    assert (answer.status_code, answer.headers["Location"]) == (new.status_code, new.headers["Location"])
    party.member.refresh_from_db()
    assert (party.member.last_name, party.member.memberships.count()) == ("Medlem", 1)
    assert waiting_jobs()[2:] == ["organisation.tell_known_person"]
    jobs.tell_known_person(person_id=party.member.pk)
    assert [(each.to, each.subject) for each in mail.outbox] == [
        (["mona.medlem@example.org"], "Du står allerede i registeret vårt")
    ]


def test_sending_twice_without_a_mail_address_makes_one_member(send: Send) -> None:
    for _ in range(2):
        assert send(email="").status_code == 302
    assert Person.objects.filter(first_name="Kari").count() == 1


def test_what_is_wrong_is_named_and_nothing_is_written(send: Send) -> None:
    today = clock.today()
    young = today.replace(year=today.year - 15) + timedelta(days=1)
    answer = send(birth_date=young.isoformat(), phone="12", email="kari@", postal_code="0000", consent="")
    assert faults(answer) == {"birth_date", "phone", "email", "postal_code", "consent"}
    assert "Kari" in answer.content.decode()
    assert str((today + timedelta(days=1)).year) in str(answer.context["form"].errors["birth_date"])  # type: ignore[attr-defined]
    assert faults(send(phone="", email="")) == {"phone"}
    assert faults(send(topics=["news"])) == {"channels"}
    assert (Person.objects.filter(first_name="Kari").count(), JoinAttempt.objects.count()) == (0, 0)


def test_a_place_without_a_branch_belongs_to_the_county_or_the_country(send: Send, party: Party) -> None:
    send(postal_code="2320", email="a@example.org")
    send(postal_code="9700", email="b@example.org")
    units = Membership.objects.filter(person__first_name="Kari").order_by("pk").values_list("unit__code", flat=True)
    assert list(units) == ["fjordland", "landet"]


def test_a_place_that_branches_share_is_asked_about(send: Send, party: Party) -> None:
    party.sibling.areas.create(municipality_code="3420")
    assert branches_for_home("2406", clock.today()) == [party.branch, party.sibling]
    answer = send()
    assert faults(answer) == {"branch"}
    assert "Storvik" in answer.content.decode()
    send(branch="storvik")
    send(branch="do-not-know", email="b@example.org")
    units = Membership.objects.filter(person__first_name="Kari").order_by("pk").values_list("unit__code", flat=True)
    assert list(units) == ["storvik", "fjordland"]


def test_a_machine_does_not_join(send: Send, monkeypatch: pytest.MonkeyPatch) -> None:
    assert send(website="https://spam.example").status_code == 302
    assert faults(send(seconds=1)) == {"__all__"}
    assert faults(send(seconds=13 * 3600)) == {"__all__"}
    assert faults(send(shown="made-up")) == {"__all__"}
    assert Person.objects.filter(first_name="Kari").count() == 0
    monkeypatch.setattr("gjennomslag.organisation.services.joining.FORMS_AN_HOUR", 2)
    answers = [send(email=f"kari{each}@example.org").status_code for each in range(3)]
    assert answers == [302, 302, 429]
    assert Person.objects.filter(first_name="Kari").count() == 2


def test_the_network_address_is_kept_as_nothing_and_for_a_day(send: Send) -> None:
    send()
    kept = JoinAttempt.objects.get()
    assert "127.0.0.1" not in kept.sender
    assert len(kept.sender) == 64
    assert forget_attempts(now=timezone.now() + timedelta(hours=23)) == 0
    assert forget_attempts(now=timezone.now() + timedelta(hours=25)) == 1


def test_somebody_who_did_not_join_ends_it(send: Send, client: Client) -> None:
    send()
    membership = Membership.objects.get(person__email="kari@example.org")
    address = f"/joined-by-mistake/{not_me_token(membership.pk)}/"
    assert client.get(address).status_code == 200
    assert client.post(address).status_code == 200
    membership.refresh_from_db()
    assert membership.ended_on == clock.today()
    assert left_the_party(timezone.now() + timedelta(hours=13)) == [membership.person_id]
    assert client.get(address).status_code == 410
    assert client.get("/joined-by-mistake/made-up/").status_code == 410


def test_who_has_left_comes_back_as_a_new_member(send: Send, party: Party) -> None:
    Membership.objects.filter(person=party.member).update(ended_on=date(2024, 1, 1), ended_why="resigned")
    send(email="mona.medlem@example.org")
    running = Membership.objects.get(person=party.member, ended_on=None)
    assert (running.member_since, running.unit) == (clock.today(), party.branch)
    party.member.refresh_from_db()
    assert (party.member.full_name, party.member.phone) == ("Mona Medlem", "+4791234567")


def test_the_page_is_there_in_each_language_and_no_other(client: Client, party: Party) -> None:
    install_words(by=None)
    for language, words in (("nb", "Jeg vil være medlem"), ("nn", "Eg vil vere medlem"), ("en", "I want to be")):
        page = client.get(f"/join/{language}/").content.decode()
        assert words in page
        assert f'lang="{language}"' in page
    assert client.get("/join/fr/").status_code == 404
    assert client.get("/join/").headers["Location"] == "/join/nb/"


def test_everything_on_the_pages_and_in_the_mails_is_there_in_nynorsk() -> None:
    room = messages.PACKAGE / "organisation"
    files = ["join_forms.py", "join_mail.py", "views/join.py"]
    texts = [f"templates/organisation/{name}" for name in ("join.html", "joined.html", "not_me.html", "join_page.html")]
    mails = [f"templates/organisation/{name}.txt" for name in ("welcome", "new_member", "known")]
    catalogue = messages.read_catalogue(messages.catalogue_path(room, "nn"), "nn")
    wanted = [text for name in files + texts + mails for _, text, _, _ in messages.texts_in(Path(room / name))]
    translated = {each.id for each in catalogue if each.id and all(messages.strings_of(each))}
    assert [text for text in wanted if text not in translated] == []
    assert [each.id for each in catalogue if each.id and messages.unknown_placeholders(each)] == []
    assert joining.FORMS_AN_HOUR >= 20
