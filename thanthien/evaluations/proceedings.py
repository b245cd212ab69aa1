"""The proceedings before a recognition is lowered or revoked: one table of steps, and their check.

The unit is told first (a paper with number and day), explains itself within working days, or says nothing; the
standing office concludes; then the city decides, or nothing is changed. The dossier stays where it is meanwhile: its
result holds until the decision. The database trigger (``pairs()``) is made from this table.

Legal source: none that names the steps. The decision (mục V.2) leaves the procedure to the standing office; that a unit
is heard before it loses a recognition, and on no worse than it was told, is the rule of the house (a switch of the
cycle).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from thanthien.accounts.positions import COMMUNE_LEADS, OFFICE
from thanthien.accounts.roles import Role


class ProceedingStatus(StrEnum):
    """Where proceedings stand."""

    NOTIFIED = "notified"
    EXPLAINED = "explained"
    SILENT = "silent"
    CONCLUDED = "concluded"
    DROPPED = "dropped"
    DECIDED = "decided"


PROCEEDING_LABELS: dict[ProceedingStatus, str] = {
    ProceedingStatus.NOTIFIED: "Chờ đơn vị giải trình",
    ProceedingStatus.EXPLAINED: "Đơn vị đã giải trình",
    ProceedingStatus.SILENT: "Đơn vị không giải trình trong hạn",
    ProceedingStatus.CONCLUDED: "Đã kết luận, chờ quyết định",
    ProceedingStatus.DROPPED: "Kết thúc: không hạ, không thu hồi",
    ProceedingStatus.DECIDED: "Đã có quyết định",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ProceedingFacts:
    """What a check needs to know of one proceeding. ``due_on``: the last day of the explanation; ``roles``: of the
    person towards the unit, none where nobody acts (the calendar does)."""

    status: ProceedingStatus
    today: date
    due_on: date
    roles: frozenset[Role]


ProceedingRequirement = Callable[[ProceedingFacts], Iterable[str]]


@dataclass(frozen=True, slots=True)
class ProceedingStep:
    """One legal move. Without roles it is the calendar's."""

    name: str
    label: str
    sources: frozenset[ProceedingStatus]
    target: ProceedingStatus
    roles: frozenset[Role]
    needs_reason: bool = False
    requires: tuple[ProceedingRequirement, ...] = ()


def in_time(facts: ProceedingFacts) -> Iterable[str]:
    """The unit explains itself within its days."""
    if facts.today > facts.due_on:
        yield f"Đã hết hạn giải trình ngày {facts.due_on:%d/%m/%Y}. Đề nghị cơ quan thường trực gia hạn."


def time_over(facts: ProceedingFacts) -> Iterable[str]:
    """Silence is known only when the last day has passed."""
    if facts.today <= facts.due_on:
        yield f"Đơn vị còn được giải trình đến hết ngày {facts.due_on:%d/%m/%Y}."


S = ProceedingStatus
OPEN = "open"
PROCEEDING_STEPS: dict[str, ProceedingStep] = {
    step.name: step
    for step in (
        ProceedingStep("extend", "Gia hạn giải trình", frozenset({S.NOTIFIED, S.SILENT}), S.NOTIFIED, OFFICE, True),
        ProceedingStep("explain", "Gửi giải trình", frozenset({S.NOTIFIED}), S.EXPLAINED, COMMUNE_LEADS,
                       requires=(in_time,)),
        ProceedingStep("stay_silent", "Ghi nhận không giải trình", frozenset({S.NOTIFIED}), S.SILENT, frozenset(),
                       requires=(time_over,)),
        ProceedingStep("conclude", "Kết luận", frozenset({S.EXPLAINED, S.SILENT, S.CONCLUDED}), S.CONCLUDED,
                       OFFICE, True),
        ProceedingStep("drop", "Kết thúc, không hạ, không thu hồi",
                       frozenset({S.NOTIFIED, S.EXPLAINED, S.SILENT, S.CONCLUDED}), S.DROPPED, OFFICE, True),
        ProceedingStep("decide", "Ghi nhận quyết định", frozenset({S.CONCLUDED}), S.DECIDED, OFFICE),
    )
}  # fmt: skip

# Nothing is left to do.
OVER = frozenset({S.DROPPED, S.DECIDED})
RUNNING = frozenset(S) - OVER
# What waits for the unit, and for the standing office.
WAITS_FOR_UNIT = PROCEEDING_STEPS["explain"].sources
WAITS_FOR_OFFICE = PROCEEDING_STEPS["conclude"].sources


def label_of(name: str) -> str:
    """What an entry of the log of proceedings is called."""
    return "Thông báo cho đơn vị" if name == OPEN else PROCEEDING_STEPS[name].label


def check_proceeding(name: str, facts: ProceedingFacts, *, reason: str = "") -> list[str]:
    """Say why a step can't be taken, as Vietnamese sentences; an empty list means that it can. As for dossiers, only
    the first kind of obstacle is told: state, then role, then conditions."""
    step = PROCEEDING_STEPS[name]
    if facts.status not in step.sources:
        told = f"Không thể “{step.label}” khi thủ tục ở trạng thái “{PROCEEDING_LABELS[facts.status]}”."
        return [f"{told} Vui lòng tải lại trang."]
    if step.roles and not facts.roles & step.roles:
        names = ", ".join(sorted(role.title for role in step.roles))
        return [f"Việc “{step.label}” thuộc quyền của: {names}."]
    problems = [sentence for require in step.requires for sentence in require(facts)]
    if step.needs_reason and not reason.strip():
        problems.append(f"Cần ghi lý do khi “{step.label}”.")
    return problems


def steps_open(status: ProceedingStatus, roles: frozenset[Role]) -> list[ProceedingStep]:
    """Steps that people in these roles could take from the present state, whatever still is missing."""
    return [step for step in PROCEEDING_STEPS.values() if status in step.sources and roles & step.roles]


def pairs() -> frozenset[tuple[str, str]]:
    """All legal (from, to) pairs: the database trigger refuses every other change of state."""
    return frozenset(
        (source.value, step.target.value)
        for step in PROCEEDING_STEPS.values()
        for source in step.sources
        if source != step.target
    )
