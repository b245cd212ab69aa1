"""What was last handed in of a dossier, beside what its answers say now."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any, TypeAlias

from django.db.models import QuerySet

from thanthien.evaluations.enums import SealKind
from thanthien.evaluations.models import Answer, Dossier, Seal
from thanthien.evaluations.seal_documents import seal_text

Doc: TypeAlias = Mapping[str, Any]


def submissions_of(dossiers: Iterable[Dossier]) -> dict[int, Doc]:
    """The document of each dossier's last submission, by its id. One statement."""
    seals = Seal.objects.filter(dossier__in=list(dossiers), kind=SealKind.SUBMISSION).order_by("pk")
    return {dossier_id: json.loads(body) for dossier_id, body in seals.values_list("dossier_id", "body")}


def answers_with_evidence(dossiers: Iterable[Dossier]) -> QuerySet[Answer]:
    """Answers with the documents behind them, in the order of the set."""
    rows = Answer.objects.filter(dossier__in=list(dossiers)).select_related("indicator")
    return rows.order_by("indicator__position").prefetch_related("evidence__document", "evidence__version")


def changed_since_submission(dossiers: Iterable[Dossier]) -> dict[int, list[str]]:
    """Codes of indicators whose answer or evidence is not what was handed in, by dossier id; so is one that was not
    handed in at all. Four statements."""
    rows = list(dossiers)
    told = {pk: {one["code"]: one for one in doc["indicators"]} for pk, doc in submissions_of(rows).items()}
    found: dict[int, list[str]] = {}
    for answer in answers_with_evidence(rows):
        sealed = told.get(answer.dossier_id, {}).get(answer.indicator.code)
        proofs = {proof_of(one) for one in answer.evidence.all()}
        if sealed is None or words_of(answer) != sealed_words(sealed) or proofs != sealed_proofs(sealed):
            found.setdefault(answer.dossier_id, []).append(answer.indicator.code)
    return found


def words_of(row: Any) -> str:
    """What an answer, or a former state of it, says: one text to compare."""
    as_of = row.system_as_of.isoformat() if row.system_as_of else None
    return _print(row.state, row.value, row.reason, row.explanation, row.origin, row.system_value, as_of)


def sealed_words(one: Doc) -> str:
    """The same of an indicator of a sealed submission."""
    keys = ("state", "value", "reason", "commune_text", "origin", "system_value", "system_as_of")
    return _print(*(one[key] for key in keys))


def _print(*said: object) -> str:
    return seal_text({"said": list(said)}).sha256


def proof_of(row: Any) -> tuple[str, int | None]:
    """The document of a piece of evidence, and the number of the version that is meant."""
    return str(row.document.key), row.version.number if row.version else None


def sealed_proofs(one: Doc) -> set[tuple[str, int | None]]:
    """The same of an indicator of a sealed submission."""
    return {(proof["document"], proof["version"]) for proof in one["evidence"]}
