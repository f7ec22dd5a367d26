"""Activities as lists and calendars show them, beside what other rooms have."""

from __future__ import annotations

from django.urls import reverse

from gjennomslag.activities.choices import ActivityKind
from gjennomslag.activities.models import Activity
from gjennomslag.activities.sources import Listed


def listed(activity: Activity) -> Listed:
    """Return the activity as lists show it."""
    return Listed(
        key=f"activity-{activity.pk}",
        unit_id=activity.unit_id,
        unit_name=activity.unit.name,
        kind=ActivityKind(activity.kind),
        title=activity.title,
        starts_at=activity.starts_at,
        ends_at=activity.ends_at,
        place=activity.place,
        address=reverse("activities:activity", args=[activity.pk]),
    )
