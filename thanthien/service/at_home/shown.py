"""A request as pages tell it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from thanthien.core.formats import date_vn, datetime_vn, number
from thanthien.offline.queries import arrival_words
from thanthien.service.at_home.enums import FROM_STAFF, VISITS_KEY, Why
from thanthien.service.at_home.models import HomeRequest, HomeStep
from thanthien.service.at_home.queries import Case, cases_of, procedure_title
from thanthien.service.at_home.rules import ENTERED_AT_ONCE, entered_after, entered_at_once
from thanthien.service.at_home.workflow import ACTOR_LABELS, STEPS, Actor, Status

WHAT_IS_READ = "liên hệ, địa chỉ, lý do"
ON_THE_SHEET = "liên hệ, địa chỉ trên phiếu ngày"
Facts = list[tuple[str, str]]


def code_context(made: HomeRequest, code: str) -> dict[str, Any]:
    """What the page says after a request was stored: the code, this once, and until when somebody comes."""
    (case,) = cases_of([made])
    return {"made": made, "unit": made.unit, "code": code, "visit_by": case.standing.visit_by}


def request_facts(case: Case, *, for_citizen: bool = False) -> Facts:
    """What is told of a request without what is encrypted."""
    row, course, standing = case.request, case.course, case.standing
    told = [
        ("Đơn vị", row.unit.name),
        ("Thôn, tổ dân phố", row.hamlet.name if row.hamlet else ""),
        ("Thủ tục", procedure_title(row.procedure)),
        ("Ngày đề nghị", date_vn(row.asked_on)),
        ("Ghi lên hệ thống", "" if for_citizen else _entered(row)),
        ("Cần xem", ENTERED_AT_ONCE if not for_citizen and entered_at_once(course, row.made_at) else ""),
        ("Hạn tính từ", f"ngày ghi lên hệ thống, {date_vn(case.asked.told_on)}" if case.asked.told_on else ""),
        ("Ngày mong muốn", _day(row.wished_on)),
        ("Cách đề nghị", "" if for_citizen else via_words(row)),
        ("Hạn đến nhà", date_vn(standing.visit_by)),
        ("Hẹn đến", _day(row.planned_on) if row.stage is Status.PLANNED else ""),
        ("Người đến nhà", row.planned_who if row.stage is Status.PLANNED else ""),
        ("Đã đến nhà", _day(course.visit.day) if course.visit else ""),
        ("Hạn trả kết quả", _day(standing.result_by)),
        ("Đã trả kết quả", _day(course.result.day) if course.result else ""),
        ("Đã dời ngày", _moved(case)),
        ("Lý do đơn vị ghi", _why_refused(case)),
    ]
    return [(label, words) for label, words in told if words]


def via_words(row: HomeRequest) -> str:
    """How the request came, and that it came from a device of the unit's staff."""
    return f"{row.get_via_display()}, {FROM_STAFF}" if row.from_staff else str(row.get_via_display())


def code_words(case: Case) -> str:
    """What was told by the code, and that it was from a device of the unit's staff."""
    told = [
        f"{STEPS[one.step].label.lower()}, {FROM_STAFF}" if one.from_staff else STEPS[one.step].label.lower()
        for one in case.steps
        if one.actor == Actor.CITIZEN
    ]
    return "; ".join(told)


def _entered(row: HomeRequest) -> str:
    """When, by whom, and how many days after the day that it tells."""
    days = entered_after(row.asked_on, row.made_at)
    late = f"sau ngày đề nghị {number(days)} ngày" if days > 0 else ""
    who = row.entered_by.full_name if row.entered_by else "người dân gửi"
    return ", ".join(words for words in (datetime_vn(row.made_at), who, late) if words)


def _why_refused(case: Case) -> str:
    """Why it isn't a request for home service, as the unit said last; what else it wrote stays with officials."""
    if case.request.stage is not Status.NOT_ENTITLED:
        return ""
    return next((str(one.get_reason_display()) for one in reversed(case.steps) if one.step == "refuse"), "")


def _moved(case: Case) -> str:
    if not case.course.moved:
        return ""
    return "một lần, đơn vị ghi theo ý người dân" if case.course.moved_by is Actor.UNIT else "một lần, người dân dời"


def _day(day: date | None) -> str:
    return date_vn(day) if day else ""


def contact_facts(texts: Mapping[str, str]) -> Facts:
    """What was encrypted, in words."""
    why = texts.get("why", "")
    told = [
        ("Họ và tên", texts.get("name", "")),
        ("Điện thoại", texts.get("phone", "")),
        ("Địa chỉ", texts.get("address", "")),
        ("Thủ tục khác", texts.get("procedure", "")),
        ("Lý do", str(dict(Why.choices).get(why, why))),
    ]
    return [(label, words) for label, words in told if words]


def history(case: Case) -> list[tuple[str, str, str, str]]:
    """The steps that were taken, the last first: what, when and by whom, with which words, and how it came where it was
    written on a device. One statement at most."""
    came = arrival_words(VISITS_KEY, [one.key for one in case.steps if one.key])
    return [
        (STEPS[one.step].label, _who(one), _words(one), came.get(one.key, "") if one.key else "")
        for one in reversed(case.steps)
    ]


def _who(step: HomeStep) -> str:
    name = step.by.full_name if step.by else f"{ACTOR_LABELS[Actor(step.actor)]}, bằng mã theo dõi"
    return ", ".join([datetime_vn(step.at), name, *([FROM_STAFF] if step.from_staff else [])])


def _words(step: HomeStep) -> str:
    told = [
        f"ngày {date_vn(step.day)}" if step.day else "",
        f"hạn trả kết quả {date_vn(step.due_on)}" if step.due_on else "",
        step.who,
        str(step.get_reason_display()) if step.reason else "",
        step.note,
    ]
    return "; ".join(words for words in told if words)
