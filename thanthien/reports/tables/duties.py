"""The units that have stopped telling of a duty, as a list."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from thanthien.core.tables.columns import Column, Phone
from thanthien.core.tables.table import Empty, Table
from thanthien.core.workbooks.cells import DAY, WHOLE
from thanthien.evaluations.models import Cycle
from thanthien.measures.duties import all_duties
from thanthien.measures.periods import NOUNS


def stopped_table(rows: QuerySet[Any], cycle: Cycle) -> Table[Any]:
    """Unit and duty, how many of the last periods in a row were left out, and since when."""
    titles = {duty.key: duty.title for duty in all_duties()}
    return Table(
        name="ngung-ghi",
        key="ngung",
        file=f"ngung-ghi-{cycle.year}-{cycle.kind}",
        caption=f"Đơn vị ngừng ghi, {cycle.title}",
        noun="trường hợp",
        rows=rows,
        columns=[
            Column("don-vi", "Đơn vị", lambda row: row["unit__name"], order="unit__sort_key", phone=Phone.TITLE),
            Column("viec", "Việc", lambda row: titles.get(row["duty"], row["duty"]), order="duty", phone=Phone.WHOLE),
            Column("so-ky", "Số lần liền nhau chưa ghi", lambda row: row["missed"], WHOLE, order="missed"),
            Column("loai", "Ghi theo", lambda row: NOUNS[row["kind"]]),
            Column("tu", "Bắt đầu từ", lambda row: row["first"], DAY, order="first"),
        ],
        link=lambda row: (
            f"{reverse('unit-duties', args=[cycle.pk, row['unit__code']])}"
            f"?viec={row['duty']}&tinh_trang=qua-han#tung-ky"
        ),
        order_label="Nhiều lần nhất ở trên",
        page_size=20,
        empty=Empty("Không có đơn vị nào ngừng ghi", "Ngừng ghi là để quá hạn từ hai lần liền nhau đến nay."),
    )
