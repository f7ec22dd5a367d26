"""The versions of a plan, and two of them compared."""

from __future__ import annotations

from gjennomslag.organisation.models import Unit
from gjennomslag.plan.comparison import Comparison, compare
from gjennomslag.plan.loader import load_document
from gjennomslag.plan.models import Plan, PlanVersion


def versions_of(plan: Plan) -> list[PlanVersion]:
    """Return the plan's versions, the one in force first."""
    return list(plan.versions.select_related("loaded_by"))


def latest_version(unit: Unit) -> PlanVersion | None:
    """Return the version in force of the unit's newest plan."""
    versions = PlanVersion.objects.filter(plan__unit=unit).select_related("plan")
    return versions.order_by("-plan__first_day", "-number").first()


def compared(plan: Plan, old: int, new: int) -> Comparison | None:
    """Compare two of the plan's versions by their numbers; None where one of them does not exist.

    Versions are compared as they were loaded: values that were changed since have their own page.
    """
    texts = dict(plan.versions.filter(number__in=[old, new]).values_list("number", "text"))
    if {old, new} - set(texts):
        return None
    return compare(load_document(texts[old]), load_document(texts[new]))
