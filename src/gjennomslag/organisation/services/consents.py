"""Writes about consents (rules M1 and M3)."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from gjennomslag.core.history import writing
from gjennomslag.organisation.choices import Channel, Given, Topic
from gjennomslag.organisation.models import Consent, ConsentText, Person


def give_consent(
    *,
    person: Person,
    topic: Topic,
    channel: Channel | str,
    text: ConsentText,
    how: Given,
    by: Person | None,
    at: datetime | None = None,
) -> Consent:
    """Note the person's yes to the text. A yes that stands already is left as it is.

    ``by`` is who noted it; the person themself where they did it. Raises ``ValueError`` for a text of another topic.
    """
    if text.topic != topic:
        raise ValueError(f"The text is about {text.topic}, not {topic}")
    with writing(by=by, why="consent given"):
        consent, _ = Consent.objects.get_or_create(
            person=person,
            topic=topic,
            channel=channel,
            withdrawn_at=None,
            defaults={"text": text, "given_at": at or timezone.now(), "given_how": how, "noted_by": by},
        )
    return consent


def withdraw_consent(
    *,
    person: Person,
    topic: Topic,
    channel: Channel | str,
    how: Given,
    by: Person | None,
    at: datetime | None = None,
) -> Consent:
    """Take back the person's yes, or note an objection where there was none. It holds from this moment on."""
    moment = at or timezone.now()
    with writing(by=by, why="consent withdrawn"):
        running = Consent.objects.filter(person=person, topic=topic, channel=channel, withdrawn_at__isnull=True)
        consent = running.first() or Consent(person=person, topic=topic, channel=channel)
        consent.withdrawn_at = max(moment, consent.given_at or moment)
        consent.withdrawn_how = how
        consent.noted_by = by
        consent.save()
    return consent


def publish_text(*, topic: Topic, language: str, text: str, by: Person | None) -> ConsentText:
    """Put a new version of the words of a consent in force from today. Earlier versions stay with those who agreed."""
    with writing(by=by, why="consent text published"):
        latest = ConsentText.objects.filter(topic=topic, language=language).order_by("-version").first()
        if latest is not None and latest.text == text:
            return latest
        return ConsentText.objects.create(
            topic=topic,
            language=language,
            version=latest.version + 1 if latest else 1,
            text=text,
            valid_from=timezone.localdate(),
        )
