"""Pages about a unit: all have the unit's bar with its pages, and the way down to it from the country."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from gjennomslag.core.menu import links_for
from gjennomslag.organisation.middleware import PersonRequest
from gjennomslag.organisation.models import Unit
from gjennomslag.organisation.queries import ancestors_of


def links_in(request: PersonRequest, unit: Unit) -> list[dict[str, Any]]:
    """Return the unit's pages that the person may open: url, label, and whether the page is the current one."""
    allowed = ((reverse(link.view, args=[unit.code]), link.label) for link in links_for(unit, request.scope))
    return [{"url": url, "label": label, "current": request.path.startswith(url)} for url, label in allowed]


def render_unit(
    request: PersonRequest,
    unit: Unit,
    template: str,
    context: dict[str, Any],
    *,
    trail: Sequence[tuple[str, str]] = (),
    here: str = "",
    status: int = 200,
) -> HttpResponse:
    """Render a page that extends ``organisation/unit_page.html``.

    The bar shows the links the person may follow in this unit. ``trail`` adds (address, label) steps below the unit,
    and ``here`` names the page itself; without it the page is the last step.
    """
    steps = [(reverse("home:unit", args=[each.code]), each.name) for each in (*ancestors_of(unit), unit)] + [*trail]
    if not here:
        _, here = steps.pop()
    shared = {
        "unit": unit,
        "unit_address": reverse("home:unit", args=[unit.code]),
        "unit_links": links_in(request, unit),
        "trail": steps,
        "here": here,
    }
    return render(request, template, context | shared, status=status)
