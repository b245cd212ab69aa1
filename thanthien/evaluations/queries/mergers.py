"""Into which unit another went, and what that means for its dossiers."""

from __future__ import annotations

from django.db.models import Q

from thanthien.core.formats import date_vn
from thanthien.evaluations.models import Cycle, Dossier
from thanthien.evaluations.states import IN_NO_LIST
from thanthien.units.enums import UnitChangeKind
from thanthien.units.models import Unit, UnitChange


def merger_of(unit: Unit) -> UnitChange | None:
    """The merger by which a unit ended; None while it goes on. One statement."""
    rows = UnitChange.objects.filter(from_unit=unit, kind=UnitChangeKind.MERGE).select_related("to_unit")
    return rows.order_by("on", "pk").last()


def successor_of(unit: Unit) -> Unit | None:
    """The unit of today into which a unit went, through later mergers too."""
    merger, seen = merger_of(unit), {unit.pk}
    while merger is not None and merger.to_unit.has_ended and merger.to_unit_id not in seen:
        seen.add(merger.to_unit_id)
        merger = merger_of(merger.to_unit) or merger
    return merger.to_unit if merger else None


def why_not_carried(dossier: Dossier) -> str:
    """Why no unit goes on with a dossier; empty when one can."""
    into = successor_of(dossier.unit)
    if into is None or into.has_ended:
        return "Chưa ghi đơn vị tiếp nhận, nên không chuyển hồ sơ được."
    if Dossier.objects.filter(cycle=dossier.cycle_id, unit=into).exists():
        return f"{into.name} đã có hồ sơ của mình trong kỳ này, nên không chuyển hồ sơ được."
    return ""


def closed_by_mergers(cycle: Cycle) -> list[str]:
    """Units of a cycle that no list of a decision names, each with where it went. One statement."""
    went = UnitChange.objects.filter(
        Q(kind=UnitChangeKind.MERGE), from_unit__dossiers__cycle=cycle, from_unit__dossiers__status__in=IN_NO_LIST
    )
    return [
        f"{one.from_name} (sáp nhập vào {one.to_name} từ ngày {date_vn(one.on)})"
        for one in went.order_by("from_unit__sort_key", "pk")
    ]
