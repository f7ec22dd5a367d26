"""What the field app and the server say to each other, declared once.

``tools/field_contract.py`` turns these dataclasses into ``frontend/field/contract.schema.json`` and
``frontend/field/contract.ts``; ``tests/contracts`` holds payloads that both sides' tests read. Moments are whole
milliseconds since 1970 (UTC). A field is added with a default, never renamed or removed, as long as phones in the
field may know only the old form; another form gets another address (``v2``).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

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
    """The whole turf in walking order, and how far the drive has come.

    ``contact`` is the address where people ask for contact by themselves, the same at every door of the unit (P8), and
    ``contact_code`` the same as a QR code: an SVG picture as a data address.
    """

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
    contact: str = ""
    contact_code: str = ""


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
