"""Phones in the field: which drive they walk in, and the turf as they are given it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import lru_cache
from uuid import UUID

import segno
from django.db import connection

from gjennomslag.canvass import contract
from gjennomslag.canvass.choices import DoorState
from gjennomslag.canvass.links import contact_address_of
from gjennomslag.canvass.models import Device, Drive, Turf
from gjennomslag.canvass.rules import link_is_running
from gjennomslag.voices.models import AnswerArea
from gjennomslag.voices.queries import areas_by_basic_unit, themes_offered

MARKS: Mapping[DoorState, contract.Mark] = {
    DoorState.NOT_VISITED: "not-visited",
    DoorState.NO_ANSWER: "no-answer",
    DoorState.NO_ACCESS: "no-access",
    DoorState.DONE: "done",
}
_STOPS = """
SELECT door.id, door.dwelling_number, newest.state, address.id, address.text, address.street, address.number,
       address.longitude, address.latitude, address.basic_unit_id
FROM canvass_turfdoor AS place
JOIN canvass_door AS door ON door.id = place.door_id AND door.do_not_knock_on IS NULL
JOIN canvass_address AS address ON address.id = door.address_id
LEFT JOIN LATERAL (
    SELECT visit.state FROM canvass_visit AS visit
    WHERE visit.drive_id = place.drive_id AND visit.door_id = place.door_id AND visit.state <> 'not-visited'
    ORDER BY visit.day DESC LIMIT 1
) AS newest ON true
WHERE place.turf_id = %s
ORDER BY place.position
"""
_COUNTS = """
SELECT (SELECT count(*) FROM canvass_turfdoor WHERE drive_id = %(drive)s),
       coalesce(sum(doors), 0), coalesce(sum(conversations), 0)
FROM canvass_daycount WHERE drive_id = %(drive)s
"""


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
    with connection.cursor() as cursor:
        cursor.execute(_COUNTS, {"drive": drive.pk})
        doors, visited, conversations = cursor.fetchone()
    return contract.TurfAnswer(
        drive=drive.title,
        number=turf.number,
        metres=turf.metres,
        minutes=turf.minutes,
        introduction=drive.introduction,
        script=drive.script,
        question=_question_of(drive),
        drive_doors=doors,
        drive_visited=visited,
        drive_conversations=conversations,
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
    """Return the walk as ``walks.walk_of`` has it, in one statement: every phone asks for it after every batch."""
    with connection.cursor() as cursor:
        cursor.execute(_STOPS, [turf.pk])
        places = cursor.fetchall()
    stops: list[contract.Stop] = []
    before = None
    for door, dwelling, state, address, text, street, number, longitude, latitude, basic_unit in places:
        if address != before:
            area = areas.get(basic_unit or "")
            at = round(longitude, 6), round(latitude, 6)
            stops.append(contract.Stop(text, street, number, *at, area.pk if area else None, []))
            before = address
        stops[-1].doors.append(contract.Door(door, dwelling, MARKS[DoorState(state)] if state else "not-visited"))
    return stops
