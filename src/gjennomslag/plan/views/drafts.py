"""Drafts of plans: beginning one from a text, a plan or nothing, looking it through, adopting it."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from gjennomslag.core import clock
from gjennomslag.organisation.access import in_unit
from gjennomslag.organisation.middleware import PersonRequest
from gjennomslag.organisation.models import Unit
from gjennomslag.organisation.pages import render_unit
from gjennomslag.organisation.scope import visible_or_404
from gjennomslag.plan.draft_forms import EmptyPlanForm, FromTextForm
from gjennomslag.plan.drafting import draft_plan, write_draft
from gjennomslag.plan.drafts.content import content_of, empty_content
from gjennomslag.plan.faults import PlanFaultsError
from gjennomslag.plan.models import PlanDraft
from gjennomslag.plan.queries.drafts import draft_page, open_drafts
from gjennomslag.plan.queries.versions import latest_version
from gjennomslag.plan.rules import MANAGE
from gjennomslag.plan.services.drafts import DraftHasMovedError, adopt_draft, begin_draft, discard_draft
from gjennomslag.plan.services.plans import PlanOfAnotherUnitError
from gjennomslag.plan.views.documents import trail_to_document

Step = tuple[str, str]


def trail_to_drafts(unit: Unit) -> list[Step]:
    """Return the steps of the breadcrumb that lead to the drafts of the unit."""
    return [*trail_to_document(unit), (reverse("plan:drafts", args=[unit.code]), _("New plan"))]


def trail_to_draft(unit: Unit, draft: PlanDraft) -> list[Step]:
    """Return the steps of the breadcrumb that lead to a draft."""
    return [*trail_to_drafts(unit), (reverse("plan:draft", args=[unit.code, draft.pk]), str(draft))]


def draft_or_404(request: PersonRequest, unit: Unit, draft: int) -> PlanDraft:
    """Return the unit's draft that can still be changed, or raise Http404."""
    found: PlanDraft = visible_or_404(PlanDraft.objects, request.scope, MANAGE, pk=draft, unit=unit)
    if not found.open:
        raise Http404
    return found


def say_it_has_moved(request: HttpRequest) -> None:
    """Tell the reader that somebody else was quicker."""
    messages.error(request, _("Somebody else has changed the draft meanwhile. Look at it as it is now, and try again."))


@in_unit(MANAGE)
def drafts(request: PersonRequest, unit: Unit) -> HttpResponse:
    """Show the ways to a new plan, and the drafts that are under way."""
    return _ways(request, unit, FromTextForm(), EmptyPlanForm())


def _ways(request: PersonRequest, unit: Unit, from_text: FromTextForm, empty: EmptyPlanForm) -> HttpResponse:
    context = {
        "from_text": from_text,
        "empty": empty,
        "drafts": open_drafts(unit),
        "version": latest_version(unit),
    }
    status = 422 if from_text.errors or empty.errors else 200
    return render_unit(
        request, unit, "plan/drafts.html", context, here=_("New plan"), trail=trail_to_document(unit), status=status
    )


@in_unit(MANAGE)
@require_POST
def begin_from_text(request: PersonRequest, unit: Unit) -> HttpResponse:
    """Draft a plan from an adopted text, or go on with a plan file that lacks rules."""
    form = FromTextForm(request.POST, request.FILES)
    if not form.is_valid():
        return _ways(request, unit, form, EmptyPlanForm())
    text, source = form.cleaned_data["text"], form.cleaned_data["source"]
    if source.lower().endswith((".yaml", ".yml")):
        try:
            content = content_of(text)
        except PlanFaultsError as error:
            for fault in error.faults:
                words = {"line": fault.line, "message": fault.message(_), "remedy": fault.remedy(_)}
                form.add_error(None, _("Line %(line)s: %(message)s %(remedy)s") % words)
            return _ways(request, unit, form, EmptyPlanForm())
    else:
        drafted = draft_plan(text)
        if not drafted.goals:
            form.add_error(None, _("No goals were found. Goals are headings with lists of measures below."))
            return _ways(request, unit, form, EmptyPlanForm())
        key = slugify(drafted.title)[:60].strip("-") or "plan"
        content = content_of(write_draft(drafted, key=key, language=_language(), today=clock.today()))
    draft = begin_draft(unit=unit, content=content, source=source, on=clock.today(), by=request.user)
    messages.success(
        request, _("Here is what we could read. Look it through, and say for each line what shows that it is done.")
    )
    return redirect("plan:draft", unit.code, draft.pk)


