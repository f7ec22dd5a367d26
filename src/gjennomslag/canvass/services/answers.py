"""What people said during a drive: handed on to the voices room as tallies, never kept here (privacy rule P5)."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from gjennomslag.algorithms.publication import Tally
from gjennomslag.canvass.models import Drive, Turf
from gjennomslag.canvass.queries.areas import areas_of
from gjennomslag.canvass.queries.walks import answer_areas_of
from gjennomslag.core.clock import Week, week_of
from gjennomslag.organisation.models import Person, Unit
from gjennomslag.voices.choices import SessionOutcome
from gjennomslag.voices.models import Collection, Question
from gjennomslag.voices.recording import QuoteDraft, close_collection, record_session_tally, week_of_session
from gjennomslag.voices.services import (
    BasicUnit,
    change_collection,
    define_areas,
    drop_collection,
    open_collection,
)


def start_asking(*, drive: Drive, question: Question, by: Person | None) -> None:
    """Let the drive ask the question: open its collection, and see to it that the unit has areas to count answers in.

    Areas are made of all the unit's basic units, so that they are the same from drive to drive. Raises
    ``ValidationError`` where the unit has too few households to count answers in at all (P6).
    """
    make_answer_areas(unit=drive.unit, by=by)
    drive.collection = open_collection(unit=drive.unit, question=question, title=drive.title, on=drive.starts_on, by=by)
    drive.save(update_fields=["collection"])


def ask_instead(*, drive: Drive, question: Question | None, by: Person | None) -> None:
    """Let a drive that nobody has answered in ask this question, or none.

    With the question it has already, the collection follows the drive's title and first day.
    """
    collection: Collection | None = drive.collection
    if collection is not None and collection.question == question:
        change_collection(collection=collection, title=drive.title, on=drive.starts_on, by=by)
        return
    drive.collection = None
    drive.save(update_fields=["collection"])
    if collection is not None:
        drop_collection(collection=collection, by=by)
    if question is not None:
        start_asking(drive=drive, question=question, by=by)


def make_answer_areas(*, unit: Unit, by: Person | None) -> None:
    """Divide all the unit's doors into areas for answers; those that are the same as before stay."""
    basic_units = [BasicUnit(area.code, area.name, area.households) for area in areas_of(unit)]
    define_areas(unit=unit, basic_units=basic_units, by=by)


def stop_asking(*, drive: Drive, by: Person | None) -> None:
    """Close the drive's collection, if it has one. Tallies that come later are still counted."""
    collection: Collection | None = drive.collection
    if collection is not None and collection.closed_on is None and drive.closed_on is not None:
        close_collection(collection=collection, on=max(drive.closed_on, collection.opened_on), by=by)


def record_answers(
    *,
    turf: Turf,
    area_id: int,
    week: Week,
    session: UUID,
    revision: int,
    tally: Tally,
    closed: bool,
    today_week: Week,
    quotes: Sequence[QuoteDraft] = (),
) -> SessionOutcome:
    """Hand on a session's tally, and quotes that are new with it, from somebody walking the turf.

    The area must be one the turf lies in; raises ``ValidationError`` otherwise. A week that a wrong clock has put
    before the drive or after now becomes the nearest one within, and a session stays in the week it began in. Nothing
    about the turf, the door or the canvasser goes with it.
    """
    area = answer_areas_of(turf).get(area_id)
    collection = turf.drive.collection
    if area is None or collection is None:
        raise ValidationError(_("The turf does not ask this question in this area."))
    first = week_of(collection.opened_on)
    week = week_of_session(session) or max(first, min(week, today_week))
    return record_session_tally(
        collection=collection,
        area=area,
        week=week,
        session=session,
        revision=revision,
        tally=tally,
        closed=closed,
        quotes=quotes,
    )
