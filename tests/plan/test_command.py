from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from gjennomslag.config.command import main
from gjennomslag.core import clock
from gjennomslag.plan.models import Obligation, Plan, PlanItem, Reading
from gjennomslag.plan.services.acts import report_act
from tests.party import Party


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    code = main(["plan", *arguments])
    out, err = capsys.readouterr()
    return code, out, err


def test_check_of_a_good_plan(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(capsys, "check", "sv-2026-2029") == (0, "sv-2026-2029.yaml: 164 rows, no faults.\n", "")
    code, out, _ = run(capsys, "check", "sv-2026-2029", "--json")
    assert (code, json.loads(out)) == (0, {"rows": 164, "faults": []})


def test_check_names_line_and_remedy(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    path = tmp_path / "plan.yaml"
    path.write_text("key: plan\nlanguages: [nb]\nperiod: {from: 2026-01-01, to: 2020-01-01}\n", "utf-8")
    code, out, _ = run(capsys, "check", str(path))
    assert code == 1
    assert "line 3: The period ends before it begins. Check “from” and “to”." in out.splitlines()
    code, out, _ = run(capsys, "check", str(path), "--json")
    faults = json.loads(out)["faults"]
    assert code == 1
    assert {"line": 3, "where": "", "code": "period-ends-first"}.items() <= faults[-1].items()


def test_schedule_of_the_shipped_plan(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "schedule", "sv-2026-2029", "--json")
    rows = json.loads(out)
    welcome = next(row for row in rows if row["id"] == "G2.S1")
    assert code == 0
    assert welcome["subject"] == "party"
    assert welcome["per_year"] == {"2026": 2, "2027": 4, "2028": 2, "2029": 4}
    assert (welcome["total"], len(welcome["windows"])) == (12, 12)
    assert welcome["windows"][0] == {"from": "2026-01-01", "to": "2026-06-30", "count": 1}
    assert {row["id"] for row in rows} >= {"G1.S3a", "G1.S3b", "G2.L2a", "G2.L3"}


def test_schedule_of_the_partys_own_units(capsys: pytest.CaptureFixture[str], party: Party) -> None:
    rows = json.loads(run(capsys, "schedule", "sv-2026-2029", "--units", "--json")[1])
    visits = [(row["subject"], row["total"]) for row in rows if row["id"] in {"G1.S3a", "G1.S3b"}]
    assert visits == [("fjordland", 4), ("fjellmark", 4), ("fjordland", 4), ("fjellmark", 4)]
    sessions = [(row["subject"], row["per_year"]) for row in rows if row["id"] == "G1.L1"]
    expected = {"2026": 1, "2027": 0, "2028": 1, "2029": 0}
    assert sessions == [("lillevik", expected), ("storvik", expected)]


def test_a_plan_that_is_not_there(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = run(capsys, "schedule", "no-such-plan")
    assert (code, out) == (1, "")
    assert "sv-2026-2029" in err


def test_draft(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    text = tmp_path / "plan.txt"
    text.write_text("Plan 2026\n\n# Vokse\n\n## Sentrale tiltak\n\n- Lage kurs\n- Reise\n", "utf-8")
    out_file = tmp_path / "Min plan.yaml"
    code, out, _ = run(capsys, "draft", str(text), "--out", str(out_file), "--json")
    assert (code, json.loads(out)) == (0, {"goals": 1, "priorities": 0, "measures": {"central": 2}})
    code, out, _ = run(capsys, "check", str(out_file), "--json")
    assert {fault["code"] for fault in json.loads(out)["faults"]} == {"rule-missing"}


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("plan.txt", b"", "There is no text in the file"),
        ("plan.odt", b"x", "Give a .txt"),
        ("plan.docx", b"x", "damaged"),
        ("plan.txt", b"Only a title", "no goals were found"),
    ],
)
def test_draft_of_files_that_hold_no_plan(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, name: str, content: bytes, words: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    code, _, err = run(capsys, "draft", str(path), "--out", str(tmp_path / "out.yaml"))
    assert code == 1
    assert words in err
    assert not (tmp_path / "out.yaml").exists()


def test_draft_of_the_adopted_text(capsys: pytest.CaptureFixture[str], tmp_path: Path, shared_data: Path) -> None:
    text = shared_data.parent / "mission" / "arbeidsplan-2026-2029.txt"
    code, out, _ = run(capsys, "draft", str(text), "--out", str(tmp_path / "plan.yaml"), "--json")
    assert (code, json.loads(out)) == (
        0,
        {"goals": 4, "priorities": 24, "measures": {"central": 53, "county": 12, "local": 11}},
    )


def test_load(capsys: pytest.CaptureFixture[str], party: Party) -> None:
    expected = {"key": "sv-2026-2029", "unit": "landet", "version": 1}
    options = ["sv-2026-2029", "--json"]
    assert json.loads(run(capsys, "load", *options)[1]) == expected | {"changed": True}
    assert json.loads(run(capsys, "load", *options)[1]) == expected | {"changed": False}
    assert "belongs to Landet" in run(capsys, "load", *options, "--unit", "lillevik")[2]
    assert "no unit “nowhere”" in run(capsys, "load", *options, "--unit", "nowhere")[2]


def test_load_of_a_faulty_file(capsys: pytest.CaptureFixture[str], party: Party, tmp_path: Path) -> None:
    path = tmp_path / "plan.yaml"
    path.write_text("key: plan\n", "utf-8")
    code, _, err = run(capsys, "load", str(path))
    assert code == 1
    assert "“period” is missing" in err
    assert Plan.objects.count() == 0


def test_read(capsys: pytest.CaptureFixture[str], party: Party) -> None:
    assert "No plan is loaded" in run(capsys, "read")[2]
    run(capsys, "load", "sv-2026-2029")
    code, out, _ = run(capsys, "read", "--unit", "lillevik", "--json")
    rows = json.loads(out)
    assert code == 0
    assert {"id", "unit", "rule", "from", "to", "status", "value", "target"} <= set(rows[0])
    assert {row["unit"] for row in rows} == {"lillevik"}
    assert "met" not in {row["status"] for row in rows}
    assert json.loads(run(capsys, "read", "--unit", "lillevik", "--as-of", str(clock.today()), "--json")[1]) == rows
    assert "no unit “nowhere”" in run(capsys, "read", "--unit", "nowhere")[2]


def test_a_day_before_the_first_reading_is_counted_anew(capsys: pytest.CaptureFixture[str], party: Party) -> None:
    run(capsys, "load", "sv-2026-2029")
    held = date(2026, 4, 15)
    items = list(PlanItem.objects.filter(key="G2.S2"))
    report_act(unit=party.country, items=items, day=held, text="Stormøte", on=clock.today(), by=party.secretary)

    def status(day: str) -> tuple[str, float]:
        rows = json.loads(run(capsys, "read", "--as-of", day, "--json")[1])
        row = next(row for row in rows if (row["id"], row["from"]) == ("G2.S2", "2026-01-01"))
        return row["status"], row["value"]

    assert [status("2026-04-14"), status("2026-04-15")] == [("on-track", 0), ("met", 1)]
    assert Reading.objects.count() == Obligation.objects.count() == 0
