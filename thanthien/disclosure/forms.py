"""What people type in the room beside the fields of its records."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, replace
from typing import Any

from django import forms

from thanthien.accounts.models import User
from thanthien.core import clock
from thanthien.core.day_field import DayField
from thanthien.core.form_drawing import LongSelect, PlainChoices
from thanthien.core.formats import file_size, number
from thanthien.core.kept.taking import limits
from thanthien.core.long_text import LineText, LongText
from thanthien.core.tables.filters import ALL, FilterForm
from thanthien.disclosure.announcing import announcements
from thanthien.disclosure.board import Standing
from thanthien.disclosure.catalogue import choices, item_coded, nothing_choices_of
from thanthien.disclosure.enums import Announced, Form
from thanthien.disclosure.items import LAWS
from thanthien.disclosure.kinds import POSTINGS
from thanthien.disclosure.models import Disclosure
from thanthien.disclosure.periods import is_year, offered, quarter_named, usual
from thanthien.disclosure.public import Publisher
from thanthien.measures.periods import Period
from thanthien.records.actions import Entry
from thanthien.records.forms import CorrectionForm, DeviceSheet, FilesField, RecordForm, WithdrawForm, photograph_fields
from thanthien.records.kinds import RecordKind
from thanthien.records.later import FirstForm
from thanthien.records.photographs import CONSENT, FILES, Sent
from thanthien.records.publishing import publishable
from thanthien.records.queries import Place
from thanthien.units.models import Unit

_DAY_HINT = "Văn bản có trước ngày thành lập đơn vị thì ghi ngày đơn vị bắt đầu công khai."
_PUBLIC_REASON = "Lý do hiện trên trang công khai; không nêu tên người."


class DisclosureForm(RecordForm):
    """A disclosure; its day is that of the document. ``source``: the record of another room of which it is made."""

    day = DayField(label="Ngày văn bản", help_text=_DAY_HINT)
    source = forms.CharField(required=False, max_length=120, widget=forms.HiddenInput)

    def __init__(self, kind: RecordKind, user: User, *args: Any, **options: Any) -> None:
        self._user = user
        super().__init__(kind, user, *args, **options)

    def entry(self) -> Entry:
        """What was typed, of the record that the person reads; of another one nothing is said."""
        typed = super().entry()
        part = publishable(self.cleaned_data["source"], self._user)
        source = part.value if part is not None and part.unit.pk == typed.unit.pk else ""
        return replace(typed, values={"source": source} | dict(typed.values))


class DisclosureCorrection(CorrectionForm):
    """The same told otherwise."""

    day = DayField(label="Ngày văn bản", help_text=_DAY_HINT)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["reason"].help_text = _PUBLIC_REASON

    def entry(self) -> Entry:
        """What was typed, of the same record of another room."""
        typed = super().entry()
        record: Any = self._record
        return replace(typed, values={"source": record.source} | dict(typed.values))


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


class InformationForm(FirstForm):
    """A request that came."""

    day = DayField(label="Ngày nhận yêu cầu")
    later = (
        "notified_on", "extended_on", "extended_why", "answered_on", "outcome", "reason_told", "document",
    )  # fmt: skip


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


class AnnounceForm(DeviceSheet):
    """Which document was announced in which of the person's places, when, how, with a photograph."""

    document = forms.ChoiceField(
        label="Nội dung đã thông báo",
        error_messages={"invalid_choice": "Nội dung này không còn chờ thông báo. Vui lòng chọn lại."},
    )
    day = DayField(label="Ngày thông báo")
    way = forms.ChoiceField(label="Cách thông báo", choices=Announced.choices, widget=forms.RadioSelect)

    def __init__(self, user: User, *args: Any, **options: Any) -> None:
        options["initial"] = {"day": clock.today()} | options.get("initial", {})
        super().__init__(*args, **options)
        self.fields |= photograph_fields(POSTINGS, required=True)
        self.fields[FILES].help_text = "Ảnh buổi họp, bảng tin, tin nhắn. Không chụp rõ danh sách cá nhân."
        chosen = str(self.data.get("document", ""))
        every = [one for one in announcements(user) if one.told is None or one.value == chosen]
        self._asked = {one.value: one for one in every}
        several = len({one.place.value for one in every}) > 1
        asked: Any = self.fields["document"]
        asked.choices = [
            (one.value, f"{one.title} ({one.place.label(with_unit=False)})" if several else one.title) for one in every
        ]

    @property
    def can_be_filled_in(self) -> bool:
        """Whether anything waits to be announced."""
        return bool(self._asked)

    def entry(self) -> Entry:
        """The form of the document that it becomes, of that day. Ask only when it is in order."""
        typed = self.cleaned_data
        one, day = self._asked[typed["document"]], typed["day"]
        values = {
            "disclosure": one.face.disclosure, "form": Form.BY_HEADS.value, "spots": "", "where": typed["way"],
            "last": day,
        }  # fmt: skip
        told = Entry(one.place.unit, day, values, one.place.hamlet)
        return replace(told, **asdict(self.delivery)) if self.delivery else told

    def sent(self) -> Sent:
        """The photographs. Ask only when it is in order."""
        return Sent(self.cleaned_data[FILES], self.cleaned_data[CONSENT])


class SeenVersionForm(forms.Form):
    """Which version a person saw. Told that another one stands it is not renewed: what is said of a disclosure is said
    once the page was read anew."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class CheckForm(SeenVersionForm):
    """What somebody confirms of a disclosure before everybody sees it."""

    no_secret = forms.BooleanField(label="Nội dung và tệp không có bí mật nhà nước", required=False)
    people_right = forms.BooleanField(
        label="Không có dữ liệu cá nhân ngoài phần pháp luật cho phép công khai (không số định danh, bệnh tật, địa chỉ "
        "chi tiết)",
        required=False,
    )
    words = LongText(label="Ghi chú", max_length=500, rows=2, required=False)


class FilesForm(SeenVersionForm):
    """Files of a disclosure."""

    sent = FilesField(label="Tệp", error_messages={"required": "Chưa chọn tệp nào."})

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

    def shows(self, quarter: Period) -> None:
        """Take over the quarter that the board is about."""
        self.fields["quy"].initial = quarter.key

    @property
    def asked_quarter(self) -> Period | None:
        """The quarter asked for, if one was."""
        return quarter_named(str(self.read("quy")))

    def unit(self, units: list[Unit]) -> Unit | None:
        """The unit asked for, else the first."""
        wanted = self.read("don_vi")
        return next((one for one in units if one.code == wanted), next(iter(units), None))


class SearchFilter(FilterForm):
    """Words, a unit, an item; the code of an item, as lists of the law show it, may be typed like words."""

    tu_khoa = LineText(label="Tìm trong nội dung công khai", required=False, max_length=200)
    don_vi = forms.ChoiceField(label="Đơn vị", required=False, widget=LongSelect)
    noi_dung = forms.ChoiceField(label="Nội dung", required=False, widget=LongSelect)

    def __init__(self, units: Iterable[Publisher], *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        fields: Any = self.fields
        fields["don_vi"].choices = PlainChoices([ALL, *((one.code, one.name) for one in units)])
        fields["noi_dung"].choices = PlainChoices([ALL, *choices()])

    @property
    def item(self) -> str:
        """The code of the item that was chosen, or typed."""
        return str(self.read("noi_dung")) or item_coded(str(self.read("tu_khoa")))

    @property
    def words(self) -> str:
        """What was typed but for the code of an item."""
        typed = str(self.read("tu_khoa"))
        return "" if item_coded(typed) else typed
