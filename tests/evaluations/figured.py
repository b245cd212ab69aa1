"""A year whose set names measures of the tests: each answers what the test says, as known at the moment asked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from tests.evaluations.scenario import SMALL_SET, Year, open_year
from thanthien.measures.figures import Figure, Finding, PeriodCount, PerPeriod, Ratio, fingerprint
from thanthien.measures.periods import period_of
from thanthien.measures.scope import Scope

# The first one is a key of the small set itself, which no room computes.
WEEKS, ANSWERED, RULE, OVERDUE = "feedback.weekly_intake", "test.answered", "test.rule", "test.overdue"
_GATE = """gates:
  - key: qua-han
    question: Còn phản ánh quá hạn
    source:
      measures:
        - {key: test.overdue, above: 2%}
      declared_by: so-noi-vu
    as_of: cut_off
    effect: {cap: 1}
"""
TEXT = (
    SMALL_SET.read_text(encoding="utf-8")
    .replace("title: Trả lời đúng hạn", f"title: Trả lời đúng hạn\n        measure: {ANSWERED}")
    .replace("title: Có quy định", f"title: Có quy định\n        measure: {RULE}")
    .replace("gates:\n", _GATE)
)


@dataclass
class Source:
    """What the measures of the tests answer, by measure and unit; ``asked``: the questions put to them."""

    said: dict[str, dict[int, Finding]] = field(default_factory=lambda: defaultdict(dict))
    asked: list[Scope] = field(default_factory=list)

    def says(self, key: str, unit: int, figure: Figure, **more: Any) -> None:
        """From now on the measure answers this for the unit."""
        marks = fingerprint([(key, number, 1) for number in range(more.pop("records", 1))])
        self.said[key][unit] = Finding(figure, marks, **more)

    def compute(self, key: str, scope: Scope) -> Mapping[int, Finding]:
        """What the test said of the units asked."""
        self.asked.append(scope)
        return {unit: found for unit, found in self.said[key].items() if unit in scope.units}


def figured_year(**options: Any) -> Year:
    """An open year whose set names the measures of the tests."""
    return open_year(text=TEXT, **options)


def weeks(held: int, due: int, first: date = date(2026, 1, 5)) -> PerPeriod:
    """So many weeks with a record, of those due."""
    monday = period_of("iso_week", first).first
    periods = [period_of("iso_week", date.fromordinal(monday.toordinal() + 7 * n)) for n in range(due)]
    return PerPeriod({period: PeriodCount(int(n < held)) for n, period in enumerate(periods)})


def ratio(numerator: int, denominator: int) -> Ratio:
    """A share as measures give it."""
    return Ratio(Decimal(numerator), Decimal(denominator))
