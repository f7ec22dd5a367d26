"""Background work of the plan room: thin, each calls a service."""

from __future__ import annotations

import logging

from procrastinate.contrib.django import app

from gjennomslag.core import clock
from gjennomslag.plan.queries.plans import plan_on, plans_running
from gjennomslag.plan.services.letters import send_monthly_letters
from gjennomslag.plan.services.readings import read_plan

logger = logging.getLogger("gjennomslag.plan")


@app.periodic(cron="45 3 * * *")
@app.task(name="plan.read", queueing_lock="plan.read")
def read_plans(timestamp: int) -> None:
    """Read every running plan, every night."""
    today = clock.today()
    for plan in plans_running(today):
        outcome = read_plan(plan=plan, on=today)
        logger.info("read %s: %d obligations, %d changes", plan.key, outcome.obligations, outcome.changed)


@app.periodic(cron="0 7 1-3 * *")
@app.task(name="plan.write_letters", queueing_lock="plan.write_letters", lock="plan.write_letters")
def write_letters(timestamp: int) -> None:
    """Write to every branch on the first of the month; the two mornings after go on where that was broken off."""
    today = clock.today()
    plan = plan_on(today)
    if plan is not None and plan.first_day <= today <= plan.last_day:
        sent = send_monthly_letters(plan=plan, day=today)
        logger.info("wrote to %d branches about their plan", sent)
