"""Importing members from member systems: giving a file, naming its columns, seeing what it changes, and doing it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from gjennomslag.core import clock
from gjennomslag.core.tables import write_csv
from gjennomslag.organisation.access import in_unit
from gjennomslag.organisation.choices import AccessKind, ImportStatus, MissingAnswer, Purpose
from gjennomslag.organisation.member_files import UnreadableFileError, titles_of
from gjennomslag.organisation.member_import_forms import ColumnsForm, MemberFileForm, UnitNamesForm
from gjennomslag.organisation.middleware import PersonRequest
from gjennomslag.organisation.models import MemberImport, Unit
from gjennomslag.organisation.pages import render_unit
from gjennomslag.organisation.queries.member_imports import (
    differences_of,
    fault_total,
    faults_of,
    first_differences,
    imports_of,
    member_number,
    missing_in,
    refusal_of,
    sources_of,
)
from gjennomslag.organisation.queries.people import visible_person
from gjennomslag.organisation.queries.units import units_to_belong_to
from gjennomslag.organisation.rules import IMPORT_MEMBERS
from gjennomslag.organisation.scope import visible_or_404
from gjennomslag.organisation.services.access import SecondPersonNeeded, record_access, take_out_list
from gjennomslag.organisation.services.member_imports import (
    WrongStatus,
    can_be_tried_again,
    confirm_import,
    drop_import,
    is_alarming,
    is_without_effect,
    name_columns,
    receive_file,
    remember,
    source_named,
    try_again,
)
from gjennomslag.organisation.services.missing import answer_missing
from gjennomslag.organisation.views.members import trail_to_members

ROWS_A_PAGE = 50
TEMPLATE_HEAD = (
    *("Medlemsnummer", "Fornavn", "Etternavn", "E-post", "Mobil", "Fødselsdato", "Adresse", "Postnummer"),
    *("Lærested", "Lokallag", "Innmeldt", "Siste betalte år", "Utmeldt"),
)


def trail_to_imports(unit: Unit) -> list[tuple[str, str]]:
    """Return the steps of the breadcrumb that lead to imports."""
    return [trail_to_members(unit), (reverse("organisation:imports", args=[unit.code]), _("Import members"))]


def _import_in(request: PersonRequest, unit: Unit, member_import: int) -> MemberImport:
    rows = MemberImport.objects.select_related("source__unit", "unit", "by")
    found: MemberImport = visible_or_404(rows, request.scope, IMPORT_MEMBERS, pk=member_import, unit=unit)
    return found


@in_unit(IMPORT_MEMBERS)
def imports(request: PersonRequest, unit: Unit) -> HttpResponse:
    """Show the files given so far, and receive another one."""
    posted = request.method == "POST"
    sources = sources_of(unit)
    initial = {"system": sources[0].name, "complete": sources[0].complete} if sources else {"system": "Hypersys"}
    form = MemberFileForm(request.POST, request.FILES) if posted else MemberFileForm(initial=initial)
    if posted and form.is_valid():
        source = source_named(
            unit=unit, name=form.cleaned_data["system"], by=request.user, complete=form.cleaned_data["complete"]
        )
        upload = form.cleaned_data["file"]
        record = receive_file(upload=upload, name=upload.name, source=source, by=request.user)
        return redirect("organisation:import", unit.code, record.pk)
    missing = missing_in(unit, request.scope, IMPORT_MEMBERS).count()
    context = {"form": form, "imports": imports_of(unit), "sources": sources, "missing": missing}
    status = 422 if form.errors else 200
    trail = [trail_to_members(unit)]
    return render_unit(
        request, unit, "organisation/imports.html", context, trail=trail, here=_("Import members"), status=status
    )


@in_unit(IMPORT_MEMBERS)
def import_template(request: PersonRequest, unit: Unit) -> HttpResponse:
    """Give an example file with invented people, which can be filled in or tried as it is."""
    branches = [each for each in units_to_belong_to(clock.today()) if each.path.startswith(unit.path)]
    branch = branches[0].name if branches else unit.name
    year = str(clock.today().year)
    rows = [
        TEMPLATE_HEAD,
        *(("00101", "Kari", "Prøve", "kari.prove@example.org", "41234567", "17.05.1985", "Prøveveien 1", "0181"),),
        *(("00102", "Ola", "Prøve", "ola.prove@example.org", "", "1992", "Prøveveien 2", "0181"),),
    ]
    rows = [rows[0], (*rows[1], "", branch, f"01.02.{year}", year, ""), (*rows[2], "UiO", branch, "15.08.2019", "", "")]
    headers = {"Content-Disposition": 'attachment; filename="medlemmer.csv"'}
    return HttpResponse(write_csv(rows), content_type="text/csv; charset=utf-8", headers=headers)


@in_unit(IMPORT_MEMBERS)
def member_import(request: PersonRequest, unit: Unit, member_import: int) -> HttpResponse:
    """Show one file: how far the check has come, what the file changes, or what became of it."""
    record = _import_in(request, unit, member_import)
    ready = record.status == ImportStatus.READY
    differences = first_differences(record) if ready else []
    seen = {each.person for _kind, shown in differences for each in shown if each.person}
    if seen and "HX-Request" not in request.headers:
        record_access(
            reader=request.user, unit=unit, kind=AccessKind.LIST, purpose=Purpose.CORRECT, people=sorted(seen)
        )
    unknown = record.faults.get("counts", {}).get("unknown-unit", 0)
    context = {
        "record": record,
        "working": record.status in {ImportStatus.CHECKING, ImportStatus.IMPORTING},
        "unchanged": is_without_effect(record),
        "again": can_be_tried_again(record, timezone.now()),
        "faults": faults_of(record),
        "fault_total": fault_total(record),
        "refusal": refusal_of(record),
        "differences": differences,
        "alarming": ready and is_alarming(record, member_number(unit)),
        "names_form": UnitNamesForm(units=_units_below(unit)) if ready and unknown else None,
    }
    fragment = "HX-Request" in request.headers
    template = "organisation/_import.html" if fragment else "organisation/import.html"
    return render_unit(request, unit, template, context, trail=trail_to_imports(unit), here=record.file_name)


def _units_below(unit: Unit) -> list[tuple[str, str]]:
    return [(each.code, each.name) for each in units_to_belong_to(clock.today()) if each.path.startswith(unit.path)]


@in_unit(IMPORT_MEMBERS)
def import_columns(request: PersonRequest, unit: Unit, member_import: int) -> HttpResponse:
    """Ask what the file's columns are, and remember it."""
    record = _import_in(request, unit, member_import)
    if record.status not in {ImportStatus.MAPPING, ImportStatus.READY} or not record.file:
        return redirect("organisation:import", unit.code, record.pk)
    try:
        titles = titles_of(Path(record.file.path))
    except UnreadableFileError as refused:
        messages.error(request, str(refused))
        return redirect("organisation:imports", unit.code)
    form = ColumnsForm(request.POST or None, titles=titles, known=record.source.mapping)
    if request.method == "POST" and form.is_valid():
        return _do(
            request,
            unit,
            record,
            lambda: name_columns(record=record, mapping=form.mapping(), by=request.user),
        )
    status = 422 if form.errors else 200
    trail = trail_to_imports(unit)
    context = {"form": form, "record": record}
    here = _("What are the columns?")
    return render_unit(
        request, unit, "organisation/import_columns.html", context, trail=trail, here=here, status=status
    )


