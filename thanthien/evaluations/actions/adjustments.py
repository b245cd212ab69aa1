"""A settled complaint adjusts a published result: the settlement is recorded, the council concludes named indicators
anew (or the level alone is set), and the city's decision makes it public."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from thanthien.accounts.models import User
from thanthien.accounts.positions import is_office
from thanthien.core import clock
from thanthien.core.acting.errors import Invalid, Refused
from thanthien.core.acting.seen import refuse_other
from thanthien.core.db import update_rows
from thanthien.core.last_copy import take_down
from thanthien.criteria.scoring import Result
from thanthien.evaluations.actions.council_day import NO_SESSION, Session, check_session_since
from thanthien.evaluations.actions.decisions import Verdict, decision_of_paper, write_items
from thanthien.evaluations.actions.editions import keep_edition
from thanthien.evaluations.actions.entries import apply_entry
from thanthien.evaluations.actions.fairness import refuse_conflicted
from thanthien.evaluations.actions.moves import hold_cycle, lock_one, lock_with_cycle, move
from thanthien.evaluations.actions.papers import add_paper
from thanthien.evaluations.actions.printed import Printed
from thanthien.evaluations.actions.proceedings import decide_proceedings, refuse_unheard
from thanthien.evaluations.actions.refreshing import refresh_later_years
from thanthien.evaluations.actions.seals import last_document, seal_adjustment
from thanthien.evaluations.actions.totals import store_totals
from thanthien.evaluations.adjustment_notices import (
    tell_adjusted_concluded,
    tell_adjusting,
    tell_adjustment_dropped,
)
from thanthien.evaluations.enums import AnswerState, Column, DecisionKind, PaperKind
from thanthien.evaluations.models import AdjustedItem, Adjustment, Conclusion, Decision, Dossier
from thanthien.evaluations.modes import only_they
from thanthien.evaluations.permissions import can_conclude
from thanthien.evaluations.queries.words import same_conclusion
from thanthien.evaluations.scored import Entry
from thanthien.evaluations.seal_documents import points_text
from thanthien.evaluations.states import ADJUSTABLE
from thanthien.verify_dossier import recompute
from thanthien.verify_waivers import waived_codes

_FIELDS = ["state", "value", "reason", "points", "version", "updated_at", "updated_by"]


@transaction.atomic
def open_adjustment(
    *, by: User, dossier_id: int, settlement: Printed, grounds: str, codes: Collection[str], version: int
) -> Adjustment:
    """Record how a complaint about a published result was settled, and which indicators are concluded anew for it; none
    of them: the level alone is to be set.

    ``version`` is the dossier's that the person saw. Raises Invalid, Refused or Stale.
    """
    dossier = lock_with_cycle(by, dossier_id)
    refuse_other(dossier, seen=version, now=dossier.version)
    if not is_office(by):
        raise Refused("Chỉ cơ quan thường trực ghi nhận việc điều chỉnh kết quả.")
    if dossier.status not in ADJUSTABLE:
        raise Refused(f"Hồ sơ đang ở trạng thái “{dossier.label}”, chưa có kết quả công bố để điều chỉnh.")
    if Adjustment.objects.running().filter(dossier=dossier).exists():
        raise Refused("Kết quả của đơn vị này đang được điều chỉnh.")
    sealed = adjustable_codes(dossier)
    if not sealed:
        raise Refused(NOTHING_CONCLUDED)
    if not grounds.strip():
        raise Invalid({"grounds": "Cần ghi căn cứ điều chỉnh."})
    rows = Conclusion.objects.filter(dossier=dossier, indicator__code__in=list(codes)).select_related("indicator")
    if len(rows) != len(set(codes)) or not set(codes) <= set(sealed):
        raise Invalid({"codes": "Cần chọn tiêu chí mà Hội đồng đã kết luận."})
    paper = add_paper(by=by, kind=PaperKind.SETTLEMENT, dossiers=[dossier], printed=settlement)
    opened = Adjustment.objects.create(
        dossier=dossier, settlement=paper, grounds=grounds.strip(), opened_by=by, opened_at=clock.now()
    )
    AdjustedItem.objects.bulk_create(AdjustedItem(adjustment=opened, indicator=row.indicator) for row in rows)
    tell_adjusting(opened, by=by)
    return opened


NOTHING_CONCLUDED = "Đơn vị không nộp hồ sơ hoặc đã rút hồ sơ, không có kết luận nào để điều chỉnh."


def adjustable_codes(dossier: Dossier) -> list[str]:
    """The indicators that the last sealed document concludes, of which some may be adjusted. None where the unit handed
    nothing in: its result can't be adjusted at all, for nobody could recompute a level that rests on no value."""
    return [row["code"] for row in last_document(dossier)["indicators"]] if dossier.submitted_at else []


