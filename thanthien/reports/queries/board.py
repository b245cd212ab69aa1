"""The city board: filtered and sorted rows, the funnel, the targets of the year."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from django.db.models import Case, Count, IntegerField, Q, QuerySet, When

from thanthien.accounts.models import User
from thanthien.core import clock
from thanthien.core.prepared import Given, GivenMany, Prepared
from thanthien.criteria.levels import units_needed
from thanthien.evaluations.lateness import is_late
from thanthien.evaluations.models import Cycle, Dossier
from thanthien.evaluations.modes import status_label
from thanthien.evaluations.queries.cycles import target_of, target_year_note
from thanthien.evaluations.queries.deadlines import due_days, late_condition
from thanthien.evaluations.states import IN_NO_LIST
from thanthien.evaluations.visibility import dossier_filter
from thanthien.evaluations.workflow import Status
from thanthien.reports.queries.risk import flag, with_risk
from thanthien.reports.queries.standing import standings_where
from thanthien.units.models import Unit
from thanthien.units.queries import meant_by_other_names, rank_units

UNKNOWN_LEVEL = "chua-ro"
DECIDED = "co-quyet-dinh"  # among the states of the filter: whatever the state, a level was decided

# The order of states as a dossier passes them.
STAGE = Case(
    *(When(status=status, then=place) for place, status in enumerate(Status)), output_field=IntegerField()
)  # fmt: skip


# What a row shows of dossier and unit; reports and reasons stay in the database.
_SHOWN = (
    "cycle_id", "status", "status_since", "target_level", "supplement_due_on", "paused_days", "again_due_on",
    "sheets_complete_at",
    "unit__code", "unit__name", "unit__kind",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class BoardFilter:
    """What the board is narrowed to; an empty value means: everything."""

    text: str = ""
    status: str = ""
    kind: str = ""
    level: str = ""
    late: bool = False
    at_risk: bool = False


@dataclass(frozen=True, slots=True)
class BoardRow:
    """One dossier on the board, with the last day of its present phase."""

    dossier: Dossier
    due_on: date | None
    late: bool


def board_ids(standing: QuerySet[Any], cycle: Cycle, wanted: BoardFilter) -> QuerySet[Any]:
    """Numbers of the dossiers of the cycle's ``standings`` that are wanted, in Vietnamese order; of a search the best
    first. Pages are cut from bare numbers, so that only their own rows are joined with their totals."""
    return _ordered(_filtered(standing, cycle, wanted), cycle, wanted.text).values_list("pk", flat=True)


def board_rows(user: User, cycle: Cycle, ids: Sequence[int]) -> list[BoardRow]:
    """The rows of these dossiers, in this order. One statement."""
    shown = {row.pk: row for row in _ROWS(dossier_filter(user), cycle=cycle.pk, ids=list(ids))}
    return rows_of(cycle, [shown[pk] for pk in ids])


def _rows(seen: Q) -> QuerySet[Any]:
    return standings_where(seen, Given("cycle")).only(*_SHOWN).filter(pk__in=GivenMany("ids"))


_ROWS: Prepared[Any] = Prepared(_rows)


def rows_of(cycle: Cycle, dossiers: Sequence[Dossier]) -> list[BoardRow]:
    """Dossiers with their deadlines. No query when the cycle's calendar is prefetched."""
    due, today = due_days(cycle, dossiers), clock.today()
    return [BoardRow(row, due[row.pk], is_late(due[row.pk], today)) for row in dossiers]


def _filtered(rows: QuerySet[Any], cycle: Cycle, wanted: BoardFilter) -> QuerySet[Any]:
    late = late_condition(cycle, clock.today())
    if wanted.status:
        rows = rows.filter(Q(basis="decided") if wanted.status == DECIDED else Q(status=wanted.status))
    if wanted.kind:
        rows = rows.filter(unit__kind=wanted.kind)
    if wanted.level:
        unknown = wanted.level == UNKNOWN_LEVEL
        rows = rows.filter(foreseen__isnull=True) if unknown else rows.filter(foreseen=int(wanted.level))
    if wanted.late:
        rows = rows.filter(late)
    return with_risk(rows, cycle, late).filter(at_risk=True) if wanted.at_risk else rows


def _ordered(rows: QuerySet[Any], cycle: Cycle, text: str) -> QuerySet[Any]:
    if not text:
        return rows.order_by("unit__sort_key", "pk")
    found = _found_units(cycle, text)
    best_first = Case(*(When(unit_id=pk, then=place) for place, pk in enumerate(found)), default=len(found))
    return rows.filter(unit_id__in=found).order_by(best_first, "pk")


