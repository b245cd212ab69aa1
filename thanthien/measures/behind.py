"""What lies behind the figure of one unit: each period with its records, and why it counts or doesn't.

Looking only: computed when it is asked, for any moment of which the scope speaks, and stored nowhere.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TypeAlias

from thanthien.accounts.models import User
from thanthien.core.components.charts import WEEK_WORDS, Week, WeekState
from thanthien.core.formats import number
from thanthien.criteria.rules import Cadence
from thanthien.measures.answers import period_counts, why_not
from thanthien.measures.figures import Basis, Finding, PeriodCount, PerPeriod, RecordLine
from thanthien.measures.models import LateAcceptance
from thanthien.measures.periods import NOUNS, Period, whole_span
from thanthien.measures.registry import Measure
from thanthien.measures.scope import Scope
from thanthien.measures.timeliness import A_WEEK, Telling, Timeliness, timeliness
from thanthien.units.models import Unit

Shows: TypeAlias = Callable[[Sequence[RecordLine]], Sequence[RecordLine]]
COUNTED: frozenset[WeekState] = frozenset({"done", "none"})
NOT_COUNTED = "không được tính"  # of a due period whose time is over
_DUE: tuple[WeekState, ...] = ("done", "none", "part", "late", "missing", "open")


def state_of(
    period: Period,
    count: PeriodCount | None,
    scope: Scope,
    *,
    counts: bool,
    arose: bool,
    late: bool,
    ended: bool = False,
) -> WeekState:
    """How a period stands, for every strip that shows it: ``counts`` by what the year asks of it, with something heard
    (``arose``) or nothing; over, but what is told of it still counts; told too little, or only too late (``late``);
    not due, or still to come; never of a unit that has ``ended`` before it."""
    if count is None:
        return "future" if period.last > scope.as_of and not ended else "off"
    if counts:
        return "done" if arose else "none"
    if scope.known < scope.counts_until(period):
        return "open"
    if count.records:
        return "part"
    return "late" if late else "missing"


def periods_in_words(measure: Measure, states: Iterable[WeekState | None]) -> str:
    """“39/45 tuần đến hạn được tính: 31 tuần có tiếp nhận, 8 tuần không phát sinh; 6 tuần không được tính; 7 tuần chưa
    đến hạn”, wherever a strip is told; empty where no period is due."""
    count = Counter(states)
    due = sum(count[state] for state in _DUE)
    if measure.period is None or not due:
        return ""
    words, noun, counted = measure.period_words, NOUNS[measure.period], sum(count[state] for state in COUNTED)
    told = [(count["done"], words.something), (count["none"], words.nothing)]
    how = ", ".join(f"{number(many)} {noun} {what}" for many, what in told if many)
    rest = [
        (due - counted - count["open"], NOT_COUNTED),
        (count["open"], WEEK_WORDS["open"]),
        (count["future"], WEEK_WORDS["future"]),
    ]
    head = f"{number(counted)}/{number(due)} {noun} đến hạn được tính{': ' if how else ''}{how}"
    return "; ".join([head, *(f"{number(many)} {noun} {what}" for many, what in rest if many)])


def shown_to(user: User, measure: Measure) -> Shows:
    """Of some records those that a person may open."""
    return lambda lines: measure.reads(user, lines)


@dataclass(frozen=True, slots=True)
class Part:
    """Records of one period, or of a figure that isn't counted by periods. ``why``: the reason why it doesn't count;
    ``lines``: the records that the reader may see, ``hidden``: how many others there are. ``said``: what bodies said of
    its late records, the last word first. ``places``: “12/14 tổ dân phố” that reported in time, where their share
    decides."""

    label: str
    state: WeekState | None
    why: str
    lines: tuple[RecordLine, ...]
    hidden: int
    said: tuple[LateAcceptance, ...] = ()
    places: str = ""

    @property
    def counts(self) -> bool:
        """Whether the period counts."""
        return self.state in COUNTED

    @property
    def due(self) -> bool:
        """Whether the period is one of those that are asked for."""
        return self.state in _DUE

    @property
    def tone(self) -> str:
        """The tone of its tag."""
        return "ok" if self.counts else "danger" if self.due and self.state != "open" else "plain"

    @property
    def verdict(self) -> str:
        """What its tag says."""
        if self.counts:
            return "được tính"
        return NOT_COUNTED if self.due and self.state != "open" else WEEK_WORDS[self.state or "off"]


@dataclass(frozen=True, slots=True)
class Behind:
    """A figure of one unit with all that lies behind it. ``parts``: in order, the last first; of a figure by periods
    every period of the span that has begun. ``weeks``: the whole span as a strip. ``timeliness``: how punctually the
    records of due periods came; None where the late rule has no say."""

    measure: Measure
    finding: Finding
    weeks: tuple[Week, ...]
    parts: tuple[Part, ...]
    timeliness: Timeliness | None = None

    @property
    def missed(self) -> list[Part]:
        """The due periods that don't count, now or for good."""
        return [part for part in self.parts if part.due and not part.counts]

    @property
    def by_places(self) -> bool:
        """Whether a period counts by the share of the places that reported."""
        return any(part.places for part in self.parts)

    @property
    def hidden(self) -> int:
        """How many records the reader may not see."""
        return sum(part.hidden for part in self.parts)

    @property
    def basis(self) -> Basis:
        """What the figure rests on."""
        return self.finding.basis or Basis(0)

    @property
    def basis_words(self) -> str:
        """“312 bản ghi”, “30 bản ghi, 14 số ghi chung cho cả tuần”; empty where nothing counts."""
        basis = self.basis
        told = [(basis.records, "bản ghi"), (basis.numbers, "số ghi chung cho cả tuần")]
        return ", ".join(f"{number(count)} {what}" for count, what in told if count)

    @property
    def words(self) -> str:
        """See :func:`periods_in_words`; empty for figures that aren't counted by periods."""
        return periods_in_words(self.measure, [week.state for week in self.weeks])


