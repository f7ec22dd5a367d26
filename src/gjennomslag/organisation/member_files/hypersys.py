"""Hypersys' JSON: memberships of a unit and year, units, organs and current roles, in one file or many in a zip.

What a file holds is seen from its keys. Memberships come out as rows of a table with the titles in ``TITLES``; units
and roles, of which there are few, are gathered. Numbers of people and units are text here, as everywhere.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from zipfile import BadZipFile, ZipFile

from gjennomslag.organisation.member_files.faults import FileFault, UnreadableFileError

LARGEST = 200_000_000
"""Bytes that one JSON file may have; it is read whole."""
TITLES = [
    *("member_id", "first_name", "last_name", "name", "email", "mobile", "birth", "address1", "postal_code"),
    *("postal_code_name", "organisation_id", "last_paid_year"),
]
MAPPING = {
    "number": "member_id",
    "first_name": "first_name",
    "last_name": "last_name",
    "name": "name",
    "email": "email",
    "phone": "mobile",
    "birth": "birth",
    "street_address": "address1",
    "postal_code": "postal_code",
    "postal_place": "postal_code_name",
    "unit": "organisation_id",
    "last_paid_year": "last_paid_year",
}


@dataclass(frozen=True, slots=True)
class SourceUnit:
    """A unit in the member system: its number and its parent's, its name, and what kind it is called there."""

    number: str
    parent: str
    name: str
    kind: str


@dataclass(frozen=True, slots=True)
class SourceRole:
    """Somebody's office in the member system. ``unit`` is the unit's number or name. ``ends_on`` is a day or empty."""

    unit: str
    role: str
    name: str
    email: str
    ends_on: str


@dataclass(slots=True)
class Gathered:
    """The units and roles that have been seen."""

    units: list[SourceUnit] = field(default_factory=list)
    roles: list[SourceRole] = field(default_factory=list)


def is_json(path: Path) -> bool:
    """Say whether the file is JSON, or a zip file of JSON files."""
    with path.open("rb") as file:
        start = file.read(64).lstrip(b"\xef\xbb\xbf \t\r\n")
    if start[:1] in (b"[", b"{"):
        return True
    if start[:2] != b"PK":
        return False
    try:
        with ZipFile(path) as archive:
            return any(each.filename.endswith(".json") for each in archive.infolist())
    except BadZipFile:
        return False


def rows_of(path: Path, gathered: Gathered) -> Iterator[list[str]]:
    """Yield the rows of the memberships in the file, with the titles first; put units and roles into ``gathered``.

    Raises ``UnreadableFileError``.
    """
    yield list(TITLES)
    for value in _values(path):
        yield from _rows(value, gathered)


def _values(path: Path) -> Iterator[Any]:
    try:
        with path.open("rb") as file:
            packed = file.read(2) == b"PK"
        if not packed:
            if path.stat().st_size > LARGEST:
                raise UnreadableFileError(FileFault.TOO_LARGE)
            yield json.loads(path.read_bytes())
            return
        with ZipFile(path) as archive:
            # Units first: whoever belongs to one is placed by its number.
            members = sorted(archive.infolist(), key=lambda each: each.filename)
            for each in (each for each in members if each.filename.endswith(".json")):
                if each.file_size > LARGEST:
                    raise UnreadableFileError(FileFault.TOO_LARGE)
                yield json.loads(archive.read(each))
    except (ValueError, BadZipFile, RecursionError) as error:
        raise UnreadableFileError(FileFault.BROKEN) from error


def _rows(value: Any, gathered: Gathered) -> Iterator[list[str]]:
    """Look at one value: a list of things, a thing, or an object whose values are lists of them."""
    if isinstance(value, list):
        for each in value:
            yield from _rows(each, gathered)
    elif isinstance(value, dict):
        if "member_id" in value:
            yield _membership(value)
        elif "role_type_name" in value:
            gathered.roles.append(_role(value))
        elif "members" in value and "organ_type" in value:
            gathered.roles.extend(_organ(value))
        elif "parent" in value and "name" in value:
            gathered.units.append(
                SourceUnit(_text(value.get("id")), _text(value["parent"]), _text(value["name"]), _kind(value))
            )
        else:
            for each in value.values():
                if isinstance(each, list | dict):
                    yield from _rows(each, gathered)


def _kind(value: dict[str, Any]) -> str:
    return _text(value.get("type_name"))


def _membership(value: dict[str, Any]) -> list[str]:
    home = value.get("postal_address") or {}
    if not isinstance(home, dict):
        home = {}
    street = " ".join(filter(None, (_text(home.get("address1")), _text(home.get("address2")))))
    return [
        _text(value["member_id"]),
        *(_text(value.get(name)) for name in ("first_name", "last_name", "name", "email")),
        _text(value.get("mobile") or value.get("phone")),
        _text(value.get("birth")),
        street,
        *(_text(home.get(name)) for name in ("postal_code", "postal_code_name")),
        _text(value.get("organisation_id") or value.get("organisation")),
        _text(value.get("last_paid_year")),
    ]


def _role(value: dict[str, Any]) -> SourceRole:
    unit = _text(value.get("organisation_id") or value.get("organisation_name"))
    return SourceRole(
        unit, _text(value["role_type_name"]), _text(value.get("name")), "", _text(value.get("end_date"))[:10]
    )


def _organ(value: dict[str, Any]) -> Iterator[SourceRole]:
    for each in value.get("members") or []:
        if isinstance(each, dict):
            yield SourceRole(
                _text(value.get("organisation")),
                _text(each.get("role")),
                _text(each.get("name")),
                _text(each.get("email")).lower(),
                _text(each.get("end_date"))[:10],
            )


def _text(value: Any) -> str:
    if value is None or isinstance(value, list | dict):
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()
