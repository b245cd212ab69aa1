"""The figures of feedback: what counts, in which year, and what stands beside it."""

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest

from tests.factories.accounts import person
from tests.feedback.scene import ANSWER, Scene, a_code, a_scene, answered, at, own_step, published, sent, step, told
from tests.measures.judging import let_every_body_judge
from thanthien.accounts.roles import Role
from thanthien.core.clock import ZONE
from thanthien.feedback.actions import receive
from thanthien.feedback.enums import Via
from thanthien.feedback.measures import ANSWERED_ON_TIME, LONG_OVERDUE, OVERDUE_SHARE, RESULTS_PUBLISHED
from thanthien.measures.figures import Count, Finding, NothingArose, Ratio, RecordLine
from thanthien.measures.queries import scope_of
from thanthien.measures.registry import Measure
from thanthien.measures.scope import Scope, Span

pytestmark = pytest.mark.django_db
YEAR = Span(date(2026, 1, 1), date(2026, 12, 31))
MONDAY, TUESDAY, LIMIT, AFTER = date(2026, 3, 2), date(2026, 3, 3), date(2026, 3, 16), date(2026, 3, 17)


@pytest.fixture(autouse=True)
def _now(time_machine: Any) -> None:
    time_machine.move_to(datetime(2027, 1, 15, 9, tzinfo=ZONE), tick=False)


@pytest.fixture
def scene() -> Scene:
    return a_scene()


def scope(scene: Scene, as_of: date = date(2027, 1, 10), **more: Any) -> Scope:
    return scope_of(YEAR, as_of, [scene.unit.pk], **more)


def finding(measure: Measure, scene: Scene, as_of: date = date(2027, 1, 10), **more: Any) -> Finding:
    return measure.answer(scope(scene, as_of, **more))[scene.unit.pk]


def ratio(part: int, whole: int) -> Ratio:
    return Ratio(Decimal(part), Decimal(whole))


def line(measure: Measure, scene: Scene) -> RecordLine:
    (only,) = measure.records(scene.unit.pk, scope(scene))
    return only


def test_answered_in_time_is_counted_out_of_what_was_due(scene: Scene) -> None:
    answered(scene, MONDAY, LIMIT)
    answered(scene, MONDAY, AFTER)
    answered(scene, MONDAY, TUESDAY, name="close")
    step(scene, told(scene, MONDAY), "forward", TUESDAY, to="Công ty Điện lực, số 12", note="Lưới điện của công ty")
    told(scene, MONDAY)
    found = finding(ANSWERED_ON_TIME, scene)
    assert found.figure == ratio(3, 5)
    assert found.note == "5 phản ánh đến hạn; 1 kết thúc, chưa giải quyết được; 1 chuyển cơ quan khác"


def test_what_is_outside_stands_beside_the_figure(scene: Scene) -> None:
    answered(scene, MONDAY, TUESDAY)
    main = answered(scene, MONDAY, TUESDAY)
    step(scene, told(scene, MONDAY), "join", TUESDAY, joined_to=main.pk)
    step(scene, told(scene, MONDAY), "spam", TUESDAY, note="Quảng cáo bán hàng")
    step(scene, told(scene, MONDAY), "spam", AFTER, note="Quảng cáo bán hàng")
    secret = "Nghi có bí mật nhà nước"
    step(scene, told(scene, MONDAY), "quarantine", LIMIT, note=secret)
    step(scene, told(scene, MONDAY), "quarantine", AFTER, note=secret)
    told(scene, MONDAY, topic="khieu-nai-to-cao")
    code = a_code()
    own_step(code, told(scene, MONDAY, code=code), "withdraw", TUESDAY)
    found = finding(ANSWERED_ON_TIME, scene)
    assert found.figure == ratio(2, 4)
    assert found.note == (
        "4 phản ánh đến hạn; 1 ghi không phải phản ánh; 1 gộp; 1 người gửi rút; 1 đơn vị chuyển kênh khiếu nại, tố cáo "
        "hoặc cách ly; 1 chuyển kênh khiếu nại, tố cáo hoặc cách ly sau khi quá hạn"
    )
    assert [finding(gate, scene).note for gate in (OVERDUE_SHARE, LONG_OVERDUE)] == [found.note, found.note]


