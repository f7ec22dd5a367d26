"""What one sees when walking a turf: the doors in walking order, grouped by address."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from gjennomslag.canvass.choices import DoorState
from gjennomslag.canvass.models import Address, Door, Turf, TurfDoor, TurfLink, Visit
from gjennomslag.voices.models import AnswerArea
from gjennomslag.voices.queries import areas_by_basic_unit


@dataclass(frozen=True, slots=True)
class WalkDoor:
    """A door on the list with its newest state in this drive and the day of it."""

    door: Door
    state: DoorState
    day: date | None

    @property
    def label(self) -> str:
        """Return the dwelling number, or nothing where the address is one door."""
        return self.door.dwelling_number


@dataclass(slots=True)
class Stop:
    """An address on the way, with its doors from the lowest floor up."""

    number: int
    address: Address
    doors: list[WalkDoor] = field(default_factory=list)


def newest_states(drive_id: int, door_ids: list[int] | None = None) -> dict[int, tuple[DoorState, date]]:
    """Return the newest state of each door visited in the drive, by door id. What was taken back is no visit."""
    visits = Visit.objects.filter(drive_id=drive_id).exclude(state=DoorState.NOT_VISITED).order_by("day")
    if door_ids is not None:
        visits = visits.filter(door__in=door_ids)
    return {door: (DoorState(state), day) for door, state, day in visits.values_list("door", "state", "day")}


def walk_of(turf: Turf) -> list[Stop]:
    """Return the turf's addresses in walking order. Doors that have asked not to be knocked on are left out."""
    places = list(
        TurfDoor.objects.filter(turf=turf, door__do_not_knock_on__isnull=True)
        .select_related("door__address")
        .order_by("position")
    )
    states = newest_states(turf.drive_id, [place.door_id for place in places])
    stops: list[Stop] = []
    for place in places:
        address = place.door.address
        if not stops or stops[-1].address.pk != address.pk:
            stops.append(Stop(len(stops) + 1, address))
        state, day = states.get(place.door_id, (DoorState.NOT_VISITED, None))
        stops[-1].doors.append(WalkDoor(place.door, state, day))
    return stops


def running_link(turf: Turf, now: datetime) -> TurfLink | None:
    """Return the newest link to the turf that may be used now, or None."""
    return TurfLink.objects.running(now).filter(turf=turf).order_by("-pk").first()


def link_with(link_id: int) -> TurfLink | None:
    """Return the link with its turf and drive, or None."""
    return (
        TurfLink.objects.select_related("turf__drive__unit", "turf__drive__collection__question")
        .filter(pk=link_id)
        .first()
    )


def progress_of(stops: list[Stop]) -> tuple[int, int, int]:
    """Return (doors, doors visited, conversations) of a walk."""
    states = [door.state for stop in stops for door in stop.doors]
    visited = sum(state != DoorState.NOT_VISITED for state in states)
    return len(states), visited, states.count(DoorState.DONE)


def answer_areas_of(turf: Turf) -> dict[int, AnswerArea]:
    """Return the areas for answers that the turf's doors lie in, by key."""
    codes = set(TurfDoor.objects.filter(turf=turf).values_list("door__address__basic_unit", flat=True))
    areas = areas_by_basic_unit(turf.drive.unit)
    return {area.pk: area for code, area in areas.items() if code in codes}
