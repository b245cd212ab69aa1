"""What of home service waits for a person, and its line on the week's page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.urls import reverse

from thanthien.accounts.models import User
from thanthien.core.formats import number
from thanthien.core.question import Question, all_of
from thanthien.measures.duties import Duty, DutyQuestion, DutyState, State
from thanthien.notices.work import Work
from thanthien.service.at_home.enums import KIND
from thanthien.service.at_home.permissions import KEEPERS, MEASURE, can_serve
from thanthien.service.at_home.places import served_units
from thanthien.service.at_home.queries import Case, Stands, announced_by, limits_of, open_cases, standings_of
from thanthien.service.at_home.workflow import Status
from thanthien.service.enums import ROOM


def requests_to_serve(user: User) -> list[Work]:
    """Each open request of the person's units: to be visited, or its result handed over. Four statements, none for who
    serves nobody."""
    if not can_serve(user):
        return []
    return [
        Work(
            key=f"{KIND}:{case.request.pk}:{case.request.status}",
            title=_title(case),
            what=f"{case.request.unit.name}, {case.request.label}",
            url=reverse("home-request", args=[case.request.pk]),
            due=case.next_by,
        )
        for case in open_cases(served_units(user))
    ]


def _title(case: Case) -> str:
    return "Trả kết quả tại nhà" if case.request.stage is Status.VISITED else "Đến phục vụ tại nhà"


def _asks(question: DutyQuestion) -> Question[Any]:
    days = question.periods[0].first, question.periods[-1].last
    told = standings_of(question.units, *days, limits_of(question.calendar, question.terms))
    announced = announced_by(question.units, question.now.date(), question.now)
    return all_of(told, announced)


def _says(question: DutyQuestion, answer: Any) -> Mapping[int, DutyState]:
    """A week that is over says what was due in it, as the figure counts it; the running one all that waits."""
    told, announced = answer
    by_unit: dict[int, list[Stands]] = {unit: [] for unit in question.units}
    for one in told:
        by_unit[one.unit].append(one)
    today, found = question.now.date(), {}
    for unit, own in by_unit.items():
        missed = [one for one in own if one.was_missed(today) and question.period.holds(one.standing.settled_on)]
        if missed and question.period.last < today:
            found[unit] = _missed(question, missed, own)
        else:
            found[unit] = _state(question, own, unit in announced, late=any(not one.is_open for one in missed))
    return found


def _missed(question: DutyQuestion, missed: Sequence[Stands], own: Sequence[Stands]) -> DutyState:
    """Of a week in which a request was not served in time: late as long as it waits, too late once it was served."""
    served = [one for one in own if one.standing.on_time and question.period.holds(one.standing.settled_on)]
    waiting = [one for one in missed if one.is_open]
    due = len(missed) + len(served)
    words = f"{number(len(served))}/{number(due)} đề nghị đến hạn trong tuần được phục vụ đúng hạn"
    if waiting:
        words += f", {number(len(waiting))} đề nghị chưa phục vụ xong"
    return DutyState(State.LATE if waiting else State.DONE, words, question.last_day, too_late=not waiting)


def _state(question: DutyQuestion, own: Sequence[Stands], announced: bool, *, late: bool) -> DutyState:
    """How many wait, each with the last day of what comes next, and how many of them are late; due as long as one must
    be served within the period, or nothing tells people of the service. ``late``: one of the period was served too
    late."""
    today, over = question.now.date(), question.period.last < question.now.date()
    days = [] if over else [one.standing.next_by for one in own if one.is_open]
    now = [day for day in days if day <= question.period.last]
    overdue = sum(day < today for day in days)
    words = [f"{number(len(days))} đề nghị đang mở, {number(len(now))} đến hạn trong tuần" if days else ""]
    words.append(f"{number(overdue)} quá hạn" if overdue else "")
    if not announced:
        words.append("chưa thông báo công khai dịch vụ")
    nothing = "không còn đề nghị nào đến hạn trong tuần" if over else "không có đề nghị nào đang mở"
    told = ", ".join(word for word in words if word) or nothing
    done = not now and announced
    state = question.state(done=done, from_day=question.period.first)
    if state is State.LATE:
        state = State.DUE
    earlier = announced and all(day < question.period.first for day in now)
    return DutyState(
        state, told, question.last_day, "" if announced else reverse("home-announcements-add"), too_late=done and late,
        waits_since=min(now) if now and earlier else None,
    )  # fmt: skip


HOME_DUTY = Duty(
    key="service.home_requests",
    title="Phục vụ tại nhà",
    measure=MEASURE,
    roles=frozenset(KEEPERS),
    asks=_asks,
    says=_says,
    door=lambda unit: reverse("home-requests"),
    room=ROOM.key,
)
