"""What shows that a rule is kept: a number, or a part of a whole, by indicator keys.

Written as ``activities.held(kind=conference)`` or ``calling.members_called of organisation.members``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from gjennomslag.plan.grammar import fill_parameters

_NUMBER = re.compile(r"(?P<key>[a-z_]+\.[a-z_]+)(?:\((?P<parameters>[^()]*)\))?")
_PARAMETER = re.compile(r"(?P<name>[a-z_]+)=(?P<value>[A-Za-z0-9_.:-]+)")


class EvidenceError(ValueError):
    """A text that does not name a number."""


@dataclass(frozen=True)
class Number:
    """An indicator's key with its parameters (sorted by name)."""

    key: str
    parameters: tuple[tuple[str, str], ...] = ()

    def __str__(self) -> str:
        inside = ", ".join(f"{name}={value}" for name, value in self.parameters)
        return f"{self.key}({inside})" if inside else self.key


@dataclass(frozen=True)
class Evidence:
    """A number, or ``part`` of ``whole``."""

    part: Number
    whole: Number | None = None

    def __str__(self) -> str:
        return f"{self.part} of {self.whole}" if self.whole else str(self.part)

    @property
    def numbers(self) -> tuple[Number, ...]:
        """The one number or both."""
        return (self.part,) if self.whole is None else (self.part, self.whole)


def parse_evidence(text: str, parameters: Mapping[str, object]) -> Evidence:
    """Read a text such as ``room.part of room.whole``.

    Raises ``EvidenceError``, or ``UnknownParameterError`` for a ``$name`` that the plan does not have.
    """
    part, _, whole = " ".join(fill_parameters(text, parameters).split()).partition(" of ")
    return Evidence(_number(part), _number(whole) if whole else None)


def _number(text: str) -> Number:
    match = _NUMBER.fullmatch(text)
    if not match:
        raise EvidenceError(text)
    pairs = []
    for piece in (match["parameters"] or "").split(","):
        if not piece.strip():
            continue
        pair = _PARAMETER.fullmatch(piece.strip())
        if not pair:
            raise EvidenceError(text)
        pairs.append((pair["name"], pair["value"]))
    return Number(match["key"], tuple(sorted(pairs)))
