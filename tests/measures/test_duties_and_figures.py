"""Every duty of which a figure is made: how a period stands on boards and what the figure counts of it are one thing.

Made-up years in seven units: told in time, told when the time was over, not told, two with some of each, one that
began in the year, one that ended in it. Looked at when the time of every period is over.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import pytest

from tests.factories.accounts import person
from tests.factories.units import AgencyFactory
from tests.measures.duty_figures import CADENCES, SETTINGS, YEAR, quarters_of
from tests.measures.duty_rows import LATE, ROWS, Row
from tests.measures.judging import let_every_body_judge
from thanthien.accounts.roles import Role
from thanthien.core.actions import load_calendar
from thanthien.core.clock import ZONE
from thanthien.core.reading import Reading
from thanthien.engagement.outreach_duties import OUTREACH_DUTY
from thanthien.engagement.outreach_measures import OUTREACH_KINDS
from thanthien.measures.duties import DutyState, State, all_duties
from thanthien.measures.figures import Number
from thanthien.measures.models import LateAcceptance
from thanthien.measures.periods import Period, period_of
from thanthien.measures.queries import scope_of
from thanthien.measures.registry import find
from thanthien.measures.terms import YearTerms
from thanthien.records.boards import TOLD
from thanthien.records.week import question_of
from thanthien.units.models import Unit

pytestmark = pytest.mark.django_db
IN_TIME, TOO_LATE, ACCEPTED, SILENT = "in time", "too late", "accepted", "silent"
BORN, ENDED = date(2026, 6, 1), date(2026, 8, 31)
DUTIES = {duty.key: duty for duty in all_duties()}


def test_every_duty_of_a_measure_is_compared_with_its_figure() -> None:
    assert sorted(ROWS) == sorted(key for key, duty in DUTIES.items() if duty.measure)


@dataclass(frozen=True)
class Lived:
    """A unit with how it told of each day."""

    scene: Any
    told: dict[date, str]


def live(row: Row, how: list[str], **days: date) -> Lived:
    """A unit that tells of each day of a row as it is said; its own days are set when all is told."""
    scene = row.scene()
    row.before(scene)
    told = dict(zip(row.days, how, strict=True))
    for day, way in told.items():
        if way != SILENT:
            row.tell(scene, day, day if way == IN_TIME else LATE)
        for key in row.words if way == ACCEPTED else ():
            accept(scene.unit, key, row.of_day(day))
    Unit.objects.filter(pk=scene.unit.pk).update(**days)
    scene.unit.refresh_from_db()
    return Lived(scene, told)


def accept(unit: Unit, key: str, day: date) -> None:
    """A body lets count what was told late of the period of a day."""
    measure, body = find(key), person(Role.APPRAISER)
    assert measure is not None
    assert measure.accepted_by is not None
    LateAcceptance.objects.create(
        unit=unit, measure=key, period=period_of(measure.accepted_by, day).key, agency=AgencyFactory(), by=body,
        reason="Mất điện",
    )  # fmt: skip


def mixed(key: str, number: int) -> list[str]:
    """Some of each, always the same."""
    draw = random.Random(f"{key} {number}")
    return [draw.choice((IN_TIME, TOO_LATE, ACCEPTED, SILENT)) for _ in ROWS[key].days]


@pytest.fixture
def units(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, time_machine: Any) -> list[Lived]:
    let_every_body_judge(monkeypatch)
    terms = YearTerms(YEAR, dict(SETTINGS), CADENCES, key="2026", title="Năm 2026")
    monkeypatch.setattr("thanthien.measures.terms._asked", [lambda: [terms]])
    time_machine.move_to(datetime(2027, 2, 1, 9, tzinfo=ZONE), tick=False)
    load_calendar(by=None)
    row, key = ROWS[request.param], request.param
    every = [[how] * len(row.days) for how in (IN_TIME, TOO_LATE, SILENT)]
    made = [live(row, how) for how in [*every, mixed(key, 1), mixed(key, 2)]]
    return [*made, live(row, mixed(key, 3), valid_from=BORN), live(row, every[0], valid_to=ENDED)]


def state_of(key: str, unit: Unit, period: Period) -> tuple[bool, DutyState | None]:
    """Whether the unit is asked at all, and how it stands."""
    question = question_of(DUTIES[key], period, (period,), [unit], Reading())
    return question is not None, DUTIES[key].states(question).get(unit.pk) if question else None


def of_all(*, free: bool = False) -> Any:
    """Every duty but the one that owes nothing; that one alone."""
    keys = [key for key in ROWS if (key == OUTREACH_DUTY.key) is free]
    return pytest.mark.parametrize("units", keys, indirect=True)


@of_all()
def test_period_counts_where_its_duty_is_told_and_where_it_is_lacking_it_does_not(
    units: list[Lived], request: pytest.FixtureRequest
) -> None:
    key = request.node.callspec.params["units"]
    row, seen, differ = ROWS[key], set(), []
    for number, one in enumerate(units):
        for period in dict.fromkeys(map(row.periods, row.days)):
            is_asked, state = state_of(key, one.scene.unit, period)
            owed = state is not None and state.state is not State.FREE
            told = state is not None and state.counts_as in TOLD if owed else None
            counts = row.counts(one.scene, period)
            seen.add(counts)
            speaks = not row.whole or period_of("quarter", period.first) in quarters_of(one.scene.unit)
            if is_asked and speaks and told != counts:
                differ.append((number, period.key, state and state.told, counts, one.told))
    assert differ == []
    assert seen >= {True, False}  # so that both were compared


@of_all(free=True)
def test_what_owes_nothing_tells_the_number_of_its_figure(units: list[Lived]) -> None:
    found = set()
    for one in units[:5]:
        unit = one.scene.unit
        _, state = state_of(OUTREACH_DUTY.key, unit, period_of("iso_week", YEAR.last))
        figure = OUTREACH_KINDS.answer(scope_of(YEAR, YEAR.cut_off, [unit.pk]))[unit.pk].figure
        assert isinstance(figure, Number)
        assert state is not None
        assert (state.state, state.words.rpartition("; ")[2]) == (
            State.FREE, f"từ đầu năm có {figure.number} loại dịp có ảnh hoặc số văn bản",
        )  # fmt: skip
        found.add(figure.number)
    assert len(found) > 1
