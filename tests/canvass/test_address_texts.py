"""Addresses as Norwegians write them."""

from __future__ import annotations

import pytest

from gjennomslag.canvass.address_texts import address_text, cadastre_text, door_text, place_name, postal_text


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"street": "Storgata", "number": 12, "letter": "B"}, "Storgata 12B"),
        ({"street": "Fjellvegen", "number": 567, "extra_name": "Haugen"}, "Haugen, Fjellvegen 567"),
        ({"cadastre": "123/4-2"}, "123/4-2"),
        ({"cadastre": "123/4-2", "extra_name": "Sætra"}, "Sætra, 123/4-2"),
    ],
)
def test_address_on_one_line(values: dict[str, str | int], expected: str) -> None:
    blank = {"street": "", "number": None, "letter": "", "extra_name": "", "cadastre": ""}
    assert address_text(**(blank | values)) == expected  # type: ignore[arg-type]


def test_dwelling_behind_a_comma() -> None:
    assert door_text("Storgata 12B", "H0203") == "Storgata 12B, H0203"
    assert door_text("Storgata 12B", "") == "Storgata 12B"


def test_cadastral_numbers() -> None:
    assert [cadastre_text(123, 4), cadastre_text(123, 4, 5), cadastre_text(123, 4, 0, 2)] == [
        "123/4", "123/4/5", "123/4-2",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("capitals", "written"),
    [
        ("OSLO", "Oslo"),
        ("KRISTIANSAND S", "Kristiansand S"),
        ("MO I RANA", "Mo i Rana"),
        ("BØ I VESTERÅLEN", "Bø i Vesterålen"),
        ("I", "I"),
        ("NORD-ODAL", "Nord-Odal"),
        ("KÁRÁŠJOHKA - KARASJOK", "Kárášjohka - Karasjok"),
        ("Mo i Rana", "Mo i Rana"),
        ("", ""),
    ],
)
def test_places_in_running_text(capitals: str, written: str) -> None:
    assert place_name(capitals) == written


def test_postal_code_and_place() -> None:
    assert postal_text("0155", "OSLO") == "0155 Oslo"
    assert postal_text("", "OSLO") == "Oslo"
