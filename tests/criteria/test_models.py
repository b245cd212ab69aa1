"""An issued set can't change, whoever writes: tried by raw SQL."""

from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from tests.factories.criteria import draft_set, issued_set, reference_text
from thanthien.criteria.models import CriteriaSet

pytestmark = pytest.mark.django_db

FROZEN = "Bộ tiêu chí đã ban hành không thể thay đổi."


def run(sql: str, *parameters: Any) -> int:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return cursor.rowcount


def refused(sql: str, *parameters: Any) -> str:
    with pytest.raises(DatabaseError) as error:
        run(sql, *parameters)
    return str(error.value).splitlines()[0]


CHANGES = [
    "definition = jsonb_set(definition, '{title}', '\"khác\"')",
    "definition = '{}'",
    "sha256 = repeat('0', 64)",
    "decision_number = '99'",
    "decision_date = '2020-01-01'",
    "issued_at = now()",
    "issued_by_id = created_by_id + 1",
    "year = 2030",
    "version = 9",
    "title = 'Khác'",
    "scheme_id = scheme_id + 1",
    "created_at = now()",
    "created_by_id = created_by_id + 1",
    "status = 'draft'",
    "status = 'draft', issued_at = NULL, issued_by_id = NULL",
]


@pytest.mark.parametrize("change", CHANGES)
def test_issued_set_refuses_any_change_of_content(change: str) -> None:
    issued = issued_set()
    assert refused(f"UPDATE criteria_criteriaset SET {change} WHERE id = %s", issued.pk) == FROZEN  # noqa: S608 - own text


@pytest.mark.parametrize("change", [*CHANGES, "status = 'issued', superseded_at = NULL"])
def test_superseded_set_refuses_any_change_of_content(change: str) -> None:
    older = issued_set()
    issued_set(reference_text(version=2), number="20/QĐ-SNV")
    assert refused(f"UPDATE criteria_criteriaset SET {change} WHERE id = %s", older.pk) == FROZEN  # noqa: S608 - own text


def test_issued_set_may_only_be_superseded() -> None:
    issued = issued_set()
    done = run("UPDATE criteria_criteriaset SET status = 'superseded', superseded_at = now() WHERE id = %s", issued.pk)
    assert done == 1


def test_issued_set_cannot_be_deleted() -> None:
    issued = issued_set()
    assert refused("DELETE FROM criteria_indicator WHERE criteria_set_id = %s", issued.pk) == FROZEN
    assert refused("DELETE FROM criteria_criteriaset WHERE id = %s", issued.pk) == FROZEN
    with pytest.raises(DatabaseError), transaction.atomic():
        CriteriaSet.objects.filter(pk=issued.pk).delete()


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE criteria_indicator SET title = 'Khác' WHERE criteria_set_id = %s",
        (
            "INSERT INTO criteria_indicator (criteria_set_id, code, title, position, group_code, bodies) "
            "VALUES (%s, '9', 'Mới', 99, '9', '{}')"
        ),
    ],
)
def test_indicators_of_an_issued_set_are_frozen(sql: str) -> None:
    assert refused(sql, issued_set().pk) == FROZEN


def test_indicator_cannot_move_out_of_an_issued_set_into_a_draft() -> None:
    issued, draft = issued_set(), draft_set(reference_text(version=2))
    run("DELETE FROM criteria_indicator WHERE criteria_set_id = %s AND code = '1.1.1'", draft.pk)
    sql = "UPDATE criteria_indicator SET criteria_set_id = %s WHERE criteria_set_id = %s AND code = '1.1.1'"
    assert refused(sql, draft.pk, issued.pk) == FROZEN


def test_indicator_cannot_move_into_an_issued_set() -> None:
    issued, draft = issued_set(), draft_set(reference_text(version=2))
    sql = "UPDATE criteria_indicator SET criteria_set_id = %s, code = 'x' WHERE criteria_set_id = %s AND code = '1.1.1'"
    assert refused(sql, issued.pk, draft.pk) == FROZEN


def test_draft_may_change_and_go() -> None:
    draft = draft_set()
    assert run("UPDATE criteria_criteriaset SET title = 'Khác' WHERE id = %s", draft.pk) == 1
    assert run("DELETE FROM criteria_indicator WHERE criteria_set_id = %s", draft.pk) == 33


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ("status = 'issued'", "issued_set_has_decision"),
        ("issued_at = now()", "issued_set_has_decision"),
        ("superseded_at = now()", "superseded_set_has_date"),
        ("status = 'other'", "issued_set_has_decision"),
    ],
)
def test_status_goes_with_who_and_when(change: str, constraint: str) -> None:
    draft = draft_set()
    with pytest.raises(IntegrityError, match=constraint):
        run(f"UPDATE criteria_criteriaset SET {change} WHERE id = %s", draft.pk)  # noqa: S608 - own text


def test_compiled_set_is_read_from_the_database_once(django_assert_num_queries: Any) -> None:
    issued = issued_set()
    lean = CriteriaSet.objects.defer("definition").get(pk=issued.pk)
    assert lean.compiled("xa") is issued.compiled("xa")
    with django_assert_num_queries(0):
        assert len(lean.compiled("xa").indicators) == 33
    assert issued.compiled("xa") is not issued.compiled("phuong")


def test_changed_draft_is_compiled_anew() -> None:
    before = draft_set().compiled("xa").definition.title
    after = draft_set(reference_text().replace("title: Bộ tiêu chí “", "title: Dự thảo “")).compiled("xa")
    assert (before == after.definition.title, after.definition.title.startswith("Dự thảo")) == (False, True)
