"""Background work of calling: thin, each calls a service."""

from __future__ import annotations

import logging

from procrastinate.contrib.django import app

from gjennomslag.calling.reminders import remind_branches
from gjennomslag.calling.services import fill_queue
from gjennomslag.core import clock

logger = logging.getLogger("gjennomslag.calling")


@app.periodic(cron="0 8 * * *")
@app.task(name="calling.remind", queueing_lock="calling.remind")
def remind(timestamp: int) -> None:
    """Tell branches, every morning, whom they have not called ten days after joining."""
    day = clock.today()
    fill_queue(day=day)
    sent = remind_branches(day=day)
    logger.info("reminded %d branches of welcome calls", sent)
