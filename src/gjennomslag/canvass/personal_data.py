"""What the canvass room holds about people: who changed something, and who comes to a shift (rule M7)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from gjennomslag.core.personal_data import Basis, Held, OnErasure, Use, declare
from gjennomslag.organisation.personal_data import ACCOUNTABILITY

SHIFTS = Use(
    "canvass.shifts",
    _("Meeting for door-knocking, two and two, newcomers with somebody experienced"),
    _("Name and contact of those who have said that they come, and whether it is the first time"),
    Basis.CONSENT,
    _("Until a week after the shift, at once when the drive closes or one cannot come"),
)


def declare_personal_data() -> None:
    """Declare the links to people. Nothing behind a door leads to one (rule P1)."""
    declare(
        Held("canvass.AddressImport", "by", {ACCOUNTABILITY: "by file_name"}, OnErasure.UNLINK, about=False),
        Held("canvass.PutAside", "settled_by", {ACCOUNTABILITY: "settled_by"}, OnErasure.UNLINK, about=False),
        Held(
            "canvass.SignUp",
            "person",
            {SHIFTS: "shift person name email phone newcomer pair turf reminded"},
            OnErasure.DELETE,
        ),
        Held("canvass.StreetMap", "by", {ACCOUNTABILITY: "by file_name"}, OnErasure.UNLINK, about=False),
        Held("canvass.TurfEdit", "by", {ACCOUNTABILITY: "by"}, OnErasure.UNLINK, about=False),
    )
