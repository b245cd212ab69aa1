"""Pilots: which units take part, what changed, and what is told to those outside."""

from __future__ import annotations

from collections.abc import Iterable

from thanthien.accounts.models import User
from thanthien.core.question import Question
from thanthien.evaluations.models import Cycle, PilotChange
from thanthien.units.models import Unit


def units_of(cycle: Cycle) -> list[Unit]:
    """The units of a cycle, in Vietnamese order. One statement."""
    return list(Unit.objects.filter(dossiers__cycle=cycle).in_vietnamese_order())


def units_mark(unit_ids: Iterable[int]) -> str:
    """Tells one set of units from another, so that nobody changes one that they did not see."""
    return ",".join(str(one) for one in sorted(unit_ids))


def changes_of(cycle: Cycle) -> list[PilotChange]:
    """Who joined or left after the opening, the last first. One statement."""
    return list(cycle.pilot_changes.select_related("unit", "by"))


def pilots_without(user: User) -> Question[list[str]]:
    """What a person of a unit outside is told of each pilot that runs."""
    running = Cycle.objects.filter(pilot=True, results_published_at=None)
    units = list(user.unit_ids())
    outside = running.exclude(dossiers__unit__in=units).order_by("-year", "pk") if units else running.none()
    return Question(lambda cycles: [_told_outside(cycle) for cycle in cycles], outside)


def _told_outside(cycle: Cycle) -> str:
    return (
        f"{cycle.title}: chỉ một số đơn vị tham gia; đơn vị của anh/chị không thuộc danh sách nên không có hồ sơ và "
        "không phải làm việc gì của kỳ này."
    )
