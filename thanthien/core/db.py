"""Database functions of ours, for queries and generated columns; and many rows written at once."""

from collections.abc import Collection, Sequence
from enum import Enum
from typing import Any, TypeVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.search import SearchVectorField
from django.db import connection
from django.db.models import BigIntegerField, BooleanField, CharField, F, Func, Model, Value
from django.db.models.constants import OnConflict
from django.db.models.sql import InsertQuery
from psycopg import sql
from psycopg.adapt import PyFormat, Transformer

M = TypeVar("M", bound=Model)


class VnFold(Func):
    """`vn_fold(text)`: the same folding as `thanthien.core.text.fold`, in SQL (immutable)."""

    function = "vn_fold"
    arity = 1
    output_field = CharField()


class Words(Func):
    """The words of a folded text, for the full-text index: no dictionary, as Vietnamese has no endings."""

    function = "to_tsvector"
    template = "%(function)s('simple'::regconfig, %(expressions)s)"
    arity = 1
    output_field = SearchVectorField()


def any_of(field: str, numbers: Collection[int] | Value) -> Func:
    """A condition: the number in a field is one of these. They are one value of the statement, where ``__in`` writes a
    place for each, which takes longer than finding a page of rows among them."""
    given = numbers if isinstance(numbers, Value) else Value(list(numbers), output_field=ArrayField(BigIntegerField()))
    return Func(
        F(field), given, template="%(expressions)s::bigint[])", arg_joiner=" = ANY(", output_field=BooleanField()
    )


def one_value_range(expression: F | Func) -> Func:
    """A whole number as a range of one value: GiST compares ranges without any database extension."""
    return Func(expression, expression, Value("[]"), function="int8range")


def update_rows(rows: Collection[Model], fields: Sequence[str]) -> int:
    """Write these fields of stored rows of one model, in one statement; how many were written.

    Like ``bulk_update``, whose statement grows with rows × fields and takes longer to build than to carry out.
    """
    members = list(rows)
    if not members:
        return 0
    meta = members[0]._meta  # noqa: SLF001 - documented by Django
    columns: list[Any] = [meta.pk, *(meta.get_field(name) for name in fields)]
    statement = sql.SQL(
        "UPDATE {table} SET {sets} FROM unnest({arrays}) AS given ({names}) WHERE {table}.{key} = given.{key}"
    )
    names = [sql.Identifier(column.column) for column in columns]
    types = [sql.SQL(column.cast_db_type(connection)) for column in columns]
    arrays = [
        sql.SQL("%s::{}[]").format(sql.SQL("text") if isinstance(column, ArrayField) else kind)
        for column, kind in zip(columns, types, strict=True)
    ]
    with connection.cursor() as cursor:
        text = statement.format(
            table=sql.Identifier(meta.db_table),
            sets=sql.SQL(", ").join(
                sql.SQL("{0} = given.{0}::{1}").format(*pair) for pair in zip(names[1:], types[1:], strict=True)
            ),
            arrays=sql.SQL(", ").join(arrays),
            names=sql.SQL(", ").join(names),
            key=names[0],
        )
        cursor.execute(text.as_string(), [[_stored(column, row) for row in members] for column in columns])
        return int(cursor.rowcount)


def _stored(column: Any, row: Model) -> Any:
    """The value of a field as the database takes it; an array in writing, as ``unnest`` would take it apart."""
    value = column.get_db_prep_save(getattr(row, column.attname), connection)
    if isinstance(value, list) and isinstance(column, ArrayField):
        return bytes(Transformer().get_dumper(value, PyFormat.TEXT).dump(value) or b"").decode()
    return value.value if isinstance(value, Enum) else value


def insert_new(rows: Sequence[M], at_once: int = 1000) -> list[M]:
    """Store new rows of one model; gives those that were stored, as the database has them. What a unique constraint
    keeps out is left out, after waiting for somebody who stores the same at this moment. One statement for so many rows
    ``at_once``.

    ``bulk_create`` that leaves out what is there tells neither which rows that was nor their numbers: a second
    statement would have to read all of them.
    """
    return [one for first in range(0, len(rows), at_once) for one in _inserted(rows[first : first + at_once])]


def _inserted(rows: Sequence[M]) -> list[M]:
    model: Any = type(rows[0])
    columns = model._meta.concrete_fields  # noqa: SLF001 - documented by Django
    query = InsertQuery(model, on_conflict=OnConflict.IGNORE)
    query.insert_values([one for one in columns if not one.generated and not one.primary_key], list[Model](rows))
    compiler: Any = query.get_compiler(connection=connection)
    compiler.returning_fields = columns
    ((text, params),) = compiler.as_sql()
    with connection.cursor() as cursor:
        cursor.execute(text, params)
        converters = compiler.get_converters([one.get_col(model._meta.db_table) for one in columns])  # noqa: SLF001
        told = list(compiler.apply_converters(cursor.fetchall(), converters))
    return [model.from_db(connection.alias, [one.attname for one in columns], list(row)) for row in told]
