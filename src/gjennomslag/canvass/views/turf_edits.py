"""Changing turfs: every change is posted, made at once, told in numbers, and can be undone."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from gjennomslag.canvass.forms.turfs import LineForm, MergeForm, MoveDoorsForm, SplitForm
from gjennomslag.canvass.models import Drive, Turf
from gjennomslag.canvass.rules import LEAD
from gjennomslag.canvass.services.turfs import (
    Change,
    LineMisses,
    LineStopsShort,
    NobodyToShareWith,
    NoDoors,
    NothingLeft,
    NothingToUndo,
    NotNow,
    NotReady,
    cut_turf_by_line,
    lock_turf,
    merge_turfs,
    move_doors,
    share_out_turf,
    split_turf,
    undo_edit,
)
from gjennomslag.canvass.views.drives import NOT_NOW, drive_in
from gjennomslag.canvass.views.turf_order import order_changed
from gjennomslag.canvass.views.turfs import is_fragment, of_turf, to_drive, turf_changed, turf_in
from gjennomslag.core.display import distance, duration, number
from gjennomslag.organisation.access import in_unit
from gjennomslag.organisation.middleware import PersonRequest
from gjennomslag.organisation.models import Unit


def size_in_words(doors: int, metres: int, seconds: int) -> str:
    """Say how large a turf is: doors, walk and time."""
    counted = ngettext("%(doors)s door", "%(doors)s doors", doors) % {"doors": number(doors)}
    return f"{counted}, {distance(metres)}, {duration(seconds)}"


def change_in_words(change: Change) -> str:
    """Say what a change made of a turf, and what it was before."""
    before, after = change.before, change.after
    words = {
        "number": change.number,
        "before": size_in_words(before.doors, before.metres, before.seconds),
        "after": size_in_words(after.doors, after.metres, after.seconds),
    }
    if not after.doors:
        return _("Turf %(number)d is gone (it had %(before)s).") % words
    if not before.doors:
        return _("Turf %(number)d is new: %(after)s.") % words
    return _("Turf %(number)d: %(after)s (before: %(before)s).") % words


_TOLD_ONE_BY_ONE = 5
"""So many changed turfs are told one by one. More would be a wall of numbers: the drive's list has them."""


def changes_in_words(changes: Sequence[Change]) -> str:
    """Say what was changed, turf by turf where they are few."""
    if len(changes) > _TOLD_ONE_BY_ONE:
        return _("%(count)s turfs are changed. The list has their doors, walks and times.") % {
            "count": number(len(changes))
        }
    return " ".join(change_in_words(change) for change in changes)


def _tell(request: PersonRequest, changes: Sequence[Change]) -> None:
    messages.success(request, changes_in_words(changes))


def _refuse(request: PersonRequest, form: forms.Form) -> None:
    messages.error(request, " ".join(str(fault) for faults in form.errors.values() for fault in faults))


def _change(request: PersonRequest, make: Callable[[], list[Change]]) -> list[Change]:
    """Make the change and tell what it did, or say why it cannot be made; return the changed turfs."""
    try:
        changes = make()
    except NotNow:
        messages.error(request, NOT_NOW)
    except NoDoors:
        messages.error(request, _("There would be no doors left in one of the turfs. Nothing was changed."))
    except LineMisses:
        messages.error(request, _("The line has to part the turf in two, and must not cross itself. Draw it anew."))
    except LineStopsShort:
        messages.error(
            request,
            _("The line does not go all the way through the turf. Begin and end it outside the houses. Draw it anew."),
        )
    except NothingToUndo:
        messages.error(request, _("There is nothing to undo."))
    else:
        _tell(request, changes)
        return changes
    return []


def _to_turf(request: PersonRequest, unit: Unit, drive: Drive, number: int) -> HttpResponse:
    """Show the turf's page, or the part of it that was changed; or the drive's page where the turf is gone."""
    there = Turf.objects.filter(drive=drive, number=number).first()
    if there is None:
        return to_drive(request, unit, drive)
    if not is_fragment(request):
        return redirect("canvass:turf", unit.code, drive.pk, number)
    there.drive = drive
    return turf_changed(request, unit, there)


