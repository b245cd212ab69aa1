"""Duties and boards go by the rules and the days of the figures."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import pytest

from tests.disclosure.scene import YEAR, Scene, a_scene, at, drafted, finding, reviewed, whole
from tests.factories.units import AgencyFactory
from thanthien.core.calendar import WorkCalendar
from thanthien.core.clock import ZONE
from thanthien.disclosure.board import board_of
from thanthien.disclosure.duties import DOCUMENT_DUTY, ITEM_DUTY, REVIEW_DUTY
from thanthien.disclosure.measures import CORRUPTION_ITEMS, DEMOCRACY_ITEMS
from thanthien.disclosure.more_measures import QUARTERLY_REVIEWS, REVIEWS_KEY
from thanthien.measures.duties import DutyQuestion, State
from thanthien.measures.models import LateAcceptance
from thanthien.measures.periods import PeriodKind, period_of
from thanthien.measures.registry import Measure
from thanthien.measures.terms import Terms, YearTerms

pytestmark = pytest.mark.django_db
QUARTER = date(2026, 3, 31)
DAY = date(2026, 3, 2)


@pytest.fixture(autouse=True)
def _now(time_machine: Any) -> None:
    time_machine.move_to(datetime(2027, 1, 20, 9, tzinfo=ZONE), tick=False)


@pytest.fixture
def scene() -> Scene:
    return a_scene()


def question(scene: Scene, kind: PeriodKind, day: date, now: datetime, terms: Terms | None = None) -> DutyQuestion:
    units = frozenset({scene.unit.pk})
    return DutyQuestion(units, period_of(kind, day), now, WorkCalendar(), terms or Terms())


def terms_of(days: Sequence[tuple[Measure, int]]) -> Terms:
    """A year in which the city set these days."""
    return Terms((YearTerms(YEAR, {measure.name_of("days"): number for measure, number in days}),))


@pytest.mark.parametrize(
    ("told", "accepted", "counts"),
    [
        pytest.param(date(2026, 4, 15), False, True, id="in time"),
        pytest.param(date(2026, 5, 1), False, False, id="recorded late"),
        pytest.param(date(2026, 5, 1), True, True, id="late and accepted"),
    ],
)
def test_review_that_the_figure_leaves_out_is_too_late_for_its_duty(
    scene: Scene, told: date, accepted: bool, counts: bool
) -> None:
    reviewed(scene, "2026-Q1", date(2026, 3, 20), told=told)
    late = set()
    if accepted:
        LateAcceptance.objects.create(
            unit=scene.unit, measure=REVIEWS_KEY, period="2026-Q1", agency=AgencyFactory(), by=scene.officer,
            reason="Mất điện", at=at(date(2026, 5, 2), 8),
        )  # fmt: skip
        late = {(REVIEWS_KEY, scene.unit.pk, "2026-Q1")}
    figure: Any = finding(QUARTERLY_REVIEWS, scene, as_of=QUARTER, accepted=frozenset(late)).figure
    state = REVIEW_DUTY.states(question(scene, "quarter", DAY, at(date(2026, 5, 4))))[scene.unit.pk]
    assert [bool(one.records) for one in figure.counts.values()] == [counts]
    assert (state.state, state.too_late) == (State.DONE, not counts)


@pytest.mark.parametrize(
    ("days", "state", "last"),
    [
        pytest.param([(CORRUPTION_ITEMS, 3)], State.LATE, date(2026, 3, 5), id="the shorter law decides"),
        pytest.param([(DEMOCRACY_ITEMS, 3)], State.LATE, date(2026, 3, 5), id="the other one"),
        pytest.param([(CORRUPTION_ITEMS, 8)], State.DONE, date(2026, 3, 9), id="a longer one changes nothing"),
    ],
)
def test_document_of_two_laws_is_due_by_the_days_of_each(
    scene: Scene, days: list[tuple[Measure, int]], state: State, last: date
) -> None:
    whole(scene, DAY, "DC11.02.c", within=7)
    asked = question(scene, "iso_week", last, at(date(2026, 3, 10)), terms_of(days))
    found = DOCUMENT_DUTY.states(asked)[scene.unit.pk]
    assert (found.state, found.last_day) == (state, last)


def test_items_of_a_law_count_by_the_days_of_that_law(scene: Scene) -> None:
    whole(scene, DAY, "DC11.02.c", within=7)
    asked = [question(scene, "quarter", DAY, at(QUARTER), terms_of(days)) for days in ([], [(CORRUPTION_ITEMS, 3)])]
    met = [ITEM_DUTY.states(one)[scene.unit.pk].words.split("/2026: ")[1].split("/")[0] for one in asked]
    assert met == ["2", "1"]


def test_board_shows_a_document_by_the_days_of_its_law(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    drafted(scene, date(2027, 1, 18), "TN10.b")
    years = terms_of([(CORRUPTION_ITEMS, 1)]).years
    monkeypatch.setattr("thanthien.measures.terms._asked", [lambda: years])
    [row] = board_of(scene.unit, period_of("quarter", date(2026, 12, 1))).documents
    assert row.until == date(2027, 1, 19)
