"""Which audiences of activities the list of representatives knows (G4.S4, G4.S5, G4.S6, G4.F1)."""

from __future__ import annotations

from gjennomslag.activities.audiences import register_audience
from gjennomslag.activities.choices import Audience
from gjennomslag.elected.choices import Body
from gjennomslag.elected.member_filters import YOUNG

_ALL = [body.value for body in Body]


def register_audiences() -> None:
    """Say who elected representatives, the young among them, and those in county councils are. Alternates are none."""
    register_audience(Audience.REPRESENTATIVES, {"elected": _ALL})
    register_audience(Audience.YOUNG_REPRESENTATIVES, {"elected": _ALL, "young": [YOUNG]})
    register_audience(Audience.COUNTY_REPRESENTATIVES, {"elected": [Body.COUNTY_COUNCIL.value]})
