"""A start that is not the demo: strict by itself, and refused with what the demo leaves behind."""

import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.db.migrations.recorder import MigrationRecorder

import dev
from tests.config.test_serving import free_port
from tests.core.jobs.test_worker import worker_environment
from tests.factories.accounts import UserFactory
from tests.project_files import ROOT
from thanthien.config import prepare
from thanthien.config.env import SettingProblem, refuse_secrets_of_the_demo
from thanthien.reports.demo.people import address

pytestmark = pytest.mark.django_db(transaction=True)
_ASK = """
from thanthien.config import settings as s
print(s.DEMO, s.DEBUG, s.HTTPS, s.REQUIRE_MFA_FOR_CITY, s.SECOND_PERSON_FOR_ROLES, s.SECRET_KEY[:5])
"""
EASED = ("DEMO", "HTTPS", "REQUIRE_MFA_FOR_CITY", "SECRET_KEY", "FIGURE_DIGEST_KEYS", "DEBUG", "LOG_LEVEL")


def check(**more: str) -> tuple[int, str]:
    """What a service's check before its start answers."""
    env = worker_environment() | more
    command = [sys.executable, "-m", "thanthien.config.prepare", "check"]
    done = subprocess.run(command, env=env, cwd=ROOT, check=False, capture_output=True, text=True)
    return done.returncode, (done.stdout + done.stderr).strip()


def test_start_with_the_people_of_the_demo_is_refused_outside_it() -> None:
    assert check() == (0, "")
    UserFactory(email=address("quantri"))
    said = (
        "The database of DATABASE_URL holds 1 people of the demo, whose password is known to everybody."
        " Give an empty database, or set DEMO=on."
    )
    assert (check(), check(DEMO="on")) == ((1, said), (0, ""))


def test_start_without_a_database_goes_on_for_the_copies() -> None:
    code, said = check(DATABASE_URL=f"postgres://a:b@127.0.0.1:{free_port()}/x")
    assert (code, said.startswith("The database of DATABASE_URL cannot be reached: ")) == (0, True)


@pytest.mark.parametrize("name", ["SECRET_KEY", "FIGURE_DIGEST_KEYS"])
def test_start_with_a_secret_of_the_demo_is_refused_outside_it(name: str, tmp_path: Path) -> None:
    made = dev.demo_settings(tmp_path, "postgres://")[f"{name}_FILE"]
    found = {name: Path(made).read_text()}
    refuse_secrets_of_the_demo(demo=True, **found)
    with pytest.raises(SettingProblem, match=f"{name} is the secret of a demo"):
        refuse_secrets_of_the_demo(demo=False, **found)
    code, said = check(**found)
    assert (code, said) == (1, f"{name} is the secret of a demo. Give one of your own; see docs/settings.md.")


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        (dev.settings_here, "False False True True True {}"),
        (dev.demo_settings, "True False False False False demo-"),
    ],
    ids=["serve", "demo"],
)
def test_what_is_not_set_is_strict_but_for_the_demo(settings, told, tmp_path: Path, monkeypatch) -> None:
    for name in EASED:
        monkeypatch.delenv(name, raising=False)
    env = settings(tmp_path, worker_environment()["DATABASE_URL"])
    done = subprocess.run([sys.executable, "-c", _ASK], env=env, cwd=ROOT, check=True, capture_output=True, text=True)
    secret = (tmp_path / "secret").read_text()
    assert (done.stdout.strip(), (tmp_path / "secret").stat().st_mode & 0o777) == (told.format(secret[:5]), 0o600)


@pytest.mark.parametrize("mark", ["seeded", "seeding"])
def test_serve_refuses_the_folder_of_a_demo(mark: str, tmp_path: Path) -> None:
    (tmp_path / mark).touch()
    with pytest.raises(dev.Stop, match=r"holds a demo\. Give another folder"):
        dev.serve(["--data", str(tmp_path)])


def test_migrate_says_that_nothing_is_to_be_done(capsys) -> None:
    call_command(prepare.Migrate(), "--no-input", "-v0")
    assert capsys.readouterr().out == "    the database is up to date\n"


def test_database_that_another_version_began_is_refused_with_a_sentence() -> None:
    with transaction.atomic():
        MigrationRecorder(connection).record_unapplied("core", "0001_initial")
        with pytest.raises(SystemExit, match=r"begun by another version .* --fresh"):
            call_command(prepare.Migrate(), "--no-input", "-v0")
        transaction.set_rollback(True)


def test_migrate_names_the_first_changes_and_then_how_far_it_is(capsys, monkeypatch) -> None:
    command = prepare.Migrate()
    for number in range(1, 15):
        if number == 13:
            command.told_at -= prepare.TOLD_EVERY
        for action in ("apply_start", "apply_success"):
            command.migration_progress_callback(action, SimpleNamespace(app_label="units", name=f"{number:04}_x"))
    told = [f"    change {number} of the database: units {number:04}_x" for number in [*range(1, 11), 13]]
    assert capsys.readouterr().out.splitlines() == told
