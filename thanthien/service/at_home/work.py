"""What of home service waits for a person, and its line on the week's page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
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
from thanthien.service.at_home.queries import Case, announced_by, limits_of, open_cases, waiting_of
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
    waiting = waiting_of(question.units, limits_of(question.calendar, question.terms))
    announced = announced_by(question.units, question.now.date(), question.now)
    return all_of(waiting, announced)


def _says(question: DutyQuestion, answer: Any) -> Mapping[int, DutyState]:
    waiting, announced = answer
    next_by: dict[int, list[date]] = {unit: [] for unit in question.units}
    for unit, standing in waiting:
        next_by[unit].append(standing.next_by)
    return {unit: _state(question, days, unit in announced) for unit, days in next_by.items()}


def _state(question: DutyQuestion, days: Sequence[date], announced: bool) -> DutyState:
    """How many wait, each with the last day of what comes next, and how many of them are late; due as long as one must
    be served within the period, or nothing tells people of the service."""
    now = [day for day in days if day <= question.period.last]
    late = sum(day < question.now.date() for day in days)
    words = [f"{number(len(days))} đề nghị đang mở, {number(len(now))} đến hạn trong tuần" if days else ""]
    words.append(f"{number(late)} quá hạn" if late else "")
    if not announced:
        words.append("chưa thông báo công khai dịch vụ")
    told = ", ".join(word for word in words if word) or "không có đề nghị nào đang mở"
    state = question.state(done=not now and announced, from_day=question.period.first)
    if state is State.LATE:
        state = State.DUE
    door = "" if announced else reverse("home-announcements-add")
    return DutyState(state, told, question.last_day, door)


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
