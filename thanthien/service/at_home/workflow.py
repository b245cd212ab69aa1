"""The course of a request for home service: one table, of which check, trigger and pages are made. No Django."""

from __future__ import annotations

from enum import StrEnum

from thanthien.core.matters.steps import StepTable, step


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


_S, _A = Status, Actor
STEPS: StepTable[Status, Actor] = StepTable(
    step("plan", "Hẹn ngày đến nhà", BEFORE_VISIT, _S.PLANNED, _A.UNIT),
    step("visit", "Ghi đã đến nhà", BEFORE_VISIT, _S.VISITED, _A.UNIT),
    step("hand_over", "Ghi đã trả kết quả", [_S.VISITED], _S.DONE, _A.UNIT),
    step("move", "Dời ngày theo ý người dân", OPEN, None, _A.UNIT, _A.CITIZEN),
    step("withdraw", "Rút đề nghị", OPEN, _S.WITHDRAWN, _A.UNIT, _A.CITIZEN, reason=True),
    step("refuse", "Ghi không thuộc đối tượng", OPEN, _S.NOT_ENTITLED, _A.UNIT, reason=True),
    step("correct_visit", "Đính chính ngày đến nhà", [_S.VISITED], None, _A.UNIT, reason=True),
    step("correct_result", "Đính chính ngày trả kết quả", [_S.DONE], None, _A.UNIT, reason=True),
    step("reopen", "Đưa đề nghị trở lại", [_S.WITHDRAWN, _S.NOT_ENTITLED], _S.ASKED, _A.BODY, reason=True),
)


ENDING = frozenset(one.name for one in STEPS.values() if one.target is not None and not one.target.is_open)
