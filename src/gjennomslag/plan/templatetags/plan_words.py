"""``{% load plan_words %}``: rules and readings in plain words, such as ``{{ row|reading }}``."""

from __future__ import annotations

from django import template

from gjennomslag.plan.queries.standing import StatusRow
from gjennomslag.plan.words import reading_in_words, rule_in_words

register = template.Library()


@register.filter
def rule(row: StatusRow) -> str:
    """Say what the row asks for."""
    return rule_in_words(row.form)


@register.filter
def reading(row: StatusRow) -> str:
    """Say what was read for the row."""
    return reading_in_words(row)
