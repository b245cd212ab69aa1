"""The days of the demo's cycles. Whole years follow the usual calendar around Tết, and are told up to the day on which
the demo is made; the pilot's phases are counted from that day and overlap, so that all its work can be seen on it.

Pure; no Django.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from thanthien.core.calendar import ONE_DAY, CityCalendar
from thanthien.evaluations.phase_days import Phases, to_working_days, usual_year
from thanthien.evaluations.workflow import PhaseKey

Offsets = dict[PhaseKey, tuple[int, int]]

PILOT: Offsets = {
    PhaseKey.REGISTRATION: (-90, -60),
    PhaseKey.EXECUTION: (-90, -20),
    PhaseKey.SELF_SCORING: (-30, 12),
    PhaseKey.POSTING: (-27, 20),
    PhaseKey.APPRAISAL: (-12, 40),
    PhaseKey.COUNCIL: (-5, 50),
    PhaseKey.PROVISIONAL: (51, 53),
    PhaseKey.REVIEW: (51, 58),
    PhaseKey.DECISION: (59, 70),
}
# Days before the demo day: a version of the set is issued, the pilot is opened on it.
SECOND_ISSUED, PILOT_OPENED = -95, -92
# The story of a whole year is told in days of its own, which lie between these points of its calendar: from the opening
# to the decision, and then up to today. A day of posting lies close to the next, as in the two weeks that there are.
ISSUED, OPENED, AFTERWARDS = -410, -402, -158
_CHANGED_AFTER = 10  # days from the issue of a version until a running year goes over to it
_LATEST_CHANGE = (10, 1)  # month and day: before anybody scores
_OFFICE_OPENS = time(8)


@dataclass(frozen=True, slots=True)
class Timeline:
    """Turns days of a story into days and moments, by points (day of the story, day) that rise in both."""

    points: tuple[tuple[float, date], ...]

    def day(self, offset: float) -> date:
        """The date of a day of the story; before the first point and after the last one, days run as usual."""
        return self.at(offset).date()

    def at(self, offset: float) -> datetime:
        """The moment of it, in the hours of offices: what comes later in the story comes later on the same day."""
        whole, rest = divmod(self._after_first(offset), 1)
        morning = datetime.combine(self.points[0][1] + timedelta(days=whole), _OFFICE_OPENS)
        return morning + timedelta(hours=6 * rest)

    def _after_first(self, offset: float) -> float:
        """How many days after the first point."""
        first = self.points[0][1]
        if offset <= self.points[0][0]:
            return offset - self.points[0][0]
        for (before, begins), (after, ends) in zip(self.points, self.points[1:], strict=False):
            if offset <= after:
                share = (offset - before) / (after - before)
                return (begins - first).days + share * (ends - begins).days
        last, day = self.points[-1]
        return (day - first).days + offset - last


def around(demo_day: date) -> Timeline:
    """Days counted from the demo day, which is 0."""
    return Timeline(((0, demo_day),))


def pilot_phases(demo_day: date, calendar: CityCalendar) -> Phases:
    """First and last day of every phase of the pilot; last days are working days."""
    days = {key: (demo_day + timedelta(first), demo_day + timedelta(last)) for key, (first, last) in PILOT.items()}
    return to_working_days(days, calendar.work)


@dataclass(frozen=True, slots=True)
class WholeYear:
    """A year on the usual calendar. ``opens``: the day on which its cycle is opened."""

    year: int
    phases: Phases
    opens: date
    days: Timeline

    @property
    def decided_on(self) -> date:
        """The last day of its decision."""
        return self.phases[PhaseKey.DECISION][1]


def whole_year(year: int, calendar: CityCalendar, *, earliest: date, today: date, least: int) -> WholeYear:
    """A year as the office opened it: in January, or once there were units (``earliest``). ``least``: as in
    :func:`usual_year`."""
    phases = usual_year(year, calendar, max(date(year, 1, 2), earliest), least=least).phases
    starts = phases[PhaseKey.REGISTRATION][0]
    opens = max(earliest, starts - 3 * ONE_DAY)
    return WholeYear(year, phases, opens, Timeline(_points(phases, opens, earliest, today)))


def _points(phases: Phases, opens: date, earliest: date, today: date) -> tuple[tuple[float, date], ...]:
    """The points of the story of a year on its calendar."""
    first, last = ({key: days[n] for key, days in phases.items()} for n in (0, 1))
    posting, appraisal = first[PhaseKey.POSTING], first[PhaseKey.APPRAISAL]
    read = min(appraisal + 5 * ONE_DAY, last[PhaseKey.APPRAISAL] - ONE_DAY)
    points: Sequence[tuple[float, date]] = (
        (ISSUED, max(earliest, opens - 7 * ONE_DAY)),
        (OPENED, opens),
        (-400, first[PhaseKey.REGISTRATION]),
        (-385, last[PhaseKey.REGISTRATION]),
        (-260, first[PhaseKey.SELF_SCORING]),
        (-246, posting - ONE_DAY),
        *((offset, posting + later * ONE_DAY) for offset, later in _POSTING),
        (-214, appraisal),
        (-205, read),
        (-190, last[PhaseKey.APPRAISAL]),
        (-189, first[PhaseKey.COUNCIL]),
        (-180, last[PhaseKey.COUNCIL]),
        (-179, first[PhaseKey.PROVISIONAL]),
        (-177, last[PhaseKey.PROVISIONAL]),
        (-172, last[PhaseKey.REVIEW]),
        (-171, first[PhaseKey.DECISION]),
        (AFTERWARDS, last[PhaseKey.DECISION]),
    )
    over = last[PhaseKey.DECISION]
    return (*points, (0, today)) if over < today else tuple(points)


# Days of the story from the first posting to the last submission, and how many days after the first of posting.
_POSTING = ((-243, 0), (-239, 2), (-236, 4), (-232, 8), (-228, 10), (-226, 11), (-224, 12), (-221, 13))


@dataclass(frozen=True, slots=True)
class DemoDays:
    """The demo's years: the last one that is over, and the one that runs. ``second_issued``: when the second version of
    the set was issued; ``changed``: when the running year goes over to it, None where it was opened on it."""

    today: date
    last: WholeYear
    running: WholeYear
    second_issued: date
    changed: date | None


def demo_days(today: date, calendar: CityCalendar, *, earliest: date, least: int) -> DemoDays:
    """The years of a demo that is made on a day: the running one is the first whose decisions are not over.

    Raises ValueError where no year is over yet in which there were units (from ``earliest`` on).
    """

    def year(number: int) -> WholeYear:
        return whole_year(number, calendar, earliest=earliest, today=today, least=least)

    running = next(one for one in map(year, (today.year - 1, today.year)) if one.decided_on >= today)
    if running.year - 1 < earliest.year:
        raise ValueError(f"No year since {earliest:%d/%m/%Y} is over on {today:%d/%m/%Y}.")
    issued = min(today + timedelta(SECOND_ISSUED), date(running.year, *_LATEST_CHANGE))
    changed = max(issued + _CHANGED_AFTER * ONE_DAY, running.phases[PhaseKey.REGISTRATION][1] + 5 * ONE_DAY)
    return DemoDays(today, year(running.year - 1), running, issued, changed if issued > running.opens else None)
