"""What stands at the side of the grid for one item: explanation, evidence, questions and answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from thanthien.criteria.scoring import explain, score_indicator
from thanthien.evaluations.models import AnswerEvidence, Dossier, ItemRequest
from thanthien.evaluations.queries.contents import Content, contents_beside, has_contents
from thanthien.evaluations.queries.draft_changes import Changed, changed_of
from thanthien.evaluations.queries.figure_door import Doors, doors_of
from thanthien.evaluations.queries.grid import Row
from thanthien.evaluations.queries.late_words import ByWords, by_words
from thanthien.evaluations.queries.later_evidence import since_posting
from thanthien.evaluations.queries.requests import with_state
from thanthien.evaluations.scored import Entry, ScoredRow, engine_answer
from thanthien.evidence.models import Document
from thanthien.measures.registry import find

if TYPE_CHECKING:
    from thanthien.accounts.models import User
    from thanthien.criteria.compiling import CompiledIndicator


@dataclass(frozen=True, slots=True)
class ItemPage:
    """The side of one item. ``hidden_evidence`` counts documents that the person may not open; ``doors``: to the
    records behind the platform's figure; ``changes``: of the posted value;
    ``contents``: what rooms tell of the items of a declared checklist;
    ``by_words``: that figure with what bodies said of late records, ``said_differs``: the commune says something else.
    """

    self_sentence: str
    own_sentence: str
    evidence: tuple[AnswerEvidence, ...]
    hidden_evidence: int
    requests: tuple[ItemRequest, ...]
    doors: Doors | None
    changes: tuple[Changed, ...]
    contents: tuple[Content, ...] = ()
    by_words: ByWords | None = None

    said_differs: bool = False

    @property
    def proposal(self) -> Entry | None:
        """What a body that said something of late records may propose in consequence."""
        return self.by_words.entry if self.by_words and self.by_words.known else None


def item_page(user: User, row: Row) -> ItemPage:
    """Everything about one item of the person's own body; other bodies' questions are not read."""
    shown, hidden = evidence_of(user, row.answer.pk)
    doors, said = _figures(user, row)
    return ItemPage(
        self_sentence=sentence_of(row.compiled, row.answer),
        own_sentence=sentence_of(row.compiled, row.item),
        evidence=shown,
        hidden_evidence=hidden,
        requests=_requests(row),
        doors=doors,
        changes=tuple(changed_of(row.dossier.pk, row.compiled.definition)) if row.changed_on else (),
        contents=_contents(row),
        by_words=said,
        said_differs=said is not None and said.known and not said.agrees(row.answer.state, row.answer.value),
    )


def _figures(user: User, row: Row) -> tuple[Doors | None, ByWords | None]:
    measure = find(row.compiled.definition.measure or "")
    if measure is None:
        return None, None
    dossier = Dossier.objects.select_related("unit", "cycle__criteria_set").get(pk=row.dossier.pk)
    said = by_words(dossier, row.compiled, measure) if row.figures.said.periods else None
    return doors_of(user, dossier, row.compiled), said


def _contents(row: Row) -> tuple[Content, ...]:
    """Two statements for an indicator of which rooms tell, none for another."""
    if not has_contents(row.compiled):
        return ()
    dossier = Dossier.objects.select_related("unit", "cycle__criteria_set").get(pk=row.dossier.pk)
    return contents_beside(dossier, row.compiled)


def evidence_of(user: User, answer_id: int) -> tuple[tuple[AnswerEvidence, ...], int]:
    """Documents of an answer that the person may open, and how many others there are."""
    attached = AnswerEvidence.objects.filter(answer=answer_id).select_related("document", "version")
    rows: Sequence[AnswerEvidence] = list(since_posting(attached))
    visible = set(
        Document.objects.visible_to(user)
        .filter(pk__in=[row.document_id for row in rows])
        .values_list("pk", flat=True)
    ) if rows else set()  # fmt: skip
    shown = tuple(row for row in rows if row.document_id in visible)
    return shown, len(rows) - len(shown)


def sentence_of(compiled: CompiledIndicator, row: ScoredRow) -> str:
    """How the value of a column became its points, in the engine's words."""
    answer = engine_answer(compiled.definition, row)
    return explain(compiled, answer, score_indicator(compiled, answer))


def _requests(row: Row) -> tuple[ItemRequest, ...]:
    rows = ItemRequest.objects.filter(
        dossier_id=row.item.sheet.dossier_id, indicator_id=row.item.indicator_id, body_id=row.item.sheet.body_id
    )
    return tuple(with_state(rows).select_related("asked_by"))
