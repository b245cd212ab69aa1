"""Working days and deadlines, against the tables of the announced and expected calendar."""

import csv
from datetime import date, timedelta
from importlib.resources import files

import holidays
import pytest
from hypothesis import given
from hypothesis import strategies as st

from thanthien.core.actions import clear_day, load_calendar, set_day
from thanthien.core.calendar import (
    CityCalendar,
    WorkCalendar,
    add_working_days,
    is_working_day,
    names_tet,
    working_days,
    year_named,
)
from thanthien.core.enums import DayKind
from thanthien.core.models import CalendarDay
from thanthien.core.queries import work_calendar

YEARS = range(2024, 2031)
NEW_YEAR_SWAP = {date(2026, 1, 2): "off", date(2026, 1, 10): "work"}


def _seed() -> dict[date, str]:
    with files("thanthien.core").joinpath("data/calendar.csv").open(encoding="utf-8", newline="") as source:
        return {date.fromisoformat(row["date"]): row["kind"] for row in csv.DictReader(source)}


def _calendar(days: dict[date, str]) -> WorkCalendar:
    return WorkCalendar(
        off=frozenset(day for day, kind in days.items() if kind == "off"),
        work=frozenset(day for day, kind in days.items() if kind == "work"),
    )


CALENDAR = _calendar(_seed())
PACKAGE_CALENDAR = _calendar({day: kind for day, kind in _seed().items() if day not in NEW_YEAR_SWAP})


def test_seed_is_the_known_calendar_and_the_new_year_swap_of_2026() -> None:
    known = holidays.country_holidays("VN", years=YEARS, language="vi")
    worked = {day: "work" for day in known.weekend_workdays if day.year in YEARS}
    assert _seed() == dict.fromkeys(known, "off") | worked | NEW_YEAR_SWAP


@pytest.mark.parametrize(("year", "days"), [(2026, 249), (2029, 249), (2030, 249)])
def test_working_days_of_calendar_years(year: int, days: int) -> None:
    assert working_days(date(year, 1, 1), date(year, 12, 31), CALENDAR) == days


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2026, 1, 2), False),
        (date(2026, 1, 10), True),
        (date(2026, 2, 13), True),
        (date(2026, 2, 14), False),
        (date(2026, 2, 17), False),
        (date(2026, 2, 23), True),
        (date(2026, 4, 27), False),
        (date(2026, 8, 22), True),
        (date(2026, 8, 31), False),
        (date(2026, 11, 24), False),
    ],
)
def test_working_day(day: date, works: bool) -> None:
    assert is_working_day(day, CALENDAR) is works


@pytest.mark.parametrize(
    ("start", "count", "last"),
    [
        # The day of the event is not counted (Điều 147).
        (date(2026, 3, 2), 5, date(2026, 3, 9)),
        # Tết 2026: off from Saturday 14/2 to Sunday 22/2.
        (date(2026, 2, 13), 1, date(2026, 2, 23)),
        (date(2026, 2, 17), 1, date(2026, 2, 23)),
        (date(2026, 2, 10), 5, date(2026, 2, 24)),
        # Worked Saturdays count, days in lieu do not.
        (date(2026, 8, 21), 1, date(2026, 8, 22)),
        (date(2026, 8, 28), 1, date(2026, 9, 3)),
        (date(2025, 12, 31), 1, date(2026, 1, 5)),
    ],
)
def test_working_days_after_an_event(start: date, count: int, last: date) -> None:
    assert add_working_days(start, count, CALENDAR) == last


@pytest.mark.parametrize("count", [0, -1])
def test_period_of_no_days_is_refused(count: int) -> None:
    with pytest.raises(ValueError, match="at least one day"):
        add_working_days(date(2026, 3, 2), count, CALENDAR)


def test_calendar_without_working_days_is_refused() -> None:
    off = frozenset(date(2026, 1, 1) + timedelta(days=n) for n in range(4000))
    with pytest.raises(ValueError, match="no working day"):
        add_working_days(date(2026, 1, 1), 1, WorkCalendar(off=off))


@given(start=st.dates(date(2024, 1, 1), date(2030, 6, 1)), count=st.integers(1, 60))
def test_period_ends_on_a_working_day_and_has_its_length(start: date, count: int) -> None:
    last = add_working_days(start, count, CALENDAR)
    assert is_working_day(last, CALENDAR)
    assert working_days(start + timedelta(days=1), last, CALENDAR) == count


@pytest.mark.django_db
def test_load_calendar_keeps_days_edited_by_hand() -> None:
    set_day(day=date(2027, 2, 11), kind=DayKind.OFF, name="Nghỉ Tết", source="Thông báo", by=None, seen=None)
    set_day(day=date(2027, 2, 4), kind=DayKind.WORK, name="Làm việc", by=None, seen=None)
    added = [load_calendar(by=None), load_calendar(by=None)]
    assert added == [len(_seed()) - 1, 0]
    assert CalendarDay.objects.get(date="2027-02-04").kind == DayKind.WORK


@pytest.mark.django_db
def test_work_calendar_reads_the_table_in_one_query(django_assert_num_queries: object) -> None:
    load_calendar(by=None)
    with django_assert_num_queries(1):  # type: ignore[operator]
        assert work_calendar() == CALENDAR


@pytest.mark.django_db
def test_clear_day_lets_the_weekly_rule_hold_again() -> None:
    set_day(day=date(2027, 3, 3), kind=DayKind.OFF, name="Nghỉ", by=None, seen=None)
    clear_day(day=date(2027, 3, 3), by=None, seen=None)
    assert work_calendar() == WorkCalendar()


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("2026", 2026), ("2000", 2000), ("2200", 2200), ("1999", None), ("2201", None), ("02026", None), ("999", None),
        ("٢٠٢٦", None), ("20a6", None), ("-200", None), ("", None),
    ],
)  # fmt: skip
def test_year_in_an_address_is_four_digits_of_a_near_one(text: str, year: int | None) -> None:
    assert year_named(text) == year


@pytest.mark.parametrize(
    ("name", "is_tet"),
    [("Nghỉ Tết Nguyên đán", True), ("tết Bính Ngọ", True), ("Tết Dương lịch", False), ("Quốc khánh", False)],
)
def test_tet_is_known_by_its_name(name: str, is_tet: bool) -> None:
    assert names_tet(name) is is_tet


# Tết of 2026: 16 to 20 February (Monday to Friday); the weekends on both sides touch it.
TET = [date(2026, 2, day) for day in range(16, 21)]
CITY = CityCalendar(WorkCalendar(off=frozenset(TET)), frozenset(TET), frozenset({date(2026, 2, 17)}))


def test_tet_takes_in_the_days_off_that_touch_it() -> None:
    assert CITY.tet_of(2026) == (date(2026, 2, 14), date(2026, 2, 22))
    assert CITY.tet_of(2027) is None


@pytest.mark.parametrize(
    ("day", "lies_in"),
    [
        (date(2026, 2, 13), False), (date(2026, 2, 14), True), (date(2026, 2, 22), True), (date(2026, 2, 23), False),
        (date(2027, 2, 14), False),
    ],
)  # fmt: skip
def test_day_lies_in_tet_from_its_first_to_its_last_day_off(day: date, lies_in: bool) -> None:
    assert CITY.in_tet(day) is lies_in


def test_new_year_is_the_day_called_so_else_the_whole_tet() -> None:
    assert CITY.new_year_of(2026) == (date(2026, 2, 17), date(2026, 2, 17))
    assert CityCalendar(CITY.work, CITY.tet).new_year_of(2026) == CITY.tet_of(2026)
    assert CITY.new_year_of(2027) is None
