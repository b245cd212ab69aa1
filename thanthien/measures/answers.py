"""From a figure to the value that an indicator's rule takes: the only place where a room's answer meets the set.

What a room counts is a fact; how many of it a period needs, and what share of thôn, tổ dân phố, the set says.
"""

from __future__ import annotations

from decimal import ROUND_CEILING, Decimal
from typing import TypeAlias

from thanthien.criteria.rules import Cadence, Indicator
from thanthien.criteria.values import NotApplicable, Ratio, Value, ValueProblem, parse_value, value_to_json
from thanthien.measures.figures import Absent, Figure, NothingArose, PeriodCount, PerPeriod
from thanthien.measures.periods import Period

Answered: TypeAlias = Value | NotApplicable | Absent


def answer_for(indicator: Indicator, figure: Figure) -> Answered:
    """What the figure says for this indicator: a value, “không phát sinh”, or why there is none.

    Raises ValueProblem when the figure has not the form of the rule, or names codes that the rule hasn't.
    """
    if isinstance(figure, Absent):
        return figure
    if isinstance(figure, NothingArose):
        effect = indicator.not_applicable.effect
        return NotApplicable(figure.reason) if effect != "no" else Absent(figure.reason)
    if isinstance(figure, PerPeriod):
        return _of_periods(indicator, figure)
    return parse_value(indicator, value_to_json(figure))


def _of_periods(indicator: Indicator, figure: PerPeriod) -> Answered:
    rule = indicator.rule
    if not isinstance(rule, Cadence):
        raise ValueProblem("", "Số liệu theo kỳ chỉ dùng cho tiêu chí tính theo kỳ.")
    if not figure.counts:
        return Absent("Chưa có kỳ nào đến hạn.")
    met = sum(period_counts(rule, count) for count in figure.counts.values())
    return Ratio(Decimal(met), Decimal(len(figure.counts)))


def period_counts(rule: Cadence, count: PeriodCount) -> bool:
    """Whether one period counts: enough records, and enough of those who should report. Where nobody is known who
    should (no list of thôn, tổ dân phố), only the records are asked for."""
    if count.records < rule.at_least:
        return False
    needed = places_needed(rule, count.valid)
    return needed is None or (count.heard or 0) >= needed


def places_needed(rule: Cadence, valid: int | None) -> int | None:
    """How many of the ``valid`` thôn, tổ dân phố must report before a period counts; None where the set asks for no
    share of them, or none is known."""
    if rule.coverage is None or not valid:
        return None
    return int((rule.coverage * valid).to_integral_value(ROUND_CEILING))


def why_not(
    rule: Cadence, count: PeriodCount, *, untold: str = "không có báo cáo", places: str = "thôn, tổ dân phố"
) -> str:
    """Why a period doesn't count, in words; empty when it does. ``untold``: what a period without a record is called;
    ``places``: what reports in this unit, thôn of a xã or tổ dân phố of a phường."""
    if period_counts(rule, count):
        return ""
    if count.records < rule.at_least:
        return untold if not count.records else f"mới có {count.records}/{rule.at_least} lần"
    return f"mới có {count.heard or 0}/{count.valid} {places} báo cáo"


def missed_periods(rule: Cadence, figure: PerPeriod) -> list[Period]:
    """The due periods that don't count, in order."""
    return sorted(period for period, count in figure.counts.items() if not period_counts(rule, count))
