"""The figures of dossiers: computed for all at once, followed by answers until the draft is posted
(docs/adr/0015-figures-at-three-moments.md)."""

from __future__ import annotations

import logging
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import BooleanField, ExpressionWrapper, QuerySet

from thanthien.accounts.models import User
from thanthien.accounts.positions import is_office
from thanthien.core import clock
from thanthien.core.acting.errors import Refused
from thanthien.core.formats import date_vn
from thanthien.criteria.gates import measures_of_gates
from thanthien.criteria.models import CriteriaSet
from thanthien.evaluations.actions.computing import FIGURE_FIELDS, ask, keep, posted_as
from thanthien.evaluations.actions.following import Followed, follow
from thanthien.evaluations.actions.moves import hold_cycle, lock_one, move
from thanthien.evaluations.actions.refreshing import refresh_totals
from thanthien.evaluations.enums import Moment
from thanthien.evaluations.models import Computation, Cycle, Dossier, DossierFigure
from thanthien.evaluations.notices import tell_figures
from thanthien.evaluations.queries.deadlines import editing_is_over
from thanthien.evaluations.queries.figures import (
    Progress,
    computes,
    cut_off_moment,
    findings_for,
    last_day_over,
    measures_of,
    no_progress,
    scope_for,
)
from thanthien.evaluations.queries.gate_figures import cut_off_computed
from thanthien.evaluations.queries.newer_figures import computed_to, live_figures, newer_than_posted, told_by
from thanthien.evaluations.queries.self_score import answers_of
from thanthien.evaluations.states import COMPUTED, DECIDED_ON, PAST_CONCLUSION, TAKES_SYSTEM_VALUES
from thanthien.evaluations.workflow import Status
from thanthien.measures.actions import keep_snapshots
from thanthien.measures.figure_json import period_named
from thanthien.measures.periods import Period, whole_span
from thanthien.measures.queries import words_since
from thanthien.units.models import Unit

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Computed:
    """A computing, and what came of it: of so many ``dossiers``, so many ``figures`` that are new or others now."""

    computation: Computation
    dossiers: int
    figures: int
    followed: Followed


@transaction.atomic
def recompute(*, by: User, cycle: Cycle, progress: Progress = no_progress) -> list[Computed]:
    """The standing office has the figures of a cycle computed here and now; those of the cut-off, too, when their
    moment has come. Raises Refused for others."""
    if not is_office(by):
        raise Refused("Chỉ cơ quan thường trực được cho tính lại số liệu.")
    done = [compute_cut_off(cycle=cycle), compute_figures(cycle=cycle, progress=progress)]
    return [computed for computed in done if computed]


@transaction.atomic
def compute_figures(*, cycle: Cycle, progress: Progress = no_progress) -> Computed | None:
    """Compute the figures of all dossiers of a cycle that have no result yet, as known now, to the last day that is
    over; answers that follow are changed, and their people told. None before a day of the cycle's span is over, and
    where no room computes a measure of its set.

    The same statements whatever the number of units. A figure that a rule can't take stops no other: it is kept, and
    logged for the administrator.
    """
    rows = Dossier.objects.filter(cycle=cycle, status__in=COMPUTED)
    computed = _compute(cycle, rows, progress)
    if computed is not None:
        tell_figures(computed.followed.changes, computed.computation)
    return computed


def _compute(
    cycle: Cycle, rows: QuerySet[Dossier], progress: Progress = no_progress, *, again: bool = False
) -> Computed | None:
    if not _may_compute(cycle):
        return None
    asked = ask(cycle, Moment.LIVE, list(rows.values_list("unit_id", flat=True)), progress=progress)
    dossiers = _locked(cycle, rows)
    if any(dossier.set_turn != cycle.set_turn for dossier in dossiers):  # asked by a version that holds no more
        if again:  # the dossiers are held since the first time, so that no change came between
            raise RuntimeError(f"Dossiers of cycle {cycle.pk} stand under another version of its set than the cycle.")
        now = Cycle.objects.select_related("criteria_set__scheme").get(pk=cycle.pk)
        return _compute(now, rows, progress, again=True)
    kept = keep(asked, dossiers)
    following = [row for row in dossiers if row.pk not in kept.newer and _follows(row)]
    followed = follow({row: asked.told(row) for row in following}, asked.scope.as_of)
    if followed.unfit:
        _log.error("Figures that rules can't take: %s", "; ".join(followed.unfit))
    return Computed(kept.computation, len(dossiers), kept.figures, followed)


