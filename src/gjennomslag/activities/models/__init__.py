"""The tables of activities."""

from gjennomslag.activities.models.activities import Activity, ActivityQuerySet, NothingPlanned, Part, Task
from gjennomslag.activities.models.kits import ActivityTemplate, ExpectedActivity
from gjennomslag.activities.models.people import MARKS, CalendarKey, Invitation, Registration

__all__ = [
    "MARKS",
    "Activity",
    "ActivityQuerySet",
    "ActivityTemplate",
    "CalendarKey",
    "ExpectedActivity",
    "Invitation",
    "NothingPlanned",
    "Part",
    "Registration",
    "Task",
]
