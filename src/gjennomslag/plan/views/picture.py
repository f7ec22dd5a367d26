"""The picture of the units below: who is doing fine, who needs help, and who has said nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from gjennomslag.core import clock
from gjennomslag.core.menu import UnitAction, unit_actions
from gjennomslag.organisation.access import in_unit
from gjennomslag.organisation.choices import UnitKind
from gjennomslag.organisation.middleware import PersonRequest
from gjennomslag.organisation.models import Unit
from gjennomslag.organisation.pages import render_unit
from gjennomslag.organisation.rules import SEE
from gjennomslag.plan.choices import Need
from gjennomslag.plan.queries.picture import EMPTY, Picture, UnitRow, picture_of, picture_of_branches
from gjennomslag.plan.queries.plans import plan_on
from gjennomslag.plan.queries.unit_plans import goals_of
from gjennomslag.plan.views.our_plan import trail_to_plan

ROWS_A_PAGE = 30
BRANCHES = "branches"
CHOICES = ("of", "need", "goal", "whole")


@dataclass(frozen=True, slots=True)
class ShownRow:
    """A row of the picture with its addresses, what other rooms say of the unit, and what one can do about it.

    A cell's page is ``address`` and the key of its line.
    """

    row: UnitRow
    address: str
    opens: str
    notes: Sequence[tuple[str | Promise, str]]
    actions: Sequence[tuple[str, str | Promise]]


@in_unit(SEE)
def below(request: PersonRequest, unit: Unit) -> HttpResponse:
    """Show every unit right below × every line of the plan, those that need help first."""
    today = clock.today()
    plan = plan_on(today)
    goal, of = request.GET.get("goal", ""), request.GET.get("of", "")
    counties = unit.kind == UnitKind.NATIONAL
    branches = counties and of == BRANCHES
    asked = picture_of_branches if branches else picture_of
    picture = asked(plan, unit, today, goal=goal, whole="whole" in request.GET) if plan else EMPTY
    need = next((each for each in Need if each == request.GET.get("need")), None)
    rows = [row for row in picture.rows if need is None or row.need == need]
    page = Paginator(rows, ROWS_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "plan": plan,
        "picture": picture,
        "page": page,
        "shown": _shown(request, list(page.object_list)),
        "goals": goals_of(plan) if plan else [],
        "chosen_goal": goal,
        "kept": [(name, request.GET[name]) for name in CHOICES if name != "goal" and name in request.GET],
        "needs": [] if branches else _needs(request, picture, need),
        "sides": _sides(request, branches=branches) if counties else [],
        "branches": branches,
        "whole_address": _address(request, whole="1"),
        "read_on": plan.reading_days.filter(day__lte=today).first() if plan else None,
    }
    here = _("Units and the plan")
    return render_unit(request, unit, "plan/below.html", context, here=here, trail=[trail_to_plan(unit)])


def _shown(request: PersonRequest, rows: list[UnitRow]) -> list[ShownRow]:
    allowed = {
        action.view: [row.unit.pk for row in rows if request.scope.covers(row.unit, action.capability)]
        for action in unit_actions()
    }
    notes = {action.view: action.notes(allowed[action.view]) for action in unit_actions() if action.notes}

    def shown(row: UnitRow) -> ShownRow:
        actions = [action for action in unit_actions() if row.unit.pk in allowed[action.view]]
        said = [(action.column, notes[action.view].get(row.unit.pk, "–")) for action in actions if action.notes]
        address = reverse("plan:our_plan", args=[row.unit.code])
        opens = reverse("plan:below", args=[row.unit.code]) if row.unit.kind == UnitKind.COUNTY else address
        return ShownRow(row, address, opens, said, [_link(action, row.unit) for action in actions])

    return [shown(row) for row in rows]


def _link(action: UnitAction, unit: Unit) -> tuple[str, str | Promise]:
    return reverse(action.view, args=[unit.code]), action.label


def _needs(request: PersonRequest, picture: Picture, chosen: Need | None) -> list[dict[str, object]]:
    everyone = _("All (%(count)d)") % {"count": len(picture.rows)}
    return [
        {"url": _address(request, need=None), "label": everyone, "current": chosen is None},
        *(
            {"url": _address(request, need=need), "label": f"{need.label} ({count})", "current": need == chosen}
            for need, count in picture.needs.items()
        ),
    ]


def _sides(request: PersonRequest, *, branches: bool) -> list[dict[str, object]]:
    return [
        {"url": _address(request, of=None), "label": _("The counties themselves"), "current": not branches},
        {"url": _address(request, of=BRANCHES), "label": _("Their branches"), "current": branches},
    ]


def _address(request: PersonRequest, **changes: str | None) -> str:
    """The address of the picture with what has been chosen, and some of it chosen anew."""
    chosen = {name: request.GET.get(name) for name in CHOICES} | changes
    return "?" + urlencode({name: value for name, value in chosen.items() if value})
