"""What a year may still come to: the least, the most, what is lost and what can be gained. No database."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.criteria.build import EXCLUDED, PASS_FAIL, D, cadence, deduction, definition, indicator, linear, one, ratio
from thanthien.core.calendar import WorkCalendar
from thanthien.criteria.compiling import CompiledSet, compile_set
from thanthien.criteria.gate_rules import DeclaredSource, Gate
from thanthien.criteria.rules import Cadence, Node
from thanthien.criteria.values import Answer, Counts, Deviation, NotApplicable, Passed, Ratio
from thanthien.evaluations.forecasting import (
    Forecast,
    Prospect,
    Remaining,
    Season,
    Stake,
    forecast,
    of_answer,
    of_figure,
    of_periods,
    season_of,
    way_to,
    wished_level,
    within_reach,
)
from thanthien.measures.figures import Absent, PeriodCount, PerPeriod
from thanthien.measures.periods import Period, periods_in

YEAR = periods_in("iso_week", date(2026, 1, 1), date(2026, 12, 31), WorkCalendar())
MID_YEAR = Remaining(passed=100, left=50)
OVER = Remaining(passed=365, left=0)
HALF = Cadence("iso_week", 1, D("0.6"), D(1), D("0.5"))


def weeks(*counts: PeriodCount) -> PerPeriod:
    return PerPeriod(dict(zip(YEAR, counts, strict=False)))


def told(number: int = 1, heard: int = 4) -> PeriodCount:
    return PeriodCount(number, heard, 4)


def after(count: int) -> set[Period]:
    return set(YEAR[count:])


# --- What one indicator may still become ---


def test_season_parts_the_weeks_that_count_are_lost_and_can_still_be_won() -> None:
    figure = weeks(told(), told(0, 0), told(3, 1), told(), told(0, 0), told(0, 0))
    season = season_of(HALF, figure, after(2).__contains__)
    assert season == Season(met=2, lost=(YEAR[1],), open=(YEAR[2], YEAR[4], YEAR[5]))
    assert (season.total, season.share(0), season.share(3)) == (6, ratio(2, 6), ratio(5, 6))


def test_periods_run_from_what_counts_already_to_all_that_is_open() -> None:
    figure = weeks(told(), told(0, 0), told(0, 0), told(0, 0))
    found = of_periods(one(HALF), ratio(1, 2), figure, after(2).__contains__)
    assert found[:4] == (ratio(1, 2), ratio(1, 4), ratio(3, 4), True)


@pytest.mark.parametrize("whole", [None, Absent("Tắt"), PerPeriod({})])
def test_periods_that_nobody_knows_leave_everything_open(whole: PerPeriod | Absent | None) -> None:
    assert of_periods(one(HALF), None, whole, after(2).__contains__) == Prospect(None, None, None, live=True)


@pytest.mark.parametrize(
    ("answer", "remaining", "most"),
    [
        (None, MID_YEAR, None),
        (Passed(False), MID_YEAR, None),
        (Passed(False), OVER, Passed(False)),
        (Counts({"m0": 1}), MID_YEAR, Counts({"m0": 1})),
        (NotApplicable("không có"), MID_YEAR, NotApplicable("không có")),
        (Deviation(D(1), "vì"), MID_YEAR, Deviation(D(1), "vì")),
    ],
)
def test_answer_may_get_better_while_something_can_be_done(
    answer: Answer | None, remaining: Remaining, most: Answer | None
) -> None:
    assert of_answer(answer, remaining) == Prospect(answer, answer, most)


@pytest.mark.parametrize(
    ("now", "remaining", "losses_stay", "most"),
    [
        (ratio(8, 10), MID_YEAR, True, ratio(13, 15)),  # as many a day as so far: 5 more in 50 days
        (ratio(8, 10), MID_YEAR, False, None),
        (ratio(8, 10), OVER, True, ratio(8, 10)),
        (ratio(0, 3), MID_YEAR, True, None),  # nothing was handed in yet: three days not held are no cases
        (Passed(False), MID_YEAR, True, None),
        (Counts({"m0": 1}), MID_YEAR, False, Counts({"m0": 1})),
        (None, OVER, True, None),
    ],
)
def test_figure_is_outweighed_only_where_losses_stay(
    now: Answer | None, remaining: Remaining, losses_stay: bool, most: Answer | None
) -> None:
    assert of_figure(now, remaining, losses_stay=losses_stay) == Prospect(now, now, most, live=True)


# --- The forecast of a dossier ---

WEEKLY = indicator(cadence("0.6", "1"), "4", "1.1")
SHARE = indicator(linear("0.5", "1"), "4", "1.2", not_applicable=EXCLUDED)
RULED = indicator(PASS_FAIL, "2", "1.3")
DISCIPLINE = indicator(deduction("1"), "2", "1.4")
SHEET = definition(WEEKLY, SHARE, RULED, DISCIPLINE)
COMPILED = compile_set(SHEET, "xa")


def year_of(met: int, lost: int, still: int) -> Prospect:
    figure = weeks(*[told()] * met, *[told(0, 0)] * (lost + still))
    return of_periods(COMPILED.by_code["1.1"], ratio(met, met + lost), figure, after(met + lost).__contains__)


def foreseen(compiled: CompiledSet = COMPILED, **prospects: Prospect) -> Forecast:
    """``p11=year_of(…)`` for indicator 1.1."""
    return forecast(compiled, {f"{key[1]}.{key[2]}": one for key, one in prospects.items()}, {}, frozenset(), {})


def test_forecast_is_the_engine_on_three_vectors_of_answers() -> None:
    found = foreseen(p11=year_of(30, 10, 10), p13=of_answer(Passed(True), MID_YEAR))
    points = [result.indicators["1.1"].points for result in (found.now, found.least, found.most)]
    assert points == [D("1.50"), D("0.00"), D("2.00")]  # 75%, 60% and 80% of the weeks, from 60% to 100%
    assert [result.total.points for result in (found.now, found.least)] == [D("3.50"), D("2.00")]
    assert found.most.missing == ("1.2", "1.3", "1.4")


def test_stake_tells_what_is_lost_what_is_open_and_by_how_much_today_can_rise() -> None:
    found = foreseen(p11=year_of(35, 5, 10), p12=of_answer(ratio(3, 4), OVER))
    assert found.stake("1.1") == Stake(lost=D("1.00"), open=D("2.00"), gain=D("0.25"))
    assert found.stake("1.2") == Stake(lost=D("2.00"), open=D("0.00"), gain=D(0))
    assert found.stake("1.3") == Stake(lost=D("0.00"), open=D("2.00"), gain=D("2.00"))


def test_stake_of_what_did_not_arise_is_nothing() -> None:
    found = foreseen(p12=of_answer(NotApplicable("không có"), MID_YEAR))
    assert found.stake("1.2") == Stake(D(0), D(0), D(0))


def test_nothing_is_open_once_no_week_is_left() -> None:
    assert foreseen(p11=year_of(35, 5, 0)).stake("1.1") == Stake(D("1.25"), D("0.00"), D(0))


def test_levels_run_from_what_is_certain_to_what_is_possible() -> None:
    rest = {"p12": of_answer(ratio(1, 1), MID_YEAR), "p13": of_answer(Passed(True), MID_YEAR)}
    clean = of_answer(Counts({"m0": 0}), MID_YEAR)
    found = foreseen(p11=year_of(40, 2, 10), p14=clean, **rest)
    assert (found.level_low, found.level_now, found.level_high) == (3, 4, 4)
    late = foreseen(p11=year_of(20, 30, 2), p14=clean, **rest)
    assert (late.level_low, late.level_now, late.level_high) == (1, 1, 1)


def test_unknown_gate_lowers_neither_end_and_a_known_one_both() -> None:
    gates = (Gate("ky-luat", "Bị kỷ luật", DeclaredSource("a"), cap=1),)
    sheet = compile_set(definition(WEEKLY, SHARE, RULED, DISCIPLINE, gates=gates), "xa")
    done: dict[str, Prospect] = {
        "1.1": year_of(50, 0, 2), "1.2": of_answer(ratio(1, 1), OVER), "1.3": of_answer(Passed(True), OVER),
        "1.4": of_answer(Counts({"m0": 0}), OVER),
    }  # fmt: skip
    for stated, levels in ((None, (4, 4)), (True, (1, 1))):
        found = forecast(sheet, done, {"ky-luat": stated}, frozenset(), {})
        assert (found.level_low, found.level_high) == levels


# --- The way to a level ---


def test_way_leads_by_the_biggest_gains_that_are_still_open() -> None:
    found = foreseen(
        p11=year_of(40, 2, 10), p12=of_answer(ratio(3, 4), MID_YEAR), p13=of_answer(Passed(True), MID_YEAR)
    )
    way = way_to(found, 3)
    assert (way.aim, way.out_of_reach) == (3, None)
    assert way.path is not None
    assert [(step.code, step.gain) for step in way.path.steps] == [("1.2", D("2.00")), ("1.4", D("2.00"))]
    assert way.path.points_short == D("4.00")


def test_way_leads_no_higher_than_what_can_still_be_reached() -> None:
    rest = {"p12": of_answer(ratio(1, 1), OVER), "p13": of_answer(Passed(True), OVER)}
    found = foreseen(p11=year_of(20, 30, 2), p14=of_answer(Counts({"m0": 0}), OVER), **rest)
    assert way_to(found, 4) == (None, 4, None)


def test_way_ends_at_the_top() -> None:
    done = {"p12": of_answer(ratio(1, 1), OVER), "p13": of_answer(Passed(True), OVER)}
    found = foreseen(p11=year_of(51, 1, 0), p14=of_answer(Counts({"m0": 0}), OVER), **done)
    assert way_to(found, 3) == (None, None, None)


@st.composite
def dossiers(draw: st.DrawFn) -> Forecast:
    """Four groups, each with weeks at some point of the year."""
    groups = tuple(
        Node(str(n), f"Nhóm {n}", (indicator(cadence("0.6", "1"), "4", f"{n}.1"), indicator(PASS_FAIL, "3", f"{n}.2")))
        for n in range(1, 5)
    )
    compiled = compile_set(definition(groups=groups), "xa")
    whole: dict[str, Prospect] = {}
    for number in range(1, 5):
        met, lost, still = (draw(st.integers(0, 17)) for _ in range(3))
        if met + lost + still:
            whole[f"{number}.1"] = year_of(met, lost, still)
        whole[f"{number}.2"] = of_answer(draw(st.sampled_from([None, Passed(True), Passed(False)])), MID_YEAR)
    return forecast(compiled, whole, {}, frozenset(), {})


def _with(found: Forecast, codes: set[str]) -> int:
    """The level when these indicators, and only these, come to the best that is open to them."""
    answers: dict[str, Answer | None] = {}
    for code, prospect in found.prospects.items():
        best: Answer | None = prospect.most
        if best is None:
            best = Passed(True) if code.endswith(".2") else ratio(1, 1)
        answers[code] = best if code in codes else prospect.least
    done = forecast(found.compiled, {code: Prospect(a, a, a) for code, a in answers.items()}, {}, frozenset(), {})
    return done.level_low


@given(found=dossiers(), target=st.integers(1, 4))
def test_whoever_goes_the_way_arrives(found: Forecast, target: int) -> None:
    way = way_to(found, target)
    if way.path is None:
        assert found.level_high <= found.level_low or found.level_low == 4
        return
    assert way.path.blockers == ()
    assert way.aim is not None
    assert _with(found, {step.code for step in way.path.steps}) >= way.aim


@given(found=dossiers())
def test_the_day_lies_between_the_least_and_the_most(found: Forecast) -> None:
    assert found.level_low <= found.level_high
    for code in found.prospects:
        least, most = found.least.indicators[code], found.most.indicators[code]
        assert (least.points or 0) <= (most.maximum if most.points is None else most.points)
        stake = found.stake(code)
        assert stake.lost + stake.open + (least.points or Decimal(0)) == least.maximum


def test_shares_of_weeks_are_whole_numbers() -> None:
    assert Season(3, (), ()).share(0) == Ratio(Decimal(3), Decimal(3))


def test_level_wished_for_is_the_registered_one_until_it_is_reached_then_the_next() -> None:
    highest = len(COMPILED.levels)
    wishes = [wished_level(COMPILED, now, target) for now, target in ((1, 3), (3, 3), (1, None), (highest, None))]
    assert wishes == [3, min(4, highest) if highest > 3 else None, 2, None]


def test_level_within_reach_is_the_highest_that_is_left_above_today_s() -> None:
    asked = [(None, 1, 3), (2, 1, 3), (3, 1, 3), (4, 1, 3), (4, 3, 3)]
    assert [within_reach(*one) for one in asked] == [None, 2, 3, 3, None]
