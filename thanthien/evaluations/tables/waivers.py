"""What is not applied to units of a cycle, and what was and is applied again."""

from __future__ import annotations

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from thanthien.core.components.basics import status_tag
from thanthien.core.formats import NOTHING, date_vn
from thanthien.core.tables.columns import Column, Phone
from thanthien.core.tables.table import Empty, Table
from thanthien.core.workbooks.cells import MOMENT
from thanthien.evaluations.models import Cycle, Waiver
from thanthien.evaluations.queries.waivers import waivers_of_cycle, why_closed, why_frozen

_AGAIN = "Áp dụng lại"


def waiver_table(cycle: Cycle, *, office: bool) -> Table[Waiver]:
    """The list of a cycle. ``office``: with where to take one back, while that can still be done."""

    def state(one: Waiver) -> str:
        if _ended(one):
            return _AGAIN.lower()
        return "không áp dụng" if one.holds else "hết hiệu lực"

    def tag(one: Waiver) -> SafeString:
        return status_tag(state(one).capitalize(), "warn" if one.holds else "plain")

    def door(one: Waiver) -> SafeString | str:
        one.dossier.cycle = cycle
        if not one.holds or why_frozen(one.dossier):
            return NOTHING
        url = reverse("waiver-end", args=[cycle.pk, one.pk])
        return format_html('<a href="{}">{}<span class="visually-hidden"> {}</span></a>', url, _AGAIN, one.indicator)

    columns: list[Column[Waiver]] = [
        Column("don-vi", "Đơn vị", lambda one: one.dossier.unit.name, order="dossier__unit__sort_key",
               phone=Phone.TITLE),
        Column("trang-thai", "Trạng thái", state, cell=tag, phone=Phone.BESIDE),
        Column("tieu-chi", "Tiêu chí", lambda one: str(one.indicator), clip=True, phone=Phone.WHOLE, width=60,
               order="indicator__position"),
        Column("ly-do", "Lý do", lambda one: one.reason, clip=True, phone=Phone.WHOLE, width=50),
        Column("van-ban", "Văn bản", lambda one: f"{one.paper.number}, {date_vn(one.paper.signed_on)}"),
        Column("luc", "Ghi lúc", lambda one: one.recorded_at, MOMENT, order="recorded_at", phone=Phone.MORE,
               roomy=True),
        Column("ap-dung-lai", "Áp dụng lại vì", lambda one: one.end.reason if _ended(one) else "", clip=True,
               phone=Phone.MORE, width=40, roomy=True),
    ]  # fmt: skip
    if office and not why_closed(cycle):
        columns.append(Column("viec", "Việc", lambda one: "", cell=door, phone=Phone.MORE))
    return Table(
        name="khong-ap-dung",
        file=f"khong-ap-dung-{cycle.year}-{cycle.kind}",
        caption=f"Tiêu chí không áp dụng của {cycle.title}",
        noun="tiêu chí",
        rows=waivers_of_cycle(cycle),
        columns=columns,
        order_label="Theo đơn vị",
        empty=Empty("Mọi tiêu chí được áp dụng", "Bộ tiêu chí áp dụng cho các đơn vị theo loại đơn vị."),
    )


def _ended(one: Waiver) -> bool:
    return hasattr(one, "end")
