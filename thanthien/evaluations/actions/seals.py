"""Sealing dossiers at each submission and at each decision."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

from django.db.models import Count, Prefetch, QuerySet, prefetch_related_objects

from thanthien.accounts.models import User
from thanthien.core import clock
from thanthien.criteria.scoring import Result, score_indicator
from thanthien.evaluations.actions.seal_parts import (
    Ending,
    announcement_parts,
    as_they_ended,
    before_signing_parts,
    ending_part,
    heads_parts,
    held_by_version,
    passed_parts,
    returned_parts,
    set_change_doc,
    silent_part,
)
from thanthien.evaluations.enums import AnswerState, Column, CorrectedWhat, SealKind
from thanthien.evaluations.models import (
    AdjustedItem,
    Adjustment,
    Answer,
    AnswerEvidence,
    Conclusion,
    Decision,
    Dossier,
    Opinion,
    Seal,
    SetChange,
    Total,
)
from thanthien.evaluations.models.self_score import ScoredValue
from thanthien.evaluations.queries.score_facts import gate_answers, held_before
from thanthien.evaluations.queries.sealed_figures import SealedFigures, sealed_figures
from thanthien.evaluations.queries.set_changes import set_changes
from thanthien.evaluations.queries.silence import standing_silences
from thanthien.evaluations.queries.waivers import sealed_waivers
from thanthien.evaluations.queries.words import differs
from thanthien.evaluations.scored import engine_answer
from thanthien.evaluations.seal_documents import (
    FORMAT,
    WITH_CHANGES,
    points_text,
    public_explanation,
    repeated,
    seal_text,
)
from thanthien.evidence.enums import AccessClass
from thanthien.evidence.models import Document, DocumentVersion

Doc = dict[str, Any]


def seal_submission(*, by: User, dossier: Dossier) -> Seal:
    """Seal what the commune submitted: values, points, explanations, evidence hashes, totals."""
    return _store(by, _self_scored([dossier], SealKind.SUBMISSION), SealKind.SUBMISSION)[0]


def seal_before_change(*, by: User, dossiers: Sequence[Dossier], change: SetChange) -> list[Seal]:
    """Seal what dossiers say under the version of the set that they are about to leave; those that say nothing yet have
    nothing to seal. In the form of a submission, with what replaces the version."""
    said = Answer.objects.filter(dossier__in=dossiers).exclude(state=AnswerState.MISSING).order_by()
    saying = set(said.values_list("dossier_id", flat=True).distinct())
    documents = _self_scored([one for one in dossiers if one.pk in saying], SealKind.BEFORE_SET_CHANGE)
    replaced = {
        pk: document | {"replaced_by": set_change_doc(change, document["unit"]["kind"])}
        for pk, document in documents.items()
    }
    return _store(by, replaced, SealKind.BEFORE_SET_CHANGE)


def _self_scored(dossiers: Sequence[Dossier], kind: SealKind) -> dict[int, Doc]:
    """The commune's own column of dossiers of one cycle, with all that belongs to it; a few statements."""
    if not dossiers:
        return {}
    answers: dict[int, list[Answer]] = defaultdict(list)
    rows = Answer.objects.filter(dossier__in=dossiers).select_related("indicator").order_by("indicator__position")
    evidence = AnswerEvidence.objects.select_related("document", "version")
    for answer in rows.prefetch_related(Prefetch("evidence", evidence)):
        answers[answer.dossier_id].append(answer)
    totals = {row.dossier_id: row for row in Total.objects.filter(dossier__in=dossiers, column=Column.SELF)}
    said = Opinion.objects.filter(dossier__in=dossiers, paper=None).order_by().values("dossier_id")
    opinions = dict(said.annotate(n=Count("pk")).values_list("dossier_id", "n"))
    prefetch_related_objects(dossiers, "meeting_minutes", "meeting_minutes_version")
    heads, figures, held = _head(dossiers), sealed_figures(dossiers), held_before(dossiers[0].cycle, dossiers)
    waived, before_signing = sealed_waivers(dossiers), before_signing_parts(dossiers)
    return {
        one.pk: heads[one.pk]
        | figures[one.pk].parts
        | waived.get(one.pk, {})
        | _own_column(one, answers[one.pk], totals[one.pk], figures[one.pk])
        | {"kind": kind.value, "opinions": opinions.get(one.pk, 0)}
        | ({"held_before": sorted(held[one.unit_id])} if held[one.unit_id] else {})
        | before_signing[one.pk]
        for one in dossiers
    }


