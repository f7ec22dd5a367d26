"""The secrets of the field: a row's id, signed. The database holds nothing that opens a turf or writes to it."""

from __future__ import annotations

from uuid import UUID

from django.core.signing import BadSignature, Signer

from gjennomslag.canvass.models import Device, TurfLink

_links = Signer(salt="canvass.turf-link", sep="~")
_uploads = Signer(salt="canvass.upload", sep="~")
_downloads = Signer(salt="canvass.download", sep="~")


def token_of(link: TurfLink) -> str:
    """Return what goes in the link's address."""
    return _links.sign(str(link.pk))


def link_id_in(token: str) -> int | None:
    """Return the link's id that the token carries, or None when we have not signed it."""
    try:
        return int(_links.unsign(token))
    except (BadSignature, ValueError):
        return None


def upload_token_of(device: Device) -> str:
    """Return the phone's key to write with. It opens nothing, and outlives the lease."""
    return _uploads.sign(str(device.pk))


def download_token_of(device: Device) -> str:
    """Return the phone's key to read its turf with, for as long as the lease runs."""
    return _downloads.sign(str(device.pk))


def uploading_device(token: str) -> UUID | None:
    """Return the id of the phone that may write with this token, or None."""
    return _device_in(_uploads, token)


def downloading_device(token: str) -> UUID | None:
    """Return the id of the phone that may read with this token, or None."""
    return _device_in(_downloads, token)


def _device_in(signer: Signer, token: str) -> UUID | None:
    try:
        return UUID(signer.unsign(token))
    except (BadSignature, ValueError):
        return None
