"""The database of the tests: migrated once, then copied for each process that tests.

Copying takes a fraction of a second, migrating about ten, and more beside other work. The migrated database stays on
the server until what it is made from changes; where that only grew, only what is new is migrated (`COMMENT` says what a
database was made from). `--create-db` makes it anew.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.test import TransactionTestCase
from psycopg import sql

from tests import rows
from thanthien.core.append_only import GUARD, append_only_tables

ROOT = Path(__file__).resolve().parent.parent
_IMPORTED = re.compile(r"^(?:import|from) (thanthien[.\w]*)", re.MULTILINE)
_BEGINNINGS = 3
_LOCK = 7_405_926_1  # ours among the advisory locks of the server


def set_up(worker: str, *, anew: bool) -> str:
    """Give this process a database as the migrations leave it; connections lead to it from now on. Its name."""
    base = settings.DATABASES["default"]["NAME"]
    name = f"test_{base}_{worker}" if worker else f"test_{base}"
    migrated = f"{base}_migrated_"
    with _server() as server:
        server.execute("SELECT pg_advisory_lock(%s)", [_LOCK])  # until the connection closes
        found, made_of = _databases(server, migrated), ingredients()
        wanted = migrated + fingerprint(made_of)
        if anew or wanted not in found:
            beginnings = [] if anew else _beginnings(found, made_of)
            for old in found.keys() - set(beginnings):
                _drop(server, old)
            _migrate(server, wanted, made_of, next(iter(beginnings), ""))
        _drop(server, name)
        _run(server, "CREATE DATABASE {} TEMPLATE {}", name, wanted)
    _lead_to(name)
    return name


def empty_quickly(patch: pytest.MonkeyPatch) -> None:
    """Tests that commit leave the database as it is now: what they changed is changed back, and no more.

    Django's own way, kept where our role may not do this, truncates all tables and makes all permissions anew; what
    refuses it is taken off.
    """
    if rows.can_be_put_back():
        first = rows.read()
        patch.setattr(
            TransactionTestCase, "_fixture_teardown", lambda _: rows.put_back(rows.change(rows.read(), first))
        )
        return
    with connection.cursor() as cursor:
        for table in append_only_tables():
            cursor.execute(sql.SQL("DROP TRIGGER {} ON {}").format(sql.Identifier(GUARD), sql.Identifier(table)))


def tear_down(name: str) -> None:
    """Remove the database of this process."""
    connection.close()
    with _server() as server:
        _drop(server, name)


def ingredients() -> dict[str, str]:
    """What the migrated database is made from, each with a digest: the migrations, what they import, rooms of the
    tests, and the packages, which bring migrations of their own."""
    rooms_of_tests = ROOT.glob("tests/**/models.py")
    migrations = sorted([*ROOT.glob("*/**/migrations/*.py"), *rooms_of_tests])
    imported = {name for path in migrations for name in _IMPORTED.findall(path.read_text(encoding="utf-8"))}
    modules = [ROOT / (name.replace(".", "/") + ".py") for name in sorted(imported)]
    return {
        str(path.relative_to(ROOT)): hashlib.sha256(path.read_bytes() if path.exists() else b"").hexdigest()[:12]
        for path in [*migrations, *modules, ROOT / "requirements.txt", Path(__file__)]
    }


def fingerprint(made_of: Mapping[str, str]) -> str:
    """One digest of all of it."""
    return hashlib.sha256(json.dumps(made_of, sort_keys=True).encode()).hexdigest()[:16]


def _beginnings(found: Mapping[str, Mapping[str, str]], made_of: Mapping[str, str]) -> list[str]:
    """Of the databases that are there those of which nothing changed or is gone, the one with most first; a few stay,
    so that a migration that is still being written is taken back to where it began."""
    whole = [name for name, parts in found.items() if parts and parts.items() <= made_of.items()]
    return sorted(whole, key=lambda name: len(found[name]), reverse=True)[:_BEGINNINGS]


def _migrate(server: Any, name: str, made_of: Mapping[str, str], beginning: str) -> None:
    """Make the migrated database, from the beginning that there is; under another name until it is complete."""
    unfinished = f"{name}_unfinished"
    _drop(server, unfinished)
    if beginning:
        _run(server, "CREATE DATABASE {} TEMPLATE {}", unfinished, beginning)
    else:
        _run(server, "CREATE DATABASE {}", unfinished)
    _lead_to(unfinished)
    call_command("migrate", verbosity=0, interactive=False, run_syncdb=True)
    call_command("createcachetable", verbosity=0)
    connection.close()
    said = sql.SQL("COMMENT ON DATABASE {} IS {}").format(sql.Identifier(unfinished), sql.Literal(json.dumps(made_of)))
    server.execute(said)
    _run(server, "ALTER DATABASE {} RENAME TO {}", unfinished, name)


def _lead_to(name: str) -> None:
    connection.close()
    settings.DATABASES["default"]["NAME"] = name
    connection.settings_dict["NAME"] = name


@contextmanager
def _server() -> Iterator[Any]:
    """A connection to the server, to no database of ours."""
    address = connection.get_connection_params() | {"dbname": "postgres"}
    with psycopg.connect(**address, autocommit=True) as server:
        yield server


def _databases(server: Any, prefix: str) -> dict[str, dict[str, str]]:
    """The databases whose names begin so, each with what it was made from; empty where nothing says."""
    found = server.execute(
        "SELECT datname, shobj_description(oid, 'pg_database') FROM pg_database WHERE starts_with(datname, %s)",
        [prefix],
    )
    return {name: json.loads(said) if said else {} for name, said in found.fetchall()}


def _drop(server: Any, name: str) -> None:
    _run(server, "DROP DATABASE IF EXISTS {} WITH (FORCE)", name)


def _run(server: Any, statement: str, *names: str) -> None:
    server.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))
