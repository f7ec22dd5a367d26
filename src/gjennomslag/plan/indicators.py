"""What the plan room publishes about plans: I0, I3, I12a, I13, I14, G1.S1d and G1.S4a of the shipped plan."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gjennomslag.core import display
from gjennomslag.core.indicators import Example, Indicator, Page, Period, publish
from gjennomslag.plan.choices import ItemKind
from gjennomslag.plan.health import health_behind, organisation_health
from gjennomslag.plan.models import (
    ActUnitItem,
    Plan,
    PlanItem,
    PlanTemplate,
    TargetRevision,
    UnitLine,
    UnitPlanVersion,
)
from gjennomslag.plan.queries.unit_plans import versions_in_force


def adopted_plans(period: Period) -> Mapping[int, float]:
    """Return how many plans for the units below each unit has adopted by the period's end that run in the period.

    Such a plan is adopted before it begins, so that the day of adoption need not lie in the period.
    """
    running = Plan.objects.filter(adopted_on__lte=period.last, first_day__lte=period.last, last_day__gte=period.first)
    return dict(running.values_list("unit").annotate(Count("pk")).order_by())


def target_revisions(period: Period) -> Mapping[int, float]:
    """Return how many times each unit decided on new targets in the period; the plan's own targets are no revision."""
    later = TargetRevision.objects.filter(number__gt=1, decided_on__range=period)
    return dict(later.values_list("sheet__plan__unit").annotate(Count("pk")).order_by())


def revisions_behind(period: Period, unit_ids: Sequence[int]) -> list[Example]:
    """Return the revisions of targets in the period with what was revised and why, the newest first, at most fifty."""
    rows = TargetRevision.objects.filter(number__gt=1, decided_on__range=period, sheet__plan__unit__in=unit_ids)
    return [
        Example(
            f"{row.sheet}, {display.day(row.decided_on)}: {row.reason}",
            reverse("plan:targets", args=[row.sheet.plan.unit.code]),
        )
        for row in rows.select_related("sheet__plan__unit").order_by("-decided_on", "-pk")[:50]
    ]


def adopted_unit_plans(period: Period, goals: str = "") -> Mapping[int, float]:
    """Return 1 for each unit that has adopted its own plan in the period; ``goals=all``: with measures under each goal.

    A plan that covered fewer goals when it was adopted counts from the day a version that covers all was.
    """
    versions = UnitPlanVersion.objects.filter(adopted_on__range=period)
    if not goals:
        return dict.fromkeys(versions.values_list("plan__unit", flat=True), 1)
    asked = dict(
        PlanItem.objects.filter(kind=ItemKind.GOAL, retired=False).values_list("plan").annotate(Count("pk")).order_by()
    )
    rows = versions.annotate(covered=Count("lines__goal", distinct=True))
    found = rows.values_list("plan__unit", "plan__above", "covered")
    return {unit: 1 for unit, above, covered in found if covered and covered >= asked.get(above, 0)}


def unit_plan_revisions(period: Period) -> Mapping[int, float]:
    """Return how many times each unit went through its plan and adopted it in the period, the first time too."""
    rows = UnitPlanVersion.objects.filter(adopted_on__range=period).values_list("plan__unit")
    return dict(rows.annotate(Count("pk")).order_by())


def unit_items(period: Period) -> Mapping[int, float]:
    """Return how many own measures each unit has in force at the end of the period."""
    return _lines_in_force(period.last)


def linked_unit_items(period: Period) -> Mapping[int, float]:
    """Return how many of them are linked to items of the plan above."""
    return _lines_in_force(period.last, supports__isnull=False)


def _lines_in_force(day: date, **conditions: object) -> Mapping[int, float]:
    lines = UnitLine.objects.filter(version__in=versions_in_force(day).values("pk"), **conditions)
    return dict(lines.values_list("version__plan__unit").annotate(Count("pk", distinct=True)).order_by())


def items_followed_up(period: Period, months: str = "6") -> Mapping[int, float]:
    """Return how many of them the unit has reported on in so many months up to the end of the period."""
    since = _months_before(period.last, int(months))
    reported = ActUnitItem.objects.filter(act__day__range=(since, period.last), act__withdrawn_on__isnull=True)
    return _lines_in_force(period.last, item__in=reported.values("item"))


def _months_before(day: date, months: int) -> date:
    month = day.year * 12 + day.month - 1 - months
    return date(month // 12, month % 12 + 1, min(day.day, 28))


def templates_published(period: Period) -> Mapping[int, float]:
    """Return how many versions of the template for units' plans each unit has published in the period."""
    rows = PlanTemplate.objects.filter(published_on__range=period).values_list("plan__unit")
    return dict(rows.annotate(Count("pk")).order_by())


def plans_behind(period: Period, unit_ids: Sequence[int]) -> list[Example]:
    """Return the versions that units adopted in the period, the newest first, at most fifty."""
    rows = (
        UnitPlanVersion.objects.filter(adopted_on__range=period, plan__unit__in=unit_ids)
        .order_by("-adopted_on")
        .values_list("plan__unit__code", "plan__unit__name", "number", "adopted_on")[:50]
    )
    return [
        Example(
            _("%(unit)s, version %(number)s, %(day)s") % {"unit": name, "number": number, "day": display.day(day)},
            reverse("plan:own_version", args=[code, number]),
        )
        for code, name, number, day in rows
    ]


def lines_behind(period: Period, unit_ids: Sequence[int]) -> list[Example]:
    """Return the units whose own measures were in force at the end of the period, each with how many, at most fifty."""
    counted: dict[tuple[str, str], int] = defaultdict(int)
    lines = UnitLine.objects.filter(version__in=versions_in_force(period.last).values("pk"))
    units = lines.filter(version__plan__unit__in=unit_ids).values_list(
        "version__plan__unit__code", "version__plan__unit__name"
    )
    for unit in units:
        counted[unit] += 1
    return [
        Example(f"{name}: {number}", reverse("plan:own_plan", args=[code]))
        for (code, name), number in sorted(counted.items())[:50]
    ]


def publish_indicators() -> None:
    """Publish the numbers about the party's plans, their targets, and units' own plans."""
    publish(Indicator("plan.adopted_plans", gettext_lazy("Plans adopted"), adopted_plans))
    health = gettext_lazy("Signs of life")
    publish(Indicator("plan.organisation_health", health, organisation_health, examples=health_behind))
    targets, page = gettext_lazy("Revisions of targets"), Page("plan:targets", gettext_lazy("Revise the targets"))
    publish(Indicator("plan.target_revisions", targets, target_revisions, examples=revisions_behind, page=page))
    adopted = gettext_lazy("Own plans adopted")
    publish(
        Indicator("plan.adopted_unit_plans", adopted, adopted_unit_plans, frozenset({"goals"}), examples=plans_behind)
    )
    revised = gettext_lazy("Own plans gone through")
    publish(Indicator("plan.unit_plan_revisions", revised, unit_plan_revisions, examples=plans_behind))
    publish(Indicator("plan.unit_items", gettext_lazy("Own measures"), unit_items, examples=lines_behind))
    publish(Indicator("plan.own_items", gettext_lazy("Own measures"), unit_items, examples=lines_behind))
    linked = gettext_lazy("Own measures linked to the plan")
    publish(Indicator("plan.linked_unit_items", linked, linked_unit_items, examples=lines_behind))
    followed = gettext_lazy("Own measures followed up")
    publish(Indicator("plan.items_followed_up", followed, items_followed_up, frozenset({"months"}), lines_behind))
    publish(Indicator("plan.templates_published", gettext_lazy("Templates published"), templates_published))
