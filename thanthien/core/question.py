"""A question to the database, and how several are asked in one statement.

A :class:`Question` says which rows it needs and what they mean; making one asks nothing yet::

    def held_shifts(units, first, last) -> Question[dict[int, list[Held]]]:
        return Question(_by_unit, SupportShift.objects.between(first, last).filter(unit__in=units).values_list(…))

Of a page that people wait for often, the rows are those of a statement that is written once
(``Question(list, _COMING.asked(unit=…))``, core/prepared.py).

Who needs this answer alone takes ``held_shifts(…).answer()``; who makes a page of many asks for all of them with
:func:`ask` (docs/adr/0038-what-a-page-asks-it-asks-at-once.md).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache, wraps
from typing import Any, Concatenate, Generic, ParamSpec, TypeAlias, TypeVar

from django.db import connection
from django.db.models import Field, QuerySet
from psycopg.types.json import Json, Jsonb

from thanthien.core.json_rows import JsonRows
from thanthien.core.prepared import Asked, Compiled

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)
P = ParamSpec("P")
_Ready: TypeAlias = "Statement | Asked[Any]"
Rows: TypeAlias = "QuerySet[Any, Any] | _Ready"


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

    @property
    def json_rows(self) -> JsonRows:
        """How its rows travel with those of others."""
        return JsonRows(self.fields)

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
        return self.read_from(_rows)

    def read_from(self, rows_of: Callable[[Rows], list[Any]]) -> T_co:
        """Its answer by the rows of each queryset, whoever read them."""
        return self._read(
            *(one.read_from(rows_of) if isinstance(one, Question) else rows_of(one) for one in self._parts)
        )

    def querysets(self) -> Iterator[Rows]:
        """Whose rows it needs."""
        for one in self._parts:
            yield from one.querysets() if isinstance(one, Question) else (one,)


# By each function, for as many as a process answers at once: nobody asks again after a look, and one takes up to 70 kB.
QUESTIONS_KEPT = 32
Makes: TypeAlias = Callable[Concatenate[Collection[int], P], Question[T]]


def made_once(make: Makes[P, T]) -> Makes[P, T]:
    """Of a function that makes a question about units as known at a moment: for the same units, moment and other
    arguments it is made once. The duties and figures of a page rest on the same rows, and Django takes longer to write
    their SQL than the database to find them. Only for a function that is told all that its question depends on, the
    moment of the look among it; what is kept is the question, never an answer."""
    kept: Callable[..., Question[T]] = lru_cache(QUESTIONS_KEPT)(make)

    @wraps(make)
    def made(units: Collection[int], /, *args: P.args, **kwargs: P.kwargs) -> Question[T]:
        return kept(frozenset(units), *args, **kwargs)

    return made


def at_hand(answer: T) -> Question[T]:
    """A question that is answered already."""
    return Question(lambda: answer)


def first_of(rows: Sequence[T]) -> T | None:
    """How a question is read whose answer is one row, or None."""
    return rows[0] if rows else None


def all_of(*parts: Rows | Question[Any]) -> Question[tuple[Any, ...]]:
    """Several as one question, whose answer are theirs in a row."""
    return Question(lambda *answers: answers, *parts)


def ask(*questions: Question[Any]) -> list[Any]:
    """The answers, in order. One statement for all; none where nothing has to be read. Rows of which several ask are
    read once."""
    asked = {id(rows): rows for one in questions for rows in one.querysets()}
    if len(asked) > 1:
        texts = {key: (_text(one), one) for key, one in ((key, _ready(rows)) for key, rows in asked.items()) if one.sql}
        told = _told(dict(texts.values()))
        rows = {key: texts[key][1].made_of(told[texts[key][0]]) if key in texts else [] for key in asked}
    else:
        rows = {key: _rows(one) for key, one in asked.items()}
    return [one.read_from(lambda queryset: rows[id(queryset)]) for one in questions]


def ask_named(**questions: Question[Any]) -> dict[str, Any]:
    """The same by name: the context of a page."""
    return dict(zip(questions, ask(*questions.values()), strict=True))


def _rows(rows: Rows) -> list[Any]:
    """As they are now: a queryset that read them would remember them. One that came with its rows is taken as it is."""
    unread = isinstance(rows, QuerySet) and rows._result_cache is None  # noqa: SLF001 - Django has no other word for it
    return list(rows.all() if unread else rows)  # type: ignore[union-attr]


# --- Many statements as one -----------------------------------------------------------------------------------------

_Text: TypeAlias = tuple[str, str]


def _ready(rows: Rows) -> _Ready:
    if not isinstance(rows, QuerySet):
        return rows
    compiled = Compiled.of(rows)
    return Asked(compiled, compiled.params)


def _text(one: _Ready) -> _Text:
    """By what the same rows are known, whoever asks for them."""
    return one.sql, repr([_whole(param) for param in one.params])


def _whole(param: Any) -> Any:
    """A parameter that says all of itself: the one that carries JSON shortens what is long."""
    return (type(param).__name__, (param.dumps or json.dumps)(param.obj)) if isinstance(param, Json | Jsonb) else param


def _told(texts: dict[_Text, _Ready]) -> dict[_Text, list[tuple[Any, ...]]]:
    """The columns of each text as the database gives them when it is asked by itself. One statement, with a line for
    each text."""
    if not texts:
        return {}
    rows = [one.json_rows for one in texts.values()]
    lines = [rows[number].line(number, one.sql) for number, one in enumerate(texts.values())]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(lines), [param for one in texts.values() for param in one.params])
        told = dict(cursor.fetchall())
    return {text: rows[number].read(told[number]) for number, text in enumerate(texts)}
