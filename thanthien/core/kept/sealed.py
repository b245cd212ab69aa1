"""Kept files whose bytes on the disk are encrypted: read with a key alone, and gone with it.

The SHA-256 of such a row is that of what lies on the disk. So every check of kept files holds for it as for any other,
without a key, and the database keeps no digest by which somebody who has a picture could tell that it was sent. What
was encrypted proves itself when it is opened: other bytes, or another key, open nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from typing import IO, Any

from thanthien.core.kept.actions import open_genuine
from thanthien.core.kept.taking import Taken, store

Turn = Callable[[bytes], bytes]


def store_sealed(row: Any, taken: Taken, name: str, seal: Turn) -> None:
    """Write what ``seal`` makes of the file of a new row, and the row; ``size`` is that of what lies there."""
    taken.content.seek(0)
    store(row, replace(taken, content=BytesIO(seal(taken.content.read()))), name)


def open_sealed(shelf: str, row: Any, unseal: Turn) -> IO[bytes]:
    """What was encrypted, in memory, at its start. Raises NotGenuineError, and notes it, where other bytes lie there or
    none; what ``unseal`` raises (GoneError) without the key."""
    with open_genuine(shelf, row) as stored:
        return BytesIO(unseal(stored.read()))
