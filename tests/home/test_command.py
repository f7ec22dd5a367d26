from __future__ import annotations

import json
from datetime import date

import pytest

from gjennomslag.config.command import build_parser
from gjennomslag.core.command import CommandError
from tests.home.counting import DAY, count, set_targets
from tests.party import Party


@pytest.fixture(autouse=True)
def in_the_autumn_of_2026(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gjennomslag.core.clock.today", lambda: DAY)


def run(*arguments: str) -> int:
    options = build_parser().parse_args(["board", *arguments])
    return int(options.run(options))


def test_the_board_as_json(party: Party, capsys: pytest.CaptureFixture[str]) -> None:
    set_targets(party, 2026, lillevik=300)
    count(party.branch, date(2026, 1, 2), doors=100, conversations=60)
    assert run("--unit", "fjordland", "--year", "2026", "--json") == 0
    value = json.loads(capsys.readouterr().out)
    weeks = value.pop("weeks")
    assert weeks[0] == {"year": 2026, "week": 1, "conversations": 60, "doors": 100}
    assert len(weeks) == 37
    nothing = {"target": None, "left": None, "per_remaining_week": None}
    assert value == {
        "unit": "fjordland",
        "name": "Fjordland",
        "year": 2026,
        "weeks_left": 17,
        "conversations": {"done": 60, **nothing},
        "doors": {"done": 100, **nothing},
        "units": [
            {
                "unit": "lillevik",
                "name": "Lillevik",
                "conversations": {"done": 60, "target": 300, "left": 240, "per_remaining_week": 15},
                "doors": {"done": 100, **nothing},
            },
            {
                "unit": "storvik",
                "name": "Storvik",
                "conversations": {"done": 0, **nothing},
                "doors": {"done": 0, **nothing},
            },
        ],
    }


def test_the_board_in_words(party: Party, capsys: pytest.CaptureFixture[str]) -> None:
    set_targets(party, 2026, lillevik=300)
    count(party.branch, DAY, doors=100, conversations=60)
    assert run("--unit", "lillevik", "--year", "2026") == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "Lillevik 2026, 17 weeks left"
    assert lines[3].split() == ["Lillevik", "60", "300", "240", "15", "100"]
    assert lines[4].split() == ["Lillevik", "sentrum", "0", "–", "–", "–", "0"]


def test_an_unknown_unit_is_refused(party: Party) -> None:
    with pytest.raises(CommandError, match="no unit with the code ingen"):
        run("--unit", "ingen", "--year", "2026")


def test_a_year_out_of_reach_is_refused(party: Party) -> None:
    with pytest.raises(CommandError, match="between 2000 and 2100"):
        run("--unit", "landet", "--year", "26")
