"""Who heads each unit today, and which days of a year nobody is known for."""

from __future__ import annotations

from datetime import date

from django.urls import reverse

from thanthien.core.formats import NOTHING
from thanthien.core.tables.columns import Column, Phone
from thanthien.core.tables.table import Empty, Table
from thanthien.evaluations.heads import GOVERNMENT, PARTY
from thanthien.evaluations.queries.heads import UnitHeads, heads_of_units


def heads_table(day: date) -> Table[UnitHeads]:
    """The units of a day with their heads. Two statements."""
    return Table(
        name="nguoi-dung-dau",
        caption="Người đứng đầu các đơn vị",
        noun="đơn vị",
        rows=heads_of_units(day),
        columns=[
            Column("don-vi", "Đơn vị", lambda one: one.unit.name, phone=Phone.TITLE),
            Column("bi-thu", "Bí thư", lambda one: one.who(PARTY) or NOTHING, phone=Phone.WHOLE),
            Column("chu-tich", "Chủ tịch", lambda one: one.who(GOVERNMENT) or NOTHING, phone=Phone.WHOLE),
            Column(
                "thieu", f"Còn thiếu của năm {day.year}", lambda one: one.missing or NOTHING, phone=Phone.WHOLE,
                wraps=True, width=48,
            ),
        ],
        link=lambda one: reverse("unit-heads", args=[one.unit.code]),
        empty=Empty("Chưa có đơn vị nào", icon="check-circle"),
    )  # fmt: skip
