"""Which cycle a report shows: the one in the address, else the newest."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import Http404
from django.urls import reverse

from thanthien.accounts.models import User
from thanthien.accounts.positions import is_office
from thanthien.core.components.basics import Tab
from thanthien.evaluations.models import Cycle
from thanthien.reports.permissions import reads_step_log, sees_board, sees_leader_page
from thanthien.reports.queries.cycles import report_cycles, with_calendar


def named(cycle_id: int) -> tuple[Cycle, list[Cycle]]:
    """The cycle of the address, with its calendar, and all cycles. Raises Http404."""
    cycles = list(report_cycles())
    found = next((cycle for cycle in cycles if cycle.pk == cycle_id), None)
    if found is None:
        raise Http404
    return with_calendar(found), cycles


def chosen(cycle_id: int | None) -> tuple[Cycle | None, list[Cycle]]:
    """The cycle asked for, else the newest (None: there is none yet), and all cycles. Raises Http404."""
    if cycle_id is not None:
        return named(cycle_id)
    cycles = list(report_cycles())
    return (with_calendar(cycles[0]) if cycles else None), cycles


def report_tabs(user: User, cycle: Cycle, here: str) -> list[Tab]:
    """The reports of a cycle that the person may open; ``here`` is the address name of this page."""
    pages = [
        ("Bảng theo dõi", "city-board", sees_board),
        ("Dự báo", "city-forecasts", sees_board),
        ("Biến động, chênh lệch", "city-comparison", sees_board),
        ("Tóm tắt cho lãnh đạo", "leader-home", sees_leader_page),
        ("Nhật ký các bước", "step-log", reads_step_log),
        ("Lịch và gia hạn", "cycle-detail", sees_board),
        ("Tiếp nhận hồ sơ", "intake", is_office),
        ("Đôn đốc", "urge-late", is_office),
        ("Quyết định", "decision-home", sees_board),
    ]
    return [
        Tab(label, reverse(name, args=[cycle.pk]), current=name == here)
        for label, name, allows in pages
        if allows(user)
    ]


def others(cycles: Sequence[Cycle], cycle: Cycle) -> list[Cycle]:
    """The other cycles, for the list to change to."""
    return [one for one in cycles if one.pk != cycle.pk]
