"""What is typed about more time: the commune's request, and the answer to several of them."""

from __future__ import annotations

from typing import Any

from django import forms

from thanthien.core import clock
from thanthien.core.day_field import DayField
from thanthien.core.formats import date_vn
from thanthien.core.tables.filters import ALL
from thanthien.evaluations.enums import ExtensionOutcome
from thanthien.evaluations.forms.cycles import NEEDED
from thanthien.evaluations.forms.lists import UnitNameFilter
from thanthien.evaluations.models import Cycle, Dossier
from thanthien.evaluations.notices import COMMUNE_PHASES
from thanthien.evaluations.queries.facts import deadlines_of
from thanthien.evaluations.workflow import PHASE_LABELS, STEPS, PhaseKey

WAITING = "cho"


class AskExtensionForm(forms.Form):
    """Which phase, until when, why."""

    key = forms.TypedChoiceField(label="Giai đoạn", coerce=PhaseKey, error_messages=NEEDED)
    wished_on = DayField(label="Đề nghị gia hạn đến hết ngày")
    reason = forms.CharField(
        label="Lý do", widget=forms.Textarea(attrs={"rows": 3}), max_length=2000,
        help_text="Cơ quan thường trực đọc nguyên văn.",
        error_messages={"required": "Cần ghi lý do đề nghị gia hạn."},
    )  # fmt: skip

    def __init__(self, data: Any = None, *, dossier: Dossier) -> None:
        super().__init__(data)
        ends = deadlines_of(dossier.cycle, [dossier.unit_id])[dossier.unit_id]
        self.fields["key"].choices = [  # type: ignore[attr-defined]
            (key.value, f"{PHASE_LABELS[key]} (hiện đến hết {date_vn(ends[key])})")
            for key in PhaseKey
            if key in COMMUNE_PHASES and key in ends and _still_ahead(key, dossier)
        ]


def _still_ahead(key: PhaseKey, dossier: Dossier) -> bool:
    """Does the dossier still need days of the phase?"""
    if key == PhaseKey.REGISTRATION:
        return dossier.status in STEPS["register"].sources
    reviewing = dossier.status in STEPS["request_review"].sources
    return reviewing if key == PhaseKey.REVIEW else not reviewing


def _move_later() -> forms.BooleanField:
    return forms.BooleanField(
        label="Dời các giai đoạn sau của đơn vị cùng số ngày", required=False, initial=True,
        help_text="Bỏ chọn: chỉ dời giai đoạn sẽ kết thúc trước hạn mới.",
    )  # fmt: skip


def _reason(missing: str) -> forms.CharField:
    """Why, for units to read. ``missing``: the sentence where nothing is typed."""
    return forms.CharField(
        label="Lý do", widget=forms.Textarea(attrs={"rows": 3}), max_length=2000,
        help_text="Đơn vị đọc nguyên văn; gia hạn được ghi trong nhật ký gia hạn của kỳ.",
        error_messages={"required": missing},
    )  # fmt: skip


class AnswerExtensionsForm(forms.Form):
    """Granted or refused, for all chosen requests."""

    outcome = forms.ChoiceField(
        label="Trả lời", choices=ExtensionOutcome.choices, widget=forms.RadioSelect,
        initial=ExtensionOutcome.GRANTED, error_messages=NEEDED,
    )  # fmt: skip
    ends_on = DayField(
        label="Gia hạn đến hết ngày", required=False,
        help_text="Để trống: mỗi đơn vị được gia hạn đến ngày đã đề nghị. Ví dụ: 05/12/2026.",
    )  # fmt: skip
    move_later = _move_later()
    reason = _reason("Cần ghi lý do.")


class ExtendUnitsForm(forms.Form):
    """A later last day of one phase, for chosen units."""

    key = forms.TypedChoiceField(label="Giai đoạn", coerce=PhaseKey, error_messages=NEEDED)
    ends_on = DayField(label="Gia hạn đến hết ngày")
    move_later = _move_later()
    reason = _reason("Cần ghi lý do gia hạn.")

    def __init__(self, *args: Any, cycle: Cycle, **options: Any) -> None:
        super().__init__(*args, **options)
        phases = [(phase.key, phase.get_key_display()) for phase in cycle.phases.all()]
        self.fields["key"].choices = phases  # type: ignore[attr-defined]
        running = (phase.key for phase in cycle.phases.all() if phase.ends_on >= clock.today())
        self.fields["key"].initial = next(running, None)


class RequestsFilter(UnitNameFilter):
    """Conditions on the requests for more time of a cycle."""

    trang_thai = forms.ChoiceField(
        label="Trạng thái", required=False, choices=[ALL, (WAITING, "Chờ trả lời"), *ExtensionOutcome.choices]
    )
