"""Statements whose SQL is written once for the process: what every request asks costs no building of queries.

    _person = Prepared(lambda: User.objects.filter(pk=Given("person")))
    rows = _person(person=7)
    question = Question(list, _person.asked(person=7))

Django writes a queryset's SQL anew at each use, which takes longer than the database needs for a row by its key. What
is kept is the text and how rows become objects; rows themselves are never kept
(docs/adr/0018-statements-are-written-once.md).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from copy import copy
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from typing import Any, Generic, TypeVar

from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import Field, ForeignKey, QuerySet, Value
from django.db.models.sql.compiler import SQLCompiler
from django.db.transaction import TransactionManagementError

from thanthien.core.json_rows import JsonRows

T = TypeVar("T")
SHAPES_KEPT = 512


class Given(Value):
    """A place in a prepared statement that each use fills in: a number, a text, a day, a moment; not None."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        """The place itself; `Prepared` puts the value there."""
        return "%s", [self]


class GivenMany(Given):
    """A place for any number of numbers, at the right of an `__in`: the text stays the same however many there are."""

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        """A list of one column; an empty one finds nothing."""
        return "(SELECT unnest(%s::bigint[]))", [self]


class Prepared(Generic[T]):
    """A queryset that is compiled at its first use. ``make`` may take arguments that change the text itself (how many
    ids there are, what a person may see): for each, hashable, a text is kept."""

    def __init__(self, make: Callable[..., QuerySet[Any, T]]) -> None:
        self._make = make
        self._kept = lru_cache(SHAPES_KEPT)(self._compiled)

    def __call__(self, *shape: Any, **given: Any) -> list[T]:
        """The rows. One statement. Raises KeyError where a place is not filled in."""
        return list(self.asked(*shape, **given))

    def asked(self, *shape: Any, **given: Any) -> Asked[T]:
        """The same with nothing read yet, as a part of a question (core/question.py)."""
        found = self._kept(*shape)
        return Asked(found, tuple(given[one.name] if isinstance(one, Given) else one for one in found.params))

    def first(self, *shape: Any, **given: Any) -> T | None:
        """The first row, None where there is none."""
        return next(iter(self(*shape, **given)), None)

    def _compiled(self, *shape: Any) -> Compiled[T]:
        return Compiled.of(self._make(*shape))


@dataclass(frozen=True)
class Compiled(Generic[T]):
    """A queryset with its text, and how Django turns columns into values."""

    queryset: QuerySet[Any, T]
    compiler: SQLCompiler
    sql: str
    params: tuple[Any, ...]
    converters: Any
    locks: bool

    @classmethod
    def of(cls, queryset: QuerySet[Any, T]) -> Compiled[T]:
        """Of a queryset; without a text where it can't find anything."""
        compiler = queryset.query.get_compiler(using=DEFAULT_DB_ALIAS)
        try:
            sql, params = compiler.as_sql()
        except EmptyResultSet:
            return cls(queryset, compiler, "", (), {}, locks=False)
        found = cls(queryset, compiler, sql, tuple(params), {}, locks=queryset.query.select_for_update)
        return replace(found, converters=compiler.get_converters(found._columns))

    @cached_property
    def json_rows(self) -> JsonRows:
        """How its rows travel with those of others. Raises TypeError for columns of which that isn't known."""
        return JsonRows([_field_of(column) for column in self._columns])

    @property
    def _columns(self) -> list[Any]:
        return [column for column, *_ in self.compiler.select[: self.compiler.col_count]]

    def made_of(self, columns: Sequence[tuple[Any, ...]]) -> list[T]:
        """Its rows of columns that were read already, as the database gives them. No statement; of none nothing is
        made ready: most rooms tell a unit's page nothing."""
        if not columns:
            return []
        source: Any = self.queryset
        compiler: Any = copy(self.compiler)
        vars(compiler).update(
            connection=connections[DEFAULT_DB_ALIAS],
            get_converters=lambda _: self.converters,
            execute_sql=lambda *_, **__: [columns],
        )
        read = _Read(source.model, _Query(source.query, compiler), source._fields, source._known_related_objects)  # noqa: SLF001 - its makers of rows read them
        return list(source._iterable_class(read))  # noqa: SLF001 - as above


def _field_of(column: Any) -> Field[Any, Any]:
    """The kind of a column; of a reference that of the number it holds."""
    found = column.output_field
    while isinstance(found, ForeignKey):
        found = found.target_field
    return found  # type: ignore[no-any-return]


@dataclass(frozen=True, slots=True)
class Asked(Generic[T]):
    """A compiled queryset with what stands in its places."""

    compiled: Compiled[T]
    params: tuple[Any, ...]

    @property
    def sql(self) -> str:
        """Its text; empty where it can't find anything."""
        return self.compiled.sql

    @property
    def json_rows(self) -> JsonRows:
        """How its rows travel with those of others."""
        return self.compiled.json_rows

    def made_of(self, columns: Sequence[tuple[Any, ...]]) -> list[T]:
        """Its rows of columns that were read already. No statement."""
        return self.compiled.made_of(columns)

    def __iter__(self) -> Iterator[T]:
        """Its rows. One statement."""
        found = self.compiled
        if found.locks and connections[DEFAULT_DB_ALIAS].get_autocommit():
            raise TransactionManagementError("A statement that locks needs a transaction.")
        if not found.sql:
            return iter(())
        with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
            cursor.execute(found.sql, self.params)
            columns = cursor.fetchall()
        if found.compiler.has_extra_select:  # what only the order needs
            columns = [row[: found.compiler.col_count] for row in columns]
        return iter(found.made_of(columns))


class _Query:
    """A query whose compiler has its rows. Asked by the makers of rows alone, for which a copy would take longer than
    the rows."""

    def __init__(self, query: Any, compiler: SQLCompiler) -> None:
        self._query, self._compiler = query, compiler

    def get_compiler(self, *_: Any, **__: Any) -> SQLCompiler:
        return self._compiler

    def __getattr__(self, name: str) -> Any:
        return getattr(self._query, name)


@dataclass(slots=True)
class _Read:
    """What Django's makers of rows (models, values, lists of values) ask of a queryset. A copy of the queryset itself
    would be carried out by being copied."""

    model: Any
    query: Any
    _fields: Any
    _known_related_objects: Any
    db: str = DEFAULT_DB_ALIAS
    _hints: dict[str, Any] = field(default_factory=dict)