def _language() -> str:
    return (get_language() or "nb").split("-")[0]


@in_unit(MANAGE)
@require_POST
def begin_empty(request: PersonRequest, unit: Unit) -> HttpResponse:
    """Begin an empty plan."""
    form = EmptyPlanForm(request.POST)
    if not form.is_valid():
        return _ways(request, unit, FromTextForm(), form)
    values = form.cleaned_data
    key = slugify(values["title"])[:60].strip("-") or "plan"
    content = empty_content(key=key, language=_language(), today=clock.today(), **values)
    draft = begin_draft(unit=unit, content=content, on=clock.today(), by=request.user)
    return redirect("plan:draft", unit.code, draft.pk)


@in_unit(MANAGE)
@require_POST
def begin_version(request: PersonRequest, unit: Unit) -> HttpResponse:
    """Begin a new version of the unit's plan, from the one in force."""
    version = latest_version(unit)
    if version is None:
        raise Http404
    content = content_of(version.text)
    draft = begin_draft(unit=unit, content=content, on=clock.today(), by=request.user, based_on=version)
    return redirect("plan:draft", unit.code, draft.pk)


@in_unit(MANAGE)
def draft(request: PersonRequest, unit: Unit, draft: int) -> HttpResponse:
    """Show a draft line by line, with what is left to do."""
    found = draft_or_404(request, unit, draft)
    context = {"draft": found, "page": draft_page(found)}
    return render_unit(request, unit, "plan/draft.html", context, here=str(found), trail=trail_to_drafts(unit))


@in_unit(MANAGE)
def draft_file(request: PersonRequest, unit: Unit, draft: int) -> HttpResponse:
    """Hand out the draft as a plan file."""
    found = draft_or_404(request, unit, draft)
    response = HttpResponse(found.text, content_type="application/yaml; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{slugify(found.content["key"]) or "plan"}.yaml"'
    return response


@in_unit(MANAGE)
@require_POST
def adopt(request: PersonRequest, unit: Unit, draft: int) -> HttpResponse:
    """Put the draft in force."""
    found = draft_or_404(request, unit, draft)
    seen = int(request.POST.get("seen", "0")) if request.POST.get("seen", "").isdigit() else 0
    try:
        loaded = adopt_draft(draft=found, seen=seen, on=clock.today(), by=request.user)
    except DraftHasMovedError:
        say_it_has_moved(request)
    except PlanFaultsError:
        messages.error(request, _("The draft is not finished. Nothing has been put in force."))
    except PlanOfAnotherUnitError as error:
        messages.error(request, _("%(unit)s has a plan with this short name. Give yours another.") % {"unit": error})
    else:
        words = {"number": loaded.version}
        messages.success(request, _("The plan is in force as version %(number)d. It is counted from tonight.") % words)
        return redirect("plan:versions", unit.code)
    return redirect("plan:draft", unit.code, found.pk)


@in_unit(MANAGE)
@require_POST
def discard(request: PersonRequest, unit: Unit, draft: int) -> HttpResponse:
    """Put the draft away."""
    found = draft_or_404(request, unit, draft)
    try:
        discard_draft(draft=found, on=clock.today(), by=request.user)
    except DraftHasMovedError:
        say_it_has_moved(request)
    else:
        messages.success(request, _("The draft is put away."))
    return redirect("plan:drafts", unit.code)
