"""Where the leader's pages are, and what is written on the form that plans an activity."""

from __future__ import annotations

from datetime import timedelta

from django.urls import reverse
from django.utils import timezone


def address(name: str, *more: object) -> str:
    """Return the address of a page in the leader's unit."""
    return reverse(f"activities:{name}", args=["lillevik", *more])


def form(**more: object) -> dict[str, object]:
    """Return what plans a stall in ten days, or what is said instead."""
    day = timezone.localdate() + timedelta(days=10)
    said = {
        "title": "Stand ved stasjonen", "day": day.isoformat(), "begins": "12:00", "ends": "14:00",
        "mode": "in_person", "place": "Stasjonen", "invited": "open", "goal": "Flere barnehageansatte",
    }  # fmt: skip
    return said | more
