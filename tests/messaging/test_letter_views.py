"""The pages of letters, as Turid, her members and a mail provider use them."""

from __future__ import annotations

import base64
import json
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, Settings

from gjennomslag.messaging.choices import LetterState, Problem
from gjennomslag.messaging.letter_mail import unsubscribe_address
from gjennomslag.messaging.models import AddressProblem, Letter, Recipient
from gjennomslag.messaging.providers import event_view
from gjennomslag.messaging.returns import read_return
from gjennomslag.messaging.services.addresses import take_back
from gjennomslag.messaging.services.delivering import prepare_letter
from gjennomslag.messaging.sms import parts_of
from gjennomslag.messaging.tokens import message_id_of
from gjennomslag.organisation.address_faults import faults_of
from gjennomslag.organisation.choices import Channel, Topic
from gjennomslag.organisation.models import AccessRecord, Consent, Person
from gjennomslag.organisation.queries.people import may_contact
from tests.messaging.test_delivering import post_all
from tests.messaging.writing import agree, archived, channel_of, send_off, states, write
from tests.party import Party

LETTER = {"subject_nb": "Årsmøte", "kind": "news", "topic": "news", "archived": "as-sent"}


@pytest.fixture
def turid(client: Client, party: Party) -> Client:
    client.force_login(party.turid)
    return client


def at(name: str, *more: object, code: str = "lillevik") -> str:
    return reverse(f"messaging:{name}", args=[code, *more])


def test_a_letter_is_written_block_by_block_and_sent(turid: Client, party: Party) -> None:
    agree(party.member)
    turid.post(at("new_letter", "email"), LETTER)
    letter = Letter.objects.get()
    assert (letter.subject_nb, letter.topic, letter.written_by) == ("Årsmøte", "news", party.turid)
    turid.post(at("new_block", letter.pk, "heading"), {"text_nb": "Velkommen"})
    turid.post(at("new_block", letter.pk, "button"), {"text_nb": "Kom", "address": "https://example.org"})
    first, second = letter.blocks.all()
    turid.post(at("move_block", letter.pk, second.pk), {"up": ""})
    turid.post(at("change_block", letter.pk, first.pk), {"text_nb": "Hei, {fornavn}"})
    assert [block.text_nb for block in letter.blocks.all()] == ["Kom", "Hei, {fornavn}"]
    turid.post(at("remove_block", letter.pk, second.pk))
    assert turid.get(at("send_letter", letter.pk)).context["audience"].reached == 1
    turid.post(at("send_letter", letter.pk), {"day": "", "clock": ""})
    letter.refresh_from_db()
    assert (letter.state, letter.sent_by) == (LetterState.SCHEDULED, party.turid)
    assert turid.post(at("change_letter", letter.pk), LETTER).status_code == 404


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"topic": ""}, "topic"),
        ({"subject_nb": "Hei {fornavn}"}, "subject_nb"),
        ({"kind": "network"}, "network"),
        ({"subject_nb": ""}, "subject_nb"),
        ({"reply_to": "ikke en adresse"}, "reply_to"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(change: dict[str, str], field: str, turid: Client, party: Party) -> None:
    answer = turid.post(at("new_letter", "email"), LETTER | change)
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, [field])
    assert not Letter.objects.exists()


def test_a_block_says_which_field_it_cannot_fill_in(turid: Client, party: Party) -> None:
    letter = write(party)
    answer = turid.post(at("new_block", letter.pk, "paragraph"), {"text_nb": "Hei {etternavn}"})
    assert answer.status_code == 422
    assert "{etternavn}" in str(answer.context["form"].errors["text_nb"])


def test_an_empty_letter_and_a_time_that_has_passed_are_refused(turid: Client, party: Party) -> None:
    letter = write(party)
    assert turid.post(at("send_letter", letter.pk), {"day": "2020-01-01"}).status_code == 422
    letter.blocks.all().delete()
    assert turid.post(at("send_letter", letter.pk), {}).status_code == 422
    letter.refresh_from_db()
    assert letter.state == LetterState.DRAFT


