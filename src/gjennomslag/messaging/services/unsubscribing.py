"""Unsubscribing: one request is enough, and it holds at once, for letters that wait as well (RFC 8058)."""

from __future__ import annotations

from datetime import datetime

from gjennomslag.core.history import writing
from gjennomslag.messaging.choices import LETTER_TOPICS
from gjennomslag.messaging.models import Recipient
from gjennomslag.messaging.tokens import Unsubscription
from gjennomslag.organisation.choices import Given
from gjennomslag.organisation.models import Person
from gjennomslag.organisation.queries.people import may_contact
from gjennomslag.organisation.services.consents import withdraw_consent


def unsubscribe(*, wish: Unsubscription, at: datetime, everything: bool = False) -> bool:
    """Take back the yes that the letter was sent on; with ``everything``, those to all topics by this channel.

    Returns False where the person is no longer there. Doing it twice changes nothing. Consent is asked for anew when
    a letter is handed over, so letters that wait are not sent either.
    """
    person = Person.objects.filter(register_id=wish.register_id).first()
    if person is None:
        return False
    with writing(by=None, why="unsubscribed by a link in a letter"):
        Recipient.objects.filter(letter=wish.letter, person=person, unsubscribed_at__isnull=True).update(
            unsubscribed_at=at
        )
        for topic in LETTER_TOPICS if everything else (wish.topic,):
            if may_contact(person, wish.channel, topic) is not False:
                withdraw_consent(person=person, topic=topic, channel=wish.channel, how=Given.LINK, by=None, at=at)
    return True
