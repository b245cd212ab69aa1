"""Late records of one figure of one unit, by period, with what bodies said of them; and the counts of all units."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from thanthien.core import clock
from thanthien.core.formats import date_vn, number
from thanthien.measures.figure_json import period_named
from thanthien.measures.figures import RecordLine
from thanthien.measures.models import LateAcceptance
from thanthien.measures.periods import Period
from thanthien.measures.registry import Measure, find
from thanthien.measures.scope import Scope
from thanthien.measures.timeliness import Timeliness

_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class LatePeriod:
    """A period with late records, and what was said of it, the last word first."""

    period: Period
    lines: tuple[RecordLine, ...]
    limit: datetime
    said: tuple[LateAcceptance, ...] = ()

    @property
    def accepted(self) -> bool:
        """Whether its late records count."""
        return bool(self.said) and self.said[0].accepted

    @property
    def words(self) -> str:
        """“3 bản ghi, ghi từ 20/12/2026 đến 21/12/2026, quá hạn từ 2 đến 3 ngày”."""
        days = sorted(line.told_at.astimezone(clock.ZONE).date() for line in self.lines if line.told_at)
        last = (self.limit - _ONE_DAY).date()
        late = [(day - last).days for day in (days[0], days[-1])]
        if days[0] == days[-1]:
            return f"{number(len(self.lines))} bản ghi, ghi ngày {date_vn(days[0])}, quá hạn {number(late[0])} ngày"
        return (
            f"{number(len(self.lines))} bản ghi, ghi từ {date_vn(days[0])} đến {date_vn(days[-1])}, quá hạn từ "
            f"{number(late[0])} đến {number(late[1])} ngày"
        )


def late_periods(measure: Measure, unit: int, scope: Scope) -> list[LatePeriod]:
    """The periods of a unit with late records, the latest first: those of the room, and one statement."""
    lines: dict[str, list[RecordLine]] = {}
    for line in measure.records(unit, scope):
        if line.late_since is not None:
            lines.setdefault(line.key, []).append(line)
    said: dict[str, list[LateAcceptance]] = {}
    words = LateAcceptance.objects.filter(unit=unit, measure=measure.key).select_related("by", "agency")
    for one in words.order_by("-pk"):
        said.setdefault(one.period, []).append(one)
    found = [
        LatePeriod(period_named(key), tuple(rows), _limit(rows), tuple(said.get(key, ())))
        for key, rows in lines.items()
    ]
    return sorted(found, key=lambda one: one.period, reverse=True)


def _limit(lines: Iterable[RecordLine]) -> datetime:
    return max(line.late_since for line in lines if line.late_since)


def last_word(measure: str, unit: int) -> int:
    """The number of the last word on a figure of a unit; 0 where none was said. One statement."""
    rows = LateAcceptance.objects.filter(unit=unit, measure=measure).order_by("-pk").values_list("pk", flat=True)
    return rows.first() or 0


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
