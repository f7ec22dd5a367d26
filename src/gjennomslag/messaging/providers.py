"""Mail providers by django-anymail: which one is set up, and what it tells us of letters.

Of what a provider can tell only what went wrong is taken in: that letters were opened or links clicked is thrown away
unread. A provider's account should have both turned off.
"""

from __future__ import annotations

from functools import cache
from importlib import import_module
from typing import Any

from anymail.signals import AnymailTrackingEvent, EventType, RejectReason, tracking
from django.conf import settings
from django.utils import timezone

from gjennomslag.core.access import View
from gjennomslag.messaging.choices import Problem
from gjennomslag.messaging.services.addresses import take_back
from gjennomslag.messaging.tokens import recipient_in


@cache
def event_view() -> View | None:
    """Return the view of django-anymail that reads the provider's events, or None where no secret is set up."""
    path = settings.EMAIL_BACKEND.split(".")
    if path[:2] != ["anymail", "backends"] or not settings.ANYMAIL.get("WEBHOOK_SECRET"):
        return None
    try:
        module: Any = import_module(f"anymail.webhooks.{path[2]}")
    except ModuleNotFoundError:
        return None
    classes = (each for name, each in vars(module).items() if name.endswith("TrackingWebhookView"))
    found = next((each for each in classes if each.__module__ == module.__name__), None)
    view: View | None = found.as_view() if found else None
    return view


def take_in_event(sender: Any, event: AnymailTrackingEvent, esp_name: str, **others: Any) -> None:
    """Note a letter that came back or was marked as unwanted. Everything else is thrown away unread."""
    problem = _problem(event)
    message_id = (event.metadata or {}).get("message_id") or event.message_id or ""
    recipient = recipient_in(str(message_id)) if problem else None
    if problem is not None and recipient is not None:
        take_back(recipient=recipient, problem=problem, at=timezone.now())


def _problem(event: AnymailTrackingEvent) -> Problem | None:
    if event.event_type in {EventType.COMPLAINED, EventType.UNSUBSCRIBED}:
        return Problem.COMPLAINT
    if event.event_type == EventType.BOUNCED:
        gone = event.reject_reason in {RejectReason.INVALID, RejectReason.BOUNCED, None}
        return Problem.GONE if gone else Problem.FULL
    return Problem.FULL if event.event_type in {EventType.REJECTED, EventType.FAILED} else None


def listen_to_providers() -> None:
    """Let django-anymail tell us of events; a signal is the way it has."""
    tracking.connect(take_in_event, dispatch_uid="messaging.take_in_event")
