"""Taps that were put aside: recorded after all, or left out for a reason, and never gone."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from gjennomslag.canvass.choices import Refused, Settled
from gjennomslag.canvass.models import DayCount, Door, Drive, PutAside, Visit
from gjennomslag.canvass.services.drives import close_drive, forget_visits
from gjennomslag.canvass.services.put_aside import CannotBeApplied, apply_put_aside, dismiss_put_aside
from tests.canvass.out import tap_aside
from tests.canvass.phone import phone_with
from tests.canvass.street import make_address, make_area, make_drive, make_link
from tests.party import Party


@pytest.fixture
def drive(party: Party) -> Drive:
    return make_drive(party.branch)


@pytest.fixture
def turid(party: Party) -> Client:
    client = Client()
    client.force_login(party.turid)
    return client


def settle(turid: Client, aside: PutAside, reason: str) -> str:
    path = reverse("canvass:settle_put_aside", args=[aside.drive.unit.code, aside.drive_id, aside.pk])
    return turid.post(path, {"reason": reason}, follow=True).content.decode()


def counted(drive: Drive) -> list[tuple[date, int, int]]:
    return list(DayCount.objects.filter(drive=drive).values_list("day", "doors", "conversations"))


def test_recording_it_counts_the_door_once_however_often_it_is_pressed(
    turid: Client, drive: Drive, party: Party
) -> None:
    aside = tap_aside(drive)
    assert "Det er registrert" in settle(turid, aside, "applied")
    settle(turid, aside, "applied")
    aside.refresh_from_db()
    assert (aside.settled, aside.settled_on, aside.settled_by) == ("applied", timezone.localdate(), party.turid)
    assert counted(drive) == [(timezone.localdate(), 1, 1)]


def test_leaving_it_out_keeps_it_with_its_reason(turid: Client, drive: Drive) -> None:
    aside = tap_aside(drive)
    page = settle(turid, aside, "mistake")
    assert "Trykket ved en feil" in page
    assert (PutAside.objects.get().settled, Visit.objects.count()) == (Settled.MISTAKE, 0)
    settle(turid, aside, "applied")
    assert (PutAside.objects.get().settled, Visit.objects.count()) == (Settled.MISTAKE, 0)


def test_a_reason_must_be_one_of_those_offered(turid: Client, drive: Drive) -> None:
    aside = tap_aside(drive)
    assert "Velg hvorfor" in settle(turid, aside, "because I say so")
    assert PutAside.objects.get().settled == ""


def test_leaving_out_is_not_called_recording(drive: Drive, party: Party) -> None:
    with pytest.raises(ValueError, match="not been applied"):
        dismiss_put_aside(aside=tap_aside(drive), reason=Settled.APPLIED, now=timezone.now(), by=party.turid)


def test_a_door_outside_the_drive_is_not_recorded_but_its_wish_is(drive: Drive, party: Party) -> None:
    elsewhere = make_address(1, area=make_area("34200102", "Nordre")).doors.get()
    other_branch = make_address(2, area=make_area("42040101", "Langt unna")).doors.get()
    now = timezone.now()
    for door, mark in ((elsewhere, "done"), (other_branch, "done"), (other_branch, "do-not-knock")):
        with pytest.raises(CannotBeApplied):
            apply_put_aside(aside=tap_aside(drive, door=door.pk, mark=mark), now=now, by=party.turid)
    apply_put_aside(aside=tap_aside(drive, door=elsewhere.pk, mark="do-not-knock"), now=now, by=party.turid)
    assert list(Door.objects.filter(do_not_knock_on__isnull=False)) == [elsewhere]
    assert Visit.objects.count() == 0


def test_one_that_nobody_can_read_can_only_be_left_out(turid: Client, drive: Drive) -> None:
    aside = tap_aside(drive, reason=Refused.MALFORMED)
    PutAside.objects.update(door=None, mark="", day=None)
    page = turid.get(reverse("canvass:put_aside", args=["lillevik", drive.pk])).content.decode()
    assert "Ukjent dør" in page
    assert "Registrer den likevel" not in page
    assert "kan ikke registreres" in settle(turid, aside, "applied")


def test_what_a_phone_sent_twice_with_other_content_can_be_recorded(drive: Drive, party: Party) -> None:
    phone = phone_with(make_link(drive.turfs.get(number=1), party.turid))
    tap = phone.tap(drive.turfs.get(number=1).stops.earliest("position").door_id, "no-answer")
    phone.send(tap)
    phone.send(tap | {"mark": "done"})
    apply_put_aside(aside=PutAside.objects.get(), now=timezone.now(), by=party.turid)
    assert counted(drive) == [(timezone.localdate(), 1, 1)]
    assert phone.send(tap | {"mark": "done"}).status_code == 201
    assert PutAside.objects.count() == 1


def test_thirty_days_after_the_drive_it_is_deleted_with_the_doors(drive: Drive, party: Party) -> None:
    aside = tap_aside(drive)
    today = timezone.localdate()
    close_drive(drive=drive, on=today - timedelta(days=30), by=party.turid)
    with pytest.raises(CannotBeApplied):
        apply_put_aside(aside=aside, now=timezone.now(), by=party.turid)
    forget_visits(today=today)
    assert PutAside.objects.count() == 0
