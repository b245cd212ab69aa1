"""What is typed to decide that indicators are not applied to a unit."""

from __future__ import annotations

from typing import Any

from django import forms

from thanthien.core.long_text import LongText
from thanthien.evaluations.forms.cycles import NEEDED
from thanthien.evaluations.forms.papers import PrintedForm
from thanthien.evaluations.models import Cycle, Dossier
from thanthien.evaluations.states import BEFORE_SELF_SCORING


class WaiveForm(PrintedForm):
    """Unit, indicators, reason, and the document that says so."""

    example = "45/UBND-NV"
    field_order = ("dossier", "codes", "reason")

    dossier = forms.TypedChoiceField(label="Đơn vị", coerce=int, error_messages=NEEDED)
    codes = forms.MultipleChoiceField(
        label="Tiêu chí không áp dụng", widget=forms.CheckboxSelectMultiple,
        help_text="Tiêu chí này không chấm điểm, không tính vào điểm tối đa của đơn vị trong kỳ này.",
        error_messages=NEEDED | {"required": "Cần chọn ít nhất một tiêu chí."},
    )  # fmt: skip
    reason = LongText(
        label="Lý do", rows=3, max_length=2000,
        help_text="Công khai ở trang cách chấm điểm, trang kết quả và trong bản niêm phong.",
        error_messages={"required": "Cần ghi lý do không áp dụng."},
    )  # fmt: skip

    def __init__(self, *args: Any, cycle: Cycle, **options: Any) -> None:
        super().__init__(*args, **options)
        units = Dossier.objects.filter(cycle=cycle, status__in=BEFORE_SELF_SCORING).order_by("unit__sort_key", "pk")
        field: Any = self.fields["dossier"]
        field.choices = [("", "Chọn đơn vị"), *units.values_list("pk", "unit__name")]
        codes: Any = self.fields["codes"]
        codes.choices = [(item.code, str(item)) for item in cycle.criteria_set.indicators.all()]
