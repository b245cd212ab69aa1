"""The page of one dossier: three columns side by side, each only as far as the reader may see it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q, QuerySet

from thanthien.accounts.models import User
from thanthien.accounts.positions import COMMUNE, body_ids
from thanthien.core.levels import LevelNames
from thanthien.criteria.compiling import CompiledIndicator, CompiledSet
from thanthien.criteria.scoring import explain, score_indicator
from thanthien.evaluations.enums import AnswerState, Column, SealKind, SheetStatus
from thanthien.evaluations.held_back import held_back, why_not_higher
from thanthien.evaluations.models import (
    Answer,
    AnswerEvidence,
    Conclusion,
    Cycle,
    Dossier,
    DossierFigure,
    GateFact,
    ItemRequest,
    ReviewRequest,
    Seal,
    Sheet,
    SheetItem,
    StepLog,
    Total,
)
from thanthien.evaluations.modes import conclusion_label
from thanthien.evaluations.permissions import can_see_appraisal, can_see_council, roles_towards
from thanthien.evaluations.queries.figure_door import figure_text
from thanthien.evaluations.queries.later_evidence import since_posting
from thanthien.evaluations.queries.sealed_figures import SEALED
from thanthien.evaluations.queries.words import differs
from thanthien.evaluations.scored import engine_answer
from thanthien.evaluations.states import RESULT_KNOWN
from thanthien.evaluations.step_check import open_steps
from thanthien.evaluations.value_texts import answer_text
from thanthien.evaluations.workflow import Status, Step
from thanthien.evidence.models import Document
from thanthien.measures.registry import find

if TYPE_CHECKING:
    from thanthien.evaluations.models.self_score import ScoredValue


def dossiers_to_read(user: User) -> QuerySet[Dossier]:
    """Dossiers that the person may open, with unit, set and the people of the sign-off."""
    return Dossier.objects.visible_to(user).select_related(
        "unit",
        "cycle__criteria_set",
        "meeting_minutes",
        "meeting_minutes_version",
        "registered_by",
        "signed_by",
        "submitted_by",
    )


# --- Columns --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Cell:
    """What one column says of one indicator: few words, the whole explanation, points, and the reason given."""

    row: ScoredValue
    words: str
    explanation: str
    by: str = ""

    @property
    def deviates(self) -> bool:
        """Points given directly, not by the rule."""
        return self.row.state == AnswerState.DEVIATION


@dataclass(frozen=True, slots=True)
class IndicatorRow:
    """One indicator with its three columns. ``appraised`` holds what the reader may see, body by body; ``figures``:
    what the platform computed, by moment, None for an indicator that it doesn't compute."""

    compiled: CompiledIndicator
    own: Cell
    explanation: str
    evidence: tuple[AnswerEvidence, ...]
    appraised: tuple[Cell, ...]
    council: Cell | None
    contested: bool
    figures: tuple[tuple[str, str], ...] | None

    @property
    def differs(self) -> bool:
        """Some visible column says other than the commune."""
        others = [*self.appraised, *([self.council] if self.council else [])]
        return any(differs(cell.row, self.own.row) for cell in others)


@dataclass(frozen=True, slots=True)
class GroupRows:
    """A group of the set with its indicators."""

    code: str
    title: str
    rows: tuple[IndicatorRow, ...]


def columns_of(user: User, dossier: Dossier) -> list[GroupRows]:
    """Every indicator of the dossier by group. Four statements, one more where the platform computes some; the blind
    parts are never read."""
    compiled = dossier.compiled
    answers = Answer.objects.filter(dossier=dossier).select_related("indicator", "updated_by")
    evidence, items, council = _evidence(user, dossier), _items(user, dossier), _conclusions(user, dossier)
    figures = kept_texts(dossier)
    groups: dict[str, list[IndicatorRow]] = defaultdict(list)
    for answer in answers.order_by("indicator__position"):
        item, key = compiled.by_code[answer.indicator.code], answer.indicator_id
        conclusion = council.get(key)
        groups[answer.indicator.group_code].append(
            IndicatorRow(
                compiled=item,
                own=_cell(item, answer),
                explanation=answer.explanation,
                evidence=tuple(evidence[answer.pk]),
                appraised=tuple(_cell(item, one, one.sheet.name) for one in items[key] if _written(one)),
                council=_cell(item, conclusion) if conclusion and _written(conclusion) else None,
                contested=bool(conclusion and conclusion.contested),
                figures=figures.get(item.code),
            )
        )
    nodes = [compiled.nodes[index] for index in compiled.groups]
    return [GroupRows(node.code, node.title, tuple(groups[node.code])) for node in nodes if groups[node.code]]


