"""What of the procedure waits for a person (“Việc của tôi”), read off the steps (:mod:`.waiting`), with its doors.

The number of statements doesn't grow with the number of units.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.db.models import QuerySet, prefetch_related_objects

from thanthien.accounts.models import User
from thanthien.accounts.positions import SIGNERS
from thanthien.evaluations import workflow
from thanthien.evaluations.actions.gates import may_state_gate, too_soon
from thanthien.evaluations.doors import DOSSIERS, Door
from thanthien.evaluations.enums import CouncilMode
from thanthien.evaluations.models import Dossier
from thanthien.evaluations.modes import concluders, is_of_council
from thanthien.evaluations.permissions import can_conclude, opinions_of
from thanthien.evaluations.queries.conflicts import conflicted_dossiers
from thanthien.evaluations.queries.deadlines import due_days
from thanthien.evaluations.queries.facts import facts_of
from thanthien.evaluations.waiting import Waiting, clearable, statuses_of, waiting_for
from thanthien.evaluations.workflow import Facts, Requirement, Status, Step
from thanthien.notices.work import Work

_REGISTRATION = Door("registration", "dossier")
_SUBMISSION = Door("submission", "dossier")
DOORS: dict[str, Door] = {
    "register": _REGISTRATION,
    "ask_registration": _REGISTRATION,
    "approve_registration": Door("registrations"),
    "start": Door("self-scoring", "dossier"),
    "post": _SUBMISSION,
    "sign": Door("sign-dossier", "dossier"),
    "submit": Door("submit-check", "dossier"),
    "resubmit": _SUBMISSION,
    "accept": Door("intake"),
    "appraise_as_is": Door("intake"),
    "conclude": Door("council-conclude"),
    "conclude_again": Door("council-again", "dossier"),
    "announce": Door("announce"),
    "request_review": Door("commune-results", "dossier", "Xem kết quả dự kiến, kiến nghị nếu cần"),
    "answer_review": Door("review-list", title="Hoàn tất trả lời kiến nghị"),
    "decide": Door("decision-record"),
    "publish": Door("decision-publish"),
    "close_unsubmitted": Door("unsubmitted"),
}
CLEARING: dict[Requirement, Door] = {
    workflow.target_chosen: replace(_REGISTRATION, title="Đăng ký mức độ phấn đấu"),
    workflow.opinions_answered: replace(_SUBMISSION, title="Tiếp thu, giải trình ý kiến về dự thảo"),
    workflow.meeting_held: Door("record-meeting", "dossier", "Ghi cuộc họp đánh giá"),
    workflow.bodies_heard: Door("body-opinion", "dossier", "Ghi ý kiến về dự thảo đang niêm yết"),
    workflow.returns_answered: replace(_SUBMISSION, title="Trả lời từng mục được trả lại"),
    workflow.all_concluded: Door("council-home", "room", "Kết luận từng tiêu chí"),
    workflow.return_answered: Door("city-returns", title="Xử lý hồ sơ được trả lại: mở lại tiêu chí hoặc giữ kết quả"),
    workflow.reviews_answered: Door("review-list", title="Trả lời kiến nghị"),
    workflow.gates_known: Door("council-gates", title="Xác nhận trường hợp không công nhận, khống chế mức độ"),
}


@dataclass(frozen=True, slots=True)
class _Found:
    dossier: Dossier
    waiting: Waiting
    due: date | None

    @property
    def door(self) -> Door:
        obstacle = self.waiting.obstacle
        return CLEARING[obstacle] if obstacle else DOORS[self.waiting.step.name]

    @property
    def name(self) -> str:
        """Of the step or the obstacle: part of the key of the work."""
        return getattr(self.waiting.obstacle, "__name__", self.waiting.step.name)

    @property
    def personal(self) -> bool:
        """Whether it is a signature of who signs for the unit, or the word of its other bodies."""
        return self.waiting.obstacle is workflow.bodies_heard or (
            self.waiting.obstacle is None and self.waiting.step.roles <= SIGNERS
        )


def procedure_work(user: User) -> list[Work]:
    """Steps that the person can take now, and what they can clear out of the way of a step of anybody."""
    wanted = statuses_of(frozenset(hat.role for hat in user.hats), CouncilMode.values)
    if not wanted:
        return []
    rows = Dossier.objects.visible_to(user).filter(status__in=wanted)
    # The council begins when every sheet is there.
    rows = rows.exclude(status=Status.UNDER_APPRAISAL, sheets_complete_at=None)
    return _merged(one for group in by_cycle(rows) for one in _found_in_cycle(user, group))


def by_cycle(rows: QuerySet[Dossier]) -> list[list[Dossier]]:
    """The dossiers, each list of one cycle with its calendar. Three statements, or one when there are none."""
    groups: dict[int, list[Dossier]] = defaultdict(list)
    for dossier in rows.select_related("unit", "cycle__criteria_set__scheme").order_by("unit__sort_key", "pk"):
        first = groups[dossier.cycle_id]
        dossier.cycle = first[0].cycle if first else dossier.cycle
        first.append(dossier)
    prefetch_related_objects([group[0].cycle for group in groups.values()], "phases", "extensions")
    return list(groups.values())


def _found_in_cycle(user: User, dossiers: Sequence[Dossier]) -> Iterator[_Found]:
    cycle = dossiers[0].cycle
    facts, dues = facts_of(dossiers, user), due_days(cycle, dossiers)
    conflicts = conflicted_dossiers(user, cycle) if can_conclude(user, cycle) else set()
    for dossier in dossiers:
        own = facts[dossier.pk]
        for waiting in waiting_for(own, _clears(user, dossier, own)):
            if dossier.pk in conflicts and is_of_council(waiting.step):
                continue
            yield _Found(dossier, waiting, _last_day(waiting.step, own, dues[dossier.pk]))


def _clears(user: User, dossier: Dossier, facts: Facts) -> frozenset[Requirement]:
    """What the person may clear; the gates only when none is left to somebody else, an opinion only of their own
    body."""
    clears = clearable(facts.roles, facts.council_mode)
    if not any(kind.label in facts.unheard for kind in opinions_of(user, dossier)):
        clears -= {workflow.bodies_heard}
    if not facts.unknown_gates or not facts.roles & concluders(facts.council_mode):
        return clears
    unknown = [gate.key for gate in dossier.compiled.gates if gate.question in facts.unknown_gates]
    waits = any(too_soon(gate, dossier.cycle) for gate in dossier.compiled.gates if gate.key in unknown)
    mine = not waits and all(may_state_gate(user, dossier, key) for key in unknown)
    return clears | {workflow.gates_known} if mine else clears


def _last_day(step: Step, facts: Facts, due: date | None) -> date | None:
    """By when the step should be taken: the end of its own phase, or that of the phase which the dossier is in.
    Closing what wasn't submitted in time has none, nor appraising it as it is: the day that passed was the commune's.
    """
    if {workflow.deadline_passed, workflow.supplement_over} & set(step.requires):
        return None
    days = [day for day in (due, facts.deadlines.get(step.phase) if step.phase and step.closes else None) if day]
    return min(days, default=None)


def _merged(found: Iterable[_Found]) -> list[Work]:
    """One work for all that is done at the same door."""
    by_door: dict[tuple[str, str], list[_Found]] = defaultdict(list)
    for one in found:
        by_door[one.name, one.door.url(one.dossier)].append(one)
    return [_work(url, together) for (_, url), together in by_door.items()]


def _work(url: str, together: Sequence[_Found]) -> Work:
    first = together[0]
    due = min((one.due for one in together if one.due), default=None)
    title = first.door.title or first.waiting.step.label
    if first.door.of == "dossier":
        what = " ".join([f"{first.dossier.unit.name}, {first.dossier.cycle.title}.", *first.waiting.told])
        about = ("dossier", first.dossier.pk)
        key = f"{first.name}:dossier:{first.dossier.pk}"
        return Work(key, title, what, url, due, about=about, personal=first.personal)
    cycle = first.dossier.cycle
    key, about = f"{first.name}:cycle:{cycle.pk}", ("cycle", cycle.pk)
    return Work(key, title, cycle.title, url, due, len(together), DOSSIERS, about)
