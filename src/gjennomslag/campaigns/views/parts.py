"""What a campaign is made of: tasks, materials, days, how it goes, and how it went."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from gjennomslag.campaigns.forms import CheckInForm, DayForm, EvaluationForm, MaterialForm, TaskForm
from gjennomslag.campaigns.models import Campaign, Task
from gjennomslag.campaigns.queries.campaigns import material_of, part_of
from gjennomslag.campaigns.rules import LEAD
from gjennomslag.campaigns.services import campaigns as services
from gjennomslag.campaigns.views.campaigns import campaign_of, trail_to
from gjennomslag.core import clock
from gjennomslag.organisation.access import in_unit
from gjennomslag.organisation.middleware import PersonRequest
from gjennomslag.organisation.models import Unit
from gjennomslag.organisation.pages import render_unit
from gjennomslag.organisation.rules import SEE


def _task(campaign: Campaign, pk: int) -> Task:
    found = campaign.tasks.filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def _form_page(request: PersonRequest, unit: Unit, campaign: Campaign, form: forms.Form, here: str) -> HttpResponse:
    trail = trail_to(unit, campaign)
    context = {"form": form, "back": trail[-1][0]}
    status = 422 if form.errors else 200
    return render_unit(request, unit, "campaigns/edit.html", context, trail=trail, here=here, status=status)


@in_unit(LEAD)
def new_task(request: PersonRequest, unit: Unit, campaign: int) -> HttpResponse:
    """Add a task."""
    return _edit_task(request, unit, campaign_of(unit, campaign), None)


@in_unit(LEAD)
def change_task(request: PersonRequest, unit: Unit, campaign: int, task: int) -> HttpResponse:
    """Change a task."""
    found = campaign_of(unit, campaign)
    return _edit_task(request, unit, found, _task(found, task))


def _edit_task(request: PersonRequest, unit: Unit, campaign: Campaign, task: Task | None) -> HttpResponse:
    initial: dict[str, Any] = (
        {each.name: getattr(task, each.name) for each in Task._meta.concrete_fields} if task else {}
    )
    form = TaskForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        services.save_task(campaign=campaign, by=request.user, task=task, **form.cleaned_data)
        return redirect("campaigns:campaign", unit.code, campaign.pk)
    return _form_page(request, unit, campaign, form, _("New task") if task is None else task.title)


@in_unit(SEE)
@require_POST
def take(request: PersonRequest, unit: Unit, campaign: int, task: int) -> HttpResponse:
    """Take the task, with ``done`` note that it is done, with ``back`` give it back."""
    of_campaign, today = campaign_of(unit, campaign), clock.today()
    found = _task(of_campaign, task)
    if "done" in request.POST:
        services.finish_task(task=found, person=request.user, on=today)
        messages.success(request, _("Thank you! That helps."))
    elif "back" in request.POST:
        services.give_task_back(task=found, person=request.user)
    elif of_campaign.called_off_on is not None:
        messages.error(request, _("The campaign is called off."))
    else:
        services.take_task(task=found, person=request.user, on=today)
        messages.success(request, _("The task is yours. Say here when it is done."))
    return redirect("campaigns:campaign", unit.code, campaign)


@in_unit(LEAD)
def new_material(request: PersonRequest, unit: Unit, campaign: int) -> HttpResponse:
    """Add a link or a file."""
    found = campaign_of(unit, campaign)
    form = MaterialForm(*((request.POST, request.FILES) if request.method == "POST" else (None, None)))
    if request.method == "POST" and form.is_valid():
        services.add_material(campaign=found, by=request.user, **form.cleaned_data)
        return redirect("campaigns:campaign", unit.code, found.pk)
    return _form_page(request, unit, found, form, _("New material"))


@in_unit(SEE)
def material_file(request: PersonRequest, unit: Unit, campaign: int, material: int) -> HttpResponseBase:
    """Give the file, to be saved and never shown as a page of this site."""
    found = material_of(unit, campaign, material)
    stored = found.file.name if found is not None else None
    if found is None or not stored or not found.file.storage.exists(stored):
        raise Http404
    name = f"{found.title}.{stored.rpartition('.')[2]}"
    return FileResponse(found.file.open("rb"), as_attachment=True, filename=name)


@in_unit(LEAD)
def new_day(request: PersonRequest, unit: Unit, campaign: int) -> HttpResponse:
    """Add a day that matters."""
    found = campaign_of(unit, campaign)
    form = DayForm(request.POST if request.method == "POST" else None, campaign=found)
    if request.method == "POST" and form.is_valid():
        services.add_day(campaign=found, by=request.user, **form.cleaned_data)
        return redirect("campaigns:campaign", unit.code, found.pk)
    return _form_page(request, unit, found, form, _("New day"))


@in_unit(LEAD)
@require_POST
def remove(request: PersonRequest, unit: Unit, campaign: int, kind: str, part: int) -> HttpResponse:
    """Take out a task, a material or a day."""
    found = campaign_of(unit, campaign)
    what = part_of(found, kind, part)
    if what is None:
        raise Http404
    services.remove_part(part=what, by=request.user)
    return redirect("campaigns:campaign", unit.code, found.pk)


@in_unit(LEAD)
@require_POST
def note_check_in(request: PersonRequest, unit: Unit, campaign: int) -> HttpResponse:
    """Note how the campaign goes."""
    found, form = campaign_of(unit, campaign), CheckInForm(request.POST)
    if not form.is_valid():
        return _form_page(request, unit, found, form, _("How does it go?"))
    services.check_in(campaign=found, by=request.user, on=clock.today(), **form.cleaned_data)
    return redirect("campaigns:campaign", unit.code, found.pk)


@in_unit(LEAD)
@require_POST
def evaluation(request: PersonRequest, unit: Unit, campaign: int) -> HttpResponse:
    """Write down how it went."""
    found, form = campaign_of(unit, campaign), EvaluationForm(request.POST)
    if not form.is_valid():
        return _form_page(request, unit, found, form, _("How it went"))
    services.evaluate(campaign=found, by=request.user, on=clock.today(), text=form.cleaned_data["text"])
    return redirect("campaigns:campaign", unit.code, found.pk)
