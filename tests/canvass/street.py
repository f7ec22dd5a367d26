"""A street to knock on: Elvegata in the middle of Lillevik, houses on both sides and one block of flats."""

from __future__ import annotations

from datetime import date

from gjennomslag.canvass.models import Address, BasicUnit, Door, Drive, Turf, TurfLink
from gjennomslag.canvass.services.drives import hand_out_turf, start_drive
from gjennomslag.canvass.services.turfs import cut_drive_into_turfs
from gjennomslag.organisation.models import Person, Unit
from gjennomslag.voices.models import Question

CENTRE = "34200101"
DAY = date(2026, 5, 4)
FAR_OFF = date(2126, 12, 31)
"""When drives end that must not be over, and forgotten, on whatever day the tests run."""


def make_area(code: str = CENTRE, name: str = "Elvesvingen") -> BasicUnit:
    """Make the basic unit, or return it."""
    area, _ = BasicUnit.objects.get_or_create(code=code, defaults={"name": name, "municipality_code": code[:4]})
    return area


def make_address(number: int, *, dwellings: tuple[str, ...] = ("",), area: BasicUnit | None = None) -> Address:
    """Make house ``number`` in Elvegata with its doors: odd numbers south, even numbers twelve metres north."""
    area = area or make_area()
    address = Address.objects.create(
        key=f"{area.code}:1000:{number:04d}",
        municipality_code=area.municipality_code,
        street="Elvegata",
        street_code="1000",
        number=number,
        text=f"Elvegata {number}",
        basic_unit=area,
        east=300_000 + number * 10,
        north=6_750_000 + (12 if number % 2 == 0 else 0),
        longitude=11.5 + number / 5000,
        latitude=60.88,
    )
    Door.objects.bulk_create(Door(address=address, dwelling_number=dwelling) for dwelling in dwellings)
    return address


def make_street(houses: int = 8) -> list[Address]:
    """Make houses 1 to ``houses``."""
    return [make_address(number) for number in range(1, houses + 1)]


def make_drive(
    unit: Unit,
    *,
    houses: int = 8,
    doors_per_turf: int | None = 4,
    by: Person | None = None,
    question: Question | None = None,
) -> Drive:
    """Make a drive in Elvegata, cut into turfs."""
    if not BasicUnit.objects.filter(code=CENTRE).exists():
        make_street(houses)
    drive = start_drive(
        unit=unit,
        title="Vårdrive",
        starts_on=DAY,
        ends_on=FAR_OFF,
        basic_units=[CENTRE],
        doors_per_turf=doors_per_turf,
        introduction="Hei! Hva er viktigst for deg her?",
        question=question,
        by=by,
    )
    cut_drive_into_turfs(drive=drive)
    drive.refresh_from_db()
    return drive


def doors_of(turf: Turf) -> list[int]:
    """Return the turf's door ids in walking order."""
    return list(turf.stops.order_by("position").values_list("door", flat=True))


def make_link(turf: Turf, by: Person) -> TurfLink:
    """Hand the turf out for 48 hours from now."""
    from django.utils import timezone

    return hand_out_turf(turf=turf, now=timezone.now(), by=by)
