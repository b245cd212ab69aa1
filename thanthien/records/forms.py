"""What people type to enter, correct or withdraw a record, and to narrow a list of records."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from django import forms
from django.db import models
from django.db.models import QuerySet
from django.forms.models import fields_for_model

from thanthien.accounts.models import User
from thanthien.core import clock
from thanthien.core.day_field import DayField
from thanthien.core.field_labels import ChoiceWords
from thanthien.core.formats import file_size, number
from thanthien.core.kept.taking import limits
from thanthien.core.long_text import LineText, LongText
from thanthien.core.tables.filters import ALL, FilterForm
from thanthien.records.actions import Entry
from thanthien.records.enums import Consent, Through
from thanthien.records.fields import is_long
from thanthien.records.kinds import RecordKind
from thanthien.records.models import Record
from thanthien.records.photographs import ASK_CONSENT, CONSENT, FILES, Sent
from thanthien.records.queries import Place, place_words, places
from thanthien.records.readers import reads_several_units
from thanthien.units.queries import units_meant

STANDING, ENDED = "dang-tinh", "da-thoi"
IN_TIME, LATE = "dung-han", "qua-han"


@dataclass(frozen=True, slots=True)
class Delivery:
    """How an entry came that was not typed on a page of the moment: under which key, told when, by which door."""

    key: UUID
    told_at: datetime | None = None
    through: Through = Through.PAGE


class DeviceSheet(forms.Form):
    """A form that a device may keep and send later. ``delivery``: how it came, where it was not typed on a page of the
    moment."""

    delivery: Delivery | None = None

    @property
    def place_in_words(self) -> str:
        """Where it is written of, when that isn't asked for."""
        return ""

    @property
    def can_be_filled_in(self) -> bool:
        """Whether there is anything to write of."""
        return True


class RecordForm(DeviceSheet):
    """Place, day and the room's own fields. Where the person has but one place to choose, it isn't asked for. Sent
    twice, it is carried out once, as every form is (``core/once.py``)."""

    place = forms.ChoiceField(label="Nơi ghi")
    day = DayField(label="Ngày")
    takes_photographs = True
    needed_at_times: tuple[str, ...] = (CONSENT,)
    choice_words: ClassVar[ChoiceWords] = {"place": place_words}

    def __init__(self, kind: RecordKind, user: User, *args: Any, **options: Any) -> None:
        options["initial"] = {"day": clock.today()} | options.get("initial", {})
        super().__init__(*args, **options)
        self.fields |= _own_fields(kind)
        if kind.photographs is not None and self.takes_photographs:
            self.fields |= photograph_fields(kind, required=False)
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

    @property
    def can_be_filled_in(self) -> bool:
        """Whether there is anything to write of."""
        return bool(self._places)

    def entry(self) -> Entry:
        """What was typed. Ask only when it is in order."""
        typed = dict(self.cleaned_data)
        place = self._places[typed.pop("place")]
        day = typed.pop("day")
        values = {name: value for name, value in typed.items() if name not in (*self.base_fields, FILES, CONSENT)}
        return self.delivered(Entry(place.unit, day, values, place.hamlet))

    def delivered(self, entry: Entry) -> Entry:
        """The entry with how it came, where it was not typed on a page of the moment."""
        return replace(entry, **asdict(self.delivery)) if self.delivery else entry

    def sent(self) -> Sent:
        """The photographs that came with it, if any. Ask only when it is in order."""
        return Sent(self.cleaned_data.get(FILES) or (), self.cleaned_data.get(CONSENT) or "")

    def clean(self) -> dict[str, Any]:
        """Whoever sends photographs says what holds of the people in them."""
        typed = dict(super().clean() or {})
        if typed.get(FILES) and not typed.get(CONSENT) and CONSENT not in self.errors:
            self.add_error(CONSENT, ASK_CONSENT)
        return typed


class CorrectionForm(RecordForm):
    """The record as it stands, to be told otherwise, and why."""

    takes_photographs = False  # they stay with the record whatever it says
    version = forms.IntegerField(widget=forms.HiddenInput)
    reason = LongText(label="Lý do đính chính", max_length=500, rows=2)
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
        """Places of the record's unit: a correction doesn't carry it to another. Whoever writes of any unit leaves it
        where it is, also of one that ended."""
        if kind.everywhere is not None and kind.everywhere(user):
            return [Place(self._record.unit, self._record.hamlet)]
        return [place for place in places(kind, user) if place.unit.pk == self._record.unit_id]


