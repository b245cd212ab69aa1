"""Forms of the administrator's pages of the place: days, boundaries, figures, agencies."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from thanthien.core import clock
from thanthien.core.acting.forms import SeenForm
from thanthien.core.day_field import DayField
from thanthien.core.enums import DayKind
from thanthien.core.models import CalendarDay
from thanthien.core.tables.filters import ALL, FilterForm
from thanthien.core.text import exact, normalise
from thanthien.core.workbooks.forms import WorkbookForm
from thanthien.units.enums import UnitKind
from thanthien.units.models import Agency

FIRST_YEAR, LAST_YEAR = 2000, 2100
MAX_GEOJSON = 8 * 1024 * 1024
_SATURDAY = 5


def _search(label: str) -> forms.CharField:
    widget = forms.TextInput(attrs={"type": "search", "autocomplete": "off"})
    return forms.CharField(label=label, required=False, max_length=100, widget=widget)


class UnitFilterForm(FilterForm):
    """Search in the list of units."""

    q = _search("Tên, mã hoặc loại")
    loai = forms.ChoiceField(
        label="Loại", required=False, choices=[ALL, *((kind.value, kind.title) for kind in UnitKind)]
    )


class AgencyFilterForm(FilterForm):
    """Search in the list of agencies."""

    q = _search("Tên hoặc mã")


# --- Calendar -------------------------------------------------------------------------------------------------------


class DayChangeForm(SeenForm):
    """What a day is, and the announcement that says so."""

    kind = forms.TypedChoiceField(label="Loại ngày", choices=DayKind.choices, coerce=DayKind)
    name = forms.CharField(label="Tên ngày", max_length=200, help_text="Ví dụ: Quốc khánh; nghỉ bù ngày 26/04/2026.")
    announcement_number = forms.CharField(label="Số văn bản", max_length=100, required=False)
    source = forms.CharField(
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
        day: date = self.cleaned_data["day"]
        if not FIRST_YEAR <= day.year <= LAST_YEAR:
            raise forms.ValidationError(f"Năm phải từ {FIRST_YEAR} đến {LAST_YEAR}.")
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
    source = forms.CharField(label="Nguồn", max_length=300, help_text="Nơi phát hành tệp, ngày, giấy phép sử dụng.")

    def clean_file(self) -> UploadedFile[Any]:
        """A file of a size that this map needs."""
        file: UploadedFile[Any] = self.cleaned_data["file"]
        if (file.size or 0) > MAX_GEOJSON:
            raise forms.ValidationError("Tệp lớn quá 8 MB. Cần giản lược đường ranh giới rồi chọn lại.")
        return file

    def clean_source(self) -> str:
        """Without blanks around it."""
        return normalise(self.cleaned_data["source"])


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
    source = forms.CharField(label="Nguồn", max_length=300, help_text="Ví dụ: Niên giám thống kê 2025.")

    def clean_source(self) -> str:
        """Without blanks around it."""
        return normalise(self.cleaned_data["source"])


# --- Agencies -------------------------------------------------------------------------------------------------------


class AgencyNameForm(SeenForm):
    """A new name of an agency."""

    name = forms.CharField(label="Tên mới", max_length=200)
    label = forms.CharField(
        label="Tên ngắn", max_length=60, required=False, help_text="Dùng ở nơi chật: cột của bảng, nhãn."
    )

    def __init__(self, *args: Any, agency: Agency, **options: Any) -> None:
        super().__init__(*args, **options)
        self.agency = agency

    def clean_name(self) -> str:
        """A name that no other agency of today has."""
        name = normalise(self.cleaned_data["name"])
        others = Agency.objects.current().exclude(pk=self.agency.pk).values_list("name", flat=True)
        if exact(name) in map(exact, others):
            raise forms.ValidationError("Đã có cơ quan khác mang tên này.")
        return name

    def clean_label(self) -> str:
        """Without blanks around it."""
        return normalise(self.cleaned_data["label"])
