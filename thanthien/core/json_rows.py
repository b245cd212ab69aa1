"""Rows of a statement as JSON, and back as the database gives them: so the rows of many travel in one
(core/question.py)."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import date, datetime
from decimal import Decimal
from itertools import chain
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
_MOST_IN_A_LIST = 100  # arguments of a function of PostgreSQL
_AS_TEXT = frozenset({"DecimalField", "JSONField"})
_AS_IS = ("CharField", "TextField", "SlugField", "FileField", "IntegerField", "FloatField", "AutoField", "BooleanField")


class JsonRows:
    """How the rows of a statement travel whose columns are of these kinds."""

    def __init__(self, fields: Sequence[Field[Any, Any]]) -> None:
        """Raises TypeError for a kind of column of which it isn't known how it comes back."""
        names = [f"c{place}" for place in range(len(fields))]
        told = [f"{name}::text" if _travels_as_text(one) else name for name, one in zip(names, fields, strict=True)]
        self._names, self._told = ", ".join(names), _as_list(told)
        self._is_long = len(told) > _MOST_IN_A_LIST
        self._decode = [(place, decode) for place, one in enumerate(fields) if (decode := _decoder(one))]

    def line(self, number: int, sql: str) -> str:
        """A statement of one row: the number, and all rows of ``sql`` in their order. Each travels as a list: names
        of columns would take longer to read than what stands in them."""
        return f"SELECT {number}, json_agg({self._told})::text FROM ({sql}) AS t ({self._names})"  # noqa: S608 - text that Django wrote

    def read(self, told: str | None) -> list[tuple[Any, ...]]:
        """The rows of that line."""
        if told is None:
            return []
        rows: list[list[Any]] = json.loads(told)
        if self._is_long:
            rows = [list(chain.from_iterable(row)) for row in rows]
        for place, decode in self._decode:
            for row in rows:
                if row[place] is not None:
                    row[place] = decode(row[place])
        return [tuple(row) for row in rows]


def _as_list(columns: Sequence[str]) -> str:
    """One list; of more columns than a function takes, a list of lists."""
    if len(columns) <= _MOST_IN_A_LIST:
        return f"json_build_array({', '.join(columns)})"
    starts = range(0, len(columns), _MOST_IN_A_LIST)
    return _as_list([_as_list(columns[start : start + _MOST_IN_A_LIST]) for start in starts])


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
