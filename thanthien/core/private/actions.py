"""Reading personal data, which is noted; and the end of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta
from functools import partial
from typing import Any

from django.db import transaction

from thanthien.core import clock
from thanthien.core.private.enums import Right
from thanthien.core.private.keys import GoneError, destroy, stored_keys, unseal
from thanthien.core.private.models import Look, OwnAct, PrivateData
from thanthien.core.private.shelves import PrivateShelf

_AT_ONCE = 200
UNKNOWN_FOR = timedelta(days=7)  # younger keys may be on their way to their row


def read_private(
    shelf: PrivateShelf, rows: Sequence[tuple[PrivateData, str, int | None]], *, what_for: str, by: Any
) -> list[dict[str, str] | None]:
    """What stands in some rows (each with its words and the number of its unit), None for one whose key is gone. That
    it was read is noted and committed before anything is handed out."""
    found = [_texts(shelf, row) for row, _, _ in rows]
    with transaction.atomic():
        Look.objects.bulk_create(
            Look(shelf=shelf.key, row=row.pk, words=words, place=place, by=by, what_for=what_for)
            for (row, words, place), texts in zip(rows, found, strict=True)
            if texts is not None
        )
    return found


def _texts(shelf: PrivateShelf, row: PrivateData) -> dict[str, str] | None:
    kept = row.kept
    if kept is None:
        return None
    try:
        return unseal(shelf.key, kept)
    except GoneError:
        return None


def note_own_act(purpose: str, right: Right) -> None:
    """Note that somebody did this with their own data, by a code or link of theirs: the day, nothing of who."""
    OwnAct.objects.create(purpose=purpose, right=right)


def erase_over(shelf: PrivateShelf) -> int:
    """Empty all rows whose time is over and destroy their keys (see :func:`erase`). How many there were."""
    count = 0
    while many := _erase_some(shelf):
        count += many
    return count


@transaction.atomic
def _erase_some(shelf: PrivateShelf) -> int:
    """The rows are held before they are emptied: one that is needed again meanwhile is no longer among them."""
    over = shelf.over().filter(erased_at=None).order_by("pk").only("pk", "sealed_key")
    batch = list(over.select_for_update(of=("self",))[:_AT_ONCE])
    erase(shelf, batch)
    return len(batch)


def erase(shelf: PrivateShelf, rows: Iterable[PrivateData]) -> None:
    """Take out what these rows hold, and destroy their keys once that is committed: what is taken back stays readable,
    and a crash in between leaves keys that no row names, which :func:`sweep_keys` finds."""
    members = list(rows)
    keys = [row.sealed_key for row in members if row.sealed_key is not None]
    shelf.rows().filter(pk__in=[row.pk for row in members], erased_at=None).update(
        sealed=None, sealed_key=None, erased_at=clock.now()
    )
    for key in keys:
        transaction.on_commit(partial(destroy, shelf.key, key), robust=True)


def sweep_keys(shelf: PrivateShelf) -> int:
    """Destroy keys that no row knows; how many there were."""
    old = list(stored_keys(shelf.key, older_than=(clock.now() - UNKNOWN_FOR).timestamp()))
    known = set(shelf.rows().filter(sealed_key__in=old).values_list("sealed_key", flat=True))
    unknown = [name for name in old if name not in known]
    for name in unknown:
        destroy(shelf.key, name)
    return len(unknown)
