"""Database functions of ours, for queries and generated columns; and many rows written at once."""

from collections.abc import Collection, Sequence
from enum import Enum
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.search import SearchVectorField
from django.db import connection
from django.db.models import CharField, F, Func, Model, Value
from psycopg import sql
from psycopg.adapt import PyFormat, Transformer


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
