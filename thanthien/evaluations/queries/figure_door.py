"""The door from a figure of a dossier to its records, the same on every page: what the platform computed for one
indicator at one moment, and all that lay behind it as known then. Looking computes and stores nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TypeAlias

from thanthien.accounts.models import User
from thanthien.core.calendar import WorkCalendar
from thanthien.criteria.compiling import CompiledIndicator
from thanthien.criteria.rules import Cadence
from thanthien.criteria.values import ValueProblem
from thanthien.criteria.words import value_words
from thanthien.evaluations.enums import AnswerState, Moment
from thanthien.evaluations.models import Computation, Dossier, DossierFigure
from thanthien.evaluations.queries.figures import UNFIT, scope_for, standing, word_of
from thanthien.evaluations.states import EDITABLE
from thanthien.evaluations.value_texts import answer_text
from thanthien.measures.answers import Answered, answer_for
from thanthien.measures.behind import Behind, Shows, behind, shown_to
from thanthien.measures.figure_json import figure_to_json
from thanthien.measures.figures import Absent, Figure, RecordLine
from thanthien.measures.queries import digest_holds, scope_of
from thanthien.measures.registry import Measure, find
from thanthien.measures.scope import Scope, Span


@dataclass(frozen=True, slots=True)
class Door:
    """One figure at one moment. ``words``: what it says for the indicator; ``sentence``: what exactly is counted, by
    the rules that held; ``span``: the days of which it speaks; ``moments``: at which others it can be seen; ``newer``:
    what the latest computing had said, where a look says something else by now; ``fits``: whether figure and records
    are those that were kept then, None where nothing was kept or its key is gone."""

    compiled: CompiledIndicator
    moment: Moment
    words: str
    as_of: date
    known_at: datetime
    behind: Behind
    sentence: str
    span: Span
    moments: tuple[Moment, ...]
    newer: str = ""
    fits: bool | None = None

    @property
    def measure(self) -> Measure:
        """What is measured."""
        return self.behind.measure

    @property
    def late_rule(self) -> bool:
        """Whether the late rule has a say in it, so that there is a page of its late records."""
        return self.measure.timeliness is not None

    @property
    def counted(self) -> dict[tuple[str, int], RecordLine]:
        """The records counted that the reader sees, by name."""
        return {line.name: line for part in self.behind.parts for line in part.lines if line.counted}


_ByName: TypeAlias = Mapping[tuple[str, int], RecordLine]
_IN_ORDER = (Moment.POSTED, Moment.CUT_OFF, Moment.LIVE)


def door_of(user: User, dossier: Dossier, compiled: CompiledIndicator, moment: Moment | None = None) -> Door | None:
    """The door of one indicator: at the moment asked for, else at the one that holds now. None where the platform
    computes nothing, or kept nothing at that moment. The statements of the measure, and three."""
    measure = find(compiled.definition.measure or "")
    if measure is None:
        return None
    return _opened(dossier, compiled, measure, moment, shown_to(user, measure))


def _opened(
    dossier: Dossier, compiled: CompiledIndicator, measure: Measure, moment: Moment | None, shows: Shows
) -> Door | None:
    kept = kept_figures(dossier, measure.key)
    return _opened_at(dossier, compiled, measure, moment or _holding(dossier, kept), kept, shows)


def _opened_at(
    dossier: Dossier,
    compiled: CompiledIndicator,
    measure: Measure,
    wanted: Moment,
    kept: Mapping[Moment, DossierFigure],
    shows: Shows,
) -> Door | None:
    row = kept.get(wanted)
    live = wanted == Moment.LIVE
    if live:
        scope = scope_for(dossier.cycle, [dossier.unit_id])
    elif row is not None:
        scope = scope_then(row.computation, [dossier.unit_id])
    else:
        return None
    rule = compiled.definition.rule
    seen = behind(measure, dossier.unit, scope, shows, rule if isinstance(rule, Cadence) else None)
    said = figure_words(compiled, standing(seen.finding.figure, seen.finding.withdrawn))
    return Door(
        compiled=compiled,
        moment=wanted,
        words=said,
        as_of=scope.as_of,
        known_at=scope.known,
        behind=seen,
        sentence=measure.sentence_by(scope),
        span=scope.span,
        moments=tuple(one for one in _IN_ORDER if one in kept or one == wanted),
        newer=_older_words(compiled, row, seen) if live else "",
        fits=None if live else _fits(dossier, row, scope, seen),
    )


def kept_figures(dossier: Dossier, measure: str) -> dict[Moment, DossierFigure]:
    """What was kept of one figure, by moment. One statement."""
    rows = DossierFigure.objects.filter(dossier=dossier, measure=measure).select_related("computation")
    return {Moment(row.moment): row for row in rows}


def _holding(dossier: Dossier, kept: Mapping[Moment, DossierFigure]) -> Moment:
    """The moment that counts for readers: the latest until the draft is posted, then what was taken at the posting."""
    if dossier.status in EDITABLE:
        return Moment.LIVE
    return next((one for one in _IN_ORDER if one in kept), Moment.LIVE)


def scope_then(computation: Computation, units: list[int]) -> Scope:
    """The question as it was put then: days, moment, settings, calendar, and last days of units."""
    span = Span(computation.span_first, computation.span_last, computation.late_days)
    scope = scope_of(span, computation.as_of, units, known_at=computation.known_at, chosen=dict(computation.settings))
    off, work = (frozenset(map(date.fromisoformat, computation.calendar[kind])) for kind in ("off", "work"))
    then = {int(unit): date.fromisoformat(day) for unit, day in computation.unit_ends.items()}
    ends = {unit: then[unit] for unit in units if unit in then}
    return replace(scope, calendar=WorkCalendar(off=off, work=work), ends=ends)


def figure_words(compiled: CompiledIndicator, figure: Figure) -> str:
    """What a figure says for an indicator: “39/45 tuần có tiếp nhận”; why there is none."""
    said = answered(compiled, figure)
    state, value, reason = word_of(said)
    if isinstance(said, Absent):
        return f"Chưa có số liệu. {reason}"
    if state == AnswerState.VALUE:
        return value_words(compiled.definition, value)
    return f"{answer_text(compiled.definition, state, value)}: {reason}"


def figure_text(compiled: CompiledIndicator, row: DossierFigure) -> str:
    """What a stored figure says, in few words: “39/45 (86,7%)”."""
    state, value, _ = word_of(answered(compiled, standing(row.value, row.withdrawn)))
    return answer_text(compiled.definition, state, value)


def answered(compiled: CompiledIndicator, figure: Figure) -> Answered:
    """What a figure says for an indicator; absent where it doesn't fit its rule."""
    try:
        return answer_for(compiled.definition, figure)
    except ValueProblem:
        return Absent(UNFIT)


