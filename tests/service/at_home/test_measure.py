"""The figure of home service: what is due, what was on time, nothing arose, as known at a moment."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories.accounts import person
from tests.factories.units import AgencyFactory
from tests.measures.judging import let_every_body_judge
from tests.service.at_home.scene import Scene, a_scene, announce, asked, at, own_step, served, step, wanted
from thanthien.accounts.roles import Role
from thanthien.core.calendar import WorkCalendar
from thanthien.core.clock import ZONE
from thanthien.core.matters.slips import Slip
from thanthien.measures.figures import Absent, Finding, NothingArose, Ratio
from thanthien.measures.scope import Scope, Span
from thanthien.service.at_home.actions import ask
from thanthien.service.at_home.enums import Via
from thanthien.service.at_home.measures import HOME_REQUESTS
from thanthien.service.at_home.models import HomeRequest
from thanthien.service.at_home.permissions import MEASURE
from thanthien.service.at_home.queries import cases_of
from thanthien.service.at_home.rules import ENTERED_AT_ONCE
from thanthien.service.at_home.shown import request_facts

pytestmark = pytest.mark.django_db
MARCH = Span(date(2026, 3, 1), date(2026, 3, 31))
MONDAY, TUESDAY, FRIDAY = date(2026, 3, 2), date(2026, 3, 3), date(2026, 3, 6)
CODE, OTHER = "K7QM-2XRD-9FHA-C3WT", "HA2N-TQ7M-5XKD-9RWP"


@pytest.fixture(autouse=True)
def _now(time_machine: Any) -> None:
    time_machine.move_to(datetime(2026, 5, 4, 9, tzinfo=ZONE), tick=False)


@pytest.fixture
def scene() -> Scene:
    return a_scene()


def scope(*scenes: Scene, span: Span = MARCH, as_of: date | None = None, **more: Any) -> Scope:
    units = frozenset(one.unit.pk for one in scenes)
    return Scope(units, span, as_of or span.last, WorkCalendar(), **more)


def finding(scene: Scene, **more: Any) -> Finding:
    return HOME_REQUESTS.answer(scope(scene, **more))[scene.unit.pk]


def ratio(on_time: int, due: int) -> Ratio:
    return Ratio(Decimal(on_time), Decimal(due))


def test_served_requests_over_those_that_are_due(scene: Scene) -> None:
    served(scene, MONDAY, TUESDAY)
    asked(scene, MONDAY)
    found = finding(scene)
    assert (found.figure, found.note, found.basis.records if found.basis else 0) == (ratio(1, 2), "2 đề nghị", 2)


def test_none_and_announced_is_nothing_arose_and_not_announced_is_zero(scene: Scene) -> None:
    silent = a_scene()
    announce(scene, date(2026, 2, 2))
    assert isinstance(finding(scene).figure, NothingArose)
    assert finding(silent).figure == ratio(0, 1)
    assert finding(silent).note.startswith("Chưa thông báo công khai")


def test_announcement_that_was_told_after_the_last_day_comes_too_late(scene: Scene) -> None:
    announce(scene, date(2026, 4, 1))
    assert finding(scene).figure == ratio(0, 1)


def test_room_that_is_off_gives_no_figure(scene: Scene) -> None:
    off = {scene.unit.pk: {"service": [{"from": "2026-03-10", "on": False, "at": "2026-03-01T00:00:00+07:00"}]}}
    assert isinstance(finding(scene, rooms=off).figure, Absent)


def test_request_belongs_to_the_year_in_which_it_is_settled(scene: Scene) -> None:
    late_march = date(2026, 3, 30)  # visit by 2 April
    asked(scene, late_march)
    announce(scene, MONDAY)
    april = Span(date(2026, 4, 1), date(2026, 4, 30))
    assert isinstance(finding(scene).figure, NothingArose)
    assert finding(scene, span=april).figure == ratio(0, 1)
    served(scene, late_march, date(2026, 3, 31), due=date(2026, 4, 8), handed=date(2026, 3, 31))
    assert (finding(scene).figure, finding(scene, span=april).figure) == (ratio(1, 1), ratio(0, 1))


def test_figure_is_as_known_at_its_moment(scene: Scene) -> None:
    request = asked(scene, MONDAY)
    step(scene, request, "visit", TUESDAY, due_on=TUESDAY)
    step(scene, request, "hand_over", TUESDAY, told=FRIDAY)
    before, after = (datetime(2026, 3, day, 8, tzinfo=ZONE) for day in (4, 7))
    assert finding(scene, as_of=TUESDAY, known_at=before).figure == ratio(0, 1)
    assert finding(scene, as_of=TUESDAY, known_at=after).figure == ratio(0, 1)  # told after 24:00 of 5 March
    on_time = served(scene, MONDAY, TUESDAY)
    assert on_time.status == "done"
    assert finding(scene, as_of=TUESDAY, known_at=before).figure == ratio(1, 2)


def test_late_word_counts_when_a_body_lets_it(scene: Scene) -> None:
    request = asked(scene, MONDAY)
    step(scene, request, "visit", TUESDAY, told=date(2026, 3, 20), due_on=date(2026, 3, 20))
    step(scene, request, "hand_over", date(2026, 3, 20))
    assert finding(scene).figure == ratio(0, 1)
    accepted = {(MEASURE, scene.unit.pk, "2026-03")}
    assert finding(scene, accepted=accepted).figure == ratio(1, 1)
    (line,) = HOME_REQUESTS.records(scene.unit.pk, scope(scene, accepted=accepted))
    assert (line.key, line.late_since) == ("2026-03", datetime(2026, 3, 10, tzinfo=ZONE))
    told = HOME_REQUESTS.timeliness(scope(scene))[scene.unit.pk] if HOME_REQUESTS.timeliness else None
    assert told is not None
    assert (told.in_time, told.late) == (1, 1)


def test_what_the_unit_ended_is_told_beside_and_a_body_puts_it_back(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    let_every_body_judge(monkeypatch)
    refused, gone = asked(scene, MONDAY), asked(scene, MONDAY)
    step(scene, refused, "refuse", TUESDAY, reason="can_travel")
    step(scene, gone, "withdraw", TUESDAY, reason="came")
    asked(scene, MONDAY, code=CODE, via=Via.WEB)
    own_step(CODE, type(gone).objects.latest("pk"), "withdraw", TUESDAY, reason="relative")
    announce(scene, MONDAY)
    found = finding(scene)
    assert isinstance(found.figure, NothingArose)
    assert found.note == "1 đề nghị đơn vị ghi không thuộc đối tượng; 1 đề nghị đơn vị ghi người dân rút"
    step(scene, refused, "reopen", FRIDAY, by=person(Role.APPRAISER), note="đã xác minh tại nhà")
    assert finding(scene).figure == ratio(0, 1)
    assert finding(scene).note == "1 đề nghị; 1 đề nghị đơn vị ghi người dân rút"


def marks(scene: Scene) -> list[tuple[str, ...]]:
    return [line.marks for line in HOME_REQUESTS.records(scene.unit.pk, scope(scene))]


def test_who_saw_the_code_is_who_used_it(scene: Scene) -> None:
    gone, moved = asked(scene, MONDAY, code=CODE), asked(scene, MONDAY, code=OTHER)
    own_step(CODE, gone, "withdraw", TUESDAY, reason="came")
    own_step(OTHER, moved, "move", TUESDAY, day=date(2026, 3, 20))
    assert finding(scene).note == "1 đề nghị; 1 đề nghị đơn vị ghi người dân rút; 1 đề nghị đơn vị ghi dời ngày"
    seen = "bằng mã theo dõi, đơn vị đã thấy mã"
    assert marks(scene) == [(f"rút {seen}",), (f"dời ngày {seen}",)]


def test_what_came_from_a_device_of_the_staff_may_be_the_units_word_and_says_so(scene: Scene) -> None:
    gone = asked(scene, MONDAY, code=CODE, via=Via.WEB)
    sent = asked(scene, MONDAY, code=OTHER, via=Via.WEB, signed_in=scene.officer)
    own_step(CODE, gone, "withdraw", TUESDAY, signed_in=scene.officer, reason="came")
    own_step(OTHER, sent, "move", TUESDAY, day=date(2026, 3, 20))
    assert finding(scene).note == "1 đề nghị; 1 đề nghị đơn vị ghi người dân rút; 1 đề nghị đơn vị ghi dời ngày"
    assert marks(scene) == [
        ("rút bằng mã theo dõi, gửi từ máy của cán bộ",),
        ("gửi từ máy của cán bộ", "dời ngày bằng mã theo dõi, đơn vị đã thấy mã"),
    ]


def test_withdrawal_by_the_code_is_marked_as_such(scene: Scene) -> None:
    gone = asked(scene, MONDAY, code=CODE, via=Via.WEB)
    own_step(CODE, gone, "withdraw", TUESDAY, reason="came")
    assert marks(scene) == [("rút bằng mã theo dõi",)]


def test_word_of_the_unit_is_marked_as_the_units(scene: Scene) -> None:
    gone, moved = asked(scene, MONDAY), asked(scene, MONDAY)
    step(scene, gone, "withdraw", TUESDAY, reason="came")
    step(scene, moved, "move", TUESDAY, day=date(2026, 3, 20))
    assert marks(scene) == [("đơn vị ghi người dân rút",), ("đơn vị ghi dời ngày",)]


def test_line_says_how_the_request_came(scene: Scene) -> None:
    made = [asked(scene, MONDAY, via=via) for via in (Via.WEB, Via.DESK)]
    lines = HOME_REQUESTS.records(scene.unit.pk, scope(scene))
    assert [line.words.partition(": ")[0] for line in lines] == [
        f"PV-{made[0].pk}, trang công khai", f"PV-{made[1].pk}, tại Trung tâm",
    ]  # fmt: skip


def test_request_entered_with_its_service_afterwards_is_marked_and_says_when_and_by_whom(scene: Scene) -> None:
    """All told within an hour, ten days after the day that the request gives."""
    later = date(2026, 3, 12)
    with at(later, 16):
        slip = Slip(uuid4(), CODE)
        request = ask(wanted(scene, MONDAY, via=Via.DESK), slip=slip, by=scene.officer)
    step(scene, request, "visit", MONDAY, told=later, due_on=MONDAY)
    step(scene, request, "hand_over", MONDAY, told=later)
    (told,) = marks(scene)
    assert told[:2] == ("ghi lên hệ thống sau ngày đề nghị 10 ngày", ENTERED_AT_ONCE)
    (case,) = cases_of([HomeRequest.objects.get()])
    facts = dict(request_facts(case))
    assert facts["Ghi lên hệ thống"] == f"16:00, 12/03/2026, {scene.officer.full_name}, sau ngày đề nghị 10 ngày"
    assert facts["Cần xem"] == ENTERED_AT_ONCE
    assert not {"Ghi lên hệ thống", "Cần xem"} & dict(request_facts(case, for_citizen=True)).keys()


def test_move_of_the_person_is_the_persons(scene: Scene) -> None:
    moved = asked(scene, MONDAY, code=CODE, via=Via.WEB)
    own_step(CODE, moved, "move", TUESDAY, day=date(2026, 3, 20))
    assert (finding(scene).note, marks(scene)) == ("1 đề nghị", [("dời ngày bằng mã theo dõi",)])


def test_far_wish_far_result_and_corrections_are_marked(scene: Scene) -> None:
    asked(scene, MONDAY, wished_on=date(2026, 3, 27))
    request = asked(scene, MONDAY)
    step(scene, request, "visit", FRIDAY, due_on=date(2026, 4, 20))
    step(scene, request, "correct_visit", TUESDAY, told=date(2026, 3, 16), due_on=date(2026, 4, 20), note="ghi nhầm")
    assert finding(scene).note == "2 đề nghị; 1 đề nghị ghi ngày mong muốn sau hạn thường"
    assert marks(scene) == [
        ("ngày mong muốn sau hạn thường",),
        ("đính chính", "hạn trả kết quả sau 48 ngày", "ghi quá hạn, sau 00:00, 10/03/2026"),
    ]


def test_neighbours_late_entry_is_no_miss_of_the_commune(scene: Scene) -> None:
    front = person(Role.COMMUNE_FRONT, agency=AgencyFactory(commune_front=True, unit=scene.unit))
    with at(date(2026, 3, 16)):
        ask(wanted(scene, MONDAY), slip=Slip(uuid4(), CODE), by=front)
    (line,) = HOME_REQUESTS.records(scene.unit.pk, scope(scene))
    assert line.marks == ("ghi thay ngày 16/03/2026, hạn tính từ ngày đó",)
    assert "hạn đến nhà 19/03/2026" in line.words


def test_withdrawal_after_a_miss_does_not_shrink_what_is_due(scene: Scene) -> None:
    request = asked(scene, MONDAY)
    step(scene, request, "withdraw", FRIDAY, reason="came")
    assert finding(scene).figure == ratio(0, 1)
    assert finding(scene).note == "1 đề nghị"


def test_days_of_the_visit_are_the_citys_setting(scene: Scene) -> None:
    served(scene, MONDAY, FRIDAY)
    assert finding(scene).figure == ratio(0, 1)
    assert finding(scene, settings={f"{MEASURE}.visit_days": 4}).figure == ratio(1, 1)


def test_unit_is_asked_for_its_own_days_alone(scene: Scene) -> None:
    served(scene, MONDAY, TUESDAY)
    announce(scene, MONDAY)
    assert isinstance(finding(scene, starts={scene.unit.pk: date(2026, 3, 10)}).figure, NothingArose)
    assert isinstance(finding(scene, ends={scene.unit.pk: MONDAY}).figure, NothingArose)


def test_records_say_what_came_of_each_without_a_name(scene: Scene) -> None:
    served(scene, MONDAY, TUESDAY)
    missed = asked(scene, MONDAY)
    waiting = asked(scene, date(2026, 3, 31))
    lines = HOME_REQUESTS.records(scene.unit.pk, scope(scene))
    assert [(line.record, line.counted, line.why) for line in lines] == [
        (missed.pk - 1, True, ""), (missed.pk, True, ""), (waiting.pk, False, "chưa đến hạn trong thời kỳ"),
    ]  # fmt: skip
    assert [line.words.partition(": ")[2] for line in lines] == [
        "đến nhà 03/03/2026, trả kết quả 03/03/2026, đúng hạn", "hạn đến nhà 05/03/2026, chưa ghi đã đến",
        "hạn đến nhà 03/04/2026, chưa ghi đã đến",
    ]  # fmt: skip


def test_records_are_read_by_those_who_read_the_requests(scene: Scene) -> None:
    served(scene, MONDAY, TUESDAY)
    lines = HOME_REQUESTS.records(scene.unit.pk, scope(scene))
    readers = [person(Role.APPRAISER), scene.officer, a_scene().officer, person(Role.ADMINISTRATOR)]
    assert [len(HOME_REQUESTS.reads(one, lines)) for one in readers] == [1, 1, 0, 0]


def test_number_of_statements_does_not_grow_with_units(scene: Scene) -> None:
    others = [a_scene(), a_scene()]
    for one in (scene, *others):
        served(one, MONDAY, TUESDAY)
        announce(one, MONDAY)
    counts = []
    for scenes in ([scene], [scene, *others]):
        with CaptureQueriesContext(connection) as caught:
            HOME_REQUESTS.answer(scope(*scenes))
        counts.append(len(caught))
    assert counts == [3, 3]
