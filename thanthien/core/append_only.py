"""Tables whose rows nobody may delete are not emptied by TRUNCATE either, which passes triggers on rows by.

Every model that protects its rows from deletion (seals, the log of steps, decisions, records, each table of history)
gets the same guard after each migration. Only an owner of the table can take it off: docs/operation.md says how to run
the platform as a user of the database that owns none.
"""

from __future__ import annotations

from typing import Any

import pgtrigger
from django.db import connections
from psycopg import sql

GUARD = "refuse_truncate"

_UNGUARDED = """
SELECT c.oid::regclass::text FROM pg_class AS c
WHERE c.oid = ANY (SELECT to_regclass(quote_ident(name)) FROM unnest(%s::text[]) AS t (name))
  AND NOT EXISTS (SELECT FROM pg_trigger AS g WHERE g.tgrelid = c.oid AND g.tgname = %s)
  AND EXISTS (SELECT FROM pg_proc WHERE proname = %s)
"""
_PUT_ON = "CREATE TRIGGER {guard} BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION {guard}()"


def append_only_tables() -> list[str]:
    """Tables of all models whose rows are protected from deletion."""
    kept = {model._meta.db_table for model, trigger in pgtrigger.registered() if _keeps_rows(trigger)}  # noqa: SLF001
    return sorted(kept)


def _keeps_rows(trigger: pgtrigger.Trigger) -> bool:
    return isinstance(trigger, pgtrigger.Protect) and "DELETE" in str(trigger.operation)


def guard_against_truncate(*, using: str, **_: Any) -> None:
    """Put the guard on every append-only table that has none yet. Called after each migration."""
    with connections[using].cursor() as cursor:
        cursor.execute(_UNGUARDED, [append_only_tables(), GUARD, GUARD])
        for (table,) in cursor.fetchall():
            cursor.execute(sql.SQL(_PUT_ON).format(guard=sql.Identifier(GUARD), table=sql.SQL(table)))
