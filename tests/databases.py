"""The database of the tests: migrated once, then copied for each process that tests.

Copying takes a fraction of a second, migrating about ten. The migrated database stays on the server until what it is
made from changes; `--create-db` makes it anew.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
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
_LOCK = 7_405_926_1  # ours among the advisory locks of the server


def set_up(worker: str, *, anew: bool) -> str:
    """Give this process a database as the migrations leave it; connections lead to it from now on. Its name."""
    base = settings.DATABASES["default"]["NAME"]
    name = f"test_{base}_{worker}" if worker else f"test_{base}"
    migrated = f"{base}_migrated_"
    with _server() as server:
        server.execute("SELECT pg_advisory_lock(%s)", [_LOCK])  # until the connection closes
        found = _databases(server, migrated)
        wanted = migrated + fingerprint()
        if anew or wanted not in found:
            for old in found:
                _drop(server, old)
            _migrate(server, wanted)
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


def fingerprint() -> str:
    """Changes with the migrations, what they import, rooms of the tests, and the packages, which bring their own."""
    rooms_of_tests = ROOT.glob("tests/**/models.py")
    migrations = sorted([*ROOT.glob("*/**/migrations/*.py"), *rooms_of_tests])
    imported = {name for path in migrations for name in _IMPORTED.findall(path.read_text(encoding="utf-8"))}
    modules = [ROOT / (name.replace(".", "/") + ".py") for name in sorted(imported)]
    digest = hashlib.sha256()
    for path in [*migrations, *modules, ROOT / "requirements.txt", Path(__file__)]:
        digest.update(str(path.relative_to(ROOT)).encode() + (path.read_bytes() if path.exists() else b""))
    return digest.hexdigest()[:16]


def _migrate(server: Any, name: str) -> None:
    """Make the migrated database; under another name until it is complete."""
    unfinished = f"{name}_unfinished"
    _drop(server, unfinished)
    _run(server, "CREATE DATABASE {}", unfinished)
    _lead_to(unfinished)
    call_command("migrate", verbosity=0, interactive=False, run_syncdb=True)
    call_command("createcachetable", verbosity=0)
    connection.close()
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


def _databases(server: Any, prefix: str) -> list[str]:
    found = server.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [prefix])
    return [name for (name,) in found.fetchall()]


def _drop(server: Any, name: str) -> None:
    _run(server, "DROP DATABASE IF EXISTS {} WITH (FORCE)", name)


def _run(server: Any, statement: str, *names: str) -> None:
    server.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))
