"""Why a tap was put aside and what to do about it, in words for the leader."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from gjennomslag.canvass.choices import Refused, Settled

DISMISSALS = [Settled.BY_HAND, Settled.TWICE, Settled.MISTAKE, Settled.NOT_OURS, Settled.UNREADABLE]


@dataclass(frozen=True, slots=True)
class Explanation:
    """What happened, and what the leader can do."""

    what: str | Promise
    remedy: str | Promise


EXPLANATIONS: dict[str, Explanation] = {
    Refused.CHANGED: Explanation(
        _("The phone sent this once before, and then it said something else."),
        _("The first one is recorded. Ask the pair which is right, and record this one if it is."),
    ),
    Refused.SEQUENCE: Explanation(
        _("The phone used the same number for two taps, so that we cannot tell whether both are meant."),
        _("Record it if the pair was at this door."),
    ),
    Refused.UNKNOWN_DOOR: Explanation(
        _("The door was not in any turf of this drive when the tap came."),
        _("If the door has come into a turf since, you can record it. A wish not to be knocked on can always be."),
    ),
    Refused.MALFORMED: Explanation(
        _("The phone sent something that cannot be read. The app on it may be old."),
        _("Ask the pair which door it was, and type it in from paper. Then leave this one out."),
    ),
    Refused.FORGOTTEN: Explanation(
        _("It came more than 30 days after the drive, when what is noted at doors has been deleted."),
        _("It cannot be recorded any more. Leave it out."),
    ),
}
