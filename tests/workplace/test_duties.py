"""The duties of the room on the page of the week: the checklist of the half year, tests that grow old."""

from datetime import date, datetime
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.factories.units import AgencyFactory
from tests.workplace.scene import Scene, a_scene, check, hear
from thanthien.core import clock
from thanthien.core.calendar import WorkCalendar
from thanthien.core.clock import ZONE
from thanthien.core.models import CalendarDay
from thanthien.measures.duties import Duty, DutyQuestion, State
from thanthien.measures.models import LateAcceptance
from thanthien.measures.periods import period_of
from thanthien.measures.scope import Span
from thanthien.measures.terms import Terms, YearTerms
from thanthien.records.week import duties_to_do
from thanthien.workplace.duties import CHECK_DUTY, RADIO_DUTY

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _now(time_machine: Any) -> None:
    time_machine.move_to(datetime(2026, 6, 10, 9, tzinfo=ZONE), tick=False)


@pytest.fixture
def scene() -> Scene:
    return a_scene()


def stands(
    duty: Duty, day: date, *scenes: Scene, of: date | None = None, **more: Any
) -> dict[int, tuple[State, str, date]]:
    """How a duty stands on a day in the week of that day, or of another one."""
    now = datetime.combine(day, datetime.min.time(), ZONE).replace(hour=9)
    units = frozenset(one.unit.pk for one in scenes)
    with clock.set_to(now):
        begun = {one.unit.pk: one.unit.valid_from for one in scenes}
        question = DutyQuestion(units, period_of("iso_week", of or day), now, WorkCalendar(), starts=begun, **more)
        found = duty.stands(question)
    return {unit: (one.state, one.words, one.last_day) for unit, one in found.items()}


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2026, 3, 10), None),  # that of the year before is given up
        (date(2026, 5, 1), None),
        (date(2026, 5, 2), (State.DUE, "nửa đầu năm 2026: chưa có biên bản", date(2026, 7, 2))),
        (date(2026, 7, 2), (State.DUE, "nửa đầu năm 2026: chưa có biên bản", date(2026, 7, 2))),
        (date(2026, 7, 3), (State.LATE, "nửa đầu năm 2026: chưa có biên bản", date(2026, 7, 2))),
        (date(2026, 7, 30), (State.LATE, "nửa đầu năm 2026: chưa có biên bản", date(2026, 7, 2))),
        (date(2026, 7, 31), None),
    ],
)
def test_checklist_is_asked_for_around_the_end_of_its_half(scene: Scene, day: date, expected: Any) -> None:
    assert stands(CHECK_DUTY, day, scene).get(scene.unit.pk) == expected


def test_checklist_is_done_once_it_carries_a_photograph(scene: Scene) -> None:
    made = check(scene, date(2026, 6, 1), photographs=0)
    [(state, words, _)] = stands(CHECK_DUTY, date(2026, 6, 10), scene).values()
    assert (state, words) == (State.DUE, "nửa đầu năm 2026: biên bản chưa có ảnh")
    [work] = [one for one in duties_to_do(scene.officer) if one.title == CHECK_DUTY.title]
    assert work.url == f"/bien-ban-kiem-tra-nua-nam/{made.pk}/"
    check(scene, date(2026, 6, 2))
    [(state, words, _)] = stands(CHECK_DUTY, date(2026, 6, 10), scene).values()
    assert (state, words) == (State.DONE, "nửa đầu năm 2026: đã có biên bản ngày 02/06/2026")


def test_checklist_that_the_figure_does_not_take_is_not_done(scene: Scene) -> None:
    check(scene, date(2026, 6, 29))
    check(scene, date(2026, 8, 3))  # 35 days after what counts of the first half
    [(state, words, _)] = stands(CHECK_DUTY, date(2026, 11, 5), scene).values()
    assert (state, words) == (
        State.DUE, "nửa cuối năm 2026: biên bản chưa cách biên bản của nửa năm trước 60 ngày",
    )  # fmt: skip
    check(scene, date(2026, 10, 5))
    [(state, _, _)] = stands(CHECK_DUTY, date(2026, 11, 5), scene).values()
    assert state is State.DONE


def test_checklist_told_late_leaves_the_duty_late_until_a_body_lets_it(scene: Scene) -> None:
    check(scene, date(2026, 6, 29), told=datetime(2026, 7, 6, 9, tzinfo=ZONE))
    [(state, words, _)] = stands(CHECK_DUTY, date(2026, 7, 7), scene).values()
    assert (state, words) == (State.LATE, "nửa đầu năm 2026: biên bản ghi quá hạn")
    LateAcceptance.objects.create(
        measure=CHECK_DUTY.measure, unit=scene.unit, period="2026-H1", accepted=True, reason="Mất điện",
        at=datetime(2026, 7, 6, 10, tzinfo=ZONE), agency=AgencyFactory(), by=scene.inspector,
    )  # fmt: skip
    [(state, _, _)] = stands(CHECK_DUTY, date(2026, 7, 7), scene).values()
    assert state is State.DONE


def test_half_of_which_the_year_holds_too_little_is_not_asked_for(scene: Scene) -> None:
    short = Terms((YearTerms(Span(date(2026, 4, 5), date(2026, 12, 31))),))  # 87 days of the first half
    assert stands(CHECK_DUTY, date(2026, 6, 10), scene, terms=short) == {}
    assert set(stands(CHECK_DUTY, date(2026, 11, 5), scene, terms=short)) == {scene.unit.pk}


