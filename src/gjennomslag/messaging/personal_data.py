"""What the messaging room holds about people (rule M7): who wrote, who got which letter, and addresses that fail."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from gjennomslag.core.personal_data import Basis, Held, OnErasure, Use, declare
from gjennomslag.organisation.personal_data import ACCOUNTABILITY

LETTERS = Use(
    "letters",
    _("Send letters to those who want them, and to nobody twice"),
    _("Which letters the member was sent and when, whether they came back, and whether the member unsubscribed"),
    Basis.CONSENT,
    _("One year. Whether a letter was opened is never recorded."),
)
FAILING_ADDRESSES = Use(
    "failing-addresses",
    _("Stop writing to addresses that do not work"),
    _("A fingerprint of the address, what is wrong with it and since when"),
    Basis.INTEREST,
    _("Until the member has left."),
)

_RECIPIENT = "letter person form state reason attempts put_off not_before contact_day batch touched_at unsubscribed_at"


def declare_personal_data() -> None:
    """Declare the links to people."""
    unlink, delete = OnErasure.UNLINK, OnErasure.DELETE
    for table, name in (
        ("Segment", "changed_by"),
        ("SegmentEvent", "changed_by"),
        ("Letter", "written_by"),
        ("Letter", "sent_by"),
        ("LetterEvent", "written_by"),
        ("LetterEvent", "sent_by"),
        ("OwnChannel", "owner"),
        ("OwnChannelEvent", "owner"),
    ):
        declare(Held(f"messaging.{table}", name, {ACCOUNTABILITY: name}, unlink, about=False))
    declare(
        Held("messaging.Recipient", "person", {LETTERS: _RECIPIENT}, delete),
        Held(
            "messaging.AddressProblem",
            "person",
            {FAILING_ADDRESSES: "person medium fingerprint problem times last_at"},
            delete,
        ),
    )
