"""The workbook of the units themselves: middles and spellings to correct, new units to add."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from thanthien.core.formats import date_vn, number
from thanthien.core.text import fold
from thanthien.core.workbooks.checking import Check, Row
from thanthien.core.workbooks.columns import Column, Record, Workbook
from thanthien.core.workbooks.kinds import Cell, CellProblem, Choice, Day, Number, Option, Text, cell_text, shown
from thanthien.core.workbooks.packing import Given
from thanthien.core.workbooks.views import WorkbookImport
from thanthien.units.actions import BY_RENAMING, DEGREE_PLACES, UnitLine, correct, import_units, is_other_name
from thanthien.units.enums import UnitKind
from thanthien.units.models import Unit
from thanthien.units.queries import search_units

CODE_DIGITS = 5
MOST_ROWS = 5000  # the whole country has fewer
# Where Việt Nam lies: a degree outside is a slip, or the two stand in each other's column.
LATITUDE = Number(Decimal(24), low=Decimal(6), places=DEGREE_PLACES)
LONGITUDE = Number(Decimal(118), low=Decimal(102), places=DEGREE_PLACES)
_FIELDS = {"name": "tên", "latitude": "vĩ độ", "longitude": "kinh độ"}


@dataclass(frozen=True)
class UnitCode(Text):
    """An official code; zeros that a spreadsheet stripped come back."""

    longest: int = CODE_DIGITS

    def read(self, cell: Cell) -> str:
        """The code. Raises CellProblem."""
        code = cell_text(cell).zfill(CODE_DIGITS)
        if not (len(code) == CODE_DIGITS and code.isascii() and code.isdigit()):
            raise CellProblem(f"“{shown(code)}” không phải là mã {CODE_DIGITS} chữ số.")
        return code


@dataclass(frozen=True)
class OwnName(Text):
    """The name of a unit without the word of its kind."""

    longest: int = 100

    def read(self, cell: Cell) -> str:
        """The name. Raises CellProblem."""
        name = super().read(cell)
        if any(fold(name).startswith(f"{fold(kind.label)} ") for kind in UnitKind):
            raise CellProblem("Chỉ ghi tên riêng; xã, phường, đặc khu ghi ở cột “Loại”.")
        return name


def units_workbook() -> Workbook:
    """The columns."""
    kinds = Choice([Option(kind, str(kind.label)) for kind in UnitKind])
    return Workbook(
        title="Đơn vị",
        file_name="don-vi",
        most_rows=MOST_ROWS,
        columns=(
            Column("code", "Mã đơn vị", UnitCode(), 14, required=True, example="10507",
                   note="Mã chính thức của xã, phường, đặc khu."),
            Column("kind", "Loại", kinds, 14, required=True, note="Loại của đơn vị đã có thì không thay đổi."),
            Column("short_name", "Tên riêng", OwnName(), 32, required=True, example="Thành Đông",
                   note="Không kèm chữ xã, phường, đặc khu. Đơn vị đã có thì đổi tên ở trang của đơn vị."),
            Column("latitude", "Vĩ độ", LATITUDE, 14, example=Decimal("20.94"), note="Của điểm giữa đơn vị, theo độ."),
            Column("longitude", "Kinh độ", LONGITUDE, 14, example=Decimal("106.33"),
                   note="Của điểm giữa đơn vị, theo độ."),
            Column("valid_from", "Từ ngày", Day(), 14, example=date(2025, 7, 1),
                   note="Bắt buộc với đơn vị mới; của đơn vị đã có thì không thay đổi."),
        ),
    )  # fmt: skip


class UnitsImport(WorkbookImport):
    """Corrects and adds; what the file doesn't name stays as it is."""

    purpose = "place.units"
    route = "place-units-import"
    title = "Nhập đơn vị"
    crumb = ("Đơn vị", "place-units")
    template_hint = ". Để sửa đơn vị đã có, tải danh sách hiện nay, sửa trong tệp rồi nhập lại."
    hints = (
        "Đơn vị có mã mới được thêm vào cùng Ủy ban nhân dân và Ủy ban Mặt trận Tổ quốc của đơn vị.",
        "Đơn vị không có trong tệp được giữ nguyên. Sáp nhập, chia tách, đổi tên không thực hiện bằng tệp này.",
    )
    exports = True

    def workbook(self) -> Workbook:
        """No statement."""
        return units_workbook()

    def check(self, check: Check, given: Given, by: Any) -> None:
        """One statement."""
        check.doubles("code", lambda row: row.get("code"))
        codes = [code for row in check.rows if (code := row.get("code"))]
        stored = {one.code: one for one in Unit.objects.filter(code__in=codes)}
        for row in check.rows:
            unit = stored.get(row.get("code") or "")
            if unit is None:
                _check_new(row)
            else:
                _check_known(row, unit)
        told = [row.told for row in check.rows]
        new, same = told.count(_NEW), told.count(_SAME)
        check.told.append(
            f"Thêm {number(new)} đơn vị, sửa {number(len(told) - new - same)} đơn vị; {number(same)} dòng không đổi."
        )

    def act(self, check: Check, given: Given, by: Any) -> str:
        """Adds and corrects."""
        count = import_units(lines=[_line(row) for row in check.rows], by=by)
        return f"Đã thêm hoặc sửa {number(count)} đơn vị."

    def stored(self) -> Iterator[Record]:
        """Today's units. One statement."""
        for unit in search_units(""):
            yield {
                "code": unit.code,
                "kind": UnitKind(unit.kind),
                "short_name": unit.short_name,
                "latitude": unit.latitude,
                "longitude": unit.longitude,
                "valid_from": unit.valid_from,
            }


