"""The capabilities of canvassing, and predicates on one object."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from gjennomslag.canvass.models import Drive, TurfLink
from gjennomslag.core.capabilities import register_capability

LEAD = register_capability("canvass.lead", _("Lead door-knocking"))
IMPORT = register_capability("canvass.import", _("Import addresses"))

LATE_SENDING = timedelta(days=30)


def is_open(drive: Drive) -> bool:
    """Say whether visits may be recorded: the drive has not been closed."""
    return drive.closed_on is None


def link_is_running(link: TurfLink, now: datetime) -> bool:
    """Say whether the link may be used now: not revoked, not ended, and its drive still open."""
    return link.revoked_at is None and link.expires_at > now and is_open(link.turf.drive)


def may_still_send(link: TurfLink, now: datetime) -> bool:
    """Say whether what was recorded while the link ran may still come in: for 30 days, unless it was revoked."""
    return link.revoked_at is None and now < link.expires_at + LATE_SENDING
