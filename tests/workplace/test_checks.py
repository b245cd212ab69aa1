"""Which checklist of each half counts: the last one in time, far enough from that of the half before."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thanthien.measures.periods import period_of
from thanthien.workplace.checks import Check, DueHalf, checked_halves

FIRST, SECOND = (period_of("half_year", date(2026, month, 1)) for month in (1, 7))
_LIMITS = {FIRST: datetime(2026, 7, 3, tzinfo=UTC), SECOND: datetime(2027, 1, 6, tzinfo=UTC)}
HALVES = [DueHalf(half, _LIMITS[half], date(2026, 1, 1), date(2026, 12, 31)) for half in (FIRST, SECOND)]


def of(number: int, day: date, told: datetime | None = None, *, photographs: tuple[int, ...] = (1,)) -> Check:
    at = told or datetime(day.year, day.month, day.day, 17, tzinfo=UTC)
    return Check(number, 1, day, frozenset({"wifi"}), smoke_free=True, told_at=at, photographs=photographs)


def counted(*checks: Check, spacing: int = 60) -> list[int | None]:
    return [one.counted and one.counted.id for one in checked_halves(HALVES, checks, spacing)]


def test_last_checklist_of_a_half_counts_and_the_others_say_why() -> None:
    checks = [of(1, date(2026, 3, 2)), of(2, date(2026, 5, 4)), of(3, date(2026, 10, 1))]
    first, second = checked_halves(HALVES, checks, 60)
    assert (first.counted, second.counted) == (checks[1], checks[2])
    assert first.why_not == {1: "nửa đầu năm 2026 lấy biên bản ngày 04/05/2026"}
    assert second.why_not == {}


@pytest.mark.parametrize(
    ("told", "expected"),
    [(datetime(2026, 7, 2, 23, 59, tzinfo=UTC), [1, None]), (datetime(2026, 7, 3, tzinfo=UTC), [None, None])],
)
def test_told_from_the_limit_on_does_not_count(told: datetime, expected: list[int | None]) -> None:
    assert counted(of(1, date(2026, 6, 30), told)) == expected


def test_late_one_counts_once_a_body_said_so() -> None:
    late = of(1, date(2026, 6, 30), datetime(2026, 9, 1, tzinfo=UTC))
    accepted = DueHalf(FIRST, _LIMITS[FIRST], date(2026, 1, 1), date(2026, 12, 31), accepted=True)
    assert [one.counted for one in checked_halves([accepted], [late], 60)] == [late]
    assert checked_halves(HALVES, [late], 60)[0].why_not == {1: "ghi quá hạn"}


@pytest.mark.parametrize(
    ("day", "expected"), [(date(2026, 8, 28), [1, None]), (date(2026, 8, 29), [1, 2])]
)  # 59 and 60 days after 30/6
def test_second_half_is_sixty_days_after_the_first(day: date, expected: list[int | None]) -> None:
    assert counted(of(1, date(2026, 6, 30)), of(2, day)) == expected


def test_spacing_is_from_what_counted_and_not_from_what_came_late() -> None:
    late = of(1, date(2026, 6, 30), datetime(2026, 9, 1, tzinfo=UTC))
    assert counted(of(3, date(2026, 2, 2)), late, of(2, date(2026, 7, 10))) == [3, 2]
    assert counted(late, of(2, date(2026, 7, 10))) == [None, 2]


def test_one_without_a_photograph_leaves_the_half_to_the_one_before() -> None:
    first, _ = checked_halves(HALVES, [of(1, date(2026, 3, 2)), of(2, date(2026, 5, 4), photographs=())], 60)
    assert (first.counted and first.counted.id, first.why_not) == (1, {2: "chưa có ảnh"})


def test_photograph_that_came_too_late_proves_nothing_until_a_body_lets_it() -> None:
    made = of(1, date(2026, 5, 4))
    in_time = replace(made, photographed_at=datetime(2026, 7, 2, 23, 59, tzinfo=UTC))
    late = replace(made, photographed_at=datetime(2026, 7, 3, tzinfo=UTC))
    assert (counted(in_time), counted(late)) == ([1, None], [None, None])
    assert checked_halves(HALVES, [late], 60)[0].why_not == {1: "ảnh thêm quá hạn"}
    assert checked_halves([replace(HALVES[0], accepted=True)], [late], 60)[0].counted == late


def test_day_outside_of_the_span_is_of_no_half() -> None:
    within = [DueHalf(FIRST, _LIMITS[FIRST], date(2026, 2, 15), date(2026, 6, 30))]
    assert [one.counted for one in checked_halves(within, [of(1, date(2026, 2, 14))], 60)] == [None]


@given(days=st.lists(st.integers(0, 364), unique=True, max_size=8), spacing=st.integers(0, 200))
def test_each_half_counts_at_most_one_of_its_own_and_names_all_others(days: list[int], spacing: int) -> None:
    checks = [of(number, date(2026, 1, 1) + timedelta(days=day)) for number, day in enumerate(days, 1)]
    found = checked_halves(HALVES, checks, spacing)
    for one in found:
        own = {check.id for check in checks if one.due.half.holds(check.day)}
        assert {*one.why_not, *([one.counted.id] if one.counted else [])} == own
    first, second = (one.counted for one in found)
    if first and second:
        assert (second.day - first.day).days >= spacing
