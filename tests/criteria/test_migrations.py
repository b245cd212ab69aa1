"""Migrations rehearsed on sets that are in use."""

import pytest
from django.core.management import call_command
from django.db import connection

from tests.factories.criteria import draft_set, issued_set, reference_text
from thanthien.criteria.definition_io import canonical_sha256
from thanthien.criteria.models import SetContent


def _definitions_beside_the_set() -> dict[int, str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, definition->>'title' FROM criteria_criteriaset")
        return dict(cursor.fetchall())


@pytest.mark.django_db(transaction=True)
def test_content_of_an_earlier_installation_moves_and_keeps_its_hash() -> None:
    sets = {row.pk: row for row in (issued_set(), draft_set(reference_text(version=2)))}
    call_command("migrate", "criteria", "0001", verbosity=0)
    assert _definitions_beside_the_set() == {pk: row.title for pk, row in sets.items()}
    call_command("migrate", verbosity=0)  # all: what stands on these goes back and forth with them
    moved = SetContent.objects.values_list("criteria_set", "definition")
    assert {pk: canonical_sha256(tree) for pk, tree in moved} == {pk: row.sha256 for pk, row in sets.items()}