def _may_compute(cycle: Cycle) -> bool:
    """Is a day of the span over, and does a room compute a measure of the set?"""
    return last_day_over(cycle) >= cycle.span_first and computes(cycle)


def _locked(cycle: Cycle, rows: QuerySet[Dossier]) -> list[Any]:
    """The dossiers, locked in one order, each with the cycle in hand and ``over``: whether its answers can't be written
    any more."""
    over = ExpressionWrapper(editing_is_over(cycle, clock.today()), output_field=BooleanField())
    dossiers = list(rows.select_related("unit").annotate(over=over).select_for_update(of=("self",)).order_by("pk"))
    for dossier in dossiers:
        dossier.cycle = cycle
    return dossiers


def _follows(dossier: Any) -> bool:
    return dossier.status in TAKES_SYSTEM_VALUES and not dossier.over


# --- The cut-off ----------------------------------------------------------------------------------------------------


@transaction.atomic
def compute_cut_off(*, cycle: Cycle) -> Computed | None:
    """Compute the figures of a cycle once for good, as known at the end of the last day on which records of its span
    may be made, whenever that is carried out; gates that are read from them are scored anew. What bodies said of late
    records since then renews them at once. None before that moment, when it was done already, and when every dossier
    is decided."""
    cycle = hold_cycle(cycle.pk)
    moment = cut_off_moment(cycle)
    rows = Dossier.objects.filter(cycle=cycle).exclude(status__in=DECIDED_ON)
    if clock.now() < moment or cut_off_computed(cycle) or not rows.exists():
        return None
    if not computes(cycle):
        return None  # rooms to come compute it when they are there
    computed = _compute_cut_off(cycle, rows, known_at=moment)
    _renew(cycle, rows, moment)
    return computed


def catch_up_cut_off(cycle: Cycle, before: CriteriaSet) -> None:
    """Where the cut-off was computed already, measures that only the new version of the set names are computed for it,
    too, as known at its moment."""
    new = set(measures_of(cycle.criteria_set.parsed())) - set(measures_of(before.parsed()))
    if new and computes(cycle) and cut_off_computed(cycle):
        rows = Dossier.objects.filter(cycle=cycle).exclude(status__in=DECIDED_ON)
        _compute_cut_off(cycle, rows, known_at=cut_off_moment(cycle), keys=new)


def compute_accepted(unit: Unit, measure: str, periods: Collection[str]) -> None:
    """A body let late records of a unit count, or no longer does, after the cut-off: the figure of the cut-off is
    computed anew for dossiers on which the council has still to speak. Raises Refused when they are all decided."""
    _refuse_decided(unit, measure, periods)
    rows = Dossier.objects.filter(unit=unit, cycle__computations__moment=Moment.CUT_OFF).distinct()
    for pk in sorted(rows.values_list("cycle_id", flat=True)):
        cycle = Cycle.objects.select_related("criteria_set__scheme").get(pk=pk)
        _renew(cycle, Dossier.objects.filter(cycle=cycle, unit=unit), cut_off_moment(cycle), measure)


def _refuse_decided(unit: Unit, measure: str, periods: Collection[str]) -> None:
    """A word that could reach decided dossiers only would stand there and change nothing."""
    said = {period_named(key) for key in periods}
    decided: set[Period] = set()
    others: set[Period] = set()
    for dossier in Dossier.objects.filter(unit=unit).select_related("cycle__criteria_set__scheme"):
        cycle = dossier.cycle
        if measure in measures_of(cycle.criteria_set.parsed()):
            inside = {one for one in said if one in whole_span(one.kind, cycle.span_first, cycle.span_last)}
            (decided if dossier.status in DECIDED_ON else others).update(inside)
    if gone := sorted(decided - others):
        raise Refused(
            f"Kết quả của {unit.name_in_sentence} đã có quyết định, không ghi, đổi được ý kiến về số liệu của "
            f"{', '.join(one.label for one in gone)}."
        )


def _renew(cycle: Cycle, rows: QuerySet[Dossier], moment: datetime, measure: str = "") -> None:
    """What bodies said of late records after the ``moment`` of the cut-off reaches its figures (only that of
    ``measure``, where given), as known when it was last said of the unit."""
    open_rows = rows.filter(status__in=COMPUTED - PAST_CONCLUSION)
    units = open_rows.values_list("unit_id", flat=True)
    known = set(measures_of(cycle.criteria_set.parsed()))
    for unit, said in words_since(units, moment).items():
        if keys := said.measures & (known if not measure else known & {measure}):
            _compute_cut_off(cycle, open_rows.filter(unit=unit), known_at=said.last, keys=keys)


