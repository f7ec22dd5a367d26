"""Who gets a letter, and what is known about each of them at the moment it is handed over."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import NamedTuple, TypeAlias
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone
from django.utils.crypto import salted_hmac

from gjennomslag.algorithms.publication import SMALLEST_GROUP
from gjennomslag.messaging.choices import Medium, RecipientState
from gjennomslag.messaging.letter_mail import Ready
from gjennomslag.messaging.models import AddressProblem, Letter, Recipient
from gjennomslag.messaging.queries.segments import people_in
from gjennomslag.messaging.rules import Facts
from gjennomslag.organisation.choices import Channel, ContactKind
from gjennomslag.organisation.models import Consent, MemberContact, Membership, Person, Unit
from gjennomslag.organisation.queries.memberships import running_on
from gjennomslag.organisation.scope import Scope

Known: TypeAlias = tuple[Facts, Ready | None]
"""What is known about a recipient, and the recipient ready to be written to where the person is still there."""

# Being met at a meeting or getting post is no disturbance in the evening; what is logged as sent by hand is.
DISTURBING = (ContactKind.CALL, ContactKind.SMS, ContactKind.EMAIL, ContactKind.VISIT)

# For rooms that call people, inside a statement with ``call.person_id``, ``%(today)s`` and ``%(unit)s``: whether
# another unit than this one has written to the person today, something that they have agreed to and not a notice.
WRITTEN_BY_OTHERS = """
SELECT 1 FROM messaging_recipient AS written JOIN messaging_letter AS letter ON letter.id = written.letter_id
WHERE written.person_id = call.person_id AND written.contact_day = %(today)s
  AND written.state <> 'waiting' AND letter.unit_id <> %(unit)s
"""


def written_by_others(unit: Unit, day: date) -> QuerySet[Recipient]:
    """Return, for rows with a ``person``, what other units than this one have written to the person that day.

    Only what the person has agreed to, and no notices.
    """
    written = Recipient.objects.filter(person=OuterRef("person"), contact_day=day)
    return written.exclude(state=RecipientState.WAITING).exclude(letter__unit=unit)


def fingerprint_of(address: str) -> str:
    """Return what an address is known by where the address itself must not stand."""
    return salted_hmac("messaging.address", address.lower(), algorithm="sha256").hexdigest()


def agreed(letter: Letter) -> Q:
    """Return the condition that somebody has said yes to what the letter is about, by this medium."""
    if letter.necessary:
        return Q()
    running = Consent.objects.filter(
        person=OuterRef("pk"),
        topic=letter.topic,
        channel=letter.medium,
        given_at__isnull=False,
        withdrawn_at__isnull=True,
    )
    return Q(Exists(running))


def has_address(medium: str) -> Q:
    """Return the condition that somebody has an address for the medium, and that no letter to them has come back.

    An address that has changed since is looked at when the letter is handed over.
    """
    return Q(email__isnull=False) if medium == Medium.EMAIL else ~Q(phone="")


@dataclass(frozen=True, slots=True)
class Audience:
    """Whom a letter reaches, and how many it does not."""

    people: int
    without_consent: int
    without_address: int

    @property
    def reached(self) -> int:
        """Return how many get it."""
        return self.people - self.without_consent - self.without_address


def people_of(letter: Letter, scope: Scope, day: date) -> QuerySet[Person]:
    """Return the members whom the letter is for, whether they want it or not."""
    definition = letter.segment.definition if letter.segment else {}
    return people_in(definition, unit=letter.unit, scope=scope, day=day)


def audience_of(letter: Letter, scope: Scope, day: date) -> Audience:
    """Return how many the letter is for, and how many of them have not agreed or have no address."""
    people = people_of(letter, scope, day)
    willing = people.filter(agreed(letter))
    number, agreeing = people.count(), willing.count()
    return Audience(number, number - agreeing, agreeing - willing.filter(has_address(letter.medium)).count())


def faults_of(person: Person) -> dict[Channel, str]:
    """Return what is wrong with the addresses the person has now, by channel."""
    faults = {}
    for row in AddressProblem.objects.filter(person=person).exclude(problem=""):
        address = person.email if row.medium == Medium.EMAIL else person.phone
        if address and fingerprint_of(address) == row.fingerprint:
            faults[Channel(row.medium)] = str(row.get_problem_display())
    return faults


def start_of(day: date) -> datetime:
    """Return the first moment of the day in Norway."""
    return timezone.make_aware(datetime.combine(day, time.min))


def heard_on(day: date) -> Q:
    """Return the condition that somebody has heard from the party on the day: was called, visited or written to."""
    talked = MemberContact.objects.filter(
        person=OuterRef("pk"), kind__in=DISTURBING, at__gte=start_of(day), at__lt=start_of(day + timedelta(days=1))
    )
    written = Recipient.objects.filter(person=OuterRef("pk"), contact_day=day)
    return Exists(talked) | Exists(written)


def heard_today(letter: Letter, scope: Scope, day: date) -> int:
    """Return how many of those whom the letter reaches have heard from the party today, and so wait if it goes now.

    0 where it reaches fewer than ten: whoever chooses them could learn who was called or written to by another level.
    """
    if letter.necessary:
        return 0
    people = people_of(letter, scope, day).filter(agreed(letter), has_address(letter.medium))
    return people.filter(heard_on(day)).count() if people.count() >= SMALLEST_GROUP else 0


def facts_of(letter: Letter, recipients: Collection[Recipient], now: datetime) -> Mapping[int, Known]:
    """Return what is known now about each of the recipients, by their ids. Two queries, however many they are."""
    day = timezone.localdate(now)
    ids = [each.person_id for each in recipients]
    belonging = Membership.objects.filter(running_on(day), person=OuterRef("pk"))
    people = (
        Person.objects.filter(pk__in=ids, erased_at__isnull=True, merged_into__isnull=True)
        .annotate(
            belongs=Exists(belonging.filter(unit__path__startswith=letter.unit.path)),
            branch=Subquery(belonging.filter(primary=True).order_by("pk").values("unit__name")[:1]),
            heard=heard_on(day),
        )
        .annotate(wants=Exists(Person.objects.filter(agreed(letter), pk=OuterRef("pk"))))
    )
    # As plain rows: making a person of each takes as long as all the rest.
    address = "email" if letter.medium == Medium.EMAIL else "phone"
    columns = ("pk", "register_id", "first_name", address, "belongs", "branch", "heard", "wants")
    found = {row[0]: _Row(*row) for row in people.values_list(*columns)}
    problems = set(
        AddressProblem.objects.filter(person__in=ids, medium=letter.medium)
        .exclude(problem="")
        .values_list("person_id", "fingerprint")
    )
    return {
        each.pk: _of_one(letter, each, found[each.person_id], problems) if each.person_id in found else (_GONE, None)
        for each in recipients
    }


class _Row(NamedTuple):
    person: int
    register_id: UUID
    first_name: str
    address: str | None
    belongs: bool
    branch: str | None
    heard: bool
    wants: bool


_GONE = Facts(member=False, address=False, agreed=False, heard_today=False, put_off=0)


def _of_one(
    letter: Letter, recipient: Recipient, person: _Row, problems: Collection[tuple[int, str]]
) -> tuple[Facts, Ready]:
    address = person.address or ""
    if address and problems and (person.person, fingerprint_of(address)) in problems:
        address = ""
    facts = Facts(person.belongs, bool(address), person.wants, person.heard, recipient.put_off)
    branch = person.branch or letter.unit.name
    return facts, Ready(recipient.pk, person.register_id, recipient.form, address, person.first_name, branch)
