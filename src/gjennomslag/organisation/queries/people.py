"""Reads about one person and about the members of a unit."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import F, QuerySet
from django.http import Http404

from gjennomslag.organisation.address_faults import faults_of
from gjennomslag.organisation.choices import Channel, InterestKind, Topic
from gjennomslag.organisation.models import (
    CommitteeMember,
    Consent,
    ConsentText,
    Dues,
    ErasureRequest,
    Household,
    Interest,
    MemberContact,
    Membership,
    OfficeHolding,
    Person,
    Unit,
)
from gjennomslag.organisation.queries.committees import seats_on_committees
from gjennomslag.organisation.queries.memberships import running_on
from gjennomslag.organisation.record_parts import record_parts_of
from gjennomslag.organisation.rules import has_rights, rights_until
from gjennomslag.organisation.scope import Scope, active_on

CONTACTS_SHOWN = 30


def visible_person(scope: Scope, capability: str, unit: Unit | None, register_id: UUID, day: date) -> Person:
    """Return the person if the scope has the capability where they are a member or hold an office, in the unit or
    below it (anywhere, without a unit), on the day.

    Else raise Http404: what one may not see and what does not exist look the same.
    """
    where = {"person__register_id": register_id, "unit__path__startswith": unit.path if unit else ""}
    belongs = Membership.objects.filter(running_on(day), **where).visible_to(scope, capability)
    serves = OfficeHolding.objects.filter(active_on(day), **where).visible_to(scope, capability)
    row = belongs.select_related("person").first() or serves.select_related("person").first()
    if row is None or row.person.merged_into_id is not None:
        raise Http404
    return row.person


def person_with_register_id(register_id: UUID) -> Person | None:
    """Return who has this id in the register, or None; of records found to be one person, the one that is kept.

    Erased people are nobody.
    """
    found = Person.objects.filter(register_id=register_id).order_by().first()
    kept = found.merged_into or found if found is not None else None
    return kept if kept is not None and kept.erased_at is None else None


def members_of(unit: Unit, day: date) -> QuerySet[Membership]:
    """Return the running memberships of the unit alone on the day, with their people, sorted by name."""
    rows = Membership.objects.filter(running_on(day), unit=unit, person__merged_into__isnull=True)
    return rows.select_related("person").order_by("person__sort_name", "person_id")


def member_ids(scope: Scope, capability: str, unit: Unit, day: date) -> list[int]:
    """Return the ids of all members in the unit and below it whom the scope may see with the capability."""
    rows = Membership.objects.filter(running_on(day), unit__path__startswith=unit.path).visible_to(scope, capability)
    return sorted(set(rows.values_list("person_id", flat=True)))


def list_rows(ids: Sequence[int], day: date) -> Iterator[tuple[str | int | None, ...]]:
    """Return what a list of members holds of each of the people, sorted by name: for the file that is taken out."""
    memberships = Membership.objects.filter(running_on(day), person__in=ids, primary=True)
    rows = memberships.select_related("person", "unit").order_by("person__sort_name", "person_id")
    for row in rows.iterator(chunk_size=2000):
        person = row.person
        yield (
            person.member_number,
            person.first_name,
            person.last_name,
            person.email or "",
            person.phone,
            person.street_address,
            person.postal_code,
            person.postal_place,
            row.unit.name,
            row.member_since.isoformat(),
            person.last_paid_year,
        )


@dataclass(frozen=True, slots=True)
class Standing:
    """How somebody's consent for one topic and channel stands: given, withdrawn, or never asked (None)."""

    topic: Topic
    channel: Channel
    consent: Consent | None

    @property
    def given(self) -> bool:
        """Say whether there is a yes that stands."""
        return self.consent is not None and self.consent.withdrawn_at is None

    @property
    def key(self) -> str:
        """Return the name of its field in a form."""
        return f"{self.topic}-{self.channel}"


# What consent is asked for by channel: all but being in the register and in the archive.
TOPICS = (Topic.NEWS, Topic.ACTIVITIES, Topic.CAMPAIGNS, Topic.SURVEYS)


