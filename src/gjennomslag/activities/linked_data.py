"""Activities as schema.org data (JSON-LD), so that search engines and maps show them."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe

from gjennomslag.activities.choices import Mode
from gjennomslag.activities.links import public_address
from gjennomslag.activities.models import Activity

_MODES = {
    Mode.IN_PERSON: "OfflineEventAttendanceMode",
    Mode.ONLINE: "OnlineEventAttendanceMode",
    Mode.BOTH: "MixedEventAttendanceMode",
}
# What would end the element or begin another. It is data and never run, whatever stands in it.
_ESCAPED = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}


def event_data(activity: Activity) -> dict[str, Any]:
    """Return one open activity as a schema.org event. The link to the video meeting is not in it, nor any person."""
    address = public_address(activity)
    data: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Event",
        "name": activity.title,
        "description": activity.summary,
        "startDate": timezone.localtime(activity.starts_at).isoformat(),
        "endDate": timezone.localtime(activity.ends_at).isoformat(),
        "eventStatus": f"https://schema.org/Event{'Cancelled' if activity.cancelled else 'Scheduled'}",
        "eventAttendanceMode": f"https://schema.org/{_MODES[Mode(activity.mode)]}",
        "url": address,
        "isAccessibleForFree": True,
        "organizer": {"@type": "Organization", "name": activity.unit.name},
        "location": [
            *([{"@type": "Place", "name": activity.place, "address": activity.place}] if activity.place else []),
            *([{"@type": "VirtualLocation", "url": address}] if activity.mode != Mode.IN_PERSON else []),
        ],
    }
    if activity.capacity:
        data["maximumAttendeeCapacity"] = activity.capacity
    return data


def as_script(activities: Iterable[Activity]) -> SafeString:
    """Return the events as the content of a data block in a page."""
    text = json.dumps([event_data(each) for each in activities], ensure_ascii=False)
    return mark_safe(text.translate(_ESCAPED))  # noqa: S308 - everything that is markup is escaped just here
