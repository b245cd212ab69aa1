"""Deadlines and thresholds of grassroots democracy. Pure; no Django.

The day of the event is not counted; days are calendar days unless they are said to be working days, and a period whose
last day is off ends with the next working day (Bộ luật Dân sự 91/2015/QH13, Điều 147, khoản 5 Điều 148).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from thanthien.core.calendar import WorkCalendar, add_working_days, next_working_day


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
