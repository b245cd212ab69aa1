"""What the council reads: the agenda of dossiers, one dossier with all columns, gates, requests for review.

Only dossiers whose sheets are all sent are read here (J3.3): before that the city sees sent / not sent.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Exists, Max, Min, OuterRef, Q, QuerySet, Subquery

from thanthien.criteria.compiling import CompiledIndicator
from thanthien.criteria.gate_rules import Gate
from thanthien.criteria.values import Combined
from thanthien.evaluations.enums import Column
from thanthien.evaluations.held_back import held_back
from thanthien.evaluations.models import (
    Answer,
    Conclusion,
    Cycle,
    Dossier,
    GateFact,
    ReviewRequest,
    Sheet,
    SheetItem,
    Total,
)
from thanthien.evaluations.permissions import concludes
from thanthien.evaluations.queries.appraisal import appraised_answers
from thanthien.evaluations.queries.council import Comparison, compare
from thanthien.evaluations.queries.gate_figures import GateWord, words_of_figures
from thanthien.evaluations.queries.words import UNRESOLVED, contested_of, unresolved
from thanthien.evaluations.states import CONCLUDING, DECIDABLE, GATES_OPEN, IN_APPRAISAL
from thanthien.evaluations.visibility import COUNCIL
from thanthien.evaluations.workflow import Status
from thanthien.units.models import Agency

if TYPE_CHECKING:
    from thanthien.accounts.models import User

Totals = dict[str, Total]


def council_cycles(user: User) -> list[Cycle]:
    """All cycles, newest first, each with ``in_hand``: whether something in it waits for the person. That is for who
    concludes a dossier before the council, for whoever else reads here also one that waits for a decision."""
    before = Q(status__in=CONCLUDING, sheets_complete_at__isnull=False)
    waits = before if concludes(user) else before | Q(status__in=DECIDABLE, proposed_level__isnull=False)
    waiting = Dossier.objects.visible_to(user).filter(waits, cycle=OuterRef("pk"))
    return list(Cycle.objects.newest_first().select_related("criteria_set__scheme").annotate(in_hand=Exists(waiting)))


def cycle_to_open(cycles: Sequence[Any]) -> Cycle | None:
    """The newest cycle in which something waits for the person, else the newest."""
    return next((one for one in cycles if one.in_hand), cycles[0] if cycles else None)


def council_dossiers(user: User, cycle_id: int) -> QuerySet[Dossier]:
    """Dossiers of a cycle with all sheets sent, in Vietnamese order."""
    return (
        Dossier.objects.visible_to(user)
        .filter(cycle_id=cycle_id, sheets_complete_at__isnull=False, status__in=IN_APPRAISAL)
        .select_related("unit", "cycle__criteria_set__scheme")
        .order_by("unit__sort_key", "pk")
    )


def stored_totals(dossiers: Sequence[Dossier]) -> dict[int, Totals]:
    """Stored totals by dossier id and column; one statement."""
    found: dict[int, Totals] = defaultdict(dict)
    for total in Total.objects.filter(dossier__in=dossiers):
        found[total.dossier_id][total.column] = total
    return found


@dataclass(frozen=True, slots=True)
class AgendaRow:
    """One dossier of the agenda. ``differing``: indicators on which commune and bodies do not all agree."""

    dossier: Dossier
    totals: Totals
    differing: int
    differing_open: int
    open: int
    unknown_gates: tuple[str, ...]
    held_back: str

    @property
    def concluded(self) -> bool:
        """A sum of all indicators, and not of some: only that reads as a score."""
        council = self.totals.get(Column.COUNCIL)
        return council is not None and council.answered == council.expected

    @property
    def stage(self) -> str:
        """Which part of the agenda the dossier belongs to."""
        if self.dossier.status != Status.UNDER_APPRAISAL:
            return "xong"
        return "san-sang" if not self.open and not self.unknown_gates else "can"


@dataclass(frozen=True, slots=True)
class Agenda:
    """The council's table of a cycle; ``waiting``: dossiers under appraisal whose sheets are not all sent."""

    rows: tuple[AgendaRow, ...]
    waiting: int

    @property
    def open_contested(self) -> int:
        """How many indicators :func:`open_contested` lists."""
        return sum(row.differing_open for row in self.rows if row.dossier.status == Status.UNDER_APPRAISAL)


def agenda(user: User, cycle_id: int) -> Agenda:
    """Every dossier before the council, the most contested first. Four statements whatever their number."""
    dossiers = list(council_dossiers(user, cycle_id))
    totals, counts = stored_totals(dossiers), _counts(dossiers)
    rows = [_agenda_row(dossier, totals[dossier.pk], counts.get(dossier.pk, {})) for dossier in dossiers]
    waiting = Dossier.objects.visible_to(user).filter(
        cycle_id=cycle_id, status=Status.UNDER_APPRAISAL, sheets_complete_at__isnull=True
    )
    order = {"can": 0, "san-sang": 1, "xong": 2}
    rows.sort(key=lambda row: (order[row.stage], -row.differing_open))
    return Agenda(tuple(rows), waiting.count())


