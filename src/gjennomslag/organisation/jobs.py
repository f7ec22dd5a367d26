"""Background work of the register: thin, each calls a service."""

from __future__ import annotations

import logging

from django.utils import timezone
from procrastinate.contrib.django import app

from gjennomslag.core import clock
from gjennomslag.organisation.services import erasure
from gjennomslag.organisation.services.memberships import freeze_year

logger = logging.getLogger("gjennomslag.organisation")


@app.periodic(cron="20 * * * *")
@app.task(name="organisation.erase", queueing_lock="organisation.erase")
def erase(timestamp: int) -> None:
    """Erase who has left or asked for it, every hour, so that it is always done within a day."""
    erased = erasure.erase_who_is_due(now=timezone.now())
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
