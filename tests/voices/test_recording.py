from __future__ import annotations

from datetime import date
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError

from gjennomslag.core.clock import Week
from gjennomslag.voices.choices import SessionOutcome
from gjennomslag.voices.models import ClosedSession, OpenSession, PublishedState, Quote, WaitingQuote, WeekTally
from gjennomslag.voices.queries import waiting_quotes
from gjennomslag.voices.recording import (
    QuoteDraft,
    approve_quote,
    close_collection,
    count_silent_sessions,
    delete_old_quotes,
    delete_quote,
    publish,
)
from gjennomslag.voices.sealing import open_tally
from tests.party import Party
from tests.voices.listening import DAY, WEEK, Listening, make_area, send

APPLIED, DUPLICATE = SessionOutcome.APPLIED, SessionOutcome.DUPLICATE


def counted(listening: Listening, week: Week = WEEK) -> tuple[int, int, int]:
    """Return what is counted in a week: answers, housing, school."""
    row = WeekTally.objects.get(collection=listening.collection, year=week.year, week_number=week.number)
    tally = open_tally(row.sealed_tally)
    return tally.answers, tally.themes.get(listening.housing.pk, 0), tally.themes.get(listening.school.pk, 0)


def shown() -> list[int]:
    return list(PublishedState.objects.values_list("answers", flat=True))


def test_a_closed_session_is_counted_and_only_its_number_is_left(listening: Listening) -> None:
    session = uuid4()
    assert send(listening, 3, session=session, revision=4, housing=2, school=1) is APPLIED
    assert counted(listening) == (3, 2, 1)
    assert OpenSession.objects.count() == 0
    assert list(ClosedSession.objects.values()) == [{"session": session, "revision": 4}]


def test_sending_again_changes_nothing(listening: Listening) -> None:
    session = uuid4()
    outcomes = [send(listening, 3, session=session, housing=2) for _time in range(3)]
    assert outcomes == [APPLIED, DUPLICATE, DUPLICATE]
    assert counted(listening) == (3, 2, 0)


def test_the_highest_revision_stands_whatever_the_order(listening: Listening) -> None:
    session = uuid4()
    assert send(listening, 20, session=session, revision=3, closed=False, housing=12) is APPLIED
    assert send(listening, 10, session=session, revision=2, closed=False, housing=10) is DUPLICATE
    assert send(listening, 21, session=session, revision=5, housing=11) is APPLIED
    assert send(listening, 20, session=session, revision=4, closed=False, housing=12) is DUPLICATE
    assert counted(listening) == (21, 11, 0)


def test_a_running_session_is_not_counted(listening: Listening) -> None:
    send(listening, 12, closed=False, housing=6)
    assert WeekTally.objects.count() == 0
    assert shown() == []


def test_a_running_session_with_fewer_than_ten_answers_is_refused(listening: Listening) -> None:
    with pytest.raises(ValidationError):
        send(listening, 9, closed=False, housing=6)
    assert OpenSession.objects.count() == 0


@pytest.mark.parametrize(("answers", "housing"), [(-1, 0), (3, 4), (3, -1), (5001, 1)])
def test_an_impossible_tally_is_refused(listening: Listening, answers: int, housing: int) -> None:
    with pytest.raises(ValidationError):
        send(listening, answers, housing=housing)
    assert ClosedSession.objects.count() == 0


def test_a_theme_that_is_not_offered_is_refused(listening: Listening) -> None:
    listening.question.themes.remove(listening.housing)
    with pytest.raises(ValidationError):
        send(listening, 3, housing=2)


def test_a_session_that_counted_a_theme_may_go_on_when_it_is_no_longer_offered(listening: Listening) -> None:
    session = uuid4()
    send(listening, 10, session=session, closed=False, housing=5)
    listening.question.themes.remove(listening.housing)
    assert send(listening, 11, session=session, revision=2, housing=5) is APPLIED
    assert counted(listening) == (11, 5, 0)


def test_a_session_stays_in_its_week(listening: Listening) -> None:
    session = uuid4()
    send(listening, 10, session=session, closed=False, housing=5)
    with pytest.raises(ValidationError):
        send(listening, 11, session=session, revision=2, week=Week(2026, 37), housing=5)


def test_an_area_of_another_unit_is_refused(listening: Listening, party: Party) -> None:
    with pytest.raises(ValidationError):
        send(listening, 3, area=make_area(party.sibling, "42040101", "Havna"), housing=1)


def test_a_late_session_is_counted_after_the_collection_has_closed(listening: Listening, party: Party) -> None:
    close_collection(collection=listening.collection, on=DAY, by=party.turid)
    assert send(listening, 3, housing=1) is APPLIED
    assert counted(listening) == (3, 1, 0)


