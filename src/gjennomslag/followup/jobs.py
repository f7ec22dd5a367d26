"""Background work of the follow-up room."""

from __future__ import annotations

from procrastinate.contrib.django import app

from gjennomslag.core import clock
from gjennomslag.core.mail import post_to_somebody
from gjennomslag.followup.letters import letters_about
from gjennomslag.followup.queries import help_by_id


@app.task(name="followup.tell_of_help")
def tell_of_help(request_id: int) -> None:
    """Write to those who can help, or to those who are offered it, unless it is settled meanwhile."""
    request = help_by_id(request_id)
    if request is not None and request.settled_on is None:
        post_to_somebody(letters_about(request, clock.today()))
