"""What measures say of dossiers: which of them a set asks, for which days, and what their figures are in its words.

Looking computes and stores nothing; ``actions/figures.py`` stores.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Protocol, TypeAlias

from thanthien.core import clock
from thanthien.core.calendar import WorkCalendar
from thanthien.core.queries import work_calendar
from thanthien.core.reading import EACH_TIME, Reading
from thanthien.criteria.compiling import CompiledSet
from thanthien.criteria.gates import measures_of_gates
from thanthien.criteria.rules import SetDefinition
from thanthien.criteria.values import Answer, Count, NotApplicable, Number, Ratio, Value, ValueProblem, value_to_json
from thanthien.evaluations.enums import AnswerState, Moment
from thanthien.evaluations.models import Computation, Cycle
from thanthien.evaluations.states import COMPUTED
from thanthien.measures.answers import Answered, answer_for
from thanthien.measures.figures import Absent, Figure, Finding, Form, NothingArose, PerPeriod
from thanthien.measures.periods import counts_until
from thanthien.measures.queries import day_over, findings, scope_of
from thanthien.measures.registry import Measure, Setting, find, known
from thanthien.measures.scope import Scope, Span

Found: TypeAlias = Mapping[str, Mapping[int, Finding]]  # measure → unit → finding


@dataclass(frozen=True, slots=True)
class Told:
    """What the figures of one unit say in the words of a set.

    ``said``: by indicator code a value, “không phát sinh”, or why there is none; codes without a computed measure are
    left out. ``gates``: by measure, absent ones left out. ``unfit``: code → why the rule can't take the figure.
    """

    said: dict[str, Answered] = field(default_factory=dict)
    gates: dict[str, Value] = field(default_factory=dict)
    unfit: dict[str, str] = field(default_factory=dict)

    @property
    def answers(self) -> dict[str, Answer | None]:
        """The same as the engine's answers; None where there is no figure."""
        return {code: None if isinstance(said, Absent) else said for code, said in self.said.items()}


LONGEST_REASON = 500
UNFIT = "Số liệu hệ thống của tiêu chí này đang được kiểm tra."


def measures_of(definition: SetDefinition) -> tuple[str, ...]:
    """Keys of all measures that a set names, for its indicators and its gates, each once."""
    of_indicators = [one.measure for one in definition.indicators() if one.measure]
    return tuple(dict.fromkeys([*of_indicators, *measures_of_gates(definition.gates)]))


def last_day_over(cycle: Cycle) -> date:
    """The day to which figures are computed now: yesterday, which is over; at most the cut-off."""
    return min(day_over(cycle.span), cycle.as_of)


def scope_for(
    cycle: Cycle,
    units: Collection[int],
    *,
    as_of: date | None = None,
    known_at: datetime | None = None,
    reading: Reading = EACH_TIME,
) -> Scope:
    """The question that a cycle puts to measures. By default as known now, to the last day that is over."""
    chosen, day = dict(cycle.measure_settings), as_of or last_day_over(cycle)
    return scope_of(cycle.span, day, units, known_at=known_at, chosen=chosen, reading=reading)


class Progress(Protocol):
    """Is told how many measures have answered, of how many."""

    def __call__(self, done: int, *, of: int) -> None: ...


def no_progress(done: int, *, of: int) -> None:
    """Nobody waits for it."""


def findings_for(
    cycle: Cycle, scope: Scope, keys: Collection[str] | None = None, progress: Progress = no_progress
) -> Found:
    """What the measures of the cycle's set (of them only ``keys``, where given) answer; those whose room is still to
    come are left out."""
    wanted = [key for key in measures_of(cycle.criteria_set.parsed()) if keys is None or key in keys]
    found: dict[str, Mapping[int, Finding]] = {}
    for done, key in enumerate(wanted, start=1):
        found |= findings([key], scope).answer()
        progress(done, of=len(wanted))
    return found


def cycles_with_figures() -> list[Cycle]:
    """The cycles of which figures are computed: a day of their span is over, and a dossier waits for its result."""
    rows = Cycle.objects.filter(span_first__lt=clock.today(), dossiers__status__in=COMPUTED).distinct()
    return list(rows.select_related("criteria_set__scheme").order_by("pk"))


