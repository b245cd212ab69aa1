"""Sealing dossiers at each submission and at each decision."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Count, Prefetch, QuerySet

from thanthien.accounts.models import User
from thanthien.core import clock
from thanthien.criteria.scoring import score_indicator
from thanthien.evaluations.enums import AnswerState, Column, SealKind
from thanthien.evaluations.models import Answer, AnswerEvidence, Conclusion, Decision, Dossier, Seal, Total
from thanthien.evaluations.models.self_score import ScoredValue
from thanthien.evaluations.queries.score_facts import gate_answers, held_before
from thanthien.evaluations.queries.sealed_figures import SealedFigures, sealed_figures
from thanthien.evaluations.queries.words import differs
from thanthien.evaluations.scored import engine_answer
from thanthien.evaluations.seal_documents import FORMAT, points_text, public_explanation, seal_text
from thanthien.evidence.enums import AccessClass
from thanthien.evidence.models import Document, DocumentVersion

Doc = dict[str, Any]


def seal_submission(*, by: User, dossier: Dossier) -> Seal:
    """Seal what the commune submitted: values, points, explanations, evidence hashes, totals."""
    answers = Answer.objects.filter(dossier=dossier).select_related("indicator").order_by("indicator__position")
    evidence = AnswerEvidence.objects.select_related("document", "version")
    answers = answers.prefetch_related(Prefetch("evidence", evidence))
    total = Total.objects.get(dossier=dossier, column=Column.SELF)
    figures, held = sealed_figures([dossier])[dossier.pk], held_before(dossier.cycle, [dossier])[dossier.unit_id]
    document = (
        _head([dossier])[dossier.pk]
        | figures.parts
        | {
            "kind": SealKind.SUBMISSION.value,
            "target_level": dossier.target_level,
            "report": dossier.report,
            "posting": {"from": _day(dossier.posted_on), "to": _day(dossier.posting_ends_on)},
            "meeting_on": _day(dossier.meeting_on),
            "minutes": _minutes(dossier),
            "opinions": dossier.opinions.count(),
            "indicators": [_submitted(dossier, answer) | figures.beside(answer.indicator.code) for answer in answers],
            "total": _sums(total),
            "level": {"low": total.level_low, "high": total.level_high, "computed": total.level},
        }
        | ({"held_before": sorted(held)} if held else {})
    )
    return _store(by, {dossier.pk: document}, SealKind.SUBMISSION)[0]


def seal_decision(*, by: User, dossiers: Sequence[Dossier], decision: Decision) -> list[Seal]:
    """Seal what the city decided; these documents are what the public downloads and checks."""
    conclusions, answers = _by_dossier(Conclusion.objects.all(), dossiers), _by_dossier(Answer.objects.all(), dossiers)
    totals = {row.dossier_id: row for row in Total.objects.filter(dossier__in=dossiers, column=Column.COUNCIL)}
    gates, held = gate_answers(dossiers[0].cycle, dossiers), held_before(dossiers[0].cycle, dossiers)
    heads, figures = _head(dossiers), sealed_figures(dossiers)
    documents = {
        d.pk: heads[d.pk]
        | figures[d.pk].parts
        | {
            "kind": SealKind.DECISION.value,
            "council_on": _day(d.council_on),
            "decision": _decision(decision),
            "indicators": [
                _decided(d, row, answers[d.pk].get(code), figures[d.pk]) for code, row in conclusions[d.pk].items()
            ],
            "gates": gates[d.pk],
            "held_before": sorted(held[d.unit_id]),
            "total": _sums(totals.get(d.pk)),
            "level": _levels(d, totals.get(d.pk)),
        }
        for d in dossiers
    }
    return _store(by, documents, SealKind.DECISION)


def seal_change(*, by: User, dossier: Dossier, decision: Decision) -> Seal:
    """Seal a lowered or revoked recognition: the facts of the first decision as they were, and the new level."""
    first = document_of(Seal.objects.filter(dossier=dossier, kind=SealKind.DECISION).latest("pk"))
    level = {"decided": dossier.decided_level, "decided_reason": dossier.decided_reason}
    document = first | {"decision": _decision(decision), "level": first["level"] | level}
    return _store(by, {dossier.pk: document}, SealKind.DECISION)[0]


def _decision(decision: Decision) -> Doc:
    return {"kind": decision.kind, "number": decision.number, "signed_on": _day(decision.signed_on)}


def _head(dossiers: Sequence[Dossier]) -> dict[int, Doc]:
    heads = {}
    for dossier in dossiers:
        cycle, chosen = dossier.cycle, dossier.cycle.criteria_set
        heads[dossier.pk] = {
            "format": FORMAT,
            "scheme": chosen.scheme.code,
            "cycle": {"year": cycle.year, "kind": cycle.kind, "title": cycle.title, "as_of": _day(cycle.as_of)},
            "criteria_set": {"year": chosen.year, "version": chosen.version, "sha256": chosen.sha256},
            "unit": {"code": dossier.unit.code, "name": dossier.unit.name, "kind": dossier.unit.kind},
        }
    return heads


def _by_dossier(rows: QuerySet[Any], dossiers: Sequence[Dossier]) -> dict[int, dict[str, Any]]:
    found: dict[int, dict[str, Any]] = defaultdict(dict)
    own = rows.filter(dossier__in=dossiers).select_related("indicator")
    for row in own.order_by("dossier_id", "indicator__position"):
        found[row.dossier_id][row.indicator.code] = row
    return found


def _column(dossier: Dossier, code: str, row: ScoredValue, told: str) -> Doc:
    """One column of one indicator. ``told`` is the one reason that the explanation may repeat."""
    compiled = dossier.compiled.by_code[code]
    answer = engine_answer(compiled.definition, row)
    result = score_indicator(compiled, answer)
    return {
        "state": row.state,
        "value": row.value,
        "points": points_text(row.points),
        "maximum": points_text(result.maximum),
        "explanation": public_explanation(compiled, answer, result, told),
    }


def _decided(dossier: Dossier, row: Conclusion, answer: Answer | None, figures: SealedFigures) -> Doc:
    code = row.indicator.code
    contested = row.contested or (answer is not None and differs(row, answer))
    own_words = row.reason if contested or row.state == AnswerState.DEVIATION else ""
    return {
        "code": code,
        "concluded": _column(dossier, code, row, own_words) | {"contested": contested, "reason": own_words},
        "self": _column(dossier, code, answer, "") | figures.origin(answer) if answer else None,
    } | figures.beside(code)  # fmt: skip


def _submitted(dossier: Dossier, answer: Answer) -> Doc:
    return {
        "code": answer.indicator.code,
        **_column(dossier, answer.indicator.code, answer, answer.reason),
        "origin": answer.origin,
        "system_value": answer.system_value,
        "system_as_of": _day(answer.system_as_of),
        "reason": answer.reason,
        "commune_text": answer.explanation,
        "evidence": [_evidence(row) for row in answer.evidence.all()],
    }


def _minutes(dossier: Dossier) -> Doc | None:
    """The minutes of the commune's meeting, as evidence is told."""
    document = dossier.meeting_minutes
    return _proof(document, dossier.meeting_minutes_version, {}) if document else None


