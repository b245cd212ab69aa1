"""Nobody empties what is append-only; and the platform runs as a user of the database who owns no table."""

import re
from typing import Any

import pytest
from django.apps import apps
from django.db import DatabaseError, ProgrammingError, connection, transaction
from pghistory.models import Event
from psycopg import sql

from tests import rows
from tests.evaluations.scenario import open_year
from tests.project_files import ROOT
from tests.recorder import RECORDER
from thanthien.core.append_only import GUARD, append_only_tables, guard_against_truncate

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def guarded() -> None:
    if not rows.can_be_put_back():
        pytest.fail("the role of the tests is no superuser: tests took the guards off to be able to truncate")


def run(statement: str, *names: str) -> None:
    """A statement with names of tables or roles, its failure taken back."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))


def test_what_is_kept_row_by_row_is_known():
    found = append_only_tables()
    history = {model._meta.db_table for model in apps.get_models() if issubclass(model, Event)}
    named = {"evaluations_seal", "evaluations_steplog", "evaluations_decision", "grassroots_weeklyreport"}
    assert history | named <= set(found)
    assert len(history) > 30
    assert "evaluations_answer" not in found


def test_no_append_only_table_can_be_truncated():
    for table in append_only_tables():
        with pytest.raises(DatabaseError, match="xóa trắng"):
            run("TRUNCATE {} CASCADE", table)


def test_truncating_what_others_point_to_stops_at_what_is_kept():
    with pytest.raises(DatabaseError, match="xóa trắng"):
        run("TRUNCATE {} CASCADE", "evaluations_dossier")


def test_guard_that_is_missing_is_put_on_after_the_next_migration():
    run(f"DROP TRIGGER {GUARD} ON {{}}", "evaluations_seal")
    run("TRUNCATE {}", "evaluations_seal")
    for _ in range(2):
        guard_against_truncate(using="default")
    with pytest.raises(DatabaseError, match="xóa trắng"):
        run("TRUNCATE {}", "evaluations_seal")


def privileges() -> list[str]:
    """What docs/operation.md says to run once in the database."""
    page = (ROOT / "docs/operation.md").read_text(encoding="utf-8")
    blocks = re.findall(r"```sql\n(.*?)```", page, re.DOTALL)
    return [line for block in blocks for line in block.splitlines() if line.startswith(("ALTER DEFAULT", "GRANT"))]


@pytest.fixture
def as_the_platform(monkeypatch: pytest.MonkeyPatch) -> Any:
    """From here on the connection is the user of the documentation, in this transaction only."""
    monkeypatch.setattr(RECORDER, "on", False)  # whose tapes are put back past triggers
    with connection.cursor() as cursor:
        cursor.execute("CREATE ROLE thanthien_owner; CREATE ROLE thanthien_platform")
        for line in privileges():
            cursor.execute(re.sub(r"\bthanthien;", "thanthien_platform;", line))
        cursor.execute("SET LOCAL ROLE thanthien_platform")
        yield
        cursor.execute("RESET ROLE")


def test_year_is_lived_by_a_user_who_owns_no_table(as_the_platform: None):
    assert len(privileges()) == 4
    year = open_year(units=1)
    year.publish()
    assert year.dossier().status == "published"
    for statement in ("TRUNCATE {}", "DROP TABLE {} CASCADE", "ALTER TABLE {} DISABLE TRIGGER USER"):
        for table in ("evaluations_seal", "evaluations_dossier"):
            with pytest.raises(ProgrammingError, match=r"permission denied|must be owner"):
                run(statement, table)
    for statement in ("DELETE FROM {}", "UPDATE {} SET id = id"):
        with pytest.raises(DatabaseError, match="Cannot"):
            run(statement, "evaluations_seal")
