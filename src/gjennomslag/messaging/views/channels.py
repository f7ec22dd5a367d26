"""A unit's own channels: who looks after them, and when they were last used."""

from __future__ import annotations

from datetime import timedelta

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from gjennomslag.core import clock
from gjennomslag.messaging.channel_forms import ChannelForm
from gjennomslag.messaging.models import OwnChannel
from gjennomslag.messaging.queries.channels import channels_of
from gjennomslag.messaging.rules import WRITE
from gjennomslag.messaging.services.channels import end_channel, note_use, save_channel
from gjennomslag.organisation.access import in_unit
from gjennomslag.organisation.middleware import PersonRequest
from gjennomslag.organisation.models import Unit
from gjennomslag.organisation.pages import render_unit

SILENT_AFTER = timedelta(days=30)


def _channel(unit: Unit, pk: int) -> OwnChannel:
    found = channels_of(unit, clock.today()).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


@in_unit(WRITE)
def channels(request: PersonRequest, unit: Unit) -> HttpResponse:
    """List the unit's channels; those that nobody looks after or has used for a month stand out."""
    today = clock.today()
    rows = [(each, (each.last_used_on or each.started_on) < today - SILENT_AFTER) for each in channels_of(unit, today)]
    return render_unit(request, unit, "messaging/channels.html", {"rows": rows}, here=_("Own channels"))


@in_unit(WRITE)
def new_channel(request: PersonRequest, unit: Unit) -> HttpResponse:
    """Add a channel."""
    return _edit(request, unit, None)


@in_unit(WRITE)
def change_channel(request: PersonRequest, unit: Unit, channel: int) -> HttpResponse:
    """Change a channel, or note how many follow it today."""
    return _edit(request, unit, _channel(unit, channel))


def _edit(request: PersonRequest, unit: Unit, channel: OwnChannel | None) -> HttpResponse:
    initial = (
        {field.name: getattr(channel, field.attname) for field in OwnChannel._meta.concrete_fields} if channel else {}
    )
    form = ChannelForm(request.POST if request.method == "POST" else None, unit=unit, initial=initial)
    back = reverse("messaging:channels", args=[unit.code])
    if request.method == "POST" and form.is_valid():
        save_channel(unit=unit, by=request.user, on=clock.today(), channel=channel, **form.cleaned_data)
        messages.success(request, _("The channel is saved."))
        return redirect(back)
    here = _("New channel") if channel is None else str(channel)
    context = {"form": form, "back": back, "channel": channel}
    status = 422 if form.errors else 200
    trail = [(back, _("Own channels"))]
    return render_unit(request, unit, "messaging/edit_channel.html", context, trail=trail, here=here, status=status)


@in_unit(WRITE)
@require_POST
def used_today(request: PersonRequest, unit: Unit, channel: int) -> HttpResponse:
    """Note that the channel was used today."""
    note_use(channel=_channel(unit, channel), by=request.user, on=clock.today())
    return redirect("messaging:channels", unit.code)


@in_unit(WRITE)
@require_POST
def end(request: PersonRequest, unit: Unit, channel: int) -> HttpResponse:
    """Note that the channel is no longer used."""
    found = _channel(unit, channel)
    end_channel(channel=found, by=request.user, on=clock.today())
    messages.success(request, _("“%(name)s” is no longer among your channels.") % {"name": found.name})
    return redirect("messaging:channels", unit.code)
