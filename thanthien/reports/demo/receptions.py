"""Made-up receptions and dialogues of all units, of this year: a calendar each month, the better units in good time and
whole, the weaker late or thin; sessions held, delegated, called off; what was promised and answered."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from thanthien.accounts.models import User
from thanthien.core import clock
from thanthien.core.calendar import ONE_DAY, WorkCalendar, add_working_days, next_working_day
from thanthien.core.codes import joined
from thanthien.core.queries import work_calendar
from thanthien.engagement.enums import Head, Meeting, Presided
from thanthien.engagement.kinds import PLANS, PROMISES, RECEPTIONS
from thanthien.engagement.matters import matters
from thanthien.engagement.receptions import last_day_to_publish
from thanthien.measures.periods import Period, period_of, periods_in
from thanthien.reports.demo import texts
from thanthien.reports.demo.diary import Diary, at
from thanthien.units.models import Unit

_FULL_QUALITY = 0.93
_FRIDAY = 4
_PARTY_DAYS = (6, 20)  # of each month
_AHEAD = 5  # working days
_ANSWERED_WITHIN = 10  # working days


@dataclass(frozen=True, slots=True)
class _Office:
    """Who keeps the heads' calendar in a unit, how well, and on which weekday the government's head receives."""

    unit: Unit
    clerk: User
    quality: float
    weekday: int
    full: bool


def make_receptions(
    units: Sequence[Unit], people: Mapping[str, User], quality: Mapping[str, float], *, full: str, seed_number: int,
    year: int,
) -> int:  # fmt: skip
    """Calendars, sessions and promises of the year up to now, the next month's calendar too; returns how many
    records."""
    # Numbers of its own: the story of the years doesn't depend on them.
    rng = Random(seed_number + 33)  # noqa: S311 - plausible data, no secrets
    story = _Story(year, rng)
    for unit in units:
        whole = unit.code == full
        clerk, good = people[f"congchuc.{unit.code}"], _FULL_QUALITY if whole else quality[unit.code]
        story.note(_Office(unit, clerk, good, rng.randint(0, 4), whole))
    return story.tell()


class _Story:
    """What all units plan and hold, noted unit by unit, then told moment by moment."""

    def __init__(self, year: int, rng: Random) -> None:
        self.year, self.rng, self.today = year, rng, clock.today()
        self.calendar: WorkCalendar = work_calendar()
        self.plans, self.held, self.promises = Diary(PLANS, rng), Diary(RECEPTIONS, rng), Diary(PROMISES, rng)
        self.kinds = [code for code, _ in matters()]

    def tell(self) -> int:
        return self.plans.tell() + self.held.tell() + self.promises.tell()

    def note(self, office: _Office) -> None:
        """Every month up to the next one."""
        until = period_of("month", period_of("month", self.today).last + ONE_DAY).last
        for month in periods_in("month", date(self.year, 1, 1), until, self.calendar):
            if month.first > office.unit.valid_from:
                for head in Head:
                    self._month(office, month, head)

    def _month(self, office: _Office, month: Period, head: Head) -> None:
        lack = 1 - office.quality
        if self.rng.random() < 0.4 * lack:
            return  # neither calendar nor sessions
        days = [day for day in self._days(office, month, head) if self.rng.random() > 0.3 * lack]
        published = max(last_day_to_publish(month.first, _AHEAD, self.calendar), date(self.year, 1, 1))
        if self.rng.random() < 0.5 * lack:
            published = month.first  # late for the first days
        days = [day for day in days if day >= published]
        moment = at(published, 10)
        entries = [
            self.plans.entry(
                office.unit, published,
                {"head": head, "meeting": self._meeting(day), "planned_on": day, "hours": texts.RECEPTION_HOURS,
                 "venue": texts.RECEPTION_VENUE},
            )
            for day in days
        ]  # fmt: skip
        self.plans.note(moment, office.clerk, entries)
        for day, entry in zip(days, entries, strict=True):
            if day < self.today:
                self._session(office, head, day, entry.values["meeting"])

    def _days(self, office: _Office, month: Period, head: Head) -> Iterator[date]:
        """Once in each week of the month the government's head, on two days of it the Party committee's."""
        if head == Head.PARTY:
            yield from (next_working_day(month.first.replace(day=day), self.calendar) for day in _PARTY_DAYS)
            return
        for week in periods_in("iso_week", month.first, month.last, self.calendar):
            yield next_working_day(week.first + office.weekday * ONE_DAY, self.calendar)

    def _meeting(self, day: date) -> Meeting:
        """Twice a year there is a dialogue."""
        return Meeting.DIALOGUE if day.month in (4, 10) and day.day > 18 else Meeting.RECEPTION

    def _session(self, office: _Office, head: Head, day: date, meeting: Meeting) -> None:
        lack, luck = 1 - office.quality, self.rng.random()
        if luck < 0.35 * lack:
            return  # not held, and nothing said of it
        received = self.rng.randint(0, 6) if meeting == Meeting.RECEPTION else self.rng.randint(30, 90)
        cases = min(received, self.rng.randint(0, 4))
        values: dict[str, Any] = {
            "head": head, "meeting": meeting, "received": received, "matters": cases,
            "kinds": joined(sorted(self.rng.sample(self.kinds, min(cases, 2)), key=self.kinds.index)),
            "subject": texts.DIALOGUE_SUBJECT if meeting == Meeting.DIALOGUE else "",
        }  # fmt: skip
        if luck < 0.35 * lack + 0.07:
            values |= {"presided": Presided.DELEGATED} | texts.RECEPTION_DELEGATED[head]
        entry = self.held.entry(office.unit, day, values)
        self.held.note(self._told(day, late=self.rng.random() < 0.08 * lack), office.clerk, [entry])
        if cases > 1 and self.rng.random() < 0.25:
            self._promise(office, head, day)

    def _told(self, day: date, *, late: bool) -> datetime:
        """On the Friday of its week; late ones long after the month."""
        friday = max(day, day + timedelta(days=_FRIDAY - day.weekday()))
        return at(friday, 17, later=40 if late else 0)

    def _promise(self, office: _Office, head: Head, day: date) -> None:
        """Answered ones are told with their answer; others wait, also beyond their day."""
        due = add_working_days(day, _ANSWERED_WITHIN, self.calendar)
        values: dict[str, Any] = {
            "head": head, "subject": self.rng.choice(texts.PROMISES), "due_on": due, "public": self.rng.random() < 0.7
        }  # fmt: skip
        answered = add_working_days(day, self.rng.randint(3, 9), self.calendar)
        if self.rng.random() < 0.25 + 0.7 * office.quality and answered < self.today:
            values |= {"answered_on": answered, "answer": texts.PROMISE_ANSWERED}
            moment = at(answered, 16)
        else:
            moment = self._told(day, late=False)
        self.promises.note(moment, office.clerk, [self.promises.entry(office.unit, day, values)])
