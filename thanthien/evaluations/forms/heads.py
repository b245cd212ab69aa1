"""Who headed a unit: one term of office."""

from __future__ import annotations

from typing import Any

from django import forms

from thanthien.core.acting.forms import SeenForm
from thanthien.core.acting.seen import values_of
from thanthien.core.day_field import DAY_EXAMPLE, DayField
from thanthien.core.long_text import LineText
from thanthien.evaluations.actions.heads import TERM_FIELDS, HeadTermText
from thanthien.units.enums import HeadPost
from thanthien.units.head_terms import HeadTerm


class HeadTermForm(SeenForm):
    """Post, name, first and last day; a term that is there can be taken away as entered by mistake."""

    post = forms.ChoiceField(
        label="Chức vụ", choices=[("", "Chọn chức vụ"), *HeadPost.choices],
        error_messages={"required": "Cần chọn chức vụ."},
    )  # fmt: skip
    full_name = LineText(
        label="Họ tên", max_length=120, required=False,
        help_text="Chỉ người có việc trong hệ thống đọc được; không công khai.",
    )  # fmt: skip
    from_on = DayField(label="Giữ chức vụ từ ngày")
    to_on = DayField(label="Đến hết ngày", required=False, help_text=f"{DAY_EXAMPLE}. Đang giữ chức vụ thì để trống.")
    vacant_by = LineText(
        label="Khuyết chức vụ theo văn bản", max_length=120, required=False,
        help_text="Chỉ khi không ai giữ chức vụ trong thời gian này: số, ngày văn bản; được công khai. Khi đó để "
        "trống họ tên.",
    )  # fmt: skip
    remove = forms.BooleanField(label="Ghi nhầm: bỏ dòng này.", required=False)

    def __init__(self, *args: Any, term: HeadTerm | None = None, **kwargs: Any) -> None:
        super().__init__(*args, initial=values_of(term, TERM_FIELDS), **kwargs)
        if term is None:
            del self.fields["remove"]

    def typed(self) -> HeadTermText:
        """The term as entered. Call after ``is_valid()``."""
        data = self.cleaned_data
        return HeadTermText(data["post"], data["full_name"], data["from_on"], data["to_on"], data["vacant_by"])