def test_closing_the_collection_counts_running_sessions_once(listening: Listening, party: Party) -> None:
    session = uuid4()
    send(listening, 12, session=session, closed=False, housing=6)
    close_collection(collection=listening.collection, on=DAY, by=party.turid)
    assert counted(listening) == (12, 6, 0)
    assert send(listening, 12, session=session, revision=2, housing=6) is DUPLICATE
    assert counted(listening) == (12, 6, 0)


def test_a_session_left_open_is_counted_a_week_after_its_week(listening: Listening) -> None:
    send(listening, 12, closed=False, housing=6)
    assert count_silent_sessions(day=date(2026, 9, 13)) == 0
    assert count_silent_sessions(day=date(2026, 9, 14)) == 1
    assert counted(listening) == (12, 6, 0)


def test_a_session_left_open_in_the_last_week_of_a_year_is_counted(listening: Listening) -> None:
    send(listening, 12, closed=False, week=Week(2026, 53), housing=6)
    assert count_silent_sessions(day=date(2027, 1, 10)) == 0
    assert count_silent_sessions(day=date(2027, 1, 11)) == 1


def test_published_from_ten_answers_and_in_steps_of_ten(listening: Listening) -> None:
    states = []
    for _session in range(9):
        send(listening, 4, housing=2, school=2)
        states.append(shown())
    assert states == [[], [], [12], [12], [12], [24], [24], [24], [36]]


def test_years_are_published_apart(listening: Listening) -> None:
    send(listening, 6, week=Week(2026, 53), housing=3)
    send(listening, 6, week=Week(2027, 1), housing=3)
    assert shown() == []


def test_publishing_again_changes_nothing(listening: Listening) -> None:
    send(listening, 12, housing=6)
    assert publish(collection=listening.collection, area=listening.area, year=2026) is False
    assert shown() == [12]


def quote(listening: Listening, text: str) -> tuple[QuoteDraft, ...]:
    return (QuoteDraft(listening.housing.pk, text),)


def test_a_quote_waits_until_ten_answers_lie_behind_its_week(listening: Listening, party: Party) -> None:
    send(listening, 5, housing=3, quotes=quote(listening, "Leia  stiger\nhvert år"))
    assert waiting_quotes(party.branch) == []
    send(listening, 5, housing=3)
    (waiting,) = waiting_quotes(party.branch)
    assert (waiting.theme, waiting.text) == ("Bolig og husleie", "Leia stiger hvert år")


def test_an_approved_quote_is_kept_as_the_moderator_left_it(listening: Listening, party: Party) -> None:
    send(listening, 10, housing=3, quotes=quote(listening, "Leia til Kari stiger"))
    (waiting,) = waiting_quotes(party.branch)
    approve_quote(quote=waiting.quote, text="Leia stiger", by=party.turid)
    (kept,) = Quote.objects.all()
    assert (kept.theme, kept.area, kept.week, kept.text) == (listening.housing, listening.area, WEEK, "Leia stiger")
    assert WaitingQuote.objects.count() == 0


def test_a_deleted_quote_leaves_nothing(listening: Listening, party: Party) -> None:
    send(listening, 10, housing=3, quotes=quote(listening, "Leia stiger"))
    delete_quote(quote=waiting_quotes(party.branch)[0].quote, by=party.turid)
    assert (WaitingQuote.objects.count(), Quote.objects.count()) == (0, 0)


def test_a_quote_sent_again_with_its_session_is_kept_once(listening: Listening) -> None:
    session = uuid4()
    for _time in range(2):
        send(listening, 10, session=session, closed=False, housing=3, quotes=quote(listening, "Leia stiger"))
    assert WaitingQuote.objects.count() == 1


@pytest.mark.parametrize("text", ["", "  ", "Ring 905 12 345", "Født 010190 12345", "skriv til a@b.no", "x" * 281])
def test_a_quote_that_may_tell_who_said_it_is_refused_with_its_session(listening: Listening, text: str) -> None:
    with pytest.raises(ValidationError):
        send(listening, 10, housing=3, quotes=quote(listening, text))
    assert (WaitingQuote.objects.count(), ClosedSession.objects.count()) == (0, 0)


def test_quotes_that_wait_for_half_a_year_are_deleted(listening: Listening) -> None:
    send(listening, 5, housing=3, quotes=quote(listening, "Leia stiger"))
    assert delete_old_quotes(day=date(2027, 3, 7)) == 0
    assert delete_old_quotes(day=date(2027, 3, 8)) == 1
    assert WaitingQuote.objects.count() == 0
