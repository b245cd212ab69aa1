"""A dossier as it is read before it is signed and handed in: every value with its points and evidence, the report, the
meeting, what people said of the draft, what is missing; and the mark of just that."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Exists, OuterRef

from thanthien.accounts.models import User
from thanthien.criteria.compiling import CompiledIndicator
from thanthien.evaluations.enums import AnswerState
from thanthien.evaluations.models import Answer, AnswerEvidence, Dossier, Opinion, Paper
from thanthien.evaluations.queries.dossier import can_read_minutes
from thanthien.evaluations.queries.draft_changes import Changed, changed
from thanthien.evaluations.queries.gaps import Gaps, gaps_of
from thanthien.evaluations.queries.heard import heard
from thanthien.evaluations.queries.later_evidence import since_posting
from thanthien.evaluations.queries.scoring_page import Outcome, outcome_of, rows_of
from thanthien.evaluations.queries.self_score import proven_codes, score_of
from thanthien.evaluations.queries.sums import GroupSum, Sums, sums_of
from thanthien.evaluations.value_texts import answer_text
from thanthien.evidence.models import Document


@dataclass(frozen=True, slots=True)
class ReadRow:
    """One indicator: what is said of it in few words, how its points come about, its evidence. ``lacks``: what is
    missing of it, “” when nothing is."""

    answer: Answer
    words: str
    outcome: Outcome
    evidence: tuple[Any, ...]
    lacks: str

    @property
    def compiled(self) -> CompiledIndicator:
        return self.answer.compiled

    @property
    def lost(self) -> Decimal:
        """The points short of the maximum; none where nothing arose and the indicator is left out."""
        if self.outcome.points is None and self.answer.state == AnswerState.NOT_APPLICABLE:
            return Decimal(0)
        return self.outcome.maximum - (self.outcome.points or Decimal(0))

    @property
    def system_words(self) -> str:
        """What the platform says, in few words."""
        return answer_text(self.compiled.definition, self.answer.system_state, self.answer.system_value)


@dataclass(frozen=True, slots=True)
class ReadGroup:
    """A group of the set with its sum and its indicators."""

    sum: GroupSum
    rows: tuple[ReadRow, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """Everything that a signature stands under. ``mark``: see :func:`content_mark`."""

    mark: str
    dossier: Dossier
    groups: tuple[ReadGroup, ...]
    sums: Sums
    gaps: Gaps
    opinions: tuple[Opinion, ...]
    reads_minutes: bool
    heard: tuple[Paper, ...]
    changes: tuple[Changed, ...]

    @property
    def _rows(self) -> list[ReadRow]:
        return [row for group in self.groups for row in group.rows]

    @property
    def dissent(self) -> list[Paper]:
        """What the unit's Party committee or Front said that doesn't agree with the draft."""
        return [paper for paper in self.heard if not paper.agrees]

    @property
    def lost(self) -> list[ReadRow]:
        """The indicators that are short of their maximum, most points first."""
        return sorted((row for row in self._rows if row.lost > 0), key=lambda row: -row.lost)

    @property
    def apart(self) -> list[ReadRow]:
        """The indicators of which the commune says something else than the platform."""
        return [row for row in self._rows if row.answer.overrides]


def reading_of(user: User, dossier: Dossier) -> Reading:
    """The dossier for somebody of its unit; the caller has loaded it through ``own_dossiers``."""
    mark = content_mark(dossier)  # first: what is saved while the rest is read makes the mark old, never unseen
    rows = rows_of(dossier)
    sums = sums_of(dossier, score_of(dossier, rows), proven_codes(rows))
    gaps = gaps_of(dossier, rows, sums.standing)
    evidence, lacking = _evidence(user, dossier), _lacking(gaps)
    read: dict[str, list[ReadRow]] = defaultdict(list)
    for row in rows:
        read[row.indicator.group_code].append(_row(row, evidence.get(row.pk, ()), lacking))
    return Reading(
        mark=mark,
        dossier=dossier,
        groups=tuple(ReadGroup(group, tuple(read[group.code])) for group in sums.groups),
        sums=sums,
        gaps=gaps,
        opinions=tuple(dossier.opinions.filter(paper=None)),
        reads_minutes=can_read_minutes(user, dossier),
        heard=tuple(sorted(heard([dossier]).get(dossier.pk, {}).values(), key=lambda paper: bool(paper.agrees))),
        changes=tuple(changed(dossier)),
    )


def _row(answer: Answer, evidence: Sequence[Any], lacking: Mapping[str, str]) -> ReadRow:
    words = answer_text(answer.compiled.definition, answer.state, answer.value)
    return ReadRow(answer, words, outcome_of(answer), tuple(evidence), lacking.get(answer.indicator.code, ""))


def _lacking(gaps: Gaps) -> dict[str, str]:
    told = ((gaps.missing, "Chưa chấm"), (gaps.unfounded, "Khác số liệu hệ thống, chưa đủ lý do và minh chứng"))
    words = {one.code: said for rows, said in told for one in rows}
    return words | {one.code: "Chưa có minh chứng" for one in gaps.unproven}


def _evidence(user: User, dossier: Dossier) -> dict[int, list[Any]]:
    """Documents by answer; ``readable`` says whether the person may open each."""
    readable = Document.objects.visible_to(user).filter(pk=OuterRef("document_id"))
    rows = since_posting(AnswerEvidence.objects.filter(answer__dossier=dossier)).annotate(readable=Exists(readable))
    found: dict[int, list[Any]] = defaultdict(list)
    for row in rows.select_related("document", "version"):
        found[row.answer_id].append(row)
    return found


def content_mark(dossier: Dossier) -> str:
    """A digest of all that a signature stands under: every value, reason, explanation and piece of evidence with its
    title, the report, the meeting and its minutes, the opinions and their answers, what Party
    committee and Front said. Who signs or hands in sends back the
    one that stood on the page; it is compared under the dossier's lock. Four statements."""
    said = dossier.answers.order_by("indicator__position").values_list(
        "indicator__code", "state", "value", "reason", "points", "explanation", "origin", "version"
    )
    proof = AnswerEvidence.objects.filter(answer__dossier=dossier).order_by("pk").values_list(
        "answer_id", "document_id", "document__title", "version_id", "pages"
    )  # fmt: skip
    opinions = dossier.opinions.order_by("pk").values_list("received_on", "channel", "text", "response")
    head = [
        dossier.version, dossier.report, dossier.meeting_on, dossier.meeting_minutes_id,
        dossier.meeting_minutes_version_id,
    ]  # fmt: skip
    bodies = [(paper.pk, paper.sha256) for paper in heard([dossier]).get(dossier.pk, {}).values()]
    text = json.dumps([head, list(said), list(proof), list(opinions), bodies], default=str, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()
