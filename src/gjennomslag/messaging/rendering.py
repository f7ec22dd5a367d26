"""A letter as HTML and as plain text: everything escaped, nothing fetched from anywhere when it is read."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

import yaml
from django.template.loader import render_to_string
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from gjennomslag.messaging.merging import filled
from gjennomslag.messaging.models import Letter, LetterBlock

_PARAGRAPH = '<p style="margin:0 0 16px">{}</p>'


@dataclass(frozen=True, slots=True)
class Reader:
    """What a letter says of the one who reads it. ``answers`` are their own links, by the keys of offers."""

    first_name: str
    branch: str
    unsubscribe: str = ""
    answers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Part:
    """A block in one form of Norwegian with its fields filled in."""

    kind: str
    text: str
    detail: str
    address: str
    invites: bool = False

    @property
    def paragraphs(self) -> SafeString:
        """Return the text as paragraphs, divided where lines are empty."""
        pieces = [piece for piece in self.text.replace("\r", "").split("\n\n") if piece.strip()]
        return format_html_join("\n", _PARAGRAPH, ((_lines(piece),) for piece in pieces))


def _lines(text: str) -> SafeString:
    return format_html_join(SafeString("<br>\n"), "{}", ((line,) for line in text.strip().split("\n")))


@cache
def words_in(form: str) -> dict[str, Any]:
    """Return the words at the foot of letters in the form of Norwegian."""
    text = (files("gjennomslag.messaging") / "data" / "words.yaml").read_text("utf-8")
    words: dict[str, Any] = yaml.safe_load(text)[form]
    return words


def foot_of(letter: Letter, form: str) -> str:
    """Return why the reader gets the letter."""
    words = words_in(form)
    if letter.necessary:
        return str(words["necessary"]).format(unit=letter.unit.name)
    return str(words["because"]).format(unit=letter.unit.name, topic=words["topics"][letter.topic])


def parts_in(blocks: Sequence[LetterBlock], form: str, reader: Reader) -> list[Part]:
    """Return the blocks in the form of Norwegian, with the reader's fields filled in."""

    def fill(text: str) -> str:
        return filled(text, first_name=reader.first_name, branch=reader.branch)

    return [
        Part(
            each.kind,
            fill(each.text_in(form)),
            fill(each.detail_in(form)),
            reader.answers.get(each.offer) or each.address,
            invites=bool(each.offer),
        )
        for each in blocks
    ]


def as_html(letter: Letter, blocks: Sequence[LetterBlock], form: str, reader: Reader) -> str:
    """Return the letter as an HTML document of its own."""
    return _folded(_render("letter.html", letter, blocks, form, reader))


def as_text(letter: Letter, blocks: Sequence[LetterBlock], form: str, reader: Reader) -> str:
    """Return the letter as plain text that says the same."""
    return _folded(_render("letter.txt", letter, blocks, form, reader))


def sms_of(letter: Letter, form: str, reader: Reader) -> str:
    """Return the SMS, with its link to stop where there is one."""
    lines = [filled(letter.text_in(form), first_name=reader.first_name, branch=reader.branch)]
    if answer := reader.answers.get(letter.offer):
        lines.append(f"{words_in(form)['answer']} {answer}")
    if reader.unsubscribe:
        lines.append(f"{words_in(form)['stop']} {reader.unsubscribe}")
    return "\n".join(lines)


def keys_in(letter: Letter, blocks: Sequence[LetterBlock]) -> list[str]:
    """Return the keys of what the letter invites to."""
    return sorted({key for key in (letter.offer, *(each.offer for each in blocks)) if key})


def _render(name: str, letter: Letter, blocks: Sequence[LetterBlock], form: str, reader: Reader) -> str:
    context = {
        "letter": letter,
        "subject": letter.subject_in(form),
        "blocks": parts_in(blocks, form, reader),
        "form": form,
        "words": words_in(form),
        "foot": foot_of(letter, form),
        "unsubscribe": reader.unsubscribe,
    }
    return render_to_string(f"messaging/mail/{name}", context)


def _folded(text: str) -> str:
    """Return the text with no line so long that mail servers may refuse it; a break is a space in HTML."""
    lines = (
        textwrap.wrap(line, 400, break_long_words=False, break_on_hyphens=False) if len(line) > 400 else [line]
        for line in text.split("\n")
    )
    return "\n".join(part for line in lines for part in (line or [""]))
