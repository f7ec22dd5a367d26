"""What the field app and the server say to each other, declared once.

``tools/field_contract.py`` turns these dataclasses into ``frontend/field/contract.schema.json`` and
``frontend/field/contract.ts``; ``tests/contracts`` holds payloads that both sides' tests read. Moments are whole
milliseconds since 1970 (UTC). A field is added with a default, never renamed or removed, as long as phones in the
field may know only the old form; another form gets another address (``v2``).
"""

from __future__ import annotations

from dataclasses import MISSING, dataclass, fields, is_dataclass
from functools import cache
from types import NoneType, UnionType
from typing import Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

MOST_OPERATIONS = 50

Mark = Literal["not-visited", "no-answer", "no-access", "done", "do-not-knock", "may-knock"]
"""What a tap says of a door. ``not-visited`` and ``may-knock`` undo; nothing here implies an opinion (P2)."""

Refusal = Literal["changed", "sequence", "unknown-door", "malformed", "forgotten"]
"""Why an operation is put aside for an organiser instead of being carried out."""


@dataclass(frozen=True, slots=True)
class Operation:
    """One tap. ``id`` is a UUIDv7 and ``seq`` the device's counter from 1, both made on the phone.

    ``at`` is the phone's clock, never earlier than that of the operation before it.
    """

    id: str
    seq: int
    door: int
    mark: Mark
    at: int


@dataclass(frozen=True, slots=True)
class SyncRequest:
    """A batch of operations. ``pending`` is how many wait on the phone, these included; ``max_seq`` the highest seq.

    ``ops`` holds ``Operation``; each is read by itself, so that one that is broken does not hold back the others.
    """

    device: str
    device_now: int
    nonce: str
    ops: list[Operation]
    pending: int
    max_seq: int


@dataclass(frozen=True, slots=True)
class Lease:
    """How long the turf may be held. When ``running`` is false the phone empties itself once all is delivered.

    ``remaining`` is how many milliseconds are left, for phones whose clock is wrong.
    """

    remaining: int
    running: bool


@dataclass(frozen=True, slots=True)
class SyncAnswer:
    """What became of each operation: ``applied``, ``duplicate``, ``rejected:<refusal>`` or ``retry``.

    Everything but ``retry`` is final, and the phone may forget that operation. ``missing_seqs`` are counters that the
    server has never seen (at most 100); ``received`` is how many it has seen.
    """

    nonce: str
    results: dict[str, str]
    missing_seqs: list[int]
    received: int
    lease: Lease


@dataclass(frozen=True, slots=True)
class TakeRequest:
    """A phone takes the turf that the link opens. ``device`` is a UUID made on the phone, sent again when in doubt."""

    nonce: str
    link: str
    device: str


@dataclass(frozen=True, slots=True)
class TakeAnswer:
    """The phone's two keys: ``upload`` only writes and outlives the lease, ``download`` only reads, while it runs."""

    nonce: str
    upload: str
    download: str
    lease: Lease


@dataclass(frozen=True, slots=True)
class Texts:
    """A text in the languages it has; the app falls back on bokmål."""

    nb: str
    nn: str = ""
    en: str = ""


@dataclass(frozen=True, slots=True)
class Theme:
    """A theme to choose for an answer."""

    id: int
    name: Texts


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked at the doors, and the themes it offers."""

    text: Texts
    themes: list[Theme]


@dataclass(frozen=True, slots=True)
class Door:
    """A door: ``dwelling`` is the official number such as H0203, or empty; ``mark`` its newest state in the drive."""

    id: int
    dwelling: str
    mark: Mark


@dataclass(frozen=True, slots=True)
class Stop:
    """An address on the way. ``area`` is where its answers are counted; without one no answers are taken there."""

    text: str
    street: str
    number: int | None
    longitude: float
    latitude: float
    area: int | None
    doors: list[Door]


@dataclass(frozen=True, slots=True)
class TurfAnswer:
    """The whole turf in walking order, and how far the drive has come."""

    drive: str
    number: int
    metres: int
    minutes: int
    introduction: str
    script: str
    question: Question | None
    drive_doors: int
    drive_visited: int
    drive_conversations: int
    stops: list[Stop]


@dataclass(frozen=True, slots=True)
class QuoteDraft:
    """A quote with the theme it is about."""

    theme: int
    text: str


@dataclass(frozen=True, slots=True)
class TallyRequest:
    """A session's whole tally so far, in one area and ISO week: ``themes`` says how many answers named each.

    ``quotes`` are those that are new with this revision.
    """

    nonce: str
    session: str
    revision: int
    area: int
    year: int
    week: int
    answers: int
    themes: dict[str, int]
    closed: bool
    quotes: list[QuoteDraft]


@dataclass(frozen=True, slots=True)
class TallyAnswer:
    """What became of a tally: ``applied``, ``duplicate`` or ``rejected``, and the revision it is about."""

    nonce: str
    session: str
    revision: int
    outcome: Literal["applied", "duplicate", "rejected"]


MESSAGES: tuple[type, ...] = (SyncRequest, SyncAnswer, TakeRequest, TakeAnswer, TurfAnswer, TallyRequest, TallyAnswer)

Message = TypeVar("Message")
LARGEST_NUMBER = 2**53 - 1


class ContractError(ValueError):
    """The payload is not of the declared form; the text says where."""


def read(kind: type[Message], value: object) -> Message:
    """Return the JSON value as ``kind``, or raise ``ContractError``. Fields that are not declared are ignored."""
    read_value: Message = _read(kind, value, kind.__name__)
    return read_value


@cache
def declared(kind: type) -> tuple[tuple[str, Any, bool], ...]:
    """Return each field of the dataclass with its type, and whether it must be there."""
    hints = get_type_hints(kind)
    return tuple((each.name, hints[each.name], each.default is MISSING) for each in fields(kind))


def _read(kind: Any, value: Any, where: str) -> Any:
    origin = get_origin(kind)
    if isinstance(kind, type) and is_dataclass(kind):
        return _read_object(kind, value, where)
    if origin is Literal:
        return _expect(value in get_args(kind), value, where)
    if origin is list:
        _expect(isinstance(value, list), value, where)
        return [_read(get_args(kind)[0], each, f"{where}[{place}]") for place, each in enumerate(value)]
    if origin is dict:
        _expect(isinstance(value, dict), value, where)
        return {str(key): _read(get_args(kind)[1], each, f"{where}.{key}") for key, each in value.items()}
    if origin in {UnionType, Union}:
        inner = next(each for each in get_args(kind) if each is not NoneType)
        return None if value is None else _read(inner, value, where)
    return _read_plain(kind, value, where)


def _read_plain(kind: Any, value: Any, where: str) -> Any:
    if kind is float:
        return float(_expect(isinstance(value, int | float) and not isinstance(value, bool), value, where))
    if kind is int:
        whole = isinstance(value, int) and not isinstance(value, bool)
        return _expect(whole and abs(value) <= LARGEST_NUMBER, value, where)
    return _expect(isinstance(value, kind), value, where)


def _read_object(kind: type, value: Any, where: str) -> Any:
    _expect(isinstance(value, dict), value, where)
    given = {}
    for name, inner, needed in declared(kind):
        if name in value:
            given[name] = _read(inner, value[name], f"{where}.{name}")
        elif needed:
            raise ContractError(f"{where}.{name} is missing")
    return kind(**given)


def _expect(held: bool, value: Any, where: str) -> Any:
    if not held:
        raise ContractError(f"{where} is not of the declared form")
    return value
