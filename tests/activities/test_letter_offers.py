"""Activities in letters: picked and not typed, true when the letter goes, and answered with one tap."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from gjennomslag.activities.models import Invitation, Registration
from gjennomslag.activities.services.activities import cancel_activity
from gjennomslag.messaging.choices import BlockKind, Medium
from gjennomslag.messaging.letter_forms import BlockForm
from gjennomslag.messaging.letter_mail import LetterMail
from gjennomslag.messaging.models import Letter
from gjennomslag.messaging.offers import coming_offers
from gjennomslag.messaging.services.delivering import prepare_letter
from gjennomslag.messaging.services.letters import send_letter
from tests.activities.making import make_activity
from tests.messaging.test_delivering import post_all
from tests.messaging.test_letter_mail import bodies, parsed, ready
from tests.messaging.test_letter_views import at
from tests.messaging.writing import agree, send_off, write
from tests.party import Party


def test_a_letter_invites_with_what_is_true_and_each_reader_answers_with_one_tap(client: Client, party: Party) -> None:
    activity, other = make_activity(party.branch), make_activity(party.county)
    agree(party.turid, party.member)
    letter = write(party)
    client.force_login(party.turid)
    address = at("new_block", letter.pk, "activity")
    assert client.get(address).context["form"].fields["offer"].choices[1:] == [
        (f"activity-{activity.pk}", f"Stand på torget, {activity.when}, Torget")
    ]
    assert client.post(address, {"text_nb": "", "offer": ""}).status_code == 422
    assert client.post(address, {"offer": f"activity-{other.pk}"}).status_code == 422
    assert client.post(address, {"offer": f"activity-{activity.pk}"}).status_code == 302
    activity.place = "Stasjonen"
    activity.save()
    assert post_all(send_off(letter, party.turid)) == 2
    assert letter.blocks.get(offer__gt="").detail_nb == f"{activity.when}, Stasjonen"
    assert set(Invitation.objects.filter(told_at__isnull=False).values_list("person", "activity")) == {
        (party.turid.pk, activity.pk),
        (party.member.pk, activity.pk),
    }
    body = next(str(each.body) for each in mail.outbox if "mona" in each.to[0])
    link = re.search(r"Svar her: https?://[^/]+(/\S+)", body)
    assert link is not None
    client.logout()
    client.post(link[1], {"yes": ""})
    assert Registration.objects.get().person == party.member


def test_the_quick_way_gives_each_reader_their_own_links(party: Party) -> None:
    first, second = make_activity(party.branch), make_activity(party.branch, title="Studiesirkel")
    letter = write(party)
    offers = coming_offers(party.branch, timezone.now())
    assert {each.key for each in offers} == {f"activity-{first.pk}", f"activity-{second.pk}"}
    for offer in offers:
        form = BlockForm({"offer": offer.key}, kind=BlockKind.ACTIVITY, offers=offers)
        assert form.is_valid()
        letter.blocks.create(place=1, kind=BlockKind.ACTIVITY, **form.cleaned_data)
    reader = ready()
    quick = LetterMail(letter, list(letter.blocks.all()), "nb")
    words = [" ".join(" ".join(bodies(parsed(each))).split()) for each in (
        quick.bytes_to(reader), quick.message_to(reader).message().as_bytes(),
    )]  # fmt: skip
    assert quick._template
    assert words[0] == words[1]
    assert words[0].count(f"{first.pk}.{reader.register_id}~") == 3


def test_nothing_invites_to_what_is_cancelled_or_over(party: Party) -> None:
    now = timezone.now()
    activity = make_activity(party.branch)
    letter = write(party, medium=Medium.SMS, text_nb="Kom!", offer=f"activity-{activity.pk}")
    with pytest.raises(ValidationError, match="over eller avlyst"):
        send_letter(letter=letter, by=party.turid, at=now + timedelta(days=9))
    send_letter(letter=letter, by=party.turid, at=now)
    cancel_activity(activity=activity, by=party.turid, why="Uvær")
    assert prepare_letter(letter=letter, now=now) == 0
    assert Letter.objects.get().state == "stopped"
    with pytest.raises(ValidationError):
        send_letter(letter=write(party, offer=f"activity-{activity.pk}"), by=party.turid, at=now)


def test_a_letter_says_that_what_it_invites_to_is_cancelled(client: Client, party: Party) -> None:
    now = timezone.now()
    activity = make_activity(party.branch)
    client.force_login(party.turid)
    letter = write(party, medium=Medium.SMS, text_nb="Kom!", offer=f"activity-{activity.pk}")
    page = at("letter", letter.pk)
    assert client.get(page).context["over"] == ""
    cancel_activity(activity=activity, by=party.turid, why="Uvær")
    draft = "Aktiviteten er over eller avlyst når brevet går. Ta den ut."
    said = {
        "draft": draft,
        "scheduled": "Aktiviteten er over eller avlyst når brevet går. Slik det står, blir brevet ikke sendt.",
        "sending": "Aktiviteten er over eller avlyst, men brevet går fortsatt til dem som venter på det.",
        "stopped": "Aktiviteten var over eller avlyst da brevet skulle gå. Brevet ble ikke sendt.",
    }
    agree(party.member)
    assert draft in client.get(at("send_letter", letter.pk)).content.decode()
    for state, words in said.items():
        Letter.objects.filter(pk=letter.pk).update(state=state, send_at=now)
        assert words in client.get(page).content.decode(), state
    Letter.objects.filter(pk=letter.pk).update(finished_at=now)
    assert client.get(page).context["over"] == ""
