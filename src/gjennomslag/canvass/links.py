"""The secrets of the field: a row's id, signed. The database holds nothing that opens a turf or writes to it."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.urls import reverse

from gjennomslag.canvass.models import Device, Shift, SignUp, TurfLink
from gjennomslag.organisation.models import Unit

_links = Signer(salt="canvass.turf-link", sep="~")
_uploads = Signer(salt="canvass.upload", sep="~")
_downloads = Signer(salt="canvass.download", sep="~")
_shifts = Signer(salt="canvass.shift", sep="~")
_contacts = Signer(salt="canvass.contact", sep="~")
_sign_ups = Signer(salt="canvass.sign-up", sep="~")


def token_of(link: TurfLink) -> str:
    """Return what goes in the link's address."""
    return _links.sign(str(link.pk))


def link_id_in(token: str) -> int | None:
    """Return the link's id that the token carries, or None when we have not signed it."""
    return _number_in(_links, token)


def shift_token_of(shift: Shift) -> str:
    """Return what goes in the address where people sign up for the shift."""
    return _shifts.sign(str(shift.pk))


def shift_id_in(token: str) -> int | None:
    """Return the id of the shift that the token opens, or None."""
    return _number_in(_shifts, token)


def sign_up_token_of(sign_up: SignUp) -> str:
    """Return what goes in the address where one gives up a place."""
    return _sign_ups.sign(str(sign_up.pk))


def sign_up_id_in(token: str) -> int | None:
    """Return the id of the sign-up that the token gives up, or None."""
    return _number_in(_sign_ups, token)


def contact_address_of(unit: Unit) -> str:
    """Return the whole address where people ask the unit to get in touch. It is the same at every door (P8)."""
    return settings.SITE_ADDRESS + reverse("canvass:ask", args=[_contacts.sign(str(unit.pk))])


def contact_unit_in(token: str) -> int | None:
    """Return the id of the unit that the token is about, or None."""
    return _number_in(_contacts, token)


def _number_in(signer: Signer, token: str) -> int | None:
    try:
        return int(signer.unsign(token))
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
