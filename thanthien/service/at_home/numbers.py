"""Numbers of home service by unit and month, for officials: no row of a single person."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from thanthien.core import clock
from thanthien.measures.queries import this_years_scope
from thanthien.service.at_home.queries import Counted, counted_in
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

    def add(self, one: Counted) -> None:
        """Count one request, by the figure's own rule."""
        self.asked += 1
        if not one.standing.due:
            self.gone += 1
        elif one.standing.on_time:
            self.on_time += 1
        elif one.within:
            self.missed += 1
        else:
            self.waiting += 1


def month_lines(units: Collection[Unit]) -> list[MonthLine]:
    """The months of the running year in which something was asked for, by what figures count. Five statements."""
    named = {unit.pk: unit for unit in units}
    scope = this_years_scope(named.keys())
    lines: dict[tuple[int, str], MonthLine] = {}
    known = counted_in(scope, until=clock.today()).answer()
    for one in (one for of_unit in known.values() for one in of_unit):
        unit, asked_on = one.known.unit, one.known.asked.asked_on
        if asked_on >= scope.first_of(unit):
            month = one.known.month
            line = lines.setdefault((unit, month.key), MonthLine(named[unit], month.label))
            line.add(one)
    return [lines[key] for key in sorted(lines, key=lambda key: (named[key[0]].sort_key, key[1]))]
