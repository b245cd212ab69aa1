"""Reads for the commune's pages: its dossiers, the answers with what stands beside them, where the dossier stands."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise
from typing import Any

from django.db.models import Count, Exists, F, Max, OuterRef, Q, QuerySet, Subquery

from thanthien.accounts.models import User
from thanthien.accounts.positions import COMMUNE
from thanthien.core import clock
from thanthien.core.prepared import Given, GivenMany, Prepared
from thanthien.core.question import Question
from thanthien.criteria.compiling import CompiledIndicator
from thanthien.criteria.levels import cap_of, level_reached
from thanthien.criteria.paths import Path, shortest_path, total_short
from thanthien.criteria.scoring import Result, score
from thanthien.evaluations.enums import AnswerState
from thanthien.evaluations.forecasting import wished_level, within_reach
from thanthien.evaluations.models import Answer, AnswerEvidence, Cycle, Dossier
from thanthien.evaluations.queries.gate_figures import GateFigures, gate_figures_asked
from thanthien.evaluations.queries.later_evidence import since_posting
from thanthien.evaluations.queries.score_facts import gate_answers, held_asked
from thanthien.evaluations.scored import engine_answer
from thanthien.evaluations.workflow import Status
from thanthien.evidence.models import Document, DocumentVersion


def own_dossiers(user: User) -> QuerySet[Dossier]:
    """Dossiers of the units to which the person belongs, with what every page of a dossier shows."""
    return (
        Dossier.objects.visible_to(user)
        .filter(unit_id__in=user.unit_ids(*COMMUNE))
        .select_related("unit", "cycle__criteria_set__scheme")
    )


def draft_since(dossier: Dossier) -> date:
    """The day on which the draft took its present form: its last change (of evidence, too), or its last coming into
    self-scoring. Before that day nobody could read it as it is, nor meet on it. Figures that the Chủ tịch takes into a
    posted draft make it no other one: they are told apart in the log. Two statements."""
    last = dossier.answers.aggregate(at=Max("updated_at"))["at"]
    steps = dossier.steps.aggregate(
        opened=Max("at", filter=Q(to_status=Status.SELF_SCORING)), posted=Max("at", filter=Q(step="post"))
    )
    if dossier.status == Status.POSTED and last and steps["posted"]:
        last = min(last, steps["posted"])
    moments: list[datetime] = [moment for moment in (last, steps["opened"]) if moment is not None]
    return max(moments or [dossier.status_since]).astimezone(clock.ZONE).date()


# An Answer with the number of its documents in ``documents``.
CountedAnswer = Any


def answers_of(dossiers: Sequence[Dossier]) -> dict[int, list[CountedAnswer]]:
    """All answers with assignee and number of documents (``documents``), in the order of the set, by dossier id."""
    return answers_asked(dossiers).answer()


def answers_asked(dossiers: Sequence[Dossier]) -> Question[dict[int, list[CountedAnswer]]]:
    """The question for them."""
    rows = Answer.objects.filter(dossier__in=dossiers).select_related("indicator", "assignee", "updated_by")

    def read(answers: Iterable[CountedAnswer]) -> dict[int, list[CountedAnswer]]:
        found: dict[int, list[CountedAnswer]] = {dossier.pk: [] for dossier in dossiers}
        for row in answers:
            found[row.dossier_id].append(row)
        return found

    return Question(read, rows.annotate(documents=Count("evidence")).order_by("indicator__position"))


def scores_of(dossiers: Sequence[Dossier], answers: Mapping[int, Sequence[Answer]]) -> dict[int, Result]:
    """The engine's result of each self-score as it stands, by dossier id (the same engine that wrote the stored
    totals); a few statements for each cycle."""
    return scores_asked(dossiers, Question(lambda: answers)).answer()


def scores_asked(
    dossiers: Sequence[Dossier], answers: Question[Mapping[int, Sequence[Answer]]]
) -> Question[dict[int, Result]]:
    """The question for them, by that for the answers."""
    by_cycle: dict[Cycle, list[Dossier]] = {}
    for dossier in dossiers:
        by_cycle.setdefault(dossier.cycle, []).append(dossier)
    held = [held_asked(cycle, group) for cycle, group in by_cycle.items()]
    figures = [gate_figures_asked(cycle, [one.pk for one in group]) for cycle, group in by_cycle.items()]

    def read(given: Mapping[int, Sequence[Answer]], *beside: Any) -> dict[int, Result]:
        groups = zip(by_cycle.items(), beside[: len(by_cycle)], beside[len(by_cycle) :], strict=True)
        return {
            dossier.pk: _score(dossier, given[dossier.pk], gates[dossier.pk], levels[dossier.unit_id], told[dossier.pk])
            for (cycle, group), levels, told in groups
            # What bodies stated is not the commune's to know.
            for gates in (gate_answers(cycle, group, stated=False),)
            for dossier in group
        }

    return Question(read, answers, *held, *figures)


def _score(
    dossier: Dossier,
    answers: Iterable[Answer],
    gates: Mapping[str, bool | None],
    held: frozenset[int],
    figures: GateFigures,
) -> Result:
    indicators = dossier.compiled.by_code
    given = {row.indicator.code: engine_answer(indicators[row.indicator.code].definition, row) for row in answers}
    return score(dossier.compiled, given, gates, held, figures)


def score_of(dossier: Dossier, answers: Sequence[Answer]) -> Result:
    """The same for one dossier."""
    return scores_of([dossier], {dossier.pk: answers})[dossier.pk]


def proven_codes(rows: Iterable[CountedAnswer]) -> frozenset[str]:
    """Codes of the indicators with at least one document."""
    return frozenset(row.indicator.code for row in rows if row.documents)


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a self-score stands.

    ``level_now``: what the points reach if no unknown condition comes true. ``aim``: the level worked for, None
    at the top. ``groups_add``: what single groups lack makes the points short more than the total alone lacks.
    ``unproven``: scored, evidence expected, none attached.
    """

    result: Result
    level_now: int
    aim: int | None
    path: Path | None
    groups_add: bool
    missing: tuple[CompiledIndicator, ...]
    unproven: tuple[CompiledIndicator, ...]
    unknown_gates: tuple[str, ...]


