"""What everybody may see: published results only. Every read of the public pages and files is here.

A dossier shows once its decision is published; its sealed decisions, not the live rows, tell what was decided.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import Case, Exists, F, Max, OuterRef, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce, Greatest

from thanthien.core import clock
from thanthien.core.levels import LevelNames
from thanthien.core.prepared import Given, Prepared
from thanthien.core.question import Question
from thanthien.evaluations.decision_words import correction_words
from thanthien.evaluations.enums import DecisionKind, SealKind
from thanthien.evaluations.models import Cycle, Decision, DecisionCorrection, Dossier, Extension, Phase, Seal, StepLog
from thanthien.evaluations.models.cycle import begun
from thanthien.evaluations.modes import phase_label
from thanthien.evaluations.stages import Status
from thanthien.evaluations.states import IN_NO_LIST, PUBLIC, WITHOUT_RESULT
from thanthien.evaluations.workflow import CORRECT_DECISION
from thanthien.units.models import Boundary, Unit

REVOKED_NAME = "Đã thu hồi"
_PUBLIC_STEPS = ("publish", "lower", "revoke", "adjust", CORRECT_DECISION)


def _cycles() -> QuerySet[Any]:
    """Every cycle, with ``waits``: some unit stands in neither list of a decision yet; and whether it has ``begun``."""
    undecided = Dossier.objects.filter(cycle=OuterRef("pk")).in_neither_list()
    return Cycle.objects.select_related("criteria_set__scheme").annotate(
        waits=Exists(undecided), begun=begun("pk", Given("today"))
    )


_CYCLES = Prepared(_cycles)


@dataclass(frozen=True, slots=True)
class Cycles:
    """All cycles: those with a published result, newest first (of one year the official one before the trial), and
    the newest one in progress, whose numbers stay hidden: one that has not begun only while no other runs."""

    published: list[Cycle]
    in_progress: Cycle | None

    @property
    def running(self) -> Any | None:
        """The one in progress, once its first phase has begun."""
        return self.in_progress if self.in_progress and self.in_progress.begun else None  # type: ignore[attr-defined]

    @property
    def being_published(self) -> list[Cycle]:
        """Those that come after the one shown first, and of which some units still wait for their decision."""
        shown = last_decided(self.published)
        return [one for one in self.published if shown and one.year > shown.year and not is_whole(one)]


def is_whole(cycle: Any) -> bool:
    """Whether each unit of a cycle read by :func:`cycles` has its result, or goes without one, or the city says that
    the year is decided."""
    return cycle.taken_as_decided_at is not None or not cycle.waits


def cycles() -> Cycles:
    """All cycles. One statement."""
    ordered = sorted(_CYCLES(today=clock.today()), key=lambda cycle: (-cycle.year, cycle.is_trial, -cycle.pk))
    waiting = [one for one in ordered if one.results_published_at is None]
    waiting.sort(key=lambda one: (not one.begun, one.is_trial))
    return Cycles([one for one in ordered if one.results_published_at is not None], waiting[0] if waiting else None)


def last_decided(published: Iterable[Cycle]) -> Cycle | None:
    """The newest of the cycles that are decided for all their units; while there is none, of those of which anything
    is published."""
    found = list(published)
    return shown_first([one for one in found if is_whole(one)] or found)


def shown_first(published: Iterable[Cycle]) -> Cycle | None:
    """The last published official year; the last published trial only while there is no official one. Of several
    results of one year and kind, the one that was published first."""
    return min(published, key=lambda cycle: (cycle.is_trial, -cycle.year, _age(cycle)), default=None)


def find_cycle(
    published: Iterable[Cycle], year: int, *, trial: bool = False, number: int | None = None
) -> Cycle | None:
    """The published cycle of a year: the one of this number, else the one of the kind that was published first, so
    that the address of a year goes on meaning the same when another scheme's results join it."""
    of_year = [one for one in published if one.year == year]
    if number is not None:
        return next((one for one in of_year if one.pk == number), None)
    return min((one for one in of_year if one.is_trial == trial), key=_age, default=None)


def _age(cycle: Cycle) -> tuple[datetime | None, int]:
    return cycle.results_published_at, cycle.pk


class UnitResult(NamedTuple):
    """A unit of a cycle and its published level; None while nothing is published (whatever its state is)."""

    code: str
    name: str
    short_name: str
    kind: str
    level: int | None
    col: int | None
    row: int | None
    drawn_at: datetime | None = None
    """When its boundary was imported; None without one."""
    merged: bool = False
    """A merger closed its dossier: no list names it, and it is none of the units of the year any more."""


def _results() -> QuerySet[Any, tuple[Any, ...]]:
    public = When(status__in=PUBLIC, cycle__results_published_at__isnull=False, then=F("decided_level"))
    merged = Case(When(status__in=IN_NO_LIST, then=Value(True)), default=Value(False))
    rows = Dossier.objects.filter(cycle=Given("cycle")).annotate(level=Case(public), merged=merged)
    return rows.order_by("unit__sort_key", "unit_id").values_list(
        "unit__code", "unit__name", "unit__short_name", "unit__kind", "level", "unit__tile_col", "unit__tile_row",
        "unit__boundary__imported_at", "merged",
    )  # fmt: skip