@in_unit(IMPORT_MEMBERS)
@require_POST
def import_names(request: PersonRequest, unit: Unit, member_import: int) -> HttpResponse:
    """Remember which unit a name in the file means, and check the file again."""
    record = _import_in(request, unit, member_import)
    form = UnitNamesForm(request.POST, units=_units_below(unit))
    if not form.is_valid():
        messages.error(request, _("Write the name as it stands in the file, and choose a unit."))
        return redirect("organisation:import", unit.code, record.pk)
    names = {form.cleaned_data["text"]: form.cleaned_data["code"]}
    remember(source=record.source, unit_names=names, by=request.user)
    return _do(
        request,
        unit,
        record,
        lambda: name_columns(record=record, mapping=record.source.mapping, by=request.user),
    )


@in_unit(IMPORT_MEMBERS)
def import_sheet(request: PersonRequest, unit: Unit, member_import: int) -> HttpResponse | StreamingHttpResponse:
    """Give every single change as a sheet. Reading so many records counts as taking out a list (rule M5)."""
    record = _import_in(request, unit, member_import)
    people = sorted({each.person for each in differences_of(record) if each.person})
    try:
        take_out_list(reader=request.user, unit=unit, purpose=Purpose.CORRECT, people=people)
    except SecondPersonNeeded:
        messages.info(request, _("The sheet has too many people for one person alone. The page shows the first ones."))
        return redirect("organisation:import", unit.code, record.pk)

    def parts() -> Iterator[bytes]:
        head = (_("Change"), _("Line"), _("Member number"), _("Name"), _("Field"), _("Was"), _("Becomes"))
        yield write_csv([head])
        for each in differences_of(record):
            row = (each.kind, each.line, each.number, each.name, str(each.label), each.was, each.becomes)
            yield write_csv([row]).removeprefix(b"\xef\xbb\xbf")

    headers = {"Content-Disposition": 'attachment; filename="endringer.csv"', "Cache-Control": "no-store"}
    return StreamingHttpResponse(parts(), content_type="text/csv; charset=utf-8", headers=headers)


