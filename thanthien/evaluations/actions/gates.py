"""Stating gates: does the condition that bars or caps recognition hold? Each hit has its own ground."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db import transaction

from thanthien.accounts.models import User
from thanthien.accounts.positions import body_ids
from thanthien.core import clock
from thanthien.core.acting.errors import Invalid, Refused
from thanthien.core.db import update_rows
from thanthien.evaluations.actions.fairness import refuse_conflicted
from thanthien.evaluations.actions.moves import lock
from thanthien.evaluations.actions.refreshing import refresh_totals
from thanthien.evaluations.models import Dossier, GateFact
from thanthien.evaluations.permissions import can_conclude
from thanthien.evaluations.states import GATES_OPEN

_FIELDS = ["holds", "note", "stated_at", "stated_by", "version"]


@dataclass(frozen=True, slots=True)
class GateWord:
    """Whether the condition occurred in one dossier (None: not known), and the ground when it did."""

    holds: bool | None
    note: str = ""


def one_word_for(dossier_ids: Iterable[int], holds: bool | None, note: str = "") -> dict[int, GateWord]:
    """One word for many dossiers."""
    return dict.fromkeys(dossier_ids, GateWord(holds, note))


@transaction.atomic
def state_gates(*, by: User, key: str, words: Mapping[int, GateWord]) -> int:
    """State a gate for many dossiers (by id), all or none. The set names the body that may; where an
    indicator's value can't tell, the council's secretary may. Returns how many were stated.

    Raises Invalid keyed by dossier id when a hit has no ground, or Refused. That each was seen as it is, the list to
    check makes sure (``bulk/gates.py``).
    """
    dossiers = lock(by, words)
    refuse_conflicted(by, dossiers)
    for dossier in dossiers:
        _permit(by, dossier, key)
    bare = [str(pk) for pk, word in words.items() if word.holds and not word.note.strip()]
    if bare:
        raise Invalid(dict.fromkeys(bare, "Hãy ghi căn cứ khi xác nhận có xảy ra."))
    facts = list(GateFact.objects.filter(dossier__in=dossiers, key=key).select_for_update().order_by("pk"))
    for fact in facts:
        _write(by, fact, words[fact.dossier_id])
    update_rows(facts, _FIELDS)
    refresh_totals(dossiers)
    return len(facts)


def _permit(by: User, dossier: Dossier, key: str) -> None:
    if dossier.status not in GATES_OPEN:
        raise Refused(f"Hồ sơ {dossier.unit.name} đang ở trạng thái “{dossier.label}”.")
    if not may_state_gate(by, dossier, key):
        raise Refused("Điều kiện này do cơ quan khác xác nhận.")


def may_state_gate(by: User, dossier: Dossier, key: str) -> bool:
    """May the person state this gate? The body that the set names; else the council's secretary."""
    gates = {gate.key: gate for gate in dossier.compiled.gates}
    body = getattr(gates[key].source, "body", None) if key in gates else None
    if key not in gates or (body is None and not can_conclude(by)):
        return False
    own = body_ids(by)
    return body is None or any(hat.agency_code == body and hat.agency_id in own for hat in by.hats)


def _write(by: User, fact: GateFact, word: GateWord) -> None:
    fact.holds, fact.note = word.holds, word.note.strip()
    fact.stated_at, fact.stated_by, fact.version = clock.now(), by, fact.version + 1
