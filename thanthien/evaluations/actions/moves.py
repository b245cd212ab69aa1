"""Moving dossiers along the workflow: lock, check, move, log, tell. Every step of every dossier passes here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from types import MappingProxyType

from django.db import transaction
from django.db.models import Q, QuerySet

from thanthien.accounts.models import User
from thanthien.core import clock
from thanthien.core.acting.errors import Refused
from thanthien.core.db import update_rows
from thanthien.core.prepared import Given, Prepared
from thanthien.evaluations.models import Cycle, Dossier, StepLog
from thanthien.evaluations.modes import roles_of
from thanthien.evaluations.notices import tell_step
from thanthien.evaluations.queries.facts import facts_of
from thanthien.evaluations.step_check import check_step
from thanthien.evaluations.visibility import dossier_filter
from thanthien.evaluations.workflow import STEPS, Facts, Step


def hold_cycle(cycle_id: int) -> Cycle:
    """The cycle, held before its dossiers: two people who record one paper wait for each other. Its key is not locked:
    a computing that holds dossiers refers to it. Raises Refused when there is none."""
    cycle = Cycle.objects.select_for_update(no_key=True).filter(pk=cycle_id).first()
    if cycle is None:
        raise Refused("Không tìm thấy kỳ đánh giá.")
    return cycle


def lock(by: User, ids: Iterable[int]) -> list[Dossier]:
    """The dossiers that the person may open, locked, in one order (no deadlock between two bulk actions).

    Raises Refused when one of them is not there for the person.
    """
    wanted = sorted(set(ids))
    dossiers = [_with_its_set(row) for row in _locking(by).filter(pk__in=wanted).order_by("pk")]
    if len(dossiers) != len(wanted):
        raise Refused("Không tìm thấy hồ sơ.")
    return dossiers


def lock_all(ids: Iterable[int]) -> list[Dossier]:
    """The same for what follows from an act elsewhere, by whoever may take that."""
    return [_with_its_set(row) for row in _locked_where(Q()).filter(pk__in=list(ids)).order_by("pk")]


def _locking(by: User) -> QuerySet[Dossier]:
    return _locked_where(dossier_filter(by))


def _locked_where(seen: Q) -> QuerySet[Dossier]:
    rows = Dossier.objects.filter(seen).select_related("cycle__criteria_set__scheme", "unit")
    return rows.select_for_update(of=("self",))


_OF_ANSWER = Prepared(lambda seen: _locked_where(seen).filter(answers=Given("answer")))
_AT = Prepared(lambda seen: _locked_where(seen).filter(cycle=Given("cycle"), unit__code=Given("unit")))


def lock_of_answer(by: User, answer_id: int) -> Dossier:
    """The dossier of one answer, locked (see :func:`lock`)."""
    dossier = _OF_ANSWER.first(dossier_filter(by), answer=answer_id)
    if dossier is None:
        raise Refused("Không tìm thấy tiêu chí.")
    return _with_its_set(dossier)


def lock_at(by: User, cycle_id: int, unit_code: str) -> Dossier:
    """The dossier of a unit in a cycle, locked (see :func:`lock`)."""
    dossier = _AT.first(dossier_filter(by), cycle=cycle_id, unit=unit_code)
    if dossier is None:
        raise Refused("Không tìm thấy hồ sơ.")
    return _with_its_set(dossier)


def _with_its_set(dossier: Dossier) -> Dossier:
    """A lock that waited for a change of the set tells the dossier as it is now, and its cycle as it was before: then
    the cycle is read again."""
    if dossier.set_turn != dossier.cycle.set_turn:
        dossier.cycle = Cycle.objects.select_related("criteria_set__scheme").get(pk=dossier.cycle_id)
    return dossier


def lock_one(by: User, dossier_id: int) -> Dossier:
    """One dossier, locked (see :func:`lock`)."""
    return lock(by, [dossier_id])[0]


def lock_with_cycle(by: User, dossier_id: int) -> Dossier:
    """The same, with its cycle held before it: for what records a document that may be about other units, too."""
    cycle_id = Dossier.objects.filter(pk=dossier_id).values_list("cycle_id", flat=True).first()
    if cycle_id is None:
        raise Refused("Không tìm thấy hồ sơ.")
    hold_cycle(cycle_id)
    return lock_one(by, dossier_id)


def check(dossiers: Sequence[Dossier], step: str, *, by: User, reason: str = "") -> dict[int, list[str]]:
    """Why the step can't be taken, by dossier id; dossiers without obstacle are absent."""
    answers = {}
    for dossier_id, facts in _facts(dossiers, by).items():
        problems = check_step(step, facts, reason=reason)
        if problems:
            answers[dossier_id] = problems
    return answers


def _facts(dossiers: Sequence[Dossier], by: User) -> dict[int, Facts]:
    by_cycle: dict[int, list[Dossier]] = {}
    for dossier in dossiers:
        by_cycle.setdefault(dossier.cycle_id, []).append(dossier)
    return {pk: facts for group in by_cycle.values() for pk, facts in facts_of(group, by).items()}


@transaction.atomic
def move(
    dossiers: Sequence[Dossier],
    step: str,
    *,
    by: User,
    reason: str = "",
    set: Mapping[str, object] = MappingProxyType({}),  # noqa: A002 - as in SQL: move … set field = value
) -> None:
    """Take one step with locked dossiers, all or none.

    ``set``: values of further fields, stored with the status; what depends on the dossier is a function of it. They
    are set before the check, so that they count as facts.

    Raises Refused with the sentences of the check, each with its unit's name when there are several.
    """
    for dossier in dossiers:
        for field, value in set.items():
            setattr(dossier, field, value(dossier) if callable(value) else value)
    facts = _facts(dossiers, by)
    problems = {pk: told for pk, fact in facts.items() if (told := check_step(step, fact, reason=reason))}
    if problems:
        raise Refused(_sentences(dossiers, problems))
    now = clock.now()
    StepLog.objects.bulk_create(_log(dossier, STEPS[step], facts[dossier.pk], by, now, reason) for dossier in dossiers)
    for dossier in dossiers:
        if dossier.status != STEPS[step].target:  # a step that stays, stays since when it came
            dossier.status, dossier.status_since = STEPS[step].target, now
        dossier.version += 1
    update_rows(dossiers, ["status", "status_since", "version", *set])
    tell_step(dossiers, step, by=by)


def log_of(dossiers: Iterable[Dossier], step: str, *, by: User, reason: str) -> list[StepLog]:
    """Entries, not stored yet, of a step that leaves these dossiers where they are."""
    role, now = min({hat.role for hat in by.hats} & STEPS[step].roles), clock.now()
    return [
        StepLog(
            dossier=dossier, step=step, from_status=dossier.status, to_status=dossier.status, by=by, role=role, at=now,
            reason=reason.strip(),
        )
        for dossier in dossiers
    ]  # fmt: skip


def _sentences(dossiers: Sequence[Dossier], problems: dict[int, list[str]]) -> list[str]:
    if len(dossiers) == 1:
        return problems[dossiers[0].pk]
    return [f"{d.unit.name}: {' '.join(problems[d.pk])}" for d in dossiers if d.pk in problems]


def _log(dossier: Dossier, step: Step, facts: Facts, by: User, at: datetime, reason: str) -> StepLog:
    """What the step did, of a dossier that still stands where it came from."""
    return StepLog(
        dossier=dossier, step=step.name, from_status=dossier.status, to_status=step.target,
        by=by, role=min(facts.roles & roles_of(step, facts.council_mode)), at=at, reason=reason.strip(),
    )  # fmt: skip
