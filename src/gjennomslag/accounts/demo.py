"""The people one can sign in as in the demo, known by their addresses under ``demo.gjennomslag.example``."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType

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
    """Return the mail address of the demo's person with this role."""
    return f"{role}@{DEMO_DOMAIN}"


def demo_people() -> list[DemoPerson]:
    """Return the demo's people in the order of their roles; roles nobody has been made for are absent."""
    people = {person.email: person for person in Person.objects.filter(email__endswith=f"@{DEMO_DOMAIN}")}
    return [
        DemoPerson(role, label, people[demo_address(role)])
        for role, label in ROLES.items()
        if demo_address(role) in people
    ]
