"""The council's lists: its agenda, and every contested indicator that waits for its word."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from thanthien.accounts.models import User
from thanthien.core.components.basics import level_badge, status_tag
from thanthien.core.formats import NOTHING, points
from thanthien.core.levels import LevelNames
from thanthien.core.tables.columns import Column, Extra, Phone
from thanthien.core.tables.table import Empty, Table
from thanthien.core.text import matches
from thanthien.core.workbooks.cells import WHOLE, decimal
from thanthien.evaluations import enums
from thanthien.evaluations.forms.lists import ContestedForm, UnitNameFilter
from thanthien.evaluations.models import Cycle, Total
from thanthien.evaluations.queries.council_pages import AgendaRow, open_contested
from thanthien.evaluations.queries.named import of_units_named
from thanthien.evaluations.templatetags.dossiers import status_tone
from thanthien.evaluations.workflow import Status
from thanthien.units.queries import meant_by_other_names

PAGE_SIZE = 150
_POINTS = decimal(2)
_OF_LEVELS = frozenset({"muc", "de-nghi"})  # what nobody counts while marks are given

# --- Agenda ---------------------------------------------------------------------------------------------------------


def agenda_table(
    rows: Sequence[AgendaRow], cycle: Cycle, form: UnitNameFilter, *, levels_hidden: bool
) -> Table[AgendaRow]:
    """Dossiers of one part of the agenda, the most contested first. ``levels_hidden``: nothing is counted by level for
    this reader, who finds those of a unit on the unit's own page."""
    return Table(
        name="chuong-trinh",
        file=f"chuong-trinh-hoi-dong-{cycle.year}-{cycle.kind}",
        caption=f"Hồ sơ đã đủ phiếu thẩm định của {cycle.title}",
        noun="hồ sơ",
        rows=_of_unit_named(rows, form.words),
        columns=_agenda(cycle.level_names, levels_hidden=levels_hidden),
        link=lambda row: reverse("council-dossier", args=[cycle.pk, row.dossier.unit.code]),
        filters=form,
        words=form.words,
        order_label="Nhiều mục chưa thống nhất nhất ở trên",
        page_size=PAGE_SIZE,
        empty=Empty("Không có hồ sơ nào ở phần này", "Hồ sơ hiện ra khi mọi cơ quan thẩm định đã gửi phiếu."),
    )


def _of_unit_named(rows: Sequence[AgendaRow], text: str) -> list[AgendaRow]:
    others = meant_by_other_names(text)
    units = [(row, row.dossier.unit) for row in rows]
    return [row for row, unit in units if matches(text, unit.name) or unit.code in others]


def _total(row: AgendaRow, column: enums.Column) -> Total | None:
    return row.totals.get(column)


def _points_of(row: AgendaRow, column: enums.Column) -> Decimal | None:
    total = _total(row, column)
    return total.points if total else None


def _differing(row: AgendaRow) -> str:
    if not row.differing_open:
        return str(row.differing)
    markup = '<span class="difference">{}</span> <span class="soft">(còn {})</span>'
    return format_html(markup, row.differing, row.differing_open)


def _concluded(row: AgendaRow) -> Decimal | str | None:
    """The points of all indicators; how many there are while some are missing: only a full sum reads as a score."""
    total = _total(row, enums.Column.COUNCIL)
    if total is None or not total.answered:
        return None
    return total.points if row.concluded else f"đã {total.answered}/{total.expected} mục"


def _computed(row: AgendaRow, names: LevelNames) -> str:
    """The level of the council's column, or from which to which it may come out while conditions are open."""
    total = _total(row, enums.Column.COUNCIL)
    if total is None or (total.level_low != total.level_high and total.answered < total.expected):
        return names.name(None)
    return names.between(total.level_low, total.level_high)


def _computed_cell(row: AgendaRow, names: LevelNames) -> str | SafeString:
    total = _total(row, enums.Column.COUNCIL)
    known = total is not None and total.level_low == total.level_high
    return level_badge(total.level_high, names) if total is not None and known else _computed(row, names)


def _proposed_cell(row: AgendaRow, names: LevelNames) -> str:
    level = row.dossier.proposed_level
    return NOTHING if level is None else level_badge(level, names)


def _note(row: AgendaRow) -> str:
    """What keeps the level down, or that the conditions are not known yet."""
    return row.held_back or _unknown(row)


def _unknown(row: AgendaRow) -> str:
    return "Còn trường hợp chưa xác định" if row.unknown_gates and row.dossier.status == Status.UNDER_APPRAISAL else ""


def _note_cell(row: AgendaRow) -> str:
    return format_html('<span class="difference">{}</span>', row.held_back) if row.held_back else _note(row)


