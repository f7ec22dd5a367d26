"""Writing letters: drafts, blocks, sending off, stopping, and what a person decides about letters in doubt."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Max, QuerySet
from django.utils.translation import gettext as _

from gjennomslag.core.history import writing
from gjennomslag.messaging.choices import LetterKind, LetterState, Medium, Reason, RecipientState
from gjennomslag.messaging.models import Letter, LetterBlock, Recipient
from gjennomslag.messaging.rules import next_moment
from gjennomslag.messaging.services.offering import check_offers
from gjennomslag.organisation.models import Person, Unit

_COPIED = "unit medium kind network topic segment subject_nb subject_nn text_nb text_nn offer reply_to archived"


class NotOpen(Exception):
    """The letter is on its way or sent: it can no longer be changed."""


def save_letter(*, unit: Unit, by: Person, letter: Letter | None = None, **values: Any) -> Letter:
    """Save a new letter of the unit, or change the draft given. ``values`` are the letter's fields.

    A necessary notice has no topic. Raises ``NotOpen`` for a letter that is no draft.
    """
    with writing(by=by, why="letter written"):
        saved = _held(letter) if letter else Letter(unit=unit)
        for name, value in values.items():
            setattr(saved, name, value)
        if saved.kind == LetterKind.NOTICE:
            saved.topic = ""
        if saved.kind != LetterKind.NETWORK:
            saved.network = ""
        saved.to_segment = saved.segment is not None
        saved.written_by = by
        saved.save()
    return saved


def _held(letter: Letter) -> Letter:
    held = Letter.objects.select_for_update().get(pk=letter.pk)
    if not held.is_open:
        raise NotOpen
    return held


def save_block(*, letter: Letter, by: Person, block: LetterBlock | None = None, **values: Any) -> LetterBlock:
    """Add a block at the end of the draft, or change the one given."""
    with writing(by=by, why="letter written"):
        _held(letter)
        saved = block or LetterBlock(letter=letter)
        if block is None:
            last = letter.blocks.aggregate(last=Max("place"))["last"]
            saved.place = 0 if last is None else last + 1
        for name, value in values.items():
            setattr(saved, name, value)
        saved.save()
    return saved


def move_block(*, block: LetterBlock, up: bool, by: Person) -> None:
    """Let the block change places with the one above or below it; nothing happens at the ends."""
    with writing(by=by, why="letter written"):
        _held(block.letter)
        order = list(block.letter.blocks.all())
        here = next(number for number, each in enumerate(order) if each.pk == block.pk)
        there = here - 1 if up else here + 1
        if 0 <= there < len(order):
            order[here], order[there] = order[there], order[here]
        for place, each in enumerate(order):
            each.place = place
        LetterBlock.objects.bulk_update(order, ["place"])


def remove_block(*, block: LetterBlock, by: Person) -> None:
    """Take the block out of the draft."""
    with writing(by=by, why="letter written"):
        _held(block.letter)
        block.delete()


def delete_draft(*, letter: Letter, by: Person) -> None:
    """Throw the draft away."""
    with writing(by=by, why="draft thrown away"):
        _held(letter).delete()


def copy_letter(*, letter: Letter, by: Person) -> Letter:
    """Make a draft that says the same as the letter, for the same people."""
    with writing(by=by, why="letter copied"):
        blocks = list(letter.blocks.all())
        values = {name: getattr(letter, name) for name in _COPIED.split()}
        made = Letter.objects.create(**values, to_segment=letter.segment_id is not None, written_by=by)
        for each in blocks:
            each.pk, each.letter = None, made
        LetterBlock.objects.bulk_create(blocks)
    return made


def send_letter(*, letter: Letter, by: Person, at: datetime) -> Letter:
    """Send the letter off, at the moment given or at the end of the quiet hours it lies in.

    Raises ``ValidationError`` where it says nothing yet, and ``NotOpen`` for one that is no draft.
    """
    with writing(by=by, why="letter sent off"):
        held = _held(letter)
        empty = not held.text_nb if held.medium == Medium.SMS else not held.blocks.exists()
        if empty:
            raise ValidationError(_("It says nothing yet. Write something first."))
        if held.to_segment and held.segment_id is None:
            raise ValidationError(_("The segment has been deleted. Choose whom the letter is for."))
        goes = next_moment(at)
        check_offers(held, goes)
        held.state, held.send_at, held.sent_by = LetterState.SCHEDULED, goes, by
        held.save()
    return held


def take_back_letter(*, letter: Letter, by: Person) -> None:
    """Make a letter that waits for its time a draft again. Raises ``NotOpen`` where it has begun to be sent."""
    with writing(by=by, why="letter taken back"):
        held = Letter.objects.select_for_update().get(pk=letter.pk)
        if held.state != LetterState.SCHEDULED:
            raise NotOpen
        held.state, held.send_at = LetterState.DRAFT, None
        held.save()


def stop_letter(*, letter: Letter, by: Person, now: datetime) -> int:
    """Stop a letter that is being sent; return how many get it no more. The few under way just now still do."""
    with writing(by=by, why="letter stopped"):
        held = Letter.objects.select_for_update().get(pk=letter.pk)
        if held.state != LetterState.SENDING:
            raise NotOpen
        held.state, held.finished_at = LetterState.STOPPED, now
        held.save()
        waiting = Recipient.objects.filter(letter=held, state=RecipientState.WAITING)
        return waiting.update(
            state=RecipientState.LEFT_OUT, reason=Reason.STOPPED, contact_day=None, batch=None, touched_at=now
        )


def send_again(*, letter: Letter, people: Collection[int], by: Person, now: datetime) -> int:
    """Send the letter once more to those of these people of whom nobody knows whether they got it."""
    with writing(by=by, why="sent again after a stop in the middle"):
        number = _in_doubt(letter, people).update(
            state=RecipientState.WAITING, contact_day=None, batch=None, not_before=now, touched_at=now
        )
        if number:
            Letter.objects.filter(pk=letter.pk).update(state=LetterState.SENDING, finished_at=None)
    return number


def let_be(*, letter: Letter, people: Collection[int], by: Person, now: datetime) -> int:
    """Leave those of these people in doubt as they are: they have got the letter or not, and get none again."""
    with writing(by=by, why="let be after a stop in the middle"):
        return _in_doubt(letter, people).update(reason=Reason.LET_BE, touched_at=now)


def _in_doubt(letter: Letter, people: Collection[int]) -> QuerySet[Recipient]:
    rows = Recipient.objects.filter(letter=letter, state=RecipientState.UNKNOWN, reason="")
    return rows.filter(person__in=people)
