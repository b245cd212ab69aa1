"""What is done with feedback: received once, moved by the table alone, joined, opened again, kept from others."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction

from tests.factories.accounts import person
from tests.factories.units import AgencyFactory
from tests.feedback.scene import (
    ANSWER,
    CONTACT,
    TEXT,
    Scene,
    a_code,
    a_scene,
    answered,
    own_step,
    published,
    sent,
    step,
    told,
)
from thanthien.accounts.models import User
from thanthien.accounts.roles import Role
from thanthien.core import clock
from thanthien.core.acting.errors import Invalid, Refused, Stale
from thanthien.core.clock import ZONE
from thanthien.core.matters.slips import Slip
from thanthien.core.private.keys import unseal
from thanthien.feedback.actions import Taken, by_code, change_contact, receive, send, take_own_step, take_step
from thanthien.feedback.enums import SHELVES, Part, Via
from thanthien.feedback.models import Feedback, FeedbackStep, FeedbackText
from thanthien.feedback.workflow import Status

pytestmark = pytest.mark.django_db
MONDAY, TUESDAY, WEDNESDAY = date(2026, 3, 2), date(2026, 3, 3), date(2026, 3, 4)


@pytest.fixture(autouse=True)
def _now(time_machine: Any) -> None:
    time_machine.move_to(datetime(2026, 3, 6, 9, tzinfo=ZONE), tick=False)


@pytest.fixture
def scene() -> Scene:
    return a_scene()


def state(row: Feedback) -> str:
    return Feedback.objects.get(pk=row.pk).status


def texts(row: Feedback) -> dict[str, Any]:
    found = FeedbackText.objects.filter(feedback=row).order_by("pk")
    return {one.part: unseal(SHELVES[Part(one.part)], one.kept) if one.kept else None for one in found}


def test_matter_is_given_to_nobody_who_can_not_sign_in_any_more(scene: Scene) -> None:
    row = told(scene, MONDAY)
    User.objects.filter(pk=scene.officer.pk).update(is_active=False)
    with pytest.raises(Invalid) as refused:
        step(scene, row, "assign", TUESDAY, assigned=scene.officer.pk)
    assert refused.value.errors == {"assigned": "Cần chọn người của đơn vị."}


def test_answer_is_of_the_day_of_its_step_also_at_midnight(scene: Scene, time_machine: Any) -> None:
    row = told(scene, MONDAY)
    step(scene, row, "draft", TUESDAY, **ANSWER)
    last = datetime(2026, 3, 3, 23, 59, 59, tzinfo=ZONE)
    time_machine.move_to(last, tick=False)

    def midnight(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        if 'FROM "feedback_feedbackanswer"' in sql:
            time_machine.move_to(last + timedelta(seconds=2), tick=False)
        return execute(sql, *rest)

    with connection.execute_wrapper(midnight):
        done = take_step(Taken("answer"), feedback_id=row.pk, version=2, by=scene.chair)
    assert (clock.today(), FeedbackStep.objects.get(step="answer").at, done.answered_on) == (WEDNESDAY, last, TUESDAY)


def test_what_is_told_is_kept_encrypted_its_contact_apart(scene: Scene) -> None:
    row = told(scene, MONDAY)
    assert texts(row) == {"text": {"text": TEXT, "place": "ngõ Kín"}, "contact": CONTACT}
    assert (row.status, row.kind, row.due_on, row.entered_by_id) == (Status.RECEIVED, "normal", date(2026, 3, 16), None)
    assert len({one.sealed_key for one in FeedbackText.objects.all()}) == 2


def test_sent_again_it_is_stored_once_and_with_other_words_it_is_refused(scene: Scene) -> None:
    slip, first = Slip(uuid4(), a_code()), sent(scene, date(2026, 3, 6))
    one, two = send(first, slip=slip, by=None), send(first, slip=slip, by=None)
    assert (one.pk, Feedback.objects.count(), FeedbackText.objects.count()) == (two.pk, 1, 2)
    for changed in ({"text": TEXT + " Thêm."}, {"contact": {}}, {"hamlet": None}):
        with pytest.raises(Refused, match="nội dung vừa sửa chưa được ghi"):
            send(sent(scene, date(2026, 3, 6), **changed), slip=slip, by=None)
    with pytest.raises(Refused, match="đã được ghi"):
        send(first, slip=Slip(slip.key, a_code()), by=None)


def test_its_sender_finds_it_by_the_code_alone(scene: Scene) -> None:
    code = a_code()
    row = told(scene, MONDAY, code=code)
    assert [by_code(typed) for typed in (code.lower().replace("-", " "), a_code(), "")] == [row, None, None]


def test_official_enters_what_came_by_phone_and_nobody_else_does(scene: Scene) -> None:
    row = told(scene, MONDAY, via=Via.PHONE, by=scene.officer)
    assert (row.entered_by, row.agency_id) == (scene.officer, scene.committee.pk)
    stranger = person(Role.COMMUNE_OFFICER)
    for who in (stranger, None):
        with pytest.raises(Refused, match="không ghi được phản ánh"):
            told(scene, MONDAY, via=Via.PHONE, by=who)


def test_what_another_system_hands_on_is_received_once(scene: Scene) -> None:
    given = sent(scene, MONDAY, via=Via.IMPORT, source="1022:17", contact={})
    assert [len(receive([given], by=None)) for _ in range(2)] == [1, 0]


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"topic": "khong-co"}, "topic"),
        ({"text": "ngắn"}, "text"),
        ({"received_on": date(2026, 3, 7)}, "received_on"),
        ({"received_on": date(2026, 1, 2)}, "received_on"),
    ],
)
def test_what_can_not_be_is_told_at_its_field(scene: Scene, changed: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        send(sent(scene, MONDAY, **changed), slip=Slip(uuid4(), a_code()), by=None)
    assert list(refused.value.errors) == [field]


def test_place_of_another_unit_is_refused(scene: Scene) -> None:
    with pytest.raises(Invalid, match="không thuộc đơn vị"):
        told(scene, MONDAY, hamlet=a_scene().hamlet)


def test_complaint_goes_to_the_legal_lane_at_once_unread_by_the_unit(scene: Scene) -> None:
    row = told(scene, MONDAY, topic="khieu-nai-to-cao")
    (taken,) = FeedbackStep.objects.filter(feedback=row)
    assert (state(row), taken.step, taken.actor, taken.by) == (Status.LEGAL, "legal", "citizen", None)
    with pytest.raises(Refused, match="không làm được"):
        step(scene, row, "assign", TUESDAY, assigned=scene.officer.pk)


def test_matter_goes_its_way_to_an_answer_that_its_sender_judges(scene: Scene) -> None:
    code = a_code()
    row = told(scene, MONDAY, code=code)
    step(scene, row, "assign", MONDAY, by=scene.officer, assigned=scene.officer.pk)
    step(scene, row, "ask", TUESDAY, by=scene.officer, note="Đèn ở đoạn nào của ngõ?")
    own_step(code, row, "tell", WEDNESDAY, added="Đoạn gần cổng làng.")
    step(scene, row, "draft", WEDNESDAY, by=scene.officer, **ANSWER)
    done = step(scene, row, "answer", WEDNESDAY)
    assert (done.stage, done.answered_on, done.due_on) == (Status.ANSWERED, WEDNESDAY, date(2026, 3, 17))
    assert done.answer is not None
    assert done.answer.text == ANSWER["text"]
    assert own_step(code, row, "solved", date(2026, 3, 5)).solved is True
    assert list(FeedbackStep.objects.filter(feedback=row).values_list("step", "actor")) == [
        ("assign", "unit"), ("ask", "unit"), ("tell", "citizen"), ("draft", "unit"), ("answer", "leader"),
        ("solved", "citizen"),
    ]  # fmt: skip
    assert texts(row)["added"] == {"text": "Đoạn gần cổng làng."}


def test_official_approves_no_answer_and_publishes_nothing(scene: Scene) -> None:
    row = told(scene, MONDAY)
    step(scene, row, "draft", TUESDAY, by=scene.officer, **ANSWER)
    for name in ("answer", "close", "back"):
        with pytest.raises(Refused, match="“chờ duyệt trả lời” nên không thể"):
            step(scene, row, name, TUESDAY, by=scene.officer, note="Lý do rõ ràng")
    step(scene, row, "answer", TUESDAY)
    with pytest.raises(Refused):
        step(scene, row, "publish", TUESDAY, by=scene.officer)


def test_page_that_is_behind_is_told_so(scene: Scene) -> None:
    code = a_code()
    row = told(scene, MONDAY, code=code)
    step(scene, row, "assign", MONDAY, assigned=scene.officer.pk)
    with pytest.raises(Stale):
        take_step(Taken("draft", **ANSWER), feedback_id=row.pk, version=1, by=scene.officer)
    with pytest.raises(Stale):
        take_own_step(Taken("withdraw"), code=code, version=1)
    with pytest.raises(Stale):
        change_contact({}, letters=False, code=code, version=1)


def test_opened_again_once(scene: Scene) -> None:
    code = a_code()
    row = answered(scene, MONDAY, TUESDAY, code=code)
    step(scene, row, "publish", TUESDAY, looked=True)
    back = own_step(code, row, "again", WEDNESDAY)
    assert (back.stage, back.published_at, back.answered_on, back.due_on) == (
        Status.RECEIVED, None, None, date(2026, 3, 18),
    )  # fmt: skip
    step(scene, row, "draft", WEDNESDAY, **ANSWER)
    step(scene, row, "answer", WEDNESDAY)
    with pytest.raises(Refused, match="một lần"):
        own_step(code, row, "again", date(2026, 3, 5))


def test_result_is_published_exempt_or_taken_down_with_a_reason(scene: Scene) -> None:
    row = published(scene, MONDAY, TUESDAY)
    assert list(Feedback.objects.published()) == [row]
    with pytest.raises(Refused, match="đang được công khai"):
        step(scene, row, "publish", WEDNESDAY, looked=True)
    step(scene, row, "take_down", WEDNESDAY, note="Tóm tắt lộ nơi ở")
    assert list(Feedback.objects.published()) == []
    with pytest.raises(Invalid, match="Cần chọn lý do"):
        step(scene, row, "exempt", WEDNESDAY, note="Việc riêng của một hộ")
    done = step(scene, row, "exempt", WEDNESDAY, note="Việc riêng của một hộ", exempt="personal")
    assert (done.exempt, done.published_at) == ("personal", None)


def test_joined_only_into_one_that_is_due_no_later_and_was_not_answered_before(scene: Scene) -> None:
    row, later, before = told(scene, MONDAY), told(scene, TUESDAY), answered(scene, MONDAY, MONDAY)
    with pytest.raises(Invalid, match="có hạn sau"):
        step(scene, row, "join", TUESDAY, joined_to=later.pk)
    with pytest.raises(Invalid, match="được trả lời trước"):
        step(scene, later, "join", TUESDAY, joined_to=before.pk)
    assert {state(row), state(later)} == {Status.RECEIVED}


def test_joined_one_goes_with_the_other_and_keeps_its_code(scene: Scene) -> None:
    code = a_code()
    main, same = told(scene, MONDAY), told(scene, TUESDAY, code=code)
    step(scene, same, "join", TUESDAY, joined_to=main.pk)
    found = by_code(code)
    assert found is not None
    assert (found.stage, found.joined_to) == (Status.JOINED, main)
    for wrong in (same.pk, told(a_scene(), MONDAY).pk, told(scene, MONDAY, topic="khieu-nai-to-cao").pk, None):
        with pytest.raises(Invalid, match="Cần chọn phản ánh khác"):
            step(scene, told(scene, MONDAY), "join", TUESDAY, joined_to=wrong)
    with pytest.raises(Refused, match="Đã có phản ánh gộp"):
        step(scene, main, "join", TUESDAY, joined_to=told(scene, MONDAY).pk)


@pytest.mark.parametrize("name", ["spam", "legal", "quarantine", "withdraw"])
def test_joined_one_is_the_units_again_when_the_other_leaves_without_an_answer(scene: Scene, name: str) -> None:
    code = a_code()
    main, same = told(scene, MONDAY, code=code), told(scene, MONDAY)
    step(scene, same, "join", TUESDAY, joined_to=main.pk)
    if name == "withdraw":
        own_step(code, main, name, WEDNESDAY)
    else:
        step(scene, main, name, WEDNESDAY, note="Không còn là phản ánh")
    row = Feedback.objects.get(pk=same.pk)
    last = row.steps.order_by("-pk")[0]
    assert (row.stage, row.joined_to, row.due_on, last.step) == (Status.RECEIVED, None, same.due_on, "reopen")
    assert step(scene, row, "draft", WEDNESDAY, **ANSWER).stage is Status.DRAFTED


def test_joined_one_stays_with_the_other_that_is_answered_or_forwarded(scene: Scene) -> None:
    for name, more in (("forward", {"to": "Công ty Điện lực", "note": "Lưới điện của công ty"}), ("draft", ANSWER)):
        main, same = told(scene, MONDAY), told(scene, MONDAY)
        step(scene, same, "join", TUESDAY, joined_to=main.pk)
        step(scene, main, name, TUESDAY, **more)
        assert state(same) == Status.JOINED


@pytest.mark.parametrize(
    ("name", "told_with", "field"),
    [
        ("ask", {"note": "Gọi ông Nguyễn Văn Kín"}, "note"),
        ("ask", {"note": ""}, "note"),
        ("draft", ANSWER | {"summary": "Bà Trần Thị Kín ở ngõ"}, "summary"),
        ("draft", ANSWER | {"text": "Đã gọi 0912 345 678"}, "text"),
        ("draft", ANSWER | {"signer": ""}, "signer"),
        ("forward", {"to": "", "note": "Lưới điện của công ty"}, "to"),
        ("forward", {"to": "Công ty Điện lực"}, "note"),
        ("quarantine", {"note": ""}, "note"),
        ("assign", {"assigned": 0}, "assigned"),
        ("sort", {"topic": "khieu-nai-to-cao", "kind": "normal", "note": "Nhầm lĩnh vực"}, "topic"),
        ("sort", {"topic": "dat-dai", "kind": "gap", "note": "Nhầm lĩnh vực"}, "kind"),
    ],
)
def test_step_says_what_is_missing_or_names_somebody(
    scene: Scene, name: str, told_with: dict[str, Any], field: str
) -> None:
    row = told(scene, MONDAY)
    with pytest.raises(Invalid) as refused:
        step(scene, row, name, TUESDAY, **told_with)
    assert list(refused.value.errors) == [field]
    assert state(row) == Status.RECEIVED


def test_another_unit_s_matter_can_not_be_touched(scene: Scene) -> None:
    row = told(a_scene(), MONDAY)
    with pytest.raises(Refused, match="không làm được việc này"):
        step(scene, row, "assign", TUESDAY, assigned=scene.officer.pk)


def test_legal_lane_is_the_business_of_its_body_alone(scene: Scene) -> None:
    row = told(scene, MONDAY)
    with pytest.raises(Invalid, match="Cần ghi lý do"):
        step(scene, row, "legal", MONDAY, by=scene.officer)
    step(scene, row, "legal", MONDAY, by=scene.officer, note="Tố cáo cán bộ")
    with pytest.raises(Refused):
        step(scene, row, "draft", MONDAY, **ANSWER)
    back = step(scene, row, "return", date(2026, 3, 5), by=scene.inspector, note="Là góp ý thông thường")
    assert (back.stage, back.due_on) == (Status.RECEIVED, date(2026, 3, 19))
    step(scene, row, "legal", date(2026, 3, 5), by=scene.officer, note="Tố cáo cán bộ")
    step(scene, row, "refer", date(2026, 3, 5), by=scene.inspector, to="Chủ tịch Ủy ban nhân dân thành phố, số 12")
    assert state(row) == Status.LEGAL_SENT


def test_what_was_set_aside_comes_back_by_its_body_alone(scene: Scene, settings: Any) -> None:
    agency = AgencyFactory(code="bao-ve-bi-mat")
    keeper = person(Role.AUDITOR, agency=agency)
    settings.FEEDBACK_SECRET_BODY = agency.code
    row = told(scene, MONDAY)
    step(scene, row, "quarantine", MONDAY, by=scene.officer, note="Nghi có bí mật nhà nước")
    for who in (scene.officer, scene.inspector):
        with pytest.raises(Refused, match="không làm được việc này"):
            step(scene, row, "return", date(2026, 3, 5), by=who, note="Không có bí mật")
    back = step(scene, row, "return", date(2026, 3, 5), by=keeper, note="Không có bí mật")
    assert (back.stage, back.due_on) == (Status.RECEIVED, date(2026, 3, 19))


def test_withdrawn_one_can_not_be_read_again(scene: Scene) -> None:
    code = a_code()
    row = told(scene, MONDAY, code=code)
    own_step(code, row, "withdraw", TUESDAY)
    assert (state(row), texts(row)) == (Status.WITHDRAWN, {"text": None, "contact": None})


def test_sender_corrects_or_takes_away_the_contact(scene: Scene) -> None:
    code = a_code()
    row = told(scene, MONDAY, code=code)
    change_contact({"email": "kin@example.vn", "phone": ""}, letters=False, code=code, version=1)
    assert texts(row)["contact"] == {"email": "kin@example.vn"}
    change_contact({}, letters=False, code=code, version=2)
    assert [one.erased_at is not None for one in FeedbackText.objects.filter(part=Part.CONTACT)] == [True, True]


def test_beside_a_session_of_the_unit_it_says_so(scene: Scene) -> None:
    code = a_code()
    row = told(scene, MONDAY, code=code, signed_in=scene.officer)
    own_step(code, row, "withdraw", TUESDAY, signed_in=scene.officer)
    assert (row.from_staff, FeedbackStep.objects.get(feedback=row).from_staff) == (True, True)
    assert told(scene, MONDAY, signed_in=a_scene().officer).from_staff is False


def _status(row: Feedback) -> None:
    Feedback.objects.filter(pk=row.pk).update(status=Status.ANSWERED)


def _day(row: Feedback) -> None:
    Feedback.objects.filter(pk=row.pk).update(received_on=TUESDAY)


def _text(row: Feedback) -> None:
    FeedbackText.objects.filter(feedback=row, part=Part.TEXT).update(sealed=b"khac")


def _gone(row: Feedback) -> None:
    FeedbackText.objects.filter(feedback=row).delete()


@pytest.mark.parametrize(
    ("change", "refused"),
    [
        (_status, "Bước received → answered không có trong trình tự."),
        (_day, "Phản ánh đã ghi không sửa được."),
        (_text, "Dữ liệu cá nhân chỉ được xóa, không thay."),
        (_gone, "Cannot delete rows from feedback_feedbacktext table"),
    ],
)
def test_database_itself_keeps_what_was_told(scene: Scene, change: Callable[[Feedback], None], refused: str) -> None:
    row = told(scene, MONDAY)
    with pytest.raises(DatabaseError, match=refused), transaction.atomic():
        change(row)
    assert (state(row), texts(row)["text"]["text"]) == (Status.RECEIVED, TEXT)
