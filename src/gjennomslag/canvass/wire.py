"""How what ``contract`` declares is read from JSON and written as it."""

from __future__ import annotations

import json
from collections.abc import Callable, Hashable
from dataclasses import MISSING, fields, is_dataclass
from functools import cache
from types import NoneType
from typing import Any, Literal, TypeVar, get_args, get_origin, get_type_hints

Message = TypeVar("Message")
LARGEST_NUMBER = 2**53 - 1


class ContractError(ValueError):
    """The payload is not of the declared form; the text says where."""


def as_json(message: object) -> bytes:
    """Return the message as it goes over the wire."""
    return json.dumps(message, default=_fields_of, ensure_ascii=False, separators=(",", ":")).encode()


def _fields_of(message: Any) -> dict[str, Any]:
    form: type = type(message)
    return {name: getattr(message, name) for name, _, _ in declared(form)}


def read(kind: type[Message], value: object) -> Message:
    """Return the JSON value as ``kind``, or raise ``ContractError``. Fields that are not declared are ignored."""
    form: type = kind
    read_value: Message = _reader_of(form)(value, kind.__name__)
    return read_value


@cache
def declared(kind: type) -> tuple[tuple[str, Any, bool], ...]:
    """Return each field of the dataclass with its type, and whether it must be there."""
    hints = get_type_hints(kind)
    return tuple((each.name, hints[each.name], each.default is MISSING) for each in fields(kind))


# What reads a value of one form: it takes the value and where it stands in the message.
Reader = Callable[[Any, str], Any]


@cache
def _reader_of(kind: Hashable) -> Reader:
    """Return what reads the form, made once: a batch has fifty operations, and phones come many at a time."""
    if isinstance(kind, type):
        return _object_reader(kind) if is_dataclass(kind) else _plain_reader(_is_plain(kind))
    inner = get_args(kind)
    match get_origin(kind):
        case origin if origin is Literal:
            return _plain_reader(lambda value: value in inner)
        case origin if origin is list:
            return _list_reader(_reader_of(inner[0]))
        case origin if origin is dict:
            return _dict_reader(_reader_of(inner[1]))
    held = _reader_of(next(each for each in inner if each is not NoneType))
    return lambda value, where: None if value is None else held(value, where)


def _is_plain(kind: type) -> Callable[[Any], bool]:
    """Return what says whether a value is of the kind. To Python True is an integer, and to JSON it is not."""
    if kind is float:
        return lambda value: type(value) in {int, float}
    if kind is int:
        return lambda value: type(value) is int and abs(value) <= LARGEST_NUMBER
    return lambda value: isinstance(value, kind)


def _plain_reader(is_right: Callable[[Any], bool]) -> Reader:
    def read_plain(value: Any, where: str) -> Any:
        if not is_right(value):
            raise ContractError(f"{where} is not of the declared form")
        return value

    return read_plain


def _list_reader(inner: Reader) -> Reader:
    expect = _plain_reader(lambda value: isinstance(value, list))

    def read_list(value: Any, where: str) -> Any:
        return [inner(each, f"{where}[{place}]") for place, each in enumerate(expect(value, where))]

    return read_list


def _dict_reader(inner: Reader) -> Reader:
    expect = _plain_reader(lambda value: isinstance(value, dict))

    def read_dict(value: Any, where: str) -> Any:
        return {str(key): inner(each, f"{where}.{key}") for key, each in expect(value, where).items()}

    return read_dict


def _object_reader(kind: type) -> Reader:
    expect = _plain_reader(lambda value: isinstance(value, dict))
    parts = [(name, _reader_of(inner), needed) for name, inner, needed in declared(kind)]

    def read_object(value: Any, where: str) -> Any:
        expect(value, where)
        given = {}
        for name, inner, needed in parts:
            if name in value:
                given[name] = inner(value[name], f"{where}.{name}")
            elif needed:
                raise ContractError(f"{where}.{name} is missing")
        return kind(**given)

    return read_object
