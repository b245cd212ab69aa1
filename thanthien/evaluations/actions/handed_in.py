"""A returned dossier that did not come back is appraised as it was last handed in.

What the commune changed since then was neither signed nor sent: it is no part of what is appraised. The history keeps
it, and the documents stay in the unit's library.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from django.apps import apps

from thanthien.core.acting.errors import Refused
from thanthien.core.db import update_rows
from thanthien.evaluations.actions.answers import SCORE_FIELDS
from thanthien.evaluations.actions.corrections import forget_corrections
from thanthien.evaluations.actions.self_totals import recompute_self
from thanthien.evaluations.models import Answer, AnswerEvidence, Dossier
from thanthien.evaluations.queries.handed_in import (
    Doc,
    answers_with_evidence,
    proof_of,
    sealed_proofs,
    sealed_words,
    submissions_of,
    words_of,
)

# What an answer said, as its column goes; who wrote it and when stays with it: nobody else has written it.
_RESTORED = [
    "state", "value", "reason", "points", "explanation", "origin", "system_state", "system_value", "system_reason",
    "system_as_of", "updated_at", "updated_by_id",
]  # fmt: skip


def restore_handed_in(dossier: Dossier) -> None:
    """Let answers, evidence and report of a locked dossier say again what was last handed in. The seal of the
    submission says what that was, the history has the rows. Raises Refused where they don't hold it."""
    sealed = submissions_of([dossier]).get(dossier.pk)
    if sealed is None:
        raise Refused(f"{dossier.unit.name}: không có bản hồ sơ đã nộp để khôi phục.")
    told = {one["code"]: one for one in sealed["indicators"]}
    answers = {row.indicator.code: row for row in answers_with_evidence([dossier])}
    if unknown := [code for code in answers if code not in told]:
        raise Refused(f"{dossier.unit.name}: hồ sơ đã nộp không có tiêu chí {', '.join(unknown)}.")
    changed = {code: row for code, row in answers.items() if words_of(row) != sealed_words(told[code])}
    _restore_words(dossier, changed, told)
    for code, row in answers.items():
        _restore_evidence(dossier, row, told[code])
    if dossier.report != sealed["report"]:
        dossier.report = sealed["report"]
        dossier.save(update_fields=["report"])
    forget_corrections(dossier)
    recompute_self(dossier)


def _restore_words(dossier: Dossier, answers: Mapping[str, Answer], told: Mapping[str, Doc]) -> None:
    former = _former_answers(dossier, [row.pk for row in answers.values()])
    for code, row in answers.items():
        wanted = sealed_words(told[code])
        then = next((state for state in former[row.pk] if words_of(state) == wanted), None)
        if then is None:
            raise Refused(f"{dossier.unit.name}: không tìm thấy tự chấm đã nộp của tiêu chí {code}.")
        for name in _RESTORED:
            setattr(row, name, getattr(then, name))
        row.version += 1
    system = ["system_state", "system_value", "system_reason", "system_as_of"]
    update_rows(list(answers.values()), [*SCORE_FIELDS, "explanation", "origin", *system])


def _former_answers(dossier: Dossier, ids: Iterable[int]) -> dict[int, list[Any]]:
    """Every state in which the answers ever were, the latest first."""
    found: dict[int, list[Any]] = defaultdict(list)
    events = apps.get_model("evaluations", "AnswerEvent").objects.filter(dossier=dossier, pgh_obj_id__in=list(ids))
    for event in events.order_by("-pgh_id"):
        found[event.pgh_obj_id].append(event)
    return found


def _restore_evidence(dossier: Dossier, row: Answer, told: Doc) -> None:
    """The documents behind one answer, each in the version handed in."""
    wanted = sealed_proofs(told)
    there = {proof_of(one): one for one in row.evidence.all()}
    for key in set(there) - wanted:
        there[key].delete()
    missing = wanted - set(there)
    events = apps.get_model("evaluations", "AnswerEvidenceEvent").objects.filter(answer=row)
    for event in events.select_related("document", "version").order_by("pgh_id") if missing else ():
        if proof_of(event) in missing:
            missing.remove(proof_of(event))
            AnswerEvidence.objects.create(
                answer=row, document=event.document, version=event.version, pages=event.pages,
                attached_at=event.attached_at, attached_by_id=event.attached_by_id,
            )  # fmt: skip
    if missing:
        code = row.indicator.code
        raise Refused(f"{dossier.unit.name}: không tìm thấy minh chứng đã nộp của tiêu chí {code}.")
