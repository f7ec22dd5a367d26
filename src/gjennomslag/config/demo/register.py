"""What the register holds of the invented members: where they live, what they paid, what they want, who called."""

from __future__ import annotations

import random
from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from gjennomslag.config.demo.steady import days_reached
from gjennomslag.organisation.choices import (
    ContactKind,
    ContactOutcome,
    Given,
    InterestKind,
    Involvement,
    Topic,
)
from gjennomslag.organisation.geography import postal_codes
from gjennomslag.organisation.models import Consent, Dues, MemberContact, Membership, Person, Unit
from gjennomslag.organisation.queries.people import interests_of_kind, text_in_force
from gjennomslag.organisation.queries.units import municipality_codes_of
from gjennomslag.organisation.rules import first_dues_year

STREETS = ("Storgata", "Skolegata", "Kirkeveien", "Fjordgata", "Bjørkelia", "Åsveien", "Myrvegen", "Strandveien")
_INVOLVED: Mapping[str, int] = {Involvement.ACTIVE: 15, Involvement.SOME_TASKS: 25, Involvement.INFORMED: 20, "": 40}
_OUTCOMES: Mapping[ContactOutcome, int] = {
    ContactOutcome.REACHED: 60,
    ContactOutcome.NO_ANSWER: 30,
    ContactOutcome.LEFT_MESSAGE: 10,
}
_FIELDS = (
    *("phone", "birth_date", "street_address", "postal_code", "postal_place", "municipality_code", "involvement"),
    *("involvement_asked_on", "interests", "skills", "last_paid_year", "member_number"),
)


def fill_register(
    units: Mapping[str, Unit],
    members: Mapping[str, Sequence[Person]],
    today: date,
    chance: random.Random,
    *,
    steady: Collection[str],
) -> None:
    """Give every member details, dues, a consent and, to half of them, somebody who called in the last year.

    In ``steady`` units somebody has talked with everyone.
    """
    words = {kind: [each.code for each in interests_of_kind(kind)] for kind in InterestKind}
    by_municipality: dict[str, list[str]] = {}
    for each in postal_codes().values():
        by_municipality.setdefault(each.municipality_code, []).append(each.code)
    since = dict(Membership.objects.values_list("person_id", "member_since"))
    people = []
    for code, belonging in members.items():
        homes = [home for each in municipality_codes_of(units[code]) for home in by_municipality.get(each, [])]
        for person in belonging:
            joined = since[person.pk]
            _detail(person, homes or ["0181"], since=joined, today=today, chance=chance, words=words)
            people.append(person)
    for number, person in enumerate(people, 1):
        person.member_number = f"{number:06d}"
        # No telephone in Norway begins with 0: these can never reach anybody.
        person.phone = f"+470{number:07d}"
    # Quicker than an update, which would spell out a condition for every person and field.
    Person.objects.bulk_create(
        people, batch_size=1000, update_conflicts=True, unique_fields=["pk"], update_fields=_FIELDS
    )
    _pay(people, since, today)
    _consent(people, since)
    in_steady = {person.pk for code in steady for person in members.get(code, ())}
    _note_calls(units, members, _calls(since, today, chance, in_steady), chance)


def _detail(
    person: Person,
    homes: Sequence[str],
    *,
    since: date,
    today: date,
    chance: random.Random,
    words: Mapping[InterestKind, Sequence[str]],
) -> None:
    home = postal_codes()[chance.choice(homes)]
    person.street_address = f"{chance.choice(STREETS)} {chance.randint(1, 90)}"
    person.postal_code, person.postal_place, person.municipality_code = home.code, home.place, home.municipality_code
    assert person.birth_year is not None
    person.birth_date = date(person.birth_year, chance.randint(1, 12), chance.randint(1, 28))
    person.involvement = chance.choices(list(_INVOLVED), list(_INVOLVED.values()))[0]
    if person.involvement:
        person.involvement_asked_on = max(since, today - timedelta(days=chance.randint(10, 400)))
    if person.involvement in {Involvement.ACTIVE, Involvement.SOME_TASKS}:
        person.interests = sorted(chance.sample(words[InterestKind.HELP], chance.randint(1, 3)))
        person.skills = sorted(chance.sample(words[InterestKind.SKILL], chance.randint(0, 2)))
    first = first_dues_year(since)
    paid = today.year if chance.random() < 0.78 else today.year - 1
    person.last_paid_year = paid if paid >= first else None


def _pay(people: Sequence[Person], since: Mapping[int, date], today: date) -> None:
    """Note the dues of this year and the year before, as far as they are paid."""
    Dues.objects.bulk_create(
        (
            Dues(person=person, year=year, paid_on=max(date(year, 3, 15), since[person.pk]), amount=400)
            for person in people
            for year in (today.year - 1, today.year)
            if first_dues_year(since[person.pk]) <= year <= (person.last_paid_year or 0)
        ),
        batch_size=2000,
    )


def _consent(people: Sequence[Person], since: Mapping[int, date]) -> None:
    text = text_in_force(Topic.MEMBERSHIP, "nb")
    Consent.objects.bulk_create(
        (
            Consent(
                person=person,
                topic=Topic.MEMBERSHIP,
                text=text,
                given_at=_at(since[person.pk], 12),
                given_how=Given.FORM,
            )
            for person in people
        ),
        batch_size=2000,
    )


def _calls(
    since: Mapping[int, date], today: date, chance: random.Random, in_steady: Collection[int]
) -> Mapping[int, Sequence[tuple[date, ContactOutcome]]]:
    """Return by person the calls there have been: half of all once in a year, those in steady units more often."""
    outcomes, weights = list(_OUTCOMES), list(_OUTCOMES.values())
    calls: dict[int, list[tuple[date, ContactOutcome]]] = {}
    for person, joined in since.items():
        days = days_reached(joined, today, chance) if person in in_steady else []
        found = calls[person] = [(day, ContactOutcome.REACHED) for day in days]
        day = today - timedelta(days=chance.randint(1, 360))
        if chance.random() < 0.5 and day >= joined:
            found.append((day, chance.choices(outcomes, weights)[0]))
    return calls


def _note_calls(
    units: Mapping[str, Unit],
    members: Mapping[str, Sequence[Person]],
    calls: Mapping[int, Sequence[tuple[date, ContactOutcome]]],
    chance: random.Random,
) -> None:
    MemberContact.objects.bulk_create(
        (
            MemberContact(
                person=person,
                unit=units[code],
                kind=ContactKind.CALL,
                outcome=outcome,
                at=_at(day, chance.randint(16, 20)),
                by=belonging[0],
            )
            for code, belonging in members.items()
            for person in belonging
            for day, outcome in calls[person.pk]
        ),
        batch_size=2000,
    )


def _at(day: date, hour: int) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(hour)))
