"""People who seem to be in the register twice, or to live together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import connection

from gjennomslag.organisation.models import Person, PersonMerge
from gjennomslag.organisation.queries.memberships import running_on
from gjennomslag.organisation.scope import Scope

SHOWN = 50

# Two records seem to be one person where the folded names are the same and so is one thing more: day of birth,
# telephone or home address. Each is looked up by its index.
_PAIRS = """
WITH member AS MATERIALIZED (
  SELECT DISTINCT person.id, person.phone, person.birth_date, person.postal_code, person.street_address,
    organisation_fold(person.first_name || ' ' || person.last_name) AS name
  FROM organisation_person AS person
  JOIN organisation_membership AS membership ON membership.person_id = person.id
  WHERE person.id = ANY(%(ids)s) AND person.merged_into_id IS NULL AND person.erased_at IS NULL
)
SELECT DISTINCT least(member.id, other.id), greatest(member.id, other.id)
FROM member JOIN LATERAL (
  SELECT id, first_name, last_name FROM organisation_person AS same
    WHERE member.birth_date IS NOT NULL AND same.birth_date = member.birth_date
      AND same.merged_into_id IS NULL AND same.erased_at IS NULL
  UNION ALL SELECT id, first_name, last_name FROM organisation_person AS same
    WHERE member.phone <> '' AND same.phone = member.phone AND same.phone <> ''
      AND same.merged_into_id IS NULL AND same.erased_at IS NULL
  UNION ALL SELECT id, first_name, last_name FROM organisation_person AS same
    WHERE member.postal_code <> '' AND member.street_address <> '' AND same.postal_code = member.postal_code
      AND same.street_address = member.street_address AND same.merged_into_id IS NULL AND same.erased_at IS NULL
) AS other ON other.id <> member.id
  AND organisation_fold(other.first_name || ' ' || other.last_name) = member.name
ORDER BY 1, 2 LIMIT %(limit)s
"""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two records that seem to be the same person, the older one first."""

    first: Person
    second: Person

    @property
    def both(self) -> tuple[Person, Person]:
        """Return the two."""
        return self.first, self.second


def pairs_among(ids: Sequence[int], scope: Scope, capability: str) -> list[Pair]:
    """Return up to fifty pairs of which one is among the people with these ids, and both may be seen by the scope.

    The two have the same name, however it is spelt, and the same day of birth, telephone or home address.
    """
    with connection.cursor() as cursor:
        cursor.execute(_PAIRS, {"ids": list(ids), "limit": SHOWN})
        found = cursor.fetchall()
    seen = {pk for pair in found for pk in pair}
    visible = Person.objects.filter(scope.condition(capability, "memberships__unit__"), pk__in=seen).distinct()
    people = {person.pk: person for person in visible}
    return [Pair(people[a], people[b]) for a, b in found if a in people and b in people]


def merges_in(ids: Sequence[int]) -> list[PersonMerge]:
    """Return the merges into the people with these ids that can still be undone, newest first."""
    rows = PersonMerge.objects.filter(kept__in=ids).select_related("kept", "duplicate", "by")
    return list(rows.order_by("-at")[:SHOWN])


def neighbours_of(person: Person, scope: Scope, capability: str, day: date) -> list[Person]:
    """Return the members the scope may see who have the same home address and are in no household with the person."""
    if not person.street_address or not person.postal_code:
        return []
    same = Person.objects.filter(
        scope.condition(capability, "memberships__unit__"),
        running_on(day, "memberships__"),
        street_address=person.street_address,
        postal_code=person.postal_code,
        merged_into__isnull=True,
    )
    apart = same.exclude(pk=person.pk).distinct()
    if person.household_id is not None:
        apart = apart.exclude(household=person.household_id)
    return list(apart[:SHOWN])
