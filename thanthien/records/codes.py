"""A field of a record that holds several codes of a catalogue."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.db import models

from thanthien.core.codes import joined, parted, titled

if TYPE_CHECKING:
    _LongText = models.TextField[str, str]
else:
    _LongText = models.TextField


class _CodesChoice(forms.MultipleChoiceField):
    """Boxes to tick; the codes are stored as one text."""

    widget = forms.CheckboxSelectMultiple

    def prepare_value(self, value: Any) -> Any:
        return list(parted(value)) if isinstance(value, str) else value

    def clean(self, value: Any) -> str:
        return joined(super().clean(value))


class CodesField(_LongText):
    """Codes in one text, so that a cell of a workbook holds them. A room's own subclass says which there are."""

    def listed(self) -> list[tuple[str, str]]:
        """Code and title of all that can be ticked."""
        raise NotImplementedError

    def titles(self, value: str) -> str:
        """The codes of a text in words; an unknown one by itself."""
        return joined(titled(parted(value), dict(self.listed())))

    def formfield(self, **options: Any) -> forms.Field:
        """Boxes to tick, whatever widget a long text would have."""
        name = str(self.verbose_name)
        label = f"{name[:1].upper()}{name[1:]}"
        return _CodesChoice(label=label, choices=self.listed, required=not self.blank, help_text=str(self.help_text))
