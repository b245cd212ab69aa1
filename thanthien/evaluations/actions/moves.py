"""Moving dossiers along the workflow: lock, check, move, log. Every step of every dossier passes here."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from django.db import transaction
from django.db.models import QuerySet

from thanthien.accounts.models import User
from thanthien.core import clock
from thanthien.core.acting.errors import Refused
from thanthien.evaluations.models import Dossier, StepLog
from thanthien.evaluations.queries.facts import facts_of
from thanthien.evaluations.workflow import STEPS, Facts, Status, check_step

_LOAD = ("cycle__criteria_set__scheme", "unit")


def lock(by: User, ids: Iterable[int]) -> list[Dossier]:
    """The dossiers that the person may open, locked, in one order (no deadlock between two bulk actions).

    Raises Refused when one of them is not there for the person.
    """
    wanted = sorted(set(ids))
    found = list(_locking(by, *_LOAD).filter(pk__in=wanted).order_by("pk"))
    if len(found) != len(wanted):
        raise Refused("Không tìm thấy hồ sơ.")
    return found


def _locking(by: User, *load: str) -> QuerySet[Dossier]:
    rows = Dossier.objects.visible_to(by).select_related(*load)
    return rows.select_for_update(of=("self",))


def lock_of_answer(by: User, answer_id: int) -> Dossier:
    """The dossier of one answer, locked (see :func:`lock`)."""
    found = _locking(by, "cycle__criteria_set", "unit").filter(answers=answer_id).first()
    if found is None:
        raise Refused("Không tìm thấy tiêu chí.")
    return found


def lock_at(by: User, cycle_id: int, unit_code: str) -> Dossier:
    """The dossier of a unit in a cycle, locked (see :func:`lock`)."""
    rows = _locking(by, "cycle__criteria_set", "unit").filter(cycle=cycle_id, unit__code=unit_code)
    found = rows.first()
    if found is None:
        raise Refused("Không tìm thấy hồ sơ.")
    return found


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


def _nothing(dossier: Dossier) -> None:
    """A step that changes nothing but the status."""


@transaction.atomic
def move(
    dossiers: Sequence[Dossier],
    step: str,
    *,
    by: User,
    reason: str = "",
    fields: Sequence[str] = (),
    change: Callable[[Dossier], None] = _nothing,
) -> None:
    """Take one step with locked dossiers, all or none. ``change`` sets further ``fields`` that are stored
    with the status; it runs before the check, so that what it sets counts as a fact.

    Raises Refused with the sentences of the check, each with its unit's name when there are several.
    """
    for dossier in dossiers:
        change(dossier)
    facts = _facts(dossiers, by)
    problems = {pk: told for pk, fact in facts.items() if (told := check_step(step, fact, reason=reason))}
    if problems:
        raise Refused(_sentences(dossiers, problems))
    _store(dossiers, step, by, reason.strip(), list(fields), facts)


def _sentences(dossiers: Sequence[Dossier], problems: dict[int, list[str]]) -> list[str]:
    if len(dossiers) == 1:
        return problems[dossiers[0].pk]
    return [f"{d.unit.name}: {' '.join(problems[d.pk])}" for d in dossiers if d.pk in problems]


def _store(
    dossiers: Sequence[Dossier],
    step: str,
    by: User,
    reason: str,
    fields: list[str],
    facts: dict[int, Facts],
) -> None:
    row, now, logs = STEPS[step], clock.now(), []
    for dossier in dossiers:
        role = min(facts[dossier.pk].roles & row.roles)
        logs.append(
            StepLog(
                dossier=dossier, step=step, from_status=dossier.status, to_status=row.target,
                by=by, role=role, at=now, reason=reason,
            )
        )  # fmt: skip
        if dossier.status != row.target:  # a step that stays, stays since when it came
            dossier.status, dossier.status_since = Status(row.target), now
        dossier.version += 1
    Dossier.objects.bulk_update(dossiers, ["status", "status_since", "version", *fields])
    StepLog.objects.bulk_create(logs)
