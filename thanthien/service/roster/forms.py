"""What people type of the roster."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.http import QueryDict

from thanthien.core.acting.forms import SeenForm
from thanthien.core.formats import date_vn, number
from thanthien.core.long_text import LineText
from thanthien.records.forms import RecordForm
from thanthien.service.roster.enums import WEEKDAYS
from thanthien.service.roster.models import SupportShift

_MOST = 32767


class ShiftForm(RecordForm):
    """A person in a shift; the name is kept apart."""

    name = LineText(
        label="Họ tên",
        max_length=120,
        required=False,
        help_text="Chỉ ghi khi cần; chỉ người của đơn vị xem được, xóa được bất cứ lúc nào.",
    )
    field_order = ("place", "day", "part", "organisation", "post", "name")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.order_fields(self.field_order)


class NameForm(SeenForm):
    """The name of a person on the roster, as it stands."""

    name = LineText(label="Họ tên", max_length=120, required=False, help_text="Xóa trống ô này thì họ tên bị xóa.")


class TapForm(forms.Form):
    """How many people were helped, where it was counted."""

    wrong = f"Số lượt người được hỗ trợ là số nguyên từ 0 đến {number(_MOST)}, hoặc để trống."
    served = forms.IntegerField(min_value=0, max_value=_MOST, required=False)


class SheetForm(forms.Form):
    """Who was there by the week's signed sheet. ``numbers``: with the people whom each of them helped."""

    hint = "Đánh dấu người đã có mặt theo lịch trực tuần đã ký. Phần này lưu khi chọn “Lưu”."
    shifts = forms.MultipleChoiceField(label="Người đã có mặt", widget=forms.CheckboxSelectMultiple, required=False)
    sheet = LineText(
        label="Lịch trực đã ký", max_length=120, required=False, help_text="Số, ngày của lịch trực tuần có chữ ký."
    )
    needed_at_times = ("shifts", "sheet")

    def __init__(
        self, shifts: Sequence[SupportShift], data: QueryDict | None, *, prefix: str | None = None, numbers: bool = True
    ) -> None:
        super().__init__(data, prefix=prefix)
        self.by_key = {str(one.pk): one for one in shifts}
        asked: Any = self.fields["shifts"]
        asked.choices = [(key, in_words(one)) for key, one in self.by_key.items()]
        if numbers:
            for key, one in self.by_key.items():
                self.fields[f"served_{key}"] = forms.IntegerField(
                    label=f"Số lượt người được hỗ trợ, {in_words(one)}", min_value=0, max_value=_MOST, required=False
                )

    def clean(self) -> dict[str, Any]:
        """Somebody was there, by a sheet that can be found again."""
        typed = super().clean() or self.cleaned_data
        if typed.get("shifts") and not typed.get("sheet") and "sheet" not in self.errors:
            self.add_error("sheet", "Cần ghi số hoặc tên của lịch trực đã ký.")
        if not typed.get("shifts") and "shifts" not in self.errors:
            self.add_error("shifts", "Cần đánh dấu ít nhất một người.")
        return typed

    @property
    def chosen(self) -> list[SupportShift]:
        """Those who were there. Ask only when the form is in order."""
        return [self.by_key[key] for key in self.cleaned_data["shifts"]]

    @property
    def served(self) -> dict[int, int | None]:
        """People helped, by the number of the shift."""
        return {one.pk: self.cleaned_data.get(f"served_{key}") for key, one in self.by_key.items()}


def in_words(one: SupportShift) -> str:
    """A shift and its person as a choice names them."""
    return f"{WEEKDAYS[one.day.weekday()]} {date_vn(one.day)}, {one.get_part_display()}: {one.who}"
