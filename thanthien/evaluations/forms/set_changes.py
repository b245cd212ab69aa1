"""Forms of a change of the set of a running year."""

from __future__ import annotations

from django import forms

from thanthien.core.day_field import DayField
from thanthien.core.long_text import LongText
from thanthien.criteria.values import MAX_REASON
from thanthien.evaluations.forms.papers import PrintedForm


class SetDecisionForm(PrintedForm):
    """The decision by which the set is adjusted, as it was signed."""

    noun = "quyết định"
    example = "1234/QĐ-UBND"
    needs_file = True


class SetChangeForm(forms.Form):
    """From which day the other version holds, and why."""

    effective_on = DayField(
        label="Có hiệu lực từ ngày",
        help_text="Theo quyết định; không sau hôm nay, không trước ngày ký.",
        error_messages={"required": "Cần ghi ngày có hiệu lực."},
    )
    reason = LongText(
        label="Lý do", max_length=MAX_REASON, rows=3,
        help_text="Các đơn vị đọc được lý do này trong nhật ký của hồ sơ.",
        error_messages={"required": "Cần ghi lý do điều chỉnh."},
    )  # fmt: skip
