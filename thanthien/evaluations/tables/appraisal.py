"""The lists of an appraising body: its indicators with what is left to do, and the rows of one indicator as a file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.urls import reverse
from django.utils.safestring import SafeString

from thanthien.core.components.basics import Tone, status_tag
from thanthien.core.tables.columns import Column, Extra, Phone
from thanthien.core.tables.table import Empty, Table
from thanthien.core.workbooks.cells import WHOLE, decimal
from thanthien.evaluations.enums import SheetStatus
from thanthien.evaluations.forms.appraiser import GridRow
from thanthien.evaluations.models import Cycle
from thanthien.evaluations.queries.grid import IndicatorWork
from thanthien.evaluations.queries.grid_marks import Grid
from thanthien.units.models import Agency

PAGE_SIZE = 150

# --- Indicators of a body -------------------------------------------------------------------------------------------


def work_table(work: Sequence[IndicatorWork], cycle: Cycle, bodies: Mapping[int, Agency]) -> Table[IndicatorWork]:
    """The indicators of the person's bodies, body by body in the order of the set."""
    return Table(
        name="tieu-chi",
        file=f"phieu-tham-dinh-{cycle.year}-{cycle.kind}",
        caption=f"Tiêu chí anh/chị thẩm định trong {cycle.title}",
        noun="tiêu chí",
        rows=work,
        columns=[*([_body(bodies)] if len(bodies) > 1 else []), *_WORK],
        link=lambda one: reverse("appraisal-grid", args=[cycle.pk, one.code]) + f"?co-quan={bodies[one.body_id].code}",
        order_label="Theo thứ tự của bộ tiêu chí",
        page_size=PAGE_SIZE,
        empty=Empty("Chưa có tiêu chí nào để thẩm định"),
    )


def _body(bodies: Mapping[int, Agency]) -> Column[IndicatorWork]:
    return Column("co-quan", "Cơ quan", lambda one: bodies[one.body_id].called, phone=Phone.WHOLE, wraps=True, width=40)


def _stage(one: IndicatorWork) -> tuple[str, Tone]:
    if not one.to_send:
        return "Đã gửi", "ok"
    return ("Đang chấm", "info") if one.unscored else ("Đã chấm đủ, chưa gửi", "warn")


def _stage_tag(one: IndicatorWork) -> SafeString:
    return status_tag(*_stage(one))


_WORK: list[Column[IndicatorWork]] = [
    Column("tieu-chi", "Tiêu chí", lambda one: f"{one.code} {one.title}", phone=Phone.TITLE, clip=True, width=60),
    Column("ho-so", "Hồ sơ", lambda one: one.total, WHOLE),
    Column("chua-cham", "Chưa chấm", lambda one: one.unscored, WHOLE, order=lambda one: one.unscored),
    Column("khac", "Khác tự chấm", lambda one: one.differing, WHOLE, order=lambda one: one.differing),
    Column("thuc-te", "Kiểm tra thực tế", lambda one: one.field_checks, WHOLE, order=lambda one: one.field_checks),
    Column("trang-thai", "Trạng thái", lambda one: _stage(one)[0], cell=_stage_tag, phone=Phone.BESIDE),
]

# --- Rows of one indicator ------------------------------------------------------------------------------------------


def grid_table(found: Grid, rows: Sequence[GridRow]) -> Table[GridRow]:
    """Rows of a grid as a file: those that the page finds, in its order. The page itself is a form and draws its rows
    by ``grid_lines``."""
    return Table(
        name=f"tham-dinh-{found.indicator.code}-{found.body.code}",
        caption=f"{found.indicator.code} {found.indicator.title}, {found.body.name} thẩm định",
        noun="đơn vị",
        rows=rows,
        columns=_GRID,
        order_label="Như đang xem",
    )


def _marks(shown: GridRow) -> str:
    row, item = shown.row, shown.row.item
    told = {
        "Không được thẩm định": row.conflict,
        "Đã gửi": item.sheet.status == SheetStatus.SENT,
        "Đã ghi không có ý kiến": item.sheet.status == SheetStatus.SILENT,
        "Chờ đơn vị bổ sung": bool(row.open_requests),
        "Cần kiểm tra thực tế": item.field_check,
    }
    return "; ".join(words for words, holds in told.items() if holds)


_POINTS = decimal(2)
_GRID: list[Column[GridRow]] = [
    Column(
        "ten",
        "Đơn vị",
        lambda shown: shown.row.dossier.unit.name,
        extras=(Extra("Mã đơn vị", lambda shown: shown.row.dossier.unit.code),),
        phone=Phone.TITLE,
    ),
    Column("ghi-chu", "Ghi chú", _marks),
    Column(
        "he-thong",
        "Số liệu hệ thống",
        lambda shown: shown.system_text,
        extras=(
            Extra("Tự chấm khác hệ thống", lambda shown: "khác" if shown.row.apart else ""),
            Extra("Số liệu ngày chốt, khi khác", lambda shown: shown.row.figures.cut_off),
            Extra("Bản ghi quá hạn", lambda shown: shown.row.figures.late_words),
            Extra("Trái với “không phát sinh”", lambda shown: shown.row.figures.against(shown.row.answer)),
        ),
    ),
    Column(
        "tu-cham",
        "Tự chấm",
        lambda shown: shown.self_text,
        extras=(Extra("Tự chấm, điểm", lambda shown: shown.row.answer.points, _POINTS),),
    ),
    Column(
        "tham-dinh",
        "Thẩm định",
        lambda shown: shown.own_text,
        extras=(Extra("Thẩm định, điểm", lambda shown: shown.row.item.points, _POINTS),),
    ),
    Column(
        "chenh-lech",
        "Chênh lệch",
        lambda shown: shown.row.difference if shown.row.difference is not None else "khác" * shown.row.differs,
        _POINTS,
    ),
    Column("minh-chung", "Minh chứng", lambda shown: shown.row.evidence, WHOLE),
    Column("ly-do", "Lý do", lambda shown: shown.row.item.reason, width=60),
    Column("nam-truoc", "Năm trước", lambda shown: shown.row.last_points, _POINTS),
]
