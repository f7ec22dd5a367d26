"""What the messaging room holds about people: who saved a segment. Who fits it is stored nowhere (rule M7)."""

from __future__ import annotations

from gjennomslag.core.personal_data import Held, OnErasure, declare
from gjennomslag.organisation.personal_data import ACCOUNTABILITY


def declare_personal_data() -> None:
    """Declare the links to people."""
    fields = {ACCOUNTABILITY: "changed_by name"}
    declare(
        *(
            Held(f"messaging.{table}", "changed_by", fields, OnErasure.UNLINK, about=False)
            for table in ("Segment", "SegmentEvent")
        )
    )
