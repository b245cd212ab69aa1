"""A last day by which something recorded has to be done, and whether it was. Pure; no Django."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from thanthien.core.calendar import WorkCalendar, add_working_days
from thanthien.core.due_words import due_words
from thanthien.core.formats import date_vn


@dataclass(frozen=True, slots=True)
class Deadline:
    """What has to be done since a day up to a last one, and the day on which it was done. ``open_to``: until which day
    it can't be done yet. ``heard_late``: the day on which the platform heard that it was done, where that is after the
    time in which records of the last day are told: a day typed back makes nothing punctual."""

    since: date
    last_day: date
    done_on: date | None = None
    open_to: date | None = None
    heard_late: date | None = None

    @property
    def was_late(self) -> bool:
        """It was done after its last day, or told too late to be believed punctual."""
        return self.done_on is not None and (self.done_on > self.last_day or self.heard_late is not None)

    def is_overdue(self, today: date) -> bool:
        """It wasn't done and its last day is past."""
        return self.done_on is None and today > self.last_day

    def told(self, today: date, done: str, waits: str, calendar: WorkCalendar) -> str:
        """In words: “đã trả lời ngày …, quá hạn”, “chưa trả lời, hạn …”."""
        if self.done_on is not None:
            heard = f", ghi quá hạn ngày {date_vn(self.heard_late)}" if self.heard_late else ""
            return f"{done} ngày {date_vn(self.done_on)}" + (", quá hạn" if self.done_on > self.last_day else heard)
        return f"{waits}, {due_words(self.last_day, today, calendar)}"


def told_by(day: date, working_days: int, calendar: WorkCalendar) -> date:
    """The last day to tell or to do something, so many working days after a day, which isn't counted: the result of a
    consultation (5) after it closed (Luật 10/2022/QH15, khoản 3 Điều 12, Điều 28), that of a decision of the community
    after the meeting or the count of ballots (Điều 20), an answer to a request for information (Luật 104/2016/QH13)."""
    return add_working_days(day, working_days, calendar)
