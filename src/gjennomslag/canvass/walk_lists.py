"""A turf on paper: the same order as on the phone, drawn from our own data, with room to tick."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

import segno
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from gjennomslag.canvass.dwelling_numbers import parse_dwelling_number
from gjennomslag.canvass.models import Turf
from gjennomslag.canvass.queries.walks import Stop, WalkDoor
from gjennomslag.canvass.street_files import ATTRIBUTION
from gjennomslag.canvass.turf_drawings import Picture
from gjennomslag.core.display import distance, duration, number, short_day
from gjennomslag.core.typesetting import typeset
from gjennomslag.voices.models import AnswerArea, Theme


@dataclass(frozen=True, slots=True)
class Sheet:
    """One printing of a turf: its walk, its drawing, its code, and the address of the page where it is typed in."""

    turf: Turf
    stops: Sequence[Stop]
    picture: Picture | None
    code: str
    address: str
    areas: Sequence[AnswerArea]
    themes: Sequence[Theme]


def walk_list_pdf(sheets: Sequence[Sheet]) -> bytes:
    """Return the sheets as one PDF, each beginning on a page of its own. There must be at least one."""
    pictures = {}
    for place, sheet in enumerate(sheets):
        pictures[f"code-{place}.svg"] = _qr(sheet.address)
        if sheet.picture:
            pictures[f"map-{place}.svg"] = sheet.picture.svg
    data = {
        "language": (get_language() or "nb")[:2],
        "title": sheets[0].turf.drive.title,
        "words": _words(),
        "sheets": [_sheet(sheet, place) for place, sheet in enumerate(sheets)],
    }
    return typeset(files("gjennomslag.canvass") / "paper" / "walk_list.typ", data, pictures)


def _qr(address: str) -> str:
    drawn: str = segno.make(address, error="m").svg_inline(scale=5, border=2, dark="#000", light="#fff")
    return drawn.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1)


def _words() -> dict[str, str]:
    return {
        "no_answer": _("No answer"),
        "no_access": _("No access"),
        "talked": _("Talked"),
        "do_not_knock": _("Do not knock"),
        "tick": _("Tick one box for each door you have knocked on."),
        "never": _("Never write names, or what one person thinks."),
        "type": _("Type it in afterwards: scan the code, or give the sheet to the one who leads."),
        "sheet": _("Sheet"),
        "page": _("page"),
        "introduction": _("First words at the door"),
        "script": _("Talking points"),
        "date": _("Date"),
        "map": _("The turf seen from above, north up. The numbers are those of the list."),
        "answers": _("What people care about"),
        "answers_help": _(
            "One stroke for each answer, here and never beside a door. Nobody can then see who said what. "
            "Shred the sheet when it is typed in."
        ),
        "conversations": _("Conversations in which somebody answered"),
        "strokes": _("Strokes"),
        "sum": _("Sum"),
    }


def _sheet(sheet: Sheet, place: int) -> dict[str, Any]:
    turf, drive = sheet.turf, sheet.turf.drive
    doors = sum(len(stop.doors) for stop in sheet.stops)
    counted = ngettext("%(doors)s door", "%(doors)s doors", doors) % {"doors": number(doors)}
    about = _("about %(time)s") % {"time": duration(turf.time)}
    return {
        "heading": _("Turf %(number)s") % {"number": turf.number},
        "facts": f"{counted} · {distance(turf.metres)} · {about}",
        "code": f"{sheet.code[:3]} {sheet.code[3:]}",
        "qr": f"code-{place}.svg",
        "map": f"map-{place}.svg" if sheet.picture else "",
        "map_note": _map_note(sheet),
        "introduction": drive.introduction,
        "script": [line for line in drive.script.splitlines() if line.strip()],
        "stops": [_stop(stop) for stop in sheet.stops],
        "areas": [area.name for area in sheet.areas] if sheet.themes else [],
        "themes": [str(theme) for theme in sheet.themes],
    }


def _map_note(sheet: Sheet) -> str:
    """Say what the signs on the drawing mean, and whose streets are on it."""
    drive, notes = sheet.turf.drive, [_("North is up. A square has several doors.")]
    if sheet.turf.parked:
        notes.append(_("Park at the first address, and walk back to the car."))
    else:
        if drive.start:
            notes.append(_("The triangle is the start: %(place)s.") % {"place": drive.start_name})
        if drive.meeting:
            notes.append(_("The flag is where people meet afterwards: %(place)s.") % {"place": drive.meeting_name})
    if sheet.picture and sheet.picture.streets:
        notes.append(ATTRIBUTION)
    return " ".join(notes)


def _stop(stop: Stop) -> dict[str, Any]:
    rows = []
    before = ""
    for door in stop.doors:
        floor = floor_in_words(door.label) if len(stop.doors) > 1 else ""
        rows.append({"label": door.label, "floor": floor if floor != before else "", "seen": _seen(door)})
        before = floor
    return {"number": str(stop.number), "address": stop.address.text, "doors": rows}


def _seen(door: WalkDoor) -> str:
    return f"{door.state.label} {short_day(door.day)}" if door.day else ""


def floor_in_words(dwelling: str) -> str:
    """Return the floor that an official dwelling number names, or nothing where it names none."""
    parsed = parse_dwelling_number(dwelling)
    if parsed is None:
        return ""
    names = {"K": _("Basement"), "U": _("Lower ground floor"), "L": _("Loft")}
    return names.get(parsed.letter) or _("Floor %(number)d") % {"number": parsed.floor}
