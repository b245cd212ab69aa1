"""How sessions of a head are counted, and what may be typed of them."""

from datetime import date
from decimal import Decimal
from uuid import UUID

import pytest

from thanthien.core.calendar import WorkCalendar
from thanthien.core.naming_people import fault_of_person
from thanthien.engagement.neutral import fault_of_cases, fault_of_subject
from thanthien.engagement.receptions import (
    Frequency,
    HeadSum,
    MonthOf,
    Published,
    in_good_time,
    last_day_to_publish,
    lower_of,
    published_number,
)
from thanthien.measures.periods import period_of

MARCH = period_of("month", date(2026, 3, 1))
PLAIN = WorkCalendar()
TET = WorkCalendar(off=frozenset(date(2026, 2, day) for day in range(16, 21)))


def version(chain: int, number: int, day: int, made: int, ended: int | None = None) -> Published:
    """A day of March, on the calendar since a day of February."""
    over = None if ended is None else date(2026, 2, ended)
    return Published(UUID(int=chain), number, date(2026, 3, day), date(2026, 2, made), over)


def month(required: int, published: int, own: int, delegated: int = 0) -> MonthOf:
    return MonthOf(MARCH, required, published, own, delegated)


# --- What is due ---


@pytest.mark.parametrize(
    ("day", "calendar", "weeks"),
    [
        (date(2026, 3, 1), PLAIN, 4),  # Thursdays 5, 12, 19, 26
        (date(2026, 4, 1), PLAIN, 5),  # 2, 9, 16, 23, 30
        (date(2026, 2, 1), PLAIN, 4),
        (date(2026, 2, 1), TET, 3),  # the week of Tết holds no working day
    ],
)
def test_weekly_frequency_asks_for_the_weeks_whose_thursday_lies_in_the_month(
    day: date, calendar: WorkCalendar, weeks: int
) -> None:
    assert Frequency(1, "iso_week").in_month(period_of("month", day), calendar) == weeks
    assert Frequency(2, "iso_week").in_month(period_of("month", day), calendar) == 2 * weeks
    assert Frequency(2, "month").in_month(period_of("month", day), calendar) == 2


def test_weekly_session_belongs_to_the_month_of_its_thursday() -> None:
    weekly, monthly = Frequency(1, "iso_week"), Frequency(2, "month")
    assert [weekly.counts_on(date(2026, 3, day)) for day in (30, 31)] == [date(2026, 4, 2)] * 2
    assert weekly.counts_on(date(2026, 3, 1)) == date(2026, 2, 26)
    assert monthly.counts_on(date(2026, 3, 30)) == date(2026, 3, 30)


@pytest.mark.parametrize(
    ("versions", "number"),
    [
        ([], 0),
        ([version(1, 1, 5, 10), version(2, 1, 12, 10)], 2),
        ([version(1, 1, 5, 10, 20), version(1, 2, 12, 20)], 1),  # moved inside the month: one session
        ([version(1, 1, 5, 10, 20)], 1),  # taken back: it was promised
        ([version(1, 1, 5, 10, 10), version(1, 2, 12, 10)], 1),  # mended on the same day
        ([version(1, 1, 5, 10, 10)], 0),  # a slip, taken back on the same day
        ([version(1, 1, 5, 10), version(2, 1, 5, 11)], 1),  # reception and dialogue on one day
        ([version(1, 1, 5, 10), version(2, 1, 5, 11, 15), version(2, 2, 9, 15)], 2),  # one of the two moved
        ([version(1, 1, 5, 10), version(2, 1, 5, 11, 15), version(2, 2, 9, 15, 18)], 2),  # and taken back then
        # Entered on one day again and again, and moved away each time before the next: three were promised.
        (
            [
                version(1, 1, 10, 2, 4), version(1, 2, 8, 4), version(2, 1, 10, 4, 6), version(2, 2, 9, 6),
                version(3, 1, 10, 6),
            ],
            3,
        ),
        # The same, each taken back before the next stands.
        ([version(1, 1, 10, 2, 4), version(2, 1, 10, 4, 6), version(3, 1, 10, 6, 8)], 3),
        # Two that stood on one day after the first was moved there: both first days were promised.
        ([version(1, 1, 5, 10, 12), version(1, 2, 9, 12), version(2, 1, 9, 11)], 2),
    ],
)  # fmt: skip
def test_published_sessions_count_by_what_people_could_see(versions: list[Published], number: int) -> None:
    assert published_number(versions) == published_number(versions[::-1]) == number


# --- What counts ---


