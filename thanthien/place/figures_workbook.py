"""The workbook of area, population and households of the units as of a day."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any

from thanthien.core.formats import date_vn, number
from thanthien.core.workbooks.checking import Check, Row
from thanthien.core.workbooks.columns import Column, Record, Workbook
from thanthien.core.workbooks.kinds import Number, Whole
from thanthien.core.workbooks.packing import Given
from thanthien.core.workbooks.views import WorkbookImport
from thanthien.place.forms import FigureWorkbookForm
from thanthien.units.actions import Figures, import_figures
from thanthien.units.models import Unit, UnitFigure
from thanthien.units.queries import figures_of_day, latest_figures, search_units
from thanthien.units.unit_columns import compare_names, unit_columns

MOST_ROWS = 5000  # one for each unit, of the whole country if need be
_UNKNOWN = "Chưa biết thì để trống, không ghi 0."
_FIGURES = {"area_km2": "diện tích", "population": "dân số", "households": "số hộ"}


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
    hints = (
        "Số liệu của ngày khác được giữ; số liệu cùng ngày của đơn vị có trong tệp được thay.",
        "Ô để trống không xóa số đã ghi của ngày đó.",
    )
    form_class = FigureWorkbookForm
    prefilled = True

    def workbook(self) -> Workbook:
        """One statement."""
        return figures_workbook(search_units(""))

    def check(self, check: Check, given: Given, by: Any) -> None:
        """One statement."""
        compare_names(check.rows)
        check.doubles("unit", lambda row: row.get("unit"))
        stored = figures_of_day(given["as_of"], {row.values["unit"].pk for row in check.rows if row.get("unit")})
        for row in check.rows:
            known = stored.get(row.values["unit"].pk) if row.get("unit") else None
            population, households = (_holds(row, known, name) for name in ("population", "households"))
            if population and households and households > population:
                row.fault("households", "Số hộ lớn hơn dân số.")
            row.told = _told(row, known, given)
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


def _holds(row: Row, known: UnitFigure | None, name: str) -> Any:
    """What holds after the import: the cell, or what is known of that day where the cell is blank."""
    typed = row.get(name)
    return getattr(known, name, None) if typed is None and name not in row.faults else typed


def _told(row: Row, known: UnitFigure | None, given: Given) -> str:
    """What becomes of what is stored of that day, so that a change made after the dry run is seen."""
    if known is None:
        return "ghi mới"
    changes = [
        f"{word}: {_in_words(getattr(known, name))} → {_in_words(row.get(name))}"
        for name, word in _FIGURES.items()
        if row.get(name) not in (None, getattr(known, name))
    ]
    if known.source != given["source"]:
        changes.append(f"nguồn trước đây: {known.source}")
    return "; ".join(changes) or "giữ nguyên"


def _in_words(value: Decimal | int | None) -> str:
    return "chưa có" if value is None else number(value)


figures_import = FiguresImport()
