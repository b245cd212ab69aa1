"""The platform's figures of a published result, as the sealed document states them: what each said for an indicator,
from how many records, and which weeks counted. Nothing of a record itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from thanthien.core.components.charts import Week
from thanthien.core.formats import number
from thanthien.criteria.rules import Cadence, Indicator
from thanthien.evaluations.enums import AnswerState, Moment
from thanthien.evaluations.value_texts import answer_text
from thanthien.measures.answers import period_counts, why_not
from thanthien.measures.figure_json import figure_from_json
from thanthien.measures.figures import PerPeriod


@dataclass(frozen=True, slots=True)
class SealedFigure:
    """One figure at one moment. ``basis``: “594 bản ghi”; ``weeks``: the due ones, for a figure by weeks."""

    moment: str
    as_of: date
    words: str
    basis: str
    weeks: tuple[Week, ...]
    summary: str


def figures_of(indicator: Indicator, row: Mapping[str, Any], document: Mapping[str, Any]) -> list[SealedFigure]:
    """The figures beside an indicator of a sealed document: as posted, and of the cut-off; none in older documents."""
    return [_figure(indicator, one, _stated(indicator, one["moment"], document)) for one in row.get("computed", [])]


def _stated(indicator: Indicator, moment: str, document: Mapping[str, Any]) -> Mapping[str, Any]:
    """The figure itself, as its measure answered it."""
    found = (one for one in document["figures"] if (one["measure"], one["moment"]) == (indicator.measure, moment))
    return next(found, {})


def _figure(indicator: Indicator, computed: Mapping[str, Any], stated: Mapping[str, Any]) -> SealedFigure:
    known = computed["state"] != AnswerState.MISSING
    words = answer_text(indicator, computed["state"], computed["value"]) if known else "chưa có số liệu"
    told = [(stated.get("records", 0), "bản ghi"), (stated.get("numbers", 0), "số ghi chung cho cả tuần")]
    weeks = _weeks(indicator, stated)
    counted = sum(week.state == "done" for week in weeks)
    return SealedFigure(
        moment=str(Moment(computed["moment"]).label),
        as_of=date.fromisoformat(computed["as_of"]),
        words=words,
        basis=", ".join(f"{number(count)} {what}" for count, what in told if count),
        weeks=weeks,
        summary=f"{number(counted)}/{number(len(weeks))} tuần đến hạn được tính",
    )


def _weeks(indicator: Indicator, stated: Mapping[str, Any]) -> tuple[Week, ...]:
    rule, figure = indicator.rule, figure_from_json(stated["figure"]) if stated else None
    if not isinstance(rule, Cadence) or not isinstance(figure, PerPeriod):
        return ()
    return tuple(
        Week(period.label, "done", "được tính")
        if period_counts(rule, count)
        else Week(period.label, "part" if count.records else "missing", why_not(rule, count))
        for period, count in sorted(figure.counts.items())
    )
