"""Numbers of home service by unit and month, for officials: no row of a single person."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from thanthien.core import clock
from thanthien.core.queries import work_calendar
from thanthien.measures.periods import period_of
from thanthien.measures.queries import accepted_late
from thanthien.measures.terms import known_terms
from thanthien.service.at_home.queries import known_requests, standing_now, year_of
from thanthien.service.at_home.rules import Standing
from thanthien.units.models import Unit


@dataclass
class MonthLine:
    """What was asked for in a month, and what came of it."""

    unit: Unit
    month: str
    asked: int = 0
    on_time: int = 0
    missed: int = 0
    waiting: int = 0
    gone: int = 0

    def add(self, standing: Standing, today: date) -> None:
        """Count one request."""
        self.asked += 1
        if not standing.due:
            self.gone += 1
        elif standing.on_time:
            self.on_time += 1
        elif standing.settled_on < today:
            self.missed += 1
        else:
            self.waiting += 1


def month_lines(units: Collection[Unit]) -> list[MonthLine]:
    """The months of the running year in which something was asked for, by what figures count. Five statements."""
    today = clock.today()
    named = {unit.pk: unit for unit in units}
    first, limits = year_of(today, work_calendar(), known_terms())
    accepted = accepted_late(named.keys())
    lines: dict[tuple[int, str], MonthLine] = {}
    for one in known_requests(named.keys(), first, today, clock.now()).answer():
        if one.asked.asked_on < first:
            continue
        month = period_of("month", one.asked.asked_on)
        line = lines.setdefault((one.unit, month.key), MonthLine(named[one.unit], month.label))
        line.add(standing_now(one, limits, accepted), today)
    return [lines[key] for key in sorted(lines, key=lambda key: (named[key[0]].sort_key, key[1]))]
