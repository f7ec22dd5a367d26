"""Writes about a unit's own channels."""

from __future__ import annotations

from datetime import date
from typing import Any

from gjennomslag.core.history import writing
from gjennomslag.messaging.models import ChannelReading, OwnChannel
from gjennomslag.organisation.models import Person, Unit


def save_channel(
    *, unit: Unit, by: Person, on: date, channel: OwnChannel | None = None, followers: int | None = None, **values: Any
) -> OwnChannel:
    """Save a new channel of the unit, or change the one given; ``followers`` is how many there are on the day."""
    with writing(by=by, why="own channel saved"):
        saved = channel or OwnChannel(unit=unit, started_on=on)
        for name, value in values.items():
            setattr(saved, name, value)
        if saved.last_used_on is not None:
            saved.started_on = min(saved.started_on, saved.last_used_on)
        saved.save()
        if followers is not None:
            ChannelReading.objects.update_or_create(channel=saved, day=on, defaults={"followers": followers})
    return saved


def note_use(*, channel: OwnChannel, by: Person, on: date) -> None:
    """Note that the channel was used on the day."""
    with writing(by=by, why="own channel used"):
        channel.last_used_on = max(on, channel.last_used_on or on)
        channel.save(update_fields=["last_used_on"])


def end_channel(*, channel: OwnChannel, by: Person, on: date) -> None:
    """Note that the channel is no longer used. It still counts for the days when it was."""
    with writing(by=by, why="own channel ended"):
        channel.ended_on = on
        channel.save(update_fields=["ended_on"])
