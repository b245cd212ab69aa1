"""What is typed when the dossier of a unit that is no more is closed."""

from __future__ import annotations

from typing import Any

from django import forms

from thanthien.core.long_text import LongText
from thanthien.evaluations.forms.papers import PrintedForm

CLOSE, CARRY = "khep", "chuyen"


class CloseMergedForm(PrintedForm):
    """Closed only, or carried on by the unit that took it in; why, and by which document."""

    example = "52/SNV-CCHC"
    field_order = ("way", "reason")

    way = forms.ChoiceField(
        label="Xử lý hồ sơ",
        widget=forms.RadioSelect,
        initial=CLOSE,
        error_messages={"required": "Cần chọn cách xử lý.", "invalid_choice": "Cần chọn trong danh sách."},
    )
    reason = LongText(
        label="Lý do", rows=3, max_length=2000,
        help_text="Đơn vị cũ, đơn vị tiếp nhận đọc nguyên văn; ghi trong nhật ký các bước.",
        error_messages={"required": "Cần ghi lý do."},
    )  # fmt: skip

    def __init__(self, *args: Any, into: str, **options: Any) -> None:
        """``into``: the unit that can go on with it, empty where none can."""
        super().__init__(*args, **options)
        ways: Any = self.fields["way"]
        ways.choices = [(CLOSE, "Khép lại: đơn vị không vào danh sách đạt hay chưa đạt, quyết định chỉ nêu tên")]
        if into:
            ways.choices += [(CARRY, f"Khép lại và mở hồ sơ của {into} trong kỳ này, với mức độ phấn đấu đã đăng ký")]

    def field_named(self, name: str) -> str:
        """What is said of carrying it on stands beside the choice."""
        return "way" if name == "carry" else name
