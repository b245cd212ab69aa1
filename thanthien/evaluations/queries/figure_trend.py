"""How a figure of a dossier came about in the last weeks: what was kept of it each Sunday, and what the page says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from thanthien.core.components.charts import Bar
from thanthien.core.formats import NOT_KEPT
from thanthien.criteria.compiling import CompiledIndicator
from thanthien.criteria.values import Ratio
from thanthien.evaluations.models import Dossier
from thanthien.evaluations.queries.figure_door import Door, answered, figure_words
from thanthien.evaluations.queries.figures import standing
from thanthien.measures.figures import Figure
from thanthien.measures.periods import days_of_trend
from thanthien.measures.queries import trend


@dataclass(frozen=True, slots=True)
class Week:
    """A figure on one day of its trend. ``words`` is empty where none was kept; ``share``: the part of what could be
    reached, where the figure is one."""

    day: date
    words: str = ""
    share: Decimal | None = None

    @property
    def bar(self) -> Bar:
        """The day as a bar of the chart."""
        label, note = f"{self.day.day}/{self.day.month}", self.words or "không có số liệu nào được lưu"
        return Bar(label, self.share, note, unknown="chưa có" if self.words else NOT_KEPT)


@dataclass(frozen=True, slots=True)
class FigureTrend:
    """The last eight weeks of a figure up to a day, the oldest first."""

    weeks: Sequence[Week]

    @property
    def bars(self) -> list[Bar]:
        """One bar for each day of a figure that is a share; none for other figures."""
        shares = any(week.share is not None for week in self.weeks)
        return [week.bar for week in self.weeks] if shares else []

    @property
    def kept(self) -> list[Week]:
        """The days of which the figure is known."""
        return [week for week in self.weeks if week.words]

    @property
    def since(self) -> date:
        """The first of them."""
        return self.kept[0].day

    @property
    def steady(self) -> str:
        """What a figure that is no share said all the time; empty where it changed."""
        said = {week.words for week in self.kept}
        return said.pop() if len(said) == 1 else ""


def trend_of_figure(dossier: Dossier, door: Door) -> FigureTrend | None:
    """The trend of what a door shows, up to its day and ending with what it says; None while nothing earlier was kept.
    Who may see the figure may see its trend: it says no more than the figure said then. One statement."""
    days = [day for day in days_of_trend(door.as_of) if day >= door.span.first]
    kept = trend(door.measure.key, door.span, dossier.unit_id, days[:-1])
    if not kept:
        return None
    finding = door.behind.finding
    figures: dict[date, Figure] = {**kept, door.as_of: standing(finding.figure, finding.withdrawn)}
    return FigureTrend([_week(door.compiled, day, figures.get(day)) for day in days])


def _week(compiled: CompiledIndicator, day: date, figure: Figure | None) -> Week:
    if figure is None:
        return Week(day)
    return Week(day, figure_words(compiled, figure), _share(compiled, figure))


def _share(compiled: CompiledIndicator, figure: Figure) -> Decimal | None:
    said = answered(compiled, figure)
    return said.numerator / said.denominator if isinstance(said, Ratio) and said.denominator else None
