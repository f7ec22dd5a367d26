"""Letters and members who want them, for tests."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils import timezone

from gjennomslag.messaging.choices import BlockKind, ChannelKind, LetterState
from gjennomslag.messaging.models import Letter, OwnChannel, Recipient
from gjennomslag.messaging.services.channels import save_channel
from gjennomslag.messaging.services.delivering import prepare_letter
from gjennomslag.messaging.services.letters import save_block, save_letter, send_letter
from gjennomslag.organisation.choices import Channel, Given, Topic
from gjennomslag.organisation.models import ConsentText, Person
from gjennomslag.organisation.services.consents import give_consent, publish_text
from tests.party import Party


def agree(*people: Person, topic: Topic = Topic.NEWS, channel: Channel = Channel.EMAIL) -> None:
    """Let the people say yes to the topic."""
    text: ConsentText = publish_text(topic=topic, language="nb", text="Ja.", by=None)
    for person in people:
        give_consent(person=person, topic=topic, channel=channel, text=text, how=Given.FORM, by=None)


def write(party: Party, subject: str = "Årsmøte snart", **values: Any) -> Letter:
    """Write a letter of the branch, with one text in it."""
    by = values.pop("by", party.turid)
    fields: dict[str, Any] = {"unit": party.branch, "topic": Topic.NEWS, "subject_nb": subject} | values
    letter = save_letter(by=by, **fields)
    save_block(letter=letter, by=by, kind=BlockKind.PARAGRAPH, text_nb="Hei, {fornavn} i {lag}!", text_nn="")
    return letter


def send_off(letter: Letter, by: Person, now: datetime | None = None) -> Letter:
    """Send the letter off and prepare it."""
    moment = now or timezone.now()
    send_letter(letter=letter, by=by, at=moment)
    prepare_letter(letter=letter, now=moment)
    letter.refresh_from_db()
    assert letter.state == LetterState.SENDING
    return letter


def states(letter: Letter) -> dict[str, str]:
    """Return how far the letter has come, by the first names of those who get it."""
    rows = Recipient.objects.filter(letter=letter).values_list("person__first_name", "state", "reason")
    return {name: f"{state} {reason}".strip() for name, state, reason in rows}


def archived(party: Party) -> Letter:
    """Make a letter of the branch that was sent and stands in the archive."""
    letter = write(party)
    Letter.objects.filter(pk=letter.pk).update(state=LetterState.SENT, send_at=timezone.now())
    return letter


def channel_of(party: Party, **values: Any) -> OwnChannel:
    """Make a channel of the branch."""
    fields: dict[str, Any] = {"unit": party.branch, "kind": ChannelKind.FACEBOOK, "name": "Lillevik"} | values
    return save_channel(by=party.turid, on=fields.pop("on", timezone.localdate()), **fields)
