"""What a drive came to."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from gjennomslag.canvass.choices import DoorState
from gjennomslag.canvass.models import Shift, SignUp
from gjennomslag.canvass.queries.summaries import summary_of
from gjennomslag.canvass.services.drives import forget_visits
from gjennomslag.canvass.services.visits import record_visit
from gjennomslag.core import clock
from tests.canvass.street import doors_of, make_drive
from tests.canvass.views.test_shifts import coming, make_shift
from tests.party import Party


def test_closing_leads_to_the_summary_with_first_timers_counted_and_nobody_named(party: Party) -> None:
    turid = Client()
    turid.force_login(party.turid)
    drive = make_drive(party.branch)
    turf = drive.turfs.get(number=1)
    for door, state in zip(doors_of(turf), (DoorState.DONE, DoorState.NO_ANSWER), strict=False):
        record_visit(turf=turf, door_id=door, state=state, day=timezone.localdate())
    held, again, later = make_shift(drive), make_shift(drive), make_shift(drive, hours=100)
    for shift, name in ((held, "Kari"), (again, "Kari"), (held, "Ola"), (later, "Per")):
        coming(shift, name, newcomer=True)
    coming(held, "Eva")
    yesterday = timezone.now() - timedelta(days=1)
    Shift.objects.filter(pk__in=[held.pk, again.pk]).update(starts_at=yesterday, ends_at=yesterday + timedelta(hours=3))
    page = turid.post(reverse("canvass:close", args=["lillevik", drive.pk]), follow=True)
    assert page.redirect_chain == [(reverse("canvass:summary", args=["lillevik", drive.pk]), 302)]
    summary = page.context["summary"]
    assert (summary.doors, summary.conversations, summary.left, summary.first_timers) == (2, 1, 6, 2)
    assert SignUp.objects.count() == 0
    forget_visits(today=timezone.localdate() + timedelta(days=30))
    drive.refresh_from_db()
    later_on = summary_of(drive, timezone.now())
    assert (later_on.doors, later_on.conversations, later_on.left, later_on.first_timers) == (2, 1, None, 2)


def test_a_summary_takes_the_same_number_of_queries_however_much_there_is_to_tell(party: Party) -> None:
    turid = Client()
    turid.force_login(party.turid)
    drive = make_drive(party.branch)
    turf = drive.turfs.get(number=1)
    where = reverse("canvass:summary", args=["lillevik", drive.pk])

    def happen(doors: Sequence[int], days_ago: int) -> None:
        make_shift(drive, hours=100 + days_ago)
        for door in doors:
            record_visit(turf=turf, door_id=door, state=DoorState.DONE, day=clock.today() - timedelta(days_ago))

    def queries() -> int:
        with CaptureQueriesContext(connection) as taken:
            assert turid.get(where).status_code == 200
        return len(taken)

    doors = doors_of(turf)
    happen(doors[:1], 0)
    queries()
    with_one = queries()
    happen(doors[:2], 1)
    happen(doors[:3], 2)
    assert queries() == with_one
