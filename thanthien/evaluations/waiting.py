"""What of the procedure waits for a person: steps onward that they can take, and obstacles that they can clear.

All of it is read off :data:`~thanthien.evaluations.workflow.STEPS`; there is no second list of things to do.
Pure rules.
"""

from __future__ import annotations

from collections.abc import Container, Iterable
from dataclasses import dataclass

from thanthien.accounts.positions import FRONT, PARTY
from thanthien.accounts.roles import Role
from thanthien.evaluations import workflow
from thanthien.evaluations.modes import concluders, roles_of
from thanthien.evaluations.step_check import too_early, too_late
from thanthien.evaluations.workflow import STEPS, Facts, Requirement, Status, Step

# A step that asks for a reason leads back or aside and waits for nobody, unless it has days of its own that end.
ONWARD = tuple(step for step in STEPS.values() if not step.needs_reason or step.closes)

# A cycle that is run otherwise has no such step.
_SWITCHES = frozenset({workflow.no_approval, workflow.approval, workflow.review_open})

# Obstacles that people clear on the dossier's own pages, and who they are. What is missing here goes by the calendar,
# or by another office's decision. Sheets and gates are those of single bodies: see ``evaluations.work``.
_SCORERS = STEPS["start"].roles
CLEARED_BY: dict[Requirement, frozenset[Role]] = {
    workflow.target_chosen: STEPS["register"].roles,
    workflow.opinions_answered: _SCORERS,
    workflow.meeting_held: _SCORERS,
    workflow.bodies_heard: PARTY | FRONT,
    workflow.returns_answered: _SCORERS,
}
# What whoever concludes clears.
CLEARED_BY_COUNCIL: frozenset[Requirement] = frozenset(
    {workflow.all_concluded, workflow.reviews_answered, workflow.return_answered}
)


@dataclass(frozen=True, slots=True)
class Waiting:
    """A step to take; or, with ``obstacle``, what to clear before somebody can take it, in the words ``told``."""

    step: Step
    obstacle: Requirement | None = None
    told: tuple[str, ...] = ()


def clearable(roles: frozenset[Role], mode: str) -> frozenset[Requirement]:
    """The obstacles that people in these roles may clear, in a cycle whose council concludes in this mode."""
    own = frozenset(requirement for requirement, who in CLEARED_BY.items() if who & roles)
    return own | CLEARED_BY_COUNCIL if concluders(mode) & roles else own


def waiting_for(facts: Facts, clears: Container[Requirement]) -> list[Waiting]:
    """What of one dossier waits for the person whose ``facts`` these are and who can clear the obstacles ``clears``:
    steps that nothing keeps them from, and of anybody's steps the obstacles that they can clear.

    A step before the first day of its phase, or past its deadline, waits for nobody.
    """
    found: list[Waiting] = []
    for step in ONWARD:
        if facts.status not in step.sources or too_early(step, facts) or too_late(step, facts):
            continue
        obstacles = {require: told for require in step.requires if (told := tuple(require(facts)))}
        if _SWITCHES & set(obstacles):
            continue
        if not obstacles and facts.roles & roles_of(step, facts.council_mode):
            found.append(Waiting(step))
        found += [Waiting(step, require, told) for require, told in obstacles.items() if require in clears]
    return found


def statuses_of(roles: frozenset[Role], modes: Iterable[str]) -> frozenset[Status]:
    """The states in which anything of a dossier can wait for people in these roles, in cycles of these modes."""
    steps = (
        step
        for mode in modes
        for step in ONWARD
        if roles_of(step, mode) & roles or clearable(roles, mode) & set(step.requires)
    )
    return frozenset().union(*(step.sources for step in steps))
