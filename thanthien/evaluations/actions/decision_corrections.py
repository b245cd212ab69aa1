"""Đính chính: a wrong text in a recorded decision is corrected by a document of its own. Both texts stay; nothing that
was recorded or sealed is rewritten."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction

from thanthien.accounts.models import User
from thanthien.accounts.positions import OFFICE
from thanthien.core import clock
from thanthien.core.acting.errors import Invalid, Refused
from thanthien.core.acting.seen import refuse_unseen
from thanthien.core.db import update_rows
from thanthien.core.formats import date_vn
from thanthien.core.last_copy import take_down
from thanthien.evaluations.actions.decision_day import corrected_day_problem
from thanthien.evaluations.actions.decisions import Verdict, decision_of_paper, write_items
from thanthien.evaluations.actions.editions import keep_edition
from thanthien.evaluations.actions.moves import hold_cycle, lock
from thanthien.evaluations.actions.printed import MAX_NUMBER, MAX_SIGNER, Printed
from thanthien.evaluations.actions.seals import seal_correction
from thanthien.evaluations.decision_words import Texts
from thanthien.evaluations.enums import CorrectedWhat, DecisionKind
from thanthien.evaluations.models import Decision, DecisionCorrection, Dossier, StepLog
from thanthien.evaluations.notices import tell_decision_corrected
from thanthien.evaluations.permissions import roles_towards
from thanthien.evaluations.queries.decision_texts import texts_of
from thanthien.evaluations.states import PUBLIC
from thanthien.evaluations.workflow import CORRECT_DECISION

MAX_NAME = 200
_LONGEST = {CorrectedWhat.NUMBER: MAX_NUMBER, CorrectedWhat.SIGNER: MAX_SIGNER, CorrectedWhat.UNIT_NAME: MAX_NAME}


@dataclass(frozen=True, slots=True)
class Right:
    """What the texts of a decision should be; None: they were right. ``names``: of units, by dossier id."""

    number: str | None = None
    signed_on: date | None = None
    signer: str | None = None
    names: Mapping[int, str] | None = None


@transaction.atomic
def correct_decision(
    *, by: User, decision_id: int, paper: Printed, right: Right, seen: Mapping[str, Any] | None
) -> Decision:
    """Record a document that corrects texts of a decision: each dossier concerned is sealed anew, and of a published
    year an edition is kept.

    ``seen``: the texts that the person saw (``Texts.values``); Stale when they were corrected meanwhile. Raises Invalid
    or Refused.
    """
    corrected = Decision.objects.select_related("cycle").filter(pk=decision_id).first()
    if corrected is None or corrected.kind == DecisionKind.CORRECTION:
        raise Refused("Không tìm thấy quyết định để đính chính.")
    cycle = hold_cycle(corrected.cycle_id)
    dossiers = lock(by, corrected.items.values_list("dossier_id", flat=True))
    texts = texts_of(corrected)
    refuse_unseen(texts.values, seen)
    changes = _changes(texts, right, dossiers, corrected)
    concerned = _concerned(changes, dossiers)
    decision = decision_of_paper(by, cycle, DecisionKind.CORRECTION, paper, concerned)
    if decision.corrections.exclude(corrected=corrected).exists():
        raise Invalid({"number": "Văn bản này đã được ghi là đính chính một quyết định khác."})
    take_down()
    rows = [DecisionCorrection(decision=decision, corrected=corrected, **change) for change in changes]
    DecisionCorrection.objects.bulk_create(rows)
    write_items(decision, concerned, {d.pk: Verdict(d.decided_level or 0) for d in concerned})
    _log(by, concerned, corrected, decision)
    parts = {dossier.pk: _part(corrected, rows, dossier) for dossier in concerned}
    seal_correction(by=by, dossiers=concerned, decision=decision, corrects=parts)
    if any(dossier.status in PUBLIC for dossier in concerned):
        keep_edition(by=by, cycle=cycle, reason=_edition_words(corrected, decision))
    tell_decision_corrected(concerned, by=by)
    return decision


def check_correction(decision: Decision, right: Right) -> None:
    """Can the texts of a decision be corrected to these? Raises Invalid or Refused as the recording would; nothing is
    written."""
    dossiers = list(Dossier.objects.filter(decision_items__decision=decision).distinct())
    _changes(texts_of(decision), right, dossiers, decision)


def _changes(texts: Texts, right: Right, dossiers: Sequence[Dossier], corrected: Decision) -> list[dict[str, Any]]:
    """What is corrected, as fields of rows: a text that is given and is another one. Raises Invalid."""
    errors: dict[str, str] = {}
    found: list[dict[str, Any]] = []
    given = {
        CorrectedWhat.NUMBER: right.number,
        CorrectedWhat.SIGNED_ON: right.signed_on.isoformat() if right.signed_on else None,
        CorrectedWhat.SIGNER: right.signer,
    }
    for what, text in given.items():
        found += _change(what, texts.of(what), text, errors, what.value)
    for pk, name in (right.names or {}).items():
        if pk not in texts.names:
            raise Refused("Có đơn vị không thuộc quyết định này.")
        told = _change(CorrectedWhat.UNIT_NAME, texts.names[pk], name, errors, "unit_name")
        found += [{**one, "dossier_id": pk} for one in told]
    if right.signed_on and (problem := corrected_day_problem(dossiers, corrected, right.signed_on)):
        errors["signed_on"] = problem
    if not found and not errors:
        raise Invalid({"": "Cần ghi ít nhất một nội dung đúng khác với nội dung đã ghi."})
    if errors:
        raise Invalid({f"right_{key}" if key in given else key: text for key, text in errors.items()})
    return found


def _change(
    what: CorrectedWhat, before: str, after: str | None, errors: dict[str, str], field: str
) -> list[dict[str, Any]]:
    text = (after or "").strip()
    if not text or text == before:
        return []
    if len(text) > _LONGEST.get(what, MAX_NAME):
        errors[field] = "Nội dung quá dài."
        return []
    return [{"what": what, "before": before, "after": text}]


def _concerned(changes: Sequence[Mapping[str, Any]], dossiers: Sequence[Dossier]) -> list[Dossier]:
    """All dossiers of the decision; where only names of units are corrected, those of these units."""
    named = {change["dossier_id"] for change in changes if change["what"] == CorrectedWhat.UNIT_NAME}
    whole = any(change["what"] != CorrectedWhat.UNIT_NAME for change in changes)
    return [dossier for dossier in dossiers if whole or dossier.pk in named]


def _part(corrected: Decision, rows: Sequence[DecisionCorrection], dossier: Dossier) -> dict[str, Any]:
    """What a seal says of the correction; who signed is named in no seal."""
    own = [row for row in rows if row.dossier_id in (None, dossier.pk)]
    return {
        "decision": {
            "kind": corrected.kind, "number": corrected.number, "signed_on": corrected.signed_on.isoformat(),
        },
        "changes": [
            {"what": row.what}
            if row.what == CorrectedWhat.SIGNER
            else {"what": row.what, "before": row.before, "after": row.after}
            for row in own
        ],
    }  # fmt: skip


def _log(by: User, dossiers: Sequence[Dossier], corrected: Decision, decision: Decision) -> None:
    """The dossiers stay where they are; their log and their version say what happened."""
    told = f"Đính chính {_in_sentence(corrected)} theo văn bản số {decision.number} ngày {date_vn(decision.signed_on)}."
    StepLog.objects.bulk_create(
        StepLog(
            dossier=dossier, step=CORRECT_DECISION, from_status=dossier.status, to_status=dossier.status, by=by,
            role=min(roles_towards(by, dossier) & OFFICE), at=clock.now(), reason=told,
        )
        for dossier in dossiers
    )  # fmt: skip
    for dossier in dossiers:
        dossier.version += 1
    update_rows(dossiers, ["version"])


def _edition_words(corrected: Decision, decision: Decision) -> str:
    return f"Đính chính {_in_sentence(corrected)}, theo văn bản số {decision.number}"[:300]


def _in_sentence(decision: Decision) -> str:
    return f"Quyết định số {decision.number} ngày {date_vn(decision.signed_on)}"
