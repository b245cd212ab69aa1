"""Whether the measures that a criteria set names are known and fit: asked when a set is imported or issued."""

from __future__ import annotations

from collections.abc import Iterator

from thanthien.core.text import sort_key
from thanthien.criteria.gate_rules import MeasureCondition
from thanthien.criteria.rules import Cadence, Indicator
from thanthien.measures.registry import Measure, Named, all_known, known

_OF_GATES = ("ratio", "number", "count")


def problem_with(named: Indicator | MeasureCondition) -> str:
    """Why what the set names can't be used, as a sentence; empty when it can."""
    key = named.measure or ""
    found = known(key)
    if found is None:
        return f"Không có số liệu hệ thống “{key}”."
    if isinstance(named, Indicator):
        return fits(named, found)
    if found.form not in _OF_GATES:
        return f"Số liệu “{key}” không phải là số nên không so với ngưỡng được."
    if named.is_share != (found.form == "ratio"):
        return f"Ngưỡng của “{key}” cần là {'tỷ lệ phần trăm' if found.form == 'ratio' else 'một số'}."
    return ""


def titles_in_use() -> Iterator[tuple[str, str]]:
    """Key and title of each measure that isn't retired, by title."""
    current = [one for one in all_known() if isinstance(one, Measure) or not one.successor]
    yield from sorted(((one.key, one.title) for one in current), key=lambda pair: sort_key(pair[1]))


def fits(indicator: Indicator, measure: Measure | Named) -> str:
    """Why a measure can't feed an indicator, as a sentence; empty when it can."""
    if isinstance(indicator.rule, Cadence):
        if measure.form != "periods":
            return f"Số liệu “{measure.key}” không đếm theo kỳ."
        if isinstance(measure, Measure) and measure.period != indicator.rule.period:
            return f"Số liệu “{measure.key}” đếm theo kỳ khác với cách tính điểm."
        return ""
    if measure.form != indicator.input:
        return f"Số liệu “{measure.key}” không đúng dạng của cách tính điểm."
    unknown = sorted(set(measure.codes) - _codes(indicator)) if isinstance(measure, Measure) else []
    return f"Số liệu “{measure.key}” có mã “{unknown[0]}” mà cách tính điểm không có." if unknown else ""


def _codes(indicator: Indicator) -> set[str]:
    rule = indicator.rule
    listed = getattr(rule, "items", ()) or getattr(rule, "options", ()) or getattr(rule, "severities", ())
    return {one.code for one in listed}