def test_a_letter_is_scheduled_and_taken_back(turid: Client, party: Party, settings: Settings) -> None:
    settings.QUIET_HOURS = "21:00-08:00"
    letter = write(party)
    day = timezone.localdate() + timedelta(days=3)
    turid.post(at("send_letter", letter.pk), {"day": day.isoformat(), "clock": "10:30"})
    letter.refresh_from_db()
    assert letter.send_at is not None
    assert f"{timezone.localtime(letter.send_at):%H:%M}" == "10:30"
    turid.post(at("take_back_letter", letter.pk))
    answer = turid.post(at("send_letter", letter.pk), {"day": day.isoformat(), "clock": "23:00"}, follow=True)
    assert str(list(answer.context["messages"])[-1]).startswith("På den tiden sendes ingenting. Utsendingen begynner")
    turid.post(at("take_back_letter", letter.pk))
    assert Letter.objects.filter(state=LetterState.DRAFT, send_at=None).exists()


def test_a_test_goes_to_oneself_alone(turid: Client, party: Party) -> None:
    letter = write(party, subject_nn="Årsmøte på nynorsk")
    turid.post(at("send_test", letter.pk))
    assert [(message.to, message.subject[:7]) for message in mail.outbox] == [
        (["turid.aasen@example.org"], "Prøve: ")
    ] * 2
    assert not Recipient.objects.exists()


def test_an_sms_is_written_and_a_test_lands_in_the_folder(
    turid: Client, party: Party, settings: Settings, tmp_path_factory: pytest.TempPathFactory
) -> None:
    settings.SMS_FOLDER = tmp_path_factory.mktemp("sms")
    values = {"subject_nb": "Stand", "kind": "news", "topic": "activities", "text_nb": "Hei, {fornavn}!"}
    turid.post(at("new_letter", "sms"), values)
    letter = Letter.objects.get()
    turid.post(at("send_test", letter.pk))
    assert list(settings.SMS_FOLDER.iterdir()) == []
    party.turid.phone = "+4741234567"
    party.turid.save()
    turid.post(at("send_test", letter.pk))
    (file,) = settings.SMS_FOLDER.iterdir()
    sent = json.loads(file.read_text())
    assert (sent["to"], sent["text"].split("\n")[0]) == ("+4741234567", "Hei, Turid!")
    page = turid.get(at("letter", letter.pk))
    assert page.context["sms"][0] == ("nb", sent["text"])
    assert page.context["sms_parts"] == parts_of(sent["text"])


@pytest.mark.parametrize("kind", ["news", "notice"])
def test_the_topic_may_be_left_out_of_a_necessary_notice_alone(kind: str, turid: Client, party: Party) -> None:
    optional = kind == "notice"
    form = turid.post(at("new_letter", "email"), LETTER | {"kind": kind, "subject_nb": "", "topic": ""}).context["form"]
    assert (form.fields["topic"].required, "topic" in form.errors) == (not optional, not optional)
    assert ("Tema <span" in form.as_div()) == optional


def test_an_sms_leads_to_its_text_and_is_called_an_sms(turid: Client, party: Party) -> None:
    letter = write(party, medium="sms", text_nb="Hei!")
    page = turid.get(at("letter", letter.pk)).content.decode()
    assert ("Endre tekst og mottakere" in page, "Endre emne" in page) == (True, False)
    agree(party.member, channel=Channel.SMS)
    Person.objects.filter(pk=party.member.pk).update(phone="+4790000000")
    page = turid.get(at("send_letter", letter.pk)).content.decode().partition("<main")[2]
    assert (">Send SMS-en</button>" in page, "brevet" in page.lower()) == (True, False)
    turid.post(at("send_letter", letter.pk), {})
    prepare_letter(letter=letter, now=timezone.now())
    page = turid.get(at("letter", letter.pk)).content.decode()
    assert ("Tatt imot av SMS-tjenesten" in page, "e-posttjeneren" in page) == (True, False)


