"""Activities as lists and calendars show them, beside what other rooms have."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.urls import reverse

from gjennomslag.activities.choices import ActivityKind, Answer
from gjennomslag.activities.models import Activity
from gjennomslag.activities.queries.activities import answers_of
from gjennomslag.activities.queries.feeds import FeedRow, home_of, said_yes_to, shown_to
from gjennomslag.activities.sources import Listed, coming_elsewhere
from gjennomslag.organisation.models import Person


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
        cancelled=activity.cancelled,
    )


def row_of(activity: Activity, answers: Mapping[int, Answer]) -> FeedRow:
    """Return the activity as a member's list shows it, with their answer."""
    return FeedRow(listed(activity), activity, answers.get(activity.pk), near=False)


def merged(activities: Iterable[Activity], others: Iterable[Listed], answers: Mapping[int, Answer]) -> list[FeedRow]:
    """Return the activities and what other rooms have, the next first."""
    rows = [row_of(each, answers) for each in activities] + [FeedRow(each, None, None, near=False) for each in others]
    return sorted(rows, key=lambda row: row.listed.starts_at)


def next_few(person: Person, now: datetime, most: int) -> list[FeedRow]:
    """Return what the person has said yes to, and after it the next things that are meant for them.

    What they have said yes to is shown however much it is; of the rest no more than makes ``most`` in all.
    """
    home = home_of(person, now)
    shown = shown_to(person, home, now)
    own = list(shown.filter(pk__in=said_yes_to(person, now)))
    others = list(shown.exclude(pk__in=[each.pk for each in own])[: most * 4])
    answers = answers_of(person, [*own, *others])
    offers = merged(others, coming_elsewhere(sorted(home.own), now), answers)
    open_ = [row for row in offers if row.answer != Answer.DECLINED]
    return [*(row_of(each, answers) for each in own), *open_[: max(0, most - len(own))]]