@in_unit(IMPORT_MEMBERS)
@require_POST
def confirm(request: PersonRequest, unit: Unit, member_import: int) -> HttpResponse:
    """Import the file as it was shown."""
    record = _import_in(request, unit, member_import)
    return _do(request, unit, record, lambda: confirm_import(record=record, by=request.user))


@in_unit(IMPORT_MEMBERS)
@require_POST
def drop(request: PersonRequest, unit: Unit, member_import: int) -> HttpResponse:
    """Put the file aside."""
    record = _import_in(request, unit, member_import)
    return _do(request, unit, record, lambda: drop_import(record=record, by=request.user))


@in_unit(IMPORT_MEMBERS)
@require_POST
def again(request: PersonRequest, unit: Unit, member_import: int) -> HttpResponse:
    """Do the step again that failed or fell silent."""
    record = _import_in(request, unit, member_import)
    return _do(request, unit, record, lambda: try_again(record=record, now=timezone.now(), by=request.user))


def _do(request: PersonRequest, unit: Unit, record: MemberImport, step: Callable[[], None]) -> HttpResponse:
    """Take the step and show the import, saying so where somebody else was quicker."""
    try:
        step()
    except WrongStatus:
        messages.warning(request, _("Somebody has already gone on with this file. This is how it stands now."))
    return redirect("organisation:import", unit.code, record.pk)


@in_unit(IMPORT_MEMBERS)
def missing(request: PersonRequest, unit: Unit) -> HttpResponse:
    """Show the members whom a member system lacks, and ask about each."""
    rows = missing_in(unit, request.scope, IMPORT_MEMBERS)
    page = Paginator(rows, ROWS_A_PAGE).get_page(request.GET.get("page"))
    people = [each.person_id for each in page]
    if people:
        record_access(reader=request.user, unit=unit, kind=AccessKind.LIST, purpose=Purpose.CORRECT, people=people)
    trail = trail_to_imports(unit)
    return render_unit(request, unit, "organisation/missing.html", {"page": page}, trail=trail, here=_("Missing"))


@in_unit(IMPORT_MEMBERS)
@require_POST
def answer(request: PersonRequest, unit: Unit, person: UUID) -> HttpResponse:
    """Take the answer about a missing member."""
    today = clock.today()
    someone = visible_person(request.scope, IMPORT_MEMBERS, unit, person, today)
    given = MissingAnswer.LEFT if request.POST.get("answer") == "left" else MissingAnswer.MEMBER
    if answer_missing(person=someone, answer=given, on=today, by=request.user):
        messages.success(request, _("Your answer is noted."))
    else:
        messages.info(request, _("Somebody has answered already."))
    return redirect("organisation:missing", unit.code)
