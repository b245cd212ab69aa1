"""Made-up support rosters of all units in the year that runs: who was to help in which shift, and who was there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from random import Random

from thanthien.accounts.models import User
from thanthien.core import clock
from thanthien.core.calendar import ONE_DAY, is_working_day
from thanthien.core.queries import work_calendar
from thanthien.measures.periods import Period, periods_in
from thanthien.records.actions import Entry
from thanthien.reports.demo.diary import Diary, at
from thanthien.service.enums import Weekday
from thanthien.service.models import FastDayDecision
from thanthien.service.roster.enums import Organisation, Part, Shown
from thanthien.service.roster.kinds import PRESENCES, SHIFTS
from thanthien.units.models import Unit

_POSTS = {
    Organisation.YOUTH: "Bí thư chi đoàn",
    Organisation.WOMEN: "Chi hội trưởng phụ nữ",
    Organisation.VETERANS: "Hội viên cựu chiến binh",
    Organisation.OFFICIALS: "Công chức văn hóa - xã hội",
}
_SHEET = "Lịch trực tuần có chữ ký, lưu tại Trung tâm"
_FEWEST, _LIKELY = 0.25, 0.75  # how much of its roster the weakest unit keeps, and how much more the best one


@dataclass(frozen=True, slots=True)
class _Centre:
    """The Trung tâm of one unit, how well it works, on which weekday its fast day falls."""

    unit: Unit
    clerk: User
    quality: float
    fast_day: int


def make_support(
    units: Sequence[Unit], people: Mapping[str, User], quality: Mapping[str, float], *, year: int, seed_number: int
) -> int:
    """Rosters and presence of a year up to now; returns how many records."""
    # Numbers of its own: the story of the years doesn't depend on them.
    story = _Story(Random(seed_number + 3))  # noqa: S311 - plausible data, no secrets
    decided = FastDayDecision.objects.standing().order_by("day", "pk").values_list("unit_id", "weekday")
    fast_days = dict(decided)
    weeks = periods_in("iso_week", date(year, 1, 1), clock.today(), story.calendar)
    for unit in units:
        clerk = people.get(f"motcua.{unit.code}") or people[f"congchuc.{unit.code}"]
        centre = _Centre(unit, clerk, quality[unit.code], fast_days.get(unit.pk, Weekday.WEDNESDAY))
        for week in weeks:
            if week.first >= unit.valid_from:
                story.week(centre, week)
    return story.shifts.tell() + story.presences.tell()


class _Story:
    """What all units plan and tell, noted unit by unit, then told moment by moment."""

    def __init__(self, rng: Random) -> None:
        self.rng, self.calendar = rng, work_calendar()
        self.shifts, self.presences = Diary(SHIFTS, rng), Diary(PRESENCES, rng)

    def week(self, centre: _Centre, week: Period) -> None:
        """Two or three shifts, one of them on the fast day more often than not; planned on Monday."""
        kept = _FEWEST + _LIKELY * centre.quality
        days = {centre.fast_day if self.rng.random() < 0.6 + 0.4 * kept else self.rng.randint(0, 4)}
        days |= {self.rng.randint(0, 4) for _ in range(2)}
        for number in sorted(days):
            day = week.first + number * ONE_DAY
            if is_working_day(day, self.calendar):
                self._shift(centre, week, day, kept)

    def _shift(self, centre: _Centre, week: Period, day: date, kept: float) -> None:
        organisation = self.rng.choice(list(_POSTS))
        person = {"part": self.rng.choice(Part.values), "organisation": organisation, "post": _POSTS[organisation]}
        entry = self.shifts.entry(centre.unit, day, person)
        if not self.shifts.note(at(week.first, 7, 30), centre.clerk, [entry]) or self.rng.random() > kept:
            return
        tapped = self.rng.random() < 0.7
        moment = at(day, 16, 30) if tapped else self._signed(week, kept)
        self.presences.note(moment, centre.clerk, [self._presence(centre, day, person, tapped=tapped)])

    def _signed(self, week: Period, kept: float) -> datetime:
        return at(week.last, 9, later=1 if self.rng.random() < kept else 6)

    def _presence(self, centre: _Centre, day: date, person: Mapping[str, object], *, tapped: bool) -> Entry:
        served = self.rng.randint(3, 40) if self.rng.random() < 0.8 else None
        shown = {"shown_by": Shown.TAP, "sheet": ""} if tapped else {"shown_by": Shown.SHEET, "sheet": _SHEET}
        return self.presences.entry(centre.unit, day, {**person, **shown, "served": served})
