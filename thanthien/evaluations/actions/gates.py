"""Stating gates: does the condition that bars or caps recognition hold? Each hit has its own ground."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction

from thanthien.accounts.models import User
from thanthien.accounts.positions import body_ids
from thanthien.core import clock
from thanthien.core.acting.errors import Invalid, Refused
from thanthien.core.db import update_rows
from thanthien.core.formats import date_vn
from thanthien.criteria.gate_rules import Gate, MeasureSource
from thanthien.evaluations.actions.early import refuse_early
from thanthien.evaluations.actions.fairness import refuse_conflicted
from thanthien.evaluations.actions.moves import lock
from thanthien.evaluations.actions.refreshing import refresh_totals
from thanthien.evaluations.gate_days import stated_from
from thanthien.evaluations.models import Cycle, Dossier, GateFact
from thanthien.evaluations.permissions import can_conclude
from thanthien.evaluations.queries.gate_figures import words_of_figures
from thanthien.evaluations.states import GATES_OPEN
from thanthien.evaluations.workflow import STEPS, Deed

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
    indicator's value or a figure can't tell, the council's secretary may. Returns how many were stated.

    Raises Invalid keyed by dossier id when a hit has no ground, or Refused. That each was seen as it is, the list to
    check makes sure (``bulk/gates.py``).
    """
    dossiers = lock(by, words)
    refuse_conflicted(by, dossiers)
    for dossier in dossiers:
        _permit(by, dossier, key)
    refuse_early([dossier for dossier in dossiers if dossier.status in STEPS["accept"].sources], Deed.STATE_GATES)
    _refuse_before_its_day(dossiers, key)
    _refuse_told_by_figures(dossiers, key)
    bare = [str(pk) for pk, word in words.items() if word.holds and not word.note.strip()]
    if bare:
        raise Invalid(dict.fromkeys(bare, "Cần ghi căn cứ khi xác nhận có xảy ra."))
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


def _refuse_before_its_day(dossiers: Sequence[Dossier], key: str) -> None:
    """What a gate asks may still happen up to the day that the set names."""
    if dossiers and (told := too_soon(_gate(dossiers[0].cycle, key), dossiers[0].cycle)):
        raise Refused(told)


def too_soon(gate: Gate, cycle: Cycle) -> str:
    """Why nobody states the gate yet; empty when its day has come."""
    day = stated_from(gate, cycle)
    if day is None or day <= clock.today():
        return ""
    return f"Điều kiện này tính đến hết ngày {date_vn(day)}: xác nhận được từ ngày đó."


def _gate(cycle: Cycle, key: str) -> Gate:
    return next(gate for gate in cycle.criteria_set.parsed().gates if gate.key == key)


def _refuse_told_by_figures(dossiers: Sequence[Dossier], key: str) -> None:
    """A word counts only where figures can't tell: before they are computed nobody knows whether one is needed."""
    if not dossiers:
        return
    gate = _gate(dossiers[0].cycle, key)
    words = words_of_figures(dossiers[0].cycle, gate, [dossier.pk for dossier in dossiers])
    told = [f"{row.unit.name}: {words[row.pk].why_not}" for row in dossiers if not words[row.pk].asks]
    if told:
        raise Refused(told)


def may_state_gate(by: User, dossier: Dossier, key: str) -> bool:
    """May the person state this gate, where a word is asked for? The body that the set names; the council's secretary
    where the set names none, and where figures that should have told can't, so that no dossier stands still."""
    gate = next((gate for gate in dossier.compiled.gates if gate.key == key), None)
    if gate is None:
        return False
    own = body_ids(by)
    if any(hat.agency_code == gate.body and hat.agency_id in own for hat in by.hats):
        return True
    return (not gate.body or isinstance(gate.source, MeasureSource)) and can_conclude(by)


def _write(by: User, fact: GateFact, word: GateWord) -> None:
    fact.holds, fact.note = word.holds, word.note.strip()
    fact.stated_at, fact.stated_by, fact.version = clock.now(), by, fact.version + 1
