"""Activities as what was done for a breakthrough."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

from django.urls import reverse
from django.utils import timezone

from gjennomslag.activities.choices import Invited
from gjennomslag.activities.letter_offers import SOURCE, key_of
from gjennomslag.activities.models import Activity, ActivityQuerySet
from gjennomslag.campaigns.deeds import Deed
from gjennomslag.organisation.models import Unit

MOST = 20


class ActivityDeeds:
    """The activities room, as breakthroughs know it."""

    def held(self, unit: Unit, now: datetime) -> Sequence[Deed]:
        """Return the last twenty activities that the unit has held for all its members or everyone, latest first."""
        rows = _told().not_cancelled().filter(unit=unit, ends_at__lte=now)
        return _deeds(rows.order_by("-starts_at", "-pk")[:MOST])

    def deeds(self, keys: Collection[str]) -> Sequence[Deed]:
        """Return those of the activities that are there still."""
        ids = [int(number) for name, _, number in (key.partition("-") for key in keys) if name == SOURCE]
        return _deeds(_told().filter(pk__in=ids).order_by("starts_at", "pk"))


def _told() -> ActivityQuerySet:
    """Return the activities whose names every member may read: those for a few may say what they are about."""
    return Activity.objects.filter(invited__in=[Invited.OPEN, Invited.MEMBERS])


def _deeds(activities: Iterable[Activity]) -> list[Deed]:
    return [
        Deed(
            key=key_of(each),
            title=each.title,
            day=timezone.localtime(each.starts_at).date(),
            address=reverse("activities:activity", args=[each.pk]),
            public=each.open_to_all,
        )
        for each in activities
    ]
