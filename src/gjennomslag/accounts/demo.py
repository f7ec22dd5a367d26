"""The people one can sign in as in the demo. They are known by a fixed id: they may change their mail address."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from uuid import NAMESPACE_URL, UUID, uuid5

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from gjennomslag.organisation.models import Person

DEMO_DOMAIN = "demo.gjennomslag.example"
ROLES = MappingProxyType(
    {
        "canvasser": _("canvasser"),
        "branch-leader": _("branch leader"),
        "county-organiser": _("county organiser"),
        "head-office": _("head office"),
    }
)


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """Somebody to sign in as, with the role in words."""

    role: str
    label: str | Promise
    person: Person


def demo_address(role: str) -> str:
    """Return the mail address that the demo's person with this role begins with."""
    return f"{role}@{DEMO_DOMAIN}"


def demo_id(role: str) -> UUID:
    """Return the ``register_id`` of the demo's person with this role."""
    return uuid5(NAMESPACE_URL, f"gjennomslag/demo/{role}")


def demo_people() -> list[DemoPerson]:
    """Return the demo's people in the order of their roles; roles that nobody has, or has any more, are absent."""
    ids = {demo_id(role): role for role in ROLES}
    rows = Person.objects.filter(register_id__in=ids, is_active=True)
    people = {ids[person.register_id]: person for person in rows}
    return [DemoPerson(role, label, people[role]) for role, label in ROLES.items() if role in people]


def give_ids() -> None:
    """Give the people of a demo that was loaded before they had fixed ids theirs, by the addresses they had then."""
    for role in ROLES:
        Person.objects.filter(email=demo_address(role)).update(register_id=demo_id(role))
