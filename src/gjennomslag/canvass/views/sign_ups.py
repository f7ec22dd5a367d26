"""What people open from the link to a shift, without an account: saying that they come, and that they cannot."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from gjennomslag.canvass.forms.shifts import SignUpForm
from gjennomslag.canvass.links import shift_id_in, shift_token_of, sign_up_id_in, sign_up_token_of
from gjennomslag.canvass.queries.shifts import ShiftRow, coming_shifts_in, shift_with, sign_up_with, takes_sign_ups
from gjennomslag.canvass.services.shifts import ShiftFull, ShiftOver, leave_shift, sign_up
from gjennomslag.canvass.shift_mail import send_place
from gjennomslag.core.access import public
from gjennomslag.organisation.models import Person


@public("The signed token names one shift; the page shows its time and place and nobody's name.")
def join_shift(request: HttpRequest, token: str) -> HttpResponse:
    """Show the shift and take a sign-up."""
    row = shift_with(shift_id_in(token))
    now = timezone.now()
    if row is None or not takes_sign_ups(row.shift, now):
        return render(request, "canvass/shift_over.html", {"others": _others(row)}, status=410)
    person = request.user if isinstance(request.user, Person) else None
    form = SignUpForm(request.POST if request.method == "POST" else None, known=person is not None)
    if request.method == "POST" and form.is_valid():
        try:
            place = sign_up(shift=row.shift, now=now, person=person, **form.sign_up_values())
        except (ShiftFull, ShiftOver):
            form.add_error(None, _("Somebody took the last place while you wrote. Choose another shift."))
        else:
            send_place(place)
            return redirect("canvass:leave_shift", sign_up_token_of(place))
    context = {"row": row, "form": form, "person": person, "others": _others(row)}
    return render(request, "canvass/join_shift.html", context, status=422 if form.errors else 200)


def _others(row: ShiftRow | None) -> list[tuple[ShiftRow, str]]:
    """Return the unit's other shifts with room, each with its token."""
    if row is None:
        return []
    coming = coming_shifts_in(row.shift.drive.unit, timezone.now())
    return [(each, shift_token_of(each.shift)) for each in coming if each.left and each.shift.pk != row.shift.pk]


@public("The signed token names one sign-up, and was given to the one who made it.")
def leave_shift_page(request: HttpRequest, token: str) -> HttpResponse:
    """Show the place one has, and let one give it up."""
    place = sign_up_with(sign_up_id_in(token))
    if place is None:
        return render(request, "canvass/shift_left.html", status=410)
    if request.method == "POST":
        leave_shift(sign_up=place)
        return render(request, "canvass/shift_left.html")
    return render(request, "canvass/leave_shift.html", {"place": place, "shift": place.shift})
