"""Which new records the unique constraints of their table would keep out, found before anything is written."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from typing import Any
from uuid import UUID

from django.db.models import Q, UniqueConstraint

from thanthien.records.actions import Entry
from thanthien.records.kinds import RecordKind

# Of an entry these are known; what else a constraint may name is set when the record is made.
_STANDING = (None, Q(ended_at__isnull=True))


def clashes(kind: RecordKind, entries: Sequence[Entry]) -> dict[UUID, tuple[str, str]]:
    """By the key of each entry that clashes with a stored record or with an earlier entry: the field to show it at and
    the words of the constraint. One statement for each unique constraint of the kind."""
    found: dict[UUID, tuple[str, str]] = {}
    for constraint in _constraints(kind, entries):
        taken = _stored(kind, constraint, entries)
        for entry in entries:
            values = _values(constraint, {"unit": entry.unit, "hamlet": entry.hamlet, "day": entry.day, **entry.values})
            if values is None:
                continue
            if values in taken:
                found.setdefault(entry.key, (constraint.fields[-1], str(constraint.get_violation_error_message())))
            taken.add(values)
    return found


def _constraints(kind: RecordKind, entries: Sequence[Entry]) -> Iterator[UniqueConstraint]:
    known = {"unit", "hamlet", "day"}.union(*(one.values for one in entries[:1]))
    for one in kind.model._meta.constraints:  # noqa: SLF001 - Django's own description of a model
        if isinstance(one, UniqueConstraint) and one.condition in _STANDING and known >= set(one.fields) > set():
            yield one


def _stored(kind: RecordKind, constraint: UniqueConstraint, entries: Sequence[Entry]) -> set[Hashable | None]:
    """What the constraint compares, of the stored records that may be meant."""
    near = {"unit": {one.unit.pk for one in entries}, "day": {one.day for one in entries}}
    rows = kind.model.objects.filter(constraint.condition or Q())
    rows = rows.filter(**{f"{name}__in": values for name, values in near.items() if name in constraint.fields})
    return {_values(constraint, row) for row in rows.order_by().values(*constraint.fields)}


def _values(constraint: UniqueConstraint, told: dict[str, Any]) -> tuple[Hashable, ...] | None:
    """None where an unknown value makes a row differ from every other."""
    values = tuple(_plain(told[name]) for name in constraint.fields)
    return None if None in values and constraint.nulls_distinct is not False else values


def _plain(value: Any) -> Hashable:
    return getattr(value, "pk", value)  # type: ignore[no-any-return]
