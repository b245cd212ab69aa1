"""What the committee owes by last days of its own, week by week."""

from datetime import date, datetime
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.democracy.scene import ANSWERED, Scene, a_scene, answer, recommend
from thanthien.core import clock
from thanthien.core.calendar import WorkCalendar
from thanthien.core.clock import ZONE
from thanthien.democracy.duties import ANSWER_DUTY
from thanthien.democracy.kinds import ANSWERS
from thanthien.democracy.models import Recommendation
from thanthien.democracy.queries import answer_of, with_answer
from thanthien.measures.duties import Duty, DutyQuestion, State
from thanthien.measures.periods import period_of
from thanthien.records.actions import Entry, enter
from thanthien.records.week import duties_now, duties_to_do

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _now(time_machine: Any) -> None:
    time_machine.move_to(datetime(2026, 6, 10, 9, tzinfo=ZONE), tick=False)


def stands(duty: Duty, day: date, *scenes: Scene, of: date | None = None) -> list[tuple[State, str, bool]]:
    """How a duty stands on a day in the week of that day, or of another one."""
    now = datetime.combine(day, datetime.min.time(), ZONE).replace(hour=9)
    with clock.set_to(now):
        units = frozenset(one.unit.pk for one in scenes)
        found = duty.stands(DutyQuestion(units, period_of("iso_week", of or day), now, WorkCalendar()))
    return [(one.state, one.words, one.too_late) for one in found.values()]


@pytest.mark.parametrize(
    ("day", "state", "words"),
    [
        (date(2026, 5, 11), State.COMING, "1 kiến nghị chưa trả lời, hạn 25/05/2026"),
        (date(2026, 5, 25), State.DUE, "1 kiến nghị chưa trả lời, hạn 25/05/2026"),
        (date(2026, 5, 26), State.LATE, "1 kiến nghị chưa trả lời, quá hạn 1 ngày làm việc (hạn 25/05/2026)"),
        (date(2026, 9, 1), State.LATE, "1 kiến nghị chưa trả lời, quá hạn 71 ngày làm việc (hạn 25/05/2026)"),
    ],
)
def test_answer_waits_until_it_is_given(day: date, state: State, words: str) -> None:
    scene = a_scene()
    recommend(scene, date(2026, 5, 8))
    assert stands(ANSWER_DUTY, day, scene) == [(state, words, False)]


def test_week_that_is_over_says_what_was_due_in_it() -> None:
    scene, due = a_scene(), date(2026, 5, 25)
    made = recommend(scene, date(2026, 5, 8))
    assert stands(ANSWER_DUTY, date(2026, 6, 9), scene, of=date(2026, 5, 20)) == []
    assert stands(ANSWER_DUTY, date(2026, 6, 9), scene, of=due)[0][0] is State.LATE
    assert stands(ANSWER_DUTY, date(2026, 6, 9), scene, of=date(2026, 6, 3)) == []
    answer(scene, made, date(2026, 6, 8))
    assert stands(ANSWER_DUTY, date(2026, 6, 9), scene, of=due) == [(State.DONE, "đã trả lời 1 kiến nghị", True)]
    assert stands(ANSWER_DUTY, date(2026, 6, 9), scene) == []


@pytest.mark.parametrize(
    ("told", "late"),
    [(date(2026, 5, 27), ""), (date(2026, 5, 28), ", ghi quá hạn ngày 28/05/2026")],
    ids=["within the time of telling", "after it"],
)
def test_answer_with_a_day_typed_back_is_late_when_it_was_told_late(told: date, late: str) -> None:
    scene = a_scene()
    made = recommend(scene, date(2026, 5, 8))
    with clock.set_to(datetime.combine(told, datetime.min.time(), ZONE).replace(hour=9)):
        said = ANSWERED | {"recommendation": made.origin}
        enter(ANSWERS, Entry(scene.unit, date(2026, 5, 25), said), by=scene.officer)
    [(_, _, too_late)] = stands(ANSWER_DUTY, date(2026, 6, 9), scene, of=date(2026, 5, 25))
    assert too_late is bool(late)
    [one] = with_answer(Recommendation.objects.all())
    words = answer_of(one, WorkCalendar()).told(date(2026, 6, 9), "đã trả lời", "chưa trả lời", WorkCalendar())
    assert words == f"đã trả lời ngày 25/05/2026{late}"


def test_several_are_told_with_every_last_day() -> None:
    scene = a_scene()
    recommend(scene, date(2026, 5, 8))
    for subject in ("Chợ cóc", "Đường ngõ"):
        recommend(scene, date(2026, 6, 5), subject=subject)
    told = "3 kiến nghị chưa trả lời: 1 quá hạn 12 ngày làm việc (hạn 25/05/2026), 2 hạn 22/06/2026"
    assert stands(ANSWER_DUTY, date(2026, 6, 10), scene) == [(State.LATE, told, False)]


def test_week_with_an_overdue_answer_tells_the_deadline_that_was_kept_in_it_too() -> None:
    scene = a_scene()
    recommend(scene, date(2026, 5, 8))
    answer(scene, recommend(scene, date(2026, 5, 11), subject="Chợ cóc"), date(2026, 5, 20))
    told = "1 kiến nghị chưa trả lời, quá hạn 11 ngày làm việc (hạn 25/05/2026); đã trả lời 1 kiến nghị, hạn 26/05/2026"
    assert stands(ANSWER_DUTY, date(2026, 6, 9), scene, of=date(2026, 5, 25)) == [(State.LATE, told, False)]


def test_many_last_days_are_told_in_short() -> None:
    scene = a_scene()
    for day in range(1, 9):
        recommend(scene, date(2026, 6, day), subject=f"Việc {day}")
    [(_, told, _)] = stands(ANSWER_DUTY, date(2026, 6, 10), scene)
    assert told.startswith("8 kiến nghị chưa trả lời: 1 hạn 16/06/2026, 1 hạn 17/06/2026, ")
    assert told.endswith(" và 1 hạn sau đó")


def test_overdue_answer_is_on_the_work_list_of_the_committee_and_of_nobody_else() -> None:
    scene = a_scene()
    recommend(scene, date(2026, 5, 8))
    [work] = [one for one in duties_to_do(scene.officer) if one.title == ANSWER_DUTY.title]
    assert (work.url, work.worth) == ("/dan-chu-o-co-so/kien-nghi-giam-sat/?tra_loi=cho", None)
    assert [one for one in duties_to_do(scene.front) if one.title == ANSWER_DUTY.title] == []
    [[_, duties]] = duties_now(scene.officer)
    assert [one.state.state for one in duties if one.duty is ANSWER_DUTY] == [State.LATE]


def test_statements_do_not_grow_with_units_or_recommendations() -> None:
    def asked(*scenes: Scene) -> int:
        with CaptureQueriesContext(connection) as context:
            stands(ANSWER_DUTY, date(2026, 6, 10), *scenes)
        return len(context)

    scenes = [a_scene() for _ in range(3)]
    for scene in scenes:
        for day in (8, 9, 10):
            recommend(scene, date(2026, 5, day), subject=f"Việc {day}")
    assert asked(scenes[0]) == asked(*scenes) == 1
