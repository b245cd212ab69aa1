"""The course of a request for home service: one table, of which check, trigger and pages are made. No Django."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum


class Status(StrEnum):
    """Where a request stands; the value is stored."""

    ASKED = "asked"
    PLANNED = "planned"
    VISITED = "visited"
    DONE = "done"
    WITHDRAWN = "withdrawn"
    NOT_ENTITLED = "not_entitled"

    @property
    def label(self) -> str:
        """The state in words."""
        return STATUS_LABELS[self]

    @property
    def is_open(self) -> bool:
        """Whether something is still to be done."""
        return self in OPEN


STATUS_LABELS = {
    Status.ASKED: "chờ hẹn ngày",
    Status.PLANNED: "đã hẹn ngày đến",
    Status.VISITED: "đã đến nhà, chờ trả kết quả",
    Status.DONE: "đã trả kết quả",
    Status.WITHDRAWN: "người dân rút",
    Status.NOT_ENTITLED: "không thuộc đối tượng",
}
OPEN = frozenset({Status.ASKED, Status.PLANNED, Status.VISITED})
BEFORE_VISIT = OPEN - {Status.VISITED}


class Actor(StrEnum):
    """Who takes a step; the value is stored."""

    UNIT = "unit"
    CITIZEN = "citizen"
    BODY = "body"

    @property
    def label(self) -> str:
        """The actor in words."""
        return ACTOR_LABELS[self]


ACTOR_LABELS = {Actor.UNIT: "đơn vị", Actor.CITIZEN: "người dân", Actor.BODY: "cơ quan thẩm định"}


@dataclass(frozen=True, slots=True)
class Step:
    """One legal move. ``target`` None: the state stays. ``needs_reason``: it is taken with one."""

    name: str
    label: str
    sources: frozenset[Status]
    target: Status | None
    actors: frozenset[Actor]
    needs_reason: bool = False


def _step(
    name: str, label: str, sources: Iterable[Status], target: Status | None, *actors: Actor, reason: bool = False
) -> Step:
    return Step(name, label, frozenset(sources), target, frozenset(actors), reason)


_S, _A = Status, Actor
STEPS: dict[str, Step] = {
    step.name: step
    for step in (
        _step("plan", "Hẹn ngày đến nhà", BEFORE_VISIT, _S.PLANNED, _A.UNIT),
        _step("visit", "Ghi đã đến nhà", BEFORE_VISIT, _S.VISITED, _A.UNIT),
        _step("hand_over", "Ghi đã trả kết quả", [_S.VISITED], _S.DONE, _A.UNIT),
        _step("move", "Dời ngày theo ý người dân", OPEN, None, _A.UNIT, _A.CITIZEN),
        _step("withdraw", "Rút đề nghị", OPEN, _S.WITHDRAWN, _A.UNIT, _A.CITIZEN, reason=True),
        _step("refuse", "Ghi không thuộc đối tượng", OPEN, _S.NOT_ENTITLED, _A.UNIT, reason=True),
        _step("correct_visit", "Đính chính ngày đến nhà", [_S.VISITED], None, _A.UNIT, reason=True),
        _step("correct_result", "Đính chính ngày trả kết quả", [_S.DONE], None, _A.UNIT, reason=True),
        _step("reopen", "Đưa đề nghị trở lại", [_S.WITHDRAWN, _S.NOT_ENTITLED], _S.ASKED, _A.BODY, reason=True),
    )
}


ENDING = frozenset(step.name for step in STEPS.values() if step.target is not None and not step.target.is_open)


def steps_from(status: Status, actor: Actor) -> list[Step]:
    """What an actor may do with a request in this state, in the order of the table."""
    return [step for step in STEPS.values() if status in step.sources and actor in step.actors]


def may_take(name: str, status: Status, actor: Actor) -> bool:
    """Whether a step may be taken now."""
    step = STEPS[name]
    return status in step.sources and actor in step.actors


def pairs() -> Iterator[tuple[str, str]]:
    """Every change of state that some step makes, once, sorted: for the trigger."""
    yield from sorted(
        {
            (str(source), str(step.target))
            for step in STEPS.values()
            for source in step.sources
            if step.target not in (None, source)
        }
    )