@in_unit(LEAD)
@require_POST
@of_turf
def turf_move(request: PersonRequest, unit: Unit, turf: Turf) -> HttpResponse:
    """Move the chosen doors to another turf or a new one; both get a new walking order."""
    form = MoveDoorsForm(request.POST, turf=turf)
    if not form.is_valid():
        _refuse(request, form)
        return _to_turf(request, unit, turf.drive, turf.number)
    _change(
        request,
        lambda: move_doors(drive=turf.drive, door_ids=form.chosen, to=form.cleaned_data["to"], by=request.user),
    )
    return _to_turf(request, unit, turf.drive, turf.number)


@in_unit(LEAD)
@require_POST
@of_turf
def turf_split(request: PersonRequest, unit: Unit, turf: Turf) -> HttpResponse:
    """Split the turf in two: in equal parts, after an address, or along a line drawn on the map."""
    drawn = "line" in request.POST
    form = LineForm(request.POST) if drawn else SplitForm(request.POST)
    if not form.is_valid():
        _refuse(request, form)
    elif drawn:
        _change(request, lambda: cut_turf_by_line(turf=turf, line=form.cleaned_data["line"], by=request.user))
    else:
        _change(request, lambda: split_turf(turf=turf, after=form.cleaned_data["after"], by=request.user))
    return _to_turf(request, unit, turf.drive, turf.number)


@in_unit(LEAD)
@require_POST
@of_turf
def turf_merge(request: PersonRequest, unit: Unit, turf: Turf) -> HttpResponse:
    """Put the chosen neighbour's doors into this turf; the neighbour is gone."""
    form = MergeForm(request.POST, turf=turf)
    if form.is_valid():
        _change(request, lambda: merge_turfs(turf=form.cleaned_data["other"], into=turf, by=request.user))
    else:
        _refuse(request, form)
    return _to_turf(request, unit, turf.drive, turf.number)


@in_unit(LEAD)
@require_POST
@of_turf
def turf_share_out(request: PersonRequest, unit: Unit, turf: Turf) -> HttpResponse:
    """Share what is left of the turf out with its nearest neighbours."""
    try:
        _change(request, lambda: share_out_turf(turf=turf, by=request.user))
    except NobodyToShareWith:
        messages.error(
            request,
            _(
                "There is no turf to share with. Turfs that are locked, ordered by hand, walked or on a phone stay as "
                "they are. Nothing was changed."
            ),
        )
    except NothingLeft:
        messages.error(request, _("You have knocked everywhere in the turf. There is nothing left to share."))
    except NotReady:
        messages.error(request, _("The system is still being set up. Try again in a few minutes."))
    return _to_turf(request, unit, turf.drive, turf.number)


@in_unit(LEAD)
@require_POST
@of_turf
def turf_lock(request: PersonRequest, unit: Unit, turf: Turf) -> HttpResponse:
    """Lock the turf, or unlock it."""
    lock_turf(turf=turf, locked=bool(request.POST.get("locked")), by=request.user)
    return _to_turf(request, unit, turf.drive, turf.number)


@in_unit(LEAD)
@require_POST
def undo(request: PersonRequest, unit: Unit, drive: int) -> HttpResponse:
    """Undo the newest change of the drive's turfs and go back to where one was."""
    found = drive_in(request, unit, drive)
    _change(request, lambda: undo_edit(drive=found, by=request.user))
    number = request.POST.get("turf", "")
    if not number.isdigit():
        return redirect("canvass:drive", unit.code, found.pk)
    turf = Turf.objects.filter(drive=found, number=int(number)).first()
    if request.POST.get("back") != "order" or turf is None:
        return _to_turf(request, unit, found, int(number))
    if not is_fragment(request):
        return redirect("canvass:turf_order", unit.code, found.pk, turf.number)
    return order_changed(request, unit, turf_in(request, unit, found.pk, turf.number))
