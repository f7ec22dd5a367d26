"""The command line: exit codes, and errors as words and as JSON."""

from __future__ import annotations

import json

import pytest

from gjennomslag.config.command import build_parser, main

VERBS = {"serve", "worker", "migrate", "backup", "restore"}


def test_every_verb_explains_itself(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="0"):
        build_parser().parse_args(["--help"])
    words = set(capsys.readouterr().out.split())
    assert words >= VERBS


def test_misuse_is_told_apart_from_refusal(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        main(["no-such-verb"])
    assert "no-such-verb" in capsys.readouterr().err


@pytest.mark.django_db
def test_a_refusal_is_one_plain_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["restore", "no-such-file"]) == 1
    output = capsys.readouterr()
    assert (output.out, output.err) == ("", "gjennomslag: There is no file no-such-file.\n")


@pytest.mark.django_db
def test_a_refusal_is_json_where_json_was_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["restore", "no-such-file", "--json"]) == 1
    assert json.loads(capsys.readouterr().out) == {"error": "There is no file no-such-file."}
