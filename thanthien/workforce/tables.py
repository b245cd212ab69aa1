"""The staff of all units in numbers, as a list."""

from __future__ import annotations

from collections.abc import Sequence

from django.urls import reverse

from thanthien.core.tables.columns import Column, Phone
from thanthien.core.tables.table import Empty, Table
from thanthien.core.workbooks.cells import WHOLE
from thanthien.workforce.overview import StaffOf

_COLUMNS: list[Column[StaffOf]] = [
    Column("don-vi", "Đơn vị", lambda row: row.unit.name, phone=Phone.TITLE, wraps=True),
    Column("danh-sach", "Trong danh sách", lambda row: row.there or None, WHOLE),
    Column("tap-huan", "Đã tập huấn", lambda row: row.trained_words, wraps=True),
    Column("cam-ket", "Đã ký cam kết", lambda row: row.signed_words, wraps=True),
    Column("ky-luat", "Kỷ luật", lambda row: row.sanctioned_words, wraps=True, phone=Phone.WHOLE),
    Column("khen-thuong", "Lượt người được khen", lambda row: row.beside.praised, WHOLE),
    Column("xep-loai", "Xếp loại", lambda row: row.rated_words, wraps=True, phone=Phone.WHOLE),
]


def staff_table(rows: Sequence[StaffOf]) -> Table[StaffOf]:
    """One row a unit."""
    return Table(
        name="danh-sach",
        file="doi-ngu",
        caption="Đội ngũ cán bộ, công chức của các đơn vị",
        noun="đơn vị",
        rows=rows,
        columns=_COLUMNS,
        link=lambda row: reverse("workforce-unit", args=[row.unit.code]),
        empty=Empty("Chưa có đơn vị nào"),
    )
