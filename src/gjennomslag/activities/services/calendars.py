"""The secret of a member's own calendar."""

from __future__ import annotations

import uuid

from gjennomslag.activities.models import CalendarKey
from gjennomslag.core.history import writing
from gjennomslag.organisation.models import Person


def new_calendar_key(*, person: Person) -> CalendarKey:
    """Give the member's calendar a secret, or a new one, whereupon the old address opens nothing."""
    with writing(by=person, why="own calendar"):
        key, _made = CalendarKey.objects.update_or_create(person=person, defaults={"key": uuid.uuid4()})
    return key
