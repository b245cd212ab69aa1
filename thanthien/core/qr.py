"""Addresses as QR codes, for paper."""

from __future__ import annotations

import segno
from django.utils.safestring import SafeString, mark_safe


def qr_of(address: str) -> SafeString:
    """The address as a drawing: black on white, a quarter of it may be hidden by dirt or a fold. Screen readers say
    that it is a QR code: what it opens stands beside it."""
    drawn = segno.make(address, error="q", micro=False).svg_inline(
        border=4, omitsize=True, svgclass="qr", lineclass=None, title="Mã QR"
    )
    return mark_safe(drawn)
