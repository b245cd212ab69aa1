"""Of a week that is over the duty says what figure 1.2.4 counts of the same days, however old a matter is."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from tests.feedback.scene import ANSWER, Scene, a_code, a_scene, answered, own_step, step, told
from thanthien.core import clock
from thanthien.core.clock import ZONE
from thanthien.core.queries import work_calendar
from thanthien.feedback.measures import ANSWERED_ON_TIME
from thanthien.feedback.models import Feedback
from thanthien.feedback.waiting import FEEDBACK_DUTY
from thanthien.measures.duties import DutyQuestion
from thanthien.measures.figures import NothingArose, Ratio
from thanthien.measures.periods import Period, period_of
from thanthien.measures.queries import scope_of
from thanthien.measures.scope import Span

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 20, 9, tzinfo=ZONE)
OLD, WEEK = date(2026, 3, 2), period_of("iso_week", date(2026, 11, 11))  # the week before the running one


@pytest.fixture(autouse=True)
def _now(time_machine: Any) -> None:
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def scene() -> Scene:
    return a_scene()


def opened_again(scene: Scene, on: date) -> Feedback:
    """Received and answered in March, opened again by its sender on a day."""
    code = a_code()
    row = answered(scene, OLD, date(2026, 3, 10), code=code)
    return own_step(code, row, "again", on, added="Đèn lại hỏng từ hôm qua.")


def duty_words(scene: Scene, week: Period = WEEK) -> str:
    question = DutyQuestion(frozenset([scene.unit.pk]), week, clock.now(), work_calendar())
    return FEEDBACK_DUTY.says(question, FEEDBACK_DUTY.asks(question).answer())[scene.unit.pk].words


def figure_words(scene: Scene, week: Period = WEEK) -> str:
    """What the figure counts of the days of a week, as the duty says it."""
    scope = scope_of(Span(week.first, week.last), clock.today(), [scene.unit.pk])
    figure = ANSWERED_ON_TIME.answer(scope)[scene.unit.pk].figure
    if isinstance(figure, NothingArose):
        return "không có phản ánh nào đến hạn trong tuần"
    assert isinstance(figure, Ratio)
    return f"{figure.numerator}/{figure.denominator} phản ánh đến hạn trong tuần được trả lời đúng hạn"


def test_old_matter_that_was_opened_again_and_answered_is_in_the_week_of_its_answer(scene: Scene) -> None:
    row = opened_again(scene, date(2026, 11, 3))
    step(scene, row, "draft", date(2026, 11, 11), **ANSWER)
    step(scene, row, "answer", date(2026, 11, 12))
    assert duty_words(scene) == figure_words(scene) == "1/1 phản ánh đến hạn trong tuần được trả lời đúng hạn"


def test_old_matter_that_was_answered_too_late_is_in_the_week_of_its_last_day(scene: Scene) -> None:
    row = opened_again(scene, date(2026, 10, 28))  # due on 11 November
    step(scene, row, "draft", date(2026, 11, 18), **ANSWER)
    step(scene, row, "answer", date(2026, 11, 18))
    assert duty_words(scene) == figure_words(scene) == "0/1 phản ánh đến hạn trong tuần được trả lời đúng hạn"


@pytest.mark.parametrize("ago", [1, 2, 5, 14])
def test_duty_and_figure_count_the_same_of_each_week(scene: Scene, ago: int) -> None:
    """What was received, answered early, in time, late or never, in several months."""
    for month in (3, 6, 9, 10):
        first = date(2026, month, 2)
        answered(scene, first, first + timedelta(days=3))
        answered(scene, first, first + timedelta(days=25))
        step(scene, told(scene, first), "forward", first + timedelta(days=2), to="Điện lực", note="Việc của điện lực")
    told(scene, date(2026, 10, 20))
    step(scene, opened_again(scene, date(2026, 8, 3)), "draft", date(2026, 8, 4), **ANSWER)
    week = period_of("iso_week", clock.today() - timedelta(weeks=ago))
    assert duty_words(scene, week).partition(", ")[0] == figure_words(scene, week)
