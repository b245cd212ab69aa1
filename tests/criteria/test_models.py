"""An issued set can't change, whoever writes: tried by raw SQL."""

from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from tests.factories.criteria import draft_set, issued_set, reference_text
from thanthien.criteria.models import CriteriaSet
from thanthien.criteria.problems import ContentChanged

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


CONTENT_CHANGES = [
    'UPDATE criteria_setcontent SET definition = definition || \'{"title": "khác"}\' WHERE criteria_set_id = %s',
    "UPDATE criteria_setcontent SET definition = '{}' WHERE criteria_set_id = %s",
    "DELETE FROM criteria_setcontent WHERE criteria_set_id = %s",
]


@pytest.mark.parametrize("sql", CONTENT_CHANGES)
def test_content_of_an_issued_set_is_frozen(sql: str) -> None:
    assert refused(sql, issued_set().pk) == FROZEN


@pytest.mark.parametrize("sql", CONTENT_CHANGES)
def test_content_of_a_superseded_set_is_frozen(sql: str) -> None:
    older = issued_set()
    issued_set(reference_text(version=2), number="20/QĐ-SNV")
    assert refused(sql, older.pk) == FROZEN


def test_content_cannot_move_between_an_issued_set_and_a_draft() -> None:
    issued, draft = issued_set(), draft_set(reference_text(version=2))
    run("DELETE FROM criteria_setcontent WHERE criteria_set_id = %s", draft.pk)
    sql = "UPDATE criteria_setcontent SET criteria_set_id = %s WHERE criteria_set_id = %s"
    assert refused(sql, draft.pk, issued.pk) == FROZEN


def test_set_without_content_cannot_be_issued() -> None:
    draft = draft_set()
    run("DELETE FROM criteria_setcontent WHERE criteria_set_id = %s", draft.pk)
    sql = (
        "UPDATE criteria_criteriaset SET status = 'issued', issued_at = now(), issued_by_id = created_by_id, "
        "decision_number = '1', decision_date = now() WHERE id = %s"
    )
    assert refused(sql, draft.pk) == "Bộ tiêu chí ban hành phải có nội dung."


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
    assert CriteriaSet.objects.filter(pk=draft.pk).delete()[1] == {"criteria.SetContent": 1, "criteria.CriteriaSet": 1}


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


def _titled(words: str) -> str:
    """A set that no other test, and so not this process either, has read before."""
    return reference_text().replace("title: Bộ tiêu chí “", f"title: {words} “")


def test_compiled_set_is_read_from_the_database_once(django_assert_num_queries: Any) -> None:
    draft = draft_set(_titled("Đọc một lần"))
    with django_assert_num_queries(1):
        assert len(draft.compiled("xa").indicators) == 33
    again = CriteriaSet.objects.get(pk=draft.pk)
    with django_assert_num_queries(0):
        assert again.compiled("xa") is draft.compiled("xa")
        assert again.compiled("xa") is not again.compiled("phuong")


def test_content_changed_past_the_platform_is_not_used() -> None:
    draft = draft_set(_titled("Bị sửa"))
    run(CONTENT_CHANGES[0], draft.pk)
    with pytest.raises(ContentChanged, match=draft.sha256):
        draft.compiled("xa")


def test_content_that_is_gone_is_not_used() -> None:
    draft = draft_set(_titled("Bị xóa"))
    run(CONTENT_CHANGES[2], draft.pk)
    with pytest.raises(ContentChanged, match=draft.sha256):
        draft.parsed()


def test_changed_draft_is_compiled_anew() -> None:
    before = draft_set().compiled("xa").definition.title
    after = draft_set(reference_text().replace("title: Bộ tiêu chí “", "title: Dự thảo “")).compiled("xa")
    assert (before == after.definition.title, after.definition.title.startswith("Dự thảo")) == (False, True)
