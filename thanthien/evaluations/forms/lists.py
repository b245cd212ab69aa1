"""What people type to narrow the lists of the year."""

from __future__ import annotations

from django import forms

from thanthien.core.tables.filters import FilterForm


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
