"""What a letter may put in for each reader: the first name and the branch, and nothing else."""

from __future__ import annotations

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

FIELDS = {"fornavn": "first_name", "lag": "branch"}
"""The words that stand in braces in a letter, and what they are replaced by."""

_FIELD = re.compile(r"\{([^{}]*)\}")


def check_fields(text: str) -> None:
    """Raise ``ValidationError``, naming the word, where something else than the known fields stands in braces."""
    for word in _FIELD.findall(text):
        if word.strip().lower() not in FIELDS:
            raise ValidationError(
                _("{%(word)s} cannot be filled in. Write {fornavn} for the first name and {lag} for the branch.")
                % {"word": word}
            )


def forbid_fields(text: str) -> None:
    """Raise ``ValidationError`` where anything stands in braces: a subject is the same for everyone."""
    if _FIELD.search(text):
        raise ValidationError(_("Nothing can be filled in here. Write the name in the text instead."))


def filled(text: str, *, first_name: str, branch: str) -> str:
    """Return the text with the fields filled in."""
    values = {"first_name": first_name, "branch": branch}
    return _FIELD.sub(lambda match: values[FIELDS[match[1].strip().lower()]], text)
