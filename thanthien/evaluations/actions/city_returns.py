"""The city returns a Tờ trình before it decides: the office records it, the council opens named indicators again, or
keeps the result; what is concluded again is announced anew where the result is another one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping

from django.db import transaction

from thanthien.accounts.models import User
from thanthien.accounts.positions import is_office
from thanthien.core import clock
from thanthien.core.acting.errors import Invalid, Refused
from thanthien.core.db import update_rows
from thanthien.core.deadlines import due_in_working_days
from thanthien.evaluations.actions.council import NO_PROPOSAL, recompute_council
from thanthien.evaluations.actions.council_day import NO_SESSION, Session, check_session_since, told_session
from thanthien.evaluations.actions.fairness import refuse_conflicted
from thanthien.evaluations.actions.moves import check, hold_cycle, lock, lock_one, move
from thanthien.evaluations.actions.papers import add_paper
from thanthien.evaluations.actions.printed import Printed
from thanthien.evaluations.enums import AnswerState, Column, PaperKind, ReturnOutcome
from thanthien.evaluations.models import CityReturn, Conclusion, Dossier, ReopenedItem, Total
from thanthien.evaluations.modes import only_they
from thanthien.evaluations.permissions import can_conclude
from thanthien.evaluations.queries.city_returns import reopened_items
from thanthien.evaluations.queries.words import same_conclusion
from thanthien.evaluations.return_notices import tell_returned
from thanthien.evaluations.states import RETURNABLE
from thanthien.evaluations.workflow import Status

_EMPTY = {"state": AnswerState.MISSING, "value": None, "reason": "", "points": None, "contested": False}
_FIELDS = [*_EMPTY, "version", "updated_at", "updated_by"]


@transaction.atomic
def record_return(
    *, by: User, cycle_id: int, dossier_ids: Iterable[int], reason: str, paper: Printed
) -> list[CityReturn]:
    """Record that the city returned the Tờ trình about these dossiers, and why: until the council answered, nobody
    records a decision on them. Raises Invalid or Refused; all or none."""
    cycle = hold_cycle(cycle_id)
    dossiers = lock(by, dossier_ids)
    if not is_office(by):
        raise Refused("Chỉ cơ quan thường trực ghi nhận văn bản trả lại Tờ trình.")
    if not dossiers or any(dossier.cycle_id != cycle_id for dossier in dossiers):
        raise Refused("Cần chọn hồ sơ của kỳ đánh giá này.")
    for dossier in dossiers:
        if dossier.status not in RETURNABLE:
            raise Refused(f"{dossier.unit.name}: hồ sơ đang ở trạng thái “{dossier.label}”.")
    if open_ := CityReturn.objects.open().filter(dossier__in=dossiers).select_related("dossier__unit").first():
        raise Refused(f"{open_.dossier.unit.name}: đã được trả lại và đang chờ xử lý.")
    if not reason.strip():
        raise Invalid({"reason": "Cần ghi nội dung trả lại."})
    kept = add_paper(by=by, kind=PaperKind.CITY_RETURN, dossiers=dossiers, printed=paper, note=reason)
    returned = CityReturn.objects.bulk_create(
        CityReturn(dossier=dossier, paper=kept, reason=reason.strip(), recorded_by=by, recorded_at=clock.now())
        for dossier in dossiers
    )
    due = due_in_working_days(cycle.again_days)
    for dossier in dossiers:
        dossier.again_due_on = due
    update_rows(dossiers, ["again_due_on"])
    tell_returned(dossiers, by=by)
    return returned


@transaction.atomic
def keep_results(*, by: User, cycle_id: int, dossier_ids: Collection[int], reason: str) -> list[CityReturn]:
    """The council keeps results that the city returned, with the reason: the office submits them again. Raises Invalid
    or Refused; all or none."""
    dossiers = _before_council(by, cycle_id, dossier_ids)
    if not reason.strip():
        raise Invalid({"reason": "Cần ghi lý do giữ nguyên kết quả."})
    return _answer(by, dossiers, ReturnOutcome.KEPT, reason)


@transaction.atomic
def reopen_items(*, by: User, cycle_id: int, codes: Mapping[int, Collection[str]], reason: str) -> list[Dossier]:
    """The council opens named indicators of returned dossiers again (``codes``: by dossier id), with the reason: what
    it had concluded is kept beside, and only these can be concluded now. Raises Invalid or Refused; all or none."""
    dossiers = _before_council(by, cycle_id, codes)
    if not reason.strip():
        raise Invalid({"reason": "Cần ghi lý do mở lại."})
    found: dict[int, list[Conclusion]] = {}
    for dossier in dossiers:
        wanted = set(codes[dossier.pk])
        rows = Conclusion.objects.filter(dossier=dossier, indicator__code__in=wanted).select_related("indicator")
        found[dossier.pk] = list(rows.order_by("indicator__position"))
        if not wanted or len(found[dossier.pk]) != len(wanted):
            raise Invalid({"codes": f"{dossier.unit.name}: cần chọn ít nhất một tiêu chí đã kết luận."})
    announced = {dossier.pk: (dossier.proposed_level, dossier.proposed_reason) for dossier in dossiers}
    alike: dict[str, list[Dossier]] = defaultdict(list)
    for dossier in dossiers:
        alike[", ".join(row.indicator.code for row in found[dossier.pk])].append(dossier)
    for named, group in alike.items():
        told = f"{reason.strip().rstrip('.')}. Tiêu chí: {named}."
        move(group, "reopen_items", by=by, reason=told, set=NO_PROPOSAL)
    answered = _answer(by, dossiers, ReturnOutcome.REOPENED, reason)
    for row in answered:
        row.level_before, row.level_reason_before = announced[row.dossier_id]
        _open(by, row, found[row.dossier_id])
    update_rows(answered, ["level_before", "level_reason_before"])
    recompute_council(dossiers)
    return dossiers


def _before_council(by: User, cycle_id: int, ids: Iterable[int]) -> list[Dossier]:
    hold_cycle(cycle_id)
    dossiers = lock(by, ids)
    if not dossiers or any(dossier.cycle_id != cycle_id for dossier in dossiers):
        raise Refused("Cần chọn hồ sơ của kỳ đánh giá này.")
    if not can_conclude(by, dossiers[0].cycle):
        raise Refused(only_they(dossiers[0].cycle.council_mode, "xử lý hồ sơ được trả lại"))
    refuse_conflicted(by, dossiers)
    return dossiers


def _answer(by: User, dossiers: list[Dossier], outcome: ReturnOutcome, reason: str) -> list[CityReturn]:
    rows = list(CityReturn.objects.open().filter(dossier__in=dossiers).order_by("pk"))
    if len(rows) != len(dossiers):
        raise Refused("Có hồ sơ không được trả lại, hoặc đã được xử lý. Vui lòng tải lại trang.")
    for row in rows:
        row.outcome, row.answer = outcome, reason.strip()
        row.answered_by, row.answered_at = by, clock.now()
    update_rows(rows, ["outcome", "answer", "answered_by", "answered_at"])
    return rows


def _open(by: User, answered: CityReturn, rows: Collection[Conclusion]) -> None:
    """Keep what was concluded, and open it."""
    ReopenedItem.objects.bulk_create(
        ReopenedItem(
            city_return=answered, indicator=row.indicator, state=row.state, value=row.value, points=row.points,
            reason=row.reason,
        )
        for row in rows
    )  # fmt: skip
    for row in rows:
        for name, value in _EMPTY.items():
            setattr(row, name, value)
        row.version += 1
        row.updated_at, row.updated_by = clock.now(), by
    update_rows(rows, _FIELDS)


@transaction.atomic
def finish_again(
    *,
    by: User,
    dossier_id: int,
    session: Session = NO_SESSION,
) -> Dossier:
    """Everything that was opened again is concluded: another result goes to be announced anew, the same one stands as
    it was announced. ``session``: when the council concluded again, and how many took
    part, where the cycle asks for it.
    Raises Invalid or Refused."""
    dossier = lock_one(by, dossier_id)
    refuse_conflicted(by, [dossier])
    opened = CityReturn.objects.filter(dossier=dossier, outcome=ReturnOutcome.REOPENED).order_by("pk").last()
    if opened is None or check([dossier], "conclude_again", by=by):
        move([dossier], "conclude_again", by=by)  # refuses, and says why
        return dossier
    check_session_since(dossier, session, opened.answered_at or opened.recorded_at, "ngày mở lại tiêu chí")
    computed = Total.objects.filter(dossier=dossier, column=Column.COUNCIL).values_list("level", flat=True).first()
    before = (opened.level_before, opened.level_reason_before)
    same = _says_the_same(dossier) and (not dossier.proposed_reason or _proposal(dossier) == before)
    level, why = before if same else (dossier.proposed_level if dossier.proposed_reason else computed, None)
    told = told_session(dossier, session)
    move(
        [dossier],
        _KEEPING[_left(dossier)] if same else "conclude_again",
        by=by,
        reason=f"{KEPT} {told}".strip() if same else told,
        set={
            "proposed_level": level,
            "proposed_reason": dossier.proposed_reason if why is None else why,
            **session.columns,
        },
    )
    return dossier


KEPT = "Kết luận lại như đã thông báo."
# The step by which a result that says the same goes back to the state that it left: who was answered asks no more.
_KEEPING = {Status.PROVISIONAL: "keep_announced", Status.REVIEW_ANSWERED: "keep_answered"}


def _left(dossier: Dossier) -> Status:
    """The state from which indicators were opened again the last time."""
    return Status(dossier.steps.filter(step="reopen_items").latest("pk").from_status)


def _proposal(dossier: Dossier) -> tuple[int | None, str]:
    return dossier.proposed_level, dossier.proposed_reason


def _says_the_same(dossier: Dossier) -> bool:
    """Does every opened indicator say what it said?"""
    now = {row.indicator_id: row for row in Conclusion.objects.filter(dossier=dossier)}
    return all(same_conclusion(now[old.indicator_id], old) for old in reopened_items(dossier))
