"""The verbs that need no database."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from gjennomslag.canvass.address_files import open_address_file
from gjennomslag.config.command import main


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
