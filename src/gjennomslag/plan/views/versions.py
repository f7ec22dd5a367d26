"""The versions of the plan, and what changed between two of them."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.translation import gettext as _

from gjennomslag.core import clock
from gjennomslag.organisation.access import in_unit
from gjennomslag.organisation.middleware import PersonRequest
from gjennomslag.organisation.models import Unit
from gjennomslag.organisation.pages import render_unit
from gjennomslag.organisation.rules import SEE
from gjennomslag.plan.choices import ItemKind
from gjennomslag.plan.comparison import Change, Comparison
from gjennomslag.plan.document import Item
from gjennomslag.plan.models import Plan, in_language
from gjennomslag.plan.queries.plans import plan_on
from gjennomslag.plan.queries.versions import compared, versions_of
from gjennomslag.plan.rules import MANAGE
from gjennomslag.plan.views.documents import trail_to_document


@in_unit(SEE)
def versions(request: PersonRequest, unit: Unit) -> HttpResponse:
    """Show the plan's versions and what changed between two: ``?old=`` and ``?new=``, else the last two."""
    plan = plan_on(clock.today())
    found = versions_of(plan) if plan else []
    numbers = [version.number for version in found]
    new = _number(request.GET.get("new"), numbers, numbers[0] if numbers else 0)
    old = _number(request.GET.get("old"), numbers, max((each for each in numbers if each < new), default=0))
    context = {
        "plan": plan,
        "versions": found,
        "old": old,
        "new": new,
        "changes": _shown(plan, old, new) if plan and old != new and old else None,
        "may_manage": plan is not None and plan.unit_id == unit.pk and request.scope.covers(unit, MANAGE),
    }
    here, trail = _("Versions"), trail_to_document(unit)
    return render_unit(request, unit, "plan/versions.html", context, here=here, trail=trail)


def _number(asked: str | None, numbers: list[int], otherwise: int) -> int:
    return int(asked) if asked and asked.isdigit() and int(asked) in numbers else otherwise


def _shown(plan: Plan, old: int, new: int) -> dict[str, object] | None:
    """The comparison in words, for the page."""
    found: Comparison | None = compared(plan, old, new)
    if found is None:
        return None
    return {
        "same": found.same,
        "frame": [_words(change) for change in found.frame],
        "added": [_named(item) for item in found.added],
        "removed": [_named(item) for item in found.removed],
        "changed": [(*_named(each.item), [_words(change) for change in each.changes]) for each in found.changed],
    }


def _named(item: Item) -> tuple[str, str]:
    return item.key, in_language(dict(item.title))


def _words(change: Change) -> tuple[str, str, str]:
    names = {
        "title": _("Title"),
        "text": _("The adopted wording"),
        "kind": _("What it is"),
        "goal": _("Under which goal"),
        "level": _("For whom"),
        "office": _("Responsible"),
        "follows": _("Stands as other lines do"),
        "rules": _("Rules"),
        "period": _("Days"),
        "adopted": _("Adopted"),
        "elections": _("Elections"),
        "levels": _("Levels"),
        "targets": _("Targets"),
    }
    old, new = change.old, change.new
    if change.part == "kind":
        kinds = {kind.value: str(kind.label) for kind in ItemKind}
        old, new = kinds.get(old, old), kinds.get(new, new)
    return names.get(change.part, change.part), old, new
