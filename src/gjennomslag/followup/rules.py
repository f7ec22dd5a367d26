"""The capabilities of the follow-up room, and which unit speaks when somebody follows up another."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from gjennomslag.core.capabilities import register_capability
from gjennomslag.organisation.models import Unit
from gjennomslag.organisation.scope import Scope

SEE_FOLLOW_UP = register_capability("followup.see", _("See follow-up of the unit"))
FOLLOW_UP = register_capability("followup.follow_up", _("Follow up units: log contact, offer and give help"))
ASK = register_capability("followup.ask", _("Ask for help and answer offers"))


def speaks_from(scope: Scope, unit: Unit) -> int | None:
    """Return the id of the nearest unit above from which the person follows up this one, or None.

    A unit does not follow up itself: whoever has the capability in the unit alone speaks from nowhere.
    """
    above = [
        grant
        for grant in scope.grants
        if grant.capability == FOLLOW_UP and grant.covers(unit.path) and grant.path != unit.path
    ]
    nearest = max(above, key=lambda grant: len(grant.path), default=None)
    return None if nearest is None else nearest.unit_id
