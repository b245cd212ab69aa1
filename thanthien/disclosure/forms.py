"""What people type in the room beside the fields of its records."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django import forms

from thanthien.accounts.models import User
from thanthien.core import clock
from thanthien.core.day_field import DayField
from thanthien.core.formats import file_size, number
from thanthien.core.kept.taking import limits
from thanthien.core.long_text import LineText, LongText
from thanthien.core.tables.filters import ALL, FilterForm
from thanthien.disclosure.board import Standing
from thanthien.disclosure.catalogue import choices, nothing_choices_of
from thanthien.disclosure.items import LAWS
from thanthien.disclosure.models import Disclosure
from thanthien.disclosure.periods import is_year, offered, usual
from thanthien.records.actions import Entry
from thanthien.records.forms import CorrectionForm, RecordForm, WithdrawForm
from thanthien.records.kinds import RecordKind
from thanthien.records.queries import Place
from thanthien.units.models import Unit

_DAY_HINT = "Văn bản có trước ngày thành lập đơn vị thì ghi ngày đơn vị bắt đầu công khai."
_PUBLIC_REASON = "Lý do hiện trên trang công khai; không nêu tên người."


class DisclosureForm(RecordForm):
    """A disclosure; its day is that of the document."""

    day = DayField(label="Ngày văn bản", help_text=_DAY_HINT)


class DisclosureCorrection(CorrectionForm):
    """The same told otherwise."""

    day = DayField(label="Ngày văn bản", help_text=_DAY_HINT)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["reason"].help_text = _PUBLIC_REASON


class DisclosureWithdrawal(WithdrawForm):
    """Why it is taken back; everybody reads it."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["reason"].help_text = _PUBLIC_REASON


class PostingForm(RecordForm):
    """A form of a disclosure that the page names."""

    day = DayField(label="Từ ngày")

    def __init__(self, kind: RecordKind, user: User, *args: Any, disclosure: Disclosure, **options: Any) -> None:
        self.disclosure = disclosure
        super().__init__(kind, user, *args, **options)

    def entry(self) -> Entry:
        """What was typed, of the disclosure."""
        typed = super().entry()
        return replace(typed, values={"disclosure": self.disclosure.origin} | dict(typed.values))

    def _offered(self, kind: RecordKind, user: User) -> list[Place]:
        unit = self.disclosure.unit
        return [Place(unit)] if kind.enters_as(user, unit, None) else []


class PostingCorrection(CorrectionForm):
    """The same told otherwise, of the same disclosure."""

    day = DayField(label="Từ ngày")

    def entry(self) -> Entry:
        """What was typed, of the record's disclosure."""
        typed = super().entry()
        record: Any = self._record
        return replace(typed, values={"disclosure": record.disclosure} | dict(typed.values))


class NothingForm(RecordForm):
    """A statement that nothing arose: of quarters or of years, with the items of such periods alone."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        _offer_one_kind(self)


class NothingCorrection(CorrectionForm):
    """The same told otherwise."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        _offer_one_kind(self)


def _offer_one_kind(form: RecordForm) -> None:
    key = str(form.data.get("period") or form.initial.get("period") or "")
    fields: Any = form.fields
    fields["items"].choices = nothing_choices_of(key)
    fields["period"].choices = [one for one in offered(clock.today()) if is_year(one[0]) == is_year(key)]


class CheckForm(forms.Form):
    """What somebody confirms of a disclosure before everybody sees it."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    no_secret = forms.BooleanField(label="Nội dung và tệp không có bí mật nhà nước", required=False)
    people_right = forms.BooleanField(
        label="Không có dữ liệu cá nhân ngoài phần pháp luật cho phép công khai (không số định danh, bệnh tật, địa chỉ "
        "chi tiết)",
        required=False,
    )
    words = LongText(label="Ghi chú", max_length=500, rows=2, required=False)


class VersionForm(forms.Form):
    """Which version a person saw."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class _Several(forms.FileInput):
    allow_multiple_selected = True


class _FilesField(forms.FileField):
    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        """All files that were chosen."""
        chosen = [super(_FilesField, self).clean(one, initial) for one in data or [None]]
        return [one for one in chosen if one is not None]


class FilesForm(VersionForm):
    """Files of a disclosure."""

    sent = _FilesField(
        label="Tệp", widget=_Several, allow_empty_file=True, error_messages={"required": "Chưa chọn tệp nào."}
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["sent"].help_text = (
            f"Mỗi tệp tối đa {file_size(limits().max_bytes)}, mỗi nội dung tối đa {number(limits().max_files)} tệp. "
            "Tên tệp hiện trên trang công khai, không ghi tên cá nhân."
        )


class TakeFileForm(forms.Form):
    """Why a file is taken away."""

    reason = LongText(label="Lý do bỏ tệp", max_length=500, rows=2)


# --- Filters --------------------------------------------------------------------------------------------------------


class _ShownChoice(forms.ChoiceField):
    """A choice that shows what the page stands for while nothing is chosen, and narrows nothing by that."""

    def bound_data(self, data: Any, initial: Any) -> Any:
        return data or initial


class QuarterFilter(FilterForm):
    """A quarter; the one that the page is about is shown as chosen."""

    quy = _ShownChoice(label="Quý", required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        asked: Any = self.fields["quy"]
        asked.choices = offered(clock.today(), quarters_only=True)
        asked.initial = usual(clock.today())

    @property
    def quarter(self) -> str:
        """The key of the quarter asked for; of none the one of which one speaks today."""
        return str(self.read("quy")) or usual(clock.today())


class BoardFilter(QuarterFilter):
    """Which rows of the board."""

    don_vi = forms.ChoiceField(label="Đơn vị", required=False)
    luat = forms.ChoiceField(label="Quy định", required=False, choices=[ALL, *LAWS.items()])
    trang_thai = forms.ChoiceField(
        label="Trạng thái", required=False, choices=[ALL, *((one.value, one.label) for one in Standing)]
    )
    field_order = ("don_vi", "quy", "luat", "trang_thai")

    def __init__(self, units: list[Unit], *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        asked: Any = self.fields["don_vi"]
        asked.choices = [(one.code, one.name) for one in units]

    def unit(self, units: list[Unit]) -> Unit | None:
        """The unit asked for, else the first."""
        wanted = self.read("don_vi")
        return next((one for one in units if one.code == wanted), next(iter(units), None))


class SearchFilter(FilterForm):
    """Words, a unit, an item."""

    tu_khoa = LineText(label="Tìm trong nội dung công khai", required=False, max_length=200)
    don_vi = forms.ChoiceField(label="Đơn vị", required=False)
    noi_dung = forms.ChoiceField(label="Nội dung", required=False)

    def __init__(self, units: list[Unit], *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        fields: Any = self.fields
        fields["don_vi"].choices = [ALL, *((one.code, one.name) for one in units)]
        fields["noi_dung"].choices = [ALL, *choices()]
