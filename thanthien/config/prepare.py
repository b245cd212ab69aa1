"""Bring database and static files up to date: `python -m thanthien.config.prepare [seed|people|check]`.

Without a word: migrations, the shared cache's table, static files. `seed`: the illustrative data. `people`: who can
sign in to it. Every start and every installation of a new version runs it; running it again changes nothing. `check`,
before each start of a service: refuses the demo's people outside the demo, and a practice copy on a database that is
not one's, and changes nothing.
"""

import os
import sys
import time
from typing import Any

import django
from django.conf import settings
from django.core.management import call_command, get_commands
from django.core.management.commands import migrate
from django.db import OperationalError, connection
from django.db.migrations.exceptions import InconsistentMigrationHistory

OLDEST_SERVER = 15
NAMED = 10  # changes of the database that are told by name; of more, one every so often
TOLD_EVERY = 2.0  # seconds
OTHER_BEGINNING = (
    "The database of DATABASE_URL was begun by another version of the platform, which this one does not carry on."
    " Give an empty one: the demo makes it with --fresh, a practice copy in another folder (--data DIR)."
)

STEPS: dict[str, tuple[tuple[str, tuple[str, ...]], ...]] = {
    "": (
        ("migrate", ("--no-input", "-v0")),
        ("createcachetable", ("-v0",)),
        ("collectstatic", ("--no-input", "-v0")),
    ),
    "seed": (("seed_demo", ()),),
    "people": (("demo_people", ()),),
    "check": (),
}


def main(word: str = "") -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "thanthien.config.settings")
    django.setup()
    _check_server(may_be_away=word == "check")
    for command, options in STEPS[word]:
        if command not in get_commands():
            continue
        began = time.monotonic()
        call_command(Migrate() if command == "migrate" else command, *options)
        if word != "people":
            _say(f"  {command}: {time.monotonic() - began:.1f} s")
    if word in {"", "check"}:
        _refuse_people_of_the_demo()
        _hold_practice_apart(mark=not word)


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


class Migrate(migrate.Command):
    """Django's command, which tells what it does: the first changes by name, then how far it is, then how many."""

    done, told_at = 0, 0.0

    def migration_progress_callback(self, action: str, migration: Any = None, fake: bool = False) -> None:
        """Called by Django before and after each change."""
        if action != "apply_start":
            return
        self.done += 1
        now = time.monotonic()
        if self.done <= NAMED or now - self.told_at >= TOLD_EVERY:
            self.told_at = now
            _say(f"    change {self.done} of the database: {migration.app_label} {migration.name}")

    def handle(self, *args: Any, **options: Any) -> None:
        """As Django does it; stop with a sentence where the database was begun by migrations that are no more."""
        try:
            super().handle(*args, **options)
        except InconsistentMigrationHistory:
            sys.exit(OTHER_BEGINNING)
        _say(f"    {self.done} changes of the database" if self.done else "    the database is up to date")


def _refuse_people_of_the_demo() -> None:
    """Stop outside the demo when the database knows people whose password everybody knows."""
    from thanthien.reports.demo.people import number_here

    if not settings.DEMO and (number := number_here()):
        sys.exit(
            f"The database of DATABASE_URL holds {number} people of the demo, whose password is known to everybody."
            " Give an empty database, or set DEMO=on."
        )


def _hold_practice_apart(*, mark: bool) -> None:
    """Stop where a practice copy would start on another database, or another start on that of a practice copy. An
    empty database is marked as the copy's before anything else comes into it."""
    from thanthien.core import practice
    from thanthien.reports.demo.seeding import is_filled

    if "core_practicemark" not in connection.introspection.table_names():
        return  # a check before the first `prepare` of this version
    if problem := practice.why_not_here(filled=is_filled()):
        sys.exit(problem)
    if mark:
        practice.mark()


def _check_server(*, may_be_away: bool) -> None:
    """Stop with one sentence when there is no server, or an old one. A service starts without it, for the copies of
    public pages."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SHOW server_version_num")
            found = int(cursor.fetchone()[0]) // 10_000
    except OperationalError as problem:
        said = f"The database of DATABASE_URL cannot be reached: {str(problem).splitlines()[0]}"
        if may_be_away:
            _say(said)
            sys.exit(0)
        sys.exit(said)
    if found < OLDEST_SERVER:
        sys.exit(f"DATABASE_URL leads to PostgreSQL {found}; {OLDEST_SERVER} or newer is needed.")


if __name__ == "__main__":
    main(*sys.argv[1:2])
