"""Capabilities of the voices room, and what may be written down of what people said."""

from __future__ import annotations

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gjennomslag.algorithms.publication import SMALLEST_GROUP, Tally
from gjennomslag.core.capabilities import register_capability
from gjennomslag.voices.models import LONGEST_QUOTE

MODERATE = register_capability("voices.moderate", gettext_lazy("Approve quotes from conversations"))

QUOTE_WARNING = gettext_lazy(
    "A short sentence, word for word. No names, addresses or telephone numbers, and nothing about anyone's health."
)

# Telephone numbers and national identity numbers, however they are spaced; and addresses of e-mail.
_IDENTIFYING = re.compile(r"(?:\d[\s.-]?){8,}|\S+@\S+")
MOST_ANSWERS = 5000


def check_tally(tally: Tally, offered: set[int], *, closed: bool) -> None:
    """Raise ``ValidationError`` where the tally cannot be one of a session with these themes offered.

    A session that goes on is sent only when at least ten answers have gathered, so that no change in it can be
    matched to one door.
    """
    if not 0 <= tally.answers <= MOST_ANSWERS:
        raise ValidationError(_("A session has between 0 and %(most)d answers.") % {"most": MOST_ANSWERS})
    if not closed and tally.answers < SMALLEST_GROUP:
        raise ValidationError(_("A session that goes on is sent when it has at least ten answers."))
    if not set(tally.themes) <= offered:
        raise ValidationError(_("The answers name a theme that the question does not offer."))
    if any(not 0 <= answers <= tally.answers for answers in tally.themes.values()):
        raise ValidationError(_("No theme can be named more often than there are answers."))


def checked_quote(text: str) -> str:
    """Return the quote on one line, or raise ``ValidationError`` where it is empty, too long or tells who said it."""
    line = " ".join(text.split())
    if not line:
        raise ValidationError(_("Write the quote, or leave it out."))
    if len(line) > LONGEST_QUOTE:
        raise ValidationError(_("A quote has at most %(most)d characters.") % {"most": LONGEST_QUOTE})
    if _IDENTIFYING.search(line):
        raise ValidationError(_("Leave out telephone numbers, identity numbers and e-mail addresses."))
    return line
