"""What was kept of duties as a list: every period of every duty, of one unit or of all; the twin of the boards."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet

from thanthien.core.components.basics import status_tag
from thanthien.core.tables.columns import Column, Phone
from thanthien.core.tables.filters import ALL, FilterForm
from thanthien.core.tables.table import Empty, Table
from thanthien.core.workbooks.cells import DAY
from thanthien.measures.duties import State, all_duties
from thanthien.measures.figure_json import period_named
from thanthien.measures.models import KeptDuty
from thanthien.measures.terms import YearTerms
from thanthien.records.boards import OPEN, TOLD, kept_in, months_of
from thanthien.units.queries import units_meant

_STATES = {"da-ghi": TOLD, "qua-han": frozenset({State.LATE}), "con-han": OPEN}
_EMPTY = Empty("Chưa có việc nào", "Tình hình các việc được lưu vào mỗi buổi sáng, từ khi đơn vị dùng phần việc đó.")


class UnitDutyForm(FilterForm):
    """Conditions on the duties of one unit."""

    viec = forms.ChoiceField(label="Việc", required=False)
    thang = forms.ChoiceField(label="Tháng", required=False)
    tinh_trang = forms.ChoiceField(
        label="Trạng thái",
        required=False,
        choices=[ALL, ("da-ghi", "Đã ghi"), ("qua-han", "Quá hạn"), ("con-han", "Còn hạn")],
    )

    def __init__(self, data: Any, year: YearTerms) -> None:
        super().__init__(data)
        self.year = year
        self._choose("viec", [(duty.key, duty.title) for duty in all_duties()])
        if "thang" in self.fields:
            self._choose("thang", [(f"{month:%Y-%m}", f"{month:%m/%Y}") for month in months_of(year.span)])

    def _choose(self, name: str, choices: list[tuple[str, str]]) -> None:
        asked: Any = self.fields[name]
        asked.choices = [ALL, *choices]

    def rows(self) -> QuerySet[Any]:
        """What was kept of the year, narrowed; the latest period first."""
        rows = kept_in(self.year).select_related("unit").order_by("-counted_on", "duty", "unit__sort_key", "pk")
        if duty := self.read("viec"):
            rows = rows.filter(duty=duty)
        if state := self.read("tinh_trang"):
            rows = rows.filter(state__in=_STATES[state])
        if "thang" in self.fields and (month := self.read("thang")):
            first = date.fromisoformat(f"{month}-01")
            rows = rows.filter(counted_on__year=first.year, counted_on__month=first.month)
        return rows


class CityDutyForm(UnitDutyForm):
    """Conditions on the duties of all units."""

    thang: Any = None
    q = forms.CharField(label="Đơn vị", required=False, max_length=100)
    ky = forms.ChoiceField(label="Tuần, quý", required=False)
    field_order = ("q", "viec", "ky", "tinh_trang")

    def __init__(self, data: Any, year: YearTerms) -> None:
        super().__init__(data, year)
        kept = kept_in(year).order_by("kind", "-period").values_list("kind", "period").distinct()
        self._choose("ky", [(key, period_named(key).label) for _, key in kept])

    def rows(self) -> QuerySet[Any]:
        """The same of the units and the period that are wanted."""
        rows = super().rows()
        if period := self.read("ky"):
            rows = rows.filter(period=period)
        if text := self.read("q").strip():
            rows = rows.filter(unit__in=units_meant(text))
        return rows


def duties_table(
    form: UnitDutyForm, rows: QuerySet[Any], *, caption: str, file: str, link: Callable[[KeptDuty], str]
) -> Table[KeptDuty]:
    """Each period of each duty with its state in words. ``link``: where the records behind one are read."""
    titles = {duty.key: duty.title for duty in all_duties()}
    of_city = isinstance(form, CityDutyForm)
    unit: list[Column[KeptDuty]] = [
        Column("don-vi", "Đơn vị", lambda row: row.unit.name, order="unit__sort_key", phone=Phone.TITLE)
    ]
    own: list[Column[KeptDuty]] = [
        Column(
            "viec",
            "Việc",
            lambda row: titles.get(row.duty, row.duty),
            order="duty",
            phone=Phone.WHOLE if of_city else Phone.TITLE,
            wraps=True,
        ),
        Column("ky", "Tuần, quý", lambda row: period_named(row.period).label, order="counted_on"),
        Column(
            "trang-thai",
            "Trạng thái",
            lambda row: State(row.state).label,
            cell=lambda row: status_tag(State(row.state).label, State(row.state).tone),
            order="state",
            phone=Phone.BESIDE,
        ),
        Column("noi-dung", "Nội dung", lambda row: row.words, phone=Phone.WHOLE, wraps=True),
        Column("han", "Hạn ghi", lambda row: row.last_day, DAY, order="last_day"),
    ]
    return Table(
        name="tung-ky",
        file=file,
        caption=caption,
        noun="lần phải ghi",
        page_size=20,
        rows=rows,
        columns=[*unit, *own] if of_city else own,
        link=link,
        filters=form,
        words=form.read("q") if of_city else "",
        order_label="Lần gần nhất ở trên",
        empty=_EMPTY,
    )
