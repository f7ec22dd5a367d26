"""The shipped plan: all rows, the numbers of its recurrences, and no sentence of the adopted text."""

from __future__ import annotations

import json
import re
from datetime import date, timedelta
from pathlib import Path

import pytest

from gjennomslag.algorithms.recurrence import Election, ElectionCalendar, Within
from gjennomslag.plan.document import PlanDocument
from gjennomslag.plan.loader import load_document
from gjennomslag.plan.schedule import Schedule, schedule

FILE = Path(__file__).resolve().parents[2] / "plans" / "sv-2026-2029.yaml"
LEVELS = {"C": "central", "F": "county", "L": "local", "E": "elected", "ALL": "all"}


@pytest.fixture(scope="module")
def document() -> PlanDocument:
    return load_document(FILE.read_text("utf-8"))


@pytest.fixture(scope="module")
def mission(request: pytest.FixtureRequest) -> Path:
    data: Path = request.getfixturevalue("shared_data")
    return data.parent / "mission"


def find(document: PlanDocument, key: str, subject: str = "party") -> Schedule:
    return next(each for each in schedule(document) if (each.item, each.subject.value) == (key, subject))


@pytest.mark.parametrize(
    ("key", "subject", "per_year", "total"),
    [
        ("G2.S1", "party", [2, 4, 2, 4], 12),
        ("G2.S2", "party", [2, 2, 2, 2], 8),
        ("G3.S3", "party", [2, 2, 2, 2], 8),
        ("G3.S4", "party", [1, 1, 1, 1], 4),
        ("G3.S5", "party", [1, 1, 1, 1], 4),
        ("G3.P6", "party", [1, 0, 1, 0], 2),
        ("G3.P3b", "party", [0, 0, 0, 0], 2),
        ("G4.S5", "party", [1, 1, 1, 1], 4),
        ("G4.S6", "party", [1, 1, 1, 1], 4),
        ("G1.S1a", "party", [1, 1, 1, 1], 4),
        ("G1.S1b", "branch", [1, 1, 1, 1], 4),
        ("G1.S1d", "party", [0, 1, 0, 0], 1),
        ("G1.S3a", "county", [1, 1, 1, 1], 4),
        ("G1.S3b", "county", [1, 1, 1, 1], 4),
        ("G4.F2", "county", [2, 2, 2, 2], 8),
        ("G1.L1", "branch", [1, 0, 1, 0], 2),
        ("G4.S17", "party", [0, 0, 1, 0], 1),
        ("G3.F3", "county", [0, 1, 0, 1], 2),
        ("G3.S13", "party", [0, 1, 0, 1], 2),
    ],
)
def test_recurrences(document: PlanDocument, key: str, subject: str, per_year: list[int], total: int) -> None:
    found = find(document, key, subject)
    assert (list(found.per_year.values()), found.total) == (per_year, total)


def test_windows_of_welcome_meetings(document: PlanDocument) -> None:
    first = find(document, "G2.S1").as_data()["windows"][:3]
    assert first == [
        {"from": "2026-01-01", "to": "2026-06-30", "count": 1},
        {"from": "2026-07-01", "to": "2026-12-31", "count": 1},
        {"from": "2027-01-01", "to": "2027-03-31", "count": 1},
    ]


def test_targets_are_revised_after_the_local_election_day(document: PlanDocument) -> None:
    window = find(document, "G1.S1d").windows[0]
    assert (window.first, window.last) == (date(2027, 9, 14), date(2027, 12, 31))


def test_spring_is_a_named_window(document: PlanDocument) -> None:
    days = [(window.first, window.last) for window in find(document, "G3.P6").windows]
    assert days == [(date(2026, 3, 1), date(2026, 6, 15)), (date(2028, 3, 1), date(2028, 6, 15))]


def test_lists_are_delivered_by_the_legal_deadline(document: PlanDocument) -> None:
    window = find(document, "G2.F2", "county").windows[-1]
    evidence = [str(binding.evidence.part) for binding in document.item("G2.F2").bindings]
    assert window.last == date(2027, 3, 31)
    assert evidence[-1] == "elected.lists_delivered(before=12:00)"


def test_the_welcome_call_is_due_fourteen_days_after_joining(document: PlanDocument) -> None:
    form = document.item("G2.L2a").bindings[0].rule.form
    assert isinstance(form, Within)
    assert form.due(date(2026, 3, 2)) == date(2026, 3, 2) + timedelta(14)


def test_an_election_moved_moves_the_years_with_it(document: PlanDocument) -> None:
    text = FILE.read_text("utf-8").replace("on: 2027-09-13", "on: 2028-09-11")
    moved = load_document(text)
    assert moved.calendar == ElectionCalendar(
        (Election("local", date(2028, 9, 11)), Election("national", date(2029, 9, 10)))
    )
    assert list(find(moved, "G2.S1").per_year.values()) == [2, 2, 4, 4]
    assert list(find(moved, "G3.P6").per_year.values()) == [1, 1, 0, 0]


def test_changed_parameters_change_the_rules() -> None:
    text = FILE.read_text("utf-8").replace("value: 1 March", "value: 1 April")
    assert find(load_document(text), "G3.P6").windows[0].first == date(2026, 4, 1)


def test_national_targets_cover_the_four_years(document: PlanDocument) -> None:
    assert [(series.indicator, sorted(series.national)) for series in document.targets] == [
        ("canvass.conversations", [2026, 2027, 2028, 2029])
    ]


def test_every_row_of_the_requirements_is_there(document: PlanDocument, mission: Path) -> None:
    rows = json.loads((mission / "requirements.json").read_text("utf-8"))
    assert len(rows) == 164
    assert [item.key for item in document.items] == [row["id"] for row in rows]


def test_levels_are_those_of_the_requirements(document: PlanDocument, mission: Path) -> None:
    rows = json.loads((mission / "requirements.json").read_text("utf-8"))
    expected = {
        row["id"]: tuple(LEVELS[part] for part in re.split(r"[→ (]", row["level"])[0].split("+")) for row in rows
    }
    assert {item.key: item.levels for item in document.items} == expected


def test_no_sentence_of_the_adopted_text_is_shipped(document: PlanDocument, mission: Path) -> None:
    def words(text: str) -> list[str]:
        return re.findall(r"\w+", text.lower())

    text = words((mission / "arbeidsplan-2026-2029.txt").read_text("utf-8"))
    length = 7
    runs = {tuple(text[start : start + length]) for start in range(len(text) - length + 1)}
    copied = []
    for item in document.items:
        title = words(item.title["nb"])
        if any(tuple(title[start : start + length]) in runs for start in range(len(title) - length + 1)):
            copied.append(item.key)
    assert copied == []
    assert all(not item.text for item in document.items)
