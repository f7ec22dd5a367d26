"""Many phones at once: whatever meets in the database, every answer is counted once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest
from django.db import connection

from gjennomslag.voices.choices import SessionOutcome
from gjennomslag.voices.models import ClosedSession, PublishedState, WeekTally
from gjennomslag.voices.sealing import open_tally
from tests.party import make_party
from tests.voices.listening import listen, send


@pytest.mark.django_db(transaction=True)
def test_sessions_sent_at_once_and_twice_are_counted_once() -> None:
    listening = listen(make_party())
    sessions = [uuid4() for _number in range(20)]

    def phone(number: int) -> SessionOutcome:
        try:
            return send(listening, 3, session=sessions[number % 20], housing=2, school=1)
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as phones:
        outcomes = list(phones.map(phone, range(40)))
    assert sorted(outcomes) == [SessionOutcome.APPLIED] * 20 + [SessionOutcome.DUPLICATE] * 20
    tally = open_tally(WeekTally.objects.get().sealed_tally)
    named = {listening.housing.pk: 40, listening.school.pk: 20}
    assert (tally.answers, {theme: tally.themes[theme] for theme in named}) == (60, named)
    assert ClosedSession.objects.count() == 20
    # The state is refreshed with every fourth session of three answers.
    assert PublishedState.objects.get().answers == 60
