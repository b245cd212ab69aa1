"""What people type of creative models."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django import forms

from thanthien.accounts.models import User
from thanthien.core.long_text import LineText
from thanthien.core.tables.filters import ALL, FilterForm
from thanthien.initiatives.enums import Topic
from thanthien.initiatives.kinds import ADOPTIONS, WORDS
from thanthien.initiatives.models import Initiative
from thanthien.initiatives.permissions import judgements
from thanthien.initiatives.states import STATES
from thanthien.records.actions import Entry
from thanthien.records.forms import CorrectionForm, RecordForm
from thanthien.records.kinds import RecordKind
from thanthien.records.models import Record
from thanthien.records.queries import Place, places


class ToldForm(RecordForm):
    """Something told of a model, which the page names: of its unit, or (an adoption) of another one."""

    def __init__(self, kind: RecordKind, user: User, *args: Any, initiative: Initiative, **options: Any) -> None:
        self.initiative = initiative
        if kind is WORDS:
            years = {judge.span.last.year for _, judge in judgements(user, initiative.unit)}
            options["initial"] = {"year": max(years, default=None)} | options.get("initial", {})
        super().__init__(kind, user, *args, **options)

    def entry(self) -> Entry:
        """What was typed, of the model."""
        typed = super().entry()
        return replace(typed, values={"initiative": self.initiative.origin} | dict(typed.values))

    def _offered(self, kind: RecordKind, user: User) -> list[Place]:
        unit = self.initiative.unit
        if kind is ADOPTIONS:
            return [place for place in places(kind, user) if place.unit.pk != unit.pk]
        return [Place(unit)] if kind.enters_as(user, unit, None) else []


class ToldCorrection(CorrectionForm):
    """The same told otherwise, of the same model and unit."""

    def entry(self) -> Entry:
        """What was typed, of the record's model."""
        typed = super().entry()
        record: Any = self._record
        return replace(typed, values={"initiative": record.initiative} | dict(typed.values))

    def _offered(self, kind: RecordKind, user: User) -> list[Place]:
        record: Record = self._record
        return [Place(record.unit)] if kind.enters_as(user, record.unit, None) else []


class GalleryFilter(FilterForm):
    """Words of the gallery, a topic, a state."""

    tu_khoa = LineText(label="Tìm mô hình", required=False, max_length=100)
    linh_vuc = forms.ChoiceField(label="Lĩnh vực", required=False, choices=[ALL, *Topic.choices])
    trang_thai = forms.ChoiceField(
        label="Trạng thái", required=False, choices=[ALL, *((one.key, one.label) for one in STATES)]
    )
