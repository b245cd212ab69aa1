"""Filters of the public lists. A wrong value filters nothing."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Any

from django import forms

from thanthien.core.tables.filters import ALL, FilterForm
from thanthien.core.text import matches
from thanthien.evaluations.queries.public import UnitResult
from thanthien.units.enums import UnitKind
from thanthien.units.queries import meant_by_other_names

MAX_QUERY = 100
NO_RESULT = "chua-co"


class SearchForm(FilterForm):
    """Words that someone looks for."""

    q = forms.CharField(
        label="Đơn vị",
        required=False,
        widget=forms.TextInput(attrs={"type": "search", "placeholder": "Ví dụ: hai an", "autocomplete": "off"}),
    )

    @property
    def words(self) -> str:
        """What was typed, no more than anybody types."""
        return " ".join(str(self.read("q"))[:MAX_QUERY].split())


class ResultFilter(SearchForm):
    """Words of the name, a kind, a level."""

    loai = forms.ChoiceField(
        label="Loại đơn vị", required=False, choices=[ALL, *((kind.value, kind.title) for kind in UnitKind)]
    )
    muc = forms.ChoiceField(label="Mức độ", required=False)

    def __init__(self, data: Any, levels: Sequence[tuple[int | None, str]]) -> None:
        super().__init__(data)
        choices = [(NO_RESULT if level is None else str(level), name) for level, name in levels]
        self.fields["muc"].choices = [ALL, *choices]  # type: ignore[attr-defined]

    @cached_property
    def others(self) -> dict[str, str]:
        """The units that the words mean by another name."""
        return meant_by_other_names(self.words)

    def keeps(self, unit: UnitResult) -> bool:
        """Whether a unit answers all that was asked."""
        own_level = NO_RESULT if unit.level is None else str(unit.level)
        named = unit.code == self.words or matches(self.words, unit.name) or unit.code in self.others
        return named and self.read("loai") in ("", unit.kind) and self.read("muc") in ("", own_level)