_NEW, _SAME = "đơn vị mới", "không đổi"


def _check_new(row: Row) -> None:
    row.told = _NEW
    if row.get("valid_from") is None and "valid_from" not in row.faults:
        row.fault("valid_from", "Đơn vị mới cần ghi ngày đầu tiên.")
    if (row.get("latitude") is None) != (row.get("longitude") is None):
        row.fault("latitude" if row.get("latitude") is None else "longitude", "Cần ghi cả vĩ độ và kinh độ.")


def _check_known(row: Row, unit: Unit) -> None:
    if (kind := row.get("kind")) and kind != unit.kind:
        row.fault("kind", f"Mã {unit.code} là {unit.name}; đơn vị khác loại là đơn vị mới, mang mã khác.")
    if (day := row.get("valid_from")) and day != unit.valid_from:
        row.fault("valid_from", f"Đơn vị có từ ngày {date_vn(unit.valid_from)}; ngày này không thay đổi.")
    if (name := row.get("short_name")) and is_other_name(unit, name):
        row.fault("short_name", f"Đơn vị đang mang tên {unit.short_name}. {BY_RENAMING}")
    if row.faults:
        return
    before = {name: getattr(unit, name) for name in _FIELDS}
    changed = correct(unit, _line(row))
    row.told = "; ".join(
        f"{word}: {_words(before[name])} → {_words(getattr(unit, name))}"
        for name, word in _FIELDS.items()
        if name in changed
    ) or (_SAME if not changed else "sửa cách viết")


def _words(value: Any) -> str:
    return "chưa có" if value is None else value if isinstance(value, str) else number(value, DEGREE_PLACES)


def _line(row: Row) -> UnitLine:
    degrees = (row.get("latitude"), row.get("longitude"))
    latitude, longitude = (None if one is None else float(one) for one in degrees)
    return UnitLine(
        code=row.values["code"],
        kind=row.values["kind"],
        short_name=row.values["short_name"],
        latitude=latitude,
        longitude=longitude,
        valid_from=row.get("valid_from") or date.min,
    )


units_import = UnitsImport()
