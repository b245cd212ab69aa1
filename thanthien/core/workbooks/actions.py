"""Holding what was read of a file until its person confirms it, and letting go of what nobody confirmed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final
from uuid import UUID

from django.db import connection, transaction

from thanthien.core import clock
from thanthien.core.private.actions import erase
from thanthien.core.private.keys import GoneError, seal, unseal
from thanthien.core.workbooks.models import HeldSheet
from thanthien.core.workbooks.packing import Given, Packed, pack_text, unpack_text
from thanthien.core.workbooks.reading import Sheet
from thanthien.core.workbooks.shelf import SHEETS

_ROWS: Final = "rows"


def hold(*, sheet: Sheet, given: Given, by: Any, purpose: str) -> HeldSheet:
    """Keep a sheet for an hour, for this person and purpose, under a key that is on disk when this returns."""
    kept = seal(SHEETS.key, {_ROWS: pack_text(Packed(sheet, given))})
    return HeldSheet.objects.create(person=by, purpose=purpose, sealed_key=kept.key, sealed=kept.content)


def held(uuid: UUID, *, by: Any, purpose: str) -> Packed | None:
    """What this person sent for this purpose; None when it is too old, gone, or another's. One statement."""
    return _opened(HeldSheet.objects.fresh().of(by, purpose).filter(uuid=uuid).first())


def take(uuid: UUID, *, by: Any, purpose: str) -> Packed | None:
    """The same, and gone with its key afterwards, when the caller's transaction is: a second confirmation finds
    nothing.

    Imports for one purpose wait for each other.
    """
    wait_for_others(purpose)
    found = HeldSheet.objects.select_for_update().fresh().of(by, purpose).filter(uuid=uuid).first()
    content = _opened(found)
    if found is not None:
        _end([found])
    return content


def order(uuid: UUID, *, by: Any, purpose: str) -> None:
    """Its person confirmed a sheet that the worker is to import: it waits for that, not for an hour."""
    HeldSheet.objects.fresh().of(by, purpose).filter(uuid=uuid).update(ordered_at=clock.now())


def ordered(uuid: UUID, *, by: Any, purpose: str) -> Packed | None:
    """What this person ordered to be imported; None when no worker came in time, or it was imported."""
    return _opened(HeldSheet.objects.confirmed().of(by, purpose).filter(uuid=uuid).first())


def wait_for_others(purpose: str) -> None:
    """Imports for one purpose wait for each other until the transaction ends, so that no other one changes what is
    checked again before it is written."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"thanthien.workbooks.{purpose}"])


def let_go(uuid: UUID, *, by: Any, purpose: str) -> None:
    """Delete what was imported: nobody confirms it again."""
    _end(HeldSheet.objects.of(by, purpose).filter(uuid=uuid).only("sealed_key"))


@transaction.atomic
def let_go_of_stale() -> int:
    """Delete what nobody confirmed within the hour. Returns how many."""
    rows = list(HeldSheet.objects.stale().only("sealed_key").select_for_update())
    _end(rows)
    return len(rows)


def _opened(found: HeldSheet | None) -> Packed | None:
    """What its sender sent, who alone comes here; so no look is noted."""
    if found is None or found.kept is None:
        return None
    try:
        return unpack_text(unseal(SHEETS.key, found.kept)[_ROWS])
    except GoneError:
        return None


@transaction.atomic
def _end(rows: Iterable[HeldSheet]) -> None:
    """The rows go, and their keys once that is committed."""
    ended = list(rows)
    erase(SHEETS, ended)
    HeldSheet.objects.filter(pk__in=[one.pk for one in ended]).delete()
