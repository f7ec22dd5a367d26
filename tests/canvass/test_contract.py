from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

from gjennomslag.canvass.contract import MESSAGES, Operation, SyncRequest, TurfAnswer
from gjennomslag.canvass.wire import ContractError, as_json, read
from tools.field_contract import files

GOLDEN = Path(__file__).resolve().parent.parent / "contracts"


def payload(name: str) -> Any:
    return json.loads((GOLDEN / f"{name}.json").read_text("utf-8"))


@pytest.mark.parametrize("message", MESSAGES, ids=lambda message: message.__name__)
def test_golden_payloads_are_read_whole(message: type) -> None:
    value = payload(message.__name__)
    assert asdict(read(message, value)) == value


@pytest.mark.parametrize("message", MESSAGES, ids=lambda message: message.__name__)
def test_golden_payloads_are_written_as_they_were_read(message: type) -> None:
    value = payload(message.__name__)
    assert json.loads(as_json(read(message, value))) == value


def test_every_message_has_a_golden_payload_and_there_is_no_other() -> None:
    assert {path.stem for path in GOLDEN.glob("*.json")} == {message.__name__ for message in MESSAGES}


@pytest.mark.parametrize("path", files(), ids=lambda path: path.name)
def test_the_generated_files_follow_the_dataclasses(path: Path) -> None:
    assert path.read_text("utf-8") == files()[path], "make it anew with: python -m tools.field_contract"


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({"seq": "1"}, "Operation.seq"),
        ({"seq": True}, "Operation.seq"),
        ({"seq": 1.0}, "Operation.seq"),
        ({"at": 2**53}, "Operation.at"),
        ({"mark": "positive"}, "Operation.mark"),
        ({"mark": ["done"]}, "Operation.mark"),
        ({"id": None}, "Operation.id"),
    ],
)
def test_a_value_of_another_form_is_refused_and_named(change: dict[str, Any], where: str) -> None:
    value = payload("SyncRequest")["ops"][0] | change
    with pytest.raises(ContractError, match=rf"^{where} is not of the declared form$"):
        read(Operation, value)


def test_a_field_that_is_missing_is_named() -> None:
    value = payload("SyncRequest")
    del value["ops"][1]["door"]
    with pytest.raises(ContractError, match=r"^SyncRequest.ops\[1\].door is missing$"):
        read(SyncRequest, value)


def test_a_field_that_a_newer_phone_sends_is_ignored() -> None:
    value = payload("TurfAnswer")
    assert asdict(read(TurfAnswer, value | {"colour": "red"})) == value


def test_a_text_that_is_left_out_is_empty() -> None:
    value = payload("TurfAnswer")
    value["question"]["text"] = {"nb": "Hva er viktigst?"}
    assert asdict(read(TurfAnswer, value))["question"]["text"] == {"nb": "Hva er viktigst?", "nn": "", "en": ""}
