"""Writes of what people said: sessions' tallies, published states and quotes.

A phone or a page counts one session of conversations in one area and one ISO week and sends ``(session, revision,
tally)``: the whole tally so far, numbered upwards. The highest revision stands, so that sending twice or out of
order changes nothing. When the session closes its tally is added to the week's and only the session's number is
kept, so that it is not counted again. Nothing says who held the session: no service here takes ``by``, except where
someone moderates.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import NamedTuple
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from gjennomslag.algorithms.publication import Shown, Tally, next_shown
from gjennomslag.core.clock import Week
from gjennomslag.core.history import writing
from gjennomslag.organisation.models import Person
from gjennomslag.voices.choices import SessionOutcome
from gjennomslag.voices.models import (
    AnswerArea,
    ClosedSession,
    Collection,
    OpenSession,
    PublishedState,
    PublishedTheme,
    Quote,
    Theme,
    WaitingQuote,
    WeekTally,
)
from gjennomslag.voices.queries import shown_now
from gjennomslag.voices.rules import check_tally, checked_quote
from gjennomslag.voices.sealing import open_quote, open_tally, seal_quote, seal_tally

SILENT_FOR = timedelta(days=7)
QUOTES_WAIT_FOR = timedelta(weeks=26)


class QuoteDraft(NamedTuple):
    """A quote as it was written down: the key of its theme, and the words."""

    theme: int
    text: str


def record_session_tally(
    *,
    collection: Collection,
    area: AnswerArea,
    week: Week,
    session: UUID,
    revision: int,
    tally: Tally,
    closed: bool,
    quotes: Sequence[QuoteDraft] = (),
) -> SessionOutcome:
    """Keep the session's tally if this revision is newer than the one kept; when ``closed``, count it.

    ``quotes`` are those that are new with this revision. Also taken after the collection has closed, since phones
    may be late. Raises ``ValidationError``, with nothing written, where the tally is not one of this collection.
    """
    offered = set(collection.question.themes.values_list("pk", flat=True))
    check_tally(tally, offered | set(_themes_counted(session)), closed=closed)
    if not area.unit.path.startswith(collection.unit.path):
        raise ValidationError(_("The area lies outside the unit that asks the question."))
    with transaction.atomic():
        _lock(area)
        if ClosedSession.objects.filter(session=session).exists():
            return SessionOutcome.DUPLICATE
        place = {"collection": collection, "area": area, "year": week.year, "week_number": week.number}
        running, new = OpenSession.objects.get_or_create(
            session=session, defaults={**place, "revision": revision, "sealed_tally": seal_tally(tally)}
        )
        if not new and revision <= running.revision:
            return SessionOutcome.DUPLICATE
        if any(getattr(running, field) != value for field, value in place.items()):
            raise ValidationError(_("A session stays in one area and one week."))
        running.revision, running.sealed_tally = revision, seal_tally(tally)
        running.save(update_fields=["revision", "sealed_tally"])
        _keep_quotes(running, quotes, offered)
        if closed:
            _count(running)
    return SessionOutcome.APPLIED


def week_of_session(session: UUID) -> Week | None:
    """Return the week in which a session that still runs is counted, or None."""
    running = OpenSession.objects.filter(session=session).first()
    return Week(running.year, running.week_number) if running else None


def close_collection(*, collection: Collection, on: date, by: Person | None) -> None:
    """Stop asking: count what sessions still running have sent. Later tallies are counted as they come."""
    with writing(by=by, why="collection closed"):
        collection.closed_on = on
        collection.save(update_fields=["closed_on"])
        _count_all(OpenSession.objects.filter(collection=collection))


def count_silent_sessions(*, day: date) -> int:
    """Count sessions that have been left open since a week that ended more than seven days ago; return how many."""
    last = (day - SILENT_FOR).isocalendar()
    with transaction.atomic():
        earlier_year = OpenSession.objects.filter(year__lt=last.year)
        earlier_week = OpenSession.objects.filter(year=last.year, week_number__lt=last.week)
        return _count_all(earlier_year | earlier_week)


def publish(*, collection: Collection, area: AnswerArea, year: int) -> bool:
    """Publish the question's new state in the area and the year if the rule lets it; say whether it did.

    Counting a session does this by itself.
    """
    with transaction.atomic():
        _lock(area)
        tally = _counted(collection.question_id, area, year)
        state = next_shown(shown_now(collection.question_id, area, year), tally)
        if state is None:
            return False
        _replace(collection.question_id, area, year, state)
    return True


def approve_quote(*, quote: WaitingQuote, text: str, by: Person) -> Quote:
    """Let everyone read the quote, with the words as the moderator left them."""
    theme, _words = open_quote(quote.sealed_quote)
    with writing(by=by, why="quote approved"):
        approved = Quote.objects.create(
            theme_id=theme, area=quote.area, year=quote.year, week_number=quote.week_number, text=checked_quote(text)
        )
        quote.delete()
    return approved


def delete_quote(*, quote: WaitingQuote, by: Person) -> None:
    """Remove the quote; nothing of it is kept."""
    with writing(by=by, why="quote deleted"):
        quote.delete()


def delete_old_quotes(*, day: date) -> int:
    """Remove quotes that have waited for half a year (or never had ten answers behind them); return how many."""
    last = (day - QUOTES_WAIT_FOR).isocalendar()
    with transaction.atomic():
        earlier_year = WaitingQuote.objects.filter(year__lt=last.year)
        earlier_week = WaitingQuote.objects.filter(year=last.year, week_number__lt=last.week)
        return (earlier_year | earlier_week).delete()[0]


def _lock(area: AnswerArea) -> None:
    """Let one transaction at a time count in the area."""
    AnswerArea.objects.select_for_update(no_key=True).get(pk=area.pk)


def _themes_counted(session: UUID) -> Iterable[int]:
    """Return the themes that the session has counted so far, which stand even if the question no longer offers them."""
    running = OpenSession.objects.filter(session=session).first()
    return open_tally(running.sealed_tally).themes if running else ()


def _keep_quotes(running: OpenSession, quotes: Sequence[QuoteDraft], offered: set[int]) -> None:
    if not {quote.theme for quote in quotes} <= offered:
        raise ValidationError(_("The answers name a theme that the question does not offer."))
    WaitingQuote.objects.bulk_create(
        WaitingQuote(
            area_id=running.area_id,
            year=running.year,
            week_number=running.week_number,
            sealed_quote=seal_quote(quote.theme, checked_quote(quote.text)),
        )
        for quote in quotes
    )


def _count_all(sessions: Iterable[OpenSession]) -> int:
    number = 0
    for running in sorted(sessions, key=lambda each: each.area_id):
        _lock(running.area)
        # It may have been closed by its own phone while we waited for the area.
        still_open = OpenSession.objects.filter(pk=running.pk).first()
        if still_open is not None:
            _count(still_open)
            number += 1
    return number


def _count(running: OpenSession) -> None:
    """Add the session's tally to its week's and keep only its number. The area is locked."""
    week, _new = WeekTally.objects.get_or_create(
        collection_id=running.collection_id,
        area_id=running.area_id,
        year=running.year,
        week_number=running.week_number,
        defaults={"sealed_tally": seal_tally(Tally(0, {}))},
    )
    week.sealed_tally = seal_tally(_sum([open_tally(week.sealed_tally), open_tally(running.sealed_tally)]))
    week.save(update_fields=["sealed_tally"])
    ClosedSession.objects.create(session=running.session, revision=running.revision)
    running.delete()
    publish(collection=running.collection, area=running.area, year=running.year)


def _sum(tallies: Sequence[Tally]) -> Tally:
    themes: dict[int, int] = {}
    for tally in tallies:
        for theme, answers in tally.themes.items():
            themes[theme] = themes.get(theme, 0) + answers
    return Tally(sum(tally.answers for tally in tallies), themes)


def _counted(question: int, area: AnswerArea, year: int) -> Tally:
    """Return everything counted for the question in the area and year, with 0 for themes that nobody named."""
    weeks = WeekTally.objects.filter(collection__question_id=question, area=area, year=year)
    offered = Theme.objects.filter(questions=question).values_list("pk", flat=True)
    return _sum([Tally(0, dict.fromkeys(offered, 0)), *(open_tally(week.sealed_tally) for week in weeks)])


def _replace(question: int, area: AnswerArea, year: int, shown: Shown) -> None:
    state, _new = PublishedState.objects.update_or_create(
        question_id=question, area=area, year=year, defaults={"answers": shown.answers}
    )
    state.themes.all().delete()
    PublishedTheme.objects.bulk_create(
        PublishedTheme(state=state, theme_id=theme, answers=number.answers, shown_as=number.shown_as.value)
        for theme, number in shown.themes.items()
    )
