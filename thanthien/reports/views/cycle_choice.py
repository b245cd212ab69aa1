"""Which cycle a report shows: the one in the address, else the newest."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import Http404
from django.urls import reverse

from thanthien.accounts.models import User
from thanthien.evaluations.cycle_menu import cycle_tabs
from thanthien.evaluations.models import Cycle
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


def frame(user: User, cycle: Cycle, cycles: Sequence[Cycle], here: str) -> dict[str, Any]:
    """What every page of a cycle shows around its own content: the cycle, its menu, and the way to the same page of
    another cycle. ``here``: the address name of the page."""
    others = [(one, reverse(here, args=[one.pk])) for one in cycles if one.pk != cycle.pk]
    return {"cycle": cycle, "menu": cycle_tabs(user, cycle, here), "others": others}