def open_contested(user: User, cycle_id: int) -> QuerySet[Conclusion]:
    """Indicators that wait for the council's word: every sheet is in, commune and bodies do not all say the same, and
    nothing that yields a result is concluded. ``lowest`` and ``highest``: what the bodies gave, in points."""
    points = SheetItem.objects.of_speakers().filter(
        sheet__dossier_id=OuterRef("dossier_id"), indicator_id=OuterRef("indicator_id")
    ).order_by()  # fmt: skip
    dossiers = council_dossiers(user, cycle_id).filter(status=Status.UNDER_APPRAISAL)
    own = Answer.objects.filter(dossier_id=OuterRef("dossier_id"), indicator_id=OuterRef("indicator_id"))
    return (
        Conclusion.objects.filter(contested_of(), UNRESOLVED, dossier__in=dossiers.values("pk"))
        .annotate(
            self_points=Subquery(own.values("points")[:1]),
            lowest=Subquery(points.values("indicator_id").annotate(one=Min("points")).values("one")),
            highest=Subquery(points.values("indicator_id").annotate(one=Max("points")).values("one")),
        )
        .select_related("dossier__unit", "indicator")
        .order_by("dossier__unit__sort_key", "dossier_id", "indicator__position", "pk")
    )


def _agenda_row(dossier: Dossier, totals: Totals, counts: dict[str, int]) -> AgendaRow:
    council = totals.get(Column.COUNCIL)
    gates = council.gates if council else []
    return AgendaRow(
        dossier=dossier,
        totals=totals,
        differing=counts.get("differing", 0),
        differing_open=counts.get("differing_open", 0),
        open=counts.get("open", 0),
        unknown_gates=tuple(gate["question"] for gate in gates if gate["state"] == "unknown"),
        held_back=held_back(dossier.compiled, gates, council.level_high) if council else "",
    )


def _counts(dossiers: Sequence[Dossier]) -> dict[int, dict[str, int]]:
    rows = (
        Conclusion.objects.filter(dossier__in=dossiers)
        .annotate(differs=contested_of())
        .values("dossier_id")
        .annotate(
            open=Count("pk", filter=UNRESOLVED),
            differing=Count("pk", filter=Q(differs=True)),
            differing_open=Count("pk", filter=Q(differs=True) & UNRESOLVED),
        )
    )
    return {
        row["dossier_id"]: {
            "open": row["open"],
            "differing": row["differing"],
            "differing_open": row["differing_open"],
        }
        for row in rows
    }


def former_proposal(dossier: Dossier) -> tuple[int | None, str] | None:
    """Level and reason of the last proposal other than the computed level, as the history keeps it."""
    kept = dossier.events.exclude(proposed_reason="").order_by("-pgh_id")  # type: ignore[attr-defined]
    former: tuple[int | None, str] | None = kept.values_list("proposed_level", "proposed_reason").first()
    return former


# --- One dossier -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ItemRow:
    """One indicator with every word on it. ``items`` are in the order of ``DossierPage.sheets`` (None: not its)."""

    compiled: CompiledIndicator
    comparison: Comparison
    items: tuple[SheetItem | None, ...]
    joined: Combined | None
    conclusion: Conclusion

    @property
    def code(self) -> str:
        return self.compiled.code

    @property
    def given(self) -> list[SheetItem]:
        """What the bodies of this indicator said."""
        return [item for item in self.items if item is not None]

    @property
    def open(self) -> bool:
        """Nothing has been concluded that yields a result."""
        return unresolved(self.conclusion)


@dataclass(frozen=True, slots=True)
class SideBySide:
    """Some indicators beside each other, with the columns of those bodies only that appraise one of them."""

    sheets: tuple[Sheet, ...]
    rows: tuple[tuple[ItemRow, tuple[tuple[Sheet, SheetItem | None], ...]], ...]


@dataclass(frozen=True, slots=True)
class DossierPage:
    """A dossier before the council: contested indicators first, the widest gap at the top."""

    dossier: Dossier
    sheets: tuple[Sheet, ...]
    contested: tuple[ItemRow, ...]
    agreed: tuple[ItemRow, ...]
    totals: Totals
    facts: tuple[GateFact, ...]

    def row(self, code: str) -> ItemRow | None:
        """The row of one indicator."""
        return next((row for row in (*self.contested, *self.agreed) if row.code == code), None)

    def side_by_side(self, rows: Sequence[ItemRow]) -> SideBySide:
        """A table of these indicators."""
        places = [place for place, _ in enumerate(self.sheets) if any(row.items[place] is not None for row in rows)]
        sheets = tuple(self.sheets[place] for place in places)
        return SideBySide(
            sheets, tuple((row, tuple((self.sheets[place], row.items[place]) for place in places)) for row in rows)
        )

    @property
    def held_back(self) -> str:
        """The condition that keeps the council's level down."""
        council = self.totals.get(Column.COUNCIL)
        return held_back(self.dossier.compiled, council.gates, council.level_high) if council else ""

    @property
    def contested_table(self) -> SideBySide:
        return self.side_by_side(self.contested)

    @property
    def agreed_table(self) -> SideBySide:
        return self.side_by_side(self.agreed)

    def next_open(self, after: str = "") -> ItemRow | None:
        """The next contested indicator without a conclusion, going round from the one just concluded."""
        codes = [row.code for row in self.contested]
        start = codes.index(after) + 1 if after in codes else 0
        turned = self.contested[start:] + self.contested[:start]
        return next((row for row in turned if row.open and row.code != after), None)


