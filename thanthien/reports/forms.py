"""What people type to narrow a report. An unknown value is left out; a report never fails on its address."""

from __future__ import annotations

from typing import Any

from django import forms

from thanthien.core.day_field import DayField
from thanthien.core.levels import LevelNames
from thanthien.core.private.shelves import private_shelves
from thanthien.core.tables.filters import ALL, FilterForm
from thanthien.evaluations.workflow import BEGIN_EARLY, STATUS_LABELS, STEPS, Status, label_of
from thanthien.reports.queries.board import DECIDED, UNKNOWN_LEVEL, BoardFilter
from thanthien.reports.queries.changes import KINDS, ChangeFilter
from thanthien.reports.queries.forecasts import ForecastFilter
from thanthien.reports.queries.raising import CHANGES, RaisingFilter
from thanthien.reports.queries.steps import StepFilter
from thanthien.units.enums import UnitKind


class BoardForm(FilterForm):
    """Conditions on the rows of the board."""

    q = forms.CharField(
        label="Đơn vị",
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search", "placeholder": "Ví dụ: hai an, 10507", "autocomplete": "off"}),
    )
    trang_thai = forms.ChoiceField(
        label="Trạng thái",
        required=False,
        choices=[ALL, (DECIDED, "Đã có quyết định"), *((one.value, STATUS_LABELS[one]) for one in Status)],
    )
    loai = forms.ChoiceField(
        label="Loại", required=False, choices=[ALL, *((kind.value, kind.title) for kind in UnitKind)]
    )
    muc = forms.ChoiceField(label="Mức độ dự kiến", required=False)
    tre = forms.BooleanField(label="Quá hạn", required=False)
    nguy_co = forms.BooleanField(label="Có nguy cơ", required=False)

    def __init__(self, data: Any, names: LevelNames, *, levels_hidden: bool) -> None:
        """``levels_hidden``: nothing is counted by level for this reader."""
        super().__init__(data)
        self.levels_hidden = levels_hidden
        self.fields["muc"].choices = [ALL, *reversed(names.choices), (UNKNOWN_LEVEL, "Chưa rõ")]  # type: ignore[attr-defined]
        if levels_hidden:
            del self.fields["muc"], self.fields["nguy_co"]

    def wanted(self) -> BoardFilter:
        """The filter that the address describes."""
        return BoardFilter(
            text=self.read("q").strip(),
            status=self.read("trang_thai"),
            kind=self.read("loai"),
            level=self.read("muc"),
            late=bool(self.read("tre")),
            at_risk=bool(self.read("nguy_co")),
        )


class RaisingForm(FilterForm):
    """Conditions on the units whose level of this year is compared with that of an earlier one."""

    q = forms.CharField(label="Đơn vị", required=False, max_length=100)
    thay_doi = forms.ChoiceField(label="Thay đổi", required=False, choices=[ALL, *CHANGES.items()])

    def wanted(self) -> RaisingFilter:
        """The filter that the address describes."""
        return RaisingFilter(self.read("q").strip(), self.read("thay_doi"))


OF_LEVELS = frozenset({"nguy-co", "cham"})  # concerns that compare with the level aimed at


class ForecastForm(FilterForm):
    """Conditions on the forecasts of the units."""

    q = forms.CharField(label="Đơn vị", required=False, max_length=100)
    loai = forms.ChoiceField(
        label="Loại", required=False, choices=[ALL, *((kind.value, kind.title) for kind in UnitKind)]
    )
    muc = forms.ChoiceField(label="Giữ như đến nay", required=False)
    nguy_co = forms.ChoiceField(
        label="Cần chú ý",
        required=False,
        choices=[
            ALL,
            ("nguy-co", "Không còn đạt được mức độ phấn đấu"),
            ("cham", "Đang thấp hơn mức độ phấn đấu"),
            ("den-han", "Có việc đến hạn chưa làm"),
            ("da-lo", "Có kỳ không được tính"),
        ],
    )

    def __init__(self, data: Any, names: LevelNames, *, levels_hidden: bool) -> None:
        """``levels_hidden``: nothing is counted by level for this reader."""
        super().__init__(data)
        self.levels_hidden = levels_hidden
        self.fields["muc"].choices = [ALL, *reversed(names.choices)]  # type: ignore[attr-defined]
        if levels_hidden:
            del self.fields["muc"]
            concerns: Any = self.fields["nguy_co"]
            concerns.choices = [choice for choice in concerns.choices if choice[0] not in OF_LEVELS]

    def wanted(self) -> ForecastFilter:
        """The filter that the address describes."""
        return ForecastFilter(self.read("q").strip(), self.read("loai"), self.read("muc"), self.read("nguy_co"))


class StepLogForm(FilterForm):
    """Conditions on the log of steps."""

    q = forms.CharField(label="Đơn vị", required=False, max_length=100)
    buoc = forms.ChoiceField(
        label="Bước", required=False, choices=[ALL, *((name, label_of(name)) for name in (*STEPS, BEGIN_EARLY))]
    )
    tu = DayField(label="Từ ngày", required=False, help_text="")
    den = DayField(label="Đến ngày", required=False, help_text="")
    co_ly_do = forms.BooleanField(label="Có lý do", required=False)

    def wanted(self) -> StepFilter:
        """The filter that the address describes."""
        return StepFilter(
            text=self.read("q").strip(),
            step=self.read("buoc"),
            first=self.read("tu") or None,
            last=self.read("den") or None,
            with_reason=bool(self.read("co_ly_do")),
        )


class ChangeLogForm(FilterForm):
    """Conditions on the log of changes."""

    loai = forms.ChoiceField(
        label="Loại", required=False, choices=[ALL, *((key, kind.title) for key, kind in KINDS.items())]
    )
    nguoi = forms.CharField(label="Người thực hiện", required=False, max_length=100)
    tu = DayField(label="Từ ngày", required=False, help_text="")
    den = DayField(label="Đến ngày", required=False, help_text="")

    def wanted(self) -> ChangeFilter:
        """The filter that the address describes."""
        return ChangeFilter(
            self.read("loai"), self.read("tu") or None, self.read("den") or None, self.read("nguoi").strip()
        )


class LookForm(FilterForm):
    """Conditions on the log of looks at personal data. ``all_units``: the reader answers for more than the own unit."""

    kho = forms.ChoiceField(label="Loại dữ liệu", required=False)
    nguoi = forms.CharField(label="Người xem", required=False, max_length=100)
    q = forms.CharField(label="Đơn vị", required=False, max_length=100)
    tu = DayField(label="Từ ngày", required=False, help_text="")
    den = DayField(label="Đến ngày", required=False, help_text="")

    def __init__(self, data: Any, *, all_units: bool) -> None:
        super().__init__(data)
        shelves: Any = self.fields["kho"]
        shelves.choices = [ALL, *((one.key, one.title) for one in private_shelves())]
        if not all_units:
            del self.fields["q"]
