"""What the calling room holds about people (rule M7). The contacts themselves are the register's."""

from __future__ import annotations

from gjennomslag.core.personal_data import Held, OnErasure, declare
from gjennomslag.organisation.personal_data import ACCOUNTABILITY, FOLLOW_UP


def declare_personal_data() -> None:
    """Declare the links to people."""
    fields = {FOLLOW_UP: "person attempts not_before wrong_number held_until reminded_on closed_at closed_why"}
    declare(
        Held("calling.WelcomeCall", "person", fields, OnErasure.DELETE),
        Held("calling.WelcomeCall", "caller", {ACCOUNTABILITY: "caller"}, OnErasure.UNLINK, about=False),
    )
