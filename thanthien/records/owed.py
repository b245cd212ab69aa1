"""Duties with last days of their own: what a unit owes by deadlines of single records (``records/deadlines.py``).

The running week says all that waits, what is overdue among it; a week that is over says what was due in it. All its
deadlines stand in its words, those that were kept, too; its last day is the earliest of those that wait, so that boards
hold what is overdue once.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeAlias

from django.urls import reverse

from thanthien.accounts.roles import Role
from thanthien.core.calendar import WorkCalendar
from thanthien.core.due_words import due_words
from thanthien.core.formats import date_vn, number
from thanthien.core.moving import Change, Move
from thanthien.core.question import Question, ask
from thanthien.measures.duties import Duty, DutyQuestion, DutyState, State
from thanthien.records.deadlines import Deadline
from thanthien.units.models import Unit

Deadlines: TypeAlias = Mapping[int, Sequence[Deadline]]


@dataclass(frozen=True, slots=True)
class Owed:
    """What a duty is made of: who knows the deadlines of units for some days, and its words (“kiến nghị”, “đã trả lời”,
    “chưa trả lời”). ``who``: whose deed it is and who tells it, where these are two."""

    deadlines: Callable[[Collection[int], date, date, WorkCalendar], Question[Deadlines]]
    one: str
    done: str
    waits: str
    who: str = ""

    def asks(self, question: DutyQuestion) -> Question[Deadlines]:
        """For the deadlines of all weeks of a look."""
        weeks = question.periods
        return self.deadlines(question.units, weeks[0].first, weeks[-1].last, question.calendar)

    def moves(self, change: Change) -> Iterator[Move]:
        """Which last days of what waits a change of the calendar would move. Two statements."""
        units, day = list(Unit.objects.order_by().values_list("pk", flat=True)), change.day
        # Asked for together, so that both are told of the same records.
        by_both = (self.deadlines(units, day, day, calendar) for calendar in (change.before, change.after))
        earlier, later = ask(*by_both)
        for unit, told in earlier.items():
            for old, new in zip(told, later[unit], strict=True):
                if old.done_on is None:
                    yield Move(f"{self.one} ngày {date_vn(old.since)}", old.last_day, new.last_day, unit)

    def says(self, question: DutyQuestion, owed: Deadlines) -> Mapping[int, DutyState]:
        """How it stands in each unit that owes anything."""
        concerns = {unit: [one for one in told if _concerns(one, question)] for unit, told in owed.items()}
        return {unit: self._state(question, told) for unit, told in concerns.items() if told}

    def _state(self, question: DutyQuestion, told: Sequence[Deadline]) -> DutyState:
        waiting = [one for one in told if one.done_on is None]
        if not waiting:
            words = f"{self.done} {number(len(told))} {self.one}"
            late = any(one.was_late for one in told)
            return DutyState(State.DONE, words, min(one.last_day for one in told), too_late=late)
        today, next_day = question.now.date(), min(one.last_day for one in waiting)
        parts = [f"{number(len(waiting))} {self.one} {self.waits}{_days(waiting, today, question.calendar)}"]
        still = sorted(one.open_to for one in waiting if one.open_to and one.open_to >= today)
        if still:
            parts.append(f"{number(len(still))} {self.one} còn nhận ý kiến, đến hết ngày {date_vn(still[0])}")
        kept = [one for one in told if one.done_on is not None]
        if kept:
            parts.append(f"{self.done} {number(len(kept))} {self.one}{_days(kept, today, question.calendar)}")
        if self.who:
            parts.append(self.who)
        state = State.DUE if next_day <= question.period.last else State.COMING
        overdue = any(one.is_overdue(today) for one in waiting)
        return DutyState(State.LATE if overdue else state, "; ".join(parts), next_day)


_MOST_DAYS = 5  # that are named in the words of a row


def _days(told: Sequence[Deadline], today: date, calendar: WorkCalendar) -> str:
    """“, hạn 22/06/2026”; of several last days each once, with how many have it: “: 1 quá hạn 12 ngày làm việc (hạn
    25/05/2026), 2 hạn 22/06/2026”. What was done is no longer overdue."""
    counted = sorted(Counter((one.last_day, one.is_overdue(today)) for one in told).items())
    days = [
        (many, due_words(day, today, calendar) if overdue else f"hạn {date_vn(day)}")
        for (day, overdue), many in counted[:_MOST_DAYS]
    ]
    if len(days) == 1:
        return f", {days[0][1]}"
    rest = sum(many for _, many in counted[_MOST_DAYS:])
    named = ", ".join(f"{number(many)} {words}" for many, words in days)
    return f": {named}" + (f" và {number(rest)} hạn sau đó" if rest else "")


def _concerns(one: Deadline, question: DutyQuestion) -> bool:
    """A week that is over knows what was due in it; the running one also all that waits."""
    week = question.period
    waits = one.done_on is None and one.since <= week.last
    return week.holds(one.last_day) or (waits and week.last >= question.now.date())


def deadlines_by_unit(deadline_of: Callable[[Any], Deadline | None], rows: Iterable[Any]) -> Deadlines:
    """The deadlines of records by unit; a record that has none is left out."""
    found: dict[int, list[Deadline]] = defaultdict(list)
    for one in rows:
        if (deadline := deadline_of(one)) is not None:
            found[one.unit_id].append(deadline)
    return found


def owed_duty(key: str, title: str, owed: Owed, *, room: str, roles: Collection[Role], door: str) -> Duty:
    """No figure of a criteria set is made of it: it is worth no points, only due. ``door``: the name of its address,
    and how that is narrowed (“recommendations?tra_loi=cho”)."""
    route, mark, narrowed = door.partition("?")
    return Duty(
        key=f"{room}.{key}",
        title=title,
        measure="",
        roles=frozenset(roles),
        asks=owed.asks,
        says=owed.says,
        door=lambda unit: f"{reverse(route)}{mark}{narrowed}",
        room=room,
        lasts=True,
        asks_alike=True,
    )
