"""Holding what was read of a file until its person confirms it, and letting go of what nobody confirmed."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import connection, transaction

from thanthien.core.workbooks.models import HeldSheet
from thanthien.core.workbooks.packing import Given, Packed, pack, unpack
from thanthien.core.workbooks.reading import Sheet


def hold(*, sheet: Sheet, given: Given, by: Any, purpose: str) -> HeldSheet:
    """Keep a sheet for an hour, for this person and purpose."""
    return HeldSheet.objects.create(person=by, purpose=purpose, content=pack(sheet, given))


def held(uuid: UUID, *, by: Any, purpose: str) -> Packed | None:
    """What this person sent for this purpose; None when it is too old, gone, or another's. One statement."""
    found = HeldSheet.objects.fresh().of(by, purpose).filter(uuid=uuid).first()
    return None if found is None else unpack(bytes(found.content))


def take(uuid: UUID, *, by: Any, purpose: str) -> Packed | None:
    """The same, and gone afterwards, when the caller's transaction is: a second confirmation finds nothing.

    Imports for one purpose wait for each other.
    """
    wait_for_others(purpose)
    found = HeldSheet.objects.select_for_update().fresh().of(by, purpose).filter(uuid=uuid).first()
    if found is None:
        return None
    content = unpack(bytes(found.content))
    found.delete()
    return content


def wait_for_others(purpose: str) -> None:
    """Imports for one purpose wait for each other until the transaction ends, so that no other one changes what is
    checked again before it is written."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"thanthien.workbooks.{purpose}"])


def let_go(uuid: UUID, *, by: Any, purpose: str) -> None:
    """Delete what was imported: nobody confirms it again."""
    HeldSheet.objects.of(by, purpose).filter(uuid=uuid).delete()


@transaction.atomic
def let_go_of_stale() -> int:
    """Delete what nobody confirmed within the hour. Returns how many."""
    return HeldSheet.objects.stale().delete()[0]