_RESULTS = Prepared(_results)


def published_results(cycle: Cycle) -> Question[list[UnitResult]]:
    """Every unit of a cycle in Vietnamese order."""
    return Question(lambda rows: [UnitResult._make(row) for row in rows], _RESULTS.asked(cycle=cycle.pk))


def units_without_results() -> list[UnitResult]:
    """Today's units, none with a result: the map before anything was ever published. One statement."""
    units = Unit.objects.current(clock.today()).in_vietnamese_order()
    return [UnitResult(one.code, one.name, one.short_name, one.kind, None, one.tile_col, one.tile_row) for one in units]


def boundaries_of(units: Sequence[UnitResult]) -> dict[str, Any]:
    """Imported boundaries by unit code, but only when every one of the units has its own; else none, and no
    statement."""
    if not units or not all(one.drawn_at for one in units):
        return {}
    found = Boundary.objects.filter(unit__code__in=[one.code for one in units])
    return dict(found.values_list("unit__code", "geometry"))


def _decisions() -> QuerySet[Decision]:
    public = Decision.objects.with_paper_word().filter(cycle=Given("cycle"), items__dossier__status__in=PUBLIC)
    return public.distinct().order_by("signed_on", "pk")


_DECISIONS = Prepared(_decisions)


def decisions_of(cycle: Cycle) -> Question[list[Decision]]:
    """The decisions behind the published results of a cycle, oldest first, each with
    ``paper_is_public``: whether everybody may read the signed PDF."""
    return Question(list, _DECISIONS.asked(cycle=cycle.pk))


def with_corrections(decisions: Sequence[Decision]) -> list[tuple[Decision, list[str]]]:
    """Decisions, each with what was corrected in it, in words. One statement where one of them is a correction, else
    none."""
    told: dict[int, list[str]] = {one.pk: [] for one in decisions}
    if any(one.kind == DecisionKind.CORRECTION for one in decisions):
        rows = DecisionCorrection.objects.filter(corrected__in=told).select_related("decision").order_by("pk")
        for row in rows.distinct():
            by = f"(văn bản số {row.decision.number} ngày {row.decision.signed_on:%d/%m/%Y})"
            words = correction_words(row.what, row.before, row.after).removesuffix(".")
            told[row.corrected_id].append(f"{words} {by}.")
    return [(one, told[one.pk]) for one in decisions]


def public_papers() -> QuerySet[Decision]:
    """Decisions whose signed PDF everybody may read: results by them are published, and the office's last word on the
    file says so."""
    shown = Decision.objects.with_paper_word().filter(paper_is_public=True, items__dossier__status__in=PUBLIC)
    return shown.distinct()


_CHANGES = Prepared(
    lambda: (
        StepLog.objects.filter(dossier__cycle=Given("cycle"), step__in=_PUBLIC_STEPS)
        .order_by()
        .values("dossier__cycle")
        .annotate(last=Max("at"))
        .values_list("last")
    )
)


def last_change(cycle: Cycle) -> Question[datetime | None]:
    """When a result of the cycle was last published, lowered or revoked."""
    return Question(lambda rows: rows[0][0] if rows else None, _CHANGES.asked(cycle=cycle.pk))


# --- One unit -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a unit came to in a published cycle: the level that holds today."""

    cycle: Cycle
    level: int
    revoked: bool

    @property
    def level_names(self) -> LevelNames:
        """What the set of the year calls its levels."""
        return self.cycle.criteria_set.level_names

    @property
    def level_name(self) -> str:
        """The level in words: a unit that lost its recognition was never “Chưa đạt”."""
        return REVOKED_NAME if self.revoked else self.level_names.name(self.level)


def outcomes_of(unit: Unit) -> Question[list[Outcome]]:
    """What a unit came to in every published cycle, newest first: where a decision is sealed, which pages show."""
    return Question(_outcomes, _OUTCOMES_OF_UNIT.asked(unit=unit.pk))


def _outcomes(rows: Iterable[Dossier]) -> list[Outcome]:
    return [Outcome(one.cycle, one.decided_level or 0, one.status == Status.REVOKED) for one in rows]


_OUTCOMES_OF_UNIT = Prepared(
    lambda: (
        Dossier.objects.public()
        .filter(
            Exists(Seal.objects.filter(dossier=OuterRef("pk"), kind=SealKind.DECISION)),
            unit=Given("unit"),
            cycle__results_published_at__isnull=False,
        )
        .select_related("cycle__criteria_set__scheme")
        .only("status", "decided_level", "cycle")
        .order_by("-cycle__year", "cycle__kind", "cycle_id")
    )
)


@dataclass(frozen=True, slots=True)
class SealedDecision:
    """A published sealed decision. ``document`` is docs/open-data.md's; immutable whatever happens to the rows."""

    cycle: Cycle
    number: str
    sha256: str
    document: dict[str, Any]


