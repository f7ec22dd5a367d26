"""Background work of the plan room: thin, each calls a service."""

from __future__ import annotations

import logging

from procrastinate.contrib.django import app

from gjennomslag.core import clock
from gjennomslag.plan.queries.plans import plans_running
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
