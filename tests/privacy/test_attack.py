"""Privacy under attack: someone has the whole database and knows every visit, and wants to know one answer.

The attacker is given more than any visit record holds: for each door its area, its week and its session. The tallies
in the database must not let the attacker guess better than by naming, at each door, what the area cares about most.
"""

from __future__ import annotations

import base64
import json
import random
import zlib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from gjennomslag.algorithms.publication import Tally
from gjennomslag.core.clock import Week
from gjennomslag.voices.models import AnswerArea
from gjennomslag.voices.recording import QuoteDraft, record_session_tally
from gjennomslag.voices.sealing import SealError, open_tally
from gjennomslag.voices.services import BasicUnit, define_areas
from tests.party import Party
from tests.privacy.dump import Row, dump, tables, text_of
from tests.voices.listening import Listening, send

Evidence = Mapping[int, int]


@dataclass(frozen=True, slots=True)
class Door:
    """A door where one conversation was held, and what was answered there (which the attacker does not know)."""

    area: int
    week: Week
    session: UUID
    answer: int


def knock(listening: Listening, areas: list[AnswerArea], sessions: int, chance: random.Random) -> list[Door]:
    """Hold sessions in the areas, some of them never closed, and return every door where someone answered."""
    themes = [theme.pk for theme in listening.question.themes.all()][:6]
    # Neighbourhoods differ: in some nearly all say the same.
    weights = {area.pk: [chance.random() ** chance.choice((1, 3, 20)) for _theme in themes] for area in areas}
    doors = []
    for _session in range(sessions):
        area, week = chance.choice(areas), Week(2026, chance.choice((35, 36, 37)))
        session = UUID(int=chance.getrandbits(128))
        answers = chance.choices(themes, weights[area.pk], k=chance.choice((1, 2, 5, 9, 12, 25, 60)))
        record_session_tally(
            collection=listening.collection,
            area=area,
            week=week,
            session=session,
            revision=1,
            tally=Tally(len(answers), Counter(answers)),
            closed=len(answers) < 10 or chance.random() < 0.8,
            quotes=[QuoteDraft(answers[0], "Det er dette jeg er opptatt av")] if chance.random() < 0.2 else (),
        )
        doors += [Door(area.pk, week, session, answer) for answer in answers]
    return doors


def attack(doors: list[Door], stolen: dict[str, list[Row]], opened: Callable[[bytes], Evidence | None]) -> int:
    """Return how many answers the attacker guesses: for each door from the smallest group found that holds it.

    ``opened`` is the attacker's way of reading a value in the dump as answers per theme.
    """
    found = published(stolen)
    for rows in stolen.values():
        for row in rows:
            for value in row.values():
                evidence = opened(value) if isinstance(value, bytes) else None
                if evidence and "area_id" in row:
                    found.append((row, evidence))
    overall = Counter[int]()
    by_area: dict[int, list[tuple[Row, Evidence]]] = {}
    for row, evidence in found:
        overall.update(evidence)
        by_area.setdefault(row["area_id"], []).append((row, evidence))
    hits = 0
    for door in doors:
        about = [evidence for row, evidence in by_area.get(door.area, ()) if is_about(row, door)]
        best = min(about, key=lambda evidence: sum(evidence.values()), default=overall)
        hits += max(best, key=lambda theme: best[theme], default=0) == door.answer
    return hits


def published(stolen: dict[str, list[Row]]) -> list[tuple[Row, Evidence]]:
    """Return the published states as evidence."""
    themes: dict[int, dict[int, int]] = {}
    for row in stolen["voices_publishedtheme"]:
        themes.setdefault(row["state_id"], {})[row["theme_id"]] = row["answers"]
    return [(row, themes[row["id"]]) for row in stolen["voices_publishedstate"]]


def is_about(row: Row, door: Door) -> bool:
    known = {"area_id": door.area, "year": door.week.year, "week_number": door.week.number, "session": door.session}
    return all(row[column] == value for column, value in known.items() if column in row)


def read_as_it_lies(value: bytes) -> Evidence | None:
    """What someone without the key can do: hope that it is a tally in some plain form."""
    for attempt in plain_forms(value):
        try:
            _answers, themes = json.loads(attempt)
            return {int(theme): number for theme, number in themes.items()}
        except (ValueError, TypeError, AttributeError):
            continue
    return None


def plain_forms(value: bytes) -> Iterator[bytes]:
    yield value
    for decode in (base64.urlsafe_b64decode, zlib.decompress):
        with suppress(ValueError, zlib.error):
            yield decode(value)


def read_with_the_key(value: bytes) -> Evidence | None:
    try:
        return open_tally(value).themes
    except (SealError, AttributeError):
        return None


def by_naming_the_most_common(doors: list[Door]) -> int:
    """Return how many answers one guesses by naming the area's most common theme at each door."""
    areas: dict[int, Counter[int]] = {}
    for door in doors:
        areas.setdefault(door.area, Counter())[door.answer] += 1
    return sum(max(answers.values()) for answers in areas.values())


@pytest.fixture
def areas(listening: Listening, party: Party) -> list[AnswerArea]:
    units = [BasicUnit(f"3420{number:04d}", f"Krets {number}", 60) for number in range(200, 300)]
    return define_areas(unit=party.branch, basic_units=units, by=None)


def test_a_stolen_database_says_no_more_of_a_door_than_of_its_area(
    listening: Listening, areas: list[AnswerArea]
) -> None:
    doors = knock(listening, areas, 640, random.Random(4))
    stolen = dump()
    assert len(doors) >= 10_000
    assert len(stolen["voices_opensession"]) > 30
    guessed = attack(doors, stolen, read_as_it_lies)
    assert guessed <= by_naming_the_most_common(doors)
    # The attack itself is a good one: on the same database, with the key, it guesses better than that.
    assert attack(doors, stolen, read_with_the_key) > by_naming_the_most_common(doors)


def test_the_only_answer_of_a_week_is_nowhere_in_the_database(listening: Listening) -> None:
    """The tally of one answer is the answer: it must not be readable in any table, nor in any statement sent."""
    planted = "Hemmelig svar som ingen må lese"
    before = {table: text_of(table) for table in tables()}
    with CaptureQueriesContext(connection) as sent:
        send(listening, 1, housing=1, quotes=(QuoteDraft(listening.housing.pk, planted),))
    after = {table: text_of(table) for table in tables()}
    changed = {table for table in after if after[table] != before[table]}
    assert changed == {"voices_closedsession", "voices_waitingquote", "voices_weektally"}
    assert [table for table, text in after.items() if planted in text] == []
    assert [query["sql"] for query in sent.captured_queries if planted in query["sql"]] == []
