"""`{% load reports %}`: words and tones of the reports."""

from __future__ import annotations

from typing import Any

from django.template import Library
from django.utils.html import format_html
from django.utils.safestring import SafeString

from thanthien.core.components.basics import level_name
from thanthien.core.formats import date_vn, number, percent, signed
from thanthien.evaluations.models import Cycle
from thanthien.reports import outlook
from thanthien.reports.queries.board import BoardRow, YearTarget

register = Library()

_BASES = {
    "decided": "theo quyết định",
    "council": "theo Hội đồng",
    "appraised": "theo thẩm định",
    "self": "theo tự chấm",
    "out": "không có hồ sơ",
}


@register.filter
def basis_name(basis: str) -> str:
    """Which column a foreseen level comes from."""
    return _BASES[basis]


@register.filter
def target_note(target: YearTarget) -> str:
    """“Mục tiêu 80% = 92 đơn vị. Chắc chắn 3, cao nhất có thể 110.”"""
    reach = target.reach
    goal = f"Mục tiêu {percent(target.share, 0)} của {number(target.base)} = {number(target.needed)} đơn vị."
    goal = f"{goal} {target.note}".strip()
    if reach.certain == reach.possible:
        return goal
    return f"{goal} Đã chắc chắn {number(reach.certain)}, cao nhất có thể {number(reach.possible)}."


@register.filter
def risk_note(row: BoardRow) -> str:
    """Why a unit is at risk: its state with the deadline, what it aims at and what still is possible."""
    dossier = row.dossier
    parts = [dossier.label + (f", hạn {date_vn(row.due_on)}" if row.due_on else "")]
    high = dossier.level_high  # type: ignore[attr-defined]
    if dossier.target_level:
        parts.append(f"đăng ký {level_name(dossier.target_level)}, cao nhất còn có thể {level_name(high)}")
    return "; ".join(parts) + "."


@register.simple_tag
def level_outlook(cycle: Cycle, row: Any) -> SafeString:
    """The level foreseen of a unit (a row of ``standings``), with the words beside it."""
    found = outlook.outlook_of(cycle, row)
    return format_html(
        '<span class="nowrap">{}</span>{}{}',
        found.markup,
        format_html('<small class="board-aim soft">{}</small>', found.note) if found.note else "",
        format_html('<small class="held-back">{}</small>', found.held_back) if found.held_back else "",
    )


@register.filter
def points_of_percent(change: float) -> str:
    """A change of a share: +3,5 điểm %."""
    return f"{signed(change * 100, 1)} điểm %"
