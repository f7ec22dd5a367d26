"""Background work of activities: thin, each calls a service."""

from __future__ import annotations

import logging

from django.utils import timezone
from procrastinate.contrib.django import app

from gjennomslag.activities import letters
from gjennomslag.activities.gap_letters import tell_of_gaps
from gjennomslag.activities.rules import ATTENDANCE_KEPT, GUESTS_KEPT
from gjennomslag.activities.services.activities import forget_people
from gjennomslag.activities.services.invitations import refresh_coming
from gjennomslag.activities.services.turns import telling_lock
from gjennomslag.core import clock
from gjennomslag.core.queue import defer_once

logger = logging.getLogger("gjennomslag.activities")


@app.task(name="activities.tell")
def tell(activity_id: int) -> None:
    """Tell those who have answered what they must know about the activity."""
    letters.tell(now=timezone.now(), activity_id=activity_id)


def tell_soon(activity_id: int) -> None:
    """Have those told who have answered until now, with one job for however many have answered when it begins."""
    defer_once(tell, telling_lock(activity_id), activity_id=activity_id)


@app.periodic(cron="*/10 * * * *")
@app.task(name="activities.tell_rest", queueing_lock="activities.tell_rest")
def tell_rest(timestamp: int) -> None:
    """Tell those whom a job that broke off has left untold, every ten minutes."""
    logger.info("told %d people about activities", letters.tell(now=timezone.now()))


@app.periodic(cron="15 * * * *")
@app.task(name="activities.remind", queueing_lock="activities.remind")
def remind(timestamp: int) -> None:
    """Remind people of what begins within a day, and thank those who came, every hour but not at night."""
    now = timezone.now()
    logger.info("reminded %d people of activities", letters.remind(now=now))
    logger.info("thanked %d people for coming", letters.thank(now=now))


@app.periodic(cron="30 7 * * *")
@app.task(name="activities.gaps", queueing_lock="activities.gaps")
def look_for_gaps(timestamp: int) -> None:
    """Tell the leaders of branches that have nothing planned any more, every morning, each time it happens."""
    logger.info("told %d branches that nothing is planned", tell_of_gaps(day=clock.today(), now=timezone.now()))


@app.periodic(cron="10 3 * * *")
@app.task(name="activities.refresh", queueing_lock="activities.refresh")
def refresh(timestamp: int) -> None:
    """Bring invitations in step with the register, and forget who need not be known any more, every night."""
    now = timezone.now()
    logger.info("invited %d people more", refresh_coming(now=now))
    forgotten = forget_people(now=now, guests_kept=GUESTS_KEPT, attendance_kept=ATTENDANCE_KEPT)
    logger.info("forgot %d answers to activities", forgotten)
