"""Made-up offices of all units, of this year: checklists with a photograph, breaches, tests of broadcasting, files of
the app's owner. The room is used from this year on, so that the year before rests on what was declared."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from uuid import UUID

from thanthien.accounts.models import User
from thanthien.core import clock
from thanthien.core.calendar import next_working_day
from thanthien.core.codes import joined
from thanthien.core.queries import work_calendar
from thanthien.records.actions import Entry
from thanthien.records.enums import Consent, Through
from thanthien.records.kinds import RecordKind
from thanthien.records.photographs import Sent, add
from thanthien.reports.demo import papers, texts
from thanthien.reports.demo.diary import Diary, at
from thanthien.reports.demo.doing import do
from thanthien.units.models import Hamlet, Unit, UnitFigure
from thanthien.workplace.enums import Channel, Counted, Heard, Inspected, Origin, Smoke, Spot
from thanthien.workplace.items import catalogue
from thanthien.workplace.kinds import APP, CHECKS, INSPECTIONS, RADIO_TESTS, VIEWS

INSPECTED, BREACHES = 20, 3  # units
_FULL_QUALITY = 0.93
_HALVES = ((5, 12), (9, 7))  # month and day from which on a half is looked at
_TOURS = ((3, 2), (9, 14))  # month and day from which on broadcasting is tested
_FILES = ((3, 31), (6, 30), (9, 30))
_LATE = 26  # days after the half


@dataclass(frozen=True, slots=True)
class _Office:
    """The offices of one unit: who keeps them, how well, and how many households it has."""

    unit: Unit
    keeper: User
    quality: float
    households: int


def make_offices(
    units: Sequence[Unit], people: Mapping[str, User], quality: Mapping[str, float], *, full: str, seed_number: int,
    year: int,
) -> int:  # fmt: skip
    """Records of a year up to now; returns how many."""
    # Numbers of its own: the story of the years doesn't depend on them.
    rng = Random(seed_number + 5)  # noqa: S311 - plausible data, no secrets
    told = _Year(year, people, rng)
    figures = UnitFigure.objects.filter(households__isnull=False).order_by("as_of")
    households: dict[int, int] = dict(figures.values_list("unit_id", "households"))  # type: ignore[arg-type]
    hamlets: dict[int, list[Hamlet]] = {}
    for hamlet in Hamlet.objects.current().order_by("unit_id", "sort_key", "pk"):
        hamlets.setdefault(hamlet.unit_id, []).append(hamlet)
    for unit in units:
        keeper = people.get(f"motcua.{unit.code}") or people[f"congchuc.{unit.code}"]
        known = _FULL_QUALITY if unit.code == full else quality[unit.code]
        office = _Office(unit, keeper, known, households.get(unit.pk) or rng.randint(2500, 14000))
        told.note(office, hamlets.get(unit.pk, []), whole=unit.code == full)
    told.inspect([unit for unit in units if unit.code != full])
    return told.tell()


class _Year:
    """What all units and bodies tell, noted unit by unit, then told moment by moment."""

    def __init__(self, year: int, people: Mapping[str, User], rng: Random) -> None:
        self.year, self.people, self.rng = year, people, rng
        self.calendar = work_calendar()
        self.diaries = {kind.key: Diary(kind, rng) for kind in (CHECKS, VIEWS, INSPECTIONS, RADIO_TESTS, APP)}
        self.pictured: list[tuple[Entry, User, int]] = []

    def tell(self) -> int:
        told = sum(diary.tell() for diary in self.diaries.values())
        return told + self._photograph()

    def note(self, office: _Office, hamlets: Sequence[Hamlet], *, whole: bool) -> None:
        self._check(office)
        if whole or self.rng.random() < 0.3 * office.quality:
            for spot in (Spot.YARD, Spot.HALL):
                entry = self._tell(VIEWS.key, office.keeper, office.unit, self._day(*_TOURS[1]), {"spot": spot})
                self.pictured.append((entry, office.keeper, 0))
        for tour in _TOURS:
            self._listen(office, hamlets, self._day(*tour))
        self._count(office)

    def _day(self, month: int, day: int, spread: int = 25) -> date:
        """A working day within some weeks."""
        wanted = date(self.year, month, day) + timedelta(days=self.rng.randint(0, spread))
        return next_working_day(wanted, self.calendar)

    def _tell(
        self, kind: str, by: User, unit: Unit, day: date, values: Mapping[str, object], *, later: int = 0
    ) -> Entry:
        entry = self.diaries[kind].entry(unit, day, values)
        self.diaries[kind].note(at(day, 16, 15, later=later), by, [entry])
        return entry

    def _check(self, office: _Office) -> None:
        """Good units have nearly all and check in each half; weak ones leave out a half, or tell it late."""
        lack = 1 - office.quality
        there = [code for code in catalogue() if self.rng.random() < 0.75 + 0.25 * office.quality]
        for half in _HALVES:
            luck, day = self.rng.random(), self._day(*half)
            if luck < 0.3 * lack:
                continue
            over = date(self.year, 7, 1) if half is _HALVES[0] else date(self.year + 1, 1, 1)
            late = (over - day).days + _LATE if luck < 0.45 * lack else 0
            smoke = Smoke.SMOKED if self.rng.random() < 0.25 * lack else Smoke.FREE
            values = {"items": joined(there), "smoke": smoke, "minutes": f"{self.rng.randint(3, 60)}/BB-UBND"}
            entry = self._tell(CHECKS.key, office.keeper, office.unit, day, values, later=late)
            if self.rng.random() > 0.2 * lack:
                self.pictured.append((entry, office.keeper, late))

    def _listen(self, office: _Office, hamlets: Sequence[Hamlet], day: date) -> None:
        """Of weak units many places have no speakers, or they are silent."""
        entries = [
            self.diaries[RADIO_TESTS.key].entry(office.unit, day, self._heard(office), hamlet)
            for hamlet in hamlets
            if self.rng.random() < 0.35 + 0.62 * office.quality and hamlet.valid_from <= day
        ]
        self.diaries[RADIO_TESTS.key].note(at(day, 17, 5), office.keeper, entries)

    def _heard(self, office: _Office) -> Mapping[str, object]:
        channel = Channel.SPEAKERS if self.rng.random() < 0.8 else Channel.STREAM
        silent = self.rng.random() < 0.2 * (1 - office.quality)
        return {
            "channel": channel, "device": texts.DEVICES[channel], "result": Heard.SILENT if silent else Heard.HEARD
        }  # fmt: skip

    def _count(self, office: _Office) -> None:
        """The owner's files, of every unit on the same days: each time more."""
        share = 0.2 + 0.35 * office.quality
        diary, body = self.diaries[APP.key], self.people["td.khcn"]
        for month, last in _FILES:
            share = min(0.98, share + self.rng.uniform(0.02, 0.12))
            day = date(self.year, month, last)
            values = {
                "households": office.households, "installed": round(share * office.households),
                "counted": Counted.HOUSEHOLDS, "source": texts.APP_SOURCE, "origin_of_numbers": Origin.OWNER,
            }  # fmt: skip
            entry = diary.entry(office.unit, day, values, through=Through.CITY_FILE)
            diary.note(at(day, 9, later=6), body, [entry])

    def inspect(self, units: Sequence[Unit]) -> None:
        """Sở Y tế looks at some units, and confirms a breach in a few."""
        chosen = self.rng.sample(list(units), min(INSPECTED, len(units)))
        for number, unit in enumerate(chosen):
            result = Inspected.BREACH if number < BREACHES else Inspected.CLEAN
            values = {"result": result, "document": f"{number + 11}/BB-SYT (minh họa)", "where": texts.INSPECTED_PLACE}
            self._tell(INSPECTIONS.key, self.people["td.yte"], unit, self._day(4, 6, 180), values)

    def _photograph(self) -> int:
        """A picture for each record that was told and has one; returns how many."""
        told = dict(self._told())
        content, count = papers.picture(), 0
        for entry, by, later in self.pictured:
            if entry.key not in told:
                continue
            kind, number = told[entry.key]
            with clock.set_to(at(entry.day, 16, 20, later=later)):
                sent = Sent([papers.upload(texts.PICTURE, content)], Consent.NOBODY)
                do(add, kind=kind, sent=sent, record_id=number, by=by)
            count += 1
        return count

    def _told(self) -> Iterator[tuple[UUID, tuple[RecordKind, int]]]:
        """By its key the number of each record that was told and has a picture."""
        keys = [entry.key for entry, *_ in self.pictured]
        for kind in (CHECKS, VIEWS):
            for key, number in kind.model.objects.filter(key__in=keys).values_list("key", "pk"):
                yield key, (kind, number)
