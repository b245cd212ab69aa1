"""What people type of a test: of a thôn or tổ dân phố, never of the whole unit."""

from __future__ import annotations

from typing import Any

from django import forms

from thanthien.accounts.models import User
from thanthien.records.forms import CorrectionForm, RecordForm
from thanthien.records.kinds import RecordKind
from thanthien.records.queries import Place


class CheckForm(RecordForm):
    """A checklist. ``fewer``: asked for only where it takes the place of one that has more."""

    fewer = forms.BooleanField(label="Nay chỉ còn những tiện ích đã đánh dấu", required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.order_fields([*(name for name in self.fields if name != "fewer"), "fewer"])

    def ask_whether_fewer(self) -> None:
        """Show the box."""
        self.fields["fewer"].widget = forms.CheckboxInput()


class HamletForm(RecordForm):
    """A test of one place."""

    def _offered(self, kind: RecordKind, user: User) -> list[Place]:
        return [place for place in super()._offered(kind, user) if place.hamlet is not None]


class HamletCorrectionForm(CorrectionForm):
    """The same, told otherwise."""

    def _offered(self, kind: RecordKind, user: User) -> list[Place]:
        return [place for place in super()._offered(kind, user) if place.hamlet is not None]
