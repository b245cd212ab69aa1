"""Forms of the administrator's pages of the place: days, boundaries, figures, agencies."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from thanthien.core import clock
from thanthien.core.acting.forms import SeenForm
from thanthien.core.day_field import DayField
from thanthien.core.enums import DayKind
from thanthien.core.long_text import LineText
from thanthien.core.models import CalendarDay
from thanthien.core.tables.filters import ALL, FilterForm
from thanthien.core.text import normalise
from thanthien.core.workbooks.forms import WorkbookForm
from thanthien.units.enums import EVERY_UNIT_KINDS, AgencyKind, UnitKind
from thanthien.units.models import Agency, Unit

FIRST_YEAR, LAST_YEAR = 2000, 2100
MAX_GEOJSON = 8 * 1024 * 1024
_SATURDAY = 5
# No setting: documents are issued some months before they hold, and a year that is a slip of a digit is farther away.
# Noted ahead, a new name already leads searches: it must be one that really comes.
_FAR_AHEAD = timedelta(days=366)
ENDED = "da-het"
OPENED_KINDS = [kind for kind in AgencyKind if kind not in EVERY_UNIT_KINDS]


def _search(label: str) -> forms.CharField:
    widget = forms.TextInput(attrs={"type": "search", "autocomplete": "off"})
    return forms.CharField(label=label, required=False, max_length=100, widget=widget)


def plausible(day: date) -> date:
    """The day, unless its year is a slip. Raises ValidationError."""
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise forms.ValidationError(f"Năm phải từ {FIRST_YEAR} đến {LAST_YEAR}.")
    return day


class UnitFilterForm(FilterForm):
    """Search in the list of units."""

    q = _search("Tên, mã hoặc loại")
    loai = forms.ChoiceField(
        label="Loại", required=False, choices=[ALL, *((kind.value, kind.title) for kind in UnitKind)]
    )
    con = forms.ChoiceField(label="Hiện nay", required=False, choices=[("", "Đang có"), (ENDED, "Đã sáp nhập")])


class AgencyFilterForm(FilterForm):
    """Search in the list of agencies."""

    q = _search("Tên hoặc mã")
    con = forms.ChoiceField(label="Hiện nay", required=False, choices=[("", "Đang hoạt động"), (ENDED, "Đã kết thúc")])


# --- Calendar -------------------------------------------------------------------------------------------------------


class DayChangeForm(SeenForm):
    """What a day is, and the announcement that says so."""

    kind = forms.TypedChoiceField(label="Loại ngày", choices=DayKind.choices, coerce=DayKind)
    name = LineText(
        label="Tên ngày",
        max_length=200,
        help_text="Ví dụ: Quốc khánh; nghỉ bù ngày 26/04/2026. Ngày nghỉ Tết Nguyên đán: tên có chữ “Tết”.",
    )
    announcement_number = LineText(label="Số văn bản", max_length=100, required=False)
    source = LineText(
        label="Nguồn",
        max_length=300,
        required=False,
        help_text="Cơ quan thông báo, tên văn bản hoặc điều luật. Cần ghi số văn bản hoặc nguồn.",
    )

    def __init__(self, *args: Any, stored_day: date | None = None, **options: Any) -> None:
        super().__init__(*args, **options)
        self.stored_day = stored_day

    def clean(self) -> dict[str, Any]:
        """There is an announcement, and the day would be different without it."""
        typed = super().clean() or {}
        for name in ("name", "announcement_number", "source"):
            typed[name] = normalise(typed.get(name) or "")
        if not (typed["announcement_number"] or typed["source"]):
            self.add_error("source", "Cần ghi số văn bản hoặc nguồn.")
        day = self.stored_day or typed.get("day")
        if day and typed.get("kind") == DayKind.WORK and day.weekday() < _SATURDAY:
            self.add_error("kind", "Ngày này là thứ Hai đến thứ Sáu; ngày làm bù là thứ Bảy hoặc Chủ nhật.")
        return typed


class DayForm(DayChangeForm):
    """A day that is not in the calendar yet."""

    day = DayField(label="Ngày")
    field_order = ("day",)

    def clean_day(self) -> date:
        """A day of a plausible year that is not there yet."""
        day = plausible(self.cleaned_data["day"])
        stored = CalendarDay.objects.filter(date=day).first()
        if stored is not None:
            raise forms.ValidationError(f"Ngày này đã có trong lịch: {stored.name}. Cần sửa ở đó.")
        return day


# --- Boundaries, figures --------------------------------------------------------------------------------------------


class BoundaryFileForm(forms.Form):
    """A GeoJSON file to check."""

    file = forms.FileField(
        label="Tệp GeoJSON",
        widget=forms.ClearableFileInput(attrs={"accept": ".geojson,.json"}),
        error_messages={"required": "Vui lòng chọn tệp.", "empty": "Tệp trống."},
    )
    source = LineText(label="Nguồn", max_length=300, help_text="Nơi phát hành tệp, ngày, giấy phép sử dụng.")

    def clean_file(self) -> UploadedFile[Any]:
        """A file of a size that this map needs."""
        file: UploadedFile[Any] = self.cleaned_data["file"]
        if (file.size or 0) > MAX_GEOJSON:
            raise forms.ValidationError("Tệp lớn quá 8 MB. Cần giản lược đường ranh giới rồi chọn lại.")
        return file


class DatedWorkbookForm(WorkbookForm):
    """A workbook to check, and the day for which it holds."""

    as_of = DayField(label="Áp dụng từ ngày")

    def clean_as_of(self) -> date:
        """A day that has come."""
        day: date = self.cleaned_data["as_of"]
        if not day.year >= FIRST_YEAR or day > clock.today():
            raise forms.ValidationError(f"Ngày phải từ năm {FIRST_YEAR} và không sau hôm nay.")
        return day


class FigureWorkbookForm(DatedWorkbookForm):
    """A workbook of figures to check."""

    as_of = DayField(label="Số liệu tính đến ngày")
    source = LineText(label="Nguồn", max_length=300, help_text="Ví dụ: Niên giám thống kê 2025.")


# --- Units ----------------------------------------------------------------------------------------------------------


class DocumentForm(forms.Form):
    """What any change of units and agencies goes by: the day from which it holds, and the document that says so."""

    on = DayField(label="Ngày hiệu lực")
    document_number = LineText(label="Số văn bản", max_length=100, help_text="Ví dụ: 1669/NQ-UBTVQH15.")

    def clean_on(self) -> date:
        """A day of a plausible year, not far ahead."""
        day = plausible(self.cleaned_data["on"])
        if day > clock.today() + _FAR_AHEAD:
            raise forms.ValidationError("Ngày hiệu lực không sau một năm kể từ hôm nay.")
        return day


class MergerForm(DocumentForm):
    """Which unit takes the others in."""

    into = forms.ModelChoiceField(Unit.objects.none(), label="Sáp nhập vào đơn vị", empty_label="Chọn đơn vị tiếp nhận")
    base = forms.ModelChoiceField(
        Unit.objects.none(), required=False, label="Kết quả các năm trước được tính cho đơn vị tiếp nhận",
        empty_label="Không đơn vị nào: chỉ tính kết quả của chính đơn vị tiếp nhận",
        help_text="Theo văn bản sáp nhập; nơi mức độ cần đã được công nhận ở năm trước thì tính theo đây.",
    )  # fmt: skip
    needed_at_times = frozenset({"base"})
    field_order = ("into", "on", "document_number", "base")

    def __init__(self, *args: Any, besides: Collection[int] = (), **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["base"].queryset = Unit.objects.filter(pk__in=besides).in_vietnamese_order()  # type: ignore[attr-defined]
        units = Unit.objects.filter(valid_to=None).exclude(pk__in=besides).in_vietnamese_order()
        self.fields["into"].queryset = units  # type: ignore[attr-defined]


class UnitNameForm(SeenForm, DocumentForm):
    """A new name of a unit."""

    short_name = LineText(label="Tên riêng mới", max_length=100, help_text="Không kèm chữ xã, phường, đặc khu.")
    field_order = ("short_name", "on", "document_number")


class OtherNameForm(forms.Form):
    """One more name by which people look for a unit."""

    name = LineText(label="Tên khác", max_length=120, help_text="Tên cũ, tên quen gọi hoặc cách viết khác.")
    note = LineText(label="Ghi chú", max_length=200, required=False, help_text="Ví dụ: xã trước ngày 01/07/2025.")


# --- Agencies -------------------------------------------------------------------------------------------------------


class AgencyForm(DocumentForm):
    """A new agency of the city, or a union or board of a unit."""

    name = LineText(label="Tên", max_length=200)
    label = LineText(label="Tên ngắn", max_length=60, required=False, help_text="Dùng ở nơi chật: cột của bảng, nhãn.")
    code = forms.SlugField(
        label="Mã",
        max_length=40,
        help_text="Chữ thường không dấu, số và gạch nối, ví dụ: so-tai-chinh. Bộ tiêu chí gọi cơ quan bằng mã này.",
        error_messages={"invalid": "Chỉ gồm chữ không dấu, số và gạch nối, ví dụ: so-tai-chinh."},
    )
    kind = forms.TypedChoiceField(
        label="Loại", choices=[(kind.value, kind.label) for kind in OPENED_KINDS], coerce=AgencyKind
    )
    unit = forms.ModelChoiceField(
        Unit.objects.none(),
        label="Xã, phường, đặc khu",
        required=False,
        empty_label="Không thuộc đơn vị nào (cơ quan thành phố)",
    )
    field_order = ("name", "label", "code", "kind", "unit", "on", "document_number")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["unit"].queryset = Unit.objects.filter(valid_to=None).in_vietnamese_order()  # type: ignore[attr-defined]

    def clean_code(self) -> str:
        """In small letters."""
        return str(self.cleaned_data["code"]).lower()


class AgencyNameForm(SeenForm):
    """A new name of an agency; a shorter name alone needs no document."""

    needed_at_times = ("on", "document_number")
    name = LineText(label="Tên mới", max_length=200)
    label = LineText(label="Tên ngắn", max_length=60, required=False, help_text="Dùng ở nơi chật: cột của bảng, nhãn.")
    on = DayField(label="Ngày hiệu lực", required=False)
    document_number = LineText(
        label="Số văn bản", max_length=100, required=False, help_text="Chỉ đổi tên ngắn thì không cần ngày và văn bản."
    )


class AgencyEndForm(DocumentForm):
    """The last of an agency, and who goes on with its work."""

    into = forms.ModelChoiceField(
        Agency.objects.none(),
        label="Cơ quan tiếp nhận",
        required=False,
        empty_label="Không có",
        help_text="Cơ quan làm tiếp việc của cơ quan này. Kỳ đánh giá đang chạy giao việc cho cơ quan này thì phải có.",
    )
    on = DayField(label="Ngày hiệu lực", help_text="Ngày đầu tiên không còn cơ quan này.")
    signed_on = DayField(label="Ngày ký văn bản")
    field_order = ("on", "document_number", "signed_on", "into")

    def clean_signed_on(self) -> date:
        """A day of a plausible year."""
        return plausible(self.cleaned_data["signed_on"])

    def __init__(self, *args: Any, agency: Agency, **options: Any) -> None:
        super().__init__(*args, **options)
        others = Agency.objects.current().filter(unit=agency.unit).exclude(pk=agency.pk).in_list_order()
        self.fields["into"].queryset = others  # type: ignore[attr-defined]
