"""Late records of one figure of one unit, by period, with what bodies said of them and when they were entered; and the
counts of all units."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from thanthien.accounts.models import User
from thanthien.core import clock
from thanthien.core.calendar import ONE_DAY
from thanthien.core.formats import date_vn, number
from thanthien.measures.behind import Shows
from thanthien.measures.figure_json import period_named
from thanthien.measures.figures import RecordLine
from thanthien.measures.models import LateAcceptance
from thanthien.measures.periods import Period
from thanthien.measures.registry import Measure, find
from thanthien.measures.scope import Scope
from thanthien.measures.sittings import Sitting, sittings
from thanthien.measures.timeliness import Timeliness

STANDS = {None: "Không tính, chưa có ý kiến", True: "Được tính theo ý kiến", False: "Không chấp nhận"}


@dataclass(frozen=True, slots=True)
class LateSaid:
    """Of how many periods of a unit bodies let late records count, or did not, by the last word said of each."""

    accepted: int = 0
    refused: int = 0

    @classmethod
    def of(cls, words: Iterable[bool]) -> LateSaid:
        """By the last word on each period of which something was said."""
        count = Counter(words)
        return cls(count[True], count[False])

    @property
    def periods(self) -> int:
        """Of how many periods something was said."""
        return self.accepted + self.refused

    @property
    def words(self) -> str:
        """“Đã chấp nhận 1 kỳ, không chấp nhận 1 kỳ”; empty where nothing was said."""
        told = [(self.accepted, "chấp nhận"), (self.refused, "không chấp nhận")]
        said = ", ".join(f"{verb} {number(count)} kỳ" for count, verb in told if count)
        return f"Đã {said}" if said else ""


UNSAID = LateSaid()


@dataclass(frozen=True, slots=True)
class LatePeriod:
    """A period with late records, and what was said of it, the last word first. ``shown``: the records that the reader
    may open."""

    period: Period
    lines: tuple[RecordLine, ...]
    limit: datetime
    said: tuple[LateAcceptance, ...] = ()
    shown: tuple[RecordLine, ...] = ()

    @property
    def hidden(self) -> int:
        """How many records the reader may not open."""
        return len(self.lines) - len(self.shown)

    @property
    def number(self) -> int:
        """Names the period in a form: its first day as a number."""
        return self.period.first.toordinal()

    @property
    def word(self) -> bool | None:
        """The last word said: late records count, or don't; None where no body said anything."""
        return self.said[0].accepted if self.said else None

    @property
    def accepted(self) -> bool:
        """Whether its late records count."""
        return self.word is True

    @property
    def stands(self) -> str:
        """How it stands, in few words."""
        return STANDS[self.word]

    @property
    def words(self) -> str:
        """“3 bản ghi, ghi từ 20/12/2026 đến 21/12/2026, quá hạn từ 2 đến 3 ngày”; of what was told in time, and lacks
        something that came late, without the days."""
        days = sorted(line.told_at.astimezone(clock.ZONE).date() for line in self.lines if line.told_at)
        last = (self.limit - ONE_DAY).date()
        late = [(day - last).days for day in (days[0], days[-1])]
        if late[0] < 1:
            overdue = f", quá hạn đến {number(late[1])} ngày" if late[1] > 0 else ""
            return f"{number(len(self.lines))} bản ghi, ghi đến ngày {date_vn(days[-1])}{overdue}"
        if days[0] == days[-1]:
            return f"{number(len(self.lines))} bản ghi, ghi ngày {date_vn(days[0])}, quá hạn {number(late[0])} ngày"
        return (
            f"{number(len(self.lines))} bản ghi, ghi từ {date_vn(days[0])} đến {date_vn(days[-1])}, quá hạn từ "
            f"{number(late[0])} đến {number(late[1])} ngày"
        )


def late_periods(measure: Measure, unit: int, scope: Scope, shows: Shows | None = None) -> list[LatePeriod]:
    """The periods of a unit with late records, the latest first: those of the room, and one statement. ``shows``: of
    some records those that the reader may open, all of them unless given."""
    lines: dict[str, list[RecordLine]] = {}
    for line in measure.records(unit, scope):
        if line.late_since is not None:
            lines.setdefault(line.key, []).append(line)
    said: dict[str, list[LateAcceptance]] = {}
    words = LateAcceptance.objects.filter(unit=unit, measure=measure.key).select_related("by", "agency__passed_to")
    for one in words.order_by("-pk"):
        said.setdefault(one.period, []).append(one)
    every = [line for rows in lines.values() for line in rows]
    shown = {line.name for line in (shows(every) if shows else every)}
    found = [
        LatePeriod(
            period_named(key), tuple(rows), _limit(rows), tuple(said.get(key, ())),
            tuple(line for line in rows if line.name in shown),
        )
        for key, rows in lines.items()
    ]  # fmt: skip
    return sorted(found, key=lambda one: one.period, reverse=True)


def _limit(lines: Iterable[RecordLine]) -> datetime:
    return max(line.late_since for line in lines if line.late_since)


def timeliness_of(keys: Iterable[str], scope: Scope) -> dict[str, dict[int, Timeliness]]:
    """How punctually the records behind some figures came, for every unit of the scope: for a grid, in a constant
    number of statements. Figures that the late rule has no say in are left out."""
    found = {}
    for key in dict.fromkeys(keys):
        measure = find(key)
        if measure is not None and measure.timeliness is not None:
            answered = measure.timeliness(scope)
            found[key] = {unit: answered.get(unit, Timeliness()) for unit in scope.units}
    return found


# --- When they were entered -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Entered:
    """A sitting in which late records were entered, with the names of people whose records the reader may open."""

    sitting: Sitting
    names: tuple[str, ...]


def entered(periods: Sequence[LatePeriod]) -> list[Entered]:
    """When the late records were entered, and by whom, the largest sitting first. One statement, for the names."""
    readable = {line.typist for one in periods for line in one.shown if line.typist is not None}
    people = User.objects.filter(pk__in=readable).order_by("sort_key", "pk") if readable else ()
    names = {person.pk: person.full_name for person in people}
    return [
        Entered(sitting, tuple(name for pk, name in names.items() if pk in sitting.typists))
        for sitting in sittings(line for one in periods for line in one.lines)
    ]
