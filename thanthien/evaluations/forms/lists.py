"""What people type to narrow the lists of the year."""

from __future__ import annotations

from typing import Any

from django import forms

from thanthien.core.levels import LevelNames
from thanthien.core.tables.filters import ALL, FilterForm
from thanthien.evaluations.queries.decision_pages import STAGES, ResultFilter


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
