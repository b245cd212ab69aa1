"""Check the figures of the platform in a sealed document (format 2): what follows from them is computed anew.

From outside one sees what a figure says: which periods were due, what of them counts, which value and gate follow. What
it was counted from, the records, is not public: their digest can be checked only by whoever holds its key.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from typing import Any, TypeAlias

from thanthien.core.calendar import WorkCalendar
from thanthien.criteria.compiling import CompiledSet
from thanthien.criteria.gate_rules import MeasureSource
from thanthien.criteria.gates import measures_of_gates
from thanthien.criteria.rules import Cadence, Indicator
from thanthien.criteria.values import Count, NotApplicable, Number, Ratio, Value, ValueProblem, value_to_json
from thanthien.measures.answers import answer_for
from thanthien.measures.figure_json import figure_from_json, figure_to_json
from thanthien.measures.figures import Absent, Figure, NothingArose, PerPeriod
from thanthien.measures.periods import Period, PeriodKind, due_periods

Tree: TypeAlias = Mapping[str, Any]
Moments: TypeAlias = dict[str, Figure]

MOMENTS = ("posted", "cut_off")
PARTS = frozenset({"computations", "figures", "gate_figures", "unit_since"})
_COMPUTATION = frozenset({"first", "last", "as_of", "known_at", "late_days", "settings", "calendar"})
_COMPUTATION_MAY = frozenset({"unit_until"})
_FIGURE = frozenset({"measure", "moment", "computation", "figure", "records", "numbers"})
_FIGURE_MAY = frozenset({"digest", "note", "withdrawn"})
_DIGEST = re.compile(r"[0-9a-f]{8}:[0-9a-f]{64}")
_NUMBER = re.compile(r"\d{1,12}(\.\d{1,6})?", re.ASCII)
MAX_FIGURES, MAX_DAYS, MAX_COUNT = 2_000, 800, 10**9


class FigureProblem(ValueError):
    """A part about figures that can't be read at all; the message is a Vietnamese sentence."""


@dataclass
class Findings:
    """What the check found. ``by_measure``: measure → moment → figure. ``digests``: how many of them rest on records
    that only the platform can show. ``said``: what is wrong, as sentences; ``noted``: what is to be read."""

    by_measure: dict[str, Moments] = field(default_factory=dict)
    as_of: dict[tuple[str, str], str] = field(default_factory=dict)
    gates: dict[str, Value] = field(default_factory=dict)
    digests: int = 0
    said: list[str] = field(default_factory=list)
    noted: list[str] = field(default_factory=list)


def read_figures(compiled: CompiledSet, document: Tree) -> Findings:
    """Check what a sealed document says of figures as far as it follows from itself. Raises FigureProblem when it has
    another structure."""
    found = Findings()
    computations = _mappings(document, "computations")
    for number, one in enumerate(computations):
        _check_computation(found, one, document, f"lần tính {number + 1}")
    figures = _mappings(document, "figures")
    if len(figures) > MAX_FIGURES or bool(figures) != bool(computations):
        raise FigureProblem("“figures” và “computations” không khớp.")
    used = {_check_figure(found, compiled, one, computations, document) for one in figures}
    if used != set(range(len(computations))):
        found.said.append("Có lần tính không dùng đến.")
    if len({(one["first"], one["last"]) for one in computations}) > 1:
        found.said.append("Các lần tính không cùng thời kỳ số liệu.")
    _check_order(found, figures)
    _check_gates(found, compiled, _mappings(document, "gate_figures"))
    if "unit_since" in document:
        _check_since(found, document["unit_since"], computations)
    return found


def check_computed(found: Findings, indicator: Indicator, row: Tree) -> Iterator[str]:
    """Compare what stands beside an indicator with what its figures say by its rule; sentences of what differs."""
    moments = found.by_measure.get(indicator.measure or "", {})
    if not moments and "computed" not in row:
        return
    expected = [
        {"moment": moment, "as_of": found.as_of[indicator.measure or "", moment]} | _said(indicator, moments[moment])
        for moment in MOMENTS
        if moment in moments
    ]
    if row.get("computed", []) != expected or ("computed" in row and not expected):
        yield "Số liệu hệ thống ghi ở tiêu chí khác với số liệu tính lại từ các kỳ, bản ghi đã đếm."


