"""What rooms declare in `apps.py: ready()`: the kinds of notices that people choose by, and who may see a record."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from thanthien.notices.enums import How

if TYPE_CHECKING:
    from thanthien.accounts.models import User


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of notices, as people choose by it. ``how``: what holds for who has chosen nothing."""

    key: str
    title: str
    sentence: str
    how: How = How.AT_ONCE


# Which of these records may the person see now? One or few statements, whatever their number.
Visible: TypeAlias = Callable[["User", Iterable[int]], set[int]]

_kinds: dict[str, Kind] = {}
_visible: dict[str, Visible] = {}


def register_kind(kind: Kind) -> None:
    """Add a kind; stored notices bear its key, so the key stays."""
    _kinds[kind.key] = kind


def kinds() -> list[Kind]:
    """All kinds, in the order in which the rooms registered them."""
    return list(_kinds.values())


def kind_of(key: str) -> Kind:
    """The kind with this key. Raises KeyError for one that nobody registered."""
    return _kinds[key]


def find_kind(key: str) -> Kind | None:
    """The kind of a stored notice or link; None when no room has it any more."""
    return _kinds.get(key)


def register_record(kind: str, visible: Visible) -> None:
    """Tell which records of a kind a person may see: asked when a notice is mailed, and when it is shown."""
    _visible[kind] = visible


def visible_records(user: User, records: Iterable[tuple[str, int]]) -> set[tuple[str, int]]:
    """Those of the records (kind, number) that the person may see now; of an unknown kind none."""
    by_kind: dict[str, set[int]] = {}
    for kind, number in records:
        by_kind.setdefault(kind, set()).add(number)
    return {
        (kind, number)
        for kind, numbers in by_kind.items()
        if kind in _visible
        for number in _visible[kind](user, numbers)
    }
