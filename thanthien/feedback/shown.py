"""A matter as pages of officials tell it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from thanthien.core import clock
from thanthien.core.due_words import due_words
from thanthien.core.formats import date_vn, datetime_vn, number
from thanthien.feedback.enums import BY_FILE, FROM_STAFF, Exempt, Via
from thanthien.feedback.models import Feedback, FeedbackStep
from thanthien.feedback.open311.sources import told_of
from thanthien.feedback.queries import Case
from thanthien.feedback.topics import topic_title
from thanthien.feedback.workflow import ACTOR_LABELS, RESULTS, STEPS, Actor, Kind

WHAT_IS_READ = "liên hệ của người gửi"
WHAT_TO_JUDGE = "nội dung phản ánh, để xét đưa trở lại"
WHAT_OF_LANE = "nội dung thuộc khiếu nại, tố cáo"
Facts = list[tuple[str, str]]


def via_words(row: Feedback) -> str:
    """How it came, from which system and with which number there; that the unit imported it, or that it came from a
    device of the unit's staff."""
    system, number_there = told_of(row.source)
    told = [str(Via(row.via).label), system, f"số {number_there}" if number_there else ""]
    by_file = row.via == Via.IMPORT and row.entered_by_id is not None
    return ", ".join(filter(None, [*told, BY_FILE if by_file else "", FROM_STAFF if row.from_staff else ""]))


def answer_words(case: Case) -> str:
    """Whether the result is public, by when it must be, or why it isn't."""
    row, standing = case.row, case.standing
    if row.stage not in RESULTS:
        return ""
    if row.published_at:
        return f"công khai {datetime_vn(row.published_at)}"
    if row.exempt:
        return f"không công khai: {row.get_exempt_display()}"
    last_day = standing.publish_by
    return f"chưa công khai, {due_words(last_day, clock.today(), case.calendar)}" if last_day else "chưa công khai"


def facts_of(case: Case, *, reads: bool) -> Facts:
    """What is told of it without what is encrypted. ``reads``: to somebody who may read that, too."""
    row, now, standing = case.row, case.course.now, case.standing
    told = [
        ("Đơn vị", row.unit.name),
        ("Lĩnh vực", topic_title(row.topic)),
        ("Thôn, tổ dân phố", row.hamlet.name if row.hamlet else ""),
        ("Ngày tiếp nhận", date_vn(row.received_on)),
        ("Cách tiếp nhận", via_words(row)),
        ("Ghi lên hệ thống", _entered(row, reads=reads)),
        ("Loại", str(row.get_kind_display())),
        ("Người xử lý", row.assigned.full_name if row.assigned else ""),
        ("Hạn trả lời", ", ".join(filter(None, [date_vn(case.due_on), case.overdue])) if row.stage.is_open else ""),
        ("Đã tạm dừng", f"{number(standing.stopped)} ngày làm việc chờ bổ sung" if standing.stopped else ""),
        ("Lần xử lý", "lần 2, người gửi đề nghị xem lại" if now.number > 1 else ""),
        ("Đã trả lời", _day(row.answered_on)),
        ("Kết quả", answer_words(case)),
        ("Người gửi cho biết", {True: "đã giải quyết", False: "chưa giải quyết"}.get(bool(row.solved), "")
         if row.solved is not None else ""),
        ("Gộp với", row.joined_to.label if row.joined_to else ""),
    ]  # fmt: skip
    return [(label, words) for label, words in told if words]


def _entered(row: Feedback, *, reads: bool) -> str:
    """When and by whom. Who may not read it learns the day, however it came: the minute may tell who it was to whoever
    saw them, and matters are numbered in turn, so those of the ones beside it would tell it, too."""
    when = datetime_vn if reads else date_vn
    return f"{when(row.made_at)}, {row.entered_by.full_name if row.entered_by else 'người gửi tự ghi'}"


def _day(day: date | None) -> str:
    return date_vn(day) if day else ""


def contact_facts(texts: Mapping[str, str]) -> Facts:
    """Who sent it, in words."""
    told = [
        ("Họ và tên", texts.get("name", "")),
        ("Điện thoại", texts.get("phone", "")),
        ("Thư điện tử", texts.get("email", "")),
    ]
    return [(label, words) for label, words in told if words]


def history(case: Case, *, reads: bool) -> list[tuple[str, str, str]]:
    """The steps that were taken, the first one first, as a matter is read: what, by whom and when, with which words.
    ``reads``: also what was typed, which may repeat what was said, for who reads that."""
    return [(STEPS[one.step].label, _who(one, reads=reads), _words(one, reads=reads)) for one in case.steps]


def course_words(case: Case, *, reads: bool) -> str:
    """The same as one text for lists: what, as whom, when, which kind was given; no name and none of the words."""
    return "; ".join(
        f"{_when(one, reads=reads)} {STEPS[one.step].label} ({', '.join(filter(None, _as_whom(one)))})"
        for one in case.steps
    )


def _as_whom(step: FeedbackStep) -> tuple[str, str]:
    return ACTOR_LABELS[Actor(step.actor)], Kind(step.kind).label if step.kind else ""


def _when(step: FeedbackStep, *, reads: bool) -> str:
    return datetime_vn(step.at) if reads or step.actor != Actor.CITIZEN else date_vn(step.at)


def _who(step: FeedbackStep, *, reads: bool) -> str:
    name = step.by.full_name if step.by else ACTOR_LABELS[Actor(step.actor)]
    return ", ".join([_when(step, reads=reads), name, *([FROM_STAFF] if step.from_staff else [])])


def _words(step: FeedbackStep, *, reads: bool) -> str:
    told = [
        step.assigned.full_name if step.assigned else "",
        topic_title(step.topic) if step.topic else "",
        str(step.get_kind_display()) if step.kind else "",
        step.joined_to.label if step.joined_to else "",
        str(Exempt(step.exempt).label) if step.exempt else "",
        *([step.to, step.note] if reads else []),
    ]
    return "; ".join(words for words in told if words)
