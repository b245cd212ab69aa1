"""The changes of people, roles and settings as a list."""

from __future__ import annotations

from thanthien.core.formats import time_vn, weekday_vn
from thanthien.core.tables.columns import Column, Phone
from thanthien.core.tables.table import Empty, Table
from thanthien.core.workbooks.cells import MOMENT
from thanthien.reports.forms import ChangeLogForm
from thanthien.reports.queries.changes import Change, changes, told


def change_table(form: ChangeLogForm) -> Table[Change]:
    """What was changed, as the form narrows it, newest first."""
    return Table(
        name="thay-doi",
        file="nhat-ky-thay-doi",
        caption="Thay đổi về người, vai trò và cài đặt",
        noun="thay đổi",
        rows=changes(form.wanted()),
        prepare=told,
        columns=_COLUMNS,
        filters=form,
        under=lambda row: weekday_vn(row.at),
        order_label="Mới nhất ở trên",
        empty=Empty("Chưa có thay đổi nào", "Mỗi thay đổi được ghi vào đây, không sửa, không xóa được."),
    )


_COLUMNS: list[Column[Change]] = [
    Column("luc", "Thời điểm", lambda row: row.at, MOMENT, cell=lambda row: time_vn(row.at)),
    Column("loai", "Loại", lambda row: row.kind, phone=Phone.BESIDE),
    Column("ve", "Về", lambda row: row.about, phone=Phone.TITLE, wraps=True, width=50),
    Column("thay-doi", "Thay đổi", lambda row: row.told, phone=Phone.WHOLE, wraps=True, width=60),
    Column("nguoi", "Người thực hiện", lambda row: row.by, wraps=True),
]
