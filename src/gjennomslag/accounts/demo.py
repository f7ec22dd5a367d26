"""The people one can sign in as in the demo, known by their addresses under ``demo.gjennomslag.example``."""

from __future__ import annotations

from gjennomslag.organisation.models import Person

DEMO_DOMAIN = "demo.gjennomslag.example"
ROLES = ("canvasser", "branch-leader", "county-organiser", "head-office")


def demo_address(role: str) -> str:
    """Return the mail address of the demo's person with this role."""
    return f"{role}@{DEMO_DOMAIN}"


def demo_persons() -> dict[str, Person]:
    """Return the demo's people by role; roles nobody has been made for are absent."""
    people = {person.email: person for person in Person.objects.filter(email__endswith=f"@{DEMO_DOMAIN}")}
    return {role: people[demo_address(role)] for role in ROLES if demo_address(role) in people}
