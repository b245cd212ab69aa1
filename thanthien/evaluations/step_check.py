"""The pure check of a step: may it be taken now? Asked by actions, pages and lists of work alike."""

from __future__ import annotations

from datetime import date

from thanthien.accounts.roles import Role
from thanthien.evaluations.modes import phase_label, roles_of, status_label
from thanthien.evaluations.requirements import never_submitted
from thanthien.evaluations.workflow import CHANGE_SET, CLOSE_MERGED, STEPS, Facts, PhaseKey, Status, Step


def check_step(name: str, facts: Facts, *, reason: str = "") -> list[str]:
    """Say why a step can't be taken, as Vietnamese sentences; an empty list means that it can.

    Only the first kind of obstacle is told (state, then role, then the days of the phase, then
    conditions), because the later ones mean nothing while an earlier one stands.
    """
    step = STEPS[name]
    if facts.status not in step.sources:
        if never_submitted in step.requires and (never := list(never_submitted(facts))):
            return never
        told = f"Không thể “{step.label}” khi hồ sơ ở trạng thái “{status_label(facts.status, facts.council_mode)}”."
        return [f"{told} Vui lòng tải lại trang."]
    whose = roles_of(step, facts.council_mode)
    if not facts.roles & whose:
        names = ", ".join(sorted(role.title for role in whose))
        return [f"Việc “{step.label}” thuộc quyền của: {names}."]
    return too_early(step, facts) or too_late(step, facts) or _unmet(step, facts, reason)


def opens_on(phase: PhaseKey | None, facts: Facts) -> date | None:
    """The first day of a phase that is still to come for the dossier; None when it is there, or was begun early."""
    first = facts.opens.get(phase) if phase else None
    begun = facts.early_allowed and phase in facts.begun_early
    return first if first is not None and facts.today < first and not begun else None


def not_open(phase: str, first: date, *, early_allowed: bool) -> str:
    """The sentence that refuses what belongs to a phase, by what it is called, before its first day."""
    told = f"Giai đoạn “{phase}” mở từ ngày {first:%d/%m/%Y}."
    return f"{told} Kỳ này cho phép làm sớm: cần ghi lý do làm sớm trước." if early_allowed else told


def too_early(step: Step, facts: Facts) -> list[str]:
    """Says so when the first day of the step's phase is still to come."""
    first = opens_on(step.phase, facts)
    if step.phase is None or first is None:
        return []
    return [not_open(phase_label(step.phase, facts.council_mode), first, early_allowed=facts.early_allowed)]


def too_late(step: Step, facts: Facts) -> list[str]:
    """Says so when the last day of the phase has passed that closes the step."""
    due = facts.deadlines.get(step.phase) if step.phase and step.closes else None
    if step.phase is None or due is None or facts.today <= due:
        return []
    return [f"Đã hết hạn “{phase_label(step.phase, facts.council_mode)}” ngày {due:%d/%m/%Y} và không được gia hạn."]


def _unmet(step: Step, facts: Facts, reason: str) -> list[str]:
    problems = [sentence for require in step.requires for sentence in require(facts)]
    if step.needs_reason and not reason.strip():
        problems.append(f"Cần ghi lý do khi “{step.label}”.")
    return problems


def open_steps(status: Status, roles: frozenset[Role], mode: str, *, unit_ended: bool) -> list[Step]:
    """Steps that this actor could take with one dossier from the present state, whatever still is missing, in a cycle
    whose council concludes in this mode. One that no act of this dossier can make possible is left out: the change of
    a whole year's set, the closing of a unit that goes on."""
    others = {CHANGE_SET} if unit_ended else {CHANGE_SET, CLOSE_MERGED}
    of_one = (step for step in STEPS.values() if step.name not in others)
    return [step for step in of_one if status in step.sources and roles & roles_of(step, mode)]


def steps_of_phase(phase: PhaseKey) -> list[Step]:
    """The steps that belong to a phase, in the order of the procedure."""
    return [step for step in STEPS.values() if step.phase == phase]
