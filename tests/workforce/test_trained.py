"""The share of the roll that was trained: who counts, once, and what leaving people off the roll wins."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.workforce.scene import Scene, a_scene, count, finding, put_on_roll, scope_on, teach
from thanthien.core import clock
from thanthien.measures.figures import Absent, Ratio
from thanthien.records.actions import Entry, correct, enter, withdraw
from thanthien.workforce.kinds import COURSES, STAFF
from thanthien.workforce.measures import NO_ROLL, NOBODY_THERE, TRAINED

pytestmark = pytest.mark.django_db
END = date(2026, 12, 31)
SPRING = date(2026, 3, 10)


@pytest.fixture(autouse=True)
def _now(time_machine: Any) -> None:
    time_machine.move_to("2027-01-04T09:00:00+07:00", tick=False)


@pytest.fixture
def scene() -> Scene:
    made = a_scene()
    for number in (1, 2, 3, 4):
        put_on_roll(made, number)
    return made


def ratio(scene: Scene, day: date = END, **options: Any) -> tuple[int, int]:
    found = finding(TRAINED, scene, day, **options).figure
    assert isinstance(found, Ratio)
    return int(found.numerator), int(found.denominator)


def leave(scene: Scene, number: int, day: date) -> None:
    record = STAFF.model.objects.standing().get(unit=scene.unit, number=number)
    values = {name: getattr(record, name) for name in STAFF.fields}
    entry = Entry(scene.unit, record.day, values | {"left_on": day, "left_document": "7/QĐ-UBND"})
    correct(STAFF, entry, record_id=record.pk, version=record.version, reason="Điều chuyển", by=scene.keeper)


def test_person_of_two_courses_counts_once(scene: Scene) -> None:
    teach(scene, SPRING, "1; 2")
    teach(scene, date(2026, 5, 5), "2; 3", title="Chuyển đổi số")
    assert ratio(scene) == (3, 4)


def test_nobody_trained_is_zero_of_the_roll(scene: Scene) -> None:
    assert ratio(scene) == (0, 4)


def test_without_a_roll_there_is_no_figure() -> None:
    assert finding(TRAINED, a_scene(), END).figure == Absent(NO_ROLL)


def test_roll_that_nobody_stood_on_that_day_gives_no_figure() -> None:
    scene = a_scene()
    put_on_roll(scene, 1, left_on=date(2026, 2, 1), left_document="7/QĐ-UBND")
    assert finding(TRAINED, scene, END).figure == Absent(NOBODY_THERE)


def test_short_course_does_not_count(scene: Scene) -> None:
    teach(scene, SPRING, "1; 2", hours=3)
    assert ratio(scene) == (0, 4)


def test_course_of_the_year_before_does_not_count(scene: Scene) -> None:
    teach(scene, date(2025, 12, 31), "1; 2")
    teach(scene, date(2026, 1, 1), "3", title="Đầu năm")
    assert ratio(scene) == (1, 4)


def test_city_sets_hours_and_courses(scene: Scene) -> None:
    teach(scene, SPRING, "1; 2", hours=8)
    teach(scene, date(2026, 5, 5), "2", hours=8, title="Chuyển đổi số")
    chosen = {"workforce.trained.hours": 8, "workforce.trained.courses": 2}
    assert (ratio(scene, **chosen), ratio(scene, **{"workforce.trained.hours": 9})) == ((1, 4), (0, 4))


def test_who_left_before_the_last_day_is_neither_asked_nor_counted(scene: Scene) -> None:
    teach(scene, SPRING, "1; 2")
    leave(scene, 1, date(2026, 12, 31))
    leave(scene, 3, date(2027, 1, 1))
    assert ratio(scene) == (1, 3)


def test_who_comes_after_the_last_day_is_not_asked(scene: Scene) -> None:
    put_on_roll(scene, 5, day=date(2027, 1, 1))
    assert ratio(scene) == (0, 4)


def test_person_left_off_the_roll_is_asked_where_the_office_counted_them(scene: Scene) -> None:
    teach(scene, SPRING, "1; 2; 3; 4")
    count(scene, date(2026, 6, 30), 6)
    found = finding(TRAINED, scene, END)
    assert ratio(scene) == (4, 6)
    assert found.note == "1 lớp đủ giờ; ngày 30/06/2026 danh sách thiếu 2 người so với cơ quan thường trực"


def test_count_is_compared_with_the_roll_of_its_own_day(scene: Scene) -> None:
    count(scene, date(2026, 6, 30), 4)
    leave(scene, 4, date(2026, 9, 1))
    assert ratio(scene) == (0, 3)


def test_last_count_holds_and_a_smaller_one_takes_nobody_away(scene: Scene) -> None:
    count(scene, date(2026, 6, 30), 9)
    count(scene, date(2026, 10, 1), 2)
    assert ratio(scene) == (0, 4)


def test_entry_taken_back_comes_back_by_the_count_and_stays_among_the_lines(scene: Scene) -> None:
    count(scene, date(2026, 6, 30), 4)
    record = STAFF.model.objects.get(unit=scene.unit, number=4)
    withdraw(STAFF, record_id=record.pk, version=1, reason="Ghi nhầm", by=scene.keeper)
    assert ratio(scene) == (0, 4)
    lines = TRAINED.records(scene.unit.pk, scope_on(END, scene.unit))
    assert [(one.words, one.why) for one in lines if not one.counted] == [("Số 4 trong danh sách", "bản ghi đã hủy")]


def test_figure_is_read_again_as_it_was_known(scene: Scene) -> None:
    with clock.set_to(date(2026, 4, 1)):
        early = a_scene()
        put_on_roll(early, 1)
        put_on_roll(early, 2)
    teach(early, date(2026, 4, 20), "1")
    before = clock.end_of(date(2026, 4, 19))
    leave(early, 2, date(2026, 6, 1))
    assert (ratio(early, known_at=before), ratio(early)) == ((0, 2), (1, 1))


def test_correction_of_a_course_takes_its_place(scene: Scene) -> None:
    made = teach(scene, SPRING, "1; 2")
    values = {name: getattr(made, name) for name in COURSES.fields} | {"attendees": "2"}
    correct(
        COURSES, Entry(scene.unit, made.day, values), record_id=made.pk, version=1, reason="Ghi nhầm người",
        by=scene.keeper,
    )  # fmt: skip
    assert ratio(scene) == (1, 4)


def test_lines_name_numbers_and_say_what_does_not_count(scene: Scene) -> None:
    teach(scene, SPRING, "1", hours=2)
    lines = TRAINED.records(scene.unit.pk, scope_on(END, scene.unit))
    assert [(one.words, one.counted, one.why) for one in lines] == [
        ("Số 1 trong danh sách: chưa tập huấn", True, ""),
        ("Số 2 trong danh sách: chưa tập huấn", True, ""),
        ("Số 3 trong danh sách: chưa tập huấn", True, ""),
        ("Số 4 trong danh sách: chưa tập huấn", True, ""),
        ("Kỹ năng giao tiếp: 2 giờ, 1 người", False, "chưa đủ giờ"),
    ]


def test_course_told_long_after_it_is_marked(scene: Scene) -> None:
    values = {"title": "Cũ", "topic": "other", "hours": 8, "organiser": "Sở", "document": "1/KH", "attendees": "1"}
    with clock.set_to(clock.end_of(date(2026, 12, 20))):
        enter(COURSES, Entry(scene.unit, SPRING, values), by=scene.keeper)
    lines = TRAINED.records(scene.unit.pk, scope_on(END, scene.unit))
    assert lines[-1].marks == ("ghi sau 286 ngày",)


def test_lines_tell_when_by_whom_and_what_was_corrected(scene: Scene) -> None:
    made = teach(scene, SPRING, "1; 2")
    values = {name: getattr(made, name) for name in COURSES.fields} | {"attendees": "2"}
    correct(
        COURSES, Entry(scene.unit, made.day, values), record_id=made.pk, version=1, reason="Ghi nhầm người",
        by=scene.keeper,
    )  # fmt: skip
    count(scene, date(2026, 6, 30), 4)
    *_, course, counted = TRAINED.records(scene.unit.pk, scope_on(END, scene.unit))
    assert (course.told_at, course.typist, course.marks) == (made.told_at, scene.keeper.pk, ("bản đính chính",))
    assert (counted.typist, counted.record > 0) == (scene.office.pk, True)


def test_entry_told_otherwise_after_the_cut_off_is_marked() -> None:
    with clock.set_to(date(2026, 4, 1)):
        scene = a_scene()
        put_on_roll(scene, 1)
        put_on_roll(scene, 2)
    leave(scene, 2, date(2026, 12, 31))  # in January
    marks = [one.marks for one in TRAINED.records(scene.unit.pk, scope_on(END, scene.unit))]
    assert marks == [(), ("bản đính chính", "ghi sau ngày chốt số liệu, lúc 09:00, 04/01/2027")]


def test_ended_unit_is_read_on_its_last_day() -> None:
    scene = a_scene(valid_to=date(2026, 6, 30))
    put_on_roll(scene, 1, left_on=date(2026, 7, 1), left_document="Nghị quyết sáp nhập")
    assert ratio(scene) == (0, 1)


@pytest.mark.parametrize("units", [1, 3])
def test_figure_of_many_units_takes_three_statements(units: int) -> None:
    scenes = [a_scene() for _ in range(units)]
    for one in scenes:
        put_on_roll(one, 1)
        teach(one, SPRING, "1")
    scope = scope_on(END, *(one.unit for one in scenes))
    with CaptureQueriesContext(connection) as caught:
        found = TRAINED.answer(scope)
    assert len(caught) == 3
    assert {unit: one.figure for unit, one in found.items()} == {
        one.unit.pk: Ratio(Decimal(1), Decimal(1)) for one in scenes
    }