def consents_of(person: Person) -> list[list[Standing]]:
    """Return how each consent stands, a row for each topic and in it one for each channel."""
    rows = Consent.objects.filter(person=person).order_by(F("withdrawn_at").asc(nulls_last=True))
    known = {(each.topic, each.channel): each for each in rows}
    return [[Standing(topic, channel, known.get((topic, channel))) for channel in Channel] for topic in TOPICS]


def may_contact(person: Person, channel: Channel, topic: Topic) -> bool | None:
    """Say whether the person has agreed to being reached this way for this topic; None where nobody has asked.

    The notice of an annual meeting and other mail that membership itself demands needs no consent and is not asked
    about here.
    """
    rows = Consent.objects.filter(person=person, channel=channel, topic=topic)
    if not rows.exists():
        return None
    return rows.filter(withdrawn_at__isnull=True).exists()


def in_archive(person: Person) -> bool:
    """Say whether the person wants to be kept in the archive after leaving."""
    return Consent.objects.filter(person=person, topic=Topic.ARCHIVE, withdrawn_at__isnull=True).exists()


@dataclass(frozen=True, slots=True)
class Record:
    """Everything on a person's page."""

    person: Person
    memberships: Sequence[Membership]
    holdings: Sequence[OfficeHolding]
    seats: Sequence[CommitteeMember]
    dues: Sequence[Dues]
    contacts: Sequence[MemberContact]
    consents: Sequence[Sequence[Standing]]
    words: Sequence[Interest]
    household: Sequence[Person]
    faults: Mapping[Channel, str]
    parts: Sequence[tuple[str, object]]
    day: date

    @property
    def primary(self) -> Membership | None:
        """Return the running primary membership."""
        return next((each for each in self.memberships if each.primary and each.ended_on is None), None)

    @property
    def rights_until(self) -> date | None:
        """Return the first day without a member's rights, or None for somebody who is no member."""
        return rights_until(self.primary.member_since, self.person.last_paid_year) if self.primary else None

    @property
    def has_rights(self) -> bool:
        """Say whether the person has a member's rights today."""
        return self.primary is not None and has_rights(self.primary.member_since, self.person.last_paid_year, self.day)


def record_of(person: Person, day: date) -> Record:
    """Return everything that the person's page shows, in a fixed number of queries."""
    home = Household.objects.filter(pk=person.household_id).first() if person.household_id else None
    return Record(
        person=person,
        memberships=list(person.memberships.select_related("unit").order_by("-joined_on", "-pk")),
        holdings=list(person.holdings.select_related("unit", "office").order_by("-valid_from", "-pk")),
        seats=seats_on_committees(person, day),
        dues=list(person.dues.order_by("-year")[:10]),
        contacts=list(person.contacts.select_related("by", "unit")[:CONTACTS_SHOWN]),
        consents=consents_of(person),
        words=list(Interest.objects.filter(code__in=[*person.interests, *person.skills])),
        household=list(home.people.exclude(pk=person.pk)) if home else [],
        faults=faults_of(person),
        parts=record_parts_of(person, day),
        day=day,
    )


def text_in_force(topic: Topic, language: str) -> ConsentText:
    """Return the newest words of a consent in the language, or in bokmål where there are none.

    Raises ``ConsentText.DoesNotExist`` where the installation has none at all.
    """
    texts = ConsentText.objects.filter(topic=topic).order_by("-version")
    return texts.filter(language=language).first() or texts.filter(language="nb").latest("version")


def interests_of_kind(kind: InterestKind) -> list[Interest]:
    """Return the party's words for what members can help with, or are skilled in, in their order."""
    return list(Interest.objects.filter(kind=kind))


def running_membership(scope: Scope, capability: str, unit: Unit, person: Person, day: date) -> Membership | None:
    """Return the person's running membership in the unit or below it that the scope may change; the primary first."""
    rows = Membership.objects.filter(running_on(day), person=person, unit__path__startswith=unit.path, ended_on=None)
    return rows.visible_to(scope, capability).select_related("unit").order_by("-primary", "pk").first()


def wants_erasure(person: Person) -> ErasureRequest | None:
    """Return the person's wish to be erased, if there is one."""
    return ErasureRequest.objects.filter(person=person).first()
