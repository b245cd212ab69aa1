"""What people type to narrow a list. An unknown value is left out: a list never fails on its address."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from django import forms

from thanthien.core.formats import date_vn

ALL = ("", "Tất cả")


class FilterForm(forms.Form):
    """A form in the address: what is typed wrongly counts as not typed."""

    def read(self, name: str) -> Any:
        """The cleaned value of a field, or its empty value."""
        self.is_valid()
        return self.cleaned_data.get(name) or ""

    @property
    def narrows(self) -> bool:
        """Whether any condition is set."""
        return any(self.read(name) for name in self.fields)

    def conditions(self) -> Iterator[tuple[str, str]]:
        """Label and value, in words, of each condition that is set."""
        for name, field in self.fields.items():
            if value := self.read(name):
                yield str(field.label), _in_words(field, value)


def _in_words(field: forms.Field, value: Any) -> str:
    if isinstance(field, forms.ChoiceField):
        choices: Any = field.choices
        return str(dict(choices).get(value, value))
    if isinstance(value, date):
        return date_vn(value)
    return "có" if value is True else str(value)
