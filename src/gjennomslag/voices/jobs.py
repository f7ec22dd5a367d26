"""What the voices room does by itself each night."""

from __future__ import annotations

from procrastinate.contrib.django import app

from gjennomslag.core import clock
from gjennomslag.voices import recording


@app.periodic(cron="20 3 * * *")
@app.task(queueing_lock="voices.tidy")
def tidy_voices(timestamp: int) -> None:
    """Count sessions whose phones have fallen silent, and remove quotes that have waited too long."""
    recording.count_silent_sessions(day=clock.today())
    recording.delete_old_quotes(day=clock.today())