def behind(measure: Measure, unit: Unit, scope: Scope, shows: Shows, rule: Cadence | None = None) -> Behind:
    """What lies behind the figure of a unit, by the question that the scope puts. ``rule``: what a period needs, for a
    figure by periods. The statements of the measure, one for what a reader may see, one for the words of bodies."""
    finding = measure.answer(scope)[unit.pk]
    lines = list(measure.records(unit.pk, scope))
    look = _Look(measure, unit, scope, {line.name for line in shows(lines)}, _said(measure, unit, scope))
    by_key: dict[str, list[RecordLine]] = {}
    for line in lines:
        by_key.setdefault(line.key, []).append(line)
    told = _timeliness(measure, unit, scope, lines)
    if rule is None or measure.period is None or not isinstance(finding.figure, PerPeriod):
        other = _NOT_DUE if measure.accepted_by else _WHOLE
        parts = [look.part(key, of_key[0].period or other, of_key) for key, of_key in by_key.items()]
        return Behind(measure, finding, (), tuple(parts[::-1]), told)
    span = whole_span(measure.period, scope.span.first, scope.span.last)
    parts = [look.period(period, by_key.get(period.key, []), finding.figure.counts, rule) for period in span]
    weeks = [Week(part.label, part.state or "off", part.why or look.word(part.state)) for part in parts]
    begun = [part for part, period in zip(parts, span, strict=True) if period.first <= scope.as_of]
    return Behind(measure, finding, tuple(weeks), tuple(begun[::-1]), told)


def _timeliness(measure: Measure, unit: Unit, scope: Scope, lines: Sequence[RecordLine]) -> Timeliness | None:
    """What the measure's own count says (a test compares the two), from records that are in hand."""
    if measure.timeliness is None or measure.accepted_by is None:
        return None
    due = {period.key for period in scope.due(measure.accepted_by, unit.pk)}
    return timeliness(_telling(line, line.told_at) for line in lines if line.key in due and line.told_at is not None)


