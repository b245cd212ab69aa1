"""What is typed about a gate: a word for each dossier, and the ground where it holds."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from django import forms

from thanthien.criteria.values import MAX_REASON
from thanthien.evaluations.actions.gates import GateWord

WORDS = {"": None, "khong": False, "co": True}
LABELS = {None: "Chưa xác định", False: "Không xảy ra", True: "Có xảy ra"}


def code_of(holds: bool | None) -> str:
    """The word as the page sends it."""
    return next(code for code, value in WORDS.items() if value is holds)


class GateForm(forms.Form):
    """The words chosen on the list, unseen (`h<dossier>`), and the ground of each hit (`c<dossier>`)."""

    def __init__(self, units: Mapping[int, str], hits: Collection[int], **bound: Any) -> None:
        super().__init__(**bound)
        for pk, name in units.items():
            self.fields[f"h{pk}"] = forms.ChoiceField(
                choices=[(code, LABELS[holds]) for code, holds in WORDS.items()],
                required=False,
                widget=forms.HiddenInput,
            )
            if pk in hits:
                self.fields[f"c{pk}"] = forms.CharField(label=f"Căn cứ, {name}", required=False, max_length=MAX_REASON)

    def field_named(self, name: str) -> str:
        """The action names the dossier."""
        return f"c{name}"

    def words(self, keys: Collection[int]) -> dict[int, GateWord]:
        """What is stated of each dossier."""
        data = self.cleaned_data
        return {pk: GateWord(WORDS[data[f"h{pk}"]], data.get(f"c{pk}", "")) for pk in keys}