def _agenda(names: LevelNames, *, levels_hidden: bool) -> list[Column[AgendaRow]]:
    note = _unknown if levels_hidden else _note
    columns = [
        Column(
            "ten",
            "Hồ sơ",
            lambda row: row.dossier.unit.name,
            order=lambda row: row.dossier.unit.sort_key,
            extras=(Extra("Mã đơn vị", lambda row: row.dossier.unit.code),),
            phone=Phone.TITLE,
        ),
        Column(
            "chua-thong-nhat",
            "Mục chưa thống nhất",
            lambda row: row.differing,
            WHOLE,
            cell=_differing,
            order=lambda row: row.differing,
            extras=(Extra("Mục chưa thống nhất, còn chưa kết luận", lambda row: row.differing_open, WHOLE),),
        ),
        Column("chua-ket-luan", "Chưa kết luận", lambda row: row.open, WHOLE, order=lambda row: row.open),
        Column(
            "tu-cham",
            "Tự chấm",
            lambda row: _points_of(row, enums.Column.SELF),
            _POINTS,
            order=lambda row: _points_of(row, enums.Column.SELF),
        ),
        Column(
            "tham-dinh",
            "Thẩm định",
            lambda row: _points_of(row, enums.Column.APPRAISED),
            _POINTS,
            order=lambda row: _points_of(row, enums.Column.APPRAISED),
        ),
        Column(
            "ket-luan",
            "Kết luận",
            _concluded,
            _POINTS,
            order=lambda row: _points_of(row, enums.Column.COUNCIL) if row.concluded else None,
        ),
        Column(
            "muc",
            "Mức độ tính được",
            lambda row: _computed(row, names),
            cell=lambda row: _computed_cell(row, names),
        ),
        Column(
            "de-nghi",
            "Mức độ đề nghị",
            lambda row: names.known(row.dossier.proposed_level),
            cell=lambda row: _proposed_cell(row, names),
            order=lambda row: row.dossier.proposed_level,
        ),
        Column(
            "trang-thai",
            "Trạng thái",
            lambda row: row.dossier.label,
            cell=lambda row: status_tag(row.dossier.label, status_tone(row.dossier.status)),
            phone=Phone.BESIDE,
        ),
        Column(
            "ghi-chu",
            "Ghi chú",
            note,
            cell=None if levels_hidden else _note_cell,
            phone=Phone.WHOLE,
            clip=True,
            width=40,
        ),
    ]
    return [one for one in columns if not (levels_hidden and one.key in _OF_LEVELS)]


# --- Contested indicators -------------------------------------------------------------------------------------------


def contested_table(user: User, cycle: Cycle, form: ContestedForm) -> Table[Any]:
    """Indicators on which commune and bodies do not all say the same, without a conclusion."""
    rows = open_contested(user, cycle.pk)
    if form.code:
        rows = rows.filter(Q(indicator__code=form.code) | Q(indicator__code__startswith=f"{form.code}."))
    elif form.words:
        rows = rows.filter(dossier__in=of_units_named(cycle.dossiers.all(), form.words).order_by().values("pk"))
    return Table(
        name="chua-thong-nhat",
        file=f"tieu-chi-chua-thong-nhat-{cycle.year}-{cycle.kind}",
        caption=f"Tiêu chí chưa thống nhất, chưa kết luận của {cycle.title}",
        noun="tiêu chí",
        rows=rows,
        columns=_CONTESTED,
        link=lambda row: reverse("council-item", args=[cycle.pk, row.dossier.unit.code, row.indicator.code]),
        filters=form,
        order_label="Theo đơn vị, tiêu chí",
        page_size=PAGE_SIZE,
        empty=Empty(
            "Không còn tiêu chí chưa thống nhất nào chờ kết luận",
            "Chỉ tính hồ sơ mà mọi cơ quan thẩm định đã gửi phiếu.",
            icon="check-circle",
        ),
    )


def _given(row: Any) -> str:
    """What the bodies gave: one figure, or from the lowest to the highest."""
    if row.lowest == row.highest:
        return points(row.lowest, NOTHING)
    between = mark_safe('<span aria-hidden="true">–</span><span class="visually-hidden"> đến </span>')
    return format_html("{}{}{}", points(row.lowest), between, points(row.highest))


def _indicator(row: Any) -> str:
    markup = '{} {}<span class="visually-hidden">, {}</span>'
    return format_html(markup, row.indicator.code, row.indicator.title, row.dossier.unit.name)


_CONTESTED: list[Column[Any]] = [
    Column(
        "ten",
        "Hồ sơ",
        lambda row: row.dossier.unit.name,
        order="dossier__unit__sort_key",
        extras=(Extra("Mã đơn vị", lambda row: row.dossier.unit.code),),
        phone=Phone.BESIDE,
    ),
    Column(
        "tieu-chi",
        "Tiêu chí",
        lambda row: f"{row.indicator.code} {row.indicator.title}",
        cell=_indicator,
        order="indicator__position",
        phone=Phone.TITLE,
        clip=True,
        width=60,
    ),
    Column("tu-cham", "Tự chấm", lambda row: row.self_points, _POINTS, order="self_points"),
    Column(
        "tham-dinh",
        "Thẩm định",
        lambda row: row.lowest,
        _POINTS,
        cell=_given,
        order="lowest",
        extras=(Extra("Thẩm định, cao nhất", lambda row: row.highest, _POINTS),),
        file_heading="Thẩm định, thấp nhất",
    ),
]
