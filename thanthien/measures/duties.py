"""Duties: what a unit owes each period, as the rooms that keep its records tell it.

A room registers a duty in its ``apps.py: ready()``; lists of what waits and the week's page are made from what is
registered, so that the duty of a new room appears by itself::

    register_duty(Duty(key="service.fast_day", …))
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, Any, TypeAlias, cast

from thanthien.core.calendar import WorkCalendar
from thanthien.core.components.basics import Tone
from thanthien.core.formats import date_vn, points
from thanthien.core.question import Question, ask
from thanthien.core.reading import EACH_TIME, Reading
from thanthien.measures.periods import NOUNS, Period, PeriodKind, period_of, periods_in
from thanthien.measures.scope import Scope, Span
from thanthien.measures.terms import Terms, YearTerms

if TYPE_CHECKING:
    from django.forms import BaseForm
    from django.http import QueryDict

    from thanthien.accounts.models import User
    from thanthien.accounts.roles import Role
    from thanthien.units.models import Unit


class State(StrEnum):
    """How a duty stands. ``ENOUGH``: not all is told, but so much that the period counts. ``LATE``: its time is over,
    and what is told now counts only when a body lets it. ``FREE``: nothing is owed in this period; what there is is
    told."""

    DONE = "done"
    ENOUGH = "enough"
    DUE = "due"
    LATE = "late"
    COMING = "coming"
    FREE = "free"

    @property
    def label(self) -> str:
        """The state in a tag."""
        return _LABELS[self][0]

    @property
    def tone(self) -> Tone:
        """The tag's colour (``components/basics.py``)."""
        return _LABELS[self][1]


_LABELS: dict[State, tuple[str, Tone]] = {
    State.DONE: ("Đã xong", "ok"),
    State.ENOUGH: ("Đủ để tính", "ok"),
    State.DUE: ("Đến hạn", "warn"),
    State.LATE: ("Quá hạn", "danger"),
    State.COMING: ("Sắp tới", "plain"),
    State.FREE: ("Khi có hoạt động", "plain"),
}


_LAST_DAYS = timedelta(days=7)
_NAMES_PERIOD = re.compile(r"(?:tuần|tháng|quý|nửa|năm) [^:;,.]*:")


@dataclass(frozen=True, slots=True)
class DutyState:
    """How the duty of one period stands in one unit. ``words`` say it (“8/12 thôn đã báo cáo”);
    ``last_day`` is the last one on which it is told in time; ``url``: its door, where it isn't the duty's own.
    ``by_year``: where several years hold the period, how it stands by the terms of each, by title; the first speaks.
    ``too_late``: it is done, but was told after its time, so that the period counts only when a body lets it.
    ``waits_since``: of a period in which nothing of its own waits, the earliest day since which something does."""

    state: State
    words: str
    last_day: date
    url: str = ""
    by_year: tuple[tuple[str, DutyState], ...] = ()
    too_late: bool = False
    waits_since: date | None = None

    @property
    def told(self) -> str:
        """Its words with the last day, unless they say it; where the years that hold the period say several things,
        each by its name, those of which the same is to be said together."""
        if self.differs:
            titles: dict[str, list[str]] = {}
            for title, state in self.by_year:
                titles.setdefault(state.told, []).append(title)
            return ". ".join(f"{'; '.join(named)}: {told}" for told, named in titles.items())
        day = date_vn(self.last_day)
        says_it = self.state is State.FREE or f"hạn {day}" in self.words
        return self.words if says_it else f"{self.words}; hạn ghi {day}"

    def told_of(self, period: str, *, with_day: bool = True) -> str:
        """The same after the name of the period, unless the words begin with one, “năm 2026: đã tổ chức”.
        ``with_day``: False where the last day stands beside it."""
        words = self.told if with_day or self.differs else self.words
        return words if _NAMES_PERIOD.match(words) else f"{period}: {words}"

    @property
    def differs(self) -> bool:
        """Whether the years that hold the period say several things of it."""
        return len({state.told for _, state in self.by_year}) > 1

    @property
    def counts_as(self) -> State:
        """The state by which the period counts: what was told too late is as good as not told, until a body lets it."""
        return State.LATE if self.too_late else self.state

    @property
    def is_open(self) -> bool:
        """Whether what is told now still decides if the period counts."""
        return self.state in (State.DUE, State.COMING)

    @property
    def waits(self) -> bool:
        """Whether it is work of somebody: once the period counts, in every year, what may follow waits for nobody."""
        own = self.state not in (State.DONE, State.ENOUGH, State.FREE)
        return own or any(state.waits for _, state in self.by_year)

    def is_over(self, today: date) -> bool:
        """Whether the last day is past, in every year: what is told from now on counts only when a body lets it."""
        return today > max([self.last_day, *(state.last_day for _, state in self.by_year)])


