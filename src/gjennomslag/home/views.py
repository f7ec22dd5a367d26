"""The front page, my page and a unit's page: composition of what the rooms offer."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from gjennomslag.accounts.demo import demo_people
from gjennomslag.activities.listing import next_few
from gjennomslag.core import clock
from gjennomslag.core.access import public, signed_in
from gjennomslag.core.charts import Bar
from gjennomslag.home.queries import FIRST_YEAR, LAST_YEAR, Board, WeekCount
from gjennomslag.organisation.access import in_unit
from gjennomslag.organisation.address_faults import faults_of
from gjennomslag.organisation.middleware import PersonRequest
from gjennomslag.organisation.models import Unit
from gjennomslag.organisation.pages import pages_in, render_unit
from gjennomslag.organisation.queries import children_of, holders_of, places_of
from gjennomslag.organisation.rules import SEE

ROWS_A_PAGE, MOST_PAGES = 50, 100_000
COMING_SHOWN = 3


@public("Says what the site is and where to sign in; shows nothing about anyone.")
def front(request: HttpRequest) -> HttpResponse:
    """Welcome visitors; those who have signed in go to their own page."""
    if request.user.is_authenticated:
        return redirect("home:mine")
    return render(request, "home/front.html", {"people": demo_people() if settings.DEMO else []})


@signed_in
def mine(request: PersonRequest) -> HttpResponse:
    """Show what comes next for the person, then their own units and offices, and what can be done there."""
    places = [(place, pages_in(request, place.unit, ())) for place in places_of(request.user, clock.today())]
    context = {
        "places": places,
        "rows": next_few(request.user, timezone.now(), COMING_SHOWN),
        "faults": faults_of(request.user),
    }
    return render(request, "home/mine.html", context)


@in_unit(SEE)
def unit_page(request: PersonRequest, unit: Unit) -> HttpResponse:
    """Show the unit: where it stands in the tree, who leads door-knocking, and the units below it."""
    day = clock.today()
    context = {
        "children": children_of(unit, day),
        "names": unit.names.all(),
        "responsible": holders_of("canvass.lead", unit, day),
        "reason": request.scope.reason(unit, "canvass.lead"),
    }
    return render_unit(request, unit, "home/unit.html", context)


@in_unit(SEE)
def board(request: PersonRequest, unit: Unit) -> HttpResponse:
    """Show conversations and doors against the target: this unit, week by week, and the units below."""
    day = clock.today()
    year = _year_asked_for(request, day.year)
    first = ROWS_A_PAGE * (_page_asked_for(request) - 1)
    shown = Board(unit, year, day, first=first, last=first + ROWS_A_PAGE)
    context = {
        "board": shown,
        "page": Paginator(range(shown.number_below), ROWS_A_PAGE).get_page(request.GET.get("page")),
        "years": [
            {"url": f"?year={each}", "label": each, "current": each == year} for each in (year - 1, year, year + 1)
        ],
        "conversation_bars": _bars(shown.weeks, "conversations", shown.conversations.even_week, day),
        "door_bars": _bars(shown.weeks, "doors", shown.doors.even_week, day),
    }
    return render_unit(request, unit, "home/board.html", context, here=_("The board"))


def _year_asked_for(request: PersonRequest, this_year: int) -> int:
    asked = request.GET.get("year", str(this_year))
    if not asked.isdecimal() or not FIRST_YEAR <= int(asked) <= LAST_YEAR:
        raise Http404
    return int(asked)


def _page_asked_for(request: PersonRequest) -> int:
    asked = request.GET.get("page", "1")
    if not asked.isdecimal() or not 1 <= int(asked) <= MOST_PAGES:
        raise Http404
    return int(asked)


def _bars(weeks: Sequence[WeekCount], number: str, target: int | None, day: date) -> list[Bar]:
    """Return a bar for each week; the running one is marked, since it is not over."""
    return [
        Bar(str(each.week.number), getattr(each, number), target, current=each.week == clock.week_of(day))
        for each in weeks
    ]
