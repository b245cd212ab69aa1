"""A dossier is returned item by item, and the commune says of each what it did."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction

from thanthien.accounts.models import User
from thanthien.accounts.positions import SCORERS
from thanthien.core import clock
from thanthien.core.acting.errors import Invalid, Refused
from thanthien.core.acting.seen import refuse_other
from thanthien.evaluations.actions.moves import lock_one
from thanthien.evaluations.models import Answer, Dossier, ReturnItem
from thanthien.evaluations.permissions import enters, enters_some
from thanthien.evaluations.workflow import Status


def ask_items(*, by: User, dossier: Dossier, items: Mapping[str, str]) -> list[ReturnItem]:
    """Note with the return of a locked dossier what is asked of single indicators: code → what to add. What is empty
    asks nothing. Raises Refused for an indicator that the dossier hasn't."""
    asked = {code: words.strip() for code, words in items.items() if words.strip()}
    if unknown := sorted(set(asked) - set(dossier.compiled.by_code)):
        raise Refused(f"Hồ sơ không có tiêu chí {', '.join(unknown)}.")
    indicators = dossier.cycle.criteria_set.indicators.filter(code__in=asked).order_by("position")
    return ReturnItem.objects.bulk_create(
        ReturnItem(
            dossier=dossier, indicator=one, ask=asked[one.code], asked_by=by, asked_at=dossier.status_since,
        )
        for one in indicators
    )  # fmt: skip


@transaction.atomic
def answer_item(*, by: User, item_id: int, response: str, seen: str) -> ReturnItem:
    """Say what was done about one item of a returned dossier, before it is handed in anew: the People's Committee of
    any, another body of the unit of what it enters. ``seen``: the answer that
    the person saw; Stale when a colleague wrote another one meanwhile."""
    dossier_id = ReturnItem.objects.filter(pk=item_id).values_list("dossier_id", flat=True).first()
    dossier = lock_one(by, dossier_id) if dossier_id is not None else None
    if dossier is None or not enters_some(by, dossier):
        raise Refused("Không tìm thấy mục trả lại.")
    item = ReturnItem.objects.select_related("indicator").get(pk=item_id)
    about = Answer(dossier=dossier, indicator=item.indicator)
    if dossier.unit_id not in by.unit_ids(*SCORERS) and not enters(by, about):
        raise Refused("Mục này do Ủy ban nhân dân trả lời.")
    if dossier.status != Status.RETURNED or item.asked_at != dossier.status_since:
        raise Refused("Mục này thuộc lần trả lại trước, không phải trả lời nữa.")
    if dossier.supplement_due_on is not None and clock.today() > dossier.supplement_due_on:
        raise Refused(
            f"Đã quá hạn bổ sung ({dossier.supplement_due_on:%d/%m/%Y}). Đề nghị cơ quan thường trực gia hạn."
        )
    if not response.strip():
        raise Invalid({"response": "Cần ghi đã bổ sung những gì."})
    refuse_other(item, seen=seen.split(), now=item.answer.split())
    item.answer, item.answered_at, item.answered_by = response.strip(), clock.now(), by
    item.save(update_fields=["answer", "answered_at", "answered_by"])
    return item
