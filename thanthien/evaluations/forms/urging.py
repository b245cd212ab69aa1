"""What the standing office writes to late units."""

from __future__ import annotations

from django import forms

from thanthien.core.long_text import LongText


class UrgingForm(forms.Form):
    """The words, sent as they are."""

    words = LongText(
        label="Nội dung đôn đốc",
        help_text="Không ghi tên, thông tin riêng của cá nhân. Hạn và trạng thái có sẵn trong hồ sơ.",
        rows=4,
        max_length=1000,
        initial="Hồ sơ của đơn vị đã quá hạn. Đề nghị hoàn thành ngay; có vướng mắc thì báo cơ quan thường trực.",
        error_messages={"required": "Cần ghi nội dung đôn đốc."},
    )
