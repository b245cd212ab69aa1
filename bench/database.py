"""The databases of the measurements: one for each number of units and way to fill it, beside the one that DATABASE_URL
names. What the migrations leave is made once and copied."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from urllib.parse import urlsplit, urlunsplit

import psycopg
from django.db import connection, connections

from tests.databases import fingerprint, ingredients
from thanthien.config import prepare

OLD_ADDRESS = os.environ.get("DATABASE_URL", "")
_made: list[str] = []


def use(units: int, fill: Callable[[int], None]) -> str:
    """Make the database for so many units (filled once per run) the one that this process uses; its address."""
    name, address = _filled(units, fill)
    _switch(name)
    return address


@cache
def _filled(units: int, fill: Callable[[int], None]) -> tuple[str, str]:
    name = _named(f"{units}_{fill.__module__.rpartition('.')[2]}")
    _make(name, _migrated())
    _switch(name)
    fill(units)
    return name, address_of(name)


@cache
def _migrated() -> str:
    """The name of a database as the migrations leave it, which stays on the server until they change."""
    name = _named(f"migrated_{fingerprint(ingredients())}")
    with psycopg.connect(OLD_ADDRESS, autocommit=True) as server:
        rows = server.execute("SELECT datname FROM pg_database WHERE datname LIKE %s", [f"{_named('migrated')}%"])
        found = {row[0] for row in rows}
        for old in found - {name}:
            server.execute(f'DROP DATABASE IF EXISTS "{old}" WITH (FORCE)')
    if name not in found:
        unfinished = _named("unfinished")
        _make(unfinished)
        _switch(unfinished)
        prepare.main()
        connections.close_all()
        with psycopg.connect(OLD_ADDRESS, autocommit=True) as server:
            server.execute(f'ALTER DATABASE "{unfinished}" RENAME TO "{name}"')
    return name


def _named(what: str) -> str:
    return f"{urlsplit(OLD_ADDRESS).path.strip('/')}_bench_{what}"


def _make(name: str, like: str = "template1") -> None:
    with psycopg.connect(OLD_ADDRESS, autocommit=True) as server:
        server.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        server.execute(f'CREATE DATABASE "{name}" TEMPLATE "{like}"')
    _made.append(name)


def address_of(name: str) -> str:
    """The address of another database of the same server."""
    return urlunsplit(urlsplit(OLD_ADDRESS)._replace(path=f"/{name}"))


def drop_all() -> None:
    """Give the disk back. Nothing can be measured in this process any more."""
    connections.close_all()
    with psycopg.connect(OLD_ADDRESS, autocommit=True) as server:
        for name in _made:
            server.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def _switch(name: str) -> None:
    connections.close_all()
    connection.settings_dict["NAME"] = name


def analyse(tables: str = "") -> None:
    """Let the server see what went in, as it would within the day: all of it, or these tables."""
    connection.ensure_connection()
    with connection.cursor() as cursor:
        cursor.execute(f"VACUUM ANALYZE {tables}")


@contextmanager
def without_triggers() -> Iterator[None]:
    """Rows go in without history and without checks of steps and references: they are made up, and nobody lived them.

    Needs a superuser of the database server.
    """
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        yield
        cursor.execute("SET session_replication_role = DEFAULT")
