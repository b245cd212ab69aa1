"""Made-up staff of all units, of this year: a roll with names, courses, commitments, discipline, praise and ratings; a
few who left, a few whom the roll lacks, two Chủ tịch who say nothing, one whom the standing office contradicts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from uuid import UUID

from thanthien.accounts.models import User
from thanthien.core import clock
from thanthien.core.calendar import next_working_day
from thanthien.core.queries import work_calendar
from thanthien.reports.demo import texts
from thanthien.reports.demo.diary import Diary, at
from thanthien.reports.demo.people import any_name
from thanthien.units.models import Unit
from thanthien.workforce.actions import keep_names
from thanthien.workforce.enums import Award, Group, Severity
from thanthien.workforce.kinds import (
    COMMENDATIONS,
    COMMITMENTS,
    COUNTS,
    COURSES,
    RATINGS,
    SANCTIONS,
    STAFF,
    STATEMENTS,
)
from thanthien.workforce.numbers import as_text

SILENT = 2  # units
_FULL_QUALITY = 0.93
_KINDS = (STAFF, COUNTS, COURSES, COMMITMENTS, SANCTIONS, STATEMENTS, COMMENDATIONS, RATINGS)


@dataclass(frozen=True, slots=True)
class _Office:
    """Who keeps the registers of one unit, who signs, how well it is led, and how many people it has."""

    unit: Unit
    keeper: User
    chair: User
    quality: float
    people: int


def make_staff(
    units: Sequence[Unit], people: Mapping[str, User], quality: Mapping[str, float], *, full: str, seed_number: int,
    year: int,
) -> int:  # fmt: skip
    """Records of a year up to now; returns how many. The roll comes in its spring: figures of the year before rest on
    what was declared."""
    # Numbers of its own: the story of the years doesn't depend on them.
    rng = Random(seed_number + 3)  # noqa: S311 - plausible data, no secrets
    codes = sorted(unit.code for unit in units if unit.code != full)
    silent = rng.sample(codes, min(SILENT, len(codes)))
    contradicted = next((code for code in codes if code not in silent), "")
    told = _Year(year, people["chuyenvien"], rng)
    for unit in units:
        code = unit.code
        known = _FULL_QUALITY if code == full else quality[code]
        office = _Office(unit, people[f"congchuc.{code}"], people[f"chutich.{code}"], known, rng.randint(18, 32))
        told.note(office, silent=code in silent, contradicted=code == contradicted)
    return told.tell()


class _Year:
    """What all units tell of their staff, noted unit by unit, then told kind by kind, moment by moment."""

    def __init__(self, year: int, officer: User, rng: Random) -> None:
        self.year, self.officer, self.rng, self.today = year, officer, rng, clock.today()
        self.calendar = work_calendar()
        self.diaries = {kind.key: Diary(kind, rng) for kind in _KINDS}
        self.names: dict[UUID, str] = {}

    def tell(self) -> int:
        """The roll first: all else points to it."""
        told = sum(self.diaries[kind.key].tell() for kind in _KINDS)
        keep_names(self.names)
        return told

    def note(self, office: _Office, *, silent: bool, contradicted: bool) -> None:
        left = self._roll(office)
        self._count(office)
        self._courses(office, left)
        self._commitments(office)
        told = self._sanctions(office, contradicted=contradicted)
        if not silent:
            self._statements(office, told)
        self._praise(office)

    def _day(self, month: int, day: int) -> date:
        return next_working_day(date(self.year, month, day), self.calendar)

    # --- Who is there ---

    def _roll(self, office: _Office) -> dict[int, date]:
        """In March everybody at once; who leaves in summer is corrected then. Returns who leaves when."""
        diary = self.diaries[STAFF.key]
        left: dict[int, date] = {}
        told_at = at(self._day(3, 23), 9)
        made = []
        for number in range(1, office.people + 1):
            values = {
                "number": number, "group": Group.OFFICIAL if number <= 4 else Group.CIVIL_SERVANT,
                "post": texts.POSTS[min(number, len(texts.POSTS)) - 1], "document": texts.STAFF_DOCUMENT,
            }  # fmt: skip
            entry = diary.entry(office.unit, office.unit.valid_from, values)
            made.append(entry)
        if not diary.note(told_at, office.keeper, made):
            return left
        self.names |= {one.key: any_name(self.rng) for one in made}
        if self.rng.random() < 0.3:
            leaver = self.rng.choice(made[4:])
            left[leaver.values["number"]] = day = self._day(8, self.rng.randint(1, 28))
            gone = {**leaver.values, "left_on": day, "left_document": texts.STAFF_LEFT_DOCUMENT}
            right = diary.entry(office.unit, leaver.day, gone)
            diary.correct(at(day, 10), office.keeper, leaver, right, texts.STAFF_LEFT)
        return left

    def _count(self, office: _Office) -> None:
        """The standing office counts in June; now and then one more than the roll says."""
        people = office.people + (self.rng.random() < 0.04)
        diary, day = self.diaries[COUNTS.key], self._day(6, 30)
        entry = diary.entry(office.unit, day, {"people": people, "document": texts.STAFF_COUNTED})
        diary.note(at(day, 16), self.officer, [entry])

    # --- What they learn and promise ---

    def _courses(self, office: _Office, left: Mapping[int, date]) -> None:
        diary = self.diaries[COURSES.key]
        for title, topic, hours, month in texts.COURSES:
            if self.rng.random() > 0.35 + 0.6 * office.quality:
                continue
            day = self._day(month, self.rng.choice((4, 11, 18)))
            share = min(1.0, 0.3 + 0.6 * office.quality * self.rng.random())
            there = [one for one in range(1, office.people + 1) if day < left.get(one, date.max)]
            values = {
                "title": title, "topic": topic, "hours": hours, "organiser": texts.COURSE_BY,
                "document": texts.COURSE_DOCUMENT,
                "attendees": as_text(self.rng.sample(there, max(1, round(share * len(there))))),
            }  # fmt: skip
            diary.note(at(day, 16, 30), office.keeper, [diary.entry(office.unit, day, values)])

    def _commitments(self, office: _Office) -> None:
        if self.rng.random() < 0.2 * (1 - office.quality):
            return
        day = self._day(4, self.rng.choice((6, 13, 20)))
        signers = as_text(
            one for one in range(1, office.people + 1) if self.rng.random() < 0.75 + 0.25 * office.quality
        )
        diary = self.diaries[COMMITMENTS.key]
        diary.note(at(day, 11), office.keeper, [diary.entry(office.unit, day, {"signers": signers or "1"})])

    # --- What was confirmed ---

    def _sanctions(self, office: _Office, *, contradicted: bool) -> int:
        """Few units have a case; one of those that told none is contradicted. Returns how many the unit told."""
        diary, told = self.diaries[SANCTIONS.key], 0
        if contradicted or self.rng.random() < 0.12 * (1.3 - office.quality):
            violated = self._day(5, self.rng.randint(4, 27))
            decided = violated + timedelta(days=40)
            severity = self.rng.choices(list(Severity), (7, 2, 1))[0]
            values = {
                "administrative": severity, "party": "", "decided_on": decided,
                "document": f"{self.rng.randint(100, 900)}/QĐ-UBND",
            }  # fmt: skip
            by = self.officer if contradicted else office.keeper
            moment = at(self._day(10, 15), 9) if contradicted else at(decided, 15)
            if diary.note(moment, by, [diary.entry(office.unit, violated, values)]):
                told += not contradicted
        return told

    def _statements(self, office: _Office, cases: int) -> None:
        diary = self.diaries[STATEMENTS.key]
        for month, day in ((6, 30), (9, 30), (12, 21)):
            until = self._day(month, day)
            if self.rng.random() < 0.6 + 0.4 * office.quality:
                entry = diary.entry(office.unit, until, {"cases": cases if month > 6 else 0})
                diary.note(at(until, 17), office.chair, [entry])

    def _praise(self, office: _Office) -> None:
        diary, day = self.diaries[COMMENDATIONS.key], self._day(9, 3)
        values = {
            "award": self.rng.choice(list(Award)), "people": self.rng.randint(1, 4),
            "document": f"{self.rng.randint(1000, 3000)}/QĐ-UBND",
        }  # fmt: skip
        diary.note(at(day, 14), office.keeper, [diary.entry(office.unit, day, values)])
        rated, failed = self.diaries[RATINGS.key], self.rng.random() < 0.05
        fair = round(office.people * 0.2 * (1 - office.quality))
        excellent = round(office.people * 0.2)
        grades = {
            "year": self.year - 1, "excellent": excellent, "good": office.people - excellent - fair - failed,
            "fair": fair, "failed": int(failed), "document": texts.RATED_DOCUMENT,
        }  # fmt: skip
        told = self._day(3, 25)
        rated.note(at(told, 10), office.keeper, [rated.entry(office.unit, told, grades)])
