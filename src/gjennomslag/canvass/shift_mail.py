"""Mail to those who have signed up for a shift: the place is kept, tomorrow is the day, or it is another after all."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from gjennomslag.canvass.links import sign_up_token_of
from gjennomslag.canvass.models import Shift, SignUp
from gjennomslag.core.mail import post

REMIND_BEFORE = timedelta(hours=24)


def send_place(sign_up: SignUp) -> None:
    """Say that the place is kept."""
    _send(sign_up, "place")


def send_reminders(*, now: datetime) -> int:
    """Remind everyone whose shift begins within a day, once; return how many. One that fails is tried again later."""
    coming = SignUp.objects.filter(
        reminded=False,
        shift__called_off=False,
        shift__drive__closed_on=None,
        shift__starts_at__gt=now,
        shift__starts_at__lte=now + REMIND_BEFORE,
    )
    sent = 0
    for key in coming.values_list("pk", flat=True):
        with transaction.atomic():
            rows = SignUp.objects.select_for_update(of=("self",), skip_locked=True).select_related("person", "shift")
            sign_up = rows.filter(pk=key, reminded=False).first()
            if sign_up is None:
                continue
            SignUp.objects.filter(pk=key).update(reminded=True)
            sent += _send(sign_up, "reminder")
    return sent


def tell_everyone(shift: Shift) -> int:
    """Say to everyone that the shift is called off, or has another time or place; return how many."""
    kind = "called-off" if shift.called_off else "changed"
    return sum(_send(each, kind) for each in shift.sign_ups.select_related("person", "shift"))


def _send(sign_up: SignUp, kind: str) -> int:
    """Send one mail in the reader's language; 0 where there is no address."""
    if not sign_up.mail:
        return 0
    with translation.override(sign_up.person.language if sign_up.person else settings.LANGUAGE_CODE):
        subjects = {
            "place": _("You are on the shift: %(shift)s"),
            "reminder": _("Soon: door-knocking %(shift)s"),
            "changed": _("New time or place: %(shift)s"),
            "called-off": _("Called off: %(shift)s"),
        }
        subject = subjects[kind] % {"shift": sign_up.shift}
        return post([EmailMessage(subject, _body(sign_up, kind), to=[sign_up.mail])]).sent


def _body(sign_up: SignUp, kind: str) -> str:
    shift = sign_up.shift
    if kind == "called-off":
        return _("Hi, %(name)s! The shift %(shift)s at %(place)s is called off. You need not do anything.") % {
            "name": sign_up.called,
            "shift": shift,
            "place": shift.place,
        }
    leave = settings.SITE_ADDRESS + reverse("canvass:leave_shift", args=[sign_up_token_of(sign_up)])
    parts = [
        _("Hi, %(name)s! We meet %(shift)s at %(place)s.")
        % {"name": sign_up.called, "shift": shift, "place": shift.place},
        shift.note,
        _("You get somebody to walk with, and all you need on your phone.") if sign_up.newcomer else "",
        _("Can you not come? Say so here, so that somebody else gets the place: %(address)s") % {"address": leave},
    ]
    return "\n\n".join(part for part in parts if part)
