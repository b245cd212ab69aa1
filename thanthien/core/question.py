"""A question to the database, and how several are asked in one statement.

A :class:`Question` says which rows it needs and what they mean; making one asks nothing yet::

    def held_shifts(units, first, last) -> Question[dict[int, list[Held]]]:
        return Question(_by_unit, SupportShift.objects.between(first, last).filter(unit__in=units).values_list(…))

Who needs this answer alone takes ``held_shifts(…).answer()``; who makes a page of many asks for all of them with
:func:`ask` (docs/adr/0038-what-a-page-asks-it-asks-at-once.md).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Generic, TypeAlias, TypeVar
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db import connection
from django.db.models import Field, ForeignKey, QuerySet
from psycopg.types.json import Json, Jsonb

from thanthien.core.prepared import Compiled

T_co = TypeVar("T_co", covariant=True)
Rows: TypeAlias = "QuerySet[Any, Any] | Statement"
Decode: TypeAlias = Callable[[Any], Any]


@dataclass(frozen=True, slots=True)
class Statement:
    """Rows of SQL that was written by hand. ``fields``: of which kind each column is."""

    sql: str
    params: Sequence[Any]
    fields: Sequence[Field[Any, Any]]

    def __iter__(self) -> Iterator[tuple[Any, ...]]:
        with connection.cursor() as cursor:
            cursor.execute(self.sql, self.params)
            return iter(cursor.fetchall())

    def made_of(self, columns: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
        """Its rows of columns that were read already."""
        return columns


class Question(Generic[T_co]):
    """What ``read`` makes of its parts: of the rows of querysets, of the answers of other questions. Without parts it
    is answered already."""

    def __init__(self, read: Callable[..., T_co], *parts: Rows | Question[Any]) -> None:
        """Raises TypeError for rows that bring others with them, in statements of their own."""
        if any(getattr(one, "_prefetch_related_lookups", ()) for one in parts):
            raise TypeError("Rows are asked for without prefetch_related: what belongs to them is a part of its own.")
        self._read, self._parts = read, parts

    def answer(self) -> T_co:
        """Its answer by itself. One statement for each queryset."""
        return self.read_from(list)

    def read_from(self, rows_of: Callable[[Rows], list[Any]]) -> T_co:
        """Its answer by the rows of each queryset, whoever read them."""
        return self._read(
            *(one.read_from(rows_of) if isinstance(one, Question) else rows_of(one) for one in self._parts)
        )

    def querysets(self) -> Iterator[Rows]:
        """Whose rows it needs."""
        for one in self._parts:
            yield from one.querysets() if isinstance(one, Question) else (one,)


def all_of(*parts: Rows | Question[Any]) -> Question[tuple[Any, ...]]:
    """Several as one question, whose answer are theirs in a row."""
    return Question(lambda *answers: answers, *parts)


def ask(*questions: Question[Any]) -> list[Any]:
    """The answers, in order. One statement for all; none where nothing has to be read. Rows of which several ask are
    read once."""
    asked = {id(rows): rows for one in questions for rows in one.querysets()}
    if len(asked) > 1:
        compiled = {key: one if isinstance(one, Statement) else Compiled.of(one) for key, one in asked.items()}
        told = _told({_text(one): one for one in compiled.values() if one.sql})
        rows = {key: one.made_of(told[_text(one)]) if one.sql else [] for key, one in compiled.items()}
    else:
        rows = {key: list(one) for key, one in asked.items()}
    return [one.read_from(lambda queryset: rows[id(queryset)]) for one in questions]


# --- Many statements as one -----------------------------------------------------------------------------------------

_Text: TypeAlias = tuple[str, str]
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


def _text(one: Compiled[Any] | Statement) -> _Text:
    """By what the same rows are known, whoever asks for them."""
    return one.sql, repr([_whole(param) for param in one.params])


def _whole(param: Any) -> Any:
    """A parameter that says all of itself: the one that carries JSON shortens what is long."""
    return (type(param).__name__, (param.dumps or json.dumps)(param.obj)) if isinstance(param, Json | Jsonb) else param


def _told(texts: dict[_Text, Compiled[Any] | Statement]) -> dict[_Text, list[tuple[Any, ...]]]:
    """The columns of each text as the database gives them when it is asked by itself. One statement, with a line for
    each text: its rows as JSON, in their order."""
    if not texts:
        return {}
    fields = [_fields_of(one) for one in texts.values()]
    lines = [_line(number, sql, fields[number]) for number, (sql, _) in enumerate(texts)]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(lines), [param for one in texts.values() for param in one.params])
        told = dict(cursor.fetchall())
    return {text: _rows(told[number], fields[number]) for number, text in enumerate(texts)}


def _line(number: int, sql: str, fields: Sequence[Field[Any, Any]]) -> str:
    names = [f"c{place}" for place in range(len(fields))]
    as_text = [one.get_internal_type() in _AS_TEXT for one in fields]
    told = ", ".join(f"{name}::text" if text else name for name, text in zip(names, as_text, strict=True))
    rows = f"SELECT {told} FROM ({sql}) AS t ({', '.join(names)})"  # noqa: S608 - text that Django wrote
    return f"SELECT {number}, json_agg(row_to_json(r))::text FROM ({rows}) AS r"  # noqa: S608 - as above


def _rows(told: str | None, fields: Sequence[Field[Any, Any]]) -> list[tuple[Any, ...]]:
    decode = [_decoder(one) for one in fields]
    return [
        tuple(
            of_json if one is None or of_json is None else one(of_json)
            for one, of_json in zip(decode, row.values(), strict=True)
        )
        for row in json.loads(told or "[]")
    ]


def _fields_of(one: Compiled[Any] | Statement) -> Sequence[Field[Any, Any]]:
    return one.fields if isinstance(one, Statement) else [_field_of(column) for column in one.columns]


def _field_of(column: Any) -> Field[Any, Any]:
    """The kind of a column; of a reference that of the number it holds."""
    found = column.output_field
    while isinstance(found, ForeignKey):
        found = found.target_field
    return found  # type: ignore[no-any-return]


def _decoder(one: Field[Any, Any]) -> Decode | None:
    """How a value of the column comes back from JSON; None where it is as it was. Raises TypeError for a kind of column
    of which that isn't known."""
    kind = one.get_internal_type()
    if isinstance(one, ArrayField) and one.base_field.get_internal_type() not in _AS_TEXT:
        of_each = _decoder(one.base_field)
        return of_each and (lambda many: [None if each is None else of_each(each) for each in many])
    if kind.endswith(_AS_IS):
        return None
    if kind not in _OF_TEXT:
        raise TypeError(f"{kind} can't be read together with others yet: say in _OF_TEXT how it is read.")
    return _OF_TEXT[kind]
