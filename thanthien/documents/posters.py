"""The poster of a unit on one A4 sheet: only what the unit really offers stands on it."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse
from django.utils.safestring import SafeString

from thanthien.core.qr import qr_of
from thanthien.documents.models import UnitPrint
from thanthien.documents.queries import print_of
from thanthien.service.public import FastDays, public_fast_days
from thanthien.units.models import Unit

MOST_PROCEDURES = 10


@dataclass(frozen=True, slots=True)
class Poster:
    """What stands on it. ``fast_days``: None without a published decision; ``more``: procedures of its list that have
    no room."""

    unit: Unit
    wished: UnitPrint
    fast_days: FastDays | None
    procedures: tuple[str, ...]
    more: int
    address: str
    qr: SafeString


def poster_of(unit: Unit) -> Poster:
    """The poster of a unit, at a few statements."""
    found = public_fast_days(unit).answer()
    listed = found.procedures if found else ()
    shown = listed if len(listed) <= MOST_PROCEDURES else listed[: MOST_PROCEDURES - 1]
    address = f"{settings.SITE_ADDRESS}{reverse('unit-page', args=[unit.code])}"
    return Poster(unit, print_of(unit), found, shown, len(listed) - len(shown), address, qr_of(address))
