"""Proceedings of a cycle before a recognition is lowered or revoked."""

from __future__ import annotations

from django.urls import reverse
from django.utils.safestring import SafeString

from thanthien.accounts.models import User
from thanthien.core.components.basics import Tone, status_tag
from thanthien.core.tables.columns import Column, Phone
from thanthien.core.tables.table import Empty, Table
from thanthien.core.workbooks.cells import DAY, MOMENT
from thanthien.evaluations.forms.proceedings import ProceedingsFilter
from thanthien.evaluations.models import Cycle, Proceeding
from thanthien.evaluations.proceedings import ProceedingStatus
from thanthien.evaluations.queries.named import of_units_named
from thanthien.evaluations.queries.proceedings import considered

TONES: dict[str, Tone] = {
    ProceedingStatus.NOTIFIED: "warn",
    ProceedingStatus.EXPLAINED: "info",
    ProceedingStatus.SILENT: "warn",
    ProceedingStatus.CONCLUDED: "info",
    ProceedingStatus.DROPPED: "ok",
    ProceedingStatus.DECIDED: "danger",
}


def proceedings_table(user: User, cycle: Cycle, form: ProceedingsFilter) -> Table[Proceeding]:
    """Proceedings that the person may read, the latest first."""
    rows = Proceeding.objects.visible_to(user).filter(dossier__in=of_units_named(cycle.dossiers.all(), form.words))
    if state := form.read("trang_thai"):
        rows = rows.filter(status=state)
    names = cycle.level_names
    return Table(
        name="ha-thu-hoi",
        file=f"ha-thu-hoi-{cycle.year}-{cycle.kind}",
        caption=f"Thủ tục hạ mức độ, thu hồi công nhận, {cycle.title}",
        noun="thủ tục",
        rows=rows.select_related("dossier__unit", "notice").order_by("-opened_at", "-pk"),
        columns=[
            Column(
                "don-vi", "Đơn vị", lambda one: one.dossier.unit.name, order="dossier__unit__sort_key",
                phone=Phone.TITLE,
            ),
            Column("trang-thai", "Trạng thái", lambda one: one.label, cell=_tag, order="status", phone=Phone.BESIDE),
            Column("du-kien", "Dự kiến", lambda one: considered(one.level, names)),
            Column("ket-luan", "Kết luận", lambda one: considered(one.concluded_level, names)),
            Column("so", "Thông báo số", lambda one: one.notice.number),
            Column("luc", "Thông báo lúc", lambda one: one.opened_at, MOMENT, order="opened_at"),
            Column("han", "Giải trình đến hết", lambda one: one.due_on, DAY, order="due_on"),
        ],
        link=lambda one: reverse("proceeding", args=[one.pk]),
        filters=form,
        words=form.words,
        order_label="Mới nhất trước",
        empty=Empty("Chưa có thủ tục nào", "Thủ tục bắt đầu khi cơ quan thường trực thông báo cho đơn vị."),
    )  # fmt: skip


def _tag(one: Proceeding) -> SafeString:
    return status_tag(one.label, TONES[one.status])
