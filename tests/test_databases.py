"""The database of the tests: copied from the migrated one, made anew when migrations change, left as it was found."""

from pathlib import Path

import pytest
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.test import TransactionTestCase

from tests import databases, rows
from tests.evaluations.scenario import open_year
from thanthien.accounts.models import User

MIGRATION = "thanthien/room/migrations/0001_initial.py"


def fingerprint() -> str:
    return databases.fingerprint(databases.ingredients())


@pytest.mark.django_db
def test_database_is_a_copy_of_the_migrated_one():
    loader = MigrationLoader(connection)
    assert set(loader.disk_migrations) <= set(loader.applied_migrations)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_database WHERE datname ~ %s", [f"_migrated_{fingerprint()}$"])
        assert cursor.fetchone() == (1,)
        cursor.execute("SELECT current_database()")
        assert cursor.fetchone()[0].startswith("test_")


@pytest.mark.django_db
def test_no_row_of_history_costs_an_error():
    """The trigger asks for a parameter, and takes an error for “no”; it is there from the beginning."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('pgtrigger.ignore')::text[]")
        assert cursor.fetchone() == ([],)


@pytest.mark.django_db
def test_rows_of_every_table_can_be_put_back():
    """A table without a primary key would be left out."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT relname FROM pg_class c WHERE relkind IN ('r', 'p') AND relnamespace = 'public'::regnamespace
               AND NOT EXISTS (SELECT FROM pg_index WHERE indrelid = c.oid AND indisprimary)"""
        )
        assert cursor.fetchall() == []


# --- When it is made anew ---------------------------------------------------------------------------------------------


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project with one migration, which imports a module."""
    write(tmp_path, MIGRATION, "import thanthien.room.steps\n")
    for name in ("thanthien/room/steps.py", "thanthien/room/views.py", "requirements.txt", "tests/databases.py"):
        write(tmp_path, name, "")
    monkeypatch.setattr(databases, "ROOT", tmp_path)
    monkeypatch.setattr(databases, "__file__", str(tmp_path / "tests/databases.py"))
    return tmp_path


def write(folder: Path, name: str, text: str) -> None:
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(text, encoding="utf-8")


@pytest.mark.parametrize(
    "name",
    [
        MIGRATION,
        "thanthien/room/migrations/0002_more.py",
        "thanthien/core/part/migrations/0001_initial.py",
        "thanthien/room/steps.py",
        "requirements.txt",
        "tests/databases.py",
        "tests/room/sample/models.py",
        "tests/room/sample/migrations/0001_initial.py",
    ],
)
def test_fingerprint_changes_with(project, name):
    before = fingerprint()
    write(project, name, "changed = 1\n")
    assert fingerprint() != before


@pytest.mark.parametrize("name", ["thanthien/room/views.py", "thanthien/room/models.py", "docs/page.md"])
def test_fingerprint_stays_without_a_migration(project, name):
    before = fingerprint()
    write(project, name, "changed = 1\n")
    assert fingerprint() == before


@pytest.mark.parametrize(
    ("name", "grew"),
    [
        ("thanthien/room/migrations/0002_more.py", True),
        ("tests/room/sample/models.py", True),
        (MIGRATION, False),
        ("thanthien/room/steps.py", False),
        ("requirements.txt", False),
    ],
)
def test_what_only_grew_is_migrated_from_where_it_was(project, name, grew):
    before = {"old": databases.ingredients(), "older": {MIGRATION: databases.ingredients()[MIGRATION]}, "nobody": {}}
    write(project, name, "changed = 1\n")
    if name == MIGRATION:
        del before["older"]
    left = ["old", "older"] if grew else ["older"] if "older" in before else []
    assert databases._beginnings(before, databases.ingredients()) == left


# --- After a test that commits ----------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_what_was_committed_is_changed_back():
    if not rows.can_be_put_back():
        pytest.fail("the role of the tests may not write past triggers: Django truncates, and this says nothing")
    first = rows.read()
    year = open_year()
    year.submit()
    User.objects.filter(pk=year.people.stranger.pk).delete()
    assert rows.read() != first
    TransactionTestCase._fixture_teardown(TransactionTestCase())
    assert rows.read() == first
