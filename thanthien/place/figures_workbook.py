"""The workbook of area, population and households of the units as of a day."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any

from thanthien.core.formats import date_vn, number
from thanthien.core.workbooks.checking import Check
from thanthien.core.workbooks.columns import Column, Record, Workbook
from thanthien.core.workbooks.kinds import Number, Whole
from thanthien.core.workbooks.packing import Given
from thanthien.core.workbooks.views import WorkbookImport
from thanthien.place.forms import FigureWorkbookForm
from thanthien.units.actions import Figures, import_figures
from thanthien.units.models import Unit
from thanthien.units.queries import latest_figures, search_units
from thanthien.units.unit_columns import compare_names, unit_columns

MOST_ROWS = 5000  # one for each unit, of the whole country if need be
_UNKNOWN = "Chưa biết thì để trống, không ghi 0."


def figures_workbook(units: Iterable[Unit]) -> Workbook:
    """The columns; a row without any figure is left out."""
    return Workbook(
        title="Số liệu",
        file_name="so-lieu-don-vi",
        most_rows=MOST_ROWS,
        columns=(
            *unit_columns(units),
            Column("area_km2", "Diện tích (km²)", Number(Decimal(10_000)), 18, example=Decimal("12.5"), note=_UNKNOWN),
            Column("population", "Dân số", Whole(1), 14, example=30125, note=_UNKNOWN),
            Column("households", "Số hộ", Whole(1), 14, example=8400, note=_UNKNOWN),
        ),
    )


class FiguresImport(WorkbookImport):
    """Figures of a day; those of other days stay."""

    purpose = "place.figures"
    route = "place-figures"
    title = "Nhập diện tích, dân số, số hộ"
    crumb = ("Đơn vị", "place-units")
    template_hint = ": có sẵn mọi đơn vị và số liệu gần nhất. Số chưa biết thì để trống, không ghi 0."
    hints = ("Số liệu của ngày khác được giữ; số liệu cùng ngày của đơn vị có trong tệp được thay.",)
    form_class = FigureWorkbookForm
    prefilled = True

    def workbook(self) -> Workbook:
        """One statement."""
        return figures_workbook(search_units(""))

    def check(self, check: Check, given: Given, by: Any) -> None:
        """No statement."""
        compare_names(check.rows)
        check.doubles("unit", lambda row: row.get("unit"))
        for row in check.rows:
            population, households = row.get("population"), row.get("households")
            if population and households and households > population:
                row.fault("households", "Số hộ lớn hơn dân số.")
        check.told += [
            f"Số liệu của {number(len(check.rows))} đơn vị, tính đến {date_vn(given['as_of'])}.",
            f"Nguồn: {given['source']}.",
        ]

    def act(self, check: Check, given: Given, by: Any) -> str:
        """Stores the figures of the day."""
        rows = [
            Figures(row.values["unit"].pk, row.get("area_km2"), row.get("population"), row.get("households"))
            for row in check.rows
        ]
        count = import_figures(rows=rows, as_of=given["as_of"], source=given["source"], by=by)
        return f"Đã nhập số liệu của {number(count)} đơn vị."

    def stored(self) -> Iterator[Record]:
        """Every unit with the figures known so far. Two statements."""
        known = latest_figures()
        for unit in search_units(""):
            figure = known.get(unit.pk)
            figures = {name: getattr(figure, name) for name in ("area_km2", "population", "households") if figure}
            yield {"unit": unit, "unit_name": unit.name} | figures


figures_import = FiguresImport()
