"""The field app's contract for TypeScript: ``python -m tools.field_contract`` writes it from ``canvass.contract``.

Two files come out: a JSON Schema (draft 2020-12) and the types made from that schema. Both are checked in; a test
fails where they no longer follow the dataclasses.
"""

from __future__ import annotations

import json
from dataclasses import is_dataclass
from inspect import getdoc
from pathlib import Path
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin

from gjennomslag.canvass.contract import MESSAGES, MOST_OPERATIONS
from gjennomslag.canvass.wire import declared

FOLDER = Path(__file__).resolve().parent.parent / "frontend" / "field"
SCHEMA, TYPES = FOLDER / "contract.schema.json", FOLDER / "contract.ts"

PLAIN: dict[Any, dict[str, Any]] = {
    str: {"type": "string"},
    int: {"type": "integer"},
    float: {"type": "number"},
    bool: {"type": "boolean"},
}


def schema() -> dict[str, Any]:
    """Return the JSON Schema of all messages."""
    definitions: dict[str, Any] = {}
    for message in MESSAGES:
        _define(message, definitions)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "What the field app and the server say to each other",
        "$defs": dict(sorted(definitions.items())),
    }


def _define(kind: type, definitions: dict[str, Any]) -> None:
    if kind.__name__ in definitions:
        return
    definitions[kind.__name__] = {}
    parts = declared(kind)
    definitions[kind.__name__] = {
        "description": (getdoc(kind) or "").partition("\n")[0],
        "type": "object",
        "properties": {name: _schema_of(inner, definitions) for name, inner, _ in parts},
        "required": [name for name, _, needed in parts if needed],
    }


def _schema_of(kind: Any, definitions: dict[str, Any]) -> dict[str, Any]:
    origin, inside = get_origin(kind), get_args(kind)
    if isinstance(kind, type) and is_dataclass(kind):
        _define(kind, definitions)
        return {"$ref": f"#/$defs/{kind.__name__}"}
    if origin is Literal:
        return {"enum": list(inside)}
    if origin is list:
        return {"type": "array", "items": _schema_of(inside[0], definitions)}
    if origin is dict:
        return {"type": "object", "additionalProperties": _schema_of(inside[1], definitions)}
    if origin in {UnionType, Union}:
        parts = [each for each in inside if each is not NoneType]
        return {"anyOf": [*(_schema_of(each, definitions) for each in parts), {"type": "null"}]}
    return PLAIN[kind]


def types() -> str:
    """Return the TypeScript types of the schema."""
    blocks = [
        "// Made from canvass/contract.py by tools/field_contract.py. Change that, and make this anew.",
        f"export const MOST_OPERATIONS = {MOST_OPERATIONS};",
    ]
    for name, definition in schema()["$defs"].items():
        needed = set(definition["required"])
        lines = [
            f"  readonly {key}{'' if key in needed else '?'}: {_type_of(inner)};"
            for key, inner in definition["properties"].items()
        ]
        blocks.append("\n".join([f"/** {definition['description']} */", f"export interface {name} {{", *lines, "}"]))
    return "\n\n".join(blocks) + "\n"


def _type_of(part: dict[str, Any]) -> str:
    if "$ref" in part:
        return str(part["$ref"]).rpartition("/")[2]
    if "enum" in part:
        return " | ".join(json.dumps(each) for each in part["enum"])
    if "anyOf" in part:
        return " | ".join(_type_of(each) for each in part["anyOf"])
    if part["type"] == "array":
        return f"readonly {_type_of(part['items'])}[]"
    if part["type"] == "object":
        return f"Readonly<Record<string, {_type_of(part['additionalProperties'])}>>"
    return {"integer": "number", "number": "number"}.get(part["type"], str(part["type"]))


def files() -> dict[Path, str]:
    """Return what the generated files ought to hold."""
    return {SCHEMA: json.dumps(schema(), indent=2, ensure_ascii=False) + "\n", TYPES: types()}


def main() -> None:
    """Write the files."""
    for path, text in files().items():
        path.write_text(text, "utf-8")


if __name__ == "__main__":
    main()
