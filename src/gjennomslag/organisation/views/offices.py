"""Who holds what, what stands empty, and a new board after the annual meeting."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from gjennomslag.core import clock
from gjennomslag.organisation.access import in_unit
from gjennomslag.organisation.board_forms import BoardForm
from gjennomslag.organisation.middleware import PersonRequest
from gjennomslag.organisation.models import Unit
from gjennomslag.organisation.pages import render_unit
from gjennomslag.organisation.queries.vacancies import changes_to_undo, matrix_below, seats_of, terms_that_end
from gjennomslag.organisation.rules import MANAGE_OFFICES, SEE
from gjennomslag.organisation.services.boards import ChangedMeanwhile, NotUndoable, carry_out, open_tasks, undo_board


@in_unit(SEE)
def offices(request: PersonRequest, unit: Unit) -> HttpResponse:
    """Show who holds what in the unit and directly below it, and which offices stand empty."""
    day = clock.today()
    language = get_language() or "nb"
    seats = seats_of(unit, day)
    columns, rows = matrix_below(unit, day)
    manages = request.scope.covers(unit, MANAGE_OFFICES)
    vacant = {each.pk: sum(seat.vacant for seat in row) for each, row in rows}
    context: dict[str, Any] = {
        "seats": [(seat, seat.office.name_in(language)) for seat in seats if seat.holdings or seat.vacant],
        "columns": [office.name_in(language) for office in columns],
        "rows": sorted(rows, key=lambda row: -vacant[row[0].pk]),
        "vacant_here": sum(seat.vacant for seat in seats),
        "vacant_below": sum(vacant.values()),
        "units_with_vacancies": sum(bool(number) for number in vacant.values()),
        "manages": manages,
        "ending": [(each, each.office.name_in(language)) for each in terms_that_end(unit, day)] if manages else [],
        "changes": changes_to_undo(unit, day) if manages else [],
    }
    return render_unit(request, unit, "organisation/offices.html", context, here=_("Offices"))


@in_unit(MANAGE_OFFICES)
def new_board(request: PersonRequest, unit: Unit) -> HttpResponse:
    """Fill in who was elected, look at what changes, and carry it out."""
    today = clock.today()
    form = BoardForm(request.POST or None, unit=unit, scope=request.scope, today=today, initial={"on": today})
    trail = [(reverse("organisation:offices", args=[unit.code]), _("Offices"))]
    here = _("New board")
    board = form.board if form.is_bound and form.is_valid() else None
    if board is None or "again" in request.POST:
        status = 422 if form.errors else 200
        return render_unit(
            request, unit, "organisation/board.html", {"form": form}, trail=trail, here=here, status=status
        )
    if "seen" in request.POST:
        try:
            carry_out(board=board, seen=request.POST["seen"], by=request.user, now=timezone.now())
        except ChangedMeanwhile:
            messages.error(request, _("Somebody has changed the offices meanwhile. Look once more."))
        else:
            messages.success(request, _("The new board is in office."))
            return redirect("organisation:offices", unit.code)
    language = get_language() or "nb"
    context = {
        "form": form,
        "board": board,
        "ends": [(each, each.office.name_in(language)) for each in board.ends],
        "stays": [(each, each.office.name_in(language)) for each in board.stays],
        "begins": [(person, office.name_in(language)) for office, person in board.begins],
        "tasks": open_tasks(board),
        "kept": [(name, value) for name, value in request.POST.items() if name in form.fields],
    }
    return render_unit(request, unit, "organisation/board_preview.html", context, trail=trail, here=here)


@in_unit(MANAGE_OFFICES)
@require_POST
def undo(request: PersonRequest, unit: Unit, change: int) -> HttpResponse:
    """Put the old board back."""
    found = next((each for each in changes_to_undo(unit, clock.today()) if each.pk == change), None)
    if found is None:
        raise Http404
    try:
        undo_board(change=found, by=request.user, now=timezone.now())
    except NotUndoable:
        messages.error(request, _("This can no longer be undone: the offices have been changed again since."))
    else:
        messages.success(request, _("Everything is as it was before."))
    return redirect("organisation:offices", unit.code)