@dataclass(frozen=True, slots=True)
class DutyQuestion:
    """How does the duty stand in these units, for this period, as of ``now``? ``reading``: the look of which this is a
    part; ``beside``: the other periods of which it asks, so that a room reads them together; ``starts``, ``ends``:
    first days of units, and last days of those that end."""

    units: frozenset[int]
    period: Period
    now: datetime
    calendar: WorkCalendar
    terms: Terms = field(default_factory=Terms)
    reading: Reading = field(default=EACH_TIME, compare=False, repr=False)
    beside: tuple[Period, ...] = ()
    ends: Mapping[int, date] = field(default_factory=dict)
    starts: Mapping[int, date] = field(default_factory=dict)

    def until(self, day: date, unit: int) -> date:
        """A day, or the last one of a unit that ends before."""
        return min(day, self.ends.get(unit, day))

    def lives_on(self, day: date, unit: int) -> bool:
        """Whether the unit is there on a day."""
        return self.starts.get(unit, day) <= day <= self.ends.get(unit, day)

    def lives_through(self, period: Period, unit: int) -> bool:
        """Whether the unit is there on every day of a period: months and quarters count only whole."""
        return self.lives_on(period.first, unit) and self.lives_on(period.last, unit)

    @property
    def periods(self) -> tuple[Period, ...]:
        """All periods of which the look asks, in order."""
        return tuple(sorted({self.period, *self.beside}))

    @property
    def last_day(self) -> date:
        """The last day on which the period's records are told in time."""
        return self.terms.last_day(self.period, self.calendar)

    def looked_on(self, period: Period) -> date | None:
        """The day on which a period is looked at: today, of one that is over its last day; None of one to come."""
        today = self.now.date()
        return min(today, period.last) if period.first <= today else None

    def scope(self, span: Span, as_of: date, accepted: Collection[tuple[str, int, str]] = ()) -> Scope:
        """What a figure would be asked of these units on a day, with what is known now."""
        return Scope(
            units=self.units, span=span, as_of=as_of, calendar=self.calendar, known_at=self.now,
            starts={unit: day for unit, day in self.starts.items() if day > span.first},
            ends={unit: day for unit, day in self.ends.items() if day < span.last},
            accepted=accepted, reading=self.reading,
        )  # fmt: skip

    def shown(self, state: DutyState) -> State:
        """The state that a person is shown: what has its last day later than this week is coming until its last seven
        days. A week's own duty is due in its week, whatever time is left to tell it."""
        counts = state.counts_as
        own = self.period.kind == "iso_week" and state.last_day <= self.last_day
        far = state.last_day - self.now.date() >= _LAST_DAYS
        return State.COMING if counts is State.DUE and far and not own else counts

    def state(self, *, done: bool, from_day: date, enough: bool = False) -> State:
        """The state by the clock: nothing is due before ``from_day``. ``enough``: the period counts already."""
        if done or enough:
            return State.DONE if done else State.ENOUGH
        if self.now.date() > self.last_day:
            return State.LATE
        return State.COMING if self.now.date() < from_day else State.DUE


