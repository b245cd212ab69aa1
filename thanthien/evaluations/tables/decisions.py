"""The lists around the city's decisions: those recorded, and the units whose result is published."""

from __future__ import annotations

from collections.abc import Sequence
from operator import attrgetter
from typing import Any

from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from thanthien.accounts.models import User
from thanthien.core.components.basics import level_badge, status_tag
from thanthien.core.formats import NOTHING
from thanthien.core.levels import LevelNames
from thanthien.core.tables.columns import Column, Control, Phone
from thanthien.core.tables.table import Empty, Table
from thanthien.core.workbooks.cells import DAY, WHOLE
from thanthien.evaluations.enums import DecisionKind
from thanthien.evaluations.forms.lists import ResultsForm
from thanthien.evaluations.models import Cycle, Decision, Dossier
from thanthien.evaluations.queries.decision_pages import results_of
from thanthien.evaluations.states import ADJUSTABLE, RECOGNISED
from thanthien.evaluations.tables.choosing import dossier_link, itself, name
from thanthien.evaluations.templatetags.dossiers import status_tone

PAGE_SIZE = 150
_OF_LEVELS = frozenset({"dat", "chua-dat", "de-nghi", "quyet-dinh"})  # what nobody counts while marks are given

# --- Decisions ------------------------------------------------------------------------------------------------------


def decision_table(
    decisions: Sequence[Decision], cycle: Cycle, *, may_publish: bool, levels_hidden: bool
) -> Table[Any]:
    """The decisions of a cycle, the newest first; with the way to let everybody read the signed PDF for who may.
    ``levels_hidden``: nothing is counted by level for this reader."""
    columns = [*_DECISIONS, *_OF_OFFICE] if may_publish else _DECISIONS
    return Table(
        name="quyet-dinh",
        file=f"quyet-dinh-{cycle.year}-{cycle.kind}",
        caption=f"Quyết định đã ghi nhận của {cycle.title}",
        noun="quyết định",
        rows=decisions,
        columns=_without_levels(columns) if levels_hidden else columns,
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


def _correcting(one: Any) -> str:
    if one.kind == DecisionKind.CORRECTION:
        return ""
    markup = '<a href="{}">Đính chính<span class="visually-hidden"> quyết định {}</span></a>'
    return format_html(markup, reverse("decision-correct", args=[one.pk]), one.number)


def _counted(one: Any, units: int) -> int | None:
    """How many units; none of a correction, which decides on nobody."""
    return None if one.kind == DecisionKind.CORRECTION else units


_OF_OFFICE = [Control("Công khai bản ký", _publishing), Control("Ghi sai", _correcting)]
_DECISIONS: list[Column[Any] | Control[Any]] = [
    Column("so", "Số", lambda one: one.number, phone=Phone.TITLE),
    Column("loai", "Loại", lambda one: one.get_kind_display(), phone=Phone.BESIDE),
    Column("dinh-chinh", "Đính chính", lambda one: one.corrected_words or NOTHING),
    Column("ngay-ky", "Ngày ký", lambda one: one.signed_on, DAY, order=lambda one: one.signed_on),
    Column("nguoi-ky", "Người ký", lambda one: one.signer),
    Column("dat", "Đạt", lambda one: _counted(one, one.recognised), WHOLE),
    Column("chua-dat", "Chưa đạt", lambda one: _counted(one, one.refused), WHOLE),
    Control("Bản ký", paper_link, phone=Phone.WHOLE),
]

# --- Results ----------------------------------------------------------------------------------------------------------


def result_table(user: User, cycle: Cycle, form: ResultsForm, *, may_change: bool) -> Table[Dossier]:
    """Units on their way from conclusion to publication, with the way to lower or revoke a result for who may."""
    columns = _results(cycle.level_names)
    if form.levels_hidden:
        columns = _without_levels(columns)
    if may_change:
        columns.append(Control("Hạ mức, thu hồi, điều chỉnh", _changing, phone=Phone.WHOLE))
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
        empty=Empty("Chưa có đơn vị nào được kết luận", "Đơn vị hiện ra khi hồ sơ đã kết luận."),
    )


def _without_levels(columns: Sequence[Column[Any] | Control[Any]]) -> list[Column[Any] | Control[Any]]:
    """The columns for a judge while marks are given."""
    return [one for one in columns if not (isinstance(one, Column) and one.key in _OF_LEVELS)]


def _level(key: str, heading: str, field: str, names: LevelNames) -> Column[Any]:
    """A level of the dossier that may not be said yet."""
    level = attrgetter(field)

    def badge(dossier: Dossier) -> SafeString | str:
        return NOTHING if level(dossier) is None else level_badge(level(dossier), names)

    return Column(key, heading, lambda dossier: names.known(level(dossier)), cell=badge, order=field)


def _changing(dossier: Dossier) -> str:
    doors = []
    if dossier.status in RECOGNISED and dossier.decided_level:
        doors.append(("Hạ mức, thu hồi", "decision-change"))
    if dossier.status in ADJUSTABLE and dossier.submitted_at:
        doors.append(("Điều chỉnh", "adjustment-open"))
    markup = '<a href="{}">{}<span class="visually-hidden"> {}</span></a>'
    rows = ((reverse(name, args=[dossier.cycle_id, dossier.unit.code]), words) for words, name in doors)
    return format_html_join(" · ", markup, ((url, words, dossier.unit.name) for url, words in rows))


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
