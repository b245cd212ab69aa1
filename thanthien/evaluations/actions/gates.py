"""Stating gates: does the condition that bars or caps recognition hold? Each hit has its own ground."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db import transaction

from thanthien.accounts.models import User
from thanthien.accounts.positions import body_codes
from thanthien.core import clock
from thanthien.core.acting.errors import Invalid, Refused
from thanthien.core.acting.seen import refuse_other
from thanthien.core.audit import acting
from thanthien.core.db import update_rows
from thanthien.core.formats import date_vn
from thanthien.criteria.gate_rules import Gate, MeasureSource
from thanthien.evaluations.actions.early import refuse_early
from thanthien.evaluations.actions.fairness import refuse_conflicted
from thanthien.evaluations.actions.moves import lock
from thanthien.evaluations.actions.printed import number_and_day_problems
from thanthien.evaluations.actions.refreshing import refresh_totals
from thanthien.evaluations.gate_days import heads_until, stated_from
from thanthien.evaluations.head_files import file_holders
from thanthien.evaluations.heads import ANSWERS, NONE, VACANT, FileDocument, HeadsWord, Term, holds, statement
from thanthien.evaluations.models import Cycle, Dossier, GateFact
from thanthien.evaluations.permissions import can_conclude
from thanthien.evaluations.queries.gate_figures import words_of_figures
from thanthien.evaluations.queries.heads import terms_of_year, unknown_heads
from thanthien.evaluations.states import GATES_OPEN
from thanthien.evaluations.workflow import STEPS, Deed

FACT_FIELDS = ["holds", "note", "heads", "corrected", "stated_at", "stated_by", "version"]
NOT_STATED = "Trường hợp này chưa được xác nhận hoặc vừa được xác nhận lại. Vui lòng tải lại trang."


@dataclass(frozen=True, slots=True)
class GateWord:
    """Whether the condition occurred in one dossier (None: not known), and the ground when it did. ``heads``: of a
    gate that asks of each head, what was said of whom; ``holds`` then follows from it."""

    holds: bool | None
    note: str = ""
    heads: HeadsWord | None = None


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
    return _state(by, lock(by, words), key, words)


@transaction.atomic
def correct_gate(*, by: User, dossier_id: int, key: str, word: GateWord, reason: str, version: int) -> None:
    """Put right what was stated of a gate, in one act: the former word stands until the right one takes its place.
    ``version``: of the statement that the person saw.

    Raises Invalid for a missing reason and as :func:`state_gates`; Refused; Stale when it was stated anew meanwhile.
    """
    [dossier] = lock(by, [dossier_id])
    fact = GateFact.objects.select_for_update().filter(dossier=dossier, key=key).first()
    if fact is None or fact.holds is None or word.holds is None:
        raise Refused(NOT_STATED)
    refuse_other(fact, seen=version, now=fact.version)
    if not reason.strip():
        raise Invalid({"reason": "Cần ghi lý do sửa."})
    with acting(by, action="correct_gate"):
        _state(by, [dossier], key, {dossier.pk: word}, corrected=reason.strip())


def _state(
    by: User, dossiers: Sequence[Dossier], key: str, words: Mapping[int, GateWord], *, corrected: str = ""
) -> int:
    refuse_conflicted(by, dossiers)
    for dossier in dossiers:
        _permit(by, dossier, key)
    refuse_early([dossier for dossier in dossiers if dossier.status in STEPS["accept"].sources], Deed.STATE_GATES)
    _refuse_before_its_day(dossiers, key)
    _refuse_told_by_figures(dossiers, key)
    statements = _statements(dossiers, key, words)
    _refuse_of_nobody(words)
    words = {pk: _following(word, statements.get(pk)) for pk, word in words.items()}
    silent = {dossier.pk for dossier in dossiers if _gate(dossier.cycle, key).body in dossier.silent_bodies}
    unsaid = [str(pk) for pk, word in words.items() if pk in silent and word.holds is False and not word.note.strip()]
    if unsaid:
        raise Invalid(dict.fromkeys(unsaid, "Cơ quan được hỏi không có ý kiến: cần ghi căn cứ."))
    bare = [str(pk) for pk, word in words.items() if word.holds and not word.note.strip()]
    if bare:
        raise Invalid(dict.fromkeys(bare, "Cần ghi căn cứ khi xác nhận có xảy ra."))
    facts = list(GateFact.objects.filter(dossier__in=dossiers, key=key).select_for_update().order_by("pk"))
    for fact in facts:
        _write(by, fact, words[fact.dossier_id], statements.get(fact.dossier_id), corrected)
    update_rows(facts, FACT_FIELDS)
    refresh_totals(dossiers)
    return len(facts)


def _permit(by: User, dossier: Dossier, key: str) -> None:
    if dossier.status not in GATES_OPEN:
        raise Refused(f"Hồ sơ {dossier.unit.name} đang ở trạng thái “{dossier.label}”.")
    if not may_state_gate(by, dossier, key):
        raise Refused("Trường hợp này do cơ quan khác xác nhận.")


def _refuse_before_its_day(dossiers: Sequence[Dossier], key: str) -> None:
    """What a gate asks may still happen up to the day that the set names."""
    if dossiers and (told := too_soon(_gate(dossiers[0].cycle, key), dossiers[0].cycle)):
        raise Refused(told)


def too_soon(gate: Gate, cycle: Cycle) -> str:
    """Why nobody states the gate yet; empty when its day has come."""
    day = stated_from(gate, cycle)
    if day is None or day <= clock.today():
        return ""
    return f"Trường hợp này tính đến hết ngày {date_vn(day)}: xác nhận được từ ngày đó."


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
    """May the person state this gate, where a word is asked for? The body that the set names; whoever concludes where
    the set names none, where that body said nothing, and where figures that should have told can't, so that no dossier
    stands still."""
    gate = next((gate for gate in dossier.compiled.gates if gate.key == key), None)
    if gate is None:
        return False
    silent = gate.body in dossier.silent_bodies
    if not silent and gate.body in body_codes(by):
        return True
    left = not gate.body or isinstance(gate.source, MeasureSource) or silent
    return left and can_conclude(by, dossier.cycle)


def _statements(dossiers: Sequence[Dossier], key: str, words: Mapping[int, GateWord]) -> dict[int, dict[str, Any]]:
    """What is said of the heads of each unit, for a gate that asks of them. Raises Refused where the platform doesn't
    know who headed a unit, or knows others by now; Invalid for the document."""
    gate = _gate(dossiers[0].cycle, key) if dossiers else None
    if gate is None or not gate.of_heads:
        return {}
    said = {dossier: words[dossier.pk].heads for dossier in dossiers if words[dossier.pk].holds is not None}
    terms = terms_of_year(dossiers[0].cycle, gate, [dossier.unit for dossier in said])
    found, problems = {}, []
    for dossier, word in said.items():
        own = terms[dossier.unit_id]
        if problem := unknown_heads(dossier.cycle, gate, own) or _problem_of_heads(own, word):
            problems.append(f"{dossier.unit.name}: {problem}")
        elif word is not None:
            _check_document(word.document, heads_until(gate, dossier.cycle))
            found[dossier.pk] = statement(own, word)
    if problems:
        raise Refused(problems)
    return found


def _problem_of_heads(terms: Sequence[Term], word: HeadsWord | None) -> str:
    """Why nothing can be said of these heads; empty when it can."""
    if word is None:
        return "cần xác nhận riêng từng người đứng đầu."
    asked = [(one.key, one.vacant) for one in word.terms] == [(one.key, one.vacant) for one in terms]
    if not asked or len(word.answers) != len(terms) or not all(map(_answers, word.answers, terms)):
        return "danh sách người đứng đầu vừa thay đổi; cần xem lại."
    return ""


def _refuse_of_nobody(words: Mapping[int, GateWord]) -> None:
    """That somebody was hit, and of each that they weren't, is no word."""
    said = {pk: word.heads.answers for pk, word in words.items() if word.holds and word.heads}
    if bare := [str(pk) for pk, answers in said.items() if set(answers) <= {NONE, VACANT}]:
        raise Invalid(dict.fromkeys(bare, "Đã ghi là có nhưng mọi người đứng đầu đều “Không”: cần xem lại."))


def _answers(answer: str, term: Term) -> bool:
    return answer == VACANT if term.vacant else answer in ANSWERS


def _check_document(document: FileDocument, until: date | None) -> None:
    errors = number_and_day_problems(document.number, document.signed_on)
    if until and document.signed_on < until:
        errors["signed_on"] = f"Văn bản phải ký từ ngày {date_vn(until)}, ngày cuối mà trường hợp này tính đến."
    if document.issuer not in file_holders():
        errors["issuer"] = f"Cần văn bản của cơ quan lưu hồ sơ kỷ luật: {', '.join(file_holders())}."
    if errors:
        raise Invalid(errors)


def _following(word: GateWord, said: Mapping[str, Any] | None) -> GateWord:
    """Of heads, whether the gate holds is what was said of them."""
    return word if said is None else replace(word, holds=holds(said))


def _write(by: User, fact: GateFact, word: GateWord, said: dict[str, Any] | None, corrected: str) -> None:
    fact.holds, fact.note, fact.heads, fact.corrected = word.holds, word.note.strip(), said, corrected
    fact.stated_at, fact.stated_by, fact.version = clock.now(), by, fact.version + 1
