"""What people type to enter, correct or withdraw a record, and to narrow a list of records."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django import forms
from django.forms.models import fields_for_model

from thanthien.accounts.models import User
from thanthien.core import clock
from thanthien.core.day_field import DayField
from thanthien.core.tables.filters import ALL, FilterForm
from thanthien.records.actions import Entry
from thanthien.records.fields import is_long
from thanthien.records.kinds import RecordKind
from thanthien.records.models import Record
from thanthien.records.queries import Place, places

STANDING, ENDED = "dang-tinh", "da-thoi"


class RecordForm(forms.Form):
    """Place, day and the room's own fields. Where the person has but one place to choose, it isn't asked for. Sent
    twice, it is carried out once, as every form is (``core/once.py``)."""

    place = forms.ChoiceField(label="Nơi ghi")
    day = DayField(label="Ngày")

    def __init__(self, kind: RecordKind, user: User, *args: Any, **options: Any) -> None:
        options["initial"] = {"day": clock.today()} | options.get("initial", {})
        super().__init__(*args, **options)
        self.fields |= _own_fields(kind)
        self._places = {place.value: place for place in self._offered(kind, user)}
        several = len({place.unit.pk for place in self._places.values()}) > 1
        asked: Any = self.fields["place"]
        asked.choices = [(value, place.label(with_unit=several)) for value, place in self._places.items()]
        if len(self._places) == 1:
            asked.widget = forms.HiddenInput()
            self.initial["place"] = next(iter(self._places))

    def _offered(self, kind: RecordKind, user: User) -> list[Place]:
        return places(kind, user)

    @property
    def place_in_words(self) -> str:
        """The only place, which isn't asked for; empty where there is a choice."""
        only = next(iter(self._places.values()), None) if len(self._places) == 1 else None
        return only.label(with_unit=True) if only else ""

    def entry(self) -> Entry:
        """What was typed. Ask only when it is in order."""
        typed = dict(self.cleaned_data)
        place = self._places[typed.pop("place")]
        day = typed.pop("day")
        values = {name: value for name, value in typed.items() if name not in self.base_fields}
        return Entry(place.unit, day, values, place.hamlet)


class CorrectionForm(RecordForm):
    """The record as it stands, to be told otherwise, and why."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.CharField(label="Lý do đính chính", max_length=500, widget=forms.Textarea(attrs={"rows": 2}))
    field_order = ("version", "place", "day")

    def __init__(self, kind: RecordKind, user: User, record: Record, *args: Any) -> None:
        self._record = record
        self._kept = [name for name in kind.fields if name not in kind.workbook_only]
        told = {name: getattr(record, name) for name in kind.fields}
        place = Place(record.unit, record.hamlet).value
        super().__init__(
            kind, user, *args, initial={"place": place, "day": record.day, "version": record.version} | told
        )
        self.order_fields([*(name for name in self.fields if name != "reason"), "reason"])

    def entry(self) -> Entry:
        """What was typed; what isn't asked of this person stays as it was."""
        typed = super().entry()
        return replace(typed, values={name: getattr(self._record, name) for name in self._kept} | dict(typed.values))

    def _offered(self, kind: RecordKind, user: User) -> list[Place]:
        """Places of the record's unit: a correction doesn't carry it to another."""
        return [place for place in places(kind, user) if place.unit.pk == self._record.unit_id]


class WithdrawForm(forms.Form):
    """Why a record is taken back."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.CharField(label="Lý do hủy", max_length=500, widget=forms.Textarea(attrs={"rows": 2}))


class RecordFilter(FilterForm):
    """Conditions on a list of records."""

    tu = DayField(label="Từ ngày", required=False, help_text="")
    den = DayField(label="Đến ngày", required=False, help_text="")
    trang_thai = forms.ChoiceField(
        label="Trạng thái",
        required=False,
        choices=[ALL, (STANDING, "Đang có hiệu lực"), (ENDED, "Đã đính chính hoặc hủy")],
    )


def _own_fields(kind: RecordKind) -> dict[str, forms.Field]:
    """The room's fields as Django makes them of its model, with room for long texts and radios for few choices."""
    widgets: dict[str, Any] = {
        field.name: forms.Textarea(attrs={"rows": 4}) for field in kind.own_fields if is_long(field)
    }
    asked = [name for name in kind.fields if name not in kind.workbook_only]
    found: dict[str, forms.Field] = fields_for_model(kind.model, fields=asked, widgets=widgets)
    choices: list[Any] = [one for one in found.values() if isinstance(one, forms.ChoiceField)]
    for one in choices:
        one.choices = [(value, label if value else "Chọn trong danh sách") for value, label in one.choices]
    return found
