"""All rows of the test's database: their digest, how they changed, and putting a change back.

Rows are PostgreSQL's own text of a whole row, so that nothing is lost on the way. What this module asks goes past
Django's log of queries: a test that counts its own does not count ours.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any
from weakref import WeakKeyDictionary

from django.db import connection, transaction
from django.db.models.signals import pre_migrate
from psycopg import sql

Rows = dict[str, dict[str, str]]  # table → primary key → row

_prepared: WeakKeyDictionary[Any, sql.Composable] = WeakKeyDictionary()  # connections that know the question

_TABLES = """
    SELECT c.relname,
           array_agg(a.attname::text ORDER BY a.attnum) FILTER (WHERE a.attgenerated = ''),
           array_agg(a.attname::text ORDER BY a.attnum) FILTER (WHERE a.attnum = ANY (i.indkey))
    FROM pg_class c
    JOIN pg_index i ON i.indrelid = c.oid AND i.indisprimary
    JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
    WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND c.relname <> 'django_migrations'
    GROUP BY c.relname ORDER BY c.relname"""


@dataclass(frozen=True, slots=True)
class Table:
    """A table: its writable columns (generated ones are not), and those of its primary key."""

    name: str
    columns: list[str]
    key: list[str]

    def filled(self, template: str, **parts: sql.Composable) -> sql.Composable:
        """A statement about this table."""
        return sql.SQL(template).format(
            table=sql.Identifier(self.name),
            name=sql.Literal(self.name),
            columns=sql.SQL(", ").join(map(sql.Identifier, self.columns)),
            key=sql.SQL(", ").join(map(sql.Identifier, self.key)),
            **parts,
        )


def can_be_put_back() -> bool:
    """Whether our role may write past triggers and foreign keys (a superuser may), as putting rows back does."""
    return _ask(sql.SQL("SELECT current_setting('is_superuser')"))[0][0] == "on"


def digest() -> int:
    """A number that tells two contents of the database apart."""
    raw, question = _raw(), _digest()
    if _prepared.get(raw) is not question:  # planning it takes longer than answering it
        if raw in _prepared:
            raw.execute("DEALLOCATE digest")
        raw.execute(sql.SQL("PREPARE digest AS ") + question)
        _prepared[raw] = question
    return int(raw.execute("EXECUTE digest").fetchone()[0] or 0)


def read() -> Rows:
    """Every row."""
    found: Rows = {}
    for table, key, row in _ask(_everything()):
        found.setdefault(table, {})[key] = row
    return found


def keys_given() -> dict[str, int]:
    """How far each sequence has come."""
    return dict(_ask(sql.SQL("SELECT sequencename, last_value FROM pg_sequences WHERE last_value IS NOT NULL")))


def give_keys_beyond(keys: dict[str, int]) -> None:
    """Let sequences go on from here where they have not come as far; they never go back, not even by a rollback."""
    question = """SELECT setval(quote_ident(sequencename)::regclass, far.value) FROM pg_sequences
                  JOIN unnest({names}::text[], {values}::bigint[]) AS far (name, value) ON far.name = sequencename
                  WHERE schemaname = 'public' AND far.value > coalesce(last_value, 0)"""
    _ask(sql.SQL(question).format(names=sql.Literal(list(keys)), values=sql.Literal(list(keys.values()))))


def change(before: Rows, after: Rows) -> str:
    """The statements that make ``after`` of ``before``; "" when nothing changed."""
    statements = []
    for table in _tables():
        old, new = before.get(table.name, {}), after.get(table.name, {})
        gone = [key for key, row in old.items() if new.get(key) != row]
        made = [row for key, row in new.items() if old.get(key) != row]
        if gone:
            keys = sql.SQL(", ").join(map(sql.Literal, gone))
            statements.append(table.filled("DELETE FROM {table} WHERE ROW({key})::text IN ({keys})", keys=keys))
        if made:
            rows = sql.SQL(", ").join(map(sql.Literal, made))
            statements.append(
                table.filled(
                    "INSERT INTO {table} ({columns}) SELECT {columns} FROM unnest(ARRAY[{rows}]::{table}[])", rows=rows
                )
            )
    return sql.SQL(";\n").join(statements).as_string()


def put_back(statements: str) -> None:
    """Run what ``change`` told. The rows were checked and put into the history when they came about."""
    if not statements:
        return
    with transaction.atomic():
        _raw().execute(
            "SET LOCAL session_replication_role = replica;\n" + statements + ";\n"
            "SET LOCAL session_replication_role = origin"
        )


@cache
def _tables() -> list[Table]:
    return [Table(*row) for row in _ask(sql.SQL(_TABLES))]


@cache
def _digest() -> sql.Composable:
    each = [
        table.filled("SELECT hashtextextended(t::text, {seed}) AS h FROM {table} t", seed=sql.Literal(seed))
        for seed, table in enumerate(_tables())
    ]
    return sql.SQL("SELECT sum(h) FROM ({each}) AS rows").format(each=sql.SQL(" UNION ALL ").join(each))


@cache
def _everything() -> sql.Composable:
    each = [table.filled("SELECT {name}, ROW({key})::text, t::text FROM {table} t") for table in _tables()]
    return sql.SQL(" UNION ALL ").join(each)


def _ask(question: sql.Composable) -> list[tuple[Any, ...]]:
    return list(_raw().execute(question).fetchall())


def _raw() -> Any:
    connection.ensure_connection()
    return connection.connection


def forget(**_: Any) -> None:
    """The tables are about to change."""
    for known in (_tables, _digest, _everything):
        known.cache_clear()


pre_migrate.connect(forget)
