"""What deserves a look: wide gaps between self-score and appraisal, great steps since the last decided year."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.html import format_html

from thanthien.accounts.models import User
from thanthien.core.components.basics import Tone, status_tag
from thanthien.core.formats import signed
from thanthien.core.tables.columns import Column, Extra, Phone
from thanthien.core.tables.levels import level_column
from thanthien.core.tables.table import Empty, Table
from thanthien.core.workbooks.cells import decimal, share
from thanthien.evaluations.models import Cycle
from thanthien.reports.forms import RaisingForm
from thanthien.reports.outlook import outlook_of
from thanthien.reports.queries.comparison import climbers, fallers, widest_gaps
from thanthien.reports.queries.raising import CHANGES, FALLEN, KEPT, RAISED, level_changes, narrowed

PAGE_SIZE = 15  # the widest come first; few look further
_POINTS = decimal(2)
_BASES = {
    "decided": "theo quyết định",
    "council": "theo Hội đồng",
    "appraised": "theo thẩm định",
    "self": "theo tự chấm",
    "out": "không có hồ sơ",
}
_UNIT: Column[Any] = Column(
    "ten",
    "Đơn vị",
    lambda row: row.unit.name,
    order="unit__sort_key",
    extras=(Extra("Mã đơn vị", lambda row: row.unit.code),),
    phone=Phone.TITLE,
)

# --- Gaps -----------------------------------------------------------------------------------------------------------


def gap_table(user: User, cycle: Cycle, *, levels_hidden: bool) -> Table[Any]:
    """Dossiers with all sheets, those with the widest gap first. ``levels_hidden``: without the level foreseen."""
    return Table(
        name="chenh-lech",
        file=f"chenh-lech-{cycle.year}-{cycle.kind}",
        caption=f"Tự chấm và thẩm định chênh nhau của {cycle.title}",
        noun="đơn vị",
        rows=widest_gaps(user, cycle),
        columns=_GAPS if levels_hidden else [*_GAPS, _outlook(cycle)],
        link=lambda row: reverse("dossier-detail", args=[cycle.pk, row.unit.code]),
        order_label="Chênh nhiều nhất trước",
        page_size=PAGE_SIZE,
        empty=Empty(
            "Chưa có chênh lệch để xem",
            "Trang này có số liệu khi mọi cơ quan đã gửi phiếu thẩm định của ít nhất một hồ sơ.",
            icon="scales",
        ),
    )


def _outlook(cycle: Cycle) -> Column[Any]:
    """The level foreseen, with the words beside it."""

    def cell(row: Any) -> str:
        found = outlook_of(cycle, row)
        return format_html(
            '<span class="nowrap">{}</span>{}{}',
            found.markup,
            format_html('<small class="board-aim soft">{}</small>', found.note) if found.note else "",
            format_html('<small class="held-back">{}</small>', found.held_back) if found.held_back else "",
        )

    def note(row: Any) -> str:
        found = outlook_of(cycle, row)
        return "; ".join(filter(None, (found.note, found.held_back)))

    extras = (Extra("Ghi chú", note),)
    return Column("muc", "Mức độ dự kiến", lambda row: outlook_of(cycle, row).words or None, cell=cell, extras=extras)


_GAPS: list[Column[Any]] = [
    _UNIT,
    Column("tu-cham", "Tự chấm", lambda row: row.self_points, _POINTS, order="self_points"),
    Column("tham-dinh", "Thẩm định", lambda row: row.appraised_points, _POINTS, order="appraised_points"),
    Column(
        "chenh-lech",
        "Chênh lệch",
        lambda row: row.gap,
        _POINTS,
        cell=lambda row: format_html('<span class="difference">{}</span>', signed(row.gap)),
        order="gap",
    ),
]

# --- Steps since the year before ------------------------------------------------------------------------------------


def climber_table(user: User, cycle: Cycle, before: Cycle, *, levels_hidden: bool) -> Table[Any]:
    """The greatest steps up."""
    return _steps("tang", "tăng", climbers(user, cycle, before), cycle, before, levels_hidden=levels_hidden)


def faller_table(user: User, cycle: Cycle, before: Cycle, *, levels_hidden: bool) -> Table[Any]:
    """The greatest steps down."""
    return _steps("giam", "giảm", fallers(user, cycle, before), cycle, before, levels_hidden=levels_hidden)


def _steps(
    name: str, word: str, rows: QuerySet[Any], cycle: Cycle, before: Cycle, *, levels_hidden: bool
) -> Table[Any]:
    return Table(
        name=name,
        key=name,
        file=f"{name}-{cycle.year}-{cycle.kind}",
        caption=f"Đơn vị có tỷ lệ điểm {word} so với {before.title}",
        noun="đơn vị",
        rows=rows,
        columns=_step_columns(cycle, before, levels_hidden),
        link=lambda row: reverse("dossier-detail", args=[cycle.pk, row.unit.code]),
        order_label=f"{word.capitalize()} nhiều nhất trước",
        page_size=PAGE_SIZE,
        empty=Empty("Không có đơn vị nào"),
    )


def _step_columns(cycle: Cycle, before: Cycle, levels_hidden: bool) -> list[Column[Any]]:
    """Shares of both years and the step; the level foreseen, unless it is hidden: then only what the share rests on."""
    names, former = cycle.level_names, before.level_names

    def levels(row: Any) -> str:
        return f"{former.name(row.level_before)} → {names.name(row.foreseen)} ({_BASES[row.basis]})"

    foreseen: Extra[Any] = Extra(f"Mức độ dự kiến năm {cycle.year}", lambda row: names.name(row.foreseen))
    basis: Column[Any] = (
        Column("can-cu", "Căn cứ", lambda row: _BASES[row.basis], phone=Phone.WHOLE)
        if levels_hidden
        else Column(
            "can-cu", "Mức độ", lambda row: _BASES[row.basis], cell=levels, phone=Phone.WHOLE, file_heading="Căn cứ"
        )
    )
    return [
        _UNIT,
        Column(
            "ty-le-truoc",
            f"Năm {before.year}",
            lambda row: row.share_before,
            share(),
            order="share_before",
            extras=(Extra(f"Mức độ năm {before.year}", lambda row: former.name(row.level_before)),),
        ),
        Column(
            "ty-le",
            f"Năm {cycle.year}",
            lambda row: row.best_share,
            share(),
            order="best_share",
            extras=() if levels_hidden else (foreseen,),
        ),
        Column(
            "thay-doi",
            "Thay đổi (điểm phần trăm)",
            lambda row: row.change * 100,
            decimal(1),
            cell=lambda row: signed(row.change * 100, 1),
            order="change",
        ),
        basis,
    ]


# --- Levels raised --------------------------------------------------------------------------------------------------


def raising_table(user: User, cycle: Cycle, before: Cycle, form: RaisingForm) -> Table[Any]:
    """Every unit with a level of both years, and whether it rose."""
    return Table(
        name="nang-muc",
        key="nang-muc",
        file=f"nang-muc-do-{cycle.year}-{cycle.kind}",
        caption=f"Mức độ của các đơn vị so với {before.title}",
        noun="đơn vị",
        rows=narrowed(level_changes(user, cycle, before), form.wanted()),
        columns=_raising_columns(cycle, before),
        link=lambda row: reverse("dossier-detail", args=[cycle.pk, row.unit.code]),
        filters=form,
        words=form.wanted().text,
        page_size=PAGE_SIZE,
        empty=Empty("Chưa có đơn vị nào để so sánh", "Đơn vị hiện ra khi có mức độ của cả hai năm."),
    )


_TONES: dict[str, Tone] = {RAISED: "ok", KEPT: "plain", FALLEN: "warn"}


def _raising_columns(cycle: Cycle, before: Cycle) -> list[Column[Any]]:
    names, former = cycle.level_names, before.level_names
    return [
        _UNIT,
        Column(
            "thay-doi",
            "Thay đổi",
            lambda row: CHANGES[row.change],
            cell=lambda row: status_tag(CHANGES[row.change], _TONES[row.change]),
            phone=Phone.BESIDE,
        ),
        level_column("muc-truoc", f"Mức độ năm {before.year}", "level_before", former),
        level_column("muc", f"Mức độ năm {cycle.year}", "foreseen", names),
        Column("can-cu", "Căn cứ", lambda row: _BASES[row.basis]),
    ]
