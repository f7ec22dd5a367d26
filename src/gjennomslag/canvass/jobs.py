"""Background work of canvassing: fetch by id, call a service."""

from __future__ import annotations

import logging

from procrastinate.contrib.django import app

from gjennomslag.canvass.choices import CuttingStatus
from gjennomslag.canvass.models import Drive
from gjennomslag.canvass.services.drives import forget_visits
from gjennomslag.canvass.services.turfs import cut_drive_into_turfs
from gjennomslag.core import clock

logger = logging.getLogger("gjennomslag.canvass")


@app.task(name="canvass.cut_drive")
def cut_drive(drive_id: int) -> None:
    """Cut the drive into turfs; a failure is shown on its page and kept in the job's log."""
    drive = Drive.objects.get(pk=drive_id)
    drive.cutting = CuttingStatus.RUNNING
    drive.save(update_fields=["cutting"])
    try:
        cut_drive_into_turfs(drive=drive)
    except Exception:
        Drive.objects.filter(pk=drive_id).update(cutting=CuttingStatus.FAILED)
        raise


@app.periodic(cron="15 3 * * *")
@app.task(name="canvass.forget_visits", queueing_lock="canvass.forget_visits")
def forget_old_visits(timestamp: int) -> None:
    """Delete the visits of drives that ended 30 days ago, every night."""
    deleted = forget_visits(today=clock.today())
    logger.info("forgot %d visits", deleted)
