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
from thanthien.evaluations.models import Dossier, StepLog
from thanthien.evaluations.notices import tell_step
from thanthien.evaluations.queries.facts import facts_of
from thanthien.evaluations.step_check import check_step
from thanthien.evaluations.visibility import dossier_filter
from thanthien.evaluations.workflow import STEPS, Facts, Step


def lock(by: User, ids: Iterable[int]) -> list[Dossier]:
    """The dossiers that the person may open, locked, in one order (no deadlock between two bulk actions).

    Raises Refused when one of them is not there for the person.
    """
    wanted = sorted(set(ids))
    dossiers = list(_locking(by).filter(pk__in=wanted).order_by("pk"))
    if len(dossiers) != len(wanted):
        raise Refused("Không tìm thấy hồ sơ.")
    return dossiers


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
    return dossier


def lock_at(by: User, cycle_id: int, unit_code: str) -> Dossier:
    """The dossier of a unit in a cycle, locked (see :func:`lock`)."""
    dossier = _AT.first(dossier_filter(by), cycle=cycle_id, unit=unit_code)
    if dossier is None:
        raise Refused("Không tìm thấy hồ sơ.")
    return dossier


def lock_one(by: User, dossier_id: int) -> Dossier:
    """One dossier, locked (see :func:`lock`)."""
    return lock(by, [dossier_id])[0]


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


def _sentences(dossiers: Sequence[Dossier], problems: dict[int, list[str]]) -> list[str]:
    if len(dossiers) == 1:
        return problems[dossiers[0].pk]
    return [f"{d.unit.name}: {' '.join(problems[d.pk])}" for d in dossiers if d.pk in problems]


def _log(dossier: Dossier, step: Step, facts: Facts, by: User, at: datetime, reason: str) -> StepLog:
    """What the step did, of a dossier that still stands where it came from."""
    return StepLog(
        dossier=dossier, step=step.name, from_status=dossier.status, to_status=step.target,
        by=by, role=min(facts.roles & step.roles), at=at, reason=reason.strip(),
    )  # fmt: skip
