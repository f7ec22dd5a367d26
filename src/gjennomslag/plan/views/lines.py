"""One line of the plan, opened down to the units below and the acts behind the number."""

from __future__ import annotations

from django.http import HttpResponse

from gjennomslag.core import clock
from gjennomslag.organisation.access import in_unit
from gjennomslag.organisation.middleware import PersonRequest
from gjennomslag.organisation.models import Unit
from gjennomslag.organisation.pages import render_unit
from gjennomslag.organisation.rules import SEE
from gjennomslag.plan.models import Plan, PlanItem
from gjennomslag.plan.queries.lines import acts_behind, examples_behind, units_right_below, windows_of
from gjennomslag.plan.queries.plans import document_of
from gjennomslag.plan.queries.spreads import LineWindow
from gjennomslag.plan.rules import REPORT
from gjennomslag.plan.views.documents import trail_to_document
from gjennomslag.plan.views.our_plan import item_or_404


@in_unit(SEE)
def item(request: PersonRequest, unit: Unit, key: str) -> HttpResponse:
    """Show one line of the plan in the unit: its windows, the units below, and the acts behind the numbers.

    ``?window=`` chooses the window that is opened; without it, the newest that has begun.
    """
    plan, found = item_or_404(key)
    today = clock.today()
    windows, coming = windows_of(plan, unit, key, today)
    asked = _window_asked_for(windows, request.GET.get("window", ""))
    opened = asked or (windows[0] if windows else None)
    context = {
        "item": found,
        "text": _text_of(plan, found),
        "windows": windows,
        "coming": coming,
        "opened": opened,
        "asked": asked,
        "below": units_right_below(plan, unit, opened.obligation, today) if opened and opened.spread else [],
        "examples": examples_behind(opened.obligation, unit, request.scope, today) if opened else [],
        "acts": acts_behind(found, unit, request.scope, obligation=asked.obligation if asked else None),
        "may_report": request.scope.covers(unit, REPORT),
    }
    return render_unit(request, unit, "plan/item.html", context, here=found.key, trail=trail_to_document(unit))


def _window_asked_for(windows: list[LineWindow], asked: str) -> LineWindow | None:
    return next((each for each in windows if str(each.obligation.pk) == asked), None)


def _text_of(plan: Plan, item: PlanItem) -> str:
    """The adopted words, where they say more than the title."""
    text = document_of(plan).item(item.key).text
    return "" if text == str(item) else text