Asks: TypeAlias = Callable[[DutyQuestion], Question[Any] | None]
Says: TypeAlias = Callable[[DutyQuestion, Any], Mapping[int, DutyState]]
FormOf: TypeAlias = "Callable[[Unit, Period, QueryDict | None, Any], BaseForm | None]"
Save: TypeAlias = "Callable[[Any, User], str]"


@dataclass(frozen=True, slots=True)
class WeekNumbers:
    """The fields of a duty on the week's page.

    ``asks``: what the form needs of the database; ``form(unit, period, data, answer)`` makes it of the answer (prefix:
    the duty's key), None where there is nothing to type: the register says it already, or the day hasn't come.
    ``save(form, by)`` stores a valid one, raises what actions do and says what it stored (“đã ghi 3 nơi không phát
    sinh”; empty where the duty's state says it all).
    ``at_button``: what is stored can't be typed over, so it waits for the button and isn't saved as it is typed.
    One source holds for a unit and period: the register where it has records, else these numbers; never both.
    """

    asks: Asks
    form: FormOf
    save: Save
    at_button: bool = False


@dataclass(frozen=True, slots=True)
class Duty:
    """What a unit owes each period.

    ``asks`` is its question to the database: for all units and all ``periods`` of the look, whatever its ``period``;
    None where nothing is owed in any of them. ``says`` makes of the answer how it stands in the question's period, in
    each of its units; one that it leaves out owes nothing. So a page of many duties asks for all in one statement.

    ``roles``: whose work it is in the unit. What is each person's own (a report of one's own place) its room tells with
    ``register_work`` of the notices. ``measure``: empty where no figure is made of it; then it is worth no points.
    ``room``: by whose switch it is owed at all (:meth:`is_owed`). ``lasts``: what is owed lasts from one period to the
    next until its last day, so that the running one says it all; on boards it is owed once, in the last of the periods
    with the same last day. ``kept``: boards hold it; False where it is only told and never owed. ``asks_alike``:
    what it asks hangs on no terms, so that of several years it is asked once."""

    key: str
    title: str
    measure: str
    roles: frozenset[Role]
    asks: Asks
    says: Says
    door: Callable[[Unit], str]
    period: PeriodKind = "iso_week"
    numbers: WeekNumbers | None = None
    room: str = ""
    lasts: bool = False
    kept: bool = True
    asks_alike: bool = False

    def is_owed(self, unit: Unit, period: Period, today: date) -> bool:
        """Whether the unit uses the duty's room now, and did on every day of the period that has come."""
        return unit.uses(self.room, today) and unit.used(self.room, period.first, min(period.last, today))

    def states(self, question: DutyQuestion) -> Mapping[int, DutyState]:
        """How it stands in each unit that owes it. One statement."""
        [[found]] = ask(states_of([(self, question)]))
        return cast("Mapping[int, DutyState]", found)

    def stands(self, question: DutyQuestion) -> Mapping[int, DutyState]:
        """The same, also by each year where several hold the period. One statement."""
        [[found]] = ask(standings_of([(self, question)]))
        return cast("Mapping[int, DutyState]", found)

    @property
    def prefix(self) -> str:
        """The duty's name in a form."""
        return self.key.replace(".", "-")


Put: TypeAlias = tuple[Duty, DutyQuestion]
States: TypeAlias = Mapping[int, DutyState]


def states_of(put: Sequence[Put]) -> Question[list[States]]:
    """How each of these duties stands by its question, as one question of all."""
    asked: dict[Hashable, Question[Any] | None] = {}
    keys = [
        (duty.asks, one.units, one.periods, *(() if duty.asks_alike else map(id, one.terms.years))) for duty, one in put
    ]
    for key, (duty, one) in zip(keys, put, strict=True):
        if key not in asked:
            asked[key] = duty.asks(one)
    owed = {key: one for key, one in asked.items() if one is not None}

    def read(*answers: Any) -> list[States]:
        told = dict(zip(owed, answers, strict=True))
        return [duty.says(one, told[key]) if key in told else {} for key, (duty, one) in zip(keys, put, strict=True)]

    return Question(read, *owed.values())