def check_origin(found: Findings, indicator: Indicator, column: Tree) -> Iterator[str]:
    """A value that is said to be the platform's is the one that follows from the figure as posted."""
    if "origin" not in column:
        return
    posted = found.by_measure.get(indicator.measure or "", {}).get("posted")
    if column["origin"] != "system" or posted is None:
        yield "“origin” không khớp với số liệu hệ thống."
    elif {"state": column.get("state"), "value": column.get("value")} != _said(indicator, posted):
        yield "Tự chấm ghi là lấy số liệu hệ thống nhưng khác số liệu khi niêm yết."


def _said(indicator: Indicator, figure: Figure) -> dict[str, object]:
    try:
        answered = answer_for(indicator, figure)
    except ValueProblem:
        return {"state": "missing", "value": None}
    if isinstance(answered, Absent):
        return {"state": "missing", "value": None}
    if isinstance(answered, NotApplicable):
        return {"state": "not_applicable", "value": None}
    return {"state": "value", "value": value_to_json(answered)}


# --- Computations ---------------------------------------------------------------------------------------------------


def _mappings(document: Tree, key: str) -> list[Tree]:
    """A list of objects, which is left out rather than empty."""
    if key not in document:
        return []
    rows = document[key]
    if not isinstance(rows, list) or not rows or not all(isinstance(row, dict) for row in rows):
        raise FigureProblem(f"“{key}” sai cấu trúc.")
    return rows


def _check_computation(found: Findings, one: Tree, document: Tree, here: str) -> None:
    known = _COMPUTATION <= set(one) <= _COMPUTATION | _COMPUTATION_MAY
    if not known or not isinstance(one["settings"], dict):
        raise FigureProblem(f"{here} sai cấu trúc.")
    first, last, as_of = (_day(one[key], here) for key in ("first", "last", "as_of"))
    _calendar(one, here)
    closed = _closed(document)
    if not first <= last or str(closed) < last.isoformat():
        found.said.append(f"{here}: thời kỳ số liệu không đúng thứ tự hoặc vượt ngày chốt số liệu.")
    if (last - first).days > MAX_DAYS:
        raise FigureProblem(f"{here}: thời kỳ số liệu quá dài.")
    if as_of.isoformat() > str(closed):
        found.said.append(f"{here}: ngày tính {as_of} sau ngày chốt số liệu {str(closed)[:20]}.")
    if _moment(one["known_at"], here).date() < as_of:
        found.said.append(f"{here}: số liệu được tính trước ngày mà nó tính đến.")
    if type(one["late_days"]) is not int or one["late_days"] < 0:
        found.said.append(f"{here}: hạn ghi sau kỳ không phải là số ngày.")
    if "unit_until" in one and _day(one["unit_until"], here) >= last:
        found.said.append(f"{here}: “unit_until” chỉ ghi khi đơn vị kết thúc trước khi hết thời kỳ số liệu.")


def _closed(document: Tree) -> object:
    """The day on which the cycle's figures are closed, as the document states it."""
    cycle = document.get("cycle")
    return cycle.get("as_of") if isinstance(cycle, dict) else None


def _day(raw: object, here: str) -> date:
    try:
        day = date.fromisoformat(raw) if isinstance(raw, str) else None
    except ValueError:
        day = None
    if day is None or day.isoformat() != raw or not 2000 <= day.year <= 2200:
        raise FigureProblem(f"{here}: có ngày sai dạng.")
    return day


def _moment(raw: object, here: str) -> datetime:
    try:
        moment = datetime.fromisoformat(raw) if isinstance(raw, str) else None
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise FigureProblem(f"{here}: “known_at” không phải là thời điểm.")
    return moment


def _calendar(one: Tree, here: str) -> WorkCalendar:
    calendar = one["calendar"]
    if not isinstance(calendar, dict) or set(calendar) != {"off", "work"}:
        raise FigureProblem(f"{here}: lịch làm việc sai cấu trúc.")
    off, work = (_days(calendar[key], here) for key in ("off", "work"))
    return WorkCalendar(off=off, work=work)