def dossier_page(dossier: Dossier) -> DossierPage:
    """Everything that the council sees of one dossier; the caller has loaded it through ``council_dossiers``."""
    compiled = dossier.compiled.by_code
    sheets = tuple(dossier.sheets.select_related("body__passed_to").order_by("body__sort", "body__sort_key", "pk"))
    joined = appraised_answers([dossier])[dossier.pk]
    rows = dossier.conclusions.select_related("updated_by", "indicator")
    conclusions = {row.indicator.code: row for row in rows}
    found = [
        _item_row(compiled[code], comparison, sheets, joined.get(code), conclusions[code])
        for code, comparison in compare([dossier])[dossier.pk].items()
    ]
    contested = sorted((row for row in found if not row.comparison.agreed), key=lambda row: -row.comparison.spread)
    return DossierPage(
        dossier=dossier,
        sheets=sheets,
        contested=tuple(contested),
        agreed=tuple(row for row in found if row.comparison.agreed),
        totals=stored_totals([dossier])[dossier.pk],
        facts=tuple(dossier.gate_facts.select_related("stated_by").order_by("pk")),
    )


def _item_row(
    compiled: CompiledIndicator,
    comparison: Comparison,
    sheets: Sequence[Sheet],
    joined: object,
    conclusion: Conclusion,
) -> ItemRow:
    by_sheet = {item.sheet_id: item for item in comparison.items}
    items = tuple(by_sheet.get(sheet.pk) for sheet in sheets)
    return ItemRow(compiled, comparison, items, joined if isinstance(joined, Combined) else None, conclusion)


# --- Gates and reviews -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class GateRow:
    """One gate in one dossier: what was stated, and what figures say of it."""

    dossier: Dossier
    fact: GateFact
    figures: GateWord

    @property
    def holds(self) -> bool | None:
        """What counts: the figures, and where they can't tell what was stated."""
        return self.figures.holds if self.figures.holds is not None else self.fact.holds


def gate_rows(user: User, cycle: Cycle, gate: Gate) -> list[GateRow]:
    """Dossiers in which the council or a body needs to know the gate now, in Vietnamese order."""
    facts = GateFact.objects.filter(
        key=gate.key,
        dossier__in=Dossier.objects.visible_to(user).filter(cycle=cycle, status__in=GATES_OPEN),
    ).select_related("dossier__unit", "dossier__cycle__criteria_set__scheme", "stated_by")
    rows = list(facts.order_by("dossier__unit__sort_key", "pk"))
    figures = words_of_figures(cycle, gate, [fact.dossier_id for fact in rows])
    return [GateRow(fact.dossier, fact, figures[fact.dossier_id]) for fact in rows]


@dataclass(frozen=True, slots=True)
class GateCount:
    """Of the dossiers in which the person may know what was stated: how many wait for a word, how many were hit."""

    known: int
    open: int
    hits: int


def gate_count(user: User, rows: Sequence[GateRow], *, own: bool) -> GateCount:
    """What may be told of a gate beside its name. ``own``: the person states it themself; else it stays hidden as the
    council's column does."""
    known = rows
    if not own:
        seen = GateFact.objects.filter(COUNCIL.condition(user, "dossier__"), pk__in=[row.fact.pk for row in rows])
        shown = set(seen.values_list("pk", flat=True))
        known = [row for row in rows if row.fact.pk in shown]
    return GateCount(len(known), sum(row.holds is None for row in known), sum(row.holds is True for row in known))


def states_gates(cycle: Cycle, bodies: Iterable[Agency]) -> bool:
    """Does the set leave a gate to one of these bodies?"""
    asked = {gate.body for gate in cycle.criteria_set.parsed().gates}
    return any(body.code in asked for body in bodies)


def review_requests(user: User, cycle_id: int) -> QuerySet[ReviewRequest]:
    """Requests for review of a cycle."""
    rows = ReviewRequest.objects.filter(dossier__in=Dossier.objects.visible_to(user).filter(cycle_id=cycle_id))
    loaded = rows.select_related("dossier__unit", "indicator", "requested_by", "answered_by")
    return loaded.order_by("dossier__unit__sort_key", "indicator__position", "pk")


def finishable(user: User, cycle_id: int) -> QuerySet[Dossier]:
    """Dossiers under review whose requests are all answered."""
    open_ones = ReviewRequest.objects.filter(dossier=OuterRef("pk"), outcome="")
    rows = Dossier.objects.visible_to(user).filter(cycle_id=cycle_id, status=Status.REVIEW_REQUESTED)
    return rows.exclude(Exists(open_ones)).select_related("unit").order_by("unit__sort_key", "pk")
