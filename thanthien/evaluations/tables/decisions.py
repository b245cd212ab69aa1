"""The lists around the city's decisions: those recorded, and the units whose result is published."""

from __future__ import annotations

from collections.abc import Sequence
from operator import attrgetter
from typing import Any

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from thanthien.accounts.models import User
from thanthien.core.components.basics import level_badge, status_tag
from thanthien.core.formats import NOTHING
from thanthien.core.levels import LevelNames
from thanthien.core.tables.columns import Column, Control, Phone
from thanthien.core.tables.table import Empty, Table
from thanthien.core.workbooks.cells import DAY, WHOLE
from thanthien.evaluations.forms.lists import ResultsForm
from thanthien.evaluations.models import Cycle, Decision, Dossier
from thanthien.evaluations.queries.decision_pages import results_of
from thanthien.evaluations.states import RECOGNISED
from thanthien.evaluations.tables.choosing import dossier_link, itself, name
from thanthien.evaluations.templatetags.dossiers import status_tone

PAGE_SIZE = 150

# --- Decisions ------------------------------------------------------------------------------------------------------


def decision_table(decisions: Sequence[Decision], cycle: Cycle, *, may_publish: bool) -> Table[Any]:
    """The decisions of a cycle, the newest first; with the way to let everybody read the signed PDF for who may."""
    return Table(
        name="quyet-dinh",
        file=f"quyet-dinh-{cycle.year}-{cycle.kind}",
        caption=f"Quyết định đã ghi nhận của {cycle.title}",
        noun="quyết định",
        rows=decisions,
        columns=[*_DECISIONS, Control("Công khai bản ký", _publishing)] if may_publish else _DECISIONS,
        order_label="Mới nhất trước",
        empty=Empty("Chưa có quyết định nào"),
    )


def paper_link(one: Decision) -> str:
    """The way to the signed PDF, for who works with it."""
    markup = '<a href="{}">Tải về<span class="visually-hidden"> quyết định {}</span></a>'
    return format_html(markup, reverse("decision-file", args=[one.pk]), one.number)


def _publishing(one: Any) -> str:
    words = "Đang công khai, ngừng" if one.paper_is_public else "Công khai"
    markup = '<a href="{}">{}<span class="visually-hidden"> bản ký quyết định {}</span></a>'
    return format_html(markup, reverse("decision-paper", args=[one.pk]), words, one.number)


_DECISIONS: list[Column[Any] | Control[Any]] = [
    Column("so", "Số", lambda one: one.number, phone=Phone.TITLE),
    Column("loai", "Loại", lambda one: one.get_kind_display(), phone=Phone.BESIDE),
    Column("ngay-ky", "Ngày ký", lambda one: one.signed_on, DAY, order=lambda one: one.signed_on),
    Column("nguoi-ky", "Người ký", lambda one: one.signer),
    Column("dat", "Đạt", lambda one: one.recognised, WHOLE),
    Column("chua-dat", "Chưa đạt", lambda one: one.refused, WHOLE),
    Control("Bản ký", paper_link, phone=Phone.WHOLE),
]

# --- Results ----------------------------------------------------------------------------------------------------------


def result_table(user: User, cycle: Cycle, form: ResultsForm, *, may_change: bool) -> Table[Dossier]:
    """Units on their way from conclusion to publication, with the way to lower or revoke a result for who may."""
    columns = _results(cycle.level_names)
    if may_change:
        columns.append(Control("Hạ mức, thu hồi", _changing, phone=Phone.WHOLE))
    return Table(
        name="ket-qua",
        key="ket-qua",
        file=f"ket-qua-{cycle.year}-{cycle.kind}",
        caption=f"Kết quả của các đơn vị, {cycle.title}",
        noun="đơn vị",
        rows=results_of(user, cycle.pk, form.wanted()),
        columns=columns,
        link=dossier_link(cycle, itself),
        filters=form,
        words=form.words,
        page_size=PAGE_SIZE,
        empty=Empty("Chưa có đơn vị nào được kết luận", "Đơn vị hiện ra khi Hội đồng đã kết luận hồ sơ."),
    )


def _level(key: str, heading: str, field: str, names: LevelNames) -> Column[Any]:
    """A level of the dossier that may not be said yet."""
    level = attrgetter(field)

    def badge(dossier: Dossier) -> SafeString | str:
        return NOTHING if level(dossier) is None else level_badge(level(dossier), names)

    return Column(key, heading, lambda dossier: names.known(level(dossier)), cell=badge, order=field)


def _changing(dossier: Dossier) -> str:
    if dossier.status not in RECOGNISED or not dossier.decided_level:
        return ""
    markup = '<a href="{}">Hạ mức, thu hồi<span class="visually-hidden"> {}</span></a>'
    address = reverse("decision-change", args=[dossier.cycle_id, dossier.unit.code])
    return format_html(markup, address, dossier.unit.name)


def _results(names: LevelNames) -> list[Column[Any] | Control[Any]]:
    return [
        name(itself),
        _level("de-nghi", "Mức độ đề nghị", "proposed_level", names),
        _level("quyet-dinh", "Mức độ quyết định", "decided_level", names),
        Column(
            "trang-thai",
            "Trạng thái",
            lambda dossier: dossier.label,
            cell=lambda dossier: status_tag(dossier.label, status_tone(dossier.status)),
            order="status",
            phone=Phone.BESIDE,
        ),
    ]
