"""``{% load drawing %}``: what templates draw with: form widgets, meters and bars per week."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import template
from django.forms import BoundField
from django.utils.safestring import SafeString

from gjennomslag.core.charts import Bar, draw_bars
from gjennomslag.core.forms import faults_of

register = template.Library()
register.filter("faults", faults_of)


@register.simple_tag
def drawn_widget(field: BoundField) -> SafeString:
    """Return the field's widget with the design system's class, beside any class it has of its own."""
    own = field.field.widget.attrs.get("class", "")
    return field.as_widget(attrs={"class": f"ds-input {own}".strip()})


@register.inclusion_tag("core/_bars.html")
def bars(steps: Sequence[Bar], caption: str, step_name: str, value_name: str) -> dict[str, Any]:
    """Draw a bar for each step (a week), with a dashed line of targets and the same numbers as a table.

    ``step_name`` and ``value_name`` head the table's columns («Week», «Conversations»).
    """
    return {
        "steps": steps,
        "empty": not any(step.value or step.target for step in steps),
        "drawing": draw_bars(steps),
        "caption": caption,
        "step_name": step_name,
        "value_name": value_name,
        "has_targets": any(step.target is not None for step in steps),
        "has_current": any(step.current for step in steps),
        "highest": max(steps, key=lambda step: step.value, default=None),
        "total": sum(step.value for step in steps),
    }


@register.inclusion_tag("core/_meter.html")
def meter(value: float, target: float | None, label: str, expected: float | None = None) -> dict[str, Any]:
    """Draw how far a value has come towards its target; ``expected`` marks where it should be by now.

    Without a target, or with the target 0, only the number is shown.
    """

    def across(amount: float) -> str:
        return f"{min(max(amount / target, 0), 1) * 100:.1f}%" if target else ""

    return {
        "label": label,
        "value": value,
        "target": target,
        "expected": expected,
        "share": value / target if target else None,
        "fill": across(value),
        "pace": across(expected) if expected is not None else "",
    }
