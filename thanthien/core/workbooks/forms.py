"""The file to check, and what else an importer asks with it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms

from thanthien.core.workbooks.reading import FILE


class WorkbookForm(forms.Form):
    """An Excel file. An importer that asks more (a day, a source) adds its fields; they come before the file."""

    file = forms.FileField(
        label="Tệp Excel",
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx"}),
        error_messages={"required": "Vui lòng chọn tệp.", "empty": "Tệp trống. Vui lòng chọn tệp khác."},
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.order_fields([name for name in self.fields if name != FILE])

    def given(self) -> Mapping[str, Any]:
        """What was typed beside the file: texts, numbers, days."""
        return {name: value for name, value in self.cleaned_data.items() if name != FILE}
