from __future__ import annotations

import argparse

import pytest

from gjennomslag.organisation.command import add_commands
from tests.party import Party


def run(*arguments: str) -> int:
    parser = argparse.ArgumentParser()
    add_commands(parser.add_subparsers())
    options = parser.parse_args(["register", *arguments])
    return int(options.run(options))


def test_the_record_of_processing_is_written(party: Party, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("processing") == 0
    text = capsys.readouterr().out
    assert text.startswith("# Protokoll over behandling")
    assert "`organisation.Membership` (slettes når personen slettes): person, unit, joined_on" in text


def test_unpaid_members_are_erased(party: Party, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("erase-unpaid", "--yes") == 0
    assert capsys.readouterr().out == "5 people erased.\n"
