"""Reads about letters: a unit's letters, their figures, and who is in doubt."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from gjennomslag.messaging.choices import LetterState, Medium, Reason, RecipientState
from gjennomslag.messaging.models import Letter, Recipient
from gjennomslag.organisation.models import Person, Unit

DOUBTS_SHOWN = 200


def letters_of(unit: Unit) -> QuerySet[Letter]:
    """Return the unit's own letters, the newest first."""
    return Letter.objects.filter(unit=unit).select_related("segment", "sent_by")


def archive_of(unit: Unit) -> QuerySet[Letter]:
    """Return the letters that every member can read: the unit's own and those of the units above it."""
    above = [unit.path[: unit.steplen * level] for level in range(1, unit.depth + 1)]
    sent = Q(state__in=[LetterState.SENDING, LetterState.SENT], archived=True, medium=Medium.EMAIL)
    return Letter.objects.filter(sent, unit__path__in=above).select_related("unit").order_by("-send_at", "-pk")


def counted(letter: Letter, now: datetime) -> dict[str, int]:
    """Return how many recipients are in each state, who was left out or put off why, and how many unsubscribed."""
    rows = Recipient.objects.filter(letter=letter).values("state", "reason")
    numbers: dict[str, int] = {}
    unsubscribed = put_off = 0
    later = Q(state=RecipientState.WAITING, put_off__gt=0, not_before__gt=now)
    counts = rows.annotate(
        n=Count("pk"), left=Count("pk", filter=Q(unsubscribed_at__isnull=False)), later=Count("pk", filter=later)
    )
    for row in counts.order_by("state", "reason"):
        key = f"{row['state']}:{row['reason']}" if row["state"] == RecipientState.LEFT_OUT else row["state"]
        if row["state"] == RecipientState.UNKNOWN and row["reason"] == "":
            numbers["in-doubt"] = row["n"]
        numbers[key] = numbers.get(key, 0) + row["n"]
        unsubscribed += row["left"]
        put_off += row["later"]
    return numbers | {"unsubscribed": unsubscribed, "put-off": put_off}


@dataclass(frozen=True, slots=True)
class Figures:
    """What became of a letter, in numbers that are known for certain."""

    numbers: Mapping[str, int]
    final: bool

    def _of(self, state: str) -> int:
        return self.numbers.get(state, 0)

    @property
    def taken(self) -> int:
        """Return how many the mail server took."""
        return self._of(RecipientState.HANDED_OVER) + self._of(RecipientState.BOUNCED)

    @property
    def waiting(self) -> int:
        """Return how many still wait."""
        return self._of(RecipientState.WAITING) + self._of(RecipientState.HANDING_OVER)

    @property
    def put_off(self) -> int:
        """Return how many of those who wait have heard from others today."""
        return self._of("put-off")

    @property
    def bounced(self) -> int:
        """Return how many came back."""
        return self._of(RecipientState.BOUNCED)

    @property
    def failed(self) -> int:
        """Return how many the mail server would not take."""
        return self._of(RecipientState.FAILED)

    @property
    def unknown(self) -> int:
        """Return of how many nobody knows."""
        return self._of(RecipientState.UNKNOWN)

    @property
    def in_doubt(self) -> int:
        """Return about how many somebody must decide."""
        return self._of("in-doubt")

    @property
    def unsubscribed(self) -> int:
        """Return how many unsubscribed by the link in this letter."""
        return self._of("unsubscribed")

    @property
    def left_out(self) -> list[tuple[str, int]]:
        """Return why people were left out after the letter was prepared, and how many, most first."""
        prefix = f"{RecipientState.LEFT_OUT}:"
        rows = [
            (str(Reason(key.removeprefix(prefix)).label), number)
            for key, number in self.numbers.items()
            if key.startswith(prefix)
        ]
        return sorted(rows, key=lambda row: -row[1])

    @property
    def total(self) -> int:
        """Return for how many the letter was prepared."""
        left_out = sum(number for _, number in self.left_out)
        return self.taken + self.waiting + self.failed + self.unknown + left_out


def figures_of(letter: Letter) -> Figures:
    """Return the letter's figures: those kept, or counted now."""
    kept = letter.figures
    return Figures(kept if kept is not None else counted(letter, timezone.now()), final=kept is not None)


def in_doubt(letter: Letter) -> list[Person]:
    """Return people of whom nobody knows whether they got the letter, at most some hundred at a time."""
    rows = Recipient.objects.filter(letter=letter, state=RecipientState.UNKNOWN, reason="")
    return [row.person for row in rows.select_related("person").order_by("person__sort_name")[:DOUBTS_SHOWN]]
