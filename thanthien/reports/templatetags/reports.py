"""`{% load reports %}`: words and tones of the reports."""

from __future__ import annotations

from django.template import Library

from thanthien.core.formats import date_vn, number, percent
from thanthien.core.levels import LevelNames
from thanthien.reports.queries.board import BoardRow, YearTarget

register = Library()


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
def risk_note(row: BoardRow, names: LevelNames) -> str:
    """Why a unit is at risk: its state with the deadline, what it aims at and what still is possible."""
    dossier = row.dossier
    parts = [dossier.label + (f", hạn {date_vn(row.due_on)}" if row.due_on else "")]
    high = dossier.best_level  # type: ignore[attr-defined]
    if dossier.target_level:
        parts.append(f"đăng ký {names.name(dossier.target_level)}, cao nhất còn có thể {names.name(high)}")
    return "; ".join(parts) + "."
