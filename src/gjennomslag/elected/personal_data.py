"""What the elected room holds about people (rule M7).

Who sits in a public body is public. That somebody is there for the party, and is a member of it, is not for the party
to keep longer than the membership: what a municipality, a county or the Storting publishes stays with them.
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from gjennomslag.core.personal_data import Basis, Held, OnErasure, Use, declare
from gjennomslag.organisation.personal_data import HISTORY, UNTIL_ERASED

MANDATES = Use(
    "mandates",
    _("Know who represents the party in public bodies, and invite and help them"),
    _("Name, body, what the member is there, municipality or district, and term"),
    Basis.INTEREST,
    UNTIL_ERASED,
)
_FIELDS = "person unit body office municipality_code district valid_from valid_until"


def declare_personal_data() -> None:
    """Declare who sits where, and what was written of it before."""
    declare(
        Held("elected.Mandate", "person", {MANDATES: _FIELDS}, OnErasure.DELETE),
        Held("elected.MandateEvent", "person", {HISTORY: f"{_FIELDS} pgh_obj"}, OnErasure.DELETE),
    )
