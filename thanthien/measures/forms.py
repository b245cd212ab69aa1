"""What an appraising body says of late records."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from thanthien.core.acting.forms import MarkedForm
from thanthien.measures.lateness import LatePeriod


class LateForm(MarkedForm):
    """Which periods are meant, and why; the button says whether they count (“tinh”) or not (“thoi”)."""

    mark = "seen"

    periods = forms.MultipleChoiceField(
        label="Kỳ", widget=forms.CheckboxSelectMultiple, error_messages={"required": "Cần chọn ít nhất một kỳ."}
    )
    reason = forms.CharField(
        label="Lý do", max_length=500, widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Đơn vị xem được lý do này.",
    )  # fmt: skip
    viec = forms.ChoiceField(choices=[("tinh", "Tính"), ("thoi", "Không tính")], widget=forms.HiddenInput)
    seen = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, data: Any, late: Sequence[LatePeriod], seen: int) -> None:
        super().__init__(data, initial={"seen": seen})
        asked: Any = self.fields["periods"]
        asked.choices = [(one.period.key, one.period.label) for one in late]

    @property
    def accepted(self) -> bool:
        """Whether the chosen periods shall count. Ask only when the form is in order."""
        return bool(self.cleaned_data["viec"] == "tinh")

    @property
    def chosen(self) -> list[str]:
        """The periods ticked on the page, also after a refusal."""
        return list(self["periods"].value() or ())

    def mark_of(self, current: Any) -> object:
        """The number of the last word."""
        return current
