"""Asking people to come: a draft of a letter about an activity, and segments that the register itself can say."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from gjennomslag.activities.audiences import rule_of
from gjennomslag.activities.choices import Audience, Invited
from gjennomslag.activities.letter_offers import ActivityOffers, key_of, letters_on_their_way
from gjennomslag.activities.models import Activity
from gjennomslag.activities.services.turns import alone_with
from gjennomslag.core.history import writing
from gjennomslag.messaging.choices import BlockKind, LetterKind, LetterState, Medium
from gjennomslag.messaging.letter_forms import check_text
from gjennomslag.messaging.models import Letter, Segment
from gjennomslag.messaging.queries import segments_for
from gjennomslag.messaging.services.letters import save_block, save_letter
from gjennomslag.messaging.services.offering import words_of
from gjennomslag.messaging.services.segments import save_segment
from gjennomslag.organisation.choices import Topic
from gjennomslag.organisation.models import Person, Unit


def ready_segment(*, unit: Unit, audience: str, by: Person) -> Segment | None:
    """Return the unit's segment of those the activity is for; made by the rule where there is none of that name.

    None where the register cannot say who they are.
    """
    rule = rule_of(audience)
    if rule is None:
        return None
    name = str(Audience(audience).label)
    there = segments_for(unit).filter(name__iexact=name).first()
    return there or save_segment(unit=unit, name=name, definition=rule, below=False, by=by)


def draft_letter(*, activity: Activity, by: Person) -> tuple[Letter, bool]:
    """Write the draft of a letter that asks those who are invited to come; whoever sends it reads it first.

    It goes to the activity's segment, or to all members of the unit where it has none. Where there is a draft already,
    that is the one. Says with it whether the draft is new.
    """
    (offer,) = ActivityOffers().found([key_of(activity)], timezone.now())
    # A subject is the same for everyone: what stands in braces would be asked for as a field.
    with override("nb"):
        subject = _("Will you come? %(title)s") % {"title": activity.title.translate(_NO_BRACES)}
        text = _words_to(activity)
    with writing(by=by, why="letter about an activity drafted"):
        alone_with(activity.pk)
        there = letters_on_their_way([activity]).filter(state=LetterState.DRAFT, medium=Medium.EMAIL).first()
        if there is not None:
            return there, False
        letter = save_letter(
            unit=activity.unit,
            by=by,
            medium=Medium.EMAIL,
            kind=LetterKind.INVITATION,
            topic=Topic.ACTIVITIES,
            segment=activity.segment if activity.invited == Invited.SEGMENT else None,
            subject_nb=subject[:120],
            reply_to=by.email or "",
        )
        save_block(letter=letter, by=by, kind=BlockKind.PARAGRAPH, text_nb=text)
        invites: dict[str, Any] = {"kind": BlockKind.ACTIVITY, **words_of(offer)}
        save_block(letter=letter, by=by, **invites)
    return letter, True


_NO_BRACES = str.maketrans("{}", "()")


def _words_to(activity: Activity) -> str:
    hello = _("Hi, {fornavn}!")
    said = [activity.summary, activity.ask and f"{activity.ask.rstrip('.')}."]
    text = "\n\n".join([hello, *(each.translate(_NO_BRACES) for each in said if each)])[:4000]
    try:
        check_text(text)
    except ValidationError:
        return hello
    return text
