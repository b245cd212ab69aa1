"""The standing office answers requests for more time: of several units in one form, after a list to check."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.urls import reverse

from thanthien.accounts.positions import is_office
from thanthien.core.acting.bulk import BulkRow, BulkWords, Column, Progress
from thanthien.core.formats import NOTHING, date_vn, number
from thanthien.evaluations.actions.cycles import later_ends
from thanthien.evaluations.actions.extensions import grant_extensions, hold_requests, refuse_extensions
from thanthien.evaluations.bulk.of_cycle import CycleBulk
from thanthien.evaluations.enums import ExtensionOutcome
from thanthien.evaluations.forms.extensions import AnswerExtensionsForm
from thanthien.evaluations.models import ExtensionRequest
from thanthien.evaluations.queries.facts import deadlines_of
from thanthien.evaluations.workflow import PHASE_LABELS, PhaseKey

ANSWERED = "Đề nghị đã được trả lời."


@dataclass
class AnswerExtensions(CycleBulk):
    """Grant or refuse requests of units; the list says which later phases would move to which day."""

    columns = (
        Column("Giai đoạn"), Column("Hạn hiện nay"), Column("Đề nghị đến hết ngày"), Column("Lý do của đơn vị"),
        Column("Giai đoạn sau, nếu dời cùng số ngày"),
    )  # fmt: skip

    @property
    def words(self) -> BulkWords:
        """What the pages say."""
        return BulkWords(
            title="Đề nghị gia hạn",
            lead="Chọn một hoặc nhiều đề nghị, kiểm tra, rồi gia hạn hoặc không gia hạn.",
            button="Trả lời đề nghị",
            warning="Đơn vị nhận thông báo và đọc nguyên văn lý do. Gia hạn đã ghi không sửa, không xóa được.",
            back=reverse("cycle-detail", args=[self.cycle_id]),
            back_label=self.cycle.title,
            noun="đề nghị",
            nothing="Không có đề nghị nào chờ trả lời.",
        )

    def allowed(self) -> bool:
        """The standing office."""
        return is_office(self.by)

    def hold(self, keys: Collection[int]) -> None:
        """Nobody answers them, or moves their dossiers, meanwhile."""
        hold_requests(self.by, self.cycle_id, keys)

    def rows(self, only: Collection[int] | None = None) -> list[BulkRow]:
        """Requests that wait; of chosen ones also those that were answered meanwhile."""
        found = ExtensionRequest.objects.filter(dossier__cycle=self.cycle_id)
        found = found.open() if only is None else found.filter(pk__in=only)
        requests = list(found.select_related("dossier__unit").order_by("dossier__unit__sort_key", "pk"))
        ends = deadlines_of(self.cycle, {one.dossier.unit_id for one in requests})
        return [
            BulkRow(
                key=one.pk,
                name=one.dossier.unit.name,
                cells=(
                    one.get_key_display(),
                    date_vn(ends[one.dossier.unit_id].get(PhaseKey(one.key))),
                    date_vn(one.wished_on),
                    one.reason,
                    _moved(one, ends[one.dossier.unit_id]),
                ),
                problems=(ANSWERED,) if one.outcome else (),
                mark=one.outcome,
            )
            for one in requests
        ]

    def form(self, keys: Collection[int], **bound: Any) -> forms.Form:
        """The answer."""
        return AnswerExtensionsForm(**bound)

    def act(self, keys: Sequence[int], form: forms.Form, progress: Progress) -> str:
        """Grant, or refuse."""
        data = form.cleaned_data
        if data["outcome"] == ExtensionOutcome.REFUSED:
            done = refuse_extensions(by=self.by, cycle=self.cycle, request_ids=keys, reason=data["reason"])
            return f"Đã trả lời không gia hạn {number(len(done))} đề nghị."
        done = grant_extensions(
            by=self.by, cycle=self.cycle, request_ids=keys, ends_on=data["ends_on"], reason=data["reason"],
            move_later=data["move_later"],
        )  # fmt: skip
        return f"Đã gia hạn theo {number(len(done))} đề nghị."


def _moved(request: ExtensionRequest, ends: dict[PhaseKey, Any]) -> str:
    key = PhaseKey(request.key)
    if request.wished_on <= ends[key]:
        return NOTHING
    later = later_ends(key, request.wished_on, {str(one): day for one, day in ends.items()}, move_later=True)
    return "; ".join(f"{PHASE_LABELS[one]}: {date_vn(day)}" for one, day in later.items()) or NOTHING
