"""``{% load page %}``: parts of a page that need to know who asks."""

from __future__ import annotations

from typing import Any

from django import template
from django.template import Context
from django.urls import reverse

from gjennomslag.core.menu import links_for

register = template.Library()


@register.inclusion_tag("core/_unit_bar.html", takes_context=True)
def unit_bar(context: Context, unit: Any) -> dict[str, Any]:
    """Show the unit one acts in, with those of its pages that the person may open; the first is the unit's own."""
    request = context["request"]
    here = request.resolver_match.view_name
    links = [
        {"url": reverse(link.view, args=[unit.code]), "label": link.label, "current": link.view == here}
        for link in links_for(unit, request.scope)
    ]
    return {"name": unit, "links": links}
