"""The usual year around Tết, last days that are off, days moved to the next working day."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thanthien.core.actions import load_calendar
from thanthien.core.calendar import CityCalendar, WorkCalendar, add_working_days, is_working_day, names_tet
from thanthien.core.queries import city_calendar
from thanthien.evaluations.phase_days import days_off, to_working_days, usual_year
from thanthien.evaluations.queries.figures import last_day_of_records
from thanthien.evaluations.workflow import PhaseKey
from thanthien.measures.scope import LATE_DAYS, Span


def days(first: date, last: date) -> frozenset[date]:
    return frozenset(first + timedelta(days=n) for n in range((last - first).days + 1))


TET_2027 = days(date(2027, 2, 4), date(2027, 2, 10))
CALENDAR = CityCalendar(WorkCalendar(TET_2027 | {date(2027, 1, 1)}), TET_2027)
NEW_YEAR = date(2026, 1, 2)
LEAST = 8  # working days before Tết


def test_tet_reaches_over_the_days_off_that_touch_it():
    named = days(date(2026, 2, 16), date(2026, 2, 20))
    assert CityCalendar(WorkCalendar(named), named).tet_of(2026) == (date(2026, 2, 14), date(2026, 2, 22))


@pytest.mark.parametrize(
    ("name", "is_tet"),
    [("Mùng hai Tết Nguyên Đán", True), ("29 Tết", True), ("NGHỈ TẾT", True), ("Tết Dương lịch (nghỉ bù)", False),
     ("Quốc khánh", False)],
)  # fmt: skip
def test_tet_is_known_by_the_names_of_its_days(name, is_tet):
    assert names_tet(name) is is_tet


def test_the_usual_year_stands_around_tet():
    usual = usual_year(2026, CALENDAR, NEW_YEAR, least=LEAST)
    assert usual.phases == {
        PhaseKey.REGISTRATION: (date(2026, 1, 5), date(2026, 3, 31)),
        PhaseKey.EXECUTION: (date(2026, 1, 5), date(2026, 12, 31)),
        PhaseKey.SELF_SCORING: (date(2026, 12, 1), date(2027, 1, 11)),
        PhaseKey.POSTING: (date(2027, 1, 2), date(2027, 1, 15)),
        PhaseKey.APPRAISAL: (date(2027, 1, 16), date(2027, 1, 27)),
        PhaseKey.COUNCIL: (date(2027, 1, 28), date(2027, 2, 3)),
        PhaseKey.PROVISIONAL: (date(2027, 2, 11), date(2027, 2, 12)),
        PhaseKey.REVIEW: (date(2027, 2, 13), date(2027, 2, 22)),
        PhaseKey.DECISION: (date(2027, 2, 23), date(2027, 3, 3)),
    }
    assert usual.note == (
        "Theo lịch nghỉ Tết Nguyên đán 04/02/2027–10/02/2027: từ hạn nộp hồ sơ 15/01/2027 đến Tết có 13 ngày làm việc "
        "để thẩm định và kết luận; kết quả dự kiến, kiến nghị và quyết định trong 15 ngày làm việc sau Tết, đến hết "
        "ngày 03/03/2027."
    )
    assert usual.phases[PhaseKey.DECISION][1] == add_working_days(date(2027, 2, 10), 15, CALENDAR.work)


def test_submission_of_the_usual_year_ends_after_the_figures_are_closed():
    closed = last_day_of_records(Span(date(2026, 1, 1), date(2026, 12, 31), LATE_DAYS), CALENDAR.work)
    assert (closed, usual_year(2026, CALENDAR, NEW_YEAR, least=LEAST).phases[PhaseKey.POSTING][1]) == (
        date(2027, 1, 5), date(2027, 1, 15),
    )  # fmt: skip


def test_without_tet_in_the_calendar_the_note_says_so_and_later_days_are_counted_in_working_days():
    usual = usual_year(2030, CALENDAR, date(2030, 1, 2), least=LEAST)
    assert usual.note.startswith("Lịch nghỉ chưa có Tết Nguyên đán năm 2031: ngày của các giai đoạn từ thẩm định")
    assert usual.phases[PhaseKey.APPRAISAL] == (date(2031, 1, 16), date(2031, 2, 5))


def test_a_tet_right_after_submission_is_passed_over():
    tet = days(date(2027, 1, 18), date(2027, 1, 24))
    usual = usual_year(2026, CityCalendar(WorkCalendar(tet), tet), NEW_YEAR, least=LEAST)
    assert usual.note == (
        "Từ hạn nộp hồ sơ 15/01/2027 đến Tết Nguyên đán năm 2027 chỉ có 0 ngày làm việc, ít hơn 8 ngày cần để thẩm "
        "định và kết luận: hai giai đoạn này được đề nghị kéo dài qua Tết."
    )
    assert usual.phases[PhaseKey.APPRAISAL] == (date(2027, 1, 16), date(2027, 2, 12))


@pytest.mark.parametrize(("least", "council_before_tet"), [(5, True), (6, False)])
def test_how_few_days_before_tet_are_enough_is_said_by_the_city(least, council_before_tet):
    tet = days(date(2027, 1, 23), date(2027, 1, 31))
    usual = usual_year(2026, CityCalendar(WorkCalendar(tet), tet), NEW_YEAR, least=least)
    assert (usual.phases[PhaseKey.COUNCIL][1] < date(2027, 1, 23)) is council_before_tet
    assert (f"ít hơn {least} ngày cần" in usual.note) is not council_before_tet


def test_a_year_opened_in_its_course_loses_registration_and_not_submission():
    phases = usual_year(2026, CALENDAR, date(2026, 4, 1), least=LEAST).phases
    assert phases[PhaseKey.REGISTRATION] == (date(2026, 4, 1), date(2026, 4, 29))
    assert phases[PhaseKey.EXECUTION][0] == date(2026, 4, 1)
    assert phases[PhaseKey.POSTING] == (date(2027, 1, 2), date(2027, 1, 15))


def test_a_year_opened_when_it_is_over_begins_today():
    usual = usual_year(2026, CALENDAR, date(2027, 6, 1), least=LEAST)
    assert (usual.phases[PhaseKey.REGISTRATION][0], usual.note) == (
        date(2027, 6, 1), "Năm 2026 đã gần hết hoặc đã qua, nên lịch thường lệ được dời để bắt đầu từ hôm nay.",
    )  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize("year", range(2025, 2030))
def test_the_usual_year_by_the_shipped_calendar_ends_on_working_days_only(year):
    load_calendar(by=None)
    calendar = city_calendar()
    usual = usual_year(year, calendar, date(year, 1, 2), least=LEAST)
    assert (days_off({key: last for key, (_, last) in usual.phases.items()}, calendar), "quanh" in usual.note) == (
        [], False,
    )  # fmt: skip
    before_tet = usual.phases[PhaseKey.COUNCIL][1] < calendar.tet_of(year + 1)[0]
    assert before_tet is ("kéo dài qua Tết" not in usual.note)
    assert usual.phases[PhaseKey.PROVISIONAL][0] > calendar.tet_of(year + 1)[1]


def test_last_days_off_are_told_with_the_next_working_day():
    found = days_off({PhaseKey.COUNCIL: date(2027, 2, 6), PhaseKey.POSTING: date(2027, 1, 15)}, CALENDAR)
    assert [(one.sentence, one.next_day) for one in found] == [
        ("Hội đồng kết luận: thứ Bảy 06/02/2027 trong kỳ nghỉ Tết", date(2027, 2, 11))
    ]


DAYS = st.dates(date(2026, 11, 1), date(2027, 4, 1))


@given(st.lists(st.tuples(DAYS, DAYS).map(sorted), min_size=len(PhaseKey), max_size=len(PhaseKey)))
def test_moved_phases_end_on_working_days_and_stay_in_order(drawn):
    ends = sorted(last for _, last in drawn)
    phases = {key: (min(first, last), last) for key, (first, _), last in zip(PhaseKey, drawn, ends, strict=True)}
    moved = to_working_days(phases, CALENDAR.work)
    pairs = [(moved[key], phases[key]) for key in PhaseKey]
    assert [is_working_day(now[1], CALENDAR.work) for now, _ in pairs] == [True] * len(pairs)
    assert [now[0] <= now[1] and now[1] >= was[1] for now, was in pairs] == [True] * len(pairs)
    assert [now[1] for now, _ in pairs] == sorted(now[1] for now, _ in pairs)
    followed = [a[1][1] < b[1][0] for a, b in pairwise(pairs)]
    follows = [a[0][1] < b[0][0] for a, b in pairwise(pairs)]
    assert [now for was, now in zip(followed, follows, strict=True) if was] == [True] * sum(followed)
