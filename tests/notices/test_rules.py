"""When a notice may be mailed: at once, collected, outside the quiet hours."""

from __future__ import annotations

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thanthien.core.clock import ZONE
from thanthien.notices.enums import How
from thanthien.notices.rules import Quiet, after_quiet, digest_hour, mail_moment

NIGHT = Quiet()  # from 21 to before 6


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """A moment of March 2026; the 2nd is a Monday."""
    return datetime(2026, 3, day, hour, minute, tzinfo=ZONE)


@pytest.mark.parametrize(("hour", "covered"), [(20, False), (21, True), (23, True), (0, True), (5, True), (6, False)])
def test_quiet_hours_go_over_midnight(hour: int, covered: bool) -> None:
    assert NIGHT.covers(hour) is covered


def test_quiet_hours_of_one_day_and_none_at_all() -> None:
    assert [hour for hour in range(24) if Quiet(12, 14).covers(hour)] == [12, 13]
    assert [hour for hour in range(24) if Quiet(7, 7).covers(hour)] == []


@pytest.mark.parametrize(("told", "mailed"), [
    (at(2, 20, 59), at(2, 20, 59)), (at(2, 21), at(3, 6)), (at(2, 23, 30), at(3, 6)), (at(3, 2, 10), at(3, 6)),
    (at(3, 6), at(3, 6)),
])  # fmt: skip
def test_mail_of_the_night_waits_for_the_morning(told: datetime, mailed: datetime) -> None:
    assert mail_moment(told, How.AT_ONCE, NIGHT) == mailed


@pytest.mark.parametrize(("told", "how", "mailed"), [
    (at(3, 6, 59), How.DAILY, at(3, 7)), (at(3, 7), How.DAILY, at(4, 7)), (at(3, 22), How.DAILY, at(4, 7)),
    (at(3, 8), How.WEEKLY, at(9, 7)), (at(9, 6), How.WEEKLY, at(9, 7)), (at(9, 7), How.WEEKLY, at(16, 7)),
])  # fmt: skip
def test_collected_mail_comes_in_the_morning_or_on_monday(told: datetime, how: How, mailed: datetime) -> None:
    assert mail_moment(told, how, NIGHT) == mailed


def test_who_is_quiet_in_the_morning_gets_collected_mail_after_it() -> None:
    assert digest_hour(Quiet(22, 9)) == 9
    assert mail_moment(at(3, 8), How.DAILY, Quiet(22, 9)) == at(3, 9)


def test_off_is_never() -> None:
    assert mail_moment(at(3, 8), How.OFF, NIGHT) is None


@given(
    told=st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 1)), first=st.integers(0, 23), until=st.integers(0, 23),
    how=st.sampled_from([How.AT_ONCE, How.DAILY, How.WEEKLY]),
)  # fmt: skip
def test_no_mail_leaves_before_it_is_told_or_in_quiet_hours(told: datetime, first: int, until: int, how: How) -> None:
    quiet = Quiet(first, until)
    moment = mail_moment(told.replace(tzinfo=ZONE), how, quiet)
    assert moment is not None
    assert moment >= told.replace(tzinfo=ZONE)
    assert not quiet.covers(moment.hour)
    assert after_quiet(moment, quiet) == moment