def _days(raw: object, here: str) -> frozenset[date]:
    if not isinstance(raw, list) or raw != sorted({str(day) for day in raw}):
        raise FigureProblem(f"{here}: lịch làm việc sai cấu trúc.")
    return frozenset(_day(day, here) for day in raw)


def _check_since(found: Findings, raw: object, computations: list[Tree]) -> None:
    since = _day(raw, "unit_since")
    if not any(_day(one["first"], "") < since for one in computations):
        found.said.append("“unit_since” chỉ ghi khi đơn vị bắt đầu trong thời kỳ số liệu.")


# --- Figures --------------------------------------------------------------------------------------------------------


def _check_figure(found: Findings, compiled: CompiledSet, one: Tree, computations: list[Tree], document: Tree) -> int:
    measure, number, figure = one.get("measure"), one.get("computation"), _figure(one)
    if type(number) is not int or not 0 <= number < len(computations) or not isinstance(measure, str):
        raise FigureProblem("Có số liệu không thuộc lần tính nào.")
    named = {item.definition.measure for item in compiled.indicators} | {*measures_of_gates(compiled.gates)}
    moment = one["moment"]
    if measure not in named or moment in found.by_measure.get(measure, {}):
        raise FigureProblem(f"Số liệu “{measure[:64]}” không có trong bộ tiêu chí hoặc ghi hai lần.")
    if moment == "cut_off" and computations[number]["as_of"] != _closed(document):
        found.said.append(f"“{measure}”: số liệu chốt không tính đến ngày chốt số liệu.")
    found.by_measure.setdefault(measure, {})[moment] = Absent(one["withdrawn"]) if "withdrawn" in one else figure
    found.as_of[measure, moment] = computations[number]["as_of"]
    _check_basis(found, one, measure)
    for item in compiled.indicators:
        if item.definition.measure == measure and isinstance(item.definition.rule, Cadence):
            _check_due(found, figure, item.definition.rule.period, computations[number], document, measure)
    return number


def _figure(one: Tree) -> Figure:
    raw = one.get("figure")
    known = _FIGURE <= set(one) <= _FIGURE | _FIGURE_MAY and one["moment"] in MOMENTS
    if not known or not isinstance(raw, dict) or not _well_formed(raw):
        raise FigureProblem("Có số liệu sai cấu trúc.")
    try:
        figure = figure_from_json(raw)
    except (ValueError, TypeError) as error:
        raise FigureProblem("Có số liệu sai dạng.") from error
    if figure_to_json(figure) != raw:
        raise FigureProblem("Có số liệu sai dạng.")
    return figure


def _well_formed(raw: Tree) -> bool:
    """Whether reading it is safe: numbers of sensible length, whole counts, texts."""
    numbers = [raw[key] for key in ("numerator", "denominator", "number") if key in raw]
    told = [raw[key] for key in ("absent", "nothing_arose", "option") if key in raw]
    parts = [raw.get(key, {}) for key in ("periods", "items", "counts")]
    if not all(isinstance(part, dict) for part in parts) or not all(isinstance(one, str) for one in told):
        return False
    periods, items, counts = parts
    rows = list(periods.values())
    whole = [*counts.values(), *([raw["count"]] if "count" in raw else [])]
    return (
        all(isinstance(one, str) and _NUMBER.fullmatch(one) for one in numbers)
        and all(isinstance(row, list) and len(row) in (1, 3) for row in rows)
        and all(type(one) is int and 0 <= one <= MAX_COUNT for row in [*rows, whole] for one in row)
        and all(row[1] <= row[2] for row in rows if len(row) > 1)
        and all(isinstance(one, bool) for one in (*items.values(), raw.get("passed", False)))
    )