def _evidence(row: AnswerEvidence) -> Doc:
    return _proof(row.document, row.version, {"pages": row.pages})


def _proof(document: Document, version: DocumentVersion | None, more: Doc) -> Doc:
    """One document, a file in the version attached. Of what the appraising bodies may not all open, title and pages
    stay with the unit: number and hash still prove which file was attached."""
    proof = {
        "document": str(document.key),
        "version": version.number if version else None,
        "sha256": version.sha256 if version else None,
    }
    return proof | more | {"title": document.title} if document.access_class == AccessClass.APPRAISAL else proof


def _sums(total: Total | None) -> Doc | None:
    if total is None:
        return None
    return {
        "points": points_text(total.points),
        "maximum": points_text(total.maximum),
        "groups": [_group(group) for group in total.groups],
        "gates": total.gates,
    }


def _group(group: Mapping[str, Any]) -> Doc:
    return {key: group[key] for key in ("code", "points", "maximum")}


def _levels(dossier: Dossier, total: Total | None) -> Doc:
    return {
        "computed": total.level if total else None,
        "proposed": dossier.proposed_level,
        "proposed_reason": dossier.proposed_reason,
        "decided": dossier.decided_level,
        "decided_reason": dossier.decided_reason,
    }


def _day(day: Any) -> str | None:
    return day.isoformat() if day else None


def _store(by: User, documents: Mapping[int, Doc], kind: SealKind) -> list[Seal]:
    counts = dict(
        Seal.objects.filter(dossier_id__in=documents).values("dossier_id").annotate(n=Count("pk")).values_list(
            "dossier_id", "n"
        )
    )  # fmt: skip
    units = dict(Dossier.objects.filter(pk__in=documents).values_list("pk", "unit__code"))
    cycles = dict(Dossier.objects.filter(pk__in=documents).values_list("pk", "cycle_id"))
    seals = []
    for dossier_id, document in documents.items():
        number = (
            f"{document['cycle']['year']}.{cycles[dossier_id]}.{units[dossier_id]}.{counts.get(dossier_id, 0) + 1:02d}"
        )
        sealed = seal_text(document | {"number": number})
        seals.append(
            Seal(
                dossier_id=dossier_id, kind=kind, number=number, body=sealed.body, sha256=sealed.sha256,
                sealed_at=clock.now(), sealed_by=by,
            )
        )  # fmt: skip
    return Seal.objects.bulk_create(seals)


def document_of(seal: Seal) -> Doc:
    """The sealed document as it was written."""
    return dict(json.loads(seal.body))
