"""Migrations: complete, and harmless for a city that is running."""

from io import StringIO
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import call_command
from django_migration_linter import MigrationLinter

ROOMS = sorted(config.label for config in apps.get_app_configs() if config.name.startswith("thanthien."))


@pytest.mark.django_db
def test_migrations_say_all_that_models_say() -> None:
    said = StringIO()
    call_command("makemigrations", check=True, dry_run=True, stdout=said)
    assert said.getvalue().strip() == "No changes detected"


@pytest.mark.django_db
@pytest.mark.parametrize("room", ROOMS)
def test_migrations_do_not_break_the_version_before(room: str) -> None:
    """No column dropped or made obligatory, nothing renamed: the old code still runs while the new one starts."""
    linter = MigrationLinter(str(Path.cwd()), include_apps=[room], no_cache=True, quiet=["ok", "ignore", "warning"])
    linter.lint_all_migrations()
    assert linter.has_errors is False