def _found_units(cycle: Cycle, text: str) -> list[int]:
    """Ids of the cycle's units that a typed text means, best first (diacritics forgiven)."""
    units = Unit.objects.filter(dossiers__cycle=cycle).in_vietnamese_order()
    shown = units.only("code", "name", "short_name", "sort_key")
    return [unit.pk for unit in rank_units(shown, text, meant_by_other_names(text))]


# --- Overview -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class StageCount:
    """How many dossiers are in a state now."""

    status: Status
    label: str
    count: int


@dataclass(frozen=True, slots=True)
class Reach:
    """How many units reach a level: foreseen today, certain already, and possible at best."""

    foreseen: int
    certain: int
    possible: int


@dataclass(frozen=True, slots=True)
class YearTarget:
    """One target of the year in units: “≥ 92 of 114”. ``base`` is what the share is taken of, ``note`` says when the
    target was set for another year."""

    label: str
    share: Decimal
    base: int
    needed: int
    reach: Reach
    level: int
    note: str = ""


@dataclass(frozen=True, slots=True)
class Overview:
    """The numbers above the board: all of them sums of the same grouped rows."""

    units: int
    late: int
    at_risk: int
    decided: int
    targets: tuple[YearTarget, ...]
    stages: tuple[StageCount, ...]


class Alike(NamedTuple):
    """So many dossiers that are alike in all that the overview counts. ``best_level``: the best end still possible, the
    same by which they are at risk."""

    status: str
    basis: str
    foreseen: int | None
    level_low: int
    best_level: int
    late: bool
    at_risk: bool
    number: int


def overview_of(user: User, cycle: Cycle) -> Overview:
    """Targets, funnel and warnings of a cycle's ``standings``. One statement."""
    late = late_condition(cycle, clock.today())
    groups = [Alike(*row) for row in _GROUPS(dossier_filter(user), late, cycle=cycle.pk)]
    return Overview(
        units=sum(row.number for row in groups),
        late=sum(row.number for row in groups if row.late),
        at_risk=sum(row.number for row in groups if row.at_risk),
        decided=sum(row.number for row in groups if row.basis == "decided"),
        targets=targets_of(cycle, groups),
        stages=_stages(cycle, groups),
    )


def _groups(seen: Q, late: Q) -> QuerySet[Any, tuple[Any, ...]]:
    cycle = Given("cycle")
    rows = with_risk(standings_where(seen, cycle), cycle, late).annotate(late=flag(late)).order_by()
    alike = rows.values("status", "basis", "foreseen", "level_low", "best_level", "late", "at_risk")
    counted: QuerySet[Any, tuple[Any, ...]] = alike.annotate(number=Count("pk")).values_list(*Alike._fields)
    return counted


_GROUPS = Prepared(_groups)


def _stages(cycle: Cycle, groups: Sequence[Alike]) -> tuple[StageCount, ...]:
    counts: Counter[str] = Counter()
    for row in groups:
        counts[row.status] += row.number
    return tuple(StageCount(one, status_label(one, cycle.council_mode), counts[one]) for one in Status if counts[one])


def _reach(groups: Sequence[Alike], level: int) -> Reach:
    return Reach(
        foreseen=sum(row.number for row in groups if row.foreseen is not None and row.foreseen >= level),
        certain=sum(row.number for row in groups if min(row.level_low, row.best_level) >= level),
        possible=sum(row.number for row in groups if row.best_level >= level),
    )


def targets_of(cycle: Cycle, groups: Sequence[Alike]) -> tuple[YearTarget, ...]:
    """What the set aims at for the year, and how many units of these groups reach it."""
    target = target_of(cycle)
    if target is None:
        return ()
    names = cycle.level_names
    top = names.highest
    # As everybody reads it once it is published: what a merger closed is no unit of the year any more.
    units = sum(row.number for row in groups if row.status not in IN_NO_LIST)
    recognised = _reach(groups, 1)
    base = units if target.base == "all" else recognised.foreseen
    note = target_year_note(cycle, target)
    return (
        _target("Dự kiến được công nhận", target.recognised, units, recognised, 1, note),
        _target(f"{names.name(top)} – cao nhất", target.top_level, base, _reach(groups, top), top, note),
    )


def _target(label: str, share: Decimal, base: int, reach: Reach, level: int, note: str) -> YearTarget:
    return YearTarget(label, share, base, units_needed(share, base), reach, level, note)
