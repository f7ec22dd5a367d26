"""Phones in the field: which drive they walk in, and the turf as they are given it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import lru_cache
from uuid import UUID

import segno
from django.db.models import Sum

from gjennomslag.canvass import contract
from gjennomslag.canvass.choices import DoorState
from gjennomslag.canvass.links import contact_address_of
from gjennomslag.canvass.models import DayCount, Device, Drive, Turf, TurfDoor
from gjennomslag.canvass.queries.walks import newest_states
from gjennomslag.canvass.rules import link_is_running
from gjennomslag.voices.models import AnswerArea
from gjennomslag.voices.queries import areas_by_basic_unit, themes_offered

MARKS: Mapping[DoorState, contract.Mark] = {
    DoorState.NOT_VISITED: "not-visited",
    DoorState.NO_ANSWER: "no-answer",
    DoorState.NO_ACCESS: "no-access",
    DoorState.DONE: "done",
}
_OF_STOP = ("text", "street", "number", "longitude", "latitude", "basic_unit")


def device_with(device_id: UUID) -> Device | None:
    """Return the phone with its link, turf and drive, or None."""
    rows = Device.objects.select_related("link__turf__drive__unit", "link__turf__drive__collection__question")
    return rows.filter(pk=device_id).first()


def lease_of(device: Device, now: datetime) -> contract.Lease:
    """Return how long the phone may hold its turf. Without a link it holds none."""
    link = device.link
    if link is None:
        return contract.Lease(0, running=False)
    return contract.Lease(
        max(0, (link.expires_at - now) // timedelta(milliseconds=1)), running=link_is_running(link, now)
    )


def turf_for_phones(turf: Turf) -> contract.TurfAnswer:
    """Return the turf as phones get it: open address data, the doors' states, and what to say and ask."""
    drive = turf.drive
    areas = areas_by_basic_unit(drive.unit) if drive.collection_id else {}
    counts = DayCount.objects.filter(drive=drive).aggregate(doors=Sum("doors"), conversations=Sum("conversations"))
    return contract.TurfAnswer(
        drive=drive.title,
        number=turf.number,
        metres=turf.metres,
        minutes=turf.minutes,
        introduction=drive.introduction,
        script=drive.script,
        question=_question_of(drive),
        drive_doors=TurfDoor.objects.filter(drive=drive).count(),
        drive_visited=counts["doors"] or 0,
        drive_conversations=counts["conversations"] or 0,
        stops=_stops(turf, areas),
        contact=contact_address_of(drive.unit),
        contact_code=_code(contact_address_of(drive.unit)),
    )


@lru_cache(maxsize=512)
def _code(address: str) -> str:
    """Return the address as a QR code that a page can show without asking anybody for it."""
    drawn: str = segno.make(address, error="m").svg_data_uri(scale=5, border=2, dark="#000", light="#fff")
    return drawn


def _question_of(drive: Drive) -> contract.Question | None:
    if drive.collection is None:
        return None
    question = drive.collection.question
    return contract.Question(
        text=contract.Texts(question.text_nb, question.text_nn, question.text_en),
        themes=[
            contract.Theme(theme.pk, contract.Texts(theme.name_nb, theme.name_nn, theme.name_en))
            for theme in themes_offered(question)
        ],
    )


def _stops(turf: Turf, areas: Mapping[str, AnswerArea]) -> list[contract.Stop]:
    """Return the walk as ``walks.walk_of`` has it. Plain columns: every phone asks for this after every batch."""
    places = list(
        TurfDoor.objects.filter(turf=turf, door__do_not_knock_on__isnull=True)
        .order_by("position")
        .values_list("door", "door__dwelling_number", "door__address", *(f"door__address__{name}" for name in _OF_STOP))
    )
    states = newest_states(turf.drive_id, [door for door, *_ in places])
    stops: list[contract.Stop] = []
    before = None
    for door, dwelling, address, text, street, number, longitude, latitude, basic_unit in places:
        if address != before:
            area = areas.get(basic_unit or "")
            at = round(longitude, 6), round(latitude, 6)
            stops.append(contract.Stop(text, street, number, *at, area.pk if area else None, []))
            before = address
        mark = MARKS[states[door][0]] if door in states else "not-visited"
        stops[-1].doors.append(contract.Door(door, dwelling, mark))
    return stops
