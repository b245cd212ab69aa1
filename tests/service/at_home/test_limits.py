"""One limit for a request, whoever asks: its page, the week's duty and the figure, at the edge of two years, too."""

from datetime import date, datetime
from typing import Any

import pytest

from tests.service.at_home.scene import Scene, a_scene, asked, step
from thanthien.core import clock
from thanthien.core.clock import ZONE
from thanthien.core.queries import work_calendar
from thanthien.measures.queries import scope_of
from thanthien.measures.scope import Scope, Span
from thanthien.measures.terms import YearTerms, known_terms
from thanthien.service.at_home.measures import HOME_REQUESTS
from thanthien.service.at_home.models import HomeRequest
from thanthien.service.at_home.queries import VISIT_SETTING, cases_of, counted_in, limits_in, limits_of, standings_of

pytestmark = pytest.mark.django_db
OLD, NEW = Span(date(2026, 1, 1), date(2026, 12, 31)), Span(date(2027, 1, 1), date(2027, 12, 31))
DECEMBER, JANUARY = date(2026, 12, 30), date(2027, 1, 4)
BY_OLD = date(2027, 1, 6)  # five working days after it; by the rule of the new year it were 01/01
LONGER, SHORTER = {VISIT_SETTING: 5}, {VISIT_SETTING: 2}


@pytest.fixture(autouse=True)
def _years(time_machine: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    time_machine.move_to(datetime(2027, 2, 15, 9, tzinfo=ZONE), tick=False)
    years = [YearTerms(OLD, LONGER, key="2026"), YearTerms(NEW, SHORTER, key="2027")]
    monkeypatch.setattr("thanthien.measures.terms._asked", [lambda: years])


@pytest.fixture
def scene() -> Scene:
    return a_scene()


def of_new_year(scene: Scene) -> Scope:
    return scope_of(NEW, date(2027, 2, 14), [scene.unit.pk], chosen=SHORTER)


def limits_told(scene: Scene, row: HomeRequest) -> tuple[date, date, date]:
    """What its page, the week and the figure call the last day of the visit."""
    (case,) = cases_of([HomeRequest.objects.get(pk=row.pk)])
    week = standings_of([scene.unit.pk], NEW.first, NEW.last, limits_of(work_calendar(), known_terms())).answer()
    (counted,) = counted_in(of_new_year(scene)).answer()[scene.unit.pk]
    return case.standing.visit_by, week[0].standing.visit_by, counted.standing.visit_by


def test_request_of_december_keeps_the_limit_of_its_year(scene: Scene) -> None:
    assert limits_told(scene, asked(scene, DECEMBER)) == (BY_OLD, BY_OLD, BY_OLD)


def test_request_of_january_goes_by_the_new_year(scene: Scene) -> None:
    last = date(2027, 1, 6)
    assert limits_told(scene, asked(scene, JANUARY)) == (last, last, last)


def test_visit_within_the_limit_of_december_is_on_time_in_the_figure_of_january(scene: Scene) -> None:
    row = asked(scene, DECEMBER)
    step(scene, row, "visit", BY_OLD, due_on=BY_OLD)
    step(scene, row, "hand_over", BY_OLD)
    figure: Any = HOME_REQUESTS.answer(of_new_year(scene))[scene.unit.pk].figure
    assert (figure.numerator, figure.denominator) == (1, 1)


def test_years_are_asked_once_for_all_earlier_requests(scene: Scene) -> None:
    for _ in range(3):
        asked(scene, DECEMBER)
    times: list[date] = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("thanthien.measures.terms._asked", [lambda: times.append(clock.today()) or []])
        of_day = limits_in(of_new_year(scene))
        assert [of_day(day).visit_days for day in (JANUARY, DECEMBER, DECEMBER)] == [2, 3, 3]
    assert times == [clock.today()]