def _own_column(dossier: Dossier, answers: Sequence[Answer], total: Total, figures: SealedFigures) -> Doc:
    return {
        "target_level": dossier.target_level,
        "report": dossier.report,
        "posting": {"from": _day(dossier.posted_on), "to": _day(dossier.posting_ends_on)},
        "meeting_on": _day(dossier.meeting_on),
        "minutes": _minutes(dossier),
        "indicators": [_submitted(dossier, answer) | figures.beside(answer.indicator.code) for answer in answers],
        "total": _sums(total),
        "level": {"low": total.level_low, "high": total.level_high, "computed": total.level},
    }


def seal_decision(
    *,
    by: User,
    dossiers: Sequence[Dossier],
    decision: Decision,
    endings: Mapping[int, Ending] = MappingProxyType({}),
) -> list[Seal]:
    """Seal what the city decided; these documents are what the public downloads and checks. ``endings``: of dossiers
    that ended without a result, by id: each is sealed under the version of the set that held then."""
    dossiers = as_they_ended(dossiers, endings)
    conclusions, answers = _by_dossier(Conclusion.objects.all(), dossiers), _by_dossier(Answer.objects.all(), dossiers)
    totals = {row.dossier_id: row for row in Total.objects.filter(dossier__in=dossiers, column=Column.COUNCIL)}
    gates, held = gate_answers(dossiers[0].cycle, dossiers), held_by_version(dossiers)
    heads, figures, waived = _head(dossiers), sealed_figures(dossiers), sealed_waivers(dossiers)
    silences, successions = standing_silences(dossiers), passed_parts(dossiers)
    announced, of_heads, returned = announcement_parts(dossiers), heads_parts(dossiers), returned_parts(dossiers)
    documents = {
        d.pk: heads[d.pk]
        | figures[d.pk].parts
        | waived.get(d.pk, {})
        | {
            "kind": SealKind.DECISION.value,
            "decision": _decision(decision),
            "indicators": [
                _decided(d, row, answers[d.pk].get(code), figures[d.pk]) for code, row in conclusions[d.pk].items()
            ],
            "gates": {key: holds for key, holds in gates[d.pk].items() if key in d.compiled.gate_keys},
            "held_before": sorted(held[d.unit_id]),
            "total": _sums(totals.get(d.pk)),
            "level": _levels(d, totals.get(d.pk)),
        }
        | _council(d)
        | silent_part(silences.get(d.pk, ()))
        | successions[d.pk]
        | announced.get(d.pk, {})
        | returned.get(d.pk, {})
        | of_heads.get(d.pk, {})
        | ending_part(d, endings.get(d.pk))
        for d in dossiers
    }
    return _store(by, documents, SealKind.DECISION)


def seal_change(*, by: User, dossiers: Sequence[Dossier], decision: Decision) -> list[Seal]:
    """Seal lowered or revoked recognitions: what the last document says as it is, and the new level."""
    said = _said(dossiers)
    documents = {
        d.pk: said[d.pk] | {"decision": _decision(decision), "level": said[d.pk]["level"] | _decided_level(d)}
        for d in dossiers
    }
    return _store(by, documents, SealKind.DECISION)


def seal_correction(
    *, by: User, dossiers: Sequence[Dossier], decision: Decision, corrects: Mapping[int, Doc]
) -> list[Seal]:
    """Seal that texts of a decision are corrected: what the last document says, under another name of the unit where
    that was wrong. ``corrects``: by dossier id, the part of that name."""
    documents = {}
    for dossier_id, said in _said(dossiers).items():
        names = [one["after"] for one in corrects[dossier_id]["changes"] if one["what"] == CorrectedWhat.UNIT_NAME]
        documents[dossier_id] = said | {
            "format": WITH_CHANGES,
            "decision": _decision(decision),
            "corrects": corrects[dossier_id],
            "unit": said["unit"] | ({"name": names[-1]} if names else {}),
        }
    return _store(by, documents, SealKind.DECISION)


