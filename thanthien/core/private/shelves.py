"""Whose personal data there is: each room names its rows, and when their time is over, when it is ready."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet


@dataclass(frozen=True, slots=True)
class PrivateShelf:
    """Rows of one kind (:class:`~thanthien.core.private.models.PrivateData`). ``key`` names the folder of their keys
    for good; ``over``: of these rows those whose data is no longer needed; ``kept``: how long that is, in words made of
    the same settings (“60 ngày sau khi xử lý xong”)."""

    key: str
    title: str
    rows: Callable[[], QuerySet[Any]]
    over: Callable[[], QuerySet[Any]]
    kept: Callable[[], str]


_shelves: dict[str, PrivateShelf] = {}


def register_shelf(shelf: PrivateShelf) -> None:
    """Look after these rows. Raises ValueError for a key given twice."""
    if shelf.key in _shelves:
        raise ValueError(f"{shelf.key} is registered already.")
    _shelves[shelf.key] = shelf


def private_shelves() -> Iterator[PrivateShelf]:
    """Every shelf, by key."""
    yield from (_shelves[key] for key in sorted(_shelves))


def shelf_title(key: str) -> str:
    """What data of this kind is called; the key itself when no room keeps it any more."""
    return _shelves[key].title if key in _shelves else key


def shelf_of(key: str) -> PrivateShelf:
    """The shelf of a key. Raises KeyError where no room keeps it."""
    return _shelves[key]