def standing_of(result: Result, proven: Collection[str], target: int | None) -> Standing:
    """Read a result for people. ``proven``: codes with at least one document; ``target``: the registered level."""
    compiled = result.compiled
    favourable = cap_of(compiled, result.gates, unknown_hits=False)
    now = level_reached(compiled, result.low, favourable, result.held_before)
    aim = within_reach(wished_level(compiled, now, target), now, result.level_high)
    path = shortest_path(result, aim) if aim else None
    unproven = [
        compiled.by_code[code]
        for code, row in result.indicators.items()
        if row.state == "scored" and code not in proven and compiled.by_code[code].definition.evidence
    ]
    return Standing(
        result=result,
        level_now=now,
        aim=aim,
        path=path,
        groups_add=bool(aim and path and path.points_short > total_short(result, aim)),
        missing=tuple(compiled.by_code[code] for code in result.missing),
        unproven=tuple(unproven),
        unknown_gates=unknown_gates(result),
    )


def unknown_gates(result: Result) -> tuple[str, ...]:
    """Questions that others answer; whether the dossier is submitted in time the commune knows itself."""
    own = {gate.key for gate in result.compiled.gates if gate.of_dossier}
    return tuple(gate.question for gate in result.gates if gate.state == "unknown" and gate.key not in own)


def evidence_of(answer: Answer, user: User) -> QuerySet[Any]:
    """Documents of one answer in the versions attached; ``readable`` says whether the person may open each, ``newest``
    is the number of its newest version, ``after_posting`` as in ``since_posting``."""
    readable = Document.objects.visible_to(user).filter(pk=OuterRef("document_id"))
    versions = DocumentVersion.objects.filter(document=OuterRef("document_id")).order_by("-number")
    rows = since_posting(AnswerEvidence.objects.filter(answer=answer)).select_related("document", "version")
    found: QuerySet[Any] = rows.annotate(readable=Exists(readable), newest=Subquery(versions.values("number")[:1]))
    return found


