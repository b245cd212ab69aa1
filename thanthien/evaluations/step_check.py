"""The pure check of a step: may it be taken now? Asked by actions, pages and lists of work alike."""

from __future__ import annotations

from datetime import date

from thanthien.accounts.roles import Role
from thanthien.evaluations.workflow import PHASE_LABELS, STATUS_LABELS, STEPS, Facts, PhaseKey, Status, Step


def check_step(name: str, facts: Facts, *, reason: str = "") -> list[str]:
    """Say why a step can't be taken, as Vietnamese sentences; an empty list means that it can.

    Only the first kind of obstacle is told (state, then role, then the days of the phase, then
    conditions), because the later ones mean nothing while an earlier one stands.
    """
    step = STEPS[name]
    if facts.status not in step.sources:
        told = f"Không thể “{step.label}” khi hồ sơ ở trạng thái “{STATUS_LABELS[facts.status]}”."
        return [f"{told} Vui lòng tải lại trang."]
    if not facts.roles & step.roles:
        names = ", ".join(sorted(role.title for role in step.roles))
        return [f"Việc “{step.label}” thuộc quyền của: {names}."]
    return too_early(step, facts) or too_late(step, facts) or _unmet(step, facts, reason)


def opens_on(phase: PhaseKey | None, facts: Facts) -> date | None:
    """The first day of a phase that is still to come for the dossier; None when it is there, or was begun early."""
    first = facts.opens.get(phase) if phase else None
    begun = facts.early_allowed and phase in facts.begun_early
    return first if first is not None and facts.today < first and not begun else None


def not_open(phase: PhaseKey, first: date, *, early_allowed: bool) -> str:
    """The sentence that refuses what belongs to a phase before its first day."""
    told = f"Giai đoạn “{PHASE_LABELS[phase]}” mở từ ngày {first:%d/%m/%Y}."
    return f"{told} Kỳ này cho phép làm sớm: cần ghi lý do làm sớm trước." if early_allowed else told


def too_early(step: Step, facts: Facts) -> list[str]:
    """Says so when the first day of the step's phase is still to come."""
    first = opens_on(step.phase, facts)
    if step.phase is None or first is None:
        return []
    return [not_open(step.phase, first, early_allowed=facts.early_allowed)]


def too_late(step: Step, facts: Facts) -> list[str]:
    """Says so when the last day of the phase has passed that closes the step."""
    due = facts.deadlines.get(step.phase) if step.phase and step.closes else None
    if step.phase is None or due is None or facts.today <= due:
        return []
    return [f"Đã hết hạn “{PHASE_LABELS[step.phase]}” ngày {due:%d/%m/%Y} và không được gia hạn."]


def _unmet(step: Step, facts: Facts, reason: str) -> list[str]:
    problems = [sentence for require in step.requires for sentence in require(facts)]
    if step.needs_reason and not reason.strip():
        problems.append(f"Cần ghi lý do khi “{step.label}”.")
    return problems


def open_steps(status: Status, roles: frozenset[Role]) -> list[Step]:
    """Steps that this actor could take from the present state, whatever still is missing."""
    return [step for step in STEPS.values() if status in step.sources and roles & step.roles]


def steps_of_phase(phase: PhaseKey) -> list[Step]:
    """The steps that belong to a phase, in the order of the procedure."""
    return [step for step in STEPS.values() if step.phase == phase]
