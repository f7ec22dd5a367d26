"""Background work of canvassing: fetch by id, call a service."""

from __future__ import annotations

import logging
from typing import Protocol

from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from gjennomslag.canvass.choices import CuttingStatus, ImportStatus
from gjennomslag.canvass.models import AddressImport, Drive, Shift, StreetMap
from gjennomslag.canvass.rules import is_open
from gjennomslag.canvass.services import address_imports
from gjennomslag.canvass.services.address_staging import Progress
from gjennomslag.canvass.services.contacts import forget_contacts, remind_of_contacts
from gjennomslag.canvass.services.drives import forget_visits
from gjennomslag.canvass.services.shifts import forget_sign_ups
from gjennomslag.canvass.services.streets import forget_street_files, read_given_streets
from gjennomslag.canvass.services.turfs import NotNow, cut_drive_into_turfs, order_drive_anew, take_in_doors
from gjennomslag.canvass.shift_mail import send_reminders, tell_everyone
from gjennomslag.core import clock

logger = logging.getLogger("gjennomslag.canvass")


@app.task(name="canvass.cut_drive")
def cut_drive(drive_id: int) -> None:
    """Cut the drive into turfs; a failure is shown on its page and kept in the job's log."""
    _work_on_turfs(drive_id, cut_drive_into_turfs)


@app.task(name="canvass.order_drive")
def order_drive(drive_id: int) -> None:
    """Order the drive's turfs for its start and meeting place."""
    _work_on_turfs(drive_id, order_drive_anew)


@app.task(name="canvass.take_in_doors", retry=RetryStrategy(max_attempts=120, wait=30, retry_exceptions={NotNow}))
def take_in_new_doors(drive_id: int, came: list[int], went: list[int]) -> None:
    """Let the drive's turfs take in doors that came and let go of those that went, once they are not being cut."""
    drive = Drive.objects.get(pk=drive_id)
    if is_open(drive):
        take_in_doors(drive=drive, came=came, went=went)


class TurfWork(Protocol):
    """Work on all turfs of a drive."""

    def __call__(self, *, drive: Drive) -> int: ...


def _work_on_turfs(drive_id: int, work: TurfWork) -> None:
    """Do the work, noting on the drive that it runs, and whether it failed."""
    drive = Drive.objects.get(pk=drive_id)
    drive.cutting = CuttingStatus.RUNNING
    drive.save(update_fields=["cutting"])
    try:
        work(drive=drive)
    except Exception:
        Drive.objects.filter(pk=drive_id).update(cutting=CuttingStatus.FAILED)
        raise


@app.task(name="canvass.check_addresses")
def check_addresses(import_id: int) -> None:
    """Work out what an address file would change."""
    _work_on(import_id, ImportStatus.CHECKING, address_imports.check_import)


@app.task(name="canvass.import_addresses")
def import_addresses(import_id: int) -> None:
    """Import a checked address file."""
    _work_on(import_id, ImportStatus.IMPORTING, address_imports.carry_out_import)


@app.task(name="canvass.read_street_map")
def read_street_map(street_map_id: int) -> None:
    """Read a file of streets that waits for it; a failure is shown on its page and kept in the job's log."""
    rows = StreetMap.objects.filter(pk=street_map_id, status=ImportStatus.CHECKING)
    street_map = rows.first()
    if street_map is None:
        return

    def note(ways: int) -> None:
        rows.update(ways=ways, touched_at=timezone.now())

    try:
        read_given_streets(street_map=street_map, told=note)
    except Exception:
        rows.update(status=ImportStatus.FAILED)
        raise


class Work(Protocol):
    """A step of an import."""

    def __call__(self, *, record: AddressImport, progress: Progress) -> None: ...


def _work_on(import_id: int, status: ImportStatus, work: Work) -> None:
    """Do the step if the import still waits for it, noting how far it has come and whether it failed."""
    record = AddressImport.objects.filter(pk=import_id, status=status).first()
    if record is None:
        return
    try:
        work(record=record, progress=ProgressNote(import_id))
    except Exception:
        AddressImport.objects.filter(pk=import_id).update(status=ImportStatus.FAILED)
        raise


class ProgressNote:
    """Notes on the import's record how far it has come, at most once for every three in a hundred."""

    def __init__(self, import_id: int) -> None:
        self._import_id = import_id
        self._noted = 0

    def __call__(self, share: float) -> None:
        percent = int(share * 100)
        if percent >= self._noted + 3:
            self._noted = percent
            rows = AddressImport.objects.filter(pk=self._import_id)
            rows.update(progress=percent, touched_at=timezone.now())


@app.periodic(cron="30 3 * * *")
@app.task(name="canvass.forget_address_files", queueing_lock="canvass.forget_address_files")
def forget_address_files(timestamp: int) -> None:
    """Delete files of addresses and streets that nobody has confirmed, every night."""
    forgotten = address_imports.forget_files(now=timezone.now()) + forget_street_files(now=timezone.now())
    logger.info("forgot %d files of addresses and streets", forgotten)


@app.periodic(cron="15 3 * * *")
@app.task(name="canvass.forget_visits", queueing_lock="canvass.forget_visits")
def forget_old_visits(timestamp: int) -> None:
    """Delete the visits of drives that ended 30 days ago, every night."""
    deleted = forget_visits(today=clock.today())
    logger.info("forgot %d visits", deleted)


@app.task(name="canvass.tell_of_shift")
def tell_of_shift(shift_id: int) -> None:
    """Tell those who have signed up that the shift is another, or called off."""
    tell_everyone(Shift.objects.get(pk=shift_id))


@app.periodic(cron="5 * * * *")
@app.task(name="canvass.remind_of_shifts", queueing_lock="canvass.remind_of_shifts")
def remind_of_shifts(timestamp: int) -> None:
    """Remind people of shifts that begin within a day, every hour."""
    logger.info("reminded %d people of their shift", send_reminders(now=timezone.now()))


@app.periodic(cron="25 3 * * *")
@app.task(name="canvass.forget_sign_ups", queueing_lock="canvass.forget_sign_ups")
def forget_old_sign_ups(timestamp: int) -> None:
    """Erase who signed up for shifts that ended a week ago, every night."""
    logger.info("forgot %d sign-ups", forget_sign_ups(now=timezone.now()))


@app.periodic(cron="0 7 * * *")
@app.task(name="canvass.contacts", queueing_lock="canvass.contacts")
def look_after_contacts(timestamp: int) -> None:
    """Every morning: erase requests for contact that are 30 days old, and remind leaders of the others."""
    logger.info("forgot %d requests for contact", forget_contacts(today=clock.today()))
    logger.info("reminded %d leaders of requests for contact", remind_of_contacts(today=clock.today()))