def outdated_evidence(answer: Answer, document_ids: Collection[int]) -> list[Any]:
    """Of these documents, attached ones whose file has a newer version; ``newest`` is its number."""
    return _OUTDATED(answer=answer.pk, documents=list(document_ids))


def _outdated() -> QuerySet[AnswerEvidence]:
    versions = DocumentVersion.objects.filter(document=OuterRef("document_id")).order_by("-number")
    rows = AnswerEvidence.objects.filter(answer=Given("answer"), document__in=GivenMany("documents"))
    told = rows.select_related("document", "version").annotate(newest=Subquery(versions.values("number")[:1]))
    return told.filter(newest__gt=F("version__number"))


_OUTDATED: Prepared[Any] = Prepared(_outdated)


def last_answer(answer: Answer) -> Answer | None:
    """The same unit's latest earlier answer to the same indicator of the same scheme, if it had a value."""
    cycle = answer.dossier.cycle
    return (
        Answer.objects.filter(
            Q(state=AnswerState.VALUE),
            dossier__unit_id=answer.dossier.unit_id,
            dossier__cycle__criteria_set__scheme_id=cycle.criteria_set.scheme_id,
            dossier__cycle__year__lt=cycle.year,
            indicator__code=answer.indicator.code,
        )
        .select_related("dossier__cycle")
        .order_by("-dossier__cycle__year", "-dossier__cycle__opened_at", "-pk")
        .first()
    )


def changes_of(answer: Answer) -> list[tuple[Any, Any]]:
    """Who saved the answer when, newest first: each saved version with the one before it. One that nobody saved is the
    platform's: the answer followed its figure."""
    rows = sorted(_saves(answer).values(), key=lambda row: row.version)
    return [(row, before) for before, row in pairwise(rows)][::-1]


def last_save(answer: Answer) -> Any:
    """The save that gave the answer its present version, with who and when."""
    return _saves(answer)[answer.version]


def _saves(answer: Answer) -> dict[int, Any]:
    """The first row of each version in the history: later ones are of its evidence or assignee."""
    history: Any = Answer
    events = history.pgh_event_model.objects.filter(pgh_obj_id=answer.pk).select_related("updated_by")
    found: dict[int, Any] = {}
    for row in events.order_by("pgh_id"):
        found.setdefault(row.version, row)
    return found


@dataclass(frozen=True, slots=True)
class ItemMark:
    """The state of one item in the tree: icon, its colour class, and words."""

    icon: str
    css: str
    words: str


ASKED_ANEW = ItemMark("circle", "mark-part", "chấm theo bộ tiêu chí điều chỉnh")
_MARKS = {
    "scored": ItemMark("check-circle", "mark-done", "đã chấm"),
    "unproven": ItemMark("half", "mark-part", "chưa có minh chứng"),
    "partial": ItemMark("half", "mark-part", "chưa đủ số liệu"),
    "system": ItemMark("circle", "mark-part", "có số liệu hệ thống, chưa xác nhận"),
    "not_applicable": ItemMark("minus", "mark-done", "không phát sinh"),
    "anew": ASKED_ANEW,
    "missing": ItemMark("circle", "mark-none", "chưa chấm"),
}


def mark_of(answer: Answer, documents: int, *, expects_evidence: bool, anew: bool = False) -> ItemMark:
    """How an item stands in the tree. ``anew``: a change of the set asks to score it."""
    if answer.state == AnswerState.NOT_APPLICABLE:
        return _MARKS["not_applicable"]
    if answer.state == AnswerState.VALUE and answer.points is None:
        return _MARKS["partial"]
    if answer.state == AnswerState.VALUE:
        return _MARKS["unproven" if expects_evidence and not documents else "scored"]
    if answer.system_state != AnswerState.MISSING:
        return _MARKS["system"]
    return _MARKS["anew" if anew else "missing"]
