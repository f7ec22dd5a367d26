"""What the canvass room holds about people: who gave a file of addresses, and who changed a turf (rule M7)."""

from __future__ import annotations

from gjennomslag.core.personal_data import Held, OnErasure, declare
from gjennomslag.organisation.personal_data import ACCOUNTABILITY


def declare_personal_data() -> None:
    """Declare the links to people. Nothing behind a door leads to one (rule P1)."""
    declare(
        Held("canvass.AddressImport", "by", {ACCOUNTABILITY: "by file_name"}, OnErasure.UNLINK, about=False),
        Held("canvass.PutAside", "settled_by", {ACCOUNTABILITY: "settled_by"}, OnErasure.UNLINK, about=False),
        Held("canvass.TurfEdit", "by", {ACCOUNTABILITY: "by"}, OnErasure.UNLINK, about=False),
    )
