"""What is on: for the person who has signed in, and in a unit."""

from __future__ import annotations

from dataclasses import replace

from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from gjennomslag.activities.listing import listed, merged, row_of
from gjennomslag.activities.models import Activity
from gjennomslag.activities.queries.activities import (
    answers_of,
    belonging_to,
    counted,
    past_of,
    seen_by,
)
from gjennomslag.activities.queries.feeds import coming_near, home_of, said_yes_to, shown_to
from gjennomslag.activities.queries.gaps import next_by_unit, suggestions_for
from gjennomslag.activities.rules import ORGANISE
from gjennomslag.activities.sources import Listed, coming_elsewhere
from gjennomslag.core.access import signed_in
from gjennomslag.organisation.access import in_unit
from gjennomslag.organisation.choices import UnitKind
from gjennomslag.organisation.middleware import PersonRequest
from gjennomslag.organisation.models import Unit
from gjennomslag.organisation.pages import render_unit
from gjennomslag.organisation.rules import SEE

SHOWN, NEAR, PAST_A_PAGE = 40, 10, 25


@signed_in
def mine(request: PersonRequest) -> HttpResponse:
    """Show what the person can join, in time order, and what is open to all nearby."""
    now = timezone.now()
    home = home_of(request.user, now)
    own = list(shown_to(request.user, home, now)[:SHOWN])
    near = list(coming_near(home, now)[:NEAR])
    answers = answers_of(request.user, [*own, *near])
    context = {
        "rows": merged(own, coming_elsewhere(sorted(home.own), now), answers)[:SHOWN],
        "near": [row_of(each, answers) for each in near],
        "home": home,
    }
    return render(request, "activities/mine.html", context)


@in_unit(SEE)
def in_unit_page(request: PersonRequest, unit: Unit) -> HttpResponse:
    """Show what the unit has coming and what reaches it from above, as far as the person may see it, and the past.

    What is cancelled stays until it would have been over, for those who lead the unit and those who had said yes.
    """
    now = timezone.now()
    leads = request.scope.covers(unit, ORGANISE)
    seen = seen_by(request.user, request.scope)
    takes_place, concerned = Q(cancelled_at__isnull=True), Q(pk__in=said_yes_to(request.user, now))
    shown = takes_place | concerned | Q(unit=unit) if leads else takes_place | concerned
    found = counted(seen.filter(belonging_to(unit)).filter(shown).not_over(now)[:SHOWN])
    coming = [(_shown(each.activity, unit, leads=leads), each) for each in found]
    others = [(each, None) for each in coming_elsewhere([unit.pk], now)]
    page = Paginator(past_of(seen, unit, now), PAST_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "rows": sorted([*coming, *others], key=lambda row: row[0].starts_at),
        "page": page,
        "past": [_shown(each, unit, leads=leads) for each in page],
        "leads": leads,
        "suggested": suggestions_for(unit, now) if leads and not next_by_unit([unit.pk], now) else [],
        "follows": leads and unit.kind in {UnitKind.NATIONAL, UnitKind.COUNTY},
    }
    return render_unit(request, unit, "activities/in_unit.html", context, here=_("Activities"))


def _shown(activity: Activity, unit: Unit, *, leads: bool) -> Listed:
    """Return the activity as lists show it; for leaders it leads to their own page about it."""
    row = listed(activity)
    if leads and activity.unit_id == unit.pk:
        row = replace(row, address=reverse("activities:lead", args=[unit.code, activity.pk]))
    return row
