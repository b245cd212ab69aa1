"""What an appraising body says of late records."""

from __future__ import annotations

from django import forms

from thanthien.core.long_text import LongText


class LateForm(forms.Form):
    """Why late records count, or don't."""

    reason = LongText(
        label="Lý do", max_length=500, rows=3,
        help_text="Đơn vị, cơ quan theo dõi của thành phố và Hội đồng xem được lý do này.",
        error_messages={"required": "Cần ghi lý do."},
    )  # fmt: skip
