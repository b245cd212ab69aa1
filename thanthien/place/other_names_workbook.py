"""The workbook of other names: by which old names, names of old units and spellings people look for a unit."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from thanthien.core.formats import number
from thanthien.core.text import exact
from thanthien.core.workbooks.checking import Check, Row
from thanthien.core.workbooks.columns import Column, Record, Workbook
from thanthien.core.workbooks.kinds import Text
from thanthien.core.workbooks.packing import Given
from thanthien.core.workbooks.views import WorkbookImport
from thanthien.units.changing import OtherName, add_other_names
from thanthien.units.models import Unit, UnitName
from thanthien.units.queries import search_units
from thanthien.units.unit_columns import compare_names, unit_columns

MOST_ROWS = 15_000  # a unit of today went together from three or four, each with a few names


def other_names_workbook(units: Iterable[Unit]) -> Workbook:
    """The columns."""
    return Workbook(
        title="Tên khác của đơn vị",
        file_name="ten-khac",
        most_rows=MOST_ROWS,
        columns=(
            *unit_columns(units),
            Column("name", "Tên khác", Text(120), 36, required=True, example="xã Hải Tân",
                   note="Tên cũ, tên của đơn vị đã sáp nhập vào, tên quen gọi hoặc cách viết khác."),
            Column("note", "Ghi chú", Text(200), 40, example="xã trước ngày 01/07/2025"),
        ),
    )  # fmt: skip


class OtherNamesImport(WorkbookImport):
    """Adds names; what the file doesn't name stays as it is."""

    purpose = "place.other_names"
    route = "place-other-names"
    title = "Nhập tên khác của đơn vị"
    crumb = ("Đơn vị", "place-units")
    template_hint = ". Mỗi dòng một tên; một đơn vị có thể có nhiều dòng."
    hints = (
        "Tìm theo tên khác thì thấy đơn vị, ở mọi danh sách và trên trang công khai.",
        "Tên không có trong tệp được giữ nguyên; bỏ tên ở trang của đơn vị.",
    )
    exports = True

    def workbook(self) -> Workbook:
        """One statement."""
        return other_names_workbook(search_units(""))

    def check(self, check: Check, given: Given, by: Any) -> None:
        """One statement."""
        compare_names(check.rows)
        check.doubles("name", _unit_and_name)
        units = [unit for row in check.rows if (unit := row.get("unit"))]
        stored = {(one.unit_id, exact(one.name)): one.note for one in UnitName.objects.filter(unit__in=units)}
        for row in check.rows:
            row.told = _told(row, stored)
        told = [row.told for row in check.rows]
        check.told.append(
            f"Thêm {number(told.count(_NEW))} tên, sửa ghi chú {number(told.count(_NOTE))} tên; "
            f"{number(told.count(_SAME))} dòng không đổi."
        )

    def act(self, check: Check, given: Given, by: Any) -> str:
        """Adds them."""
        names = [OtherName(row.values["unit"].pk, row.values["name"], row.get("note") or "") for row in check.rows]
        return f"Đã thêm hoặc sửa {number(add_other_names(names=names, by=by))} tên."

    def stored(self) -> Iterator[Record]:
        """The names of today's units. One statement."""
        names = UnitName.objects.filter(unit__in=Unit.objects.current()).select_related("unit")
        for one in names.order_by("unit__sort_key", "pk"):
            yield {"unit": one.unit, "unit_name": one.unit.name, "name": one.name, "note": one.note}


_NEW, _NOTE, _SAME = "tên mới", "sửa ghi chú", "không đổi"


def _unit_and_name(row: Row) -> tuple[int, str] | None:
    return (row.get("unit").pk, exact(row.get("name"))) if row.get("unit") and row.get("name") else None


def _told(row: Row, stored: dict[tuple[int, str], str]) -> str:
    key = _unit_and_name(row)
    if key is None or key not in stored:
        return _NEW
    return _SAME if stored[key] == (row.get("note") or "") else _NOTE


other_names_import = OtherNamesImport()
