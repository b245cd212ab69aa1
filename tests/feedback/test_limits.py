"""One limit for a matter, whoever asks: its page, the week's duty and the figure, at the edge of two years, too."""

from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest

from tests.feedback.scene import Scene, a_code, a_scene, answered, own_step, told
from thanthien.core import clock
from thanthien.core.clock import ZONE
from thanthien.core.queries import work_calendar
from thanthien.feedback.measures import ANSWERED_ON_TIME
from thanthien.feedback.models import Feedback
from thanthien.feedback.queries import cases_of
from thanthien.feedback.waiting import FEEDBACK_DUTY
from thanthien.measures.duties import DutyQuestion
from thanthien.measures.periods import period_of
from thanthien.measures.queries import scope_of
from thanthien.measures.scope import Scope, Span
from thanthien.measures.terms import YearTerms, known_terms

pytestmark = pytest.mark.django_db
OLD, NEW = Span(date(2026, 1, 1), date(2026, 12, 31)), Span(date(2027, 1, 1), date(2027, 12, 31))
DECEMBER = date(2026, 12, 28)
BY_OLD, BY_NEW = date(2027, 1, 11), date(2027, 1, 4)  # ten and five working days after it
SHORTER = {"feedback.answered_on_time.normal_days": 5}


@pytest.fixture(autouse=True)
def _years(time_machine: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    time_machine.move_to(datetime(2027, 2, 15, 9, tzinfo=ZONE), tick=False)
    years = [YearTerms(OLD, key="2026"), YearTerms(NEW, SHORTER, key="2027")]
    monkeypatch.setattr("thanthien.measures.terms._asked", [lambda: years])


@pytest.fixture
def scene() -> Scene:
    return a_scene()


def of_new_year(scene: Scene) -> Scope:
    return scope_of(NEW, date(2027, 2, 14), [scene.unit.pk], chosen=SHORTER)


def limits_told(scene: Scene, row: Feedback) -> tuple[date, date, date]:
    """What the row, its page and the line behind the figure call its last day."""
    stored = Feedback.objects.get(pk=row.pk)
    lines = ANSWERED_ON_TIME.records(scene.unit.pk, of_new_year(scene))
    (said,) = [one.words for one in lines if one.record == row.pk][-1:]
    day = date(*map(int, reversed(said.split("hạn ")[1][:10].split("/"))))
    (case,) = cases_of([stored])
    return stored.due_on, case.due_on, day


def missed_in(scene: Scene, day: date) -> str:
    """What the duty of the week of a day says."""
    week = period_of("iso_week", day)
    question = DutyQuestion(frozenset([scene.unit.pk]), week, clock.now(), work_calendar(), known_terms())
    return FEEDBACK_DUTY.says(question, FEEDBACK_DUTY.asks(question).answer())[scene.unit.pk].words


def test_matter_of_december_keeps_the_limit_of_its_year(scene: Scene) -> None:
    row = told(scene, DECEMBER)
    assert limits_told(scene, row) == (BY_OLD, BY_OLD, BY_OLD)


def test_week_calls_it_due_by_the_same_limit(scene: Scene) -> None:
    told(scene, DECEMBER)
    told_of_weeks = [missed_in(scene, day) for day in (BY_NEW, BY_OLD)]
    assert told_of_weeks == [
        "không có phản ánh nào đến hạn trong tuần",
        "0/1 phản ánh đến hạn trong tuần được trả lời đúng hạn, 1 phản ánh chưa trả lời",
    ]


def test_matter_of_january_goes_by_the_new_year(scene: Scene) -> None:
    last = date(2027, 1, 11)
    assert limits_told(scene, told(scene, date(2027, 1, 4))) == (last, last, last)


def test_matter_opened_again_in_january_goes_by_the_new_year_like_a_new_one(scene: Scene) -> None:
    code = a_code()
    row = answered(scene, DECEMBER, date(2026, 12, 30), code=code)
    own_step(code, row, "again", date(2027, 1, 4), added="Vẫn chưa sửa.")
    last = date(2027, 1, 11)
    assert limits_told(scene, row) == (last, last, last)


def test_figure_of_a_trial_counts_its_own_days_by_its_own_settings(scene: Scene) -> None:
    answered(scene, date(2027, 1, 4), date(2027, 1, 11))
    asked = of_new_year(scene)
    stricter = replace(asked, settings={"feedback.answered_on_time.normal_days": 2})
    found = [ANSWERED_ON_TIME.answer(one)[scene.unit.pk].figure for one in (asked, stricter)]
    assert [figure.numerator for figure in found] == [1, 0]  # type: ignore[union-attr]


def test_years_are_asked_once_for_all_earlier_matters(scene: Scene, django_assert_num_queries: Any) -> None:
    for _ in range(3):
        told(scene, DECEMBER)
    asked: list[date] = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("thanthien.measures.terms._asked", [lambda: asked.append(clock.today()) or []])
        ANSWERED_ON_TIME.answer(of_new_year(scene))
    assert asked == [clock.today()]
