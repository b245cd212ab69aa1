"""Moving a running year to another version of its criteria set, by a decision (mục IV.6.3)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from thanthien.accounts.models import User
from thanthien.core import clock
from thanthien.core.acting.errors import Invalid, Refused
from thanthien.core.audit import acting
from thanthien.core.db import update_rows
from thanthien.criteria.comparing import Comparison, compare
from thanthien.criteria.models import CriteriaSet
from thanthien.evaluations.actions.cycles import check_bodies
from thanthien.evaluations.actions.figures import catch_up_cut_off, follow_extended
from thanthien.evaluations.actions.moves import hold_cycle, log_of, move
from thanthien.evaluations.actions.refreshing import refresh_totals
from thanthien.evaluations.actions.seals import seal_before_change
from thanthien.evaluations.actions.set_carrying import carry_rows
from thanthien.evaluations.actions.submission import NO_SIGN_OFF, NO_SUBMISSION
from thanthien.evaluations.models import Cycle, Dossier, Paper, SetChange, StepLog
from thanthien.evaluations.permissions import may_change_set
from thanthien.evaluations.queries.set_changes import goes_back, papers_for, set_changes, versions_for, why_not
from thanthien.evaluations.set_change_notices import tell_set_change
from thanthien.evaluations.states import TAKES_SYSTEM_VALUES
from thanthien.evaluations.workflow import CHANGE_SET

_BACK: Mapping[str, object] = NO_SIGN_OFF | NO_SUBMISSION | {"supplement_due_on": None}


@dataclass(frozen=True, slots=True)
class SetChangeOrder:
    """What is to be done: to which version, by which recorded decision, from which day, and why."""

    set_id: int
    paper_id: int
    effective_on: date
    reason: str


@transaction.atomic
def change_set(*, by: User, cycle_id: int, order: SetChangeOrder) -> SetChange:
    """Move an open cycle to another issued version of its set (docs/adr/0028): what each dossier said is sealed, its
    answers go along, what was touched is to be scored again, and everybody concerned is told.

    The same statements whatever the number of units. Raises Refused (not the head of the standing office, no such
    version or decision, dossiers that are with the city) or Invalid (day, reason).
    """
    if not may_change_set(by):
        raise Refused("Chỉ lãnh đạo cơ quan thường trực được điều chỉnh bộ tiêu chí của kỳ.")
    cycle = hold_cycle(cycle_id)
    before, after, paper = cycle.criteria_set, _version(cycle, order), _paper(cycle, order)
    dossiers = lock_all(cycle)
    if told := why_not(cycle, dossiers, after):
        raise Refused(told)
    check_bodies(after, {dossier.unit.kind for dossier in dossiers})
    _check(cycle, order, after, paper)
    comparisons = _comparisons(dossiers, before, after)
    change = SetChange(
        cycle=cycle, turn=cycle.set_turn + 1, from_set=before, to_set=after, paper=paper,
        effective_on=order.effective_on, reason=order.reason.strip(), changed_by=by, changed_at=clock.now(),
    )  # fmt: skip
    seal_before_change(by=by, dossiers=dossiers, change=change)
    with acting(by, action="change_set"):
        change.save(force_insert=True)
        _turn(cycle, dossiers, change)
        carry_rows(change, dossiers, comparisons)
    _move(by, change, dossiers, comparisons)
    refresh_totals(dossiers)
    follow_extended(cycle, [one.pk for one in dossiers if one.status in TAKES_SYSTEM_VALUES])
    catch_up_cut_off(cycle, before)
    tell_set_change(change, dossiers, comparisons, by=by)
    return change


def lock_all(cycle: Cycle) -> list[Dossier]:
    """Every dossier of a cycle that is held, locked in order, each with the cycle in hand."""
    rows = Dossier.objects.filter(cycle=cycle).select_related("unit").select_for_update(of=("self",))
    dossiers = list(rows.order_by("pk"))
    for dossier in dossiers:
        dossier.cycle = cycle
    return dossiers


def _version(cycle: Cycle, order: SetChangeOrder) -> CriteriaSet:
    found = versions_for(cycle).filter(pk=order.set_id).first()
    if found is None:
        raise Refused("Chỉ chuyển sang phiên bản đã ban hành của cùng bộ tiêu chí, khác phiên bản kỳ đang áp dụng.")
    return found


def _paper(cycle: Cycle, order: SetChangeOrder) -> Paper:
    found = papers_for(cycle).filter(pk=order.paper_id).first()
    if found is None:
        raise Refused("Cần ghi quyết định điều chỉnh trước; quyết định đã dùng hoặc ghi nhầm không dùng lại được.")
    return found


def _check(cycle: Cycle, order: SetChangeOrder, after: CriteriaSet, paper: Paper) -> None:
    errors = {}
    if problem := day_problem(cycle, order.effective_on, after, paper):
        errors["effective_on"] = problem
    if not order.reason.strip():
        errors["reason"] = "Cần ghi lý do điều chỉnh."
    if errors:
        raise Invalid(errors)


def day_problem(cycle: Cycle, day: date, after: CriteriaSet, paper: Paper) -> str:
    """Why the change can't take effect on that day; empty when it can. It is done on the day or later, never ahead."""
    opened = cycle.opened_at.astimezone(clock.ZONE).date()
    if day > clock.today():
        return "Ngày có hiệu lực không được sau hôm nay: thực hiện điều chỉnh từ ngày đó."
    if day < opened:
        return f"Ngày có hiệu lực không được trước ngày mở kỳ ({opened:%d/%m/%Y})."
    if after.decision_date is not None and day < after.decision_date:
        return f"Ngày có hiệu lực không được trước ngày ban hành phiên bản mới ({after.decision_date:%d/%m/%Y})."
    last = set_changes(cycle)[-1:]
    if last and day < last[0].effective_on:
        return f"Ngày có hiệu lực không được trước ngày của lần điều chỉnh trước ({last[0].effective_on:%d/%m/%Y})."
    if day < paper.signed_on:
        return f"Ngày có hiệu lực không được trước ngày ký quyết định điều chỉnh ({paper.signed_on:%d/%m/%Y})."
    return ""


def _comparisons(dossiers: Sequence[Dossier], before: CriteriaSet, after: CriteriaSet) -> dict[str, Comparison]:
    kinds = {dossier.unit.kind for dossier in dossiers}
    return {kind: compare(before.parsed(), after.parsed(), kind) for kind in kinds}


def _turn(cycle: Cycle, dossiers: Sequence[Dossier], change: SetChange) -> None:
    """The cycle has the other set from now on, and each dossier knows that it has turned."""
    cycle.criteria_set, cycle.set_turn = change.to_set, change.turn
    cycle.save(update_fields=["criteria_set", "set_turn"])
    for dossier in dossiers:
        dossier.set_turn = change.turn
    update_rows(dossiers, ["set_turn"])


def _move(by: User, change: SetChange, dossiers: Sequence[Dossier], comparisons: Mapping[str, Comparison]) -> None:
    """What hangs, is signed or was returned goes back to self-scoring; of all others the log says what was done."""
    reason = f"{change.sentence}. {change.reason}"
    back = [one for one in dossiers if goes_back(one, comparisons[one.unit.kind])]
    stays = [one for one in dossiers if one not in back]
    StepLog.objects.bulk_create(log_of(stays, CHANGE_SET, by=by, reason=reason))
    if back:
        move(back, CHANGE_SET, by=by, reason=reason, set=_BACK)