class WithdrawForm(forms.Form):
    """Why a record is taken back."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    reason = LongText(label="Lý do hủy", max_length=500, rows=2)


class _Several(forms.FileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Files that were sent, one or several; which are taken is the action's question."""

    widget = _Several

    def __init__(self, **options: Any) -> None:
        super().__init__(allow_empty_file=True, **options)

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        """All files that were chosen."""
        chosen = [super(FilesField, self).clean(one, initial) for one in data or [None]]
        return [one for one in chosen if one is not None]


class ImagesField(FilesField):
    """Pictures: a phone offers its camera and those that it has."""

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """With the kinds that a picture may be of."""
        return super().widget_attrs(widget) | {"accept": "image/jpeg,image/png,image/webp"}


def photograph_fields(kind: RecordKind, *, required: bool) -> dict[str, forms.Field]:
    """Files, and what holds of the people in them."""
    own = kind.photographs.hint if kind.photographs is not None else ""
    size, most = file_size(limits().max_bytes), number(limits().max_files)
    hint = (
        f"JPG, PNG, WebP; mỗi ảnh tối đa {size}, mỗi bản ghi tối đa {most} ảnh. Vị trí chụp và thông tin máy được bỏ."
    )
    images: forms.Field = ImagesField(
        label="Ảnh", required=required, help_text=f"{own} {hint}".strip(),
        error_messages={"required": "Chưa chọn ảnh nào."},
    )  # fmt: skip
    people = forms.ChoiceField(
        label="Người trong ảnh",
        required=required,
        choices=Consent.choices,
        widget=forms.RadioSelect,
        help_text="" if required else "Cần chọn khi có ảnh; áp dụng cho các ảnh của lần gửi này.",
        error_messages={"required": ASK_CONSENT},
    )
    return {FILES: images, CONSENT: people}


class PhotographsForm(forms.Form):
    """Photographs to add to a record."""

    def __init__(self, kind: RecordKind, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields |= photograph_fields(kind, required=True)

    def sent(self) -> Sent:
        """What was chosen. Ask only when it is in order."""
        return Sent(self.cleaned_data[FILES], self.cleaned_data[CONSENT])


class TakeAwayForm(forms.Form):
    """Why a photograph is taken away."""

    reason = LongText(label="Lý do bỏ ảnh", max_length=500, rows=2)


class UnitFilter(FilterForm):
    """Conditions on a list of which some read the rows of several units; the others aren't asked for the unit."""

    don_vi = forms.CharField(
        label="Đơn vị",
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search", "placeholder": "Ví dụ: hai an, 10507", "autocomplete": "off"}),
    )

    def __init__(self, data: Any, user: User) -> None:
        super().__init__(data)
        self.several = reads_several_units(user)
        if not self.several:
            del self.fields["don_vi"]

    def of_units(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """The rows of the units that are wanted. Two statements where some are."""
        text = self.read("don_vi").strip() if self.several else ""
        return rows.filter(unit__in=units_meant(text)) if text else rows


class RecordFilter(UnitFilter):
    """Conditions on a list of records; of a kind that can be late, also whether they were told in time."""

    tu = DayField(label="Từ ngày", required=False, help_text="")
    den = DayField(label="Đến ngày", required=False, help_text="")
    trang_thai = forms.ChoiceField(
        label="Trạng thái",
        required=False,
        choices=[ALL, (STANDING, "Đang có hiệu lực"), (ENDED, "Đã đính chính hoặc hủy")],
    )
    han_ghi = forms.ChoiceField(
        label="Hạn ghi", required=False, choices=[ALL, (IN_TIME, "Ghi đúng hạn"), (LATE, "Ghi quá hạn")]
    )

    def __init__(self, data: Any, kind: RecordKind, user: User) -> None:
        super().__init__(data, user)
        if not kind.late_rule:
            del self.fields["han_ghi"]


_TEXTS = (models.CharField, models.TextField)  # others bring a field of their own


def _own_fields(kind: RecordKind) -> dict[str, forms.Field]:
    """The room's fields as Django makes them of its model, with room for long texts and radios for few choices."""
    widgets: dict[str, Any] = {
        field.name: forms.Textarea(attrs={"rows": 4}) for field in kind.own_fields if is_long(field)
    }
    typed: dict[str, Any] = {
        field.name: LongText if is_long(field) else LineText for field in kind.own_fields if type(field) in _TEXTS
    }
    typed |= {field.name: DayField for field in kind.own_fields if isinstance(field, models.DateField)}
    asked = [name for name in kind.fields if name not in kind.workbook_only]
    found: dict[str, forms.Field] = fields_for_model(kind.model, fields=asked, widgets=widgets, field_classes=typed)
    choices: list[Any] = [one for one in found.values() if isinstance(one, forms.ChoiceField)]
    for one in choices:
        one.choices = [(value, label if value else "Chọn trong danh sách") for value, label in one.choices]
    return found
