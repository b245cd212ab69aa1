"""Rows of a statement as JSON, and back as the database gives them: so the rows of many travel in one
(core/question.py)."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, TypeAlias
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db.models import Field

Decode: TypeAlias = Callable[[Any], Any]
# How columns that JSON has no form for come back from their text. Amounts and JSON itself travel as text, so that no
# digit and no key is touched on the way; arrays of them don't, and are refused.
_OF_TEXT: dict[str, Decode] = {
    "DateField": lambda told: date.fromisoformat(told[:10]),  # of a day that was cut out of a moment, too
    "DateTimeField": datetime.fromisoformat,
    "DecimalField": Decimal,
    "JSONField": str,
    "UUIDField": UUID,
}
_AS_TEXT = frozenset({"DecimalField", "JSONField"})
_AS_IS = ("CharField", "TextField", "SlugField", "FileField", "IntegerField", "FloatField", "AutoField", "BooleanField")


class JsonRows:
    """How the rows of a statement travel whose columns are of these kinds."""

    def __init__(self, fields: Sequence[Field[Any, Any]]) -> None:
        """Raises TypeError for a kind of column of which it isn't known how it comes back."""
        names = [f"c{place}" for place in range(len(fields))]
        told = [f"{name}::text" if _travels_as_text(one) else name for name, one in zip(names, fields, strict=True)]
        self._names, self._told = ", ".join(names), ", ".join(told)
        self._decode = [(place, decode) for place, one in enumerate(fields) if (decode := _decoder(one))]

    def line(self, number: int, sql: str) -> str:
        """A statement of one row: the number, and all rows of ``sql`` in their order."""
        rows = f"SELECT {self._told} FROM ({sql}) AS t ({self._names})"  # noqa: S608 - text that Django wrote
        return f"SELECT {number}, json_agg(row_to_json(r))::text FROM ({rows}) AS r"  # noqa: S608 - as above

    def read(self, told: str | None) -> list[tuple[Any, ...]]:
        """The rows of that line."""
        if told is None:
            return []
        rows = [list(row.values()) for row in json.loads(told)]
        for place, decode in self._decode:
            for row in rows:
                if row[place] is not None:
                    row[place] = decode(row[place])
        return [tuple(row) for row in rows]


def _travels_as_text(one: Field[Any, Any]) -> bool:
    return one.get_internal_type() in _AS_TEXT


def _decoder(one: Field[Any, Any]) -> Decode | None:
    """How a value of the column comes back from JSON; None where it is as it was. Raises TypeError for a kind of column
    of which that isn't known."""
    kind = one.get_internal_type()
    if isinstance(one, ArrayField) and not _travels_as_text(one.base_field):
        of_each = _decoder(one.base_field)
        return of_each and (lambda many: [None if each is None else of_each(each) for each in many])
    if kind.endswith(_AS_IS):
        return None
    if kind not in _OF_TEXT:
        raise TypeError(f"{kind} can't be read together with others yet: say in _OF_TEXT how it is read.")
    return _OF_TEXT[kind]