def kept_texts(dossier: Dossier) -> dict[str, tuple[tuple[str, str], ...]]:
    """What the platform computed for each indicator that it computes: (moment, figure) of what was posted and of the
    cut-off, empty before. One statement; none for a set of which it computes nothing."""
    computed = {
        code: one for code, one in dossier.compiled.by_code.items() if find(one.definition.measure or "") is not None
    }
    if not computed:
        return {}
    kept: dict[str, list[DossierFigure]] = defaultdict(list)
    for row in DossierFigure.objects.filter(dossier=dossier, moment__in=SEALED).order_by("-moment"):
        kept[row.measure].append(row)  # posted before cut_off
    return {
        code: tuple((row.get_moment_display(), figure_text(one, row)) for row in kept[one.definition.measure or ""])
        for code, one in computed.items()
    }


def _written(row: ScoredValue) -> bool:
    return row.state != AnswerState.MISSING


def _cell(item: CompiledIndicator, row: ScoredValue, by: str = "") -> Cell:
    answer = engine_answer(item.definition, row)
    words = answer_text(item.definition, row.state, row.value)
    explained = explain(item, answer, score_indicator(item, answer)) if answer is not None else ""
    return Cell(row, words, explained, by)


def _evidence(user: User, dossier: Dossier) -> dict[int, list[AnswerEvidence]]:
    """Documents by answer; ``readable`` says whether the person may open each."""
    readable = Document.objects.visible_to(user).filter(pk=OuterRef("document_id"))
    rows = since_posting(AnswerEvidence.objects.filter(answer__dossier=dossier))
    found: dict[int, list[AnswerEvidence]] = defaultdict(list)
    for row in rows.select_related("document", "version").annotate(readable=Exists(readable)):
        found[row.answer_id].append(row)
    return found


def _items(user: User, dossier: Dossier) -> dict[int, list[SheetItem]]:
    found: dict[int, list[SheetItem]] = defaultdict(list)
    rows = SheetItem.objects.readable_by(user).filter(sheet__dossier=dossier).select_related("sheet__body__passed_to")
    for row in rows.order_by("sheet__body__sort", "sheet_id"):
        found[row.indicator_id].append(row)
    return found


def _conclusions(user: User, dossier: Dossier) -> dict[int, Conclusion]:
    if not can_see_council(user, dossier):
        return {}
    return {row.indicator_id: row for row in Conclusion.objects.filter(dossier=dossier)}


def can_read_minutes(user: User, dossier: Dossier) -> bool:
    """May the person open the minutes of the commune's meeting?"""
    minutes = dossier.meeting_minutes_id
    return minutes is not None and Document.objects.visible_to(user).filter(pk=minutes).exists()


# --- Totals and levels ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ColumnTotal:
    """The stored sums of one column that the person may see."""

    label: str
    total: Total
    names: LevelNames
    why: str = ""

    @property
    def level_words(self) -> str:
        """Its level, or from which to which it may come out; empty while that says nothing."""
        low, high = self.total.level_low, self.total.level_high
        return "" if (low, high) == (0, self.names.highest) else self.names.between(low, high)

    @property
    def share(self) -> float | None:
        """Points of the applicable maximum, 0 to 1."""
        return float(self.total.points / self.total.maximum) if self.total.maximum else None


def column_label(column: Column, cycle: Cycle) -> str:
    """What a column is called in a cycle: the last one by who concludes."""
    return conclusion_label(cycle.council_mode) if column == Column.COUNCIL else str(column.label)


def visible_totals(user: User, dossier: Dossier) -> list[ColumnTotal]:
    """The stored totals, one for each column that the person may see now."""
    allowed = {Column.SELF: True, Column.APPRAISED: can_see_appraisal(user, dossier)}
    allowed[Column.COUNCIL] = can_see_council(user, dossier)
    rows = {row.column: row for row in Total.objects.filter(dossier=dossier)}
    compiled, cycle = dossier.compiled, dossier.cycle
    return [
        ColumnTotal(column_label(one, cycle), rows[one], compiled.definition.level_names, _why(compiled, rows[one]))
        for one in Column
        if allowed[one] and one in rows
    ]


