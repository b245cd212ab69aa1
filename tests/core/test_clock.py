"""The clock that can be set."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine

from thanthien.core import clock


def test_now_is_local_time_of_vietnam() -> None:
    with time_machine.travel(datetime(2026, 12, 31, 18, 30, tzinfo=UTC), tick=False):
        assert clock.now() == datetime(2027, 1, 1, 1, 30, tzinfo=clock.ZONE)
        assert clock.today() == date(2027, 1, 1)


def test_set_clock_stands_still_and_nests() -> None:
    outer, inner = datetime(2026, 3, 1, 9, tzinfo=clock.ZONE), datetime(2026, 4, 1, 9, tzinfo=clock.ZONE)
    with clock.set_to(outer):
        with clock.set_to(inner):
            assert clock.now() == inner
        assert clock.now() == outer
    assert clock.now() > inner


def test_naive_moment_is_local_and_a_date_is_eight_in_the_morning() -> None:
    with clock.set_to(datetime(2026, 3, 1, 23, 59)):
        assert clock.now() == datetime(2026, 3, 1, 23, 59, tzinfo=clock.ZONE)
    with clock.set_to(date(2026, 3, 1)):
        assert clock.now() == datetime(2026, 3, 1, 8, tzinfo=clock.ZONE)


def test_advance_moves_a_set_clock() -> None:
    with clock.set_to(date(2026, 3, 1)):
        clock.advance(timedelta(hours=20))
        assert clock.now() == datetime(2026, 3, 2, 4, tzinfo=clock.ZONE)


def test_advance_refuses_a_running_clock() -> None:
    with pytest.raises(RuntimeError, match="Only a clock that was set can be moved"):
        clock.advance(timedelta(hours=1))


def test_end_of_day_is_midnight_after_it() -> None:
    assert clock.end_of(date(2026, 2, 28)) == datetime(2026, 3, 1, tzinfo=clock.ZONE)