def _compute_cut_off(
    cycle: Cycle, rows: QuerySet[Dossier], *, known_at: datetime, keys: Collection[str] | None = None
) -> Computed:
    units = list(rows.values_list("unit_id", flat=True))
    asked = ask(cycle, Moment.CUT_OFF, units, as_of=cycle.as_of, known_at=known_at, keys=keys)
    dossiers = _locked(cycle, rows)
    kept = keep(asked, dossiers)
    gates = set(measures_of_gates(cycle.criteria_set.parsed().gates))
    if dossiers and gates & set(asked.found):
        refresh_totals(dossiers)
    return Computed(kept.computation, len(dossiers), kept.figures, Followed())


# --- One dossier, on its way to the city ----------------------------------------------------------------------------


def follow_again(dossier: Dossier) -> None:
    """A locked dossier is the commune's again: its answers follow the figures as they are now."""
    _compute(dossier.cycle, Dossier.objects.filter(pk=dossier.pk))


def follow_extended(cycle: Cycle, dossier_ids: Collection[int]) -> None:
    """Dossiers whose time was over may have got more of it: the answers of these follow the figures as they are now."""
    if dossier_ids:
        _compute(cycle, Dossier.objects.filter(pk__in=dossier_ids))


def renew_again(dossier: Dossier) -> None:
    """The council will speak anew on a locked dossier: what bodies said of late records meanwhile counts."""
    if cut_off_computed(dossier.cycle):
        _renew(dossier.cycle, Dossier.objects.filter(pk=dossier.pk), cut_off_moment(dossier.cycle))


def freeze(dossier: Dossier) -> None:
    """At posting: compute once more for a locked dossier, let its answers take it, and keep the figures as posted. They
    are the latest ones, too: what this morning's job had found is not newer than the draft."""
    if not _may_compute(dossier.cycle):
        return
    asked = ask(dossier.cycle, Moment.POSTED, [dossier.unit_id])
    keep(replace(asked, moment=Moment.LIVE), [dossier])
    keep(asked, [dossier])
    follow({dossier: asked.told(dossier)}, asked.scope.as_of)


def freeze_as_seen(dossier: Dossier) -> Followed:
    """Keep the latest figures of a locked dossier as posted, as the page showed them, and let its answers take them."""
    rows = live_figures(dossier)
    told, as_of = told_by(dossier, rows), computed_to(rows)
    DossierFigure.objects.bulk_create(
        (posted_as(row) for row in rows),
        update_conflicts=True,
        unique_fields=["dossier", "measure", "moment"],
        update_fields=FIGURE_FIELDS,
    )
    return follow({dossier: told}, as_of) if as_of else Followed()


@transaction.atomic
def take_newer(*, by: User, dossier_id: int, seen: str) -> Dossier:
    """The Chủ tịch takes what the platform computed since the posting into the draft. ``seen``: the mark of what stood
    on the page (``Newer.mark``). It stands in the log of steps, and the draft that is signed is another one.

    Raises Refused when there is nothing newer, when other figures came meanwhile, or by the check of the step.
    """
    dossier = lock_one(by, dossier_id)
    newer = newer_than_posted(dossier, answers_of([dossier])[dossier.pk])
    if dossier.status == Status.POSTED and not newer.takeable:
        raise Refused("Không có số liệu mới để lấy vào dự thảo.")
    if newer.mark != seen:
        raise Refused("Số liệu vừa được tính lại sau khi anh/chị mở trang này. Vui lòng xem lại rồi thực hiện.")
    words = "; ".join(f"{one.compiled.code} {one.words}" for one in newer.figures if one.follows)
    move([dossier], "take_figures", by=by, reason=f"{words} (đến {date_vn(newer.as_of)})")
    freeze_as_seen(dossier)
    return dossier


# --- The trend ------------------------------------------------------------------------------------------------------


def keep_week(*, cycle: Cycle) -> int:
    """Keep the figures as of the last Sunday that is over, for the trend; once more changes nothing. Returns how many
    were new."""
    day = last_day_over(cycle)
    sunday = day - timedelta(days=day.isoweekday() % 7)
    if sunday < cycle.span_first:
        return 0
    units = Dossier.objects.filter(cycle=cycle, status__in=COMPUTED).values_list("unit_id", flat=True)
    scope = scope_for(cycle, list(units), as_of=sunday, known_at=clock.now())
    return keep_snapshots(found=findings_for(cycle, scope), scope=scope)
