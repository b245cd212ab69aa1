"""The days of the phases: what a new year is offered, last days on which offices don't work, the next working day.

Pure; no Django. Legal source: Bộ luật Dân sự 91/2015/QH13, khoản 5 Điều 148 (a period whose last day is a day off ends
with the next working day). The usual year follows the twin procedure (đạt chuẩn tiếp cận pháp luật), which every
commune knows: dossiers in January, decision in February, around Tết.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TypeAlias

from thanthien.core.calendar import (
    ONE_DAY,
    CityCalendar,
    WorkCalendar,
    add_working_days,
    is_working_day,
    next_working_day,
    working_days,
)
from thanthien.core.formats import date_vn, number
from thanthien.evaluations.workflow import PHASE_LABELS, PhaseKey

Phases: TypeAlias = dict[PhaseKey, tuple[date, date]]

AFTER_TET = 15  # working days after Tết in which result, review and decision follow
_PROVISIONAL, _REVIEW = 2, 8  # of these: the result is announced, reviews are asked for
_APPRAISAL, _COUNCIL = 15, 8  # working days, where Tết doesn't say
_REGISTRATION = 20  # working days at least, however late the year is opened
_WEEKDAYS = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")


@dataclass(frozen=True, slots=True)
class OffDay:
    """A phase whose last day is no working day, and the next one."""

    key: PhaseKey
    day: date
    next_day: date
    tet: bool

    @property
    def sentence(self) -> str:
        """Which phase, when, and why that is no good day."""
        return f"{PHASE_LABELS[self.key]}: {self.words}"

    @property
    def words(self) -> str:
        """The day and why it is no good one."""
        why = "trong kỳ nghỉ Tết" if self.tet else "không phải ngày làm việc"
        return f"{_WEEKDAYS[self.day.weekday()]} {date_vn(self.day)} {why}"


def days_off(ends: Mapping[PhaseKey, date], calendar: CityCalendar) -> list[OffDay]:
    """The phases whose last day is no working day or lies in Tết, in the order of the procedure."""
    return [
        OffDay(key, ends[key], next_working_day(ends[key], calendar.work), calendar.in_tet(ends[key]))
        for key in PhaseKey
        if key in ends and not is_working_day(ends[key], calendar.work)
    ]


def to_working_days(phases: Mapping[PhaseKey, tuple[date, date]], calendar: WorkCalendar) -> Phases:
    """The phases with each last day on the next working day. A phase that began once the one before was over still
    does: its first day moves along, so that all stay in order."""
    moved: Phases = {}
    before: tuple[date, date] | None = None  # last day of the phase before, as it was and as it is
    for key in PhaseKey:
        first, last = phases[key]
        if before and before[0] < first <= before[1]:
            first = before[1] + ONE_DAY
        end = next_working_day(max(first, last), calendar)
        moved[key], before = (first, end), (last, end)
    return moved


@dataclass(frozen=True, slots=True)
class UsualYear:
    """The days that a new year is offered, and how they came about."""

    phases: Phases
    note: str


def usual_year(year: int, calendar: CityCalendar, today: date, *, least: int) -> UsualYear:
    """Dossiers are handed in by 15 January of the next year, after the figures of the year are closed (its last week
    may end on 3 January, and two working days follow). Appraisal and council end before Tết; result, review and
    decision take 15 working days after it. Where Tết leaves fewer than ``least`` working days, appraisal and council
    pass it over. From today on: a year that is opened in its course loses days of registration, not of submission."""
    work, after = calendar.work, year + 1
    opens = max(date(year, 1, 5), today) if today <= date(year, 11, 30) else date(year, 1, 5)
    registered = max(date(year, 3, 31), add_working_days(opens, _REGISTRATION, work))
    handed_in = next_working_day(date(after, 1, 15), work)
    tet = calendar.tet_of(after)
    phases: Phases = {
        PhaseKey.REGISTRATION: (opens, registered),
        PhaseKey.EXECUTION: (opens, date(year, 12, 31)),
        PhaseKey.SELF_SCORING: (date(year, 12, 1), date(after, 1, 9)),
        PhaseKey.POSTING: (date(after, 1, 2), handed_in),
    } | _city_phases(handed_in, tet, work, least)
    if opens < today:
        return UsualYear(to_working_days(from_today(phases, today), work), _opened_late(year))
    moved, decided = to_working_days(phases, work), phases[PhaseKey.DECISION][1]
    return UsualYear(moved, _note(after, tet, handed_in, decided, work, least))


def _city_phases(handed_in: date, tet: tuple[date, date] | None, work: WorkCalendar, least: int) -> Phases:
    """From appraisal to decision."""
    free = working_days(handed_in + ONE_DAY, tet[0] - ONE_DAY, work) if tet else 0
    if tet and free >= least:
        appraised = add_working_days(handed_in, max(1, free * 2 // 3), work)
        concluded, begins = add_working_days(handed_in, free, work), tet[1]
    else:
        appraised = add_working_days(handed_in, _APPRAISAL, work)
        concluded = begins = add_working_days(appraised, _COUNCIL, work)
    announced, reviewed, decided = (add_working_days(begins, n, work) for n in (_PROVISIONAL, _REVIEW, AFTER_TET))
    return {
        PhaseKey.APPRAISAL: (handed_in + ONE_DAY, appraised),
        PhaseKey.COUNCIL: (appraised + ONE_DAY, concluded),
        PhaseKey.PROVISIONAL: (begins + ONE_DAY, announced),
        PhaseKey.REVIEW: (announced + ONE_DAY, reviewed),
        PhaseKey.DECISION: (reviewed + ONE_DAY, decided),
    }


def _note(
    after: int, tet: tuple[date, date] | None, handed_in: date, decided: date, work: WorkCalendar, least: int
) -> str:  # fmt: skip
    if tet is None:
        return (
            f"Lịch nghỉ chưa có Tết Nguyên đán năm {after}: ngày của các giai đoạn từ thẩm định trở đi chỉ tạm tính. "
            "Khi có thông báo nghỉ Tết, quản trị hệ thống ghi vào lịch rồi mở lại trang này."
        )
    count = working_days(handed_in + ONE_DAY, tet[0] - ONE_DAY, work)
    free = number(count)
    if count < least:
        return (
            f"Từ hạn nộp hồ sơ {date_vn(handed_in)} đến Tết Nguyên đán năm {after} chỉ có {free} ngày làm việc, ít hơn "
            f"{number(least)} ngày cần để thẩm định và kết luận: hai giai đoạn này được đề nghị kéo dài qua Tết."
        )
    return (
        f"Theo lịch nghỉ Tết Nguyên đán {date_vn(tet[0])}–{date_vn(tet[1])}: từ hạn nộp hồ sơ {date_vn(handed_in)} đến "
        f"Tết có {free} ngày làm việc để thẩm định và kết luận; kết quả dự kiến, kiến nghị và quyết định trong "
        f"{AFTER_TET} ngày làm việc sau Tết, đến hết ngày {date_vn(decided)}."
    )


def _opened_late(year: int) -> str:
    return f"Năm {year} đã gần hết hoặc đã qua, nên lịch thường lệ được dời để bắt đầu từ hôm nay."


def from_today(phases: Mapping[PhaseKey, tuple[date, date]], today: date) -> Phases:
    """The same calendar, moved on as a whole where it would begin before today; lengths and distances stay."""
    late = max(today - min(first for first, _ in phases.values()), timedelta(0))
    return {key: (first + late, last + late) for key, (first, last) in phases.items()}
