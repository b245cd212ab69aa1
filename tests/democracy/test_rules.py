"""Deadlines of the room, day by day."""

from datetime import date
from fractions import Fraction

import pytest

from thanthien.core.calendar import WorkCalendar
from thanthien.democracy.rules import Threshold, answer_due, sent_in_time, stays_open
from thanthien.records.deadlines import Deadline, told_by

HOLIDAY = WorkCalendar(off=frozenset({date(2026, 4, 30), date(2026, 5, 1)}))


@pytest.mark.parametrize(
    ("received", "due"),
    [
        (date(2026, 6, 1), date(2026, 6, 16)),  # the day itself is not counted
        (date(2026, 6, 5), date(2026, 6, 22)),  # ends on a Saturday: the next working day
        (date(2026, 4, 15), date(2026, 5, 4)),  # ends on a day off before a weekend
    ],
)
def test_answer_is_due_fifteen_days_after_it_was_received(received: date, due: date) -> None:
    assert answer_due(received, 15, HOLIDAY) == due


@pytest.mark.parametrize(
    ("sent", "in_time"),
    [(date(2026, 6, 8), True), (date(2026, 6, 9), False), (None, False)],
)
def test_plan_is_sent_five_working_days_ahead(sent: date | None, in_time: bool) -> None:
    assert sent_in_time(sent, date(2026, 6, 15), 5, WorkCalendar()) is in_time


@pytest.mark.parametrize(
    ("done", "today", "words"),
    [
        (None, date(2026, 6, 16), "chưa trả lời, hạn 16/06/2026"),
        (None, date(2026, 6, 17), "chưa trả lời, quá hạn 1 ngày làm việc (hạn 16/06/2026)"),
        (date(2026, 6, 16), date(2026, 7, 1), "đã trả lời ngày 16/06/2026"),
        (date(2026, 6, 17), date(2026, 7, 1), "đã trả lời ngày 17/06/2026, quá hạn"),
    ],
)
def test_deadline_says_what_became_of_it(done: date | None, today: date, words: str) -> None:
    deadline = Deadline(date(2026, 6, 1), date(2026, 6, 16), done)
    assert deadline.told(today, "đã trả lời", "chưa trả lời", WorkCalendar()) == words


@pytest.mark.parametrize(
    ("day", "due"),
    [
        (date(2026, 6, 12), date(2026, 6, 19)),  # a Friday
        (date(2026, 6, 13), date(2026, 6, 19)),  # a Saturday
        (date(2026, 4, 24), date(2026, 5, 5)),  # two days off on the way
    ],
)
def test_result_is_told_within_five_working_days(day: date, due: date) -> None:
    assert told_by(day, 5, HOLIDAY) == due


@pytest.mark.parametrize(("closes", "enough"), [(date(2026, 6, 20), False), (date(2026, 6, 21), True)])
def test_consultation_stays_open_twenty_days(closes: date, enough: bool) -> None:
    assert stays_open(date(2026, 6, 1), closes, 20) is enough


@pytest.mark.parametrize(
    ("share", "above", "agreed", "total", "reached"),
    [
        ("2/3", False, 2, 3, True),
        ("2/3", False, 66, 100, False),
        ("2/3", False, 67, 100, True),
        ("1/2", True, 50, 100, False),
        ("1/2", True, 51, 100, True),
        ("1/2", True, 1, 1, True),
    ],
)
def test_threshold_is_exact(share: str, above: bool, agreed: int, total: int, reached: bool) -> None:
    assert Threshold(Fraction(share), above=above).is_reached(agreed, total) is reached