def seal_adjustment(
    *, by: User, dossier: Dossier, decision: Decision, adjustment: Adjustment, result: Result | None
) -> Seal:
    """Seal an adjusted result: named indicators with the new conclusion beside the former one, and the sums that follow
    (``result``); without any, the level alone."""
    said, settlement = _said([dossier])[dossier.pk], adjustment.settlement
    changed = {item.indicator.code: item for item in adjustment.items.select_related("indicator")}
    document = said | {
        "format": WITH_CHANGES,
        "decision": _decision(decision),
        "adjusts": {
            "settlement": {
                "number": settlement.number, "signed_on": _day(settlement.signed_on), "issuer": settlement.issuer,
            },
            "indicators": [row["code"] for row in said["indicators"] if row["code"] in changed],
        },
        "level": said["level"] | _decided_level(dossier),
    }  # fmt: skip
    if result is not None:
        document.pop("council", None)  # of another session
        document |= _council(dossier) | {
            "indicators": [_adjusted(dossier, row, changed.get(row["code"])) for row in said["indicators"]],
            "total": _sums(Total.objects.get(dossier=dossier, column=Column.COUNCIL)),
            "level": document["level"]
            | {"computed": result.level, "proposed": dossier.proposed_level, "proposed_reason": ""},
        }
    return _store(by, {dossier.pk: document}, SealKind.DECISION)[0]


def _adjusted(dossier: Dossier, row: Doc, item: AdjustedItem | None) -> Doc:
    if item is None:
        return row
    column = _column(dossier, row["code"], item, item.reason) | {"contested": True, "reason": item.reason}
    return row | {"concluded": column, "former": [*row.get("former", []), row["concluded"]]}


def _said(dossiers: Sequence[Dossier]) -> dict[int, Doc]:
    """What the last decision's document says of each dossier, but for its own act. One statement."""
    last = Seal.objects.filter(dossier__in=dossiers, kind=SealKind.DECISION).order_by("dossier_id", "-pk")
    return {seal.dossier_id: repeated(document_of(seal)) for seal in last.distinct("dossier_id")}


def last_document(dossier: Dossier) -> Doc:
    """What holds of a decided dossier, as sealed."""
    return _said([dossier])[dossier.pk]


def _decided_level(dossier: Dossier) -> Doc:
    return {"decided": dossier.decided_level, "decided_reason": dossier.decided_reason}


def _decision(decision: Decision) -> Doc:
    return {"kind": decision.kind, "number": decision.number, "signed_on": _day(decision.signed_on)}


def _council(dossier: Dossier) -> Doc:
    """The day of the council, and how many took part in cycles that write it down."""
    day = {"council_on": _day(dossier.council_on)}
    if dossier.council_members is None:
        return day
    return day | {"council": {"members": dossier.council_members, "took_part": dossier.council_took_part}}


def _head(dossiers: Sequence[Dossier]) -> dict[int, Doc]:
    heads = {}
    changed = set_changes(max((one.cycle for one in dossiers), key=lambda cycle: cycle.set_turn)) if dossiers else []
    changes = {kind: [set_change_doc(one, kind) for one in changed] for kind in {one.unit.kind for one in dossiers}}
    for dossier in dossiers:
        cycle, chosen = dossier.cycle, dossier.cycle.criteria_set
        own = changes[dossier.unit.kind][: cycle.set_turn]
        heads[dossier.pk] = {
            "format": FORMAT,
            "scheme": chosen.scheme.code,
            "cycle": {"year": cycle.year, "kind": cycle.kind, "title": cycle.title, "as_of": _day(cycle.as_of)},
            "criteria_set": {"year": chosen.year, "version": chosen.version, "sha256": chosen.sha256},
            "unit": {"code": dossier.unit.code, "name": dossier.unit.name, "kind": dossier.unit.kind},
        } | ({"set_changes": own} if own else {})
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
