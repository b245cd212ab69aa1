"""The period that counts, for one unit: per figure of its set from which day, why, what is due so far, what never is.

Everything follows from the cycle's span, the calendar and the unit's own days, by the functions that figures themselves
are counted by (``measures/periods.py``, ``measures/scope.py``); nothing is counted here a second time.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from thanthien.core.formats import date_vn, number
from thanthien.criteria.models import CriteriaSet
from thanthien.criteria.rules import Cadence
from thanthien.evaluations.models import Cycle, Dossier
from thanthien.evaluations.queries.figures import last_day_over, scope_for
from thanthien.measures.periods import NOUNS, PeriodKind, whole_span
from thanthien.measures.registry import find
from thanthien.measures.scope import Scope

DAYS_TO_PREPARE = timedelta(days=30)  # of the first year: from the decision on its set to the first day that counts
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class CountedFigure:
    """A figure of the set that the platform computes, or that has periods, as it is due for the unit. ``period`` None:
    it is counted by days, not by periods."""

    code: str
    title: str
    measure: str
    computed: bool
    first: date
    period: PeriodKind | None = None
    due: int = 0
    total: int = 0
    idle: int = 0
    first_period: str = ""

    @property
    def from_words(self) -> str:
        """“từ tuần 18 (27/4–3/5)”, “từ 29/04/2026”."""
        return f"từ {self.first_period or date_vn(self.first)}"

    @property
    def due_words(self) -> str:
        """“31 tuần đã đến hạn, cả thời kỳ 36 tuần”; of what is counted by days, what counts."""
        if self.period is None:
            return "Việc xảy ra trong thời kỳ này được tính."
        noun = NOUNS[self.period]
        idle = f" ({number(self.idle)} tuần không có ngày làm việc không tính)" if self.idle else ""
        return f"{number(self.due)} {noun} đã đến hạn, cả thời kỳ {number(self.total)} {noun}{idle}."


@dataclass(frozen=True, slots=True)
class Counted:
    """The page of one dossier. ``first`` and ``last``: the days that count for the unit."""

    first: date
    last: date
    as_of: date
    cut_off: date
    why: str
    before: str
    unit_words: str
    figures: tuple[CountedFigure, ...]
    declared: int


def counted_for(dossier: Dossier) -> Counted:
    """What counts for the dossier's unit. The dossier comes with its cycle, set and unit; three statements."""
    cycle, unit = dossier.cycle, dossier.unit
    as_of = last_day_over(cycle)
    scope = scope_for(cycle, [unit.pk], as_of=as_of)
    first, last = scope.starts.get(unit.pk, cycle.span_first), scope.ends.get(unit.pk, cycle.span_last)
    figures = tuple(_figures(dossier, scope))
    return Counted(
        first=first,
        last=last,
        as_of=as_of,
        cut_off=cycle.as_of,
        why=why_from(cycle),
        before=not_counted_before(cycle),
        unit_words=_unit_words(scope, unit.pk),
        figures=figures,
        declared=len(dossier.compiled.indicators) - len(figures),
    )


def why_from(cycle: Cycle) -> str:
    """Why the days of a cycle begin when they do."""
    chosen, first = cycle.criteria_set, cycle.span_first
    decided = chosen.decision_date
    if (first.month, first.day) == (1, 1):
        return f"Thời kỳ số liệu tính từ đầu năm {cycle.year}."
    words = f"Thời kỳ số liệu tính từ {date_vn(first)}"
    if decided and first == decided + DAYS_TO_PREPARE:
        return (
            f"{words}: sau {DAYS_TO_PREPARE.days} ngày kể từ ngày ban hành bộ tiêu chí (Quyết định số "
            f"{chosen.decision_number} ngày {date_vn(decided)})."
        )
    return f"{words}, do cơ quan thường trực ấn định khi mở kỳ."


def not_counted_before(cycle: Cycle) -> str:
    """What of the year is not due; empty where all of it is."""
    new_year, first = date(cycle.year, 1, 1), cycle.span_first
    if first <= new_year:
        return ""
    return (
        f"Việc từ {date_vn(new_year)} đến {date_vn(first - _DAY)} không tính vào số liệu: không tuần, tháng, quý nào "
        "của thời gian đó đến hạn, và không ai bị coi là quá hạn. Việc đã ghi vẫn được giữ."
    )


def periods_of_sets(chosen: CriteriaSet) -> list[tuple[str, str]]:
    """Title of each cycle of a set and from when to when its figures count, with the reason. One statement."""
    cycles = Cycle.objects.filter(criteria_set=chosen).select_related("criteria_set").newest_first()
    return [(one.told_title, f"{why_from(one)} Đến hết {date_vn(one.span_last)}.") for one in cycles]


def _figures(dossier: Dossier, scope: Scope) -> Iterator[CountedFigure]:
    unit_id = dossier.unit_id
    first = scope.first_of(unit_id)
    whole = replace(scope, as_of=scope.span.cut_off)
    for item in dossier.compiled.indicators:
        definition = item.definition
        measure, rule = find(definition.measure or ""), definition.rule
        if measure is None and not isinstance(rule, Cadence):
            continue  # declared by the unit as a whole
        plain = CountedFigure(
            item.code, definition.label, measure.title if measure else "", measure is not None, first
        )  # fmt: skip
        if not isinstance(rule, Cadence):
            yield plain
            continue
        due, total = scope.due(rule.period, unit_id), whole.due(rule.period, unit_id)
        yield replace(
            plain, period=rule.period, due=len(due), total=len(total), idle=_idle(rule.period, whole),
            first_period=total[0].label if total else "",
        )  # fmt: skip


def _idle(kind: PeriodKind, whole: Scope) -> int:
    """Weeks of the span that hold no working day, and so are never due."""
    if kind != "iso_week":
        return 0
    return len(whole_span(kind, whole.span.first, whole.span.last)) - len(whole.due(kind))


def _unit_words(scope: Scope, unit_id: int) -> str:
    parts = []
    if unit_id in scope.starts:
        parts.append(f"Đơn vị thành lập ngày {date_vn(scope.starts[unit_id])}: chỉ tính từ tuần có ngày đó.")
    if unit_id in scope.ends:
        parts.append(f"Đơn vị kết thúc hoạt động ngày {date_vn(scope.ends[unit_id])}: chỉ tính đến tuần có ngày đó.")
    return " ".join(parts)
