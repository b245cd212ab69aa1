"""Made-up fast days of all units, of the trial year and of this one: decided early, late or in part; their numbers in
time, late or never told; some told by procedure, some taken out of the procedures system."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random

from thanthien.accounts.models import User
from thanthien.core import clock
from thanthien.core.calendar import ONE_DAY, WorkCalendar, next_working_day
from thanthien.core.codes import joined, parted
from thanthien.core.queries import work_calendar
from thanthien.measures.periods import periods_in
from thanthien.records.actions import Entry
from thanthien.records.enums import Through
from thanthien.reports.demo import texts
from thanthien.reports.demo.diary import Diary, at
from thanthien.service.enums import Origin, Weekday
from thanthien.service.fast_days import Planned, Regulation, plan
from thanthien.service.kinds import DAYS, DECISIONS
from thanthien.service.models import monday_of
from thanthien.service.procedures import catalogue, certifications, minimum_list
from thanthien.service.queries import city_rule
from thanthien.units.models import Unit

CHEATS = 2  # units
_LATE = 20  # days after the day
_FULL_QUALITY = 0.93
_BY_PROCEDURE = 0.12  # share of units
_EXTRACTED = 0.05  # share of units
_MIDSUMMER = 180  # days after the first one of this year


@dataclass(frozen=True, slots=True)
class _Office:
    """The Trung tâm of one unit: how busy it is (dossiers of a usual fast day), how well it works, and its habits."""

    unit: Unit
    chair: User
    clerk: User
    quality: float
    busy: int
    by_procedure: bool
    extracted: bool
    stops: date | None = None


def make_fast_days(
    units: Sequence[Unit], people: Mapping[str, User], quality: Mapping[str, float], *, full: str, seed_number: int
) -> int:
    """Decisions and numbers of the year before and of this one, up to now; returns how many records."""
    # Numbers of its own: the story of the years doesn't depend on them.
    rng = Random(seed_number + 1)  # noqa: S311 - plausible data, no secrets
    today = clock.today()
    stopping = rng.sample(sorted(unit.code for unit in units if unit.code != full), min(CHEATS, len(units) - 1))
    years = _Years(max(today.replace(year=today.year - 1, month=1, day=1), *(unit.valid_from for unit in units)), rng)
    for unit in units:
        clerk = people.get(f"motcua.{unit.code}") or people[f"congchuc.{unit.code}"]
        whole = unit.code == full
        stops = today.replace(month=1 + today.month // 3, day=1) if unit.code in stopping else None
        office = _Office(
            unit, people[f"chutich.{unit.code}"], clerk, _FULL_QUALITY if whole else quality[unit.code],
            rng.randint(4, 26), whole or rng.random() < _BY_PROCEDURE, whole or rng.random() < _EXTRACTED, stops,
        )  # fmt: skip
        years.note(office, changes=whole or rng.random() < 0.1)
    return years.tell()


class _Years:
    """What all units decide and count, noted unit by unit, then told moment by moment."""

    def __init__(self, first: date, rng: Random) -> None:
        self.first, self.today, self.rng = first, clock.today(), rng
        self.calendar: WorkCalendar = work_calendar()
        self.decisions, self.days = Diary(DECISIONS, rng), Diary(DAYS, rng)
        self.evening = at(self.today, 20, 50, later=-4)

    def tell(self) -> int:
        return self.decisions.tell() + self.days.tell()

    def note(self, office: _Office, *, changes: bool) -> None:
        """The unit's decisions, and the days that follow from them."""
        regulations = list(self._decide(office, changes=changes))
        weeks = periods_in("iso_week", self.first, self.today, self.calendar)
        for planned in plan(weeks, regulations, city_rule(), self.calendar):
            if planned.day and planned.day < self.today and planned.week.first >= office.unit.valid_from:
                self._day(office, planned, planned.day)

    # --- What is decided ---

    def _decide(self, office: _Office, *, changes: bool) -> Iterator[Regulation]:
        """Good units sign in the first weeks, weak ones a year later, the weakest never; some change in this summer."""
        lack = 1 - office.quality
        if lack > 0.75:
            return
        weekday = self.rng.choice((Weekday.TUESDAY, Weekday.WEDNESDAY, Weekday.THURSDAY, Weekday.FRIDAY))
        signed = self._signed(office, self.first + timedelta(days=round(450 * lack) - 35 + self.rng.randint(-10, 10)))
        if signed is None:
            return
        listed = list(catalogue()) if self.rng.random() < 0.4 else list(parted(minimum_list()))
        if self.rng.random() < 0.3 * lack:
            listed.remove(self.rng.choice(parted(minimum_list())))
        yield self._decision(office, signed, weekday, listed)
        summer = self.today.replace(month=1, day=1) + timedelta(days=_MIDSUMMER + self.rng.randint(-20, 20))
        later = self._signed(office, summer)
        if changes and later and later > signed:
            yield self._decision(office, later, Weekday((weekday + 1) % len(Weekday)), list(catalogue()))

    def _signed(self, office: _Office, wanted: date) -> date | None:
        day = next_working_day(max(wanted, office.unit.valid_from), self.calendar)
        return day if day < self.today else None

    def _decision(self, office: _Office, signed: date, weekday: Weekday, listed: Sequence[str]) -> Regulation:
        published = signed + self.rng.randint(1, 9) * ONE_DAY
        number = f"{self.rng.randint(11, 480)}/QĐ-UBND"
        values = {
            "number": number, "signer": texts.FAST_DAY_SIGNER, "weekday": weekday, "effective_on": signed + 7 * ONE_DAY,
            "procedures": joined(listed),
            "published_on": published if published < self.today and self.rng.random() < 0.95 else None,
            "link": f"https://vi-du.vn/{office.unit.code}/ngay-giai-quyet-nhanh",
        }  # fmt: skip
        entry = self.decisions.entry(office.unit, signed, values)
        self.decisions.note(at(signed, 15, later=self.rng.choice((0, 1, 4, 9))), office.chair, [entry])
        return Regulation(signed, monday_of(signed + 7 * ONE_DAY), weekday, frozenset(listed), number)

    # --- What is counted ---

    def _day(self, office: _Office, planned: Planned, day: date) -> None:
        if office.stops and day >= office.stops:
            if day <= self.evening.date():
                self.days.note(self.evening, office.clerk, [self._whole(office, day)])
            return
        lack = 1 - office.quality
        luck = self.rng.random()
        if luck < 0.3 * lack:
            return
        entries = list(self._numbers(office, planned, day))
        moment = at(day, 9, 30, later=_LATE) if luck < 0.5 * lack else self._in_time(planned, day)
        if self.days.note(moment, office.clerk, entries) and self.rng.random() < 0.012:
            right = self._again(office, entries[-1])
            self.days.correct(moment + timedelta(days=3), office.clerk, entries[-1], right, texts.FAST_DAY_CORRECTED)
        if office.extracted and self.rng.random() < 0.9:
            self._extract(office, entries, day)

    def _in_time(self, planned: Planned, day: date) -> datetime:
        """On the Friday of its week, or the Monday after it."""
        friday = at(max(day, planned.week.first + Weekday.FRIDAY * ONE_DAY), 17)
        return friday if self.rng.random() < 0.7 else at(max(day, planned.week.last), 8, 45, later=1)

    def _numbers(self, office: _Office, planned: Planned, day: date) -> Iterator[Entry]:
        if not office.by_procedure or planned.regulation is None:
            yield self._whole(office, day)
            return
        listed = sorted(planned.regulation.procedures)
        for code in listed:
            busy = 3 * office.busy if code in certifications() else max(1, office.busy // 3)
            yield self._entry(office, day, busy, procedure=code)

    def _whole(self, office: _Office, day: date) -> Entry:
        return self._entry(office, day, office.busy, through=Through.FRIDAY)

    def _entry(
        self, office: _Office, day: date, busy: int, *, procedure: str = "", through: Through = Through.PAGE
    ) -> Entry:
        received = max(0, round(self.rng.gauss(busy, 0.4 * busy)))
        prompt = min(1.0, 0.72 + 0.28 * office.quality + self.rng.gauss(0, 0.05))
        values = {
            "procedure": procedure, "received": received, "returned": min(received, round(received * prompt)),
            "nothing": received == 0, "origin_of_numbers": Origin.COUNTED,
        }  # fmt: skip
        return self.days.entry(office.unit, day, values, through=through)

    def _again(self, office: _Office, wrong: Entry) -> Entry:
        received = wrong.values["received"] + self.rng.randint(1, 3)
        values = {**wrong.values, "received": received, "nothing": False}
        return self.days.entry(office.unit, wrong.day, values)

    def _extract(self, office: _Office, counted: Sequence[Entry], day: date) -> None:
        """What the procedures system says of the day, taken out on the first working day of the next month: nearly what
        was counted."""
        told = [one for one in counted if one.values["procedure"] not in certifications()]
        received = max(0, sum(one.values["received"] for one in told) + self.rng.choice((0, 0, 0, 1, -1)))
        returned = min(received, sum(one.values["returned"] for one in told))
        values = {
            "procedure": "", "received": received, "returned": returned, "nothing": received == 0,
            "origin_of_numbers": Origin.SYSTEM,
        }  # fmt: skip
        after = (day.replace(day=1) + timedelta(days=32)).replace(day=1)
        taken_on = next_working_day(after, self.calendar)
        self.days.note(
            at(taken_on, 10), office.clerk, [self.days.entry(office.unit, day, values, through=Through.CITY_FILE)]
        )  # fmt: skip
