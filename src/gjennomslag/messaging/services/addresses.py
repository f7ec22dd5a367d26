"""Addresses that do not work: refused, come back, or marked as unwanted by whoever got the letter."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from gjennomslag.core.history import writing
from gjennomslag.messaging.choices import Medium, Problem, RecipientState
from gjennomslag.messaging.models import AddressProblem, Recipient
from gjennomslag.messaging.queries.recipients import fingerprint_of
from gjennomslag.messaging.rules import sending
from gjennomslag.organisation.choices import Channel, Given, Topic
from gjennomslag.organisation.services.consents import withdraw_consent


def note_problem(*, recipient: int, address: str, problem: Problem, at: datetime) -> None:
    """Note that the recipient's address does not work. ``FULL`` counts only once it has happened some times."""
    row = Recipient.objects.select_related("letter").get(pk=recipient)
    with transaction.atomic():
        known, _ = AddressProblem.objects.select_for_update().get_or_create(
            person_id=row.person_id,
            medium=row.letter.medium,
            fingerprint=fingerprint_of(address),
            defaults={"last_at": at},
        )
        known.times, known.last_at = known.times + 1, at
        if problem is not Problem.FULL or known.times >= sending().returns:
            known.problem = problem
        known.save()


def take_back(*, recipient: int, problem: Problem, at: datetime) -> bool:
    """Note that a letter came back, or that its reader marked it as unwanted; return whether there was such a letter.

    An unwanted letter is an unsubscription as well. Noting the same return twice counts once.
    """
    with writing(by=None, why=f"letter came back: {problem}"):
        row = Recipient.objects.select_for_update(of=("self",)).select_related("letter", "person").filter(pk=recipient)
        found = row.first()
        if found is None:
            return False
        if problem is Problem.COMPLAINT:
            _unwanted(found, at)
        elif found.state != RecipientState.BOUNCED:
            Recipient.objects.filter(pk=found.pk).update(state=RecipientState.BOUNCED, touched_at=at)
            address = found.person.email if found.letter.medium == Medium.EMAIL else found.person.phone
            if address:
                note_problem(recipient=found.pk, address=address, problem=problem, at=at)
    return True


def _unwanted(found: Recipient, at: datetime) -> None:
    if found.letter.topic and found.unsubscribed_at is None:
        Recipient.objects.filter(pk=found.pk).update(unsubscribed_at=at)
        withdraw_consent(
            person=found.person,
            topic=Topic(found.letter.topic),
            channel=Channel(found.letter.medium),
            how=Given.LINK,
            by=None,
            at=at,
        )
