"""Bring database and static files up to date: `python -m thanthien.config.prepare [seed|people]`.

Without a word: migrations, the shared cache's table, static files. `seed`: the illustrative data. `people`: who can
sign in to it. Every start and every installation of a new version runs it; running it again changes nothing.
"""

import os
import sys
import time

import django
from django.core.management import call_command, get_commands
from django.db import OperationalError, connection

OLDEST_SERVER = 15

STEPS: dict[str, tuple[tuple[str, tuple[str, ...]], ...]] = {
    "": (
        ("migrate", ("--no-input", "-v0")),
        ("createcachetable", ("-v0",)),
        ("collectstatic", ("--no-input", "-v0")),
    ),
    "seed": (("seed_demo", ()),),
    "people": (("demo_people", ()),),
}


def main(word: str = "") -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "thanthien.config.settings")
    django.setup()
    _check_server()
    for command, options in STEPS[word]:
        if command not in get_commands():
            continue
        began = time.monotonic()
        call_command(command, *options)
        if word != "people":
            sys.stdout.write(f"  {command}: {time.monotonic() - began:.1f} s\n")
            sys.stdout.flush()


def _check_server() -> None:
    """Stop with one sentence when there is no server, or an old one."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SHOW server_version_num")
            found = int(cursor.fetchone()[0]) // 10_000
    except OperationalError as problem:
        sys.exit(f"The database of DATABASE_URL cannot be reached: {str(problem).splitlines()[0]}")
    if found < OLDEST_SERVER:
        sys.exit(f"DATABASE_URL leads to PostgreSQL {found}; {OLDEST_SERVER} or newer is needed.")


if __name__ == "__main__":
    main(*sys.argv[1:2])
