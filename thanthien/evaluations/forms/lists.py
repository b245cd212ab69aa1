"""What people type to narrow the lists of the year."""

from __future__ import annotations

import re
from typing import Any

from django import forms

from thanthien.core.levels import LevelNames
from thanthien.core.tables.filters import ALL, FilterForm
from thanthien.evaluations.queries.decision_pages import STAGES, ResultFilter

_INDICATOR_CODE = re.compile(r"[0-9]{1,2}(\.[0-9]{1,3})*")


class UnitNameFilter(FilterForm):
    """A part of a unit's name, or its code."""

    q = forms.CharField(
        label="Đơn vị",
        required=False,
        max_length=100,
        strip=True,
        widget=forms.TextInput(attrs={"type": "search", "placeholder": "Ví dụ: hai an, 10507", "autocomplete": "off"}),
    )

    @property
    def words(self) -> str:
        """What was typed."""
        return str(self.read("q"))


class ContestedForm(UnitNameFilter):
    """The same, or the code of an indicator: “1.1.1”, and of a group all of it: “1.1”."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        asked = self.fields["q"]
        asked.label = "Đơn vị hoặc mã tiêu chí"
        asked.widget.attrs["placeholder"] = "Ví dụ: hai an, 10507, 1.1.1"

    @property
    def code(self) -> str:
        """The code of an indicator or a group that was typed; empty for other words. Codes of units have five
        digits."""
        typed = self.words.rstrip(".")
        return typed if _INDICATOR_CODE.fullmatch(typed) else ""


class ResultsForm(UnitNameFilter):
    """Conditions on the results of a cycle."""

    buoc = forms.ChoiceField(
        label="Bước", required=False, choices=[ALL, *((stage.key, stage.label) for stage in STAGES)]
    )
    muc = forms.ChoiceField(label="Mức độ quyết định", required=False)

    def __init__(self, data: Any, names: LevelNames, *, levels_hidden: bool) -> None:
        """``levels_hidden``: nothing is counted by level for this reader."""
        super().__init__(data)
        self.levels_hidden = levels_hidden
        self.fields["muc"].choices = [ALL, *reversed(names.choices)]  # type: ignore[attr-defined]
        if levels_hidden:
            del self.fields["muc"]

    def wanted(self) -> ResultFilter:
        """The filter that the address describes."""
        return ResultFilter(self.words, self.read("buoc"), self.read("muc"))
