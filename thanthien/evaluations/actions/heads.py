"""Entering who headed a unit, from when to when; what was stated of its heads is asked again where they are others."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import Q

from thanthien.accounts.models import User
from thanthien.core.acting.errors import Refused
from thanthien.core.acting.seen import Values, refuse_unseen, values_of
from thanthien.core.audit import acting
from thanthien.core.db import update_rows
from thanthien.evaluations.actions.gates import FACT_FIELDS
from thanthien.evaluations.actions.moves import lock_all
from thanthien.evaluations.actions.refreshing import refresh_totals
from thanthien.evaluations.models import Dossier, GateFact
from thanthien.evaluations.permissions import keeps_every_head, keeps_heads
from thanthien.evaluations.queries.heads import stated_otherwise
from thanthien.evaluations.states import COMPUTED, GATES_OPEN, WITH_COMMUNE
from thanthien.units.head_terms import HeadTerm
from thanthien.units.heads import heads_of, store_term, write_terms
from thanthien.units.models import Unit

TERM_FIELDS = ("post", "full_name", "from_on", "to_on", "vacant_by")


@dataclass(frozen=True, slots=True)
class HeadTermText:
    """A term of office as entered: post (``heads.POSTS``), name, first and last day (None: still in office);
    of a post that nobody held, the document that says so instead of a name."""

    post: str
    full_name: str
    from_on: date
    to_on: date | None
    vacant_by: str = ""


@transaction.atomic
def enter_head(*, by: User, unit: Unit, typed: HeadTermText) -> HeadTerm:
    """Enter a term of office of a unit's head. Raises Refused or Invalid."""
    undecided = _held([unit])
    _permit(by, unit)
    with acting(by, action="enter_head"):
        return _store(HeadTerm(unit=unit), typed, undecided)


@transaction.atomic
def correct_head(*, by: User, unit: Unit, term_id: int, typed: HeadTermText, seen: Values) -> HeadTerm:
    """Correct a term that was entered, as it was ``seen``. Raises Refused, Invalid or Stale."""
    undecided = _held([unit])
    _permit(by, unit)
    term = _seen_term(unit, term_id, seen)
    with acting(by, action="correct_head"):
        return _store(term, typed, undecided)


@transaction.atomic
def import_heads(*, by: User, lines: Mapping[Unit, Sequence[HeadTermText]]) -> int:
    """Enter terms of office of many units at once, all or none; a line of the post and first day of a term that is
    there corrects it, other terms stay. How many were entered or corrected. Raises Refused or Invalid."""
    if not keeps_every_head(by):
        raise Refused("Chỉ cơ quan thường trực nhập người đứng đầu của nhiều đơn vị.")
    undecided = _held(lines)
    with acting(by, action="import_heads"):
        written = write_terms(planned(lines))
        _ask_again(undecided)
    return written


def planned(lines: Mapping[Unit, Sequence[HeadTermText]]) -> list[HeadTerm]:
    """The terms of these units as lines would leave them, those that no line names included: each of them new, changed
    or as it is. Nothing is written. One statement."""
    stored = heads_of([unit.pk for unit in lines])
    found: list[HeadTerm] = []
    for unit, typed in lines.items():
        known = {(one.post, one.from_on): one for one in stored.get(unit.pk, ())}
        for line in typed:
            term = known.setdefault((line.post, line.from_on), HeadTerm(unit=unit))
            for name in TERM_FIELDS:
                setattr(term, name, getattr(line, name))
        found += known.values()
    return found


@transaction.atomic
def remove_head(*, by: User, unit: Unit, term_id: int, seen: Values) -> None:
    """Take away a term that was entered by mistake, as it was ``seen``; the history of changes keeps it. Raises
    Refused or Stale."""
    undecided = _held([unit])
    _permit(by, unit)
    term = _seen_term(unit, term_id, seen)
    with acting(by, action="remove_head"):
        term.delete()
        _ask_again(undecided)


def _store(term: HeadTerm, typed: HeadTermText, undecided: list[Dossier]) -> HeadTerm:
    for name in TERM_FIELDS:
        setattr(term, name, getattr(typed, name))
    store_term(term)
    _ask_again(undecided)
    return term


def _seen_term(unit: Unit, term_id: int, seen: Values) -> HeadTerm:
    term = HeadTerm.objects.filter(unit=unit, pk=term_id).first()
    if term is None:
        raise Refused("Không tìm thấy nhiệm kỳ này.")
    refuse_unseen(values_of(term, TERM_FIELDS), seen)
    return term


def _permit(by: User, unit: Unit) -> None:
    """The unit enters its heads until something was stated of them; from then on the standing office alone, so that no
    unit holds up what was said."""
    if not keeps_heads(by, unit):
        raise Refused("Chỉ cơ quan thường trực và công chức đầu mối của đơn vị ghi người đứng đầu.")
    stated = GateFact.objects.filter(dossier__unit=unit, dossier__status__in=COMPUTED, heads__isnull=False)
    if not keeps_every_head(by) and stated.exists():
        raise Refused("Cơ quan được giao đã xác nhận về người đứng đầu; cần sửa thì đề nghị cơ quan thường trực sửa.")


def _held(units: Collection[Unit]) -> list[Dossier]:
    """The units, held before their terms are read, and their dossiers without a decision whose gates may be stated, or
    were, locked."""
    list(Unit.objects.select_for_update(no_key=True).filter(pk__in=[unit.pk for unit in units]).order_by("pk"))
    open_or_stated = Q(status__in=GATES_OPEN) | Q(gate_facts__heads__isnull=False)
    rows = Dossier.objects.filter(open_or_stated, unit__in=units, status__in=COMPUTED)
    return lock_all(set(rows.values_list("pk", flat=True)))


def _ask_again(dossiers: Sequence[Dossier]) -> None:
    """What was stated of other terms says nothing of these: the gate is open again. Raises Refused where the council
    has concluded by it. As many statements for many units as for one."""
    rows = {row.pk: row for row in dossiers}
    stated = GateFact.objects.filter(dossier__in=rows, heads__isnull=False)
    facts = list(stated.select_for_update().order_by("pk"))
    for fact in facts:
        fact.dossier = rows[fact.dossier_id]
    changed = stated_otherwise(facts, heads_of({row.unit_id for row in dossiers}))
    if told := concluded_by(changed):
        raise Refused(told)
    for fact in changed:
        fact.holds, fact.heads, fact.stated_at, fact.stated_by = None, None, None, None
        fact.note, fact.corrected = "", ""
        fact.version += 1
    if changed:
        update_rows(changed, FACT_FIELDS)
        refresh_totals([rows[pk] for pk in sorted({fact.dossier_id for fact in changed})])


def concluded_by(facts: Iterable[GateFact]) -> list[str]:
    """Sentences on those by which the council has concluded: they are not changed under it."""
    held = {fact.dossier_id: fact.dossier for fact in facts if fact.dossier.status not in GATES_OPEN | WITH_COMMUNE}
    return [
        f"{row.unit.name}, {row.cycle.title}: hồ sơ đang ở trạng thái “{row.label}”, kết luận dựa trên danh sách này; "
        "cần mở lại kết luận trước khi sửa."
        for row in held.values()
    ]
