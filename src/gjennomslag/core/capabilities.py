"""The capabilities that offices can grant: what one may do, apart from where (the office's reach says where)."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise


@dataclass(frozen=True, slots=True)
class Capability:
    """One thing an office may allow, with the words shown to people who ask who may do what."""

    key: str
    label: str | Promise


_capabilities: dict[str, Capability] = {}


def register_capability(key: str, label: str | Promise) -> str:
    """Make the capability known and return its key."""
    _capabilities[key] = Capability(key, label)
    return key


def all_capabilities() -> dict[str, Capability]:
    """Return every registered capability by key."""
    return dict(_capabilities)