def test_withdrawn_by_a_code_that_the_unit_saw_counts_as_missed_and_is_told(scene: Scene) -> None:
    code, other = a_code(), a_code()
    row = told(scene, MONDAY, code=code, via=Via.PHONE, by=scene.officer)
    own_step(code, row, "withdraw", TUESDAY)
    own_step(other, told(scene, MONDAY, code=other, signed_in=scene.officer), "withdraw", TUESDAY)
    found = finding(ANSWERED_ON_TIME, scene)
    note = "2 phản ánh đến hạn; 1 do đơn vị ghi hoặc nhập từ tệp; 2 rút bằng mã mà đơn vị đã thấy"
    assert (found.figure, found.note) == (ratio(0, 2), note)
    marks = [one.marks for one in ANSWERED_ON_TIME.records(scene.unit.pk, scope(scene))]
    seen = "rút bằng mã mà đơn vị đã thấy"
    assert marks == [("do đơn vị ghi", seen), ("gửi từ máy của cán bộ", seen)]
    assert finding(OVERDUE_SHARE, scene).figure == ratio(0, 2)


def test_sent_to_the_lane_by_a_code_that_the_unit_saw_is_as_sent_by_the_unit(scene: Scene) -> None:
    for on in (TUESDAY, AFTER):
        code = a_code()
        own_step(code, told(scene, MONDAY, code=code, via=Via.DESK, by=scene.officer), "legal", on)
    told(scene, MONDAY, topic="khieu-nai-to-cao", signed_in=scene.officer)
    found = finding(ANSWERED_ON_TIME, scene)
    assert found.figure == ratio(0, 1)
    assert found.note == (
        "1 phản ánh đến hạn; 1 do đơn vị ghi hoặc nhập từ tệp; 1 chuyển kênh khiếu nại, tố cáo bằng mã mà đơn vị đã "
        "thấy; 1 chuyển kênh khiếu nại, tố cáo hoặc cách ly sau khi quá hạn"
    )


def test_what_the_unit_wrote_down_or_brought_in_itself_stands_in_the_notes(scene: Scene) -> None:
    published(scene, MONDAY, TUESDAY)
    published(scene, MONDAY, TUESDAY, via=Via.DESK, by=scene.officer)
    for by in (scene.officer, None):  # by a file of the unit, and by the system itself
        with at(MONDAY):
            (row,) = receive([sent(scene, MONDAY, via=Via.IMPORT, contact={}, source=f"tong-dai:{by}")], by=by)
        step(scene, row, "draft", TUESDAY, **ANSWER)
        step(scene, row, "answer", TUESDAY, looked=True)
    of_unit = "2 do đơn vị ghi hoặc nhập từ tệp"
    notes = [finding(one, scene).note for one in (ANSWERED_ON_TIME, RESULTS_PUBLISHED)]
    assert notes == [f"4 phản ánh đến hạn; {of_unit}", f"4 kết quả phải công khai; {of_unit}"]
    marks = [one.marks for one in RESULTS_PUBLISHED.records(scene.unit.pk, scope(scene))]
    assert marks == [(), ("do đơn vị ghi",), ("do đơn vị nhập từ tệp",), ()]


def test_hidden_lanes_are_no_line_behind_the_figure(scene: Scene) -> None:
    told(scene, MONDAY, topic="khieu-nai-to-cao")
    for on in (TUESDAY, AFTER):
        step(scene, told(scene, MONDAY), "quarantine", on, note="Nghi có bí mật nhà nước")
    for measure in (ANSWERED_ON_TIME, RESULTS_PUBLISHED, OVERDUE_SHARE, LONG_OVERDUE):
        assert measure.records(scene.unit.pk, scope(scene)) == []