def _older_words(compiled: CompiledIndicator, row: DossierFigure | None, seen: Behind) -> str:
    """What the latest computing had said, where a look says something else."""
    if row is None or row.figure == figure_to_json(seen.finding.figure):
        return ""
    return figure_words(compiled, standing(row.value, row.withdrawn))


def _fits(dossier: Dossier, row: DossierFigure | None, scope: Scope, seen: Behind) -> bool | None:
    if row is None or row.figure != figure_to_json(seen.finding.figure):
        return False
    return digest_holds(row.digest, row.measure, scope, dossier.unit.code, seen.finding)


# --- Two moments beside each other ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Doors:
    """What holds for a dossier and, where it says something else, the figure of the cut-off with what differs."""

    held: Door
    cut_off: Door | None
    changes: tuple[Change, ...] = ()


def doors_of(user: User, dossier: Dossier, compiled: CompiledIndicator) -> Doors | None:
    """Both figures of one indicator, for who judges it. None where the platform computes nothing. The statements of the
    measure, once more where the cut-off says something else."""
    measure = find(compiled.definition.measure or "")
    if measure is None:
        return None
    kept, shows = kept_figures(dossier, measure.key), shown_to(user, measure)
    held = _opened_at(dossier, compiled, measure, _holding(dossier, kept), kept, shows)
    if held is None:
        return None
    cut_off = None
    if held.moment == Moment.POSTED and differs(kept):
        cut_off = _opened_at(dossier, compiled, measure, Moment.CUT_OFF, kept, shows)
    return Doors(held, cut_off, tuple(changes_between(held, cut_off)) if cut_off else ())


def differs(kept: Mapping[Moment, DossierFigure]) -> bool:
    """Whether the figure of the cut-off says something else than the one that the commune posted."""
    posted, cut_off = kept.get(Moment.POSTED), kept.get(Moment.CUT_OFF)
    return posted is not None and cut_off is not None and posted.figure != cut_off.figure


@dataclass(frozen=True, slots=True)
class Change:
    """A record that counts at the later of two moments and not at the earlier (``added``), or the other way round."""

    line: RecordLine
    added: bool
    why: str


def changes_between(earlier: Door, later: Door) -> list[Change]:
    """The records that make the difference, by day, as far as the reader sees them. No statement."""
    before, after = earlier.counted, later.counted
    found = [*_added(earlier, before, after), *_gone(before, later)]
    return sorted(found, key=lambda one: (one.line.day, one.line.record))


def _added(earlier: Door, before: _ByName, after: _ByName) -> Iterator[Change]:
    for name, line in after.items():
        if name in before:
            continue
        if line.told_at is not None and line.told_at > earlier.known_at:
            why = f"ghi {line.told_when}, sau lần tính trước"
        elif line.late_since is not None:
            why = "ghi quá hạn, được cơ quan thẩm định cho tính"
        else:
            why = "kỳ đến hạn sau lần tính trước" if line.day <= earlier.as_of else "của ngày sau lần tính trước"
        yield Change(line, True, why)


def _gone(before: _ByName, later: Door) -> Iterator[Change]:
    now = {line.name: line for part in later.behind.parts for line in part.lines}
    for name, line in before.items():
        if name not in now:
            yield Change(line, False, "đã được đính chính hoặc hủy")
        elif not now[name].counted:
            yield Change(line, False, now[name].why)
