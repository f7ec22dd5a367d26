"""Fills an empty database with one drive and phones that hold its turfs; prints them as JSON.

``python -m tests.canvass.faults.prepare PHONES DOORS_EACH``: every phone holds a turf and walks doors of its own.
"""

from __future__ import annotations

import json
import sys
import uuid
from typing import Any

import django


def prepare(phones: int, doors_each: int) -> list[dict[str, Any]]:
    """Make the drive and the phones."""
    from django.core.management import call_command
    from django.utils import timezone

    call_command("migrate", verbosity=0)
    from gjennomslag.canvass.links import upload_token_of
    from gjennomslag.canvass.models import Address, Door, Turf, TurfDoor
    from gjennomslag.canvass.services.drives import hand_out_turf, start_drive
    from gjennomslag.canvass.services.phones import take_turf
    from gjennomslag.core import clock
    from tests.canvass.street import CENTRE, make_address
    from tests.party import make_party

    party = make_party()
    today = clock.today()
    drive = start_drive(
        unit=party.branch,
        title="Drive",
        starts_on=today,
        ends_on=today,
        basic_units=[CENTRE],
        doors_per_turf=doors_each,
        by=None,
    )
    made = []
    for number in range(1, phones + 1):
        address: Address = make_address(number, dwellings=())
        doors = Door.objects.bulk_create(
            Door(address=address, dwelling_number=f"H{place:04d}") for place in range(doors_each)
        )
        turf = Turf.objects.create(drive=drive, number=number)
        TurfDoor.objects.bulk_create(
            TurfDoor(drive=drive, turf=turf, door=door, position=place) for place, door in enumerate(doors, 1)
        )
        link = hand_out_turf(turf=turf, now=timezone.now(), by=party.turid)
        device = take_turf(link=link, device_id=uuid.uuid4(), now=timezone.now())
        made.append({"device": str(device.pk), "upload": upload_token_of(device), "doors": [door.pk for door in doors]})
    return made


if __name__ == "__main__":
    django.setup()
    sys.stdout.write(json.dumps(prepare(int(sys.argv[1]), int(sys.argv[2]))))
