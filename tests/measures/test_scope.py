"""Which periods a scope asks for: as of a day, for a unit that began inside the span, with late entries."""

from datetime import date, datetime

import pytest

from tests.measures.test_periods import CALENDAR_2026
from thanthien.core.clock import ZONE
from thanthien.core.question import Question
from thanthien.measures.figures import digest_fits, fingerprint, keyed_digest
from thanthien.measures.periods import period_of
from thanthien.measures.registry import Measure, Setting
from thanthien.measures.scope import Scope, Span

SPAN = Span(date(2026, 1, 1), date(2026, 12, 31))


def scope(as_of: date, **changes: object) -> Scope:
    return Scope(frozenset({1, 2}), SPAN, as_of, CALENDAR_2026, **changes)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("as_of", "count"),
    [
        (date(2026, 1, 3), 0),  # Saturday: the first week is not over
        (date(2026, 1, 4), 1),
        (date(2026, 2, 22), 7),  # the week of Tết is over and not due
        (date(2026, 12, 31), 51),  # W53 ends on 3/1/2027
        (date(2027, 1, 3), 52),
        (date(2027, 6, 1), 52),
    ],
)
def test_due_weeks_are_those_over_by_the_day(as_of: date, count: int) -> None:
    assert len(scope(as_of).due("iso_week")) == count


def test_a_unit_of_mid_year_starts_with_the_week_of_its_first_day() -> None:
    asked = scope(date(2027, 1, 3), starts={2: date(2026, 7, 1)})
    assert (asked.due("iso_week", 1)[0].key, asked.due("iso_week", 2)[0].key) == ("2026-W01", "2026-W27")
    assert [one.key for one in asked.due("quarter", 2)] == ["2026-Q3", "2026-Q4"]
    later = scope(date(2027, 1, 3), starts={2: date(2026, 7, 2)})
    assert [one.key for one in later.due("quarter", 2)] == ["2026-Q4"]
    assert later.due("working_day", 2)[0].first == date(2026, 7, 2)


def test_a_unit_that_went_into_another_ends_with_the_week_of_its_last_day() -> None:
    asked = scope(date(2027, 1, 3), ends={2: date(2026, 6, 30)})  # a Tuesday, in week 27
    assert (asked.due("iso_week", 1)[-1].key, asked.due("iso_week", 2)[-1].key) == ("2026-W53", "2026-W27")
    assert [one.key for one in asked.due("quarter", 2)] == ["2026-Q1", "2026-Q2"]
    assert asked.due("month", 2)[-1].key == "2026-06"
    earlier = scope(date(2027, 1, 3), ends={2: date(2026, 6, 28)})
    assert [earlier.due(kind, 2)[-1].key for kind in ("iso_week", "month", "quarter", "working_day")] == [
        "2026-W26", "2026-05", "2026-Q1", "2026-06-26",
    ]  # fmt: skip
    assert earlier.due_by_unit("quarter") == {1: earlier.due("quarter"), 2: earlier.due("quarter", 2)}


def test_days_of_record_and_of_state_end_differently() -> None:
    asked = scope(date(2027, 2, 1))
    assert (asked.last_day, asked.state_day) == (date(2027, 1, 3), date(2026, 12, 31))
    early = scope(date(2026, 5, 5))
    assert (early.last_day, early.state_day) == (date(2026, 5, 5), date(2026, 5, 5))


def test_the_open_week_is_the_one_that_is_not_over() -> None:
    week = scope(date(2026, 11, 26)).open("iso_week")
    assert week is not None
    assert week.key == "2026-W48"
    assert scope(date(2026, 2, 18)).open("iso_week") is None  # Tết: nothing is due
    assert scope(date(2027, 1, 4)).open("iso_week") is None


def test_records_of_a_week_count_until_the_second_working_day_after_it() -> None:
    week = period_of("iso_week", date(2026, 11, 18))
    assert scope(date(2026, 12, 1)).counts_until(week) == datetime(2026, 11, 25, tzinfo=ZONE)


def test_settings_are_the_citys_else_the_default() -> None:
    measure = Measure(
        "service.visits", "Thử", "Thử.", "ratio", lambda scope: Question(dict), lambda unit, scope: [],
        settings=(Setting("days", "ngày làm việc", 3),),
    )  # fmt: skip
    assert measure.whole(scope(date(2026, 5, 5)), "days") == 3
    assert measure.whole(scope(date(2026, 5, 5), settings={"service.visits.days": 5}), "days") == 5
    with pytest.raises(KeyError, match="no setting weeks"):
        measure.setting(scope(date(2026, 5, 5)), "weeks")


def test_a_unit_that_a_room_leaves_out_is_absent() -> None:
    measure = Measure("a.b", "Thử", "Thử.", "ratio", lambda scope: Question(dict), lambda unit, scope: [])
    found = measure.answer(scope(date(2026, 5, 5)))
    assert {unit: type(one.figure).__name__ for unit, one in found.items()} == {1: "Absent", 2: "Absent"}


def test_fingerprint_names_records_in_any_order_and_changes_with_a_correction() -> None:
    first = fingerprint([("report", 7, 1), ("report", 9, 1)])
    assert first == fingerprint([("report", 9, 1), ("report", 7, 1)])
    assert first != fingerprint([("report", 7, 2), ("report", 9, 1)])
    assert (fingerprint([]), len(first)) == ("", 64)


def test_keyed_digest_needs_the_secret_and_keeps_parts_apart() -> None:
    assert keyed_digest("a", ["x", "y"]) != keyed_digest("b", ["x", "y"])
    assert keyed_digest("a", ["xy", ""]) != keyed_digest("a", ["x", "y"])


def test_a_digest_fits_its_own_parts_with_the_key_that_made_it_only() -> None:
    made = keyed_digest("old", ["x", "y"])
    assert digest_fits(made, ["new", "old"], ["x", "y"]) is True
    assert digest_fits(made, ["new", "old"], ["x", "z"]) is False
    assert digest_fits(made, ["new"], ["x", "y"]) is None
    assert made.split(":")[0] not in {keyed_digest("new", ["x", "y"]).split(":")[0], "old"}
