"""The step table, its pure check, and the trigger generated from it."""

from dataclasses import MISSING, fields
from datetime import date

import pytest
from django.db import DatabaseError, connection, transaction

from tests.evaluations.bare import TODAY, facts
from tests.evaluations.scenario import open_year
from thanthien.accounts.roles import Role
from thanthien.evaluations.step_check import check_step, open_steps
from thanthien.evaluations.workflow import (
    STATUS_LABELS,
    STEPS,
    Facts,
    PhaseKey,
    Status,
    pairs,
)


def test_no_fact_is_assumed():
    """A check that was not told whether opinions are answered must not let a signature pass."""
    assert [one.name for one in fields(Facts) if one.default is not MISSING or one.default_factory is not MISSING] == []


def test_every_status_has_a_label():
    assert set(STATUS_LABELS) == set(Status)


def test_every_status_is_reached_by_a_step():
    assert {step.target for step in STEPS.values()} == set(Status)


def test_step_from_a_wrong_state_is_refused_with_both_names():
    told = check_step("submit", facts(Status.SELF_SCORING, Role.COMMUNE_CHAIR))
    assert told == ["Không thể “Nộp hồ sơ” khi hồ sơ ở trạng thái “Đang tự chấm”. Vui lòng tải lại trang."]


def test_step_by_a_wrong_role_names_who_may():
    told = check_step("sign", facts(Status.POSTED, Role.COMMUNE_FOCAL))
    assert told == ["Việc “Ký duyệt” thuộc quyền của: Chủ tịch, Phó Chủ tịch Ủy ban nhân dân cấp xã."]


def test_late_step_is_refused_and_allowed_on_the_last_day():
    late = facts(Status.SIGNED, Role.COMMUNE_CHAIR, deadlines={PhaseKey.POSTING: date(2026, 3, 1)})
    in_time = facts(Status.SIGNED, Role.COMMUNE_CHAIR, deadlines={PhaseKey.POSTING: TODAY})
    assert check_step("submit", late) == [
        "Đã hết hạn “Niêm yết, ký và nộp hồ sơ” ngày 01/03/2026 và không được gia hạn."
    ]
    assert check_step("submit", in_time) == []


@pytest.mark.parametrize(("ends_on", "told"), [
    (None, ["Chưa niêm yết dự thảo."]),
    (TODAY, ["Thời gian niêm yết còn đến hết ngày 02/03/2026."]),
    (date(2026, 3, 1), []),
])  # fmt: skip
def test_signing_waits_for_the_whole_time_of_posting(ends_on, told):
    state = facts(Status.POSTED, Role.COMMUNE_CHAIR, posting_ends_on=ends_on, meeting_on=TODAY, has_minutes=True)
    assert check_step("sign", state) == told


def test_signing_names_everything_that_is_missing():
    state = facts(Status.POSTED, Role.COMMUNE_CHAIR, posting_ends_on=date(2026, 3, 1), unanswered_opinions=2)
    assert check_step("sign", state) == [
        "Còn 2 ý kiến chưa tiếp thu, giải trình.",
        "Chưa ghi ngày họp đánh giá của xã, phường, đặc khu.",
        "Chưa có biên bản họp đánh giá.",
    ]


def test_meeting_is_a_switch():
    state = facts(Status.POSTED, Role.COMMUNE_CHAIR, posting_ends_on=date(2026, 3, 1), meeting_required=False)
    assert check_step("sign", state) == []


def test_reason_of_blanks_is_no_reason():
    state = facts(Status.SUBMITTED, Role.CITY_OFFICER)
    assert check_step("return", state, reason="  ") == ["Cần ghi lý do khi “Trả lại để bổ sung”."]
    assert check_step("return", state, reason="Thiếu biên bản") == []


