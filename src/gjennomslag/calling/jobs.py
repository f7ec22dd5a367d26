"""Background work of calling: thin, each calls a service."""

from __future__ import annotations

import logging

from django.utils import timezone
from procrastinate.contrib.django import app

from gjennomslag.calling.campaign_services import fill_open_campaigns, forget_campaigns, set_aside_in_open_campaigns
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


@app.periodic(cron="10 5 * * *")
@app.task(name="calling.campaigns", queueing_lock="calling.campaigns")
def look_after_campaigns(timestamp: int) -> None:
    """Put those who have come since in the campaigns that run, put off whom nobody may call, forget old ones."""
    day = clock.today()
    logger.info("put %d members in call campaigns", fill_open_campaigns(day=day))
    logger.info("put off %d members in call campaigns", set_aside_in_open_campaigns(now=timezone.now()))
    logger.info("forgot %d rows of call campaigns", forget_campaigns(day=day))