def _telling(line: RecordLine, told_at: datetime) -> Telling:
    """In time it is told before any limit; what came late from a device, before the moment at which it came."""
    limit = line.late_since or (line.came_at if line.came_late and line.came_at else told_at + A_WEEK)
    return told_at, limit, line.came_at if line.late_since or line.came_late else None


def _said(measure: Measure, unit: Unit, scope: Scope) -> dict[str, list[LateAcceptance]]:
    """What bodies had said of late records by then, by period, the last word first."""
    words = LateAcceptance.objects.filter(unit=unit, measure=measure.key, at__lte=scope.known)
    said: dict[str, list[LateAcceptance]] = {}
    for one in words.select_related("agency__passed_to").order_by("-pk"):
        said.setdefault(one.period, []).append(one)
    return said


@dataclass(frozen=True, slots=True)
class _Look:
    """What every part is read with."""

    measure: Measure
    unit: Unit
    scope: Scope
    readable: set[tuple[str, int]]
    said: Mapping[str, Sequence[LateAcceptance]] = field(default_factory=dict)

    def part(
        self, key: str, label: str, lines: Sequence[RecordLine], state: WeekState | None = None, why: str = ""
    ) -> Part:
        shown = tuple(line for line in lines if line.name in self.readable)
        return Part(label, state, why, shown, len(lines) - len(shown), tuple(self.said.get(key, ())))

    def period(
        self, period: Period, lines: Sequence[RecordLine], counts: Mapping[Period, PeriodCount], rule: Cadence
    ) -> Part:
        count = counts.get(period)
        state = state_of(
            period,
            count,
            self.scope,
            counts=count is not None and period_counts(rule, count),
            arose=any(line.counted and not line.nothing for line in lines),
            late=any(line.late_since for line in lines),
            ended=self.scope.ended_before(period, self.unit.pk),
        )
        why = self._why(state, period, rule, count) + (_left_out(lines) if state == "part" else "")
        found = self.part(period.key, period.label, lines, state, why)
        return replace(found, places=self._places(rule, count))

    def _places(self, rule: Cadence, count: PeriodCount | None) -> str:
        if rule.coverage is None or count is None or not count.valid:
            return ""
        return f"{number(count.heard or 0)}/{number(count.valid)} {self.unit.hamlets_label}"

    def _why(self, state: WeekState, period: Period, rule: Cadence, count: PeriodCount | None) -> str:
        if state == "late":
            return _LATE
        if count is None:
            return self._why_off(period) if state == "off" else ""
        why = why_not(rule, count, untold=self.measure.period_words.untold, places=self.unit.hamlets_label)
        return f"{why}: {count.why}" if why and count.why else why

    def _why_off(self, period: Period) -> str:
        start, end = self.scope.starts.get(self.unit.pk), self.scope.ends.get(self.unit.pk)
        if end and (period.first > end or (period.kind != "iso_week" and period.last > end)):
            return _AFTER
        return _BEFORE if start and period.last < start else _DAYS_OFF

    def word(self, state: WeekState | None) -> str:
        words = self.measure.period_words
        return {"done": words.something, "none": words.nothing}.get(state or "", WEEK_WORDS[state or "off"])


def _left_out(lines: Iterable[RecordLine]) -> str:
    """“; 2 bản ghi không được tính: ghi quá hạn”: why a period with records doesn't count, without opening them."""
    reasons = Counter(line.why for line in lines if not line.counted and line.why)
    return "".join(f"; {number(many)} bản ghi {NOT_COUNTED}: {why}" for why, many in reasons.items())


_WHOLE, _NOT_DUE = "cả thời kỳ", "ngoài các kỳ đến hạn"
_LATE = "mọi bản ghi đều ghi quá hạn"
_BEFORE, _AFTER = "trước ngày đơn vị được thành lập", "đơn vị đã kết thúc hoạt động"
_DAYS_OFF = "nghỉ lễ, Tết, không có ngày làm việc"
