"""Background work of the register: thin, each calls a service."""

from __future__ import annotations

import logging
from typing import Protocol

from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from gjennomslag.core import clock
from gjennomslag.organisation.choices import ImportStatus
from gjennomslag.organisation.join_mail import send_answer_to_known, send_welcome, send_word_of_joins
from gjennomslag.organisation.models import MemberImport, Person
from gjennomslag.organisation.queries.memberships import running_with_id
from gjennomslag.organisation.queries.units import units_with_ids
from gjennomslag.organisation.services import erasure, member_imports
from gjennomslag.organisation.services.joining import forget_attempts
from gjennomslag.organisation.services.member_sync import sync_everything
from gjennomslag.organisation.services.memberships import freeze_year

logger = logging.getLogger("gjennomslag.organisation")

# Mail that fails is tried again, after minutes at first and then after twice as long each time: for six days in all.
_UNTIL_SENT = RetryStrategy(max_attempts=18, exponential_wait=2, wait=60)


@app.periodic(cron="20 * * * *")
@app.task(name="organisation.erase", queueing_lock="organisation.erase")
def erase(timestamp: int) -> None:
    """Erase who has left or asked for it, every hour, so that it is always done within a day."""
    erased = erasure.erase_who_is_due(now=timezone.now())
    forget_attempts(now=timezone.now())
    logger.info("erased %d people", erased)


@app.periodic(cron="40 2 * * *")
@app.task(name="organisation.erase_unpaid", queueing_lock="organisation.erase_unpaid")
def erase_unpaid(timestamp: int) -> None:
    """Erase whose dues have been unpaid for too long, every night, unless they are alarmingly many."""
    try:
        erased = erasure.erase_unpaid(today=clock.today(), now=timezone.now())
    except erasure.TooManyUnpaid as many:
        logger.warning("did not erase %d people for unpaid dues: somebody must look first", many.number)
    else:
        logger.info("erased %d people for unpaid dues", erased)


@app.periodic(cron="50 2 * * *")
@app.task(name="organisation.forget", queueing_lock="organisation.forget")
def forget(timestamp: int) -> None:
    """Delete what has been kept for its time, and bring the ledger of erasures in step, every night."""
    deleted = erasure.forget_old_rows(now=timezone.now())
    written = erasure.bring_ledger_in_step()
    logger.info("forgot %d old rows, wrote %d erasures to the ledger", sum(deleted.values()), written)


@app.periodic(cron="5 0 1 1 *")
@app.task(name="organisation.freeze_year", queueing_lock="organisation.freeze_year")
def count_the_year(timestamp: int) -> None:
    """Count all members at the end of the year."""
    year = clock.today().year - 1
    logger.info("counted %d units at the end of %d", freeze_year(year=year, by=None), year)


@app.task(name="organisation.welcome_member", retry=_UNTIL_SENT)
def welcome_member(membership_id: int) -> None:
    """Welcome a new member by mail; nobody where they have left meanwhile."""
    membership = running_with_id(membership_id)
    if membership is not None:
        send_welcome(membership)


@app.task(name="organisation.tell_join_contacts", retry=_UNTIL_SENT)
def tell_join_contacts(membership_id: int) -> None:
    """Tell the branch's join contacts that somebody has joined."""
    membership = running_with_id(membership_id)
    if membership is not None:
        told = send_word_of_joins(membership.unit, 1, clock.today())
        logger.info("told %d people of a new member", told)


@app.task(name="organisation.tell_of_imported_joins", retry=_UNTIL_SENT)
def tell_of_imported_joins(unit_id: int, number: int) -> None:
    """Tell the branch's join contacts that so many have joined it who came in with a file of members."""
    unit = units_with_ids([unit_id]).get(unit_id)
    if unit is not None:
        logger.info("told %d people of new members", send_word_of_joins(unit, number, clock.today()))


@app.task(name="organisation.tell_known_person", retry=_UNTIL_SENT)
def tell_known_person(person_id: int) -> None:
    """Tell somebody in the register that their address was used to join."""
    person = Person.objects.filter(pk=person_id).first()
    if person is not None:
        send_answer_to_known(person)


@app.task(name="organisation.check_members")
def check_members(import_id: int) -> None:
    """Work out what a file of members would change."""
    _work_on(import_id, ImportStatus.CHECKING, member_imports.check_import)


@app.task(name="organisation.import_members")
def import_members(import_id: int) -> None:
    """Import a checked file of members."""
    _work_on(import_id, ImportStatus.IMPORTING, member_imports.carry_out_import)


class Work(Protocol):
    """A step of an import."""

    def __call__(self, *, record: MemberImport, progress: member_imports.Shares) -> None: ...


def _work_on(import_id: int, status: ImportStatus, work: Work) -> None:
    """Do the step if the import still waits for it, noting how far it has come and whether it failed."""
    record = MemberImport.objects.filter(pk=import_id, status=status).select_related("source__unit", "by").first()
    if record is None:
        return
    try:
        work(record=record, progress=ProgressNote(import_id))
    except Exception:
        MemberImport.objects.filter(pk=import_id).update(status=ImportStatus.FAILED)
        raise


class ProgressNote:
    """Notes on the import's record how far it has come, at most once for every three in a hundred."""

    def __init__(self, import_id: int) -> None:
        self._import_id = import_id
        self._noted = 0

    def __call__(self, share: float) -> None:
        percent = min(int(share * 100), 100)
        if percent >= self._noted + 3:
            self._noted = percent
            rows = MemberImport.objects.filter(pk=self._import_id)
            rows.update(progress=percent, touched_at=timezone.now())


@app.periodic(cron="*/20 * * * *")
@app.task(name="organisation.sync_members", queueing_lock="organisation.sync_members", lock="organisation.sync_members")
def sync_members(timestamp: int) -> None:
    """Import the newest file of every member system that puts one in its folder, and go on where a run was cut off."""
    for name, outcome in sync_everything(now=timezone.now()):
        logger.info("member system %d: %s", name, outcome)


@app.periodic(cron="10 * * * *")
@app.task(name="organisation.forget_member_files", queueing_lock="organisation.forget_member_files")
def forget_member_files(timestamp: int) -> None:
    """Delete files of members that nobody has confirmed, every hour."""
    forgotten = member_imports.forget_files(now=timezone.now())
    logger.info("forgot %d files of members", forgotten)