@pytest.mark.parametrize(
    ("months", "held", "due"),
    [
        ([month(4, 2, 4)], 4, 4),  # a thin calendar: what is required counts
        ([month(2, 6, 5)], 5, 6),  # a rich one: what was promised
        ([month(4, 4, 9), month(4, 4, 1)], 5, 8),  # more in one month doesn't make good another
        ([month(5, 5, 3, 2)], 4, 5),  # of 5 one may be delegated
        ([month(4, 0, 3, 1)], 3, 4),  # of 4 none: 0,8 of a session
        ([month(4, 4, 4, 3), month(4, 4, 2, 2), month(2, 2, 2)], 10, 10),  # 20% of 10 in all
        ([month(4, 4, 0, 4), month(6, 6, 6)], 8, 10),
        ([], 0, 0),
    ],
)
def test_held_counts_at_most_what_is_due_and_a_fifth_delegated(months: list[MonthOf], held: int, due: int) -> None:
    summed = HeadSum(months, Decimal("0.2"))
    assert (summed.held, summed.due) == (held, due)


def test_lower_share_of_the_two_heads_counts() -> None:
    better, worse = HeadSum([month(4, 4, 4)], Decimal(0)), HeadSum([month(4, 4, 3)], Decimal(0))
    assert lower_of({"party": better, "government": worse}) == "government"
    assert lower_of({"party": worse, "government": better}) == "party"
    assert lower_of({"party": better, "government": HeadSum([month(8, 8, 8)], Decimal(0))}) == "government"
    assert lower_of({"party": better, "government": HeadSum([month(0, 0, 0)], Decimal(0))}) == "party"
    assert lower_of({"party": HeadSum([], Decimal(0))}) is None


def test_calendar_is_out_five_working_days_ahead() -> None:
    monday = date(2026, 3, 9)
    assert in_good_time(date(2026, 3, 2), monday, 5, PLAIN)
    assert not in_good_time(date(2026, 3, 3), monday, 5, PLAIN)
    assert last_day_to_publish(monday, 5, PLAIN) == date(2026, 3, 2)
    assert last_day_to_publish(date(2026, 2, 23), 5, TET) == date(2026, 2, 9)
    assert last_day_to_publish(date(2026, 3, 1), 5, TET) == date(2026, 2, 13)  # not the Sunday after Tết


# --- What may be typed ---


@pytest.mark.parametrize(
    "subject",
    [
        "",
        "Nước sạch ở các thôn ven biển",
        "Giải phóng mặt bằng đường 359",
        "Chế độ cho bà con cao tuổi",
        "Chăm sóc người cao tuổi cô đơn",
        "Các cô ở nhà trẻ; các anh ế vợ",
        "Kế hoạch giai đoạn 2026-2030",
        "Ngân sách các năm 2024-2025-2026",
        "Hỗ trợ 850.000 đồng",
        "Mức 1.250.000.000 đồng",
        "Thu hồi 120 000 000 m2",
        "Văn bản số 125/UBND ngày 12.6.2026",
        "Văn bản ngày 02.06.2026",
        "Họp 02/06/2026",
        "Năm 2026",
    ],
)
def test_short_neutral_subject_is_taken(subject: str) -> None:
    assert fault_of_subject(subject) == ""


@pytest.mark.parametrize(
    ("subject", "why"),
    [
        ("Tố cáo cán bộ địa chính", "Không ghi nội dung khiếu nại, tố cáo ở đây."),
        ("khiếu nại quyết định thu hồi đất", "Không ghi nội dung khiếu nại, tố cáo ở đây."),
        ("Đất của ông Nguyễn Văn A", "Không nêu tên người."),
        ("Thăm cụ Ánh", "Không nêu tên người."),
        ("CHỊ ĐÀO hỏi về chế độ", "Không nêu tên người."),
        ("Gọi lại 0912 345 678", "Không ghi số điện thoại, số giấy tờ của người dân."),
        ("Gọi 0912.345", "Không ghi số điện thoại, số giấy tờ của người dân."),
        ("Giấy tờ 031123456", "Không ghi số điện thoại, số giấy tờ của người dân."),
        ("Giấy tờ 131.123.456 cấp 2026", "Không ghi số điện thoại, số giấy tờ của người dân."),
        ("Căn cước 031 199 000 123", "Không ghi số điện thoại, số giấy tờ của người dân."),
        ("+84 912 345 678 ngày 12.6.2026", "Không ghi số điện thoại, số giấy tờ của người dân."),
    ],
)
def test_subject_that_tells_of_a_case_or_a_person_is_refused(subject: str, why: str) -> None:
    assert fault_of_subject(subject).startswith(why)


def test_what_stands_in_public_may_speak_of_complaints_but_of_nobody() -> None:
    assert fault_of_person("Giải thích quy định về khiếu nại") == ""
    assert fault_of_person("Thăm bà Tư").startswith("Không nêu tên người.")


@pytest.mark.parametrize("number", ["031199000123", "0912345678", "131123456", "0912.345.678"])
def test_number_of_a_person_is_no_case_number(number: str) -> None:
    assert fault_of_cases(f"KN-2026/15; {number}").startswith("Không ghi số điện thoại, số giấy tờ của người dân.")


def test_case_numbers_are_numbers_alone() -> None:
    assert fault_of_cases("KN-2026/15; 31-TC.0004; 31-2026-000123; 20260015") == ""
    assert fault_of_cases("KN-2026/15; ông A bị thu hồi đất").startswith("“ông A bị thu hồi đất” chưa đúng dạng")