def sealed_decisions_of(unit: Unit, cycle: Cycle) -> list[SealedDecision]:
    """The sealed decisions of one unit in a published cycle, oldest first. One statement."""
    seals = _SEALS_OF_UNIT(unit=unit.pk, cycle=cycle.pk)
    return [SealedDecision(cycle, number, sha256, json.loads(body)) for number, sha256, body in seals]


_SEALS_OF_UNIT = Prepared(
    lambda: (
        _public_seals()
        .filter(dossier__unit=Given("unit"), dossier__cycle=Given("cycle"))
        .order_by("pk")
        .values_list("number", "sha256", "body")
    )
)


def _public_seals() -> QuerySet[Seal]:
    return Seal.objects.filter(
        kind=SealKind.DECISION, dossier__status__in=PUBLIC, dossier__cycle__results_published_at__isnull=False
    )


def levels_of_units(codes: Iterable[str], cycle: Cycle) -> dict[str, int]:
    """The published level of each of some units in one cycle. One statement."""
    rows = Dossier.objects.public().filter(cycle=cycle, unit__code__in=list(codes))
    return {code: level for code, level in rows.values_list("unit__code", "decided_level") if level is not None}


# --- Open data ------------------------------------------------------------------------------------------------------

_CHUNK = 200


class SealRow(NamedTuple):
    """A published seal without its body. ``level`` is the level that holds for the unit today."""

    pk: int
    unit_code: str
    level: int
    number: str
    sha256: str


_SEAL_ROWS = Prepared(
    lambda: (
        _public_seals()
        .filter(dossier__cycle=Given("cycle"))
        .order_by("dossier__unit__code", "pk")
        .values_list("pk", "dossier__unit__code", Coalesce("dossier__decided_level", 0), "number", "sha256")
    )
)


def seal_rows(cycle: Cycle) -> Question[list[SealRow]]:
    """Every published seal of a cycle, by unit code, oldest first."""
    return Question(lambda rows: [SealRow._make(row) for row in rows], _SEAL_ROWS.asked(cycle=cycle.pk))


def seal_bodies(rows: list[SealRow]) -> Iterator[tuple[SealRow, str]]:
    """The sealed texts of some seals, in their order, a few at a time; seals never change, so neither does this."""
    for start in range(0, len(rows), _CHUNK):
        chunk = rows[start : start + _CHUNK]
        bodies = dict(Seal.objects.filter(pk__in=[row.pk for row in chunk]).values_list("pk", "body"))
        yield from ((row, bodies[row.pk]) for row in chunk)


# --- The year in progress -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class PhaseDates:
    """One phase of a cycle in progress, extensions for all units included."""

    label: str
    starts_on: date
    ends_on: date

    def state(self, today: date) -> str:
        """“done”, “current” or “todo” on a day."""
        if today > self.ends_on:
            return "done"
        return "current" if today >= self.starts_on else "todo"


def _calendar() -> QuerySet[Any, tuple[str, date, date]]:
    later = Extension.objects.filter(cycle=OuterRef("cycle"), key=OuterRef("key"), unit=None).order_by("-ends_on")
    ends_on = Greatest("ends_on", Subquery(later.values("ends_on")[:1]))  # without an extension: the planned day
    return Phase.objects.filter(cycle=Given("cycle")).values_list("key", "starts_on", ends_on)


_CALENDAR = Prepared(_calendar)


def published_calendar(cycle: Cycle) -> list[PhaseDates]:
    """The phases of a cycle by date. One statement."""
    rows = _CALENDAR(cycle=cycle.pk)
    return [PhaseDates(phase_label(key, cycle.council_mode), starts_on, ends_on) for key, starts_on, ends_on in rows]


# --- Freshness ------------------------------------------------------------------------------------------------------

# Counts, not the greatest number: of two that write at once, the one with the greater number may be seen first. What is
# public only grows: a dossier is published once, and each lowering or revocation is an item of a decision.
_VERSION = """
SELECT (SELECT count(*) FROM evaluations_dossier WHERE status = ANY(%s)),
       (SELECT count(*) FROM evaluations_dossier WHERE status = ANY(%s)),
       (SELECT count(*) FROM evaluations_decisionitem),
       (SELECT count(results_published_at) FROM evaluations_cycle), (SELECT count(*) FROM evaluations_cycle),
       (SELECT count(*) FROM evaluations_extension), (SELECT max(imported_at) FROM units_boundary),
       (SELECT count(issued_at) FROM criteria_criteriaset),
       (SELECT count(taken_as_decided_at) FROM evaluations_cycle),
       (SELECT max(taken_as_decided_at) FROM evaluations_cycle),
       (SELECT count(*) FROM units_unitevent), (SELECT count(*) FROM units_unitchangeevent),
       (SELECT count(*) FROM evaluations_paperword)
"""


def public_version() -> str:
    """A text that changes whenever what the public sees may have changed. One cheap statement."""
    with connection.cursor() as cursor:
        cursor.execute(_VERSION, [sorted(PUBLIC), sorted(WITHOUT_RESULT)])
        row = cursor.fetchone()
    return "/".join(str(part) for part in (*row, clock.today()))
