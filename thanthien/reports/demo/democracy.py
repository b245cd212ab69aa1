"""Made-up grassroots democracy of all units, of this year: what people are asked and what they decide, supervisions by
Mặt trận Tổ quốc and what it recommends; the better committees are in time, the weaker late or leave it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from thanthien.accounts.models import User
from thanthien.core.calendar import add_working_days, next_working_day
from thanthien.core.codes import joined
from thanthien.core.queries import work_calendar
from thanthien.democracy.enums import Asking, Body, Reply, Voting
from thanthien.democracy.kinds import ANSWERS, CONSULTATIONS, DECISIONS, PLANS, RECOMMENDATIONS, SESSIONS
from thanthien.records.actions import Entry
from thanthien.reports.demo import texts
from thanthien.reports.demo.diary import Diary, at
from thanthien.units.models import Hamlet, Unit

_FULL_QUALITY = 0.93
_CONSULTATIONS = ((2, 25), (5, 12), (11, 9))
_SESSIONS = ((3, 16), (6, 8), (10, 5))  # month and day from which on one is held


@dataclass(frozen=True, slots=True)
class _Unit:
    """Who supervises in a unit, who answers, and how well."""

    unit: Unit
    front: User
    clerk: User
    quality: float
    hamlets: Sequence[Hamlet] = ()


def make_democracy(
    units: Sequence[Unit], people: Mapping[str, User], quality: Mapping[str, float], *, full: str, seed_number: int,
    year: int,
) -> int:  # fmt: skip
    """Records of a year up to now; returns how many."""
    # Numbers of its own: the story of the years doesn't depend on them.
    story = _Story(year, Random(seed_number + 35))  # noqa: S311 - plausible data, no secrets
    hamlets: dict[int, list[Hamlet]] = {}
    for hamlet in Hamlet.objects.current().order_by("unit_id", "sort_key", "pk"):
        hamlets.setdefault(hamlet.unit_id, []).append(hamlet)
    for unit in units:
        known = _FULL_QUALITY if unit.code == full else quality[unit.code]
        front, clerk = people[f"mttq.{unit.code}"], people[f"congchuc.{unit.code}"]
        story.note(_Unit(unit, front, clerk, known, hamlets.get(unit.pk, [])))
    return story.tell()


class _Story:
    """What all units tell, noted unit by unit, then told moment by moment; what names another record after it."""

    def __init__(self, year: int, rng: Random) -> None:
        self.year, self.rng, self.calendar = year, rng, work_calendar()
        self.plans, self.sessions = Diary(PLANS, rng), Diary(SESSIONS, rng)
        self.recommended, self.answers = Diary(RECOMMENDATIONS, rng), Diary(ANSWERS, rng)
        self.consulted, self.decided = Diary(CONSULTATIONS, rng), Diary(DECISIONS, rng)

    def tell(self) -> int:
        diaries = (self.plans, self.sessions, self.recommended, self.answers, self.consulted, self.decided)
        return sum(diary.tell() for diary in diaries)

    def note(self, one: _Unit) -> None:
        for number, (month, day) in enumerate(_SESSIONS):
            if self.rng.random() < 0.4 + 0.6 * one.quality:
                self._supervise(one, self._day(month, day, 40), number)
        for number, (month, day) in enumerate(_CONSULTATIONS):
            if self.rng.random() < 0.3 + 0.6 * one.quality:
                self._consult(one, self._day(month, day, 20), number)
        for hamlet in self.rng.sample(list(one.hamlets), min(3, len(one.hamlets))):
            met = self._day(4, 6, 200)
            if hamlet.valid_from <= met:
                self._decide(one, hamlet, met)

    def _consult(self, one: _Unit, day: date, number: int) -> None:
        """Weak units ask for too short a time, and tell late or never what came of it."""
        lack, luck = 1 - one.quality, self.rng.random()
        matter, subject = self.rng.choice(texts.CONSULTED)
        closes = day + timedelta(days=12 if luck < 0.3 * lack else self.rng.randint(20, 30))
        values = {
            "matter": matter, "subject": subject, "asked": texts.CONSULTED_WHOM,
            "ways": joined((Asking.MEETING, Asking.PORTAL)), "closes_on": closes, "document": f"{number + 21}/TB-UBND",
        }  # fmt: skip
        begun = self._tell(self.consulted, one.clerk, one.unit, day, values)
        if luck > 1 - 0.6 * lack:
            return
        told = add_working_days(closes, 9 if luck < 0.2 * lack else self.rng.randint(2, 5), self.calendar)
        answered = self.rng.randint(30, 240)
        result = {
            "told_on": told, "asked_number": answered + self.rng.randint(0, 60), "answered": answered,
            "agreed": round(answered * self.rng.uniform(0.75, 0.98)), "result": texts.CONSULTED_RESULT,
            "minutes": f"{number + 60}/BC-UBND",
        }  # fmt: skip
        ended = self.consulted.entry(one.unit, day, values | result)
        self.consulted.correct(at(told, 16), one.clerk, begun, ended, texts.CONSULTED_REASON)

    def _decide(self, one: _Unit, hamlet: Hamlet, day: date) -> None:
        """Most of it passes; weak units send results late."""
        matter, subject, decided = self.rng.choice(texts.DECIDED)
        drawn = self.rng.randint(80, 260)
        total = hamlet.households or drawn
        present = round(total * self.rng.uniform(0.62, 0.95))
        agreed = round(present * self.rng.uniform(0.82, 1))
        wait = self.rng.randint(7, 15) if self.rng.random() < 0.6 * (1 - one.quality) else self.rng.randint(1, 5)
        sent = add_working_days(day, wait, self.calendar)
        values = {
            "matter": matter, "subject": subject, "voting": self.rng.choice((Voting.MEETING, Voting.BALLOTS)),
            "total": total, "present": present, "agreed": agreed, "against": min(present - agreed, 5),
            "decided": decided, "minutes": f"{self.rng.randint(1, 9)}/BB", "sent_on": sent, "published_on": sent,
            "no_secret": True, "people_right": True,
        }  # fmt: skip
        self.decided.note(at(sent, 15), one.clerk, [self.decided.entry(one.unit, day, values, hamlet)])

    def _day(self, month: int, day: int, spread: int) -> date:
        """A working day within some weeks."""
        return next_working_day(
            date(self.year, month, day) + timedelta(days=self.rng.randint(0, spread)), self.calendar
        )

    def _supervise(self, one: _Unit, day: date, number: int) -> None:
        subject, findings, wish = self.rng.choice(texts.SUPERVISED)
        told = {"body": Body.FRONT, "subject": subject, "project": ""}
        ahead = next_working_day(day - timedelta(days=self.rng.choice((14, 14, 10, 3))), self.calendar)
        plan = self._tell(
            self.plans, one.front, one.unit, ahead,
            told | {"starts_on": day, "sent_on": ahead, "document": f"{number + 3}/KH-MTTQ"},
        )  # fmt: skip
        held = told | {"findings": findings, "breaches": 0, "public": True, "plan": plan.key}
        session = self._tell(self.sessions, one.front, one.unit, day, held)
        if self.rng.random() < 0.6:
            received = next_working_day(day + timedelta(days=self.rng.randint(2, 6)), self.calendar)
            wished = told | {"words": wish, "document": f"{number + 5}/KN-MTTQ", "public": self.rng.random() < 0.8}
            asked = self._tell(
                self.recommended, one.front, one.unit, received, wished | {"session": session.key}
            )  # fmt: skip
            self._answer(one, asked, number)

    def _answer(self, one: _Unit, asked: Entry, number: int) -> None:
        """Good committees answer in time; weak ones late, or leave it."""
        lack, luck = 1 - one.quality, self.rng.random()
        if luck < 0.4 * lack:
            return
        wait = self.rng.randint(18, 40) if luck < 0.7 * lack else self.rng.randint(4, 13)
        day = next_working_day(asked.day + timedelta(days=wait), self.calendar)
        reply = self.rng.choice((Reply.DONE, Reply.PLANNED, Reply.PARTLY))
        values = {
            "recommendation": asked.key, "reply": reply, "words": texts.RECOMMENDATION_ANSWERED,
            "document": f"{number + 40}/UBND-VP",
        }  # fmt: skip
        self._tell(self.answers, one.clerk, one.unit, day, values)

    def _tell(self, diary: Diary, by: User, unit: Unit, day: date, values: Mapping[str, object]) -> Entry:
        entry = diary.entry(unit, day, values)
        diary.note(at(day, 16, 30), by, [entry])
        return entry