def test_what_nobody_gets_cannot_be_sent(turid: Client, party: Party) -> None:
    letter = write(party)
    page = turid.get(at("send_letter", letter.pk))
    assert page.context["audience"].reached == 0
    assert (">Send brevet</button>" in page.content.decode(), "Velg andre mottakere" in page.content.decode()) == (
        False,
        True,
    )


@pytest.mark.parametrize(
    ("used", "made", "silent"), [(None, 0, False), (None, 40, True), (0, 40, False), (40, 40, True)]
)
def test_a_channel_is_quiet_after_a_month_without_use(
    used: int | None, made: int, silent: bool, turid: Client, party: Party
) -> None:
    today = timezone.localdate()
    day = None if used is None else today - timedelta(days=used)
    channel = channel_of(party, on=today - timedelta(days=made), last_used_on=day)
    assert turid.get(at("channels")).context["rows"] == [(channel, silent)]


def test_the_letter_in_its_frame_has_a_policy_of_its_own(turid: Client, party: Party) -> None:
    answer = turid.get(at("letter_as_mail", write(party).pk, "nb"))
    policy = answer.headers["Content-Security-Policy"]
    assert ("script-src" in policy, "default-src 'none'" in policy) == (False, True)
    assert answer.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert "Hei, Turid i Lillevik!" in answer.content.decode()


