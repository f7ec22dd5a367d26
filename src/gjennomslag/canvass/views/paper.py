"""Walk lists on paper: printing them, and typing in what was ticked."""

from __future__ import annotations

from collections.abc import Sequence

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from gjennomslag.canvass.forms.sheets import KEYS, SheetForm
from gjennomslag.canvass.models import Turf
from gjennomslag.canvass.queries.drives import turf_rows
from gjennomslag.canvass.queries.maps import picture_of
from gjennomslag.canvass.queries.walks import answer_areas_of, walk_of
from gjennomslag.canvass.rules import LEAD, is_forgotten
from gjennomslag.canvass.services.paper import Typed, type_in_sheet
from gjennomslag.canvass.sheet_codes import new_code, read_code
from gjennomslag.canvass.views.drives import drive_in, trail_to_drive
from gjennomslag.canvass.views.turfs import of_turf
from gjennomslag.canvass.walk_lists import Sheet, walk_list_pdf
from gjennomslag.core import clock
from gjennomslag.core.display import number as in_words
from gjennomslag.organisation.access import in_unit
from gjennomslag.organisation.middleware import PersonRequest
from gjennomslag.organisation.models import Unit
from gjennomslag.organisation.pages import render_unit
from gjennomslag.voices.models import Theme
from gjennomslag.voices.queries import themes_offered


@in_unit(LEAD)
@of_turf
def walk_list(request: PersonRequest, unit: Unit, turf: Turf) -> HttpResponse:
    """Return the turf's walk list as a PDF. Each time it is fetched it is a sheet of its own, with its own code."""
    return _pdf([_sheet(request, unit, turf)], f"rode-{turf.number}")


@in_unit(LEAD)
def walk_lists(request: PersonRequest, unit: Unit, drive: int) -> HttpResponse:
    """Return the walk lists of all turfs with doors left as one PDF."""
    found = drive_in(request, unit, drive)
    turfs = [row.turf for row in turf_rows(found, timezone.now()) if row.progress.left]
    if not turfs:
        raise Http404
    return _pdf([_sheet(request, unit, turf) for turf in turfs], "roder")


def _pdf(sheets: Sequence[Sheet], name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'inline; filename="{name}.pdf"', "Cache-Control": "no-store"}
    return HttpResponse(walk_list_pdf(sheets), content_type="application/pdf", headers=headers)


def _sheet(request: PersonRequest, unit: Unit, turf: Turf) -> Sheet:
    stops, code = walk_of(turf), new_code()
    address = reverse("canvass:type_in", args=[unit.code, turf.drive_id, turf.number])
    return Sheet(
        turf=turf,
        stops=stops,
        picture=picture_of(turf, stops, ""),
        code=code,
        address=request.build_absolute_uri(f"{address}?sheet={code}"),
        areas=sorted(answer_areas_of(turf).values(), key=lambda area: area.code),
        themes=_themes(turf),
    )


def _themes(turf: Turf) -> list[Theme]:
    collection = turf.drive.collection
    return themes_offered(collection.question) if collection else []


@in_unit(LEAD)
@of_turf
def type_in(request: PersonRequest, unit: Unit, turf: Turf) -> HttpResponse:
    """Type in a walk list: a key for each door. Typing it twice changes nothing."""
    form = SheetForm(
        request.POST if request.method == "POST" else None,
        drive=turf.drive,
        today=clock.today(),
        stops=walk_of(turf),
        areas=sorted(answer_areas_of(turf).values(), key=lambda area: area.code),
        themes=_themes(turf),
        code=read_code(request.GET.get("sheet", "")) or "",
    )
    forgotten = is_forgotten(turf.drive, clock.today())
    if request.method == "POST" and not forgotten and form.is_valid() and _save(request, turf, form):
        return redirect("canvass:type_in", unit.code, turf.drive_id, turf.number)
    context = {"turf": turf, "drive": turf.drive, "form": form, "keys": KEYS, "forgotten": forgotten}
    where = reverse("canvass:turf", args=[unit.code, turf.drive_id, turf.number])
    up = (where, _("Turf %(number)s") % {"number": turf.number})
    status = 422 if form.errors else 200
    here, trail = _("Type in a sheet"), [*trail_to_drive(unit, turf.drive), up]
    return render_unit(request, unit, "canvass/type_in.html", context, trail=trail, here=here, status=status)


def _save(request: PersonRequest, turf: Turf, form: SheetForm) -> bool:
    """Take what was typed and say what became of it; False, with the reason on the form, where it cannot be taken."""
    values = form.cleaned_data
    try:
        typed = type_in_sheet(
            turf=turf,
            day=values["day"],
            page=values["page"],
            marks=form.marks(),
            code=values["code"],
            tallies=form.tallies(),
            now=timezone.now(),
            by=request.user,
        )
    except ValidationError as fault:
        form.add_error(None, fault)
        return False
    _tell(request, typed)
    return True


def _tell(request: PersonRequest, typed: Typed) -> None:
    doors = typed.doors + typed.known
    if doors:
        words = ngettext("%(doors)s door is recorded.", "%(doors)s doors are recorded.", doors)
        messages.success(request, words % {"doors": in_words(doors)})
    if typed.answers:
        messages.success(request, _("The answers are counted. Shred the sheet."))
    if typed.answers_known:
        messages.warning(
            request,
            _("The answers on this sheet had been counted before and are not counted again. A copy is the same sheet."),
        )
