"""Migrations: complete, and harmless for a city that is running."""

from io import StringIO
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import call_command
from django_migration_linter import MigrationLinter

ROOMS = sorted(config.label for config in apps.get_app_configs() if config.name.startswith("thanthien."))
# What the linter can't tell from harm.
HARMLESS = {
    "0002_digest_names_its_key": "a text column may be longer; PostgreSQL rewrites nothing, old code reads it",
    "0021_after_results": "its unique index on requests for review is weaker than the one it replaces; others are new",
    "0023_set_changes": "the unique index that it adds to cycles replaces one that says the same of the same rows",
    "0024_decision_recorded_once": "the unique index that it adds asks less than the one that it replaces",
}


@pytest.mark.django_db
def test_migrations_say_all_that_models_say() -> None:
    said = StringIO()
    call_command("makemigrations", check=True, dry_run=True, stdout=said)
    assert said.getvalue().strip() == "No changes detected"


@pytest.mark.django_db
@pytest.mark.parametrize("room", ROOMS)
def test_migrations_do_not_break_the_version_before(room: str) -> None:
    """No column dropped or made obligatory, nothing renamed: the old code still runs while the new one starts."""
    quiet = ["ok", "ignore", "warning"]
    linter = MigrationLinter(
        str(Path.cwd()), include_apps=[room], ignore_name=list(HARMLESS), no_cache=True, quiet=quiet
    )
    linter.lint_all_migrations()
    assert linter.has_errors is False
