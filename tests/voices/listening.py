"""A question asked in Lillevik: what the tests of the voices room start from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID, uuid4

from gjennomslag.algorithms.publication import Tally
from gjennomslag.core.clock import Week
from gjennomslag.organisation.models import Unit
from gjennomslag.voices.choices import SessionOutcome
from gjennomslag.voices.models import AnswerArea, Collection, Question, Theme
from gjennomslag.voices.recording import QuoteDraft, record_session_tally
from gjennomslag.voices.services import BasicUnit, define_areas, install_themes, open_collection
from tests.party import Party

WEEK = Week(2026, 36)
DAY = date(2026, 9, 1)


@dataclass(frozen=True, slots=True)
class Listening:
    """A collection in the branch with one area, and two of the themes."""

    collection: Collection
    question: Question
    area: AnswerArea
    housing: Theme
    school: Theme


def listen(party: Party) -> Listening:
    """Open a collection in Lillevik."""
    question = install_themes(unit=party.country, by=None)
    collection = open_collection(unit=party.branch, question=question, title="Høst", on=DAY, by=party.turid)
    area = make_area(party.branch, "34200101", "Sentrum")
    themes = {theme.code: theme for theme in question.themes.all()}
    return Listening(collection, question, area, themes["housing"], themes["school"])


def make_area(unit: Unit, code: str, name: str) -> AnswerArea:
    """Make the unit's only area, of 60 households."""
    (area,) = define_areas(unit=unit, basic_units=[BasicUnit(code, name, 60)], by=None)
    return area


def send(
    listening: Listening,
    answers: int,
    *,
    session: UUID | None = None,
    revision: int = 1,
    closed: bool = True,
    week: Week = WEEK,
    quotes: tuple[QuoteDraft, ...] = (),
    area: AnswerArea | None = None,
    **themes: int,
) -> SessionOutcome:
    """Send one session's tally; themes by name (``housing=3``)."""
    named = {getattr(listening, name).pk: number for name, number in themes.items()}
    return record_session_tally(
        collection=listening.collection,
        area=area or listening.area,
        week=week,
        session=session or uuid4(),
        revision=revision,
        tally=Tally(answers, named),
        closed=closed,
        quotes=quotes,
    )
