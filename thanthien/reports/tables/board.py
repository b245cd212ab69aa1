"""The units of a cycle on the city board as a list."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from thanthien.accounts.models import User
from thanthien.core.components.basics import status_tag
from thanthien.core.formats import NOT_SCORED, NOTHING, percent, points
from thanthien.core.tables.columns import Column, Extra, Phone
from thanthien.core.tables.table import Empty, Table
from thanthien.core.workbooks.cells import DAY, WHOLE, decimal, share
from thanthien.evaluations.models import Cycle
from thanthien.evaluations.modes import points_label
from thanthien.evaluations.tables.tags import LATE, late_day
from thanthien.evaluations.templatetags.dossiers import status_tone
from thanthien.reports.forms import BoardForm
from thanthien.reports.outlook import Outlook, outlook_of
from thanthien.reports.queries.board import STAGE, board_ids, board_rows

PAGE_SIZE = 150
CONCLUDED = "hoi-dong"  # the column of what is concluded


@dataclass(frozen=True, slots=True)
class BoardLine:
    """One unit on the board: its dossier with the annotations of ``standings``, its deadline and its outlook."""

    dossier: Any
    due_on: date | None
    late: bool
    outlook: Outlook


def board_table(user: User, standing: QuerySet[Any], cycle: Cycle, form: BoardForm) -> Table[BoardLine]:
    """The dossiers of the cycle's ``standings`` for the person as the form narrows them."""
    dossiers = reverse("dossier-detail", args=[cycle.pk, "0"]).removesuffix("0/")  # one look-up for all rows
    wanted = form.wanted()
    return Table(
        name="cac-don-vi",
        file=f"bang-theo-doi-{cycle.year}-{cycle.kind}",
        caption=f"Các đơn vị của {cycle.title}",
        noun="đơn vị",
        rows=board_ids(standing, cycle, wanted),
        prepare=lambda ids: _lines(user, cycle, ids),
        columns=[_named(one, cycle) for one in COLUMNS if not (form.levels_hidden and one.key in OF_LEVELS)],
        link=lambda line: f"{dossiers}{line.dossier.unit.code}/",
        filters=form,
        words=wanted.text,
        page_size=PAGE_SIZE,
        empty=Empty("Kỳ này chưa có hồ sơ nào"),
    )


def _named(column: Column[BoardLine], cycle: Cycle) -> Column[BoardLine]:
    """The column as it is called in this cycle: who concludes follows its mode."""
    if column.key != CONCLUDED:
        return column
    label = points_label(cycle.council_mode)
    extras = tuple(replace(one, heading=f"{label}, tỷ lệ") for one in column.extras)
    return replace(column, heading=label, extras=extras)


def _lines(user: User, cycle: Cycle, ids: Sequence[int]) -> list[BoardLine]:
    rows = board_rows(user, cycle, ids)
    for row in rows:
        row.dossier.cycle = cycle  # read already
    return [BoardLine(row.dossier, row.due_on, row.late, outlook_of(cycle, row.dossier)) for row in rows]


# --- Cells ----------------------------------------------------------------------------------------------------------


@cache  # the same few tags stand in every row
def _status(status: str, label: str) -> SafeString:
    return status_tag(label, status_tone(status))


def _own(line: BoardLine) -> Decimal | str:
    return line.dossier.self_points if line.dossier.answered else NOT_SCORED


def _score(found: Decimal | str | None, ratio: float | None) -> str:
    if found is None or isinstance(found, str):
        return found or NOTHING
    return format_html('{} <span class="soft">({})</span>', points(found), percent(ratio))


def _fullest(column: str) -> Callable[[BoardLine], Phone]:
    """A phone shows at once only the column that counts most."""

    def place(line: BoardLine) -> Phone:
        row = line.dossier
        known = {"council": row.council_points, "appraised": row.appraised_points}
        fullest = next((name for name, found in known.items() if found is not None), "self")
        return Phone.SHORT if column == fullest else Phone.MORE

    return place


def _aim(line: BoardLine) -> str | None:
    return line.outlook.names.known(line.dossier.target_level)


def _note(line: BoardLine) -> str:
    """What keeps the level down, or that it depends on conditions; that it was decided is told by the state."""
    return line.outlook.held_back or ("" if line.dossier.basis == "decided" else line.outlook.note)


def _shown_note(line: BoardLine) -> str:
    return (
        format_html('<span class="difference">{}</span>', line.outlook.held_back)
        if line.outlook.held_back
        else _note(line)
    )


OF_LEVELS = frozenset({"muc", "ghi-chu"})  # what nobody counts while marks are given
COLUMNS: list[Column[BoardLine]] = [
    Column(
        "ten",
        "Đơn vị",
        lambda line: line.dossier.unit.name,
        order="unit__sort_key",
        extras=(Extra("Mã đơn vị", lambda line: line.dossier.unit.code),),
        phone=Phone.TITLE,
    ),
    Column(
        "trang-thai",
        "Trạng thái",
        lambda line: line.dossier.label,
        cell=lambda line: _status(line.dossier.status, line.dossier.label),
        order=STAGE,
        phone=Phone.BESIDE,
    ),
    Column(
        "tu-luc",
        "Từ ngày",
        lambda line: line.dossier.status_since,
        DAY,
        order="status_since",
        phone=Phone.MORE,
        roomy=True,
    ),
    Column(
        "han",
        "Hạn",
        lambda line: line.due_on,
        DAY,
        cell=lambda line: late_day(line.due_on, late=line.late),
        extras=(Extra(LATE, lambda line: LATE if line.late else ""),),
        phone=lambda line: Phone.SHORT if line.late else Phone.MORE,
    ),
    Column(
        "tien-do",
        "Đã chấm",
        lambda line: line.dossier.answered,
        WHOLE,
        cell=lambda line: f"{line.dossier.answered}/{line.dossier.expected}",
        order="answered",
        extras=(Extra("Số tiêu chí", lambda line: line.dossier.expected, WHOLE),),
        phone=Phone.MORE,
    ),
    Column(
        "tu-cham",
        "Tự chấm",
        _own,
        decimal(2),
        cell=lambda line: _score(_own(line), line.dossier.self_share),
        order="self_share",
        extras=(
            Extra(
                "Tự chấm, tỷ lệ",
                lambda line: line.dossier.self_share if line.dossier.answered else None,
                share(),
            ),
        ),
        phone=_fullest("self"),
    ),
    Column(
        "tham-dinh",
        "Thẩm định",
        lambda line: line.dossier.appraised_points,
        decimal(2),
        cell=lambda line: _score(line.dossier.appraised_points, line.dossier.appraised_share),
        order="appraised_share",
        extras=(Extra("Thẩm định, tỷ lệ", lambda line: line.dossier.appraised_share, share()),),
        phone=_fullest("appraised"),
    ),
    Column(
        CONCLUDED,
        "Hội đồng",
        lambda line: line.dossier.council_points,
        decimal(2),
        cell=lambda line: _score(line.dossier.council_points, line.dossier.council_share),
        order="council_share",
        extras=(Extra("Hội đồng, tỷ lệ", lambda line: line.dossier.council_share, share()),),
        phone=_fullest("council"),
    ),
    Column(
        "muc",
        "Mức độ dự kiến",
        lambda line: line.outlook.words or None,
        cell=lambda line: line.outlook.markup,
        order="foreseen",
    ),
    Column(
        "dang-ky",
        "Đăng ký",
        _aim,
        order="target_level",
        phone=Phone.MORE,
    ),
    Column("ghi-chu", "Ghi chú", _note, cell=_shown_note, phone=Phone.WHOLE, clip=True, width=40),
]
