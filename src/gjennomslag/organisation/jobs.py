"""Background work of the register: thin, each calls a service."""

from __future__ import annotations

import logging

from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from gjennomslag.core import clock
from gjennomslag.organisation.join_mail import send_answer_to_known, send_welcome, send_word_of_join
from gjennomslag.organisation.models import Person
from gjennomslag.organisation.queries.memberships import running_with_id
from gjennomslag.organisation.services import erasure
from gjennomslag.organisation.services.joining import forget_attempts
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
        logger.info("told %d people of a new member", send_word_of_join(membership, clock.today()))


@app.task(name="organisation.tell_known_person", retry=_UNTIL_SENT)
def tell_known_person(person_id: int) -> None:
    """Tell somebody in the register that their address was used to join."""
    person = Person.objects.filter(pk=person_id).first()
    if person is not None:
        send_answer_to_known(person)
