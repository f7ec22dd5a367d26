"""What goes away by itself: who got which letter, once the figures are final and a year has passed."""

from __future__ import annotations

from datetime import datetime, timedelta

from gjennomslag.messaging.choices import LetterState
from gjennomslag.messaging.models import Letter, Recipient
from gjennomslag.messaging.queries.letters import counted
from gjennomslag.messaging.rules import sending


def settle_figures(*, now: datetime) -> int:
    """Keep the figures of letters that were finished some weeks ago, and return of how many."""
    limit = now - timedelta(days=sending().figures_days)
    done = Letter.objects.filter(
        state__in=[LetterState.SENT, LetterState.STOPPED], figures__isnull=True, finished_at__lt=limit
    )
    number = 0
    for letter in done:
        Letter.objects.filter(pk=letter.pk).update(figures=counted(letter, now))
        number += 1
    return number


def forget_recipients(*, now: datetime) -> int:
    """Delete who got letters so long ago, and return how many rows. Their figures stay."""
    limit = now - timedelta(days=sending().kept_days)
    old = Recipient.objects.filter(letter__finished_at__lt=limit, letter__figures__isnull=False)
    return old.delete()[0]
