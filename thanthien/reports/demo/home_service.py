"""Made-up home service of all units, of the trial year and of this one: announced early, late or never; requests
visited and handed over in time, late or not at all. Whom to visit is kept where that is open or just over."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random
from uuid import UUID

from django.conf import settings

from thanthien.accounts.models import User
from thanthien.core import clock
from thanthien.core.calendar import ONE_DAY, WorkCalendar, add_working_days, next_working_day
from thanthien.core.private.codes import code_digest
from thanthien.core.private.keys import seal
from thanthien.core.queries import work_calendar
from thanthien.reports.demo import texts
from thanthien.reports.demo.diary import Diary, at
from thanthien.service.at_home.enums import SHELF, RefuseReason, Via, Why, WithdrawReason
from thanthien.service.at_home.kinds import ANNOUNCEMENTS
from thanthien.service.at_home.models import HomeRequest, HomeStep
from thanthien.service.at_home.workflow import STEPS, Actor, Status
from thanthien.service.procedures import catalogue
from thanthien.units.models import Agency, Hamlet, Unit

KNOWN_CODE = "HA2N-TQ7M-5XKD-9RWP"  # of one open request in the fullest unit (docs/demo.md)
_MOST = 14  # requests of a unit in a year
_VIAS = (Via.WEB, Via.WEB, Via.PHONE, Via.PHONE, Via.DESK, Via.FRONT)


@dataclass(frozen=True, slots=True)
class _Office:
    """Who serves in a unit, and how well."""

    unit: Unit
    clerk: User
    front: User
    quality: float
    hamlets: Sequence[Hamlet]


@dataclass(slots=True)
class _Told:
    """A request and its steps, as long as their moments have come."""

    request: HomeRequest
    steps: list[HomeStep] = field(default_factory=list)


def make_home_service(
    units: Sequence[Unit], people: Mapping[str, User], quality: Mapping[str, float], *, full: str, seed_number: int
) -> int:
    """Announcements and requests since the units began, up to now; returns how many requests."""
    # Numbers of its own: the story of the years doesn't depend on them.
    rng = Random(seed_number + 30)  # noqa: S311 - plausible data, no secrets
    hamlets: dict[int, list[Hamlet]] = {}
    for hamlet in Hamlet.objects.current().in_vietnamese_order():
        hamlets.setdefault(hamlet.unit_id, []).append(hamlet)
    years = _Years(rng)
    for unit in units:
        clerk = people.get(f"motcua.{unit.code}") or people[f"congchuc.{unit.code}"]
        good = 0.95 if unit.code == full else quality[unit.code]
        office = _Office(unit, clerk, people[f"mttq.{unit.code}"], good, hamlets.get(unit.pk, ()))
        years.note(office)
        if unit.code == full:
            years.known(office)
    return years.tell()


class _Years:
    """What is asked for and done in all units, noted unit by unit, then stored at once."""

    def __init__(self, rng: Random) -> None:
        self.rng, self.now, self.today = rng, clock.now(), clock.today()
        self.calendar: WorkCalendar = work_calendar()
        self.announcements = Diary(ANNOUNCEMENTS, rng)
        self.told: list[_Told] = []
        self.agencies = {one.code: one for one in Agency.objects.filter(unit__isnull=False)}

    def tell(self) -> int:
        self.announcements.tell()
        for one in self.told:
            self._keep_or_erase(one)
        HomeRequest.objects.bulk_create([one.request for one in self.told], batch_size=1000)
        steps = [step for one in self.told for step in one.steps]
        for step in steps:
            step.request_id = step.request.pk
        HomeStep.objects.bulk_create(sorted(steps, key=lambda step: step.at), batch_size=1000)
        return len(self.told)

    def note(self, office: _Office) -> None:
        """The unit's announcement, and some requests spread over its days."""
        first = office.unit.valid_from
        lack = 1 - office.quality
        if lack < 0.7:
            day = next_working_day(first + timedelta(days=round(200 * lack) + self.rng.randint(3, 30)), self.calendar)
            if day < self.today:
                values = {"text": texts.HOME_ANNOUNCED, "phone": f"0225 3 {self.rng.randint(100_000, 999_999)}"}
                self.announcements.note(at(day, 9), office.clerk, [self.announcements.entry(office.unit, day, values)])
        days = (self.today - first).days
        for _ in range(round(days / 365 * self.rng.randint(0, _MOST))):
            asked = next_working_day(first + self.rng.randint(5, max(6, days)) * ONE_DAY, self.calendar)
            if asked <= self.today and at(asked, 11) <= self.now:
                self.told.append(self._request(office, asked))

    def known(self, office: _Office) -> None:
        """One that was asked for just now, with the code that the guide to the demo names."""
        before = next(
            day for n in range(1, 20) if next_working_day(day := self.today - n * ONE_DAY, self.calendar) == day
        )
        request = self._row(office, before, Via.WEB)
        request.code_digest = code_digest(KNOWN_CODE)
        self.told.append(_Told(request))

    # --- One request ---

    def _row(self, office: _Office, asked: date, via: Via) -> HomeRequest:
        by = None if via == Via.WEB else office.front if via == Via.FRONT else office.clerk
        agencies = {office.clerk: f"ubnd-{office.unit.code}", office.front: f"mttq-{office.unit.code}"}
        return HomeRequest(
            key=UUID(int=self.rng.getrandbits(128), version=4), unit=office.unit, via=via, asked_on=asked,
            hamlet=self.rng.choice(office.hamlets) if office.hamlets else None,
            procedure=self.rng.choice(["", *catalogue()]), entered_by=by,
            agency=self.agencies[agencies[by]] if by else None, made_at=at(asked, 10, self.rng.randint(0, 50)),
            code_digest=f"{self.rng.getrandbits(256):064x}",
        )  # fmt: skip

    def _request(self, office: _Office, asked: date) -> _Told:
        one = _Told(self._row(office, asked, self.rng.choice(_VIAS)))
        for step in self._course(one.request, office, asked):
            if step.at > self.now:
                break
            one.steps.append(step)
            one.request.status = STEPS[step.step].target or one.request.status
            one.request.version += 1
            if step.step == "plan":
                one.request.planned_on, one.request.planned_who = step.day, step.who
        return one

    def _course(self, request: HomeRequest, office: _Office, asked: date) -> Iterator[HomeStep]:
        """What comes of it: the weaker the unit, the later; now and then the person withdraws or can travel."""
        lack, luck = 1 - office.quality, self.rng.random()
        if luck < 0.04:
            reason = self.rng.choice(WithdrawReason.values)
            yield self._step(request, "withdraw", at(asked, 15), Actor.CITIZEN, None, reason=reason)
            return
        if luck < 0.04 + 0.06 * lack:
            reason = self.rng.choice(RefuseReason.values)
            yield self._step(request, "refuse", at(asked, 16), Actor.UNIT, office.clerk, reason=reason)
            return
        slow = self.rng.random() < 0.45 * lack
        visit = add_working_days(asked, self.rng.randint(4, 9) if slow else self.rng.randint(1, 3), self.calendar)
        clerk = office.clerk
        yield self._step(request, "plan", at(asked, 16, 30), Actor.UNIT, clerk, day=visit, who=clerk.full_name)
        if slow and self.rng.random() < 0.3 * lack:
            return
        due = add_working_days(visit, self.rng.randint(1, 5), self.calendar) if self.rng.random() < 0.7 else visit
        later = 12 if self.rng.random() < 0.15 * lack else 0
        told = at(visit, 16, later=later)
        yield self._step(request, "visit", told, Actor.UNIT, clerk, day=visit, due_on=due)
        late = self.rng.random() < 0.3 * lack
        handed = add_working_days(due, self.rng.randint(1, 6), self.calendar) if late else due
        yield self._step(request, "hand_over", max(told, at(handed, 17)), Actor.UNIT, clerk, day=handed)

    def _step(
        self, request: HomeRequest, name: str, moment: datetime, actor: Actor, by: User | None, *,
        day: date | None = None, due_on: date | None = None, who: str = "", reason: str = "",
    ) -> HomeStep:  # fmt: skip
        return HomeStep(
            request=request, step=name, at=moment, actor=actor, by=by, day=day, due_on=due_on, who=who, reason=reason
        )  # fmt: skip

    def _keep_or_erase(self, one: _Told) -> None:
        """What is open, or ended a few days ago, has its contact and a key; of the others both are gone."""
        ended = one.steps[-1].at if one.steps and not Status(one.request.status).is_open else None
        gone = ended + timedelta(days=settings.HOME_SERVICE_CONTACT_DAYS) if ended else None
        if gone is not None and gone < self.now:
            one.request.erased_at = gone
            return
        sealed = seal(SHELF, self._contact())
        one.request.sealed_key, one.request.sealed = sealed.key, sealed.content

    def _contact(self) -> dict[str, str]:
        return {
            "name": self.rng.choice(texts.HOME_NAMES), "phone": f"0900 000 {self.rng.randint(100, 999)}",
            "address": f"Số {self.rng.randint(1, 90)}, ngõ {self.rng.randint(1, 40)} (minh họa)",
            "why": self.rng.choice(Why.values), "procedure": "",
        }  # fmt: skip
