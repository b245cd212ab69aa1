"""What a step may say: days that can be, and a reason where one is needed. Sentences for whoever takes it."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Protocol

from thanthien.core import clock
from thanthien.core.acting.errors import Invalid, Refused
from thanthien.core.formats import date_vn
from thanthien.core.naming_people import fault_of_number, fault_of_person
from thanthien.service.at_home.enums import RefuseReason, WithdrawReason
from thanthien.service.at_home.queries import Case
from thanthien.service.at_home.workflow import STEPS

_FARTHEST = timedelta(days=90)
_LONGEST_RESULT = timedelta(days=180)
_SHORTEST_NOTE = 5
_HOUSE = re.compile(r"\b(?:số nhà|nhà số|ngõ|ngách|hẻm|kiệt)\s*\d|\bsố\s+\d+,?\s+(?:đường|phố|xóm)\b", re.IGNORECASE)


class Said(Protocol):
    """A step as it is told."""

    @property
    def step(self) -> str: ...
    @property
    def day(self) -> date | None: ...
    @property
    def due_on(self) -> date | None: ...
    @property
    def who(self) -> str: ...
    @property
    def reason(self) -> str: ...
    @property
    def note(self) -> str: ...
    @property
    def told_at(self) -> datetime | None: ...


def check_days(case: Case, said: Said) -> None:
    """Raises Invalid or Refused for a day that can't be."""
    check = _CHECKS.get(said.step)
    if check is None:
        return
    if said.day is None:
        raise Invalid({"day": "Cần ghi ngày."})
    if said.told_at and said.day > (told_on := said.told_at.astimezone(clock.ZONE).date()):
        raise Invalid({"day": f"Ngày phải không sau ngày ghi trên máy ({date_vn(told_on)})."})
    check(case, said, said.day)


def _plan(case: Case, said: Said, day: date) -> None:
    if not clock.today() <= day <= clock.today() + _FARTHEST:
        raise Invalid({"day": "Ngày hẹn phải từ hôm nay, trong 90 ngày tới."})
    if not said.who:
        raise Invalid({"who": "Cần ghi người đến nhà."})


def _visit(case: Case, said: Said, day: date) -> None:
    _past(day, case.request.asked_on, "ngày đề nghị")
    if said.due_on is None:
        raise Invalid({"due_on": "Cần ghi ngày trả kết quả theo thủ tục; trả ngay thì ghi ngày đến nhà."})
    if not day <= said.due_on <= day + _LONGEST_RESULT:
        raise Invalid({"due_on": "Ngày trả kết quả phải từ ngày đến nhà, trong 180 ngày."})
    told = [step.due_on for step in case.steps if step.step in ("visit", "correct_visit") and step.due_on]
    # A visit that was on a later day than was told takes a result of an earlier one along, to its own day at most.
    last = max(min(told), day) if told and said.step == "correct_visit" else min(told, default=said.due_on)
    if said.due_on > last:
        raise Invalid({"due_on": f"Ngày trả kết quả đã ghi là {date_vn(min(told))}, không lùi được."})


def _hand_over(case: Case, said: Said, day: date) -> None:
    _past(day, case.course.visit.day if case.course.visit else case.request.asked_on, "ngày đến nhà")


def _move(case: Case, said: Said, day: date) -> None:
    if not case.may_move:
        raise Refused("Đề nghị chỉ dời được một lần, và đã dời rồi.")
    if not max(case.standing.next_by, clock.today()) < day <= clock.today() + _FARTHEST:
        raise Invalid({"day": f"Ngày mới phải sau hạn {date_vn(case.standing.next_by)}, trong 90 ngày tới."})
    if case.standing.next_by < clock.today():
        raise Refused(f"Đã quá hạn {date_vn(case.standing.next_by)} nên không dời được nữa.")


def _past(day: date, first: date, words: str) -> None:
    if not first <= day <= clock.today():
        raise Invalid({"day": f"Ngày phải từ {words} ({date_vn(first)}) đến hôm nay."})


_CHECKS: dict[str, Callable[[Case, Said, date], None]] = {
    "plan": _plan,
    "visit": _visit,
    "correct_visit": _visit,
    "hand_over": _hand_over,
    "correct_result": _hand_over,
    "move": _move,
}
_REASONS = {"withdraw": WithdrawReason.values, "refuse": RefuseReason.values}


def check_reason(said: Said) -> None:
    """Raises Invalid where a reason is missing: one of the list, or words."""
    if said.step in _REASONS:
        if said.reason not in _REASONS[said.step]:
            raise Invalid({"reason": "Cần chọn lý do."})
    elif STEPS[said.step].needs_reason and len(said.note) < _SHORTEST_NOTE:
        raise Invalid({"note": "Cần ghi rõ lý do."})


def check_words(said: Said) -> None:
    """Steps are kept in clear for good, so their words tell nothing of whom they are about. Raises Invalid. The name of
    the official who goes there is no fault of its field."""
    faults = {"who": fault_of_number(said.who) or _fault_of_address(said.who), "note": _fault_of_note(said.note)}
    if found := {name: sentence for name, sentence in faults.items() if sentence}:
        raise Invalid(found)


def _fault_of_note(text: str) -> str:
    if fault_of_person(text):
        return "Không ghi họ tên, số điện thoại, số giấy tờ của người dân. Cần ghi “người đề nghị”, “người thân”."
    return _fault_of_address(text)


def _fault_of_address(text: str) -> str:
    return "Không ghi địa chỉ của người dân; địa chỉ chỉ nằm trong phần được mã hóa." if _HOUSE.search(text) else ""
