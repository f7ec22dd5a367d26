"""Fills an empty database with drives and phones that hold their turfs; prints them as JSON.

``python -m tests.canvass.faults.prepare PHONES DOORS_EACH``: every phone holds a turf and walks doors of its own. There
are ten phones in each drive, which asks a question, and ten drives in each branch. ``… prepare tallies`` prints what
has been counted of the answers.
"""

from __future__ import annotations

import json
import sys
import uuid
from typing import Any

import django

PHONES_IN_A_DRIVE, DRIVES_IN_A_BRANCH = 10, 10


def prepare(phones: int, doors_each: int) -> list[dict[str, Any]]:
    """Make the drives and the phones."""
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    from gjennomslag.voices.services import install_themes
    from tests.canvass.street import make_address, make_area
    from tests.party import make_party

    party = make_party()
    install_themes(unit=party.country, by=None)
    made: list[dict[str, Any]] = []
    unit, area = party.branch, make_area()
    for number in range(-(-phones // PHONES_IN_A_DRIVE)):
        place = number // DRIVES_IN_A_BRANCH
        if number and number % DRIVES_IN_A_BRANCH == 0:
            unit, area = _branch(party, place), make_area(f"{5000 + place}0101", f"Branch {place}")
        first = number * PHONES_IN_A_DRIVE
        here = range(first, min(first + PHONES_IN_A_DRIVE, phones))
        addresses = [make_address(house + 1, dwellings=_dwellings(doors_each), area=area) for house in here]
        made += _phones_of_drive(unit, area.code, addresses, party.turid)
    return made


def _branch(party: Any, number: int) -> Any:
    from gjennomslag.organisation.choices import UnitKind
    from gjennomslag.organisation.services import found_unit
    from tests.party import START

    code, name = f"branch-{number}", f"Branch {number}"
    return found_unit(
        kind=UnitKind.LOCAL,
        code=code,
        name=name,
        parent=party.county,
        valid_from=START,
        municipalities=(str(5000 + number),),
        by=None,
    )


def _dwellings(number: int) -> tuple[str, ...]:
    return tuple(f"H{place:04d}" for place in range(number))


def _phones_of_drive(unit: Any, area: str, addresses: Any, leader: Any) -> list[dict[str, Any]]:
    """Make a drive with a turf, a link and a phone for each of the addresses."""
    from django.utils import timezone

    from gjennomslag.canvass.links import download_token_of, token_of, upload_token_of
    from gjennomslag.canvass.models import Turf, TurfDoor
    from gjennomslag.canvass.queries.walks import answer_areas_of
    from gjennomslag.canvass.services.drives import hand_out_turf, start_drive
    from gjennomslag.canvass.services.phones import take_turf
    from gjennomslag.core import clock
    from gjennomslag.voices.models import Question

    question, today = Question.objects.get(), clock.today()
    drive = start_drive(
        unit=unit,
        title="Drive",
        starts_on=today,
        ends_on=today,
        basic_units=[area],
        doors_per_turf=50,
        question=question,
        by=None,
    )
    themes = [theme.pk for theme in question.themes.all()][:4]
    made = []
    for number, address in enumerate(addresses, 1):
        doors = [door.pk for door in address.doors.all()]
        turf = Turf.objects.create(drive=drive, number=number)
        TurfDoor.objects.bulk_create(
            TurfDoor(drive=drive, turf=turf, door_id=door, position=place) for place, door in enumerate(doors, 1)
        )
        link = hand_out_turf(turf=turf, now=timezone.now(), by=leader)
        device = take_turf(link=link, device_id=uuid.uuid4(), now=timezone.now())
        [answers] = answer_areas_of(turf)
        keys = {"link": token_of(link), "upload": upload_token_of(device), "download": download_token_of(device)}
        made.append({"device": str(device.pk), "doors": doors, "area": answers, "themes": themes} | keys)
    return made


def tallies() -> dict[str, Any]:
    """Return how many answers have been counted, and how many of them name each theme."""
    from gjennomslag.voices.models import OpenSession, WeekTally
    from gjennomslag.voices.sealing import open_tally

    counted = [open_tally(row.sealed_tally) for row in WeekTally.objects.all()]
    themes: dict[int, int] = {}
    for tally in counted:
        for theme, number in tally.themes.items():
            themes[theme] = themes.get(theme, 0) + number
    answers = sum(tally.answers for tally in counted)
    return {"answers": answers, "themes": themes, "open": OpenSession.objects.count()}


if __name__ == "__main__":
    django.setup()
    result = tallies() if sys.argv[1] == "tallies" else prepare(int(sys.argv[1]), int(sys.argv[2]))
    sys.stdout.write(json.dumps(result))
