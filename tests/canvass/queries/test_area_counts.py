from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from gjennomslag.canvass.choices import DoorState
from gjennomslag.canvass.models import AreaCount, Turf
from gjennomslag.canvass.queries.area_counts import areas_by_unit, areas_visited_by_unit
from gjennomslag.canvass.services.drives import close_drive, forget_visits
from gjennomslag.canvass.services.visits import record_visit
from gjennomslag.core.indicators import Period
from gjennomslag.organisation.models import UnitArea
from tests.canvass.street import DAY, doors_of, make_address, make_area, make_drive
from tests.party import Party

HALF_YEAR = Period(date(2026, 1, 1), date(2026, 6, 30))
NEXT = Period(date(2026, 7, 1), date(2026, 12, 31))


@pytest.fixture
def turf(party: Party) -> Turf:
    """Return a turf of the branch's drive; in its municipality are two areas with doors and one without."""
    drive = make_drive(party.branch)
    make_address(90, area=make_area("34200102", "Bakken"))
    make_area("34200103", "Skogen")
    make_address(91, area=make_area("42040101", "Storvika"))
    return Turf.objects.get(drive=drive, number=1)


def visit(turf: Turf, door: int, state: DoorState) -> None:
    record_visit(turf=turf, door_id=doors_of(turf)[door], state=state, day=DAY)


def test_an_area_is_visited_when_a_door_in_it_was_knocked_on(turf: Turf, party: Party) -> None:
    assert areas_by_unit(HALF_YEAR) == {party.branch.pk: 2, party.sibling.pk: 1}
    visit(turf, 0, DoorState.NOT_VISITED)
    assert areas_visited_by_unit(HALF_YEAR) == {}
    visit(turf, 1, DoorState.NO_ANSWER)
    visit(turf, 2, DoorState.DONE)
    assert areas_visited_by_unit(HALF_YEAR) == {party.branch.pk: 1}
    assert areas_visited_by_unit(NEXT) == {}


def test_an_area_stays_visited_when_the_visits_are_deleted(turf: Turf, party: Party) -> None:
    visit(turf, 0, DoorState.NO_ANSWER)
    close_drive(drive=turf.drive, on=DAY, by=None)
    forget_visits(today=DAY + timedelta(days=31))
    assert areas_visited_by_unit(HALF_YEAR) == {party.branch.pk: 1}
    assert areas_visited_by_unit(NEXT) == {}


def test_what_a_unit_below_covers_is_that_units_alone(turf: Turf, party: Party) -> None:
    UnitArea.objects.create(unit=party.group, municipality_code="3420", basic_units=["34200102"])
    assert areas_by_unit(HALF_YEAR) == {party.branch.pk: 1, party.group.pk: 1, party.sibling.pk: 1}
    visit(turf, 0, DoorState.NO_ANSWER)
    assert areas_visited_by_unit(HALF_YEAR) == {party.branch.pk: 1}


def test_a_retired_address_is_no_door(turf: Turf, party: Party) -> None:
    address = make_address(92, area=make_area("34200104", "Nedlagt"))
    address.retired_on = DAY
    address.save()
    assert areas_by_unit(HALF_YEAR)[party.branch.pk] == 2


@pytest.mark.parametrize("areas", [1, 3])
def test_the_queries_are_as_many_whatever_the_number_of_areas(areas: int, party: Party) -> None:
    drive = make_drive(party.branch)
    for number in range(areas):
        area = make_area(f"3420020{number}", "Området")
        make_address(number + 100, area=area)
        AreaCount.objects.create(drive=drive, area=area, month=date(2026, 4, 1), doors=10)
    with CaptureQueriesContext(connection) as counted:
        assert areas_by_unit(HALF_YEAR) == {party.branch.pk: areas + 1}
    with CaptureQueriesContext(connection) as visited:
        assert areas_visited_by_unit(HALF_YEAR) == {party.branch.pk: areas}
    assert (len(counted), len(visited)) == (2, 3)