@transaction.atomic
def conclude_adjusted(*, by: User, item_id: int, version: int, entry: Entry) -> AdjustedItem:
    """The council's new conclusion of one named indicator, with its reason; another word than the one that stands.
    Nothing public changes yet. Raises Invalid, Refused or Stale."""
    found = AdjustedItem.objects.filter(pk=item_id).values_list("adjustment__dossier_id", flat=True).first()
    if found is None:
        raise Refused("Không tìm thấy mục kết luận.")
    dossier = lock_one(by, found)
    if not can_conclude(by, dossier.cycle):
        raise Refused(only_they(dossier.cycle.council_mode, "ghi kết luận"))
    refuse_conflicted(by, [dossier])
    item = AdjustedItem.objects.select_related("indicator", "adjustment").get(pk=item_id)
    if item.adjustment.decision_id or item.adjustment.dropped_at:
        raise Refused("Việc điều chỉnh này đã kết thúc.")
    refuse_other(item, seen=version, now=item.version)
    if entry.state in (AnswerState.MISSING, AnswerState.REFUSED):
        raise Invalid({"state": "Cần kết luận bằng số liệu, “không phát sinh” hoặc cho điểm trực tiếp."})
    if not entry.reason.strip():
        raise Invalid({"reason": "Cần ghi lý do kết luận khác; lý do được công khai cùng quyết định."})
    apply_entry(item, entry, dossier.compiled.by_code[item.indicator.code])
    if item.state == AnswerState.VALUE and item.points is None:
        raise Invalid({"value": "Số liệu chưa đủ để tính điểm."})
    stands = Conclusion.objects.get(dossier=dossier, indicator_id=item.indicator_id)
    if same_conclusion(item, stands):
        raise Invalid({"value": "Kết luận này giống kết luận đã công bố."})
    first = not item.version
    item.version += 1
    item.updated_at, item.updated_by = clock.now(), by
    item.save(update_fields=_FIELDS)
    item.adjustment.dossier = dossier
    if first and not item.adjustment.items.filter(state=AnswerState.MISSING).exists():
        tell_adjusted_concluded(item.adjustment, by=by)
    return item


@transaction.atomic
def drop_adjustment(*, by: User, adjustment_id: int, reason: str, version: int) -> Adjustment:
    """Nothing is adjusted after all, with the reason. Raises Invalid, Refused or Stale."""
    row = _locked(by, adjustment_id, version)
    if not reason.strip():
        raise Invalid({"reason": "Cần ghi lý do không điều chỉnh."})
    row.dropped_reason, row.dropped_by, row.dropped_at = reason.strip(), by, clock.now()
    row.version += 1
    row.save(update_fields=["dropped_reason", "dropped_by", "dropped_at", "version"])
    tell_adjustment_dropped(row, by=by)
    return row


def _locked(by: User, adjustment_id: int, version: int) -> Adjustment:
    """A running adjustment with its dossier locked first; its cycle before, as for every decision."""
    found = Adjustment.objects.filter(pk=adjustment_id).values_list("dossier_id", "dossier__cycle_id").first()
    if found is None or not is_office(by):
        raise Refused("Chỉ cơ quan thường trực ghi nhận việc điều chỉnh kết quả.")
    hold_cycle(found[1])
    dossier = lock_one(by, found[0])
    row = Adjustment.objects.select_for_update(of=("self",)).select_related("settlement").get(pk=adjustment_id)
    row.dossier = dossier
    refuse_other(row, seen=version, now=row.version)
    if row.decision_id or row.dropped_at:
        raise Refused("Việc điều chỉnh này đã kết thúc.")
    return row


@dataclass(frozen=True, slots=True)
class Adjusted:
    """What the decision says: the level, why (public), and when the council concluded anew, where the cycle asks for it
    and indicators are adjusted."""

    level: int
    reason: str
    session: Session = NO_SESSION