def test_returned_dossier_is_neither_closed_nor_withdrawn():
    returned = facts(
        Status.RETURNED, Role.CITY_OFFICER, Role.COMMUNE_CHAIR, deadlines={PhaseKey.POSTING: date(2026, 2, 1)}
    )
    told = "Không thể “{}” khi hồ sơ ở trạng thái “Trả lại để bổ sung”. Vui lòng tải lại trang."
    assert [check_step(step, returned, reason="Lý do") for step in ("close_unsubmitted", "withdraw")] == [
        [told.format("Khóa do không nộp hồ sơ")], [told.format("Rút hồ sơ")],
    ]  # fmt: skip


def test_conclusion_names_sheets_indicators_and_gates():
    state = facts(
        Status.UNDER_APPRAISAL, Role.COUNCIL_SECRETARY, sheets_waiting=("Sở Y tế",),
        open_conclusions=tuple(f"1.{n}" for n in range(1, 9)), unknown_gates=("Bị kỷ luật",),
    )  # fmt: skip
    assert check_step("conclude", state) == [
        "Còn phiếu thẩm định chưa gửi: Sở Y tế.",
        "Còn tiêu chí chưa kết luận: 1.1, 1.2, 1.3, 1.4, 1.5, 1.6 và 2 mục khác.",
        "Còn trường hợp không công nhận, khống chế mức độ chưa xác định: Bị kỷ luật.",
    ]


def test_open_steps_of_the_chair_while_posted():
    names = {
        step.name for step in open_steps(Status.POSTED, frozenset({Role.COMMUNE_CHAIR}), "meeting", unit_ended=False)
    }
    assert names == {"take_down", "take_figures", "sign", "withdraw"}


# Columns that the constraints ask for in some states; the trigger is what is tested here.
_FILLED = (
    "posted_on = '2026-01-01', posting_ends_on = '2026-01-06', signed_at = now(), "
    "signed_by_id = %(user)s, decided_level = 1"
)


@pytest.mark.django_db
def test_database_takes_exactly_the_pairs_of_the_table():
    year = open_year(units=1)
    dossier, user = year.dossier(), year.people.office
    taken = {
        (source, target)
        for source in Status
        for target in Status
        if source != target and _moves(dossier.pk, user.pk, source, target)
    }
    assert {(a.value, b.value) for a, b in taken} == pairs()


def _moves(dossier_id: int, user_id: int, source: Status, target: Status) -> bool:
    """Does raw SQL get the dossier from one state into the other?"""
    values = {"user": user_id, "id": dossier_id, "source": source.value, "target": target.value}
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL session_replication_role = replica")  # put it there past the trigger
            cursor.execute(f"UPDATE evaluations_dossier SET status = %(source)s, {_FILLED} WHERE id = %(id)s", values)  # noqa: S608 - constants of this file
            cursor.execute("SET LOCAL session_replication_role = origin")
            cursor.execute("UPDATE evaluations_dossier SET status = %(target)s WHERE id = %(id)s", values)
    except DatabaseError as error:
        assert "Không có bước chuyển hồ sơ" in str(error)  # noqa: PT017 - any other error is a defect
        return False
    return True


@pytest.mark.django_db
def test_log_of_steps_can_be_neither_changed_nor_deleted():
    year = open_year(units=1)
    year.register()
    for statement in ("UPDATE evaluations_steplog SET reason = 'x'", "DELETE FROM evaluations_steplog"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


@pytest.mark.django_db
def test_pinned_set_can_not_be_exchanged():
    year = open_year(units=1)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE evaluations_cycle SET criteria_set_id = criteria_set_id + 1 WHERE id = %s", [year.cycle.pk]
        )


def test_pairs_of_states_are_those_of_the_steps_and_none_stays_where_it_is() -> None:
    found = pairs()
    assert {("self_scoring", "posted"), ("signed", "submitted"), ("submitted", "under_appraisal")} <= found
    assert ("self_scoring", "submitted") not in found
    assert [pair for pair in found if pair[0] == pair[1]] == []