def test_week_that_is_over_is_still_answered_and_one_to_come_is_not(scene: Scene) -> None:
    """The boards keep what was told of past weeks (``records/keeping.py``)."""
    asked = {"of": date(2026, 7, 1)}
    assert stands(CHECK_DUTY, date(2026, 8, 10), scene, **asked)[scene.unit.pk][0] is State.LATE
    assert stands(RADIO_DUTY, date(2026, 8, 10), scene, **asked)[scene.unit.pk][0] is State.DUE
    for hamlet in scene.hamlets:
        hear(scene, hamlet, date(2026, 7, 20))
    assert stands(RADIO_DUTY, date(2026, 8, 10), scene, **asked)[scene.unit.pk][:2] == (
        State.DUE, "0/2 nơi được kiểm tra trong 150 ngày gần đây",
    )  # fmt: skip
    assert [stands(duty, date(2026, 6, 10), scene, of=date(2026, 6, 17)) for duty in (CHECK_DUTY, RADIO_DUTY)] == [
        {}
    ] * 2


def test_test_told_after_its_month_is_not_done(scene: Scene) -> None:
    for hamlet in scene.hamlets:
        hear(scene, hamlet, date(2026, 5, 4), told=datetime(2026, 6, 9, 9, tzinfo=ZONE))
    [(state, words, _)] = stands(RADIO_DUTY, date(2026, 6, 10), scene).values()
    assert (state, words) == (State.DUE, "0/2 nơi được kiểm tra trong 150 ngày gần đây")


def test_unit_that_was_not_there_long_enough_owes_none() -> None:
    young, older = a_scene(valid_from=date(2026, 4, 3)), a_scene(valid_from=date(2026, 4, 2))  # 89 and 90 days
    assert set(stands(CHECK_DUTY, date(2026, 6, 10), young, older)) == {older.unit.pk}


def test_places_are_due_whose_last_test_is_older_than_150_days(scene: Scene) -> None:
    one, two = scene.hamlets
    hear(scene, one, date(2026, 1, 12))
    hear(scene, two, date(2026, 6, 1))
    [(state, words, _)] = stands(RADIO_DUTY, date(2026, 6, 11), scene).values()
    assert (state, words) == (State.DONE, "2/2 nơi được kiểm tra trong 150 ngày gần đây")
    [(state, words, _)] = stands(RADIO_DUTY, date(2026, 6, 12), scene).values()
    assert (state, words) == (State.DUE, "1/2 nơi được kiểm tra trong 150 ngày gần đây")


def test_tests_are_owed_by_the_end_of_the_year_for_as_many_days_as_the_figure_takes_them(scene: Scene) -> None:
    for hamlet in scene.hamlets:
        hear(scene, hamlet, date(2026, 7, 6))  # 178 days before the last one of the year
    last_week = {"of": date(2026, 12, 31)}
    due = (State.DUE, "0/2 nơi được kiểm tra trong 150 ngày gần đây", date(2027, 1, 4))
    done = (State.DONE, "2/2 nơi được kiểm tra trong 180 ngày đến 31/12/2026", date(2027, 1, 4))
    assert stands(RADIO_DUTY, date(2027, 1, 4), scene, **last_week) == {scene.unit.pk: due}
    assert stands(RADIO_DUTY, date(2027, 1, 5), scene, **last_week) == {scene.unit.pk: done}


def test_unit_without_a_list_of_places_owes_no_test(scene: Scene) -> None:
    scene.unit.hamlets.all().delete()
    assert stands(RADIO_DUTY, date(2026, 6, 11), scene) == {}


def waiting(scene: Scene) -> list[str]:
    return [one.what.split(": ")[0] for one in duties_to_do(scene.officer) if one.title == RADIO_DUTY.title]


def test_what_lasts_stays_while_a_week_has_no_working_day(scene: Scene) -> None:
    name = scene.unit.name
    assert waiting(scene) == [f"{name}, tuần 24 (8/6–14/6)"]
    for day in range(8, 13):
        CalendarDay.objects.update_or_create(date=date(2026, 6, day), defaults={"kind": "off", "name": "Nghỉ"})
    assert waiting(scene) == [f"{name}, tuần 23 (1/6–7/6)"]


def test_unit_that_ended_last_week_is_asked_for_what_lasts_while_it_may_tell(time_machine: Any) -> None:
    scene = a_scene(valid_to=date(2026, 6, 7))
    time_machine.move_to(datetime(2026, 6, 9, 9, tzinfo=ZONE), tick=False)
    assert waiting(scene) == [f"{scene.unit.name}, tuần 23 (1/6–7/6)"]
    time_machine.move_to(datetime(2026, 6, 10, 9, tzinfo=ZONE), tick=False)
    assert waiting(scene) == []


def test_week_shows_both_with_their_doors(client: Client, scene: Scene) -> None:
    client.force_login(scene.officer)
    rows = {row.duty.key: row for row in client.get("/viec-tuan-nay/", follow=True).context["rows"]}
    assert rows["workplace.centre_check"].url == "/bien-ban-kiem-tra-nua-nam/ghi/"
    assert (rows["workplace.radio_tests"].mine, rows["workplace.radio_tests"].state.words) == (
        True, "0/2 nơi được kiểm tra trong 150 ngày gần đây",
    )  # fmt: skip


@pytest.mark.parametrize("duty", [CHECK_DUTY, RADIO_DUTY], ids=["checklist", "broadcast"])
def test_one_and_three_units_take_one_statement(duty: Duty) -> None:
    scenes = [a_scene() for _ in range(3)]
    for asked in (scenes[:1], scenes):
        with CaptureQueriesContext(connection) as statements:
            assert len(stands(duty, date(2026, 6, 10), *asked)) == len(asked)
        assert len(statements) == 1
