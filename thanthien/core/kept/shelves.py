"""Which files are kept: each room names the rows that know a stored file by its SHA-256, when it is ready."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import IO, Any

from django.db.models import QuerySet

from thanthien.core.kept.enums import Problem


@dataclass(frozen=True, slots=True)
class Shelf:
    """Stored files of one kind. ``rows`` have the fields ``file`` and ``sha256``; ``title`` is read by people."""

    key: str
    title: str
    rows: Callable[[], QuerySet[Any]]


_shelves: dict[str, Shelf] = {}


def register_shelf(shelf: Shelf) -> None:
    """Keep these files. Raises ValueError for a key given twice."""
    if shelf.key in _shelves:
        raise ValueError(f"{shelf.key} is registered already.")
    _shelves[shelf.key] = shelf


def shelves() -> Iterator[Shelf]:
    """Every shelf, by key."""
    yield from (_shelves[key] for key in sorted(_shelves))


def shelf_title(key: str) -> str:
    """What files of this kind are called; the key itself when no room keeps such files any more."""
    return _shelves[key].title if key in _shelves else key


def opened(row: Any) -> IO[bytes] | Problem:
    """The stored file of a row at its start, read through once; or what is wrong with it."""
    try:
        content: IO[bytes] = row.file.open("rb")
    except FileNotFoundError:
        return Problem.MISSING
    digest = hashlib.sha256()
    for chunk in row.file.chunks():
        digest.update(chunk)
    if digest.hexdigest() != row.sha256:
        content.close()
        return Problem.CHANGED
    content.seek(0)
    return content
