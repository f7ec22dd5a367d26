"""``{% load plan_words %}``: rules and readings in plain words, such as ``{{ row|reading }}``, and statuses drawn."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import template

from gjennomslag.plan.choices import Status
from gjennomslag.plan.queries.judging import StatusRow
from gjennomslag.plan.queries.spreads import LineWindow
from gjennomslag.plan.words import GROUPS, reading_in_words, rule_in_words

register = template.Library()
_COLOURS = {"well": "success", "soon": "warning", "behind": "danger", "waiting": "info", "unknown": "neutral"}


@register.filter
def rule(row: StatusRow | LineWindow) -> str:
    """Say what the row asks for."""
    return rule_in_words(row.form)


@register.filter
def reading(row: StatusRow) -> str:
    """Say what was read for the row."""
    return reading_in_words(row)


@register.inclusion_tag("plan/_status.html")
def status(value: Status) -> dict[str, Any]:
    """Show a status as a coloured word."""
    return {"label": value.label, "colour": _COLOURS[GROUPS[value]]}


@register.inclusion_tag("plan/_status_bar.html")
def status_bar(counts: Sequence[tuple[Status, int]]) -> dict[str, Any]:
    """Draw how many units have each status as parts of one bar, with the numbers in words below."""
    total = sum(count for _, count in counts) or 1
    parts, at = [], 0.0
    for value, count in sorted(counts, key=lambda each: list(_COLOURS).index(GROUPS[each[0]])):
        width = 100 * count / total
        parts.append((f"{at:.2f}%", f"{width:.2f}%", GROUPS[value]))
        at += width
    return {"parts": parts, "counts": counts}
