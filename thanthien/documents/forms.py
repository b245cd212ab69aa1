"""Forms of the room."""

from __future__ import annotations

from typing import Any

from django import forms

from thanthien.core.acting.forms import SeenForm
from thanthien.core.long_text import LineText
from thanthien.documents.enums import SignedBy


def _text(label: str, most: int, help_text: str) -> forms.CharField:
    return LineText(label=label, max_length=most, required=False, help_text=help_text)


class PrintForm(SeenForm):
    """What a unit wants on its papers and posters."""

    superior = forms.BooleanField(label="Ghi Ủy ban nhân dân thành phố phía trên tên đơn vị", required=False)
    signed_by = forms.ChoiceField(label="Người ký văn bản", choices=SignedBy.choices)
    place = _text("Địa danh", 60, "Đứng trước ngày tháng. Để trống thì lấy tên đơn vị.")
    drafter = _text("Chữ viết tắt đơn vị soạn thảo", 30, "Đứng sau “Lưu: VT”, ví dụ: VHXH.")
    hotline = _text("Đường dây nóng của đơn vị", 40, "Số điện thoại in trên áp phích. Để trống thì không in.")
    hotline_hours = _text("Giờ nghe máy", 80, "Ví dụ: 7:30–17:00, thứ Hai đến thứ Sáu.")
    reception = _text(
        "Lịch tiếp công dân của Chủ tịch", 200, "Ví dụ: thứ Năm hằng tuần, 8:00–11:00, tại Trụ sở tiếp công dân."
    )

    def clean(self) -> dict[str, Any]:
        """Hours without a telephone say nothing."""
        typed = super().clean() or {}
        if typed.get("hotline_hours") and not typed.get("hotline"):
            self.add_error("hotline", "Đã ghi giờ nghe máy thì cần ghi số điện thoại.")
        return typed
