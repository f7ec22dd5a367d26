"""Deadlines as an iCalendar file (RFC 5545), for people's own calendars."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True, slots=True)
class Deadline:
    """A day by which something is to be done. ``key`` names it for good, so that calendars update it in place."""

    key: str
    day: date
    title: str
    address: str


def write_calendar(name: str, deadlines: Iterable[Deadline], host: str) -> str:
    """Return the deadlines as whole-day events, with lines folded and texts escaped as the standard demands."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Gjennomslag//Plan//NB", f"X-WR-CALNAME:{_escape(name)}"]
    for each in deadlines:
        lines += [
            "BEGIN:VEVENT",
            f"UID:{each.key}@{host}",
            f"DTSTAMP:{each.day:%Y%m%d}T000000Z",
            f"DTSTART;VALUE=DATE:{each.day:%Y%m%d}",
            f"DTEND;VALUE=DATE:{each.day + timedelta(1):%Y%m%d}",
            f"SUMMARY:{_escape(each.title)}",
            f"URL:{each.address}",
            "TRANSP:TRANSPARENT",
            "END:VEVENT",
        ]
    lines.append("END:VCALENDAR")
    return "".join(f"{_fold(line)}\r\n" for line in lines)


def _escape(text: str) -> str:
    for sign in ("\\", ";", ","):
        text = text.replace(sign, f"\\{sign}")
    return text.replace("\n", "\\n")


def _fold(line: str) -> str:
    """Break a line so that no piece is longer than 75 octets, never inside a letter."""
    pieces, piece, size = [], "", 0
    for letter in line:
        length = len(letter.encode())
        if size + length > 74:
            pieces.append(piece)
            piece, size = "", 0
        piece += letter
        size += length
    return "\r\n ".join([*pieces, piece])
