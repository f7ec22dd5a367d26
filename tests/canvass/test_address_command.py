"""The verb ``addresses``."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from gjennomslag.canvass.address_files import open_address_file
from gjennomslag.canvass.models import Address
from gjennomslag.config.command import main
from tests.canvass.address_lines import address, addresses_file
from tests.party import Party


def test_generate_writes_the_files_it_names(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["addresses", "generate", "--doors", "300", "--seed", "7", "--out", str(tmp_path), "--json"]
    assert main([*arguments, "--municipality", "3420"]) == 0
    value = json.loads(capsys.readouterr().out)
    assert value["doors"] == 300
    assert sorted(value["files"]) == sorted(str(path) for path in tmp_path.iterdir())
    with open_address_file(tmp_path / "matrikkelenAdresse.csv", frozenset({"3420"})) as file:
        assert sum(len(rows) for rows in file.chunks()) == value["addresses"]


def test_generating_twice_writes_the_same_bytes(tmp_path: Path) -> None:
    for name in ("a", "b"):
        assert main(["addresses", "generate", "--doors", "100", "--seed", "7", "--out", str(tmp_path / name)]) == 0
    first, second = ({path.name: path.read_bytes() for path in (tmp_path / name).iterdir()} for name in ("a", "b"))
    assert first == second


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (["--doors", "5"], "20 to 3000000 doors, not 5"),
        (["--doors", "100", "--municipality", "0000"], "no municipality 0000"),
        (["--doors", "100", "--epsg", "4326"], "not 4326"),
    ],
)
def test_generate_says_what_it_cannot_do(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], wrong: list[str], words: str
) -> None:
    assert main(["addresses", "generate", "--out", str(tmp_path / "out"), *wrong]) == 1
    assert words in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


@pytest.mark.django_db
def test_import_tells_what_it_did_and_what_it_could_not_use(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = addresses_file(tmp_path, address(1), address(2, bokstav="4"))
    assert main(["addresses", "import", str(path), "--dry-run", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["addresses"] == {"new": 1, "changed": 0, "retired": 0, "unchanged": 0}
    assert told["faults"]["shown"] == [{"line": 3, "column": "bokstav", "fault": "letter", "value": "4"}]
    assert (told["dry_run"], told["municipalities"], Address.objects.count()) == (True, ["3420"], 0)
    assert main(["addresses", "import", str(path)]) == 0
    assert "line 3, bokstav: The letter of the house is not a letter." in capsys.readouterr().out
    assert Address.objects.count() == 1


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["nothing.csv"], "nothing.csv cannot be opened: No such file or directory"),
        (["README.md"], "This is not an address file."),
        (["nothing.csv", "--unit", "ukjent"], "There is no unit with the code ukjent"),
    ],
)
@pytest.mark.django_db
def test_import_says_what_it_cannot_do(capsys: pytest.CaptureFixture[str], arguments: list[str], words: str) -> None:
    assert main(["addresses", "import", *arguments]) == 1
    assert words in capsys.readouterr().err


def test_import_for_a_unit_takes_its_own_municipalities_only(
    party: Party, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = addresses_file(tmp_path, address(1))
    assert main(["addresses", "import", str(path), "--unit", "storvik"]) == 1
    assert "Here you can import addresses of: Kristiansand (4204)." in capsys.readouterr().err
    assert main(["addresses", "import", str(path), "--unit", "lillevik"]) == 0
