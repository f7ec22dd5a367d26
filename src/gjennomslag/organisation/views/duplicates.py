"""People who are in the register twice, and people who live together."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from gjennomslag.core import clock
from gjennomslag.organisation.access import in_unit
from gjennomslag.organisation.choices import AccessKind, Purpose
from gjennomslag.organisation.middleware import PersonRequest
from gjennomslag.organisation.models import Unit
from gjennomslag.organisation.pages import render_unit
from gjennomslag.organisation.queries.duplicates import merges_in, neighbours_of, pairs_among
from gjennomslag.organisation.queries.people import member_ids, visible_person
from gjennomslag.organisation.rules import EDIT_MEMBERS
from gjennomslag.organisation.services.access import record_access
from gjennomslag.organisation.services.duplicates import (
    NotMergeable,
    form_household,
    leave_household,
    merge,
    undo_merge,
)
from gjennomslag.organisation.views.members import trail_to_members

MOST = 20_000


@in_unit(EDIT_MEMBERS)
def duplicates(request: PersonRequest, unit: Unit) -> HttpResponse:
    """Show pairs that seem to be one person, and what has been made one and can be undone."""
    ids = member_ids(request.scope, EDIT_MEMBERS, unit, clock.today())
    too_many = len(ids) > MOST
    pairs = [] if too_many else pairs_among(ids, request.scope, EDIT_MEMBERS)
    merges = [] if too_many else merges_in(ids)
    shown = {person.pk for pair in pairs for person in pair.both}
    record_access(reader=request.user, unit=unit, kind=AccessKind.LIST, purpose=Purpose.CONTROL, people=shown)
    context = {"pairs": pairs, "merges": merges, "too_many": too_many}
    trail, here = [trail_to_members(unit)], _("In the register twice?")
    return render_unit(request, unit, "organisation/duplicates.html", context, trail=trail, here=here)


def _posted_id(request: PersonRequest, name: str) -> UUID:
    try:
        return UUID(request.POST.get(name, ""))
    except ValueError:
        raise Http404 from None


@in_unit(EDIT_MEMBERS)
@require_POST
def merge_pair(request: PersonRequest, unit: Unit) -> HttpResponse:
    """Make one person of the two, keeping the one that was chosen. One of them may belong elsewhere in reach."""
    day = clock.today()
    ids = [_posted_id(request, each) for each in ("first", "second")]
    two = [visible_person(request.scope, EDIT_MEMBERS, None, each, day) for each in ids]
    kept, duplicate = two if request.POST.get("keep") == "first" else reversed(two)
    try:
        merge(kept=kept, duplicate=duplicate, by=request.user)
    except NotMergeable:
        messages.error(request, _("These two cannot be made one."))
    else:
        messages.success(request, _("%(name)s is now in the register once.") % {"name": kept.full_name})
    return redirect("organisation:duplicates", unit.code)


@in_unit(EDIT_MEMBERS)
@require_POST
def undo(request: PersonRequest, unit: Unit, merged: int) -> HttpResponse:
    """Take the two apart again."""
    ids = member_ids(request.scope, EDIT_MEMBERS, unit, clock.today())
    found = next((each for each in merges_in(ids) if each.pk == merged), None)
    if found is None:
        raise Http404
    undo_merge(merge=found, by=request.user)
    messages.success(request, _("They are two again, as before."))
    return redirect("organisation:duplicates", unit.code)


@in_unit(EDIT_MEMBERS)
@require_POST
def household(request: PersonRequest, unit: Unit, person: UUID) -> HttpResponse:
    """Note that the person lives with a neighbour, or alone."""
    day = clock.today()
    someone = visible_person(request.scope, EDIT_MEMBERS, unit, person, day)
    if "alone" in request.POST:
        leave_household(person=someone, by=request.user)
    else:
        wanted = _posted_id(request, "with")
        neighbours = neighbours_of(someone, request.scope, EDIT_MEMBERS, day)
        other = next((each for each in neighbours if each.register_id == wanted), None)
        if other is None:
            raise Http404
        form_household(people=[someone, other], by=request.user)
    messages.success(request, _("The household is saved."))
    return redirect("organisation:person", unit.code, someone.register_id)