def _check_basis(found: Findings, one: Tree, measure: str) -> None:
    for key in ("records", "numbers"):
        if type(one[key]) is not int or one[key] < 0:
            found.said.append(f"“{measure}”: “{key}” không phải là số lượng.")
    for key in _FIGURE_MAY & set(one):
        if not isinstance(one[key], str) or not one[key]:
            found.said.append(f"“{measure}”: “{key}” trống hoặc sai kiểu dữ liệu.")
    if "digest" in one:
        found.digests += 1
        if not _DIGEST.fullmatch(str(one["digest"])):
            found.said.append(f"“{measure}”: dấu của các bản ghi sai dạng.")


def _check_due(
    found: Findings, figure: Figure, kind: PeriodKind, computation: Tree, document: Tree, measure: str
) -> None:
    """A bad week can't be left out: the periods that are due follow from span, calendar and the unit's own days."""
    if not isinstance(figure, PerPeriod):
        return
    due = _due(kind, computation, document)
    if beyond := sorted(figure.counts.keys() - due):
        found.said.append(f"“{measure}”: kỳ {beyond[0].key} không đến hạn.")
    if left_out := sorted(due - figure.counts.keys()):
        named = ", ".join(period.key for period in left_out[:10])
        found.noted.append(f"“{measure}”: {len(left_out)} kỳ không đưa vào số liệu ({named}).")


def _due(kind: PeriodKind, computation: Tree, document: Tree) -> frozenset[Period]:
    first, last, as_of = (_day(computation[key], "") for key in ("first", "last", "as_of"))
    start = _day(document["unit_since"], "unit_since") if "unit_since" in document else first
    end = _day(computation["unit_until"], "unit_until") if "unit_until" in computation else None
    return _due_by(kind, first, last, _calendar(computation, ""), as_of, start, end)


@lru_cache(maxsize=64)  # of a year's documents nearly all ask the same
def _due_by(
    kind: PeriodKind, first: date, last: date, calendar: WorkCalendar, as_of: date, start: date, end: date | None
) -> frozenset[Period]:
    return frozenset(due_periods(kind, first, last, calendar, as_of=as_of, start=start, end=end))


def _check_order(found: Findings, figures: list[Tree]) -> None:
    """Figures stand by measure and moment, so that one content has one form."""
    keys = [(one["measure"], MOMENTS.index(one["moment"])) for one in figures]
    if keys != sorted(keys) or any(count > 1 for count in Counter(keys).values()):
        found.said.append("Số liệu không theo thứ tự.")


# --- Gates ----------------------------------------------------------------------------------------------------------

_NO_SHARE = {"numerator": "0", "denominator": "0"}
_NO_NUMBER: tuple[Tree, ...] = ({"number": "0"}, {"count": 0})


def _check_gates(found: Findings, compiled: CompiledSet, stated: list[Tree]) -> None:
    """The values that gates are read from are those of the figures at the cut-off, no more and no fewer."""
    expected = [key for key in measures_of_gates(compiled.gates) if _is_read(found.by_measure.get(key, {}))]
    if [one.get("measure") for one in stated] != expected or any(set(one) != {"measure", "value"} for one in stated):
        found.said.append("“gate_figures” không khớp với số liệu chốt.")
        return
    for one in stated:
        value = one["value"]
        if value not in _readings(compiled, one["measure"], found.by_measure[one["measure"]]["cut_off"]):
            found.said.append(f"“gate_figures”: “{one['measure']}” khác số liệu chốt.")
        elif isinstance(read := figure_from_json(value), (Ratio, Number, Count)):
            found.gates[one["measure"]] = read


def _readings(compiled: CompiledSet, measure: str, figure: Figure) -> tuple[Tree, ...]:
    """What a gate may read from a figure: the figure itself; where nothing arose, a share or number of nothing."""
    if not isinstance(figure, NothingArose):
        return (figure_to_json(figure),)
    conditions = (
        one for gate in compiled.gates if isinstance(gate.source, MeasureSource) for one in gate.source.conditions
    )
    is_share = any(one.is_share for one in conditions if one.measure == measure)
    return (_NO_SHARE,) if is_share else _NO_NUMBER


def _is_read(moments: Moments) -> bool:
    return not isinstance(moments.get("cut_off", Absent("")), (Absent, PerPeriod))
