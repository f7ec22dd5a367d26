"""``{% load plan_words %}``: rules and readings in plain words, such as ``{{ row|reading }}``, and statuses drawn."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from gjennomslag.core.display import day
from gjennomslag.organisation.models import Office
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
def asked(row: StatusRow) -> str:
    """Say what the row asks for, and by when."""
    return _("%(rule)s. By %(day)s.") % {"rule": rule_in_words(row.form), "day": day(row.deadline)}


@register.filter
def reading(row: StatusRow) -> str:
    """Say what was read for the row."""
    return reading_in_words(row)


@register.simple_tag
def status(value: Status) -> SafeString:
    """Show a status as a coloured word. Written here and not in a template: a page has a hundred of them."""
    colour = _COLOURS[GROUPS[value]]
    return format_html('<span class="ds-tag" data-size="sm" data-color="{}">{}</span>', colour, value.label)


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


@register.filter
def sign(status: Status) -> str:
    """Return the sign of a status, so that it can be told without colour."""
    return _SIGNS[status]


@register.simple_tag
def statuses() -> list[Status]:
    """Return all statuses, the most pressing first."""
    return list(Status)


_SIGNS = {
    Status.OVERDUE: "!",
    Status.DUE_SOON: "…",
    Status.NO_DATA: "?",
    Status.ON_TRACK: "→",
    Status.NOT_DUE: "–",
    Status.MISSED: "×",
    Status.SELF_ASSESSED: "≈",
    Status.MET_LATE: "(✓)",
    Status.MET: "✓",
}


@register.filter
def office_name(office: Office) -> str:
    """Return the office's name in the reader's language."""
    return office.name_in(get_language() or "nb")


@register.simple_tag
def querystring_title(title: str) -> str:
    """Return the part of an address that hands a title on to a form."""
    return urlencode({"title": title})


@register.simple_tag
def size_words(members: tuple[int, int | None]) -> str:
    """Say how large a unit is, from its bounds."""
    low, high = members
    if high is None:
        return _("a unit with %(low)s members or more") % {"low": low}
    if low == 0:
        return ngettext("a unit with up to %(high)s member", "a unit with up to %(high)s members", high) % {
            "high": high
        }
    return _("a unit with %(low)s to %(high)s members") % {"low": low, "high": high}
