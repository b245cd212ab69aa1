"""What other rooms say beside a record: that it was written on a device without a signal."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TypeAlias
from uuid import UUID

from thanthien.records.kinds import RecordKind
from thanthien.records.models import Record

Notes: TypeAlias = Callable[[RecordKind, Sequence[Record]], Mapping[UUID, str]]
_told: list[Notes] = []


def register_notes(notes: Notes) -> None:
    """Name a function that has a sentence beside some records, by their keys. It costs one statement at most."""
    _told.append(notes)


def notes_of(kind: RecordKind, records: Sequence[Record]) -> dict[UUID, str]:
    """The sentences beside records, by their keys; of several rooms one after the other."""
    found: dict[UUID, str] = {}
    for told in _told:
        for key, sentence in told(kind, records).items():
            found[key] = f"{found[key]} {sentence}" if key in found else sentence
    return found
