"""Where the centre keeps the templates: what they say, when they were looked through, and which are in use."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from gjennomslag.activities.kit_forms import ExpectedFormSet, TemplateForm, initial_rows, rows_in
from gjennomslag.activities.models import ActivityTemplate
from gjennomslag.activities.queries.activities import all_templates, any_template
from gjennomslag.activities.queries.expected import expected_table
from gjennomslag.activities.rules import KEEP_TEMPLATES
from gjennomslag.activities.services.expected import set_expected
from gjennomslag.activities.services.kits import change_template, retire_template, review_template
from gjennomslag.core import clock
from gjennomslag.core.access import View
from gjennomslag.organisation.access import in_unit
from gjennomslag.organisation.middleware import PersonRequest
from gjennomslag.organisation.models import Unit
from gjennomslag.organisation.pages import render_unit
from gjennomslag.organisation.queries import ancestors_of

KitView = Callable[..., HttpResponse]


def kept_by_the_country(view: KitView) -> View:
    """Serve the page in the country, whose templates they are. From other units lead there, where one is asked anew."""

    @wraps(view)
    def guarded(request: PersonRequest, unit: Unit, *args: Any, **kwargs: Any) -> HttpResponse:
        if unit.depth == 1:
            return view(request, unit, *args, **kwargs)
        return redirect("activities:templates", ancestors_of(unit)[0].code)

    return in_unit(KEEP_TEMPLATES)(guarded)


def _found(code: str) -> ActivityTemplate:
    found = any_template(code)
    if found is None:
        raise Http404
    return found


@kept_by_the_country
def templates(request: PersonRequest, unit: Unit) -> HttpResponse:
    """Show the templates with when they were last looked through."""
    context = {"rows": all_templates()}
    return render_unit(request, unit, "activities/templates.html", context, here=_("Activity templates"))


@kept_by_the_country
def template(request: PersonRequest, unit: Unit, template: str) -> HttpResponse:
    """Change what a template says in the reader's language, or note that it is still right."""
    found = _found(template)
    if request.method == "POST" and "review" in request.POST:
        review_template(template=found, on=clock.today(), by=request.user)
        messages.success(request, _("Noted that it has been looked through today."))
        return redirect("activities:templates", unit.code)
    form = TemplateForm(request.POST if request.method == "POST" else None, template=found)
    if request.method == "POST" and form.is_valid():
        change_template(
            template=found,
            language=(get_language() or "nb").split("-")[0],
            words=form.words(),
            checklist=form.cleaned_data["checklist"],
            on=clock.today(),
            by=request.user,
            **form.facts(),
        )
        messages.success(request, _("Saved. New activities begin from this; those that are planned stay as they are."))
        return redirect("activities:templates", unit.code)
    trail = [(reverse("activities:templates", args=[unit.code]), _("Activity templates"))]
    context, status = {"form": form, "template": found}, 422 if form.errors else 200
    return render_unit(request, unit, "activities/template.html", context, trail=trail, here=str(found), status=status)


@kept_by_the_country
@require_POST
def use(request: PersonRequest, unit: Unit, template: str) -> HttpResponse:
    """Take a template out of use, or into use again."""
    retire_template(template=_found(template), retired=request.POST.get("use") == "no", by=request.user)
    return redirect("activities:templates", unit.code)


@kept_by_the_country
def expected(request: PersonRequest, unit: Unit) -> HttpResponse:
    """Change the table of what is expected of a branch of a size."""
    formset = ExpectedFormSet(request.POST or None, initial=initial_rows(expected_table()))
    if request.method == "POST" and formset.is_valid():
        set_expected(rows=rows_in(formset), by=request.user)
        messages.success(request, _("Saved. Branches see it on “Members in numbers”."))
        return redirect("activities:expected", unit.code)
    status = 422 if formset.is_bound else 200
    context, here = {"formset": formset}, _("Expected activity")
    return render_unit(request, unit, "activities/expected.html", context, here=here, status=status)