def standings_of(put: Sequence[Put]) -> Question[list[States]]:
    """The same, also by each year where several hold the period."""
    years = [one.terms.each(one.period) for _, one in put]
    several = [
        (duty, replace(one, terms=terms))
        for (duty, one), each in zip(put, years, strict=True)
        if len(each) > 1
        for _, terms in each
    ]

    def read(states: list[States]) -> list[States]:
        told = iter(states[len(put) :])
        return [
            _by_year(found, [(year, next(told)) for year, _ in each]) if len(each) > 1 else found
            for found, each in zip(states[: len(put)], years, strict=True)
        ]

    return Question(read, states_of([*put, *several]))


def _by_year(found: States, by_year: Sequence[tuple[YearTerms, States]]) -> States:
    told = {
        unit: tuple((year.title, said[unit]) for year, said in by_year if unit in said and year.concerns(unit))
        for unit in found
    }
    return {unit: replace(state, by_year=told[unit] * (len(told[unit]) > 1)) for unit, state in found.items()}


_duties: dict[str, Duty] = {}


def register_duty(duty: Duty) -> None:
    """Offer a duty. Raises ValueError for a key given twice."""
    if duty.key in _duties:
        raise ValueError(f"{duty.key} is registered already.")
    _duties[duty.key] = duty


def all_duties() -> Iterator[Duty]:
    """Every duty, in the order of titles."""
    yield from sorted(_duties.values(), key=lambda duty: duty.title)


def duties_of(roles: Collection[Role]) -> list[Duty]:
    """The duties that are work of somebody in these roles."""
    return [duty for duty in all_duties() if duty.roles & set(roles)]


def open_periods(kind: PeriodKind, now: datetime, calendar: WorkCalendar) -> list[Period]:
    """The period that runs, and the one before it: late for some days before it is given up. None without a working
    day is among them."""
    running = period_of(kind, now.date())
    before = period_of(kind, date.fromordinal(running.first.toordinal() - 1))
    due = periods_in(kind, before.first, running.last, calendar)
    return [period for period in (before, running) if period in due]


# --- What a duty is worth ---


@dataclass(frozen=True, slots=True)
class Worth:
    """Points that a measure can still win or lose until the year's figures are closed. ``gain``: how many of them the
    points of the day can rise; the others are held today and lost when the rest is left out. ``left``: periods in which
    something can still be done (0: it isn't counted by periods, or none is left)."""

    open: Decimal
    gain: Decimal
    period: PeriodKind | None = None
    left: int = 0

    @property
    def words(self) -> str:
        """“làm đủ 6 tuần còn lại thì đạt thêm 0,25 điểm, bỏ cả thì mất 0,75 điểm”, measured from the points of the day;
        empty where nothing can change any more."""
        gain, fall = self.gain, self.open - self.gain
        if self.period is None or not self.left:
            return f"còn có thể đạt thêm {points(gain)} điểm" if gain else ""
        noun, several = NOUNS[self.period], self.left > 1
        if not gain:
            every = f"cả {self.left} {noun}" if several else noun
            return f"bỏ {every} còn lại thì mất {points(fall)} điểm" if fall else ""
        rest = f"đủ {self.left} {noun}" if several else noun
        less = f", bỏ {'cả' if several else f'{noun} đó'} thì mất {points(fall)} điểm" if fall else ""
        return f"làm {rest} còn lại thì đạt thêm {points(gain)} điểm{less}"


Worths: TypeAlias = Mapping[int, Mapping[str, Worth]]
AskWorth: TypeAlias = Callable[[Collection[int], Collection[str]], Question[Worths]]
_worth: list[AskWorth] = []


def register_worth(ask: AskWorth) -> None:
    """Tell who knows what measures are worth to units: ``ask(units, measures)``. The room of the year registers it."""
    _worth[:] = [ask]


def worth_of(units: Collection[int], measures: Collection[str]) -> Question[Worths]:
    """By unit and measure; what nobody can tell is left out."""
    return _worth[0](units, measures) if _worth and units and measures else Question(dict)
