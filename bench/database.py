"""The databases of the measurements: one for each number of units, beside the one that DATABASE_URL names."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from urllib.parse import urlsplit, urlunsplit

import psycopg
from django.db import connection, connections

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
    name = f"{urlsplit(OLD_ADDRESS).path.strip('/')}_bench_{units}"
    with psycopg.connect(OLD_ADDRESS, autocommit=True) as server:
        server.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        server.execute(f'CREATE DATABASE "{name}"')
        _made.append(name)
    _switch(name)
    prepare.main()
    fill(units)
    return name, address_of(name)


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


@contextmanager
def without_triggers() -> Iterator[None]:
    """Rows go in without history and without checks of steps and references: they are made up, and nobody lived them.

    Needs a superuser of the database server.
    """
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        yield
        cursor.execute("SET session_replication_role = DEFAULT")
