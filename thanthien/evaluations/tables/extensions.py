"""Requests for more time of a cycle, answered ones too."""

from __future__ import annotations

from django.urls import reverse
from django.utils.safestring import SafeString

from thanthien.core.components.basics import Tone, status_tag
from thanthien.core.tables.columns import Column, Phone
from thanthien.core.tables.table import Empty, Table
from thanthien.core.workbooks.cells import DAY, MOMENT
from thanthien.evaluations.enums import ExtensionOutcome
from thanthien.evaluations.forms.extensions import WAITING, RequestsFilter
from thanthien.evaluations.models import Cycle, ExtensionRequest
from thanthien.evaluations.queries.named import of_units_named

_TONES: dict[str, Tone] = {"": "warn", ExtensionOutcome.GRANTED: "ok", ExtensionOutcome.REFUSED: "danger"}


def requests_table(cycle: Cycle, form: RequestsFilter) -> Table[ExtensionRequest]:
    """What units asked, the latest first, with the answer."""
    rows = ExtensionRequest.objects.filter(dossier__in=of_units_named(cycle.dossiers.all(), form.words))
    if state := form.read("trang_thai"):
        rows = rows.filter(outcome="" if state == WAITING else state)
    return Table(
        name="de-nghi-gia-han",
        file=f"de-nghi-gia-han-{cycle.year}-{cycle.kind}",
        caption=f"Đề nghị gia hạn của {cycle.title}",
        noun="đề nghị",
        rows=rows.select_related("dossier__unit", "asked_by", "answered_by").order_by("-asked_at", "-pk"),
        columns=_COLUMNS,
        link=lambda one: reverse("dossier-detail", args=[cycle.pk, one.dossier.unit.code]),
        filters=form,
        words=form.words,
        order_label="Mới nhất trước",
        empty=Empty("Chưa có đề nghị gia hạn nào", "Đơn vị đề nghị ở trang hồ sơ của mình."),
    )


def _tag(one: ExtensionRequest) -> SafeString:
    return status_tag(one.state, _TONES[one.outcome])


_COLUMNS: list[Column[ExtensionRequest]] = [
    Column("don-vi", "Đơn vị", lambda one: one.dossier.unit.name, order="dossier__unit__sort_key", phone=Phone.TITLE),
    Column("trang-thai", "Trạng thái", lambda one: one.state, cell=_tag, order="outcome", phone=Phone.BESIDE),
    Column("giai-doan", "Giai đoạn", lambda one: one.get_key_display(), wraps=True),
    Column("den", "Đề nghị đến hết", lambda one: one.wished_on, DAY, order="wished_on"),
    Column("duoc", "Gia hạn đến hết", lambda one: one.granted_on, DAY, order="granted_on"),
    Column("ly-do", "Lý do của đơn vị", lambda one: one.reason, clip=True, phone=Phone.WHOLE, width=50),
    Column("luc", "Đề nghị lúc", lambda one: one.asked_at, MOMENT, order="asked_at"),
    Column("tra-loi", "Trả lời", lambda one: one.answer, clip=True, phone=Phone.WHOLE, width=50),
    Column(
        "nguoi", "Người trả lời", lambda one: str(one.answered_by) if one.answered_by else "", phone=Phone.MORE,
        roomy=True,
    ),
    Column("tra-loi-luc", "Trả lời lúc", lambda one: one.answered_at, MOMENT, order="answered_at", phone=Phone.MORE,
           roomy=True),
]  # fmt: skip
