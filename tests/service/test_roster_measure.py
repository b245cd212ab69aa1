"""What the support roster counts for: shifts of a week, the fast day, the late rule, who was on the roster."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.core.tables.reading import csv_rows
from tests.service.roster_scene import plan_shift, shift_entry, was_there
from tests.service.scene import Scene, a_scene, decide
from thanthien.core import clock
from thanthien.core.calendar import WorkCalendar
from thanthien.core.clock import ZONE
from thanthien.criteria.rules import Cadence
from thanthien.measures.behind import behind, shown_to
from thanthien.measures.figures import Absent, Basis, Finding, PerPeriod
from thanthien.measures.registry import find
from thanthien.measures.scope import Scope, Span
from thanthien.records.actions import correct, withdraw
from thanthien.service.roster.kinds import PRESENCES, SHIFTS
from thanthien.service.roster.measures import SUPPORT_SHIFTS

pytestmark = pytest.mark.django_db
TUESDAY, WEDNESDAY, THURSDAY = date(2026, 3, 3), date(2026, 3, 4), date(2026, 3, 5)
MARCH = Span(date(2026, 3, 2), date(2026, 3, 22))  # weeks 10, 11, 12


@pytest.fixture(autouse=True)
def _now(time_machine: Any) -> None:
    time_machine.move_to(datetime(2027, 2, 1, 9, tzinfo=ZONE), tick=False)


@pytest.fixture
def scene() -> Scene:
    return a_scene()


@pytest.fixture
def decided(scene: Scene) -> Scene:
    """The fast day is Wednesday."""
    decide(scene, date(2026, 1, 5))
    return scene


def scope(*scenes: Scene, **more: Any) -> Scope:
    units = frozenset(one.unit.pk for one in scenes)
    return Scope(units, MARCH, MARCH.cut_off, more.pop("calendar", WorkCalendar()), **more)


def finding(scene: Scene, **more: Any) -> Finding:
    return SUPPORT_SHIFTS.answer(scope(scene, **more))[scene.unit.pk]


def counts(scene: Scene, **more: Any) -> list[int]:
    figure = finding(scene, **more).figure
    assert isinstance(figure, PerPeriod)
    return [count.records for _, count in sorted(figure.counts.items())]


def told(scene: Scene, **more: Any) -> list[tuple[bool, str]]:
    return [(line.counted, line.why) for line in SUPPORT_SHIFTS.records(scene.unit.pk, scope(scene, **more))]


def test_measure_is_registered_in_the_place_of_the_announced_key() -> None:
    assert find("service.support_shifts") is SUPPORT_SHIFTS


def test_unit_without_a_record_has_weeks_of_nothing(scene: Scene) -> None:
    assert counts(scene) == [0, 0, 0]


def test_shift_is_a_half_of_a_day_whoever_was_there(scene: Scene) -> None:
    was_there(scene, TUESDAY)
    was_there(scene, TUESDAY, post="Ủy viên chi đoàn")
    was_there(scene, TUESDAY, part="afternoon")
    was_there(scene, THURSDAY)
    assert counts(scene) == [3, 0, 0]
    assert told(scene) == [(True, ""), (False, "ca này đã tính một lần"), (True, ""), (True, "")]


def test_roster_without_presence_does_not_count(scene: Scene) -> None:
    plan_shift(scene, TUESDAY)
    assert (counts(scene), told(scene)) == ([0, 0, 0], [])


def test_week_without_a_shift_on_its_fast_day_counts_one(decided: Scene) -> None:
    for day in (TUESDAY, THURSDAY):
        was_there(decided, day)
    assert (counts(decided), finding(decided).note) == (
        [1, 0, 0], "1 tuần không có ca vào ngày giải quyết nhanh nên tính một ca"
    )  # fmt: skip


def test_one_shift_on_the_fast_day_lets_the_others_count(decided: Scene) -> None:
    for day in (TUESDAY, WEDNESDAY, THURSDAY):
        was_there(decided, day)
    assert (counts(decided), finding(decided).note) == ([3, 0, 0], "")


def test_fast_day_told_too_late_does_not_free_the_week(decided: Scene) -> None:
    was_there(decided, TUESDAY)
    was_there(decided, THURSDAY)
    was_there(decided, WEDNESDAY, told=date(2026, 3, 12))
    assert counts(decided) == [1, 0, 0]


def test_week_whose_fast_day_is_skipped_asks_for_none(decided: Scene) -> None:
    was_there(decided, TUESDAY)
    was_there(decided, THURSDAY)
    calendar = WorkCalendar(frozenset({WEDNESDAY}))
    skip = {"service.fast_day_weeks.holiday_rule": "skip"}
    assert counts(decided, calendar=calendar, settings=skip) == [2, 0, 0]


def test_fast_day_moved_into_its_week_is_where_the_shift_must_be(decided: Scene) -> None:
    was_there(decided, TUESDAY)
    calendar, rule = WorkCalendar(frozenset({WEDNESDAY})), {"service.fast_day_weeks.holiday_rule": "same_week"}
    was_there(decided, date(2026, 3, 6))
    assert counts(decided, calendar=calendar, settings=rule) == [1, 0, 0]
    was_there(decided, THURSDAY)
    assert counts(decided, calendar=calendar, settings=rule) == [3, 0, 0]


def test_fast_day_moved_into_the_next_week_belongs_to_that_one(decided: Scene) -> None:
    off = frozenset({WEDNESDAY, THURSDAY, date(2026, 3, 6)})
    for day in (date(2026, 3, 2), TUESDAY, date(2026, 3, 10), date(2026, 3, 12)):
        was_there(decided, day)
    calendar, rule = WorkCalendar(off), {"service.fast_day_weeks.holiday_rule": "next"}
    # Week 10 has no fast day left. Week 11 holds Monday 9/3 (moved) and its own Wednesday: one of them is enough.
    assert counts(decided, calendar=calendar, settings=rule) == [2, 1, 0]
    was_there(decided, date(2026, 3, 9))
    assert counts(decided, calendar=calendar, settings=rule) == [2, 3, 0]


def test_signed_sheet_counts_until_the_second_working_day_after_the_week(scene: Scene) -> None:
    was_there(scene, TUESDAY, told=date(2026, 3, 10))
    was_there(scene, THURSDAY, told=date(2026, 3, 11))
    assert counts(scene) == [1, 0, 0]
    assert told(scene) == [(True, ""), (False, "ghi quá hạn")]
    assert finding(scene).basis == Basis(0, 1)


def test_late_record_counts_once_a_body_says_so(scene: Scene) -> None:
    was_there(scene, TUESDAY, told=date(2026, 3, 20))
    accepted = frozenset({("service.support_shifts", scene.unit.pk, "2026-W10")})
    assert counts(scene, accepted=accepted) == [1, 0, 0]


def test_who_was_taken_off_the_roster_counts_no_more(scene: Scene) -> None:
    made = plan_shift(scene, TUESDAY)
    was_there(scene, TUESDAY)
    withdraw(SHIFTS, record_id=made.pk, version=1, reason="Không phân công", by=scene.officer)
    assert (counts(scene), told(scene)) == ([0, 0, 0], [(False, "không có trong lịch trực")])


def test_roster_written_after_the_shift_is_marked_and_counts_by_a_body_s_word_alone(scene: Scene) -> None:
    plan_shift(scene, TUESDAY, told=WEDNESDAY)
    was_there(scene, TUESDAY, told=THURSDAY)
    late = "phân công ghi sau ngày trực"
    assert (counts(scene), told(scene)) == ([0, 0, 0], [(False, late)])
    [line] = SUPPORT_SHIFTS.records(scene.unit.pk, scope(scene))
    assert (line.marks, line.late_since) == ((late,), datetime(2026, 3, 11, tzinfo=ZONE))
    accepted = frozenset({("service.support_shifts", scene.unit.pk, "2026-W10")})
    assert (counts(scene, accepted=accepted), told(scene, accepted=accepted)) == ([1, 0, 0], [(True, "")])


def test_one_of_the_roster_of_that_day_is_enough_for_a_shift(scene: Scene) -> None:
    plan_shift(scene, TUESDAY, told=WEDNESDAY)
    was_there(scene, TUESDAY, told=THURSDAY)
    was_there(scene, TUESDAY, told=THURSDAY, post="Ủy viên chi đoàn")
    assert (counts(scene), told(scene)) == (
        [1, 0, 0], [(False, "phân công ghi sau ngày trực"), (True, "")]
    )  # fmt: skip


def test_correction_puts_nobody_on_the_roster_of_a_day_that_is_over(scene: Scene) -> None:
    """It keeps the moment of telling, though it names somebody else."""
    made = plan_shift(scene, TUESDAY)
    with clock.set_to(datetime(2026, 3, 5, 9)):
        entry = shift_entry(scene, TUESDAY, post="Đoàn viên")
        correct(SHIFTS, entry, record_id=made.pk, version=1, reason="Đổi người trực", by=scene.officer)
    was_there(scene, TUESDAY, told=THURSDAY, post="Đoàn viên")
    assert counts(scene) == [0, 0, 0]


def test_list_and_page_say_that_a_shift_was_written_after_its_day(scene: Scene, client: Client) -> None:
    client.force_login(scene.officer)
    made = plan_shift(scene, TUESDAY, told=WEDNESDAY)
    plan_shift(scene, THURSDAY)
    rows = csv_rows(client.get("/phan-cong-ca-ho-tro/?tai=csv"))
    assert [row[-1] for row in rows] == ["Ghi phân công", "kịp ngày trực", "sau ngày trực"]
    page = client.get(f"/phan-cong-ca-ho-tro/{made.pk}/").content.decode()
    assert "Phân công ghi sau ngày trực, lúc 07:00, 04/03/2026." in page


def test_figure_stays_as_known_at_its_moment(scene: Scene) -> None:
    made = was_there(scene, TUESDAY)
    then = datetime(2026, 4, 1, tzinfo=ZONE)
    before = finding(scene, known_at=then)
    withdraw(PRESENCES, record_id=made.pk, version=1, reason="Ghi nhầm", by=scene.officer)
    assert (finding(scene, known_at=then), counts(scene)) == (before, [0, 0, 0])


def test_unit_that_begins_inside_starts_with_its_week(scene: Scene) -> None:
    assert len(counts(scene, starts={scene.unit.pk: date(2026, 3, 12)})) == 2


def test_fast_day_after_the_end_of_a_unit_asks_for_none(decided: Scene) -> None:
    was_there(decided, date(2026, 3, 2))
    was_there(decided, TUESDAY)
    assert counts(decided, ends={decided.unit.pk: TUESDAY}) == [2]


def test_no_due_week_is_absent(scene: Scene) -> None:
    empty = Scope(frozenset({scene.unit.pk}), MARCH, date(2026, 3, 3), WorkCalendar())
    assert isinstance(SUPPORT_SHIFTS.answer(empty)[scene.unit.pk].figure, Absent)


def test_unit_that_does_not_use_the_room_has_no_figure(scene: Scene) -> None:
    word = {"from": "2026-01-01", "on": False, "at": datetime(2026, 1, 1, tzinfo=ZONE).isoformat()}
    off = {scene.unit.pk: {"service": [word]}}
    assert isinstance(finding(scene, rooms=off).figure, Absent)


def test_three_units_are_one_question(scene: Scene) -> None:
    others = [a_scene(), a_scene()]
    for one in (scene, *others):
        decide(one, date(2026, 1, 5))
        was_there(one, WEDNESDAY)

    def asked(*scenes: Scene) -> int:
        with CaptureQueriesContext(connection) as statements:
            SUPPORT_SHIFTS.answer(scope(*scenes))
        return len(statements)

    assert (asked(scene), asked(scene, *others)) == (2, 2)


def test_week_says_why_it_does_not_count_before_its_records_are_opened(decided: Scene) -> None:
    for day, more in ((TUESDAY, {}), (TUESDAY, {"post": "Đoàn viên"}), (THURSDAY, {})):
        was_there(decided, day, **more)
    rule = Cadence("iso_week", 2, Decimal("0.6"), Decimal("0.95"))
    found = behind(SUPPORT_SHIFTS, decided.unit, scope(decided), shown_to(decided.officer, SUPPORT_SHIFTS), rule)
    [part] = [part for part in found.parts if part.lines]
    assert part.why == (
        "mới có 1/2 lần: ngày giải quyết nhanh không có ca, tuần tính nhiều nhất một ca; "
        "1 bản ghi không được tính: ca này đã tính một lần"
    )


def test_presence_tells_how_punctually_it_came(scene: Scene) -> None:
    was_there(scene, TUESDAY)
    was_there(scene, THURSDAY, told=date(2026, 3, 12))
    assert SUPPORT_SHIFTS.timeliness is not None
    found = SUPPORT_SHIFTS.timeliness(scope(scene))[scene.unit.pk]
    assert (found.in_time, found.late) == (1, 1)
