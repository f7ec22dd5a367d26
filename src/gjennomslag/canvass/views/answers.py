"""Where the canvasser's page sends what people said: one tally per session, area and week."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from gjennomslag.algorithms.publication import Tally
from gjennomslag.canvass.queries.walks import link_with
from gjennomslag.canvass.rules import may_still_send
from gjennomslag.canvass.services.answers import record_answers
from gjennomslag.canvass.views.walking import HELD
from gjennomslag.core import clock
from gjennomslag.core.access import public
from gjennomslag.core.clock import Week, week_of


@dataclass(frozen=True, slots=True)
class SentTally:
    """A tally as the page sends it."""

    area: int
    week: Week
    session: UUID
    revision: int
    tally: Tally
    closed: bool


def parse_tally(body: bytes) -> SentTally:
    """Return the tally in the JSON body, or raise ``ValidationError`` where it is not one."""
    try:
        sent: dict[str, Any] = json.loads(body)
        year, number = sent["week"]
        week = Week(int(year), int(number))
        week.monday  # noqa: B018 - raises ValueError for a week that does not exist
        themes = {int(theme): int(answers) for theme, answers in sent["themes"].items()}
        return SentTally(
            area=int(sent["area"]),
            week=week,
            session=UUID(sent["session"]),
            revision=int(sent["revision"]),
            tally=Tally(int(sent["answers"]), themes),
            closed=sent["closed"] is True,
        )
    except (ValueError, KeyError, TypeError, AttributeError) as fault:
        raise ValidationError(_("The answers could not be read.")) from fault


@public("Only for browsers that hold or have held a turf link; answers carry no door and no person.")
@require_POST
def answers(request: HttpRequest) -> JsonResponse:
    """Take a session's tally. Late ones are taken too, as long as the link was not revoked."""
    link_id = request.session.get(HELD)
    link = link_with(link_id) if link_id is not None else None
    if link is None or not may_still_send(link, timezone.now()):
        return JsonResponse({"error": _("This link has ended.")}, status=410)
    try:
        sent = parse_tally(request.body)
        outcome = record_answers(
            turf=link.turf,
            area_id=sent.area,
            week=sent.week,
            session=sent.session,
            revision=sent.revision,
            tally=sent.tally,
            closed=sent.closed,
            today_week=week_of(clock.today()),
        )
    except ValidationError as fault:
        return JsonResponse({"error": " ".join(fault.messages)}, status=400)
    return JsonResponse({"session": str(sent.session), "revision": sent.revision, "outcome": outcome}, status=201)