def test_one_click_unsubscribes_without_signing_in_or_a_token_of_the_site(party: Party) -> None:
    """RFC 8058: the mail reader posts one field, from anywhere; opening the page alone changes nothing."""
    agree(party.member)
    letter = send_off(write(party), party.turid)
    path = unsubscribe_address(letter, party.member.register_id).partition("localhost")[2]
    reader = Client(enforce_csrf_checks=True)
    assert reader.get(path).status_code == 200
    assert may_contact(party.member, Channel.EMAIL, Topic.NEWS) is True
    assert reader.post(path, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert may_contact(party.member, Channel.EMAIL, Topic.NEWS) is False
    assert Recipient.objects.get().unsubscribed_at is not None
    assert post_all(letter) == 0
    assert reader.post(path.replace("news", "surveys")).status_code == 410


def test_unsubscribing_from_everything_takes_back_every_topic(party: Party) -> None:
    agree(party.member)
    agree(party.member, topic=Topic.CAMPAIGNS)
    path = unsubscribe_address(write(party), party.member.register_id).partition("localhost")[2]
    Client().post(path, {"everything": "1"})
    assert Consent.objects.filter(person=party.member, withdrawn_at__isnull=True).count() == 0
    party.member.delete()
    assert Client().post(path).status_code == 410


def test_the_archive_is_for_every_member_and_holds_what_was_sent(client: Client, party: Party) -> None:
    letter, draft = archived(party), write(party, "Utkast")
    client.force_login(party.member)
    assert [each.pk for each in client.get(at("archive")).context["page"]] == [letter.pk]
    assert "Hei, Mona i Lillevik!" in client.get(at("archived_letter", letter.pk)).content.decode()
    assert client.get(at("archived_letter", draft.pk)).status_code == 404
    assert [each.pk for each in client.get(at("archive", code="storvik")).context["page"]] == []


def test_readers_in_doubt_are_decided_about_by_name(turid: Client, party: Party) -> None:
    agree(party.member, party.oda)
    letter = send_off(write(party), party.turid)
    Recipient.objects.update(state="unknown")
    people = turid.get(at("doubts", letter.pk)).context["people"]
    assert [person.first_name for person in people] == ["Mona", "Oda"]
    assert AccessRecord.objects.get().number == 2
    turid.post(at("doubts", letter.pk), {"person": [party.member.pk], "again": ""})
    turid.post(at("doubts", letter.pk), {"person": [party.oda.pk], "leave": ""})
    assert states(letter) == {"Mona": "waiting", "Oda": "unknown let-be"}


def test_a_stranger_gets_nowhere_near(client: Client, party: Party) -> None:
    letter = write(party)
    client.force_login(party.jens)
    assert client.get(at("letter", letter.pk)).status_code == 404
    assert client.get(at("letter", letter.pk, code="storvik")).status_code == 404


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_costs_the_same_with_one_and_three(
    number: int, turid: Client, party: Party, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for each in range(number):
        write(party, f"Brev {each}")
    with django_assert_num_queries(6):
        turid.get(at("letters"))


BOUNCE = """From: mailer-daemon@mx.example.org
To: noreply@localhost
Subject: Undelivered
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

Sorry.
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.org

Final-Recipient: rfc822; mona.medlem@example.org
Action: {action}
Status: {status}

--b
Content-Type: {kind}

From: noreply@localhost
Message-ID: {message_id}
Subject: Hei

--b--
"""


@pytest.mark.parametrize("kind", ["message/rfc822", "text/rfc822-headers"])
def test_a_letter_that_came_back_is_known_by_its_message_id(kind: str) -> None:
    def read(action: str, status: str, message_id: str) -> tuple[int, Problem] | None:
        text = BOUNCE.format(action=action, status=status, kind=kind, message_id=message_id)
        found = read_return(text.encode())
        return (found.recipient, found.problem) if found else None

    assert read("failed", "5.1.1", message_id_of(7)) == (7, Problem.GONE)
    assert read("failed", "5.2.2", message_id_of(7)) == (7, Problem.FULL)
    assert read("delayed", "4.2.2", message_id_of(7)) is None
    assert read("failed", "5.1.1", "<7.forged@localhost>") is None
    assert read_return(b"Subject: Jeg er p\xc3\xa5 ferie\n\nHei") is None


def test_an_address_that_comes_back_is_left_alone(party: Party) -> None:
    agree(party.member)
    now = timezone.now()
    for number in range(3):
        letter = send_off(write(party, f"Brev {number}"), party.turid, now + timedelta(days=number))
        assert post_all(letter, now + timedelta(days=number)) == 1
        recipient = Recipient.objects.get(letter=letter)
        for _twice in range(2):
            assert take_back(recipient=recipient.pk, problem=Problem.FULL, at=now)
    problem = AddressProblem.objects.get()
    assert (problem.problem, problem.times) == (Problem.FULL, 3)
    last = send_off(write(party, "Siste"), party.turid, now + timedelta(days=4))
    assert post_all(last, now + timedelta(days=4)) == 0
    assert states(last) == {"Mona": "left-out no-address"}
    assert faults_of(party.member) == {Channel.EMAIL: str(Problem.FULL.label)}
    party.member.email = "ny@example.org"
    assert faults_of(party.member) == {}


def test_a_provider_tells_of_returns_and_complaints_and_of_nothing_else(party: Party, settings: Settings) -> None:
    agree(party.member)
    letter = send_off(write(party), party.turid)
    post_all(letter)
    settings.EMAIL_BACKEND = "anymail.backends.postmark.EmailBackend"
    settings.ANYMAIL = {"WEBHOOK_SECRET": "name:word"}
    event_view.cache_clear()
    address, known = reverse("messaging:provider_events"), message_id_of(Recipient.objects.get().pk)

    def tell(kind: str, secret: str = "name:word", **more: object) -> int:
        body = {"RecordType": kind, "MessageID": "x", "Metadata": {"message_id": known}} | more
        basic = base64.b64encode(secret.encode()).decode()
        authorization = {"Authorization": f"Basic {basic}"}
        return Client().post(address, body, content_type="application/json", headers=authorization).status_code

    assert tell("Bounce", "name:wrong", Type="HardBounce", Email="mona.medlem@example.org") == 400
    assert tell("Open", Email="mona.medlem@example.org") == 200
    assert states(letter) == {"Mona": "handed-over"}
    assert tell("SpamComplaint", Type="SpamComplaint", Email="mona.medlem@example.org") == 200
    assert may_contact(party.member, Channel.EMAIL, Topic.NEWS) is False
    assert tell("Bounce", Type="HardBounce", Email="mona.medlem@example.org") == 200
    assert states(letter) == {"Mona": "bounced"}
    event_view.cache_clear()


def test_no_provider_no_events(party: Party) -> None:
    event_view.cache_clear()
    assert Client().post(reverse("messaging:provider_events")).status_code == 404
