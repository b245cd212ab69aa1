"""A made-up year of weekly reports of all units: most weeks heard, some thinly, some late, some missing, a few
corrected; two units stop in spring and enter everything they missed on one evening."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from thanthien.accounts.models import Membership, User
from thanthien.accounts.roles import Role
from thanthien.core import clock
from thanthien.core.audit import acting
from thanthien.core.queries import work_calendar
from thanthien.grassroots.actions import Tick, tick_all
from thanthien.grassroots.enums import How, Topic
from thanthien.grassroots.kinds import OPINION, REPORTS
from thanthien.measures.handovers import kept_by_givers
from thanthien.measures.periods import Period, periods_in
from thanthien.records.actions import Entry
from thanthien.reports.demo import texts
from thanthien.reports.demo.diary import Diary, at
from thanthien.units.models import Hamlet, Unit

CHEATS = 2  # units
_LATE = 20  # days after the week
_CORRECTED_AFTER = timedelta(days=4)
_FULL_QUALITY = 0.93
_HEARD = 0.25  # share of reports with an opinion


@dataclass(frozen=True, slots=True)
class _Voices:
    """Who speaks in one unit: an officer and, where it has them, Mặt trận Tổ quốc, a union, the head of its first
    place."""

    officer: User
    front: User | None
    union: User | None = None
    head: User | None = None


@dataclass(frozen=True, slots=True)
class _Channel:
    """The weekly channel of one unit. ``quality``: how many of its thôn, tổ dân phố are heard in a usual week."""

    unit: Unit
    hamlets: Sequence[Hamlet]
    voices: _Voices
    quality: float
    stops: date | None = None

    @property
    def since(self) -> date:
        """From when on all its places exist."""
        return max(self.unit.valid_from, *(hamlet.valid_from for hamlet in self.hamlets))


def make_weekly_reports(
    people: Mapping[str, User], quality: Mapping[str, float], *, full: str, seed_number: int, year: int
) -> int:
    """Reports since the first day of a year up to now; returns how many. The village head of the unit coded ``full``
    speaks for its first thôn, tổ dân phố."""
    # Numbers of its own: the story of the years doesn't depend on them.
    rng = Random(seed_number)  # noqa: S311 - plausible data, no secrets
    today = clock.today()
    weeks = periods_in("iso_week", date(year, 1, 1), today, work_calendar())
    told = _Year(_channels(people, quality, full, rng, min(today, date(year, 12, 31))), rng)
    with kept_by_givers(OPINION):  # what becomes of opinions is told by feedback.py
        return told.tell(weeks)


def stopping_units(full: str, seed_number: int) -> list[str]:
    """Codes of the units that stop in spring and enter everything on one evening."""
    codes = Hamlet.objects.current().values_list("unit__code", flat=True).order_by("unit__code").distinct()
    return _stopping(list(codes), full, Random(seed_number))  # noqa: S311 - plausible data, no secrets


def _stopping(codes: Sequence[str], full: str, rng: Random) -> list[str]:
    return rng.sample(sorted(code for code in codes if code != full), min(CHEATS, len(codes) - 1))


def _channels(
    people: Mapping[str, User], quality: Mapping[str, float], full: str, rng: Random, last: date
) -> list[_Channel]:
    hamlets: dict[Unit, list[Hamlet]] = {}
    for hamlet in Hamlet.objects.current().select_related("unit").order_by("unit__code", "sort_key", "pk"):
        hamlets.setdefault(hamlet.unit, []).append(hamlet)
    stopping = _stopping([unit.code for unit in hamlets], full, rng)
    spring = last.replace(month=1 + last.month // 3, day=1)
    found = []
    for unit, places in hamlets.items():
        whole = unit.code == full
        if whole:
            _let_head_speak_for(places[0])
        voices = _voices(people, unit.code)
        found.append(
            _Channel(
                unit, places, voices, _FULL_QUALITY if whole else quality[unit.code],
                spring if unit.code in stopping else None,
            )
        )  # fmt: skip
    return found


def _let_head_speak_for(hamlet: Hamlet) -> None:
    head = Membership.objects.filter(agency__unit=hamlet.unit, role=Role.VILLAGE_HEAD).first()
    if head is not None:
        head.hamlet = hamlet
        with acting(None, action="let_head_speak_for"):
            head.save(update_fields=["hamlet"])


def _voices(people: Mapping[str, User], code: str) -> _Voices:
    front, union, head = (people.get(f"{job}.{code}") for job in ("mttq", "hoinongdan", "truongthon"))
    return _Voices(people[f"daumoi.{code}"], front, union, head)


class _Year:
    """What all channels tell, noted unit by unit and week by week, then told moment by moment."""

    def __init__(self, channels: Sequence[_Channel], rng: Random) -> None:
        self.channels, self.rng = channels, rng
        self.diary = Diary(REPORTS, rng)
        self.ticks: dict[Period, list[Tick]] = {}
        self.evening = at(clock.today(), 21, 40, later=-3)

    def tell(self, weeks: Sequence[Period]) -> int:
        for channel in self.channels:
            for week in weeks:
                if week.first >= channel.since:
                    self._week(channel, week)
        ticked = 0
        for week, ticks in self.ticks.items():
            moment = at(week.last, 19, 30)
            if moment <= clock.now():
                with clock.set_to(moment):
                    ticked += tick_all(ticks, week)
        return ticked + self.diary.tell()

    def _week(self, channel: _Channel, week: Period) -> None:
        if channel.stops and week.last >= channel.stops:
            half = channel.hamlets[: (len(channel.hamlets) + 1) // 2]
            if week.last > self.evening.date():
                return
            invented = [self._entry(channel, week.last, hamlet, heard=False) for hamlet in half]
            self.diary.note(self.evening, channel.voices.officer, invented)
            return
        lack = 1 - channel.quality
        luck = self.rng.random()
        if luck < 0.3 * lack:
            return
        heard = [hamlet for hamlet in channel.hamlets if self.rng.random() < channel.quality]
        if luck < 0.6 * lack:
            late = [self._entry(channel, week.last, hamlet) for hamlet in heard]
            self.diary.note(at(week.last, 9, 15, later=_LATE), channel.voices.officer, late)
        else:
            self._in_time(channel, week, heard)

    def _in_time(self, channel: _Channel, week: Period, heard: Sequence[Hamlet]) -> None:
        """The head and the union tell by themselves; Mặt trận Tổ quốc notes opinions on Friday and ticks the others
        on Sunday; where it doesn't, an officer enters all of them, on Friday or the Monday after."""
        voices, friday = channel.voices, at(week.last, 16, 30, later=-2)
        if voices.head and heard and heard[0] == channel.hamlets[0]:
            told = self._entry(channel, week.last, heard[0], how=How.SELF)
            self.diary.note(at(week.last, 18, 5), voices.head, [told])
            heard = heard[1:]
        if voices.union and self.rng.random() < 0.6:
            told = self._entry(channel, friday.date(), None, how=How.SELF)
            self.diary.note(at(week.last, 17, 10, later=-2), voices.union, [told])
        if voices.front and self.rng.random() < 0.75:
            silent = [hamlet for hamlet in heard if self.rng.random() > _HEARD]
            opinions = [self._entry(channel, friday.date(), one, heard=True) for one in heard if one not in silent]
            self._note(channel, friday, voices.front, opinions)
            if silent:
                how = self.rng.choice((How.PHONE, How.MEETING))
                self.ticks.setdefault(week, []).append(Tick(voices.front, channel.unit, silent, how))
            return
        moment = friday if self.rng.random() < 0.5 else at(week.last, 9, later=1)
        day = min(week.last, moment.date())
        self._note(channel, moment, voices.officer, [self._entry(channel, day, hamlet) for hamlet in heard])

    def _note(self, channel: _Channel, moment: datetime, by: User, entries: Sequence[Entry]) -> None:
        """Some of it turns out wrong and is corrected."""
        often = 0.06 if channel.voices.head else 0.02
        if self.diary.note(moment, by, entries) and entries and self.rng.random() < often:
            wrong = self.rng.choice(entries)
            right = self._entry(channel, wrong.day, wrong.hamlet, heard=bool(wrong.values.get("nothing")))
            reason = texts.WEEKLY_CORRECTED[right.values.get("nothing", False)]
            self.diary.correct(moment + _CORRECTED_AFTER, by, wrong, right, reason)

    def _entry(
        self, channel: _Channel, day: date, hamlet: Hamlet | None, *, heard: bool | None = None, how: How | None = None
    ) -> Entry:
        values: dict[str, Any] = {"how": how or self.rng.choice((How.PAPER, How.PHONE, How.MEETING))}
        if how is None and hamlet is not None:
            values["told_by"] = texts.local("{head}", channel.unit.kind)
        if self.rng.random() < _HEARD if heard is None else heard:
            topic = self.rng.choice(list(texts.HEARD))
            told = texts.local(self.rng.choice(texts.HEARD[topic]), channel.unit.kind)
            values |= {"topic": Topic(topic), "text": told, "address": hamlet.name if hamlet else ""}
        else:
            values["nothing"] = True
        return self.diary.entry(channel.unit, day, values, hamlet)