@dataclass(frozen=True, slots=True)
class FiguresStatus:
    """How far the figures of a cycle are: the latest computing, that of the cut-off, and from when on the latter is
    made."""

    live: Computation | None
    cut_off: Computation | None
    cut_off_from: datetime


def computes(cycle: Cycle) -> bool:
    """Does a room compute any measure that the cycle's set names?"""
    return any(find(key) for key in measures_of(cycle.criteria_set.parsed()))


def figures_status(cycle: Cycle) -> FiguresStatus | None:
    """None where no room computes any measure of the set. Three statements."""
    if not computes(cycle):
        return None
    rows = Computation.objects.filter(cycle=cycle)
    return FiguresStatus(
        live=rows.filter(moment=Moment.LIVE).last(),
        cut_off=rows.filter(moment=Moment.CUT_OFF).first(),
        cut_off_from=cut_off_moment(cycle),
    )


def last_day_of_records(span: Span, calendar: WorkCalendar) -> date:
    """The last day on which a record of a span may be made and counts by itself."""
    return counts_until(span.cut_off, span.late_days, calendar)


def cut_off_moment(cycle: Cycle) -> datetime:
    """24:00 of the last day on which a record of the cycle's span may be made, by the calendar as it stands."""
    return clock.end_of(counts_until(cycle.as_of, cycle.late_days, work_calendar()))


def settings_of(definition: SetDefinition) -> Iterator[tuple[Measure, Setting]]:
    """What the city may set about the measures that a set names, in the order of the set."""
    for key in measures_of(definition):
        if measure := find(key):
            for setting in measure.settings:
                yield measure, setting


def settings_in_force(cycle: Cycle) -> dict[str, int | str]:
    """Every setting of the cycle's measures with what holds, set or by default, by measure and setting."""
    rows = settings_of(cycle.criteria_set.parsed())
    held = {f"{measure.key}.{setting.key}": setting.default for measure, setting in rows} | cycle.measure_settings
    return {name: value if isinstance(value, int) else str(value) for name, value in held.items()}


def figures_of(found: Found, unit: int) -> dict[str, Figure]:
    """The figures of one unit by measure; one that was withdrawn is absent, with the reason."""
    return {key: standing(units[unit].figure, units[unit].withdrawn) for key, units in found.items() if unit in units}


def standing(figure: Figure, withdrawn: str) -> Figure:
    """The figure as it stands: none where it was withdrawn."""
    return Absent(withdrawn) if withdrawn else figure


def answers_from(compiled: CompiledSet, figures: Mapping[str, Figure]) -> Told:
    """What figures (by measure) of one unit say for each indicator and gate of its set. A figure that a rule can't take
    stops no other: it is told in ``unfit`` and says nothing."""
    told = Told()
    for code, item in compiled.by_code.items():
        figure = figures.get(item.definition.measure or "")
        if figure is None:
            continue
        try:
            told.said[code] = answer_for(item.definition, figure)
        except ValueProblem as problem:
            told.said[code], told.unfit[code] = Absent(UNFIT), problem.message
    for key in measures_of(compiled.definition):
        value = gate_value(key, figures.get(key))
        if value is not None:
            told.gates[key] = value
    return told


def word_of(said: Answered) -> tuple[AnswerState, object | None, str]:
    """State, value (JSON) and reason, as an answer stores what the platform says."""
    if isinstance(said, Absent):
        return AnswerState.MISSING, None, said.reason[:LONGEST_REASON]
    if isinstance(said, NotApplicable):
        return AnswerState.NOT_APPLICABLE, None, said.reason[:LONGEST_REASON]
    return AnswerState.VALUE, value_to_json(said), ""


_NOTHING: dict[Form, Value] = {
    "ratio": Ratio(Decimal(0), Decimal(0)),
    "number": Number(Decimal(0)),
    "count": Count(0),
}


def gate_value(key: str, figure: Figure | None) -> Value | None:
    """The value that a gate compares. Where nothing arose, nothing is too much: a share or number of nothing."""
    if figure is None or isinstance(figure, (Absent, PerPeriod)):
        return None
    if isinstance(figure, NothingArose):
        named = known(key)
        return _NOTHING.get(named.form) if named else None
    return figure
