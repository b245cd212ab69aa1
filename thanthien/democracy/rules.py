"""Deadlines and thresholds of grassroots democracy. Pure; no Django.

The day of the event is not counted; days are calendar days unless they are said to be working days, and a period whose
last day is off ends with the next working day (Bộ luật Dân sự 91/2015/QH13, Điều 147, khoản 5 Điều 148).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from thanthien.core.calendar import WorkCalendar, add_working_days, next_working_day
from thanthien.core.formats import date_vn


@dataclass(frozen=True, slots=True)
class Deadline:
    """What has to be done since a day up to a last one, and the day on which it was done. ``open_to``: until which day
    it can't be done yet."""

    since: date
    last_day: date
    done_on: date | None = None
    open_to: date | None = None

    @property
    def was_late(self) -> bool:
        """It was done, after its last day."""
        return self.done_on is not None and self.done_on > self.last_day

    def is_overdue(self, today: date) -> bool:
        """It wasn't done and its last day is past."""
        return self.done_on is None and today > self.last_day

    def told(self, today: date, done: str, waits: str) -> str:
        """In words: “đã trả lời ngày …, quá hạn”, “chưa trả lời, hạn …”."""
        if self.done_on is not None:
            return f"{done} ngày {date_vn(self.done_on)}" + (", quá hạn" if self.was_late else "")
        return f"{waits}, {'quá hạn từ' if self.is_overdue(today) else 'hạn'} {date_vn(self.last_day)}"


def answer_due(received: date, days: int, calendar: WorkCalendar) -> date:
    """The last day to answer a recommendation: so many days (15) after it was received (Luật 10/2022/QH15, Điều 36–40
    for Ban Thanh tra nhân dân, Điều 41–45 for Ban Giám sát đầu tư của cộng đồng)."""
    return next_working_day(received + timedelta(days=days), calendar)


def sent_in_time(sent: date | None, starts: date, working_days: int, calendar: WorkCalendar) -> bool:
    """Whether a plan of supervision reached those supervised so many working days (5) ahead (Nghị định 59/2023/NĐ-CP on
    Ban Thanh tra nhân dân)."""
    return sent is not None and add_working_days(sent, working_days, calendar) <= starts


@dataclass(frozen=True, slots=True)
class Threshold:
    """The share of all that must agree, or (``above``) of which more than it must."""

    share: Fraction
    above: bool = False

    def is_reached(self, agreed: int, total: int) -> bool:
        """Whether so many of so many are enough (Luật 10/2022/QH15, Điều 21: of all households, present or not)."""
        needed = self.share * total
        return agreed > needed if self.above else agreed >= needed

    @property
    def words(self) -> str:
        """“từ 2/3 trở lên”, “trên 1/2”."""
        return f"trên {self.share}" if self.above else f"từ {self.share} trở lên"


def stays_open(opened: date, closes: date, least_days: int) -> bool:
    """Whether a consultation stays open for so many days (20), the day on which it was made public not counted (Luật
    10/2022/QH15, Điều 28)."""
    return (closes - opened).days >= least_days


def told_by(day: date, working_days: int, calendar: WorkCalendar) -> date:
    """The last day to tell a result, so many working days (5) after a day: of a consultation after it closed (khoản 3
    Điều 12, Điều 28), of a decision of the community after the meeting or the count of ballots (Điều 20)."""
    return add_working_days(day, working_days, calendar)