def test_without_anything_due_nothing_arose_and_the_gate_is_clear(scene: Scene) -> None:
    figures = [finding(one, scene).figure for one in (ANSWERED_ON_TIME, RESULTS_PUBLISHED, OVERDUE_SHARE, LONG_OVERDUE)]
    assert [type(one) for one in figures[:2]] == [NothingArose, NothingArose]
    assert figures[2:] == [ratio(0, 0), Count(0)]


def test_opened_again_counts_anew_and_the_first_answer_stays(scene: Scene) -> None:
    code = a_code()
    row = answered(scene, MONDAY, TUESDAY, code=code)
    own_step(code, row, "again", date(2026, 3, 4))
    assert finding(ANSWERED_ON_TIME, scene).figure == ratio(1, 2)
    lines = ANSWERED_ON_TIME.records(scene.unit.pk, scope(scene))
    assert [one.words.split(",")[0:2] for one in lines][1][1] == " lần 2"
    assert len({one.name for one in lines}) == 2


def test_it_belongs_to_the_span_of_its_answer_or_of_its_missed_limit(scene: Scene) -> None:
    answered(scene, MONDAY, TUESDAY)  # in time, before the span
    answered(scene, date(2026, 3, 27), date(2026, 4, 2))  # in time, in it
    told(scene, date(2026, 12, 21))  # due after it
    span = Span(date(2026, 4, 1), date(2026, 12, 31))
    asked = scope_of(span, date(2027, 1, 10), [scene.unit.pk])
    assert ANSWERED_ON_TIME.answer(asked)[scene.unit.pk].figure == ratio(1, 1)


def test_what_was_told_later_is_not_known_earlier(scene: Scene) -> None:
    answered(scene, MONDAY, LIMIT)
    before = datetime(2026, 3, 10, tzinfo=ZONE)
    assert finding(ANSWERED_ON_TIME, scene, known_at=before).figure == ratio(0, 1)
    assert finding(ANSWERED_ON_TIME, scene, date(2026, 3, 10), known_at=before).figure == NothingArose(
        "Không có phản ánh, góp ý nào đến hạn trả lời trong thời kỳ."
    )


def test_results_are_public_in_time_or_exempt_by_then(scene: Scene) -> None:
    published(scene, MONDAY, TUESDAY)
    published(scene, MONDAY, TUESDAY, date(2026, 3, 11))  # the limit was 10 March
    answered(scene, MONDAY, TUESDAY)
    exempt = {"exempt": "personal", "note": "Việc riêng của một hộ"}
    step(scene, answered(scene, MONDAY, TUESDAY), "exempt", TUESDAY, **exempt)
    step(scene, answered(scene, MONDAY, TUESDAY), "exempt", date(2026, 3, 11), **exempt)
    found = finding(RESULTS_PUBLISHED, scene)
    assert (found.figure, found.note) == (ratio(1, 4), "4 kết quả phải công khai; 1 kết quả được ghi không công khai")
    marks = [one.marks for one in RESULTS_PUBLISHED.records(scene.unit.pk, scope(scene))]
    assert marks[-1] == ("ghi không công khai sau hạn công khai",)


def test_overdue_counts_what_nobody_answered_also_from_before() -> None:
    scene = a_scene(valid_from=date(2024, 1, 1))
    told(scene, date(2024, 6, 3))  # however long it waits
    told(scene, date(2026, 12, 14))  # due on 28 December: late by three days
    answered(scene, MONDAY, AFTER)
    assert finding(OVERDUE_SHARE, scene).figure == ratio(2, 3)
    assert finding(LONG_OVERDUE, scene).figure == Count(1)


def test_answer_after_the_last_day_does_not_clear_the_gate_of_that_day(scene: Scene) -> None:
    answered(scene, date(2026, 12, 14), date(2027, 1, 4))  # due on 28 December
    assert finding(OVERDUE_SHARE, scene).figure == ratio(1, 1)


def test_step_of_the_sender_beside_a_session_of_the_unit_is_marked(scene: Scene) -> None:
    code = a_code()
    row = told(scene, MONDAY, code=code)
    own_step(code, row, "withdraw", AFTER, signed_in=scene.officer)
    assert line(ANSWERED_ON_TIME, scene).marks == ("người gửi thao tác trên máy của cán bộ",)


