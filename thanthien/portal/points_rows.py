"""The criteria of a unit's page as rows of a table, each with how its points were won. Drawn here and not look-up by
look-up in the template: a page has every criterion of a set (ADR 9). Everything passes `put`, which escapes it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from thanthien.core.components.basics import status_tag
from thanthien.core.formats import points
from thanthien.core.markup import put

if TYPE_CHECKING:
    from thanthien.portal.sheets import Column, Row

_HEADING = '<tr class="criterion"><th colspan="4" scope="rowgroup">{}. {}</th></tr>\n'
_CRITERION = (
    '<tr><th scope="row"><details class="points-more">'
    '<summary><span class="tree-code">{}</span> {} {}</summary><dl>{}</dl></details></th>'
    '<td class="on-wide">{}</td><td class="num">{}</td><td class="num on-wide">{}</td></tr>\n'
)
_WORDS = "<div><dt>{}</dt><dd>{}</dd></div>"
_ON_PAPER = '<div class="on-paper"><dt>{}</dt><dd>{}</dd></div>'
_CONCLUDED = '<div><dt>Kết luận</dt><dd>{}<br><span class="soft">{}</span></dd></div>'
_OWN = "<div><dt>Tự chấm</dt><dd>{}</dd></div>"
_HOW = "<div><dt>Cách chấm</dt><dd>{}</dd></div>"
_NOT_COUNTED = "không tính"
_CONTESTED = "Được xem xét riêng"


def draw(block: Iterable[Row]) -> SafeString:
    """The rows of one part of a group: its heading, where it has one, and its criteria."""
    return SafeString("".join([_line(row) for row in block]))


def _line(row: Row) -> SafeString:
    concluded = row.concluded
    if concluded is None:
        return put(_HEADING, row.code, row.title)
    return put(
        _CRITERION,
        row.code,
        row.title,
        status_tag(_CONTESTED, "info") if row.contested else "",
        SafeString("".join(_more(row, concluded))),
        status_tag(concluded.words, "warn") if row.direct else concluded.words,
        _reached(concluded),
        _own(row.own, concluded),
    )


def _more(row: Row, concluded: Column) -> Iterator[str]:
    """What stands under a criterion, as markup."""
    how = f"{concluded.explanation}. {row.most}" if row.most else concluded.explanation
    yield put(_CONCLUDED, concluded.words, how)
    if row.reason and not row.direct:
        yield put(_ON_PAPER, "Lý do kết luận", row.reason)
    for one in row.former:
        yield put(_ON_PAPER, "Trước khi điều chỉnh", f"{one.words}: {points(one.points)} điểm")
    if row.own:
        yield put(_OWN, f"{row.own.words}: {points(row.own.points)} điểm" if row.own.maximum else row.own.words)
    if row.figures:
        figures = render_to_string("portal/part_figures.html", {"figures": row.figures})
        yield put(_WORDS, "Số liệu hệ thống", figures)
    yield put(_HOW, row.rule)


def _reached(concluded: Column) -> str:
    if not concluded.maximum:
        return _NOT_COUNTED
    return put("<strong>{}</strong> / {}", points(concluded.points), points(concluded.maximum))


def _own(own: Column | None, concluded: Column) -> str:
    if own is None:
        return "–"
    if not own.maximum:
        return _NOT_COUNTED
    told = points(own.points)
    return told if own.points == concluded.points else put('<span class="difference">{}</span>', told)