def _why(compiled: CompiledSet, total: Total) -> str:
    """What keeps the column from the next level; while its level is open, the fact that bars or caps it."""
    return why_not_higher(compiled, total) or held_back(compiled, total.gates, total.level_high)


@dataclass(frozen=True, slots=True)
class Levels:
    """Computed, proposed and decided level: three values that may differ, each with its reason.

    ``certain``: what the council's column comes to, whatever is still open.
    """

    computed: int | None
    certain: int | None
    proposed: int | None
    proposed_reason: str
    decided: int | None
    decided_reason: str


def levels_of(user: User, dossier: Dossier, totals: Sequence[ColumnTotal]) -> Levels | None:
    """The council's and the city's levels, for whoever may see the council's column."""
    if not can_see_council(user, dossier):
        return None
    council = next((one.total for one in totals if one.total.column == Column.COUNCIL), None)
    return Levels(
        council.level if council else None,
        council.level_low if council and council.level_low == council.level_high else None,
        dossier.proposed_level,
        dossier.proposed_reason,
        dossier.decided_level,
        dossier.decided_reason,
    )


@dataclass(frozen=True, slots=True)
class SheetState:
    """Of a body's sheet, as much as everybody may know: sent or not, or that the body said nothing."""

    body: str
    sent: bool
    silent: bool


def sheet_states(dossier: Dossier) -> list[SheetState]:
    """One row for each body of the dossier."""
    rows = Sheet.objects.filter(dossier=dossier).select_related("body__passed_to").order_by("body__sort", "pk")
    return [SheetState(one.name, one.status == SheetStatus.SENT, one.status == SheetStatus.SILENT) for one in rows]


def gate_facts(user: User, dossier: Dossier) -> QuerySet[GateFact]:
    """What was stated of the gates, for whoever may see the council's column."""
    facts = GateFact.objects.filter(dossier=dossier).order_by("pk")
    return facts if can_see_council(user, dossier) else facts.none()


# --- History --------------------------------------------------------------------------------------------------------


# Why the council took its work up again tells what it thinks of the dossier.
_COUNCIL_REASONS = frozenset({"reconsider"})


def steps_of(user: User, dossier: Dossier) -> list[StepLog]:
    """Who moved the dossier, when and why; newest first. Reasons that tell of the council's work are left out for
    whoever may not see its column yet."""
    rows = list(StepLog.objects.filter(dossier=dossier).select_related("by").order_by("-at", "-pk"))
    if not can_see_council(user, dossier):
        for row in rows:
            row.reason = "" if row.step in _COUNCIL_REASONS else row.reason
    return rows


def requests_of(user: User, dossier: Dossier) -> QuerySet[ItemRequest]:
    """Questions of bodies about one indicator. They tell what a body thinks, so others than the body and the commune
    read them only with the appraised column."""
    rows = ItemRequest.objects.filter(dossier=dossier).select_related("indicator", "body__passed_to", "answered_by")
    if dossier.unit_id in user.unit_ids(*COMMUNE) or can_see_appraisal(user, dossier):
        return rows
    return rows.filter(body_id__in=body_ids(user))


def reviews_of(user: User, dossier: Dossier) -> QuerySet[ReviewRequest]:
    """Requests for review and their answers, for whoever may see the provisional result."""
    rows = ReviewRequest.objects.filter(dossier=dossier).select_related("indicator", "requested_by", "answered_by")
    return rows if can_see_council(user, dossier) else rows.none()


def seals_of(user: User, dossier: Dossier) -> QuerySet[Seal]:
    """Sealed copies that the person may download: submissions for whoever opens the dossier; decisions for whoever
    may see the result."""
    rows = Seal.objects.filter(dossier=dossier).select_related("sealed_by")
    if can_see_council(user, dossier) or dossier.status in RESULT_KNOWN:
        return rows
    return rows.filter(~Q(kind=SealKind.DECISION))


# --- What the person may do -----------------------------------------------------------------------------------------


def steps_open_to(user: User, dossier: Dossier) -> list[Step]:
    """Steps that are the person's to take from the present state, whatever still is missing. No query."""
    roles, mode = roles_towards(user, dossier), dossier.cycle.council_mode
    return open_steps(Status(dossier.status), roles, mode, unit_ended=dossier.unit.has_ended)