@transaction.atomic
def record_adjustment(*, by: User, adjustment_id: int, paper: Printed, adjusted: Adjusted, version: int) -> Decision:
    """Record the decision that adjusts a result: new conclusions take the place of the former ones, sums follow from
    the sealed facts, and a seal holds both. Raises Invalid, Refused or Stale."""
    row = _locked(by, adjustment_id, version)
    dossier, items = row.dossier, list(row.items.select_related("indicator"))
    _check(row, items, adjusted)
    refuse_unheard(dossier, adjusted.level)
    decision = decision_of_paper(by, dossier.cycle, DecisionKind.ADJUSTMENT, paper, [dossier])
    if row.settlement.signed_on > paper.signed_on:
        raise Invalid({"signed_on": "Ngày ký không được trước ngày giải quyết khiếu nại."})
    take_down()
    result = _take_over(by, dossier, items) if items else None
    verdict = {"decided_level": adjusted.level, "decided_reason": adjusted.reason.strip()}
    if result is not None:
        verdict |= {"proposed_level": result.level, "proposed_reason": ""}
        verdict |= adjusted.session.columns if adjusted.session.on else {}
    move([dossier], "adjust", by=by, reason=adjusted.reason, set=verdict)
    write_items(decision, [dossier], {dossier.pk: Verdict(adjusted.level, adjusted.reason)})
    decide_proceedings([dossier], decision, by=by)
    row.decision = decision
    row.version += 1
    row.save(update_fields=["decision", "version"])
    seal_adjustment(by=by, dossier=dossier, decision=decision, adjustment=row, result=result)
    words = f"Điều chỉnh: {dossier.unit.name_in_sentence}, theo Quyết định số {decision.number}"
    keep_edition(by=by, cycle=dossier.cycle, reason=words[:300])
    refresh_later_years(dossier.cycle, {dossier.unit_id})
    return decision


def _check(row: Adjustment, items: Collection[AdjustedItem], adjusted: Adjusted) -> None:
    dossier = row.dossier
    if not adjustable_codes(dossier):
        raise Refused(NOTHING_CONCLUDED)
    open_ = [item.indicator.code for item in items if item.state == AnswerState.MISSING]
    if open_:
        raise Refused(f"Hội đồng chưa kết luận lại: {', '.join(open_)}.")
    errors = {}
    if adjusted.level not in {0, *(level.definition.number for level in dossier.compiled.levels)}:
        errors["level"] = "Cần chọn một mức độ của bộ tiêu chí."
    elif not items and adjusted.level == dossier.decided_level:
        errors["level"] = "Không điều chỉnh tiêu chí nào thì mức độ phải khác mức đang có."
    if not adjusted.reason.strip():
        errors["reason"] = "Cần ghi lý do; lý do được công khai."
    if errors:
        raise Invalid(errors)
    if items:
        check_session_since(dossier, adjusted.session, row.opened_at, "ngày mở việc điều chỉnh")


def _take_over(by: User, dossier: Dossier, items: Collection[AdjustedItem]) -> Result:
    """The new conclusions stand from now on (the history keeps the former ones), and the council's sums with them."""
    new = {item.indicator_id: item for item in items}
    rows = list(Conclusion.objects.filter(dossier=dossier, indicator__in=new).select_related("indicator"))
    for row in rows:
        item = new[row.indicator_id]
        row.state, row.value, row.reason, row.points = item.state, item.value, item.reason, item.points
        row.contested, row.version = True, row.version + 1
        row.updated_at, row.updated_by = clock.now(), by
    update_rows(rows, [*_FIELDS, "contested"])
    result = result_with(dossier, items)
    store_totals(Column.COUNCIL, {dossier.pk: result})
    return result


def result_with(dossier: Dossier, items: Collection[AdjustedItem]) -> Result:
    """What the engine makes of the last sealed document with these conclusions in place of its own. Whatever else
    counts (gates, figures, earlier levels, what is not applied) is what the document says, as for those who verify."""
    said, new = last_document(dossier), {item.indicator.code: item for item in items}
    rows = [row | {"concluded": _concluded(new[row["code"]])} if _says(new, row) else row for row in said["indicators"]]
    compiled = dossier.cycle.criteria_set.compiled(said["unit"]["kind"], waived_codes(said))
    return recompute(compiled, said | {"indicators": rows})


def _says(items: Mapping[str, AdjustedItem], row: Mapping[str, Any]) -> bool:
    return row["code"] in items and items[row["code"]].state != AnswerState.MISSING


def _concluded(item: AdjustedItem) -> dict[str, Any]:
    return {"state": item.state, "value": item.value, "points": points_text(item.points), "reason": item.reason}
