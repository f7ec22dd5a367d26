"""Addresses as QR codes."""

from __future__ import annotations

import segno
from django.utils.safestring import mark_safe


def qr_code(address: str) -> str:
    """Return the address as a QR code: SVG to put in a page."""
    drawn = segno.make(address, error="m").svg_inline(scale=5, border=2, dark="#000", light="#fff")
    return mark_safe(drawn)  # noqa: S308 - drawn here from an address of our own