def test_line_says_what_the_reader_should_look_at(scene: Scene) -> None:
    row = told(scene, TUESDAY, via=Via.PHONE, by=scene.officer, received_on=MONDAY)
    step(scene, row, "sort", TUESDAY, topic="duong-sa", kind="urgent", note="Hố sâu giữa đường")
    step(scene, row, "ask", TUESDAY, note="Hố ở đoạn nào?")
    step(scene, row, "tell", date(2026, 3, 4), added="Gần cổng làng")
    only = line(ANSWERED_ON_TIME, scene)
    assert (only.counted, only.why, only.typist) == (False, "không trả lời trong hạn 09/03/2026", scene.officer.pk)
    assert only.marks == (
        "do đơn vị ghi", "ghi lên hệ thống sau ngày tiếp nhận 1 ngày",
        "tạm dừng 1 ngày làm việc chờ bổ sung", "đã phân loại lại",
    )  # fmt: skip


def test_late_answer_says_by_how_much(scene: Scene) -> None:
    answered(scene, MONDAY, date(2026, 3, 20))
    assert line(ANSWERED_ON_TIME, scene).marks == ("ghi sau hạn trả lời 4 ngày",)


def test_line_tells_the_moment_of_steps_of_the_unit_alone(scene: Scene) -> None:
    """The minute of a sending, or of a step by the code, may tell who it was."""
    code = a_code()
    told(scene, MONDAY)
    own_step(code, told(scene, MONDAY, via=Via.DESK, by=scene.officer, code=code), "withdraw", TUESDAY)
    published(scene, MONDAY, TUESDAY)
    step(scene, told(scene, MONDAY), "spam", TUESDAY, note="Quảng cáo bán hàng")
    moment = datetime(2026, 3, 3, 16, tzinfo=ZONE)
    lines = ANSWERED_ON_TIME.records(scene.unit.pk, scope(scene))
    assert [one.told_at for one in lines] == [None, None, moment, moment]


def test_body_puts_back_what_the_unit_ended(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    row = told(scene, MONDAY)
    step(scene, row, "spam", TUESDAY, note="Quảng cáo bán hàng")
    assert isinstance(finding(ANSWERED_ON_TIME, scene).figure, NothingArose)
    let_every_body_judge(monkeypatch)
    step(scene, row, "reopen", date(2026, 4, 1), by=person(Role.APPRAISER), note="Là phản ánh thật")
    assert finding(ANSWERED_ON_TIME, scene).figure == ratio(0, 1)


def test_settings_of_the_year_decide(scene: Scene) -> None:
    wednesday, friday = date(2026, 3, 4), date(2026, 3, 6)
    published(scene, MONDAY, wednesday, friday)
    given = scope(scene)
    shorter = {"feedback.answered_on_time.normal_days": 1, "feedback.results_published.publish_days": 1}
    for measure in (ANSWERED_ON_TIME, RESULTS_PUBLISHED):
        found = [measure.answer(asked)[scene.unit.pk].figure for asked in (given, replace(given, settings=shorter))]
        assert found == [ratio(1, 1), ratio(0, 1)]
    none = replace(given, settings={"feedback.long_overdue.days": 0})
    told(scene, date(2026, 12, 14))
    assert LONG_OVERDUE.answer(none)[scene.unit.pk].figure == Count(1)


def test_all_units_are_asked_in_two_statements(scene: Scene, django_assert_num_queries: Any) -> None:
    others = [a_scene() for _ in range(3)]
    for one in (scene, *others):
        answered(one, MONDAY, TUESDAY)
    asked = scope_of(YEAR, date(2027, 1, 10), [one.unit.pk for one in (scene, *others)])
    with django_assert_num_queries(2):
        found = ANSWERED_ON_TIME.answer(asked)
    assert {one.figure for one in found.values()} == {ratio(1, 1)}
