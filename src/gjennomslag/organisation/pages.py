"""Pages about a unit: all have the unit's bar with its pages, and the way down to it from the country."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from gjennomslag.core.menu import links_for
from gjennomslag.organisation.middleware import PersonRequest
from gjennomslag.organisation.models import Unit
from gjennomslag.organisation.queries import ancestors_of


@dataclass(frozen=True, slots=True)
class PageLink:
    """A page of a unit; ``current`` where it, or something below it, is the page that is shown."""

    url: str
    label: str
    current: bool


@dataclass(frozen=True, slots=True)
class PageGroup:
    """Pages of a unit that are about one thing."""

    label: str
    links: Sequence[PageLink]

    @property
    def current(self) -> bool:
        """Say whether one of the pages is the current one."""
        return any(link.current for link in self.links)


def pages_in(request: PersonRequest, unit: Unit, trail: Sequence[tuple[str, str]]) -> list[PageGroup]:
    """Return the unit's pages that the person may open, group by group; at most one of them is the current one.

    That is the one that the page lies below, by its address or else by the steps of its ``trail``.
    """
    allowed = [(link, reverse(link.view, args=[unit.code])) for link in links_for(unit, request.scope)]
    ways = [request.path, *(address for address, _label in reversed(trail))]
    above = (max((url for _link, url in allowed if way.startswith(url)), key=len, default="") for way in ways)
    here = next((url for url in above if url), "")
    return [
        PageGroup(str(group.label), [PageLink(url, str(link.label), url == here) for link, url in members])
        for group, rows in groupby(allowed, key=lambda row: row[0].group)
        if (members := list(rows))
    ]


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
        "page_groups": pages_in(request, unit, trail),
        "trail": steps,
        "here": here,
    }
    return render(request, template, context | shared, status=status)
