"""What the boards hold of duties: by each year that asks, once of what lasts, and whose silence was ended by whom."""

from collections.abc import Callable
from datetime import date, datetime, time
from typing import Any

import pytest

from tests.democracy import scene as democracy
from tests.factories.units import UnitFactory
from tests.service import scene as service
from thanthien.core.clock import ZONE
from thanthien.democracy.duties import ANSWER_DUTY
from thanthien.engagement.outreach_duties import OUTREACH_DUTY
from thanthien.measures.duties import Duty, State
from thanthien.measures.models import KeptDuty
from thanthien.measures.scope import Span
from thanthien.measures.terms import YearTerms
from thanthien.records import keeping
from thanthien.records.boards import stopped_in
from thanthien.records.keeping import keep_duties
from thanthien.service.duties import FAST_DAY_DUTY

pytestmark = pytest.mark.django_db
OFFICIAL = YearTerms(Span(date(2026, 1, 1), date(2026, 12, 31)), key="2026", title="Năm 2026")


@pytest.fixture
def morning(time_machine: Any) -> Callable[[date], None]:
    """Keeps the duties on the morning of a day."""

    def keep(day: date) -> None:
        time_machine.move_to(datetime.combine(day, time(5), ZONE), tick=False)
        keep_duties()

    return keep


def hold_years(monkeypatch: Any, *years: YearTerms) -> None:
    monkeypatch.setattr("thanthien.measures.terms._asked", [lambda: years])


def kept(duty: Duty) -> list[tuple[str, str, str]]:
    rows = KeptDuty.objects.filter(duty=duty.key).order_by("counted_on", "year")
    return list(rows.values_list("period", "year", "state"))


def test_year_that_is_opened_late_gets_its_weeks_that_are_settled_by_another(
    monkeypatch: Any, morning: Callable[[date], None]
) -> None:
    scene = service.a_scene()
    service.decide(scene, date(2026, 1, 5))
    hold_years(monkeypatch, OFFICIAL)
    for day in (date(2026, 6, 1), date(2026, 6, 2)):
        morning(day)
    trial = YearTerms(Span(date(2026, 3, 2), date(2026, 6, 30), 60), key="thu", units=frozenset({scene.unit.pk}))
    hold_years(monkeypatch, OFFICIAL, trial)
    morning(date(2026, 6, 3))
    week = [one for one in kept(FAST_DAY_DUTY) if one[0] == "2026-W10"]
    assert week == [("2026-W10", "2026", State.LATE), ("2026-W10", "thu", State.LATE)]


def test_week_that_is_settled_by_every_year_is_asked_no_more(monkeypatch: Any, morning: Callable[[date], None]) -> None:
    scene = service.a_scene()
    service.decide(scene, date(2026, 1, 5))
    hold_years(monkeypatch, OFFICIAL)
    for day in (date(2026, 6, 1), date(2026, 6, 2)):
        morning(day)
    at = {one.period: one.kept_at.astimezone(ZONE).day for one in KeptDuty.objects.filter(duty=FAST_DAY_DUTY.key)}
    assert (at["2026-W10"], at["2026-W22"]) == (1, 2)


def test_what_is_overdue_is_held_once_and_in_its_own_week_once_it_is_done(morning: Callable[[date], None]) -> None:
    """Due on Monday 25/5, week 22; answered on 2/9, so late that the week is long settled."""
    scene = democracy.a_scene()
    made = democracy.recommend(scene, date(2026, 5, 8))
    for day, week in ((date(2026, 5, 26), "2026-W22"), (date(2026, 6, 10), "2026-W24"), (date(2026, 9, 1), "2026-W36")):
        morning(day)
        assert kept(ANSWER_DUTY) == [(week, "", State.LATE)]
    assert KeptDuty.objects.get(duty=ANSWER_DUTY.key).last_day == date(2026, 5, 25)
    democracy.answer(scene, made, date(2026, 9, 2))
    morning(date(2026, 9, 3))
    assert kept(ANSWER_DUTY) == [("2026-W22", "", State.LATE)]


def test_duty_that_is_never_owed_is_not_asked(monkeypatch: Any, morning: Callable[[date], None]) -> None:
    service.a_scene()
    asked: list[str] = []
    rows_of = keeping._rows
    monkeypatch.setattr(keeping, "_rows", lambda duty, *more: asked.append(duty.key) or rows_of(duty, *more))
    morning(date(2026, 3, 12))
    assert OUTREACH_DUTY.key not in asked
    assert FAST_DAY_DUTY.key in asked


def test_silence_that_a_year_kept_under_another_name_is_ended_by_what_was_told_since() -> None:
    """Weeks that were settled before the year was opened bear no year's key."""
    unit = UnitFactory()
    told = [(10, "", State.LATE), (11, "", State.LATE), (12, "2026", State.DONE), (13, "2026", State.LATE)]
    for week, year, state in told:
        day = date.fromisocalendar(2026, week, 4)
        KeptDuty.objects.create(
            unit=unit, duty=FAST_DAY_DUTY.key, period=f"2026-W{week}", year=year, kind="iso_week", counted_on=day,
            state=state, words="", last_day=day, kept_at=datetime(2026, 6, 1, tzinfo=ZONE),
        )  # fmt: skip
    assert list(stopped_in(OFFICIAL)) == []
    KeptDuty.objects.filter(period="2026-W12").update(state=State.LATE)
    assert [row["missed"] for row in stopped_in(OFFICIAL)] == [4]
