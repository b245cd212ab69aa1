"""The two columns that name the unit of a row, in every workbook of the place."""

from __future__ import annotations

from collections.abc import Iterable

from thanthien.core.text import fold
from thanthien.core.workbooks.checking import Row
from thanthien.core.workbooks.columns import Column
from thanthien.core.workbooks.kinds import Choice, Option, Text, shown
from thanthien.units.models import Unit


def unit_columns(units: Iterable[Unit]) -> tuple[Column, Column]:
    """Code and name of a unit; the template brings both along, and only the code is needed."""
    options = [Option(unit, unit.code, unit.name) for unit in units]
    code = Choice(options, unknown="Không có đơn vị mang mã “{}”.", digits=5, named=True)
    note = "Mã 5 chữ số của xã, phường, đặc khu."
    return (
        Column("unit", "Mã đơn vị", code, 14, required=True, prefilled=True, note=note),
        Column("unit_name", "Tên đơn vị", Text(120), 32, prefilled=True, note="Có ghi thì phải đúng với mã."),
    )


def compare_names(rows: Iterable[Row]) -> None:
    """A row whose name is that of another unit is wrong: the code may be a slip."""
    for row in rows:
        unit, name = row.get("unit"), row.get("unit_name")
        if unit and name and fold(name) not in (fold(unit.name), fold(unit.short_name)):
            row.fault("unit_name", f"Mã {unit.code} là {unit.name}, không phải “{shown(name)}”.")
