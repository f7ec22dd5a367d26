"""A turf link's secret: the row's id, signed. The database holds nothing that opens a turf."""

from __future__ import annotations

from django.core.signing import BadSignature, Signer

from gjennomslag.canvass.models import TurfLink

_signer = Signer(salt="canvass.turf-link", sep="~")


def token_of(link: TurfLink) -> str:
    """Return what goes in the link's address."""
    return _signer.sign(str(link.pk))


def link_id_in(token: str) -> int | None:
    """Return the link's id that the token carries, or None when we have not signed it."""
    try:
        return int(_signer.unsign(token))
    except (BadSignature, ValueError):
        return None
