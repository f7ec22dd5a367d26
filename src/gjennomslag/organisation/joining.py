"""What keeps machines from joining: a signed time, a field that people do not see, and a limit for each address.

All of it is our own: no third party sees who joins a party.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address

from django.conf import settings
from django.core import signing
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

_FORM, _NOT_ME = "organisation.join-form", "organisation.not-me"
SHORTEST = timedelta(seconds=4)
"""Nobody fills in the form faster."""
LONGEST = timedelta(hours=12)
FORMS_AN_HOUR = 20
"""So many forms may come from one network address in an hour: enough for a stall where all use one phone."""
NOT_ME_DAYS = 14


@dataclass(frozen=True, slots=True)
class Shown:
    """When a form was shown, and with which version of the consent's words."""

    at: datetime
    text: int


def form_token(shown: Shown) -> str:
    """Return what the form carries, so that nobody can make up when it was shown."""
    return signing.dumps([shown.at.timestamp(), shown.text], salt=_FORM)


def shown_in(token: str, now: datetime) -> Shown | None:
    """Return what the token says, or None where we have not signed it, or too long ago."""
    try:
        at, text = signing.loads(token, salt=_FORM)
    except signing.BadSignature:
        return None
    shown = Shown(datetime.fromtimestamp(at, tz=now.tzinfo), int(text))
    return shown if now - shown.at <= LONGEST else None


def not_me_token(membership_id: int) -> str:
    """Return what goes in the address where somebody says that it was not they who joined."""
    return signing.dumps(membership_id, salt=_NOT_ME)


def membership_in(token: str) -> int | None:
    """Return the membership's id that the token carries, or None where it is not ours or too old."""
    try:
        return int(signing.loads(token, salt=_NOT_ME, max_age=timedelta(days=NOT_ME_DAYS)))
    except signing.BadSignature:
        return None


def sender_of(request: HttpRequest, now: datetime) -> str:
    """Return a sign for the network address a form comes from, which says nothing and is another one tomorrow.

    Behind a server of our own that speaks HTTPS it is the address that this server saw. A household's IPv6 addresses
    are taken as one.
    """
    address = request.META.get("REMOTE_ADDR", "")
    passed_on = request.META.get("HTTP_X_FORWARDED_FOR", "")
    if getattr(settings, "SECURE_PROXY_SSL_HEADER", None) and passed_on:
        address = passed_on.rpartition(",")[2].strip()
    return salted_hmac("organisation.join", f"{now:%Y-%m-%d} {_network(address)}", algorithm="sha256").hexdigest()


def _network(address: str) -> str:
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    return parsed.exploded[:19] if isinstance(parsed, IPv6Address) else address
