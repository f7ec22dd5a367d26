"""A unit's deadlines as a calendar that people's own calendars can follow."""

from __future__ import annotations

from datetime import date, timedelta

from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from gjennomslag.core import clock
from gjennomslag.core.access import public
from gjennomslag.organisation.models import Unit
from gjennomslag.plan.calendars import Deadline, write_calendar
from gjennomslag.plan.choices import Status
from gjennomslag.plan.queries.judging import StatusRow
from gjennomslag.plan.queries.plans import plan_on, unit_with_code
from gjennomslag.plan.queries.standing import standing_of
from gjennomslag.plan.queries.unit_plans import OwnRow, own_rows_of
from gjennomslag.plan.words import rule_in_words

FEED_SALT = "plan.deadlines"
DONE = frozenset({Status.MET, Status.MET_LATE, Status.SELF_ASSESSED, Status.MISSED})


def feed_address(request: HttpRequest, unit: Unit) -> str:
    """Return the address that a calendar follows, signed so that nobody guesses it."""
    return request.build_absolute_uri(reverse("plan:deadlines", args=[signing.dumps(unit.code, salt=FEED_SALT)]))


@public(
    "The signed address is given out on the unit's page; it holds deadlines of an adopted plan, no words of a unit."
)
def deadlines(request: HttpRequest, token: str) -> HttpResponse:
    """Hand out a unit's coming deadlines as a calendar that people's own calendars can follow.

    Those of the party's plan, and those of the measures the unit has adopted itself. What the unit calls its measures
    is left out: calendars are kept by others, the address needs no sign-in, and the unit chose who may see its words.
    """
    try:
        unit = unit_with_code(signing.loads(token, salt=FEED_SALT))
    except signing.BadSignature as wrong:
        raise Http404 from wrong
    today = clock.today()
    plan = plan_on(today)
    if unit is None or plan is None:
        raise Http404
    coming = [
        *(_asked_deadline(request, row) for row in standing_of(plan, unit, today) if _is_coming(row, today)),
        *(_own_deadline(request, unit, row) for row in own_rows_of(unit, plan, today) if _is_coming(row, today)),
    ]
    text = write_calendar(f"{unit.name}: {plan}", coming, request.get_host())
    return HttpResponse(text, content_type="text/calendar; charset=utf-8")


def _is_coming(row: StatusRow | OwnRow, today: date) -> bool:
    return row.status not in DONE and today <= row.deadline <= today + timedelta(400)


def _asked_deadline(request: HttpRequest, row: StatusRow) -> Deadline:
    item = row.obligation.item
    return Deadline(
        key=f"{row.obligation.fingerprint}-{row.unit.pk}",
        day=row.deadline,
        title=f"{item} ({rule_in_words(row.form)})",
        address=request.build_absolute_uri(reverse("plan:item", args=[row.unit.code, item.key])),
    )


def _own_deadline(request: HttpRequest, unit: Unit, row: OwnRow) -> Deadline:
    page = reverse("plan:own_plan", args=[unit.code])
    return Deadline(
        key=f"own-{row.line.item_id}-{unit.pk}",
        day=row.deadline,
        title=_("One of our own measures (%(goal)s)") % {"goal": row.line.goal},
        address=request.build_absolute_uri(f"{page}#measure-{row.line.item_id}"),
    )
