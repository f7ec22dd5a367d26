"""Which audiences the register can name: rooms above know who is elected, and this room does not.

The rule of an audience is what a segment asks (``messaging.filters``), so that invitations follow the register.
"""

from __future__ import annotations

from gjennomslag.activities.choices import Audience
from gjennomslag.messaging.filters import Definition
from gjennomslag.organisation.choices import UnitKind

_rules: dict[str, Definition] = {}


def register_audience(audience: Audience, definition: Definition) -> None:
    """Say by which filters the audience is chosen. Two rules for one audience are a programming fault."""
    if _rules.setdefault(audience.value, definition) != definition:
        raise ValueError(f"The audience {audience} has two rules")


def register_own_audiences() -> None:
    """Register what the rooms below can tell by themselves."""
    register_audience(Audience.NEW_MEMBERS, {"joined_within": 365})
    register_audience(Audience.BRANCH_CHAIRS, {"chairs_of": [UnitKind.LOCAL.value]})


def rule_of(audience: str) -> Definition | None:
    """Return by which filters the audience is chosen; None where the register cannot say who they are."""
    return _rules.get(audience)
