"""What the activities room holds about people: who comes and came, who leads, and whose calendar follows (rule M7)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from gjennomslag.core.personal_data import Basis, Held, OnErasure, Use, declare
from gjennomslag.organisation.personal_data import ACCOUNTABILITY

ANSWERS = Use(
    "activities.answers",
    _("Hold activities that people have said they come to, and follow up who came"),
    _("What somebody has answered, whether they came, and for guests a name and one way to reach them"),
    Basis.MEMBERSHIP,
    _("Guests and those who did not come: 14 days after. Members who came: four years, one period of a work plan"),
)
INVITATIONS = Use(
    "activities.invitations",
    _("Invite those whom an activity is meant for"),
    _("To which activities somebody is invited, and when they were told"),
    Basis.MEMBERSHIP,
    _("As long as the activity is kept, at most until the member has left"),
)
CALENDARS = Use(
    "activities.calendars",
    _("Let members follow activities in their own calendar"),
    _("A secret in the calendar’s address"),
    Basis.MEMBERSHIP,
    _("Until the member makes a new address, or has left"),
)
CONTACTS = Use(
    "activities.contacts",
    _("Say whom to ask about an activity"),
    _("Name of the contact person and how to reach them"),
    Basis.INTEREST,
    _("As long as the activity is kept"),
)


def declare_personal_data() -> None:
    """Declare the links to people."""
    registration = (
        "activity part person name email phone answer newcomer way at key to_tell told_at came came_at reminded_at"
        " thanked_at doubt"
    )
    declare(
        Held("activities.Registration", "person", {ANSWERS: registration}, OnErasure.DELETE),
        Held("activities.Invitation", "person", {INVITATIONS: "activity person told_at"}, OnErasure.DELETE),
        Held("activities.CalendarKey", "person", {CALENDARS: "person key"}, OnErasure.DELETE),
        Held("activities.Task", "done_by", {ACCOUNTABILITY: "done_by"}, OnErasure.UNLINK, about=False),
    )
    for table in ("Activity", "ActivityEvent"):
        declare(
            Held(f"activities.{table}", "made_by", {ACCOUNTABILITY: "made_by title"}, OnErasure.UNLINK, about=False),
            Held(f"activities.{table}", "contact", {CONTACTS: "contact"}, OnErasure.UNLINK, about=False),
        )
    for table in ("ActivityTemplate", "ActivityTemplateEvent", "ExpectedActivity", "ExpectedActivityEvent"):
        declare(
            Held(f"activities.{table}", "changed_by", {ACCOUNTABILITY: "changed_by"}, OnErasure.UNLINK, about=False)
        )
