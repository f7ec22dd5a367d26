"""Activities in letters: what a unit can invite to, each reader's own link to answer, and who has been told."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from gjennomslag.activities.links import answer_token, public_address
from gjennomslag.activities.models import Activity
from gjennomslag.activities.services.invitations import note_told
from gjennomslag.messaging.choices import NOT_BEGUN, LetterState
from gjennomslag.messaging.models import Letter, LetterBlock
from gjennomslag.messaging.offers import Offer
from gjennomslag.organisation.models import Person, Unit

SOURCE = "activity"
MOST = 100


def key_of(activity: Activity) -> str:
    """Return what a letter keeps of the activity."""
    return f"{SOURCE}-{activity.pk}"


def letters_on_their_way(activities: Collection[Activity], *, sending: bool = False) -> QuerySet[Letter]:
    """Return the letters and SMS of the activities' own units that invite to them and are not sent, the newest first.

    With ``sending`` also those that are being sent.
    """
    keys = [key_of(each) for each in activities]
    inviting = Q(offer__in=keys) | Q(pk__in=LetterBlock.objects.filter(offer__in=keys).values("letter"))
    states = [*NOT_BEGUN, LetterState.SENDING] if sending else NOT_BEGUN
    return Letter.objects.filter(inviting, unit__in={each.unit_id for each in activities}, state__in=states)


class ActivityOffers:
    """The activities room, as letters know it."""

    def coming(self, unit: Unit, now: datetime) -> Sequence[Offer]:
        """Return the unit's own activities that are not over, the next first."""
        return _offers(Activity.objects.coming(now).filter(unit=unit).order_by("starts_at", "pk")[:MOST], now)

    def found(self, keys: Collection[str], now: datetime) -> Sequence[Offer]:
        """Return those of the activities that are there still; a cancelled one is over."""
        return _offers(Activity.objects.filter(pk__in=_ids(keys)), now)

    def address_to(self, key: str, register_id: UUID) -> str:
        """Return where the member says yes or no with one tap."""
        token = answer_token(_ids([key])[0], register_id)
        return settings.SITE_ADDRESS + reverse("activities:invitation", args=[token])

    def told(self, keys: Collection[str], people: QuerySet[Person], now: datetime) -> None:
        """Note that the members are invited and know it."""
        for activity in Activity.objects.filter(pk__in=_ids(keys)):
            note_told(activity=activity, people=people, now=now)


def _ids(keys: Iterable[str]) -> list[int]:
    return [int(key.partition("-")[2]) for key in keys]


def _offers(activities: Iterable[Activity], now: datetime) -> list[Offer]:
    return [
        Offer(
            key=key_of(each),
            title=each.title,
            detail_nb=_detail(each, "nb"),
            detail_nn=_detail(each, "nn"),
            address=public_address(each),
            over=each.cancelled or each.ends_at <= now,
        )
        for each in activities
    ]


def _detail(activity: Activity, form: str) -> str:
    with translation.override(form):
        return f"{activity.when}, {activity.place or _('on video')}"[:160]
