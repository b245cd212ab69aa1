"""The course of a request about one's own data: one table of steps. Pure; no Django."""

from __future__ import annotations

from enum import StrEnum

from thanthien.core.matters.steps import StepTable, step


class Status(StrEnum):
    """Where a request stands."""

    RECEIVED = "received"
    TOLD = "told"
    ANSWERED = "answered"

    @property
    def label(self) -> str:
        """On screen."""
        return STATUS_LABELS[self]


class Actor(StrEnum):
    """Who takes a step."""

    OFFICER = "officer"


STATUS_LABELS = {
    Status.RECEIVED: "Mới nhận",
    Status.TOLD: "Đã báo đã nhận",
    Status.ANSWERED: "Đã có kết quả",
}
OPEN = frozenset({Status.RECEIVED, Status.TOLD})
TELL, EXTEND, ANSWER, REOPEN = "bao-da-nhan", "gia-han", "ket-qua", "mo-lai"
STEPS: StepTable[Status, Actor] = StepTable(
    step(TELL, "Báo đã nhận", [Status.RECEIVED], Status.TOLD, Actor.OFFICER),
    step(ANSWER, "Ghi kết quả", OPEN, Status.ANSWERED, Actor.OFFICER),
    step(EXTEND, "Gia hạn", OPEN, None, Actor.OFFICER, reason=True),
    step(REOPEN, "Mở lại", [Status.ANSWERED], Status.TOLD, Actor.OFFICER, reason=True),
)
