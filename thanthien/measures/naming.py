"""Whether the measures that a criteria set names are known and fit: asked when a set is imported or issued."""

from __future__ import annotations

from thanthien.criteria.rules import Indicator, MeasureCondition
from thanthien.measures.answers import fits
from thanthien.measures.registry import known

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
