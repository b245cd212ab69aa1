"""Reads for the pages of a cycle: its calendar with what was extended."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from django.db.models import Count, Q, QuerySet

from thanthien.accounts.models import User
from thanthien.accounts.positions import COMMUNE, is_appraiser, sees_city
from thanthien.core.calendar import CityCalendar
from thanthien.core.queries import city_calendar
from thanthien.criteria.rules import Target
from thanthien.evaluations.models import Cycle, Dossier, Extension, ExtensionRequest, Phase
from thanthien.evaluations.models.cycle import CycleQuerySet
from thanthien.evaluations.phase_days import days_off
from thanthien.evaluations.states import BEFORE_SUBMISSION, ENDED, PUBLIC, WITH_COMMUNE
from thanthien.evaluations.workflow import PhaseKey, Status


def cycles_with_calendar() -> CycleQuerySet:
    """Cycles, newest first, with set and calendar, whatever their number in three statements."""
    rows = Cycle.objects.newest_first().select_related("criteria_set__scheme")
    return rows.prefetch_related("phases", "extensions")


def units_with_unfinished_dossiers() -> QuerySet[Dossier, int]:
    """The numbers of units with a dossier that still needs its people, in whatever cycle."""
    return Dossier.objects.exclude(status__in=ENDED).order_by().values_list("unit_id", flat=True)


def target_of(cycle: Cycle) -> Target | None:
    """The city's target that a cycle is held against, None when the set names none.

    A trial has no target of its own: it is held against that of the year for which its set was written. A pilot has
    none at all: the city's targets are shares of all its units.
    """
    if cycle.pilot:
        return None
    definition = cycle.criteria_set.parsed()
    return definition.target_for(definition.year if cycle.is_trial else cycle.year)


def target_year_note(cycle: Cycle, target: Target) -> str:
    """Says so, and why, when the target was set for another year, as only a trial has it; empty otherwise."""
    if target.year == cycle.year:
        return ""
    return f"Năm chấm thử không có mục tiêu riêng, so với mục tiêu của năm {target.year}."


@dataclass(frozen=True, slots=True)
class CycleCounts:
    """How far a cycle is: dossiers in all, not submitted yet, in the hands of the city, published."""

    dossiers: int
    before: int
    published: int

    @property
    def inside(self) -> int:
        """Submitted and not published yet."""
        return self.dossiers - self.before - self.published


def counts_of(user: User, cycles: Sequence[Cycle]) -> dict[int, CycleCounts]:
    """Numbers of dossiers that the person may open, by cycle id. One statement."""
    rows = Dossier.objects.visible_to(user).filter(cycle__in=cycles).order_by().values("cycle_id")
    counted = rows.annotate(
        all=Count("pk"),
        before=Count("pk", filter=Q(status__in=WITH_COMMUNE)),
        public=Count("pk", filter=Q(status__in=PUBLIC)),
    )
    found = {row["cycle_id"]: CycleCounts(row["all"], row["before"], row["public"]) for row in counted}
    return {cycle.pk: found.get(cycle.pk, CycleCounts(0, 0, 0)) for cycle in cycles}


@dataclass(frozen=True, slots=True)
class PhaseRow:
    """A phase of the calendar: planned days, the last day extended for all, and extensions of single units."""

    phase: Phase
    ends_on: date
    single: int
    state: Literal["done", "current", "todo"]
    off: str = ""  # why its last day is no good one, while it is still to come

    @property
    def extended(self) -> bool:
        """Whether all units have more time than planned."""
        return self.ends_on > self.phase.ends_on


def calendar_with_extensions(cycle: Cycle, extensions: Sequence[Extension], today: date) -> list[PhaseRow]:
    """The phases in the order of the procedure. Pass the extensions that the reader may see."""
    rows, calendar = [_phase_row(phase, extensions, today) for phase in cycle.phases.all()], city_calendar()
    return [replace(row, off=_off(row, calendar)) for row in rows]


def _off(row: PhaseRow, calendar: CityCalendar) -> str:
    if row.state == "done":
        return ""
    return "".join(one.words for one in days_off({PhaseKey(row.phase.key): row.ends_on}, calendar))


def _phase_row(phase: Phase, extensions: Sequence[Extension], today: date) -> PhaseRow:
    own = [row for row in extensions if row.key == phase.key]
    ends_on = max([phase.ends_on, *(row.ends_on for row in own if row.unit_id is None)])
    state: Literal["done", "current", "todo"] = "current"
    if today > ends_on:
        state = "done"
    elif today < phase.starts_on:
        state = "todo"
    return PhaseRow(phase, ends_on, len({row.unit_id for row in own if row.unit_id is not None}), state)


def extensions_for(user: User, cycle: Cycle) -> QuerySet[Extension]:
    """The log of extensions: all of it for the city and its bodies, those that reach its unit for a commune."""
    rows = Extension.objects.filter(cycle=cycle).select_related("unit", "granted_by").order_by("-granted_at", "-pk")
    if sees_city(user) or is_appraiser(user):
        return rows
    return rows.filter(Q(unit__isnull=True) | Q(unit_id__in=user.unit_ids(*COMMUNE)))


def extensions_asked(cycle: Cycle) -> int:
    """How many requests for more time wait for an answer."""
    return ExtensionRequest.objects.open().filter(dossier__cycle=cycle).count()


def waiting_counts(user: User, cycle: Cycle) -> dict[str, int]:
    """What waits for the standing office: registrations, submitted dossiers, dossiers not submitted."""
    rows = Dossier.objects.visible_to(user).filter(cycle=cycle)
    return rows.aggregate(
        pending=Count("pk", filter=Q(status=Status.REGISTRATION_PENDING)),
        submitted=Count("pk", filter=Q(status=Status.SUBMITTED)),
        unsubmitted=Count("pk", filter=Q(status__in=BEFORE_SUBMISSION)),
    )
