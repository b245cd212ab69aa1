"""Dossiers of a cycle that the city returned before it decided."""

from __future__ import annotations

from django.urls import reverse

from thanthien.accounts.models import User
from thanthien.core.tables.columns import Column, Phone
from thanthien.core.tables.table import Empty, Table
from thanthien.core.workbooks.cells import DAY
from thanthien.evaluations.models import CityReturn, Cycle
from thanthien.evaluations.queries.city_returns import returns_of_cycle


def returns_table(user: User, cycle: Cycle) -> Table[CityReturn]:
    """The latest first, with what the council did."""
    return Table(
        name="tra-lai-to-trinh",
        file=f"tra-lai-to-trinh-{cycle.year}-{cycle.kind}",
        caption=f"Hồ sơ được trả lại, {cycle.title}",
        noun="hồ sơ",
        rows=returns_of_cycle(user, cycle.pk),
        columns=_COLUMNS,
        link=lambda one: reverse("council-dossier", args=[cycle.pk, one.dossier.unit.code]),
        order_label="Mới nhất trước",
        empty=Empty("Chưa có hồ sơ nào được trả lại", "Cơ quan thường trực ghi nhận văn bản trả lại Tờ trình ở đây."),
    )


_COLUMNS: list[Column[CityReturn]] = [
    Column("don-vi", "Đơn vị", lambda one: one.dossier.unit.name, order="dossier__unit__sort_key", phone=Phone.TITLE),
    Column(
        "xu-ly", "Xử lý", lambda one: one.get_outcome_display() if one.outcome else "Chờ xử lý",
        order="outcome", phone=Phone.BESIDE,
    ),
    Column("so", "Văn bản số", lambda one: one.paper.number),
    Column("ngay", "Ngày ký", lambda one: one.paper.signed_on, DAY, order="paper__signed_on"),
    Column("noi-dung", "Nội dung trả lại", lambda one: one.reason, clip=True, phone=Phone.WHOLE, width=50),
    Column("ly-do", "Lý do xử lý", lambda one: one.answer, clip=True, phone=Phone.WHOLE, width=50),
]  # fmt: skip
