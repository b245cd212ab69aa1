"""Which bodies a set names, and which of them have passed to another agency, by which document."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from datetime import date

from django.db.models import Exists, Max, OuterRef

from thanthien.core import clock
from thanthien.criteria.compiling import CompiledSet
from thanthien.evaluations.enums import SheetStatus
from thanthien.evaluations.models import Cycle, Dossier, Sheet
from thanthien.evaluations.states import ENDED
from thanthien.units.enums import AgencyChangeKind, UnitKind
from thanthien.units.models import Agency, AgencyChange


def bodies_of(compiled: CompiledSet) -> set[str]:
    """Codes of all bodies that a set names: those that appraise, and those that state a gate."""
    appraising = {body for item in compiled.by_code.values() for body in item.definition.bodies}
    return appraising | {gate.body for gate in compiled.gates if gate.body}


def bodies_of_cycle(cycle: Cycle) -> set[str]:
    """The same of all units of a cycle."""
    return {code for kind in UnitKind.values for code in bodies_of(cycle.criteria_set.compiled(kind))}


def running_cycles(codes: Collection[str]) -> list[Cycle]:
    """Cycles with units that have no published result yet (some may have theirs), whose set gives work to one of these
    bodies. One statement."""
    unfinished = Dossier.objects.filter(cycle=OuterRef("pk")).exclude(status__in=ENDED)
    running = Cycle.objects.filter(Exists(unfinished)).select_related("criteria_set__scheme").order_by("pk")
    return [cycle for cycle in running if not bodies_of_cycle(cycle).isdisjoint(codes)]


def last_sent(cycles: Iterable[Cycle], bodies: Collection[int]) -> date | None:
    """The last day on which one of these bodies sent a sheet of these cycles; None when none did. One statement."""
    sent = Sheet.objects.filter(dossier__cycle__in=list(cycles), body__in=bodies, status=SheetStatus.SENT)
    at = sent.aggregate(at=Max("sent_at"))["at"]
    return at.astimezone(clock.ZONE).date() if at else None


def unsent_sheets(agency: Agency) -> list[tuple[Cycle, int]]:
    """What would pass to another agency by now: running cycles that give work to this one, and how many of its sheets
    are not sent in each. Two statements at most."""
    cycles = running_cycles({agency.code, *agency.took_over})
    drafts = Sheet.objects.filter(dossier__cycle__in=cycles, body__in=agency.spoken_for, status=SheetStatus.DRAFT)
    counts = Counter(drafts.order_by().values_list("dossier__cycle_id", flat=True)) if cycles else Counter()
    return [(cycle, counts[cycle.pk]) for cycle in cycles]


def passed(codes: Collection[str]) -> list[AgencyChange]:
    """How bodies with these codes passed to others, and those again, up to today, in the order of the days. One
    statement, none without codes."""
    if not codes:
        return []
    rows = AgencyChange.objects.filter(kind=AgencyChangeKind.END, into__isnull=False, on__lte=clock.today())
    return passed_of(codes, rows.select_related("agency", "into").order_by("on", "pk"))


def passed_of(codes: Collection[str], changes: Iterable[AgencyChange]) -> list[AgencyChange]:
    """The same of changes in hand, which come in the order of the days."""
    wanted, found = set(codes), []
    for change in changes:
        if change.into is not None and change.agency.code in wanted:
            wanted.add(change.into.code)
            found.append(change)
    return found


def called_by_code(codes: Collection[str]) -> dict[str, str]:
    """What the agencies with these codes are called now, by code. One statement."""
    return {one.code: one.called for one in Agency.objects.filter(code__in=codes).select_related("passed_to")}
