"""The figure of home service (2.2.1)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import partial

from django.urls import reverse

from thanthien.accounts.models import User
from thanthien.core.formats import date_vn, datetime_vn, number
from thanthien.core.question import Question
from thanthien.measures.figures import Basis, Finding, NothingArose, Ratio, RecordLine, fingerprint
from thanthien.measures.registry import Measure, Setting
from thanthien.measures.scope import Scope
from thanthien.measures.timeliness import Telling, Timeliness, timeliness
from thanthien.service.at_home.enums import FROM_STAFF, KIND, Via
from thanthien.service.at_home.kinds import ANNOUNCEMENTS
from thanthien.service.at_home.models import HomeRequest
from thanthien.service.at_home.permissions import MEASURE, can_read, readers
from thanthien.service.at_home.queries import Announced, Counted, Known, announced_by, counted_in, limits_in
from thanthien.service.at_home.rules import (
    ENTERED_AT_ONCE,
    VISIT_DAYS,
    Done,
    Limits,
    entered_after,
    entered_at_once,
)
from thanthien.service.at_home.workflow import Actor, Status

_ANNOUNCED = "Dịch vụ đã được thông báo công khai và không có đề nghị nào đến hạn."
_NOT_ANNOUNCED = "Chưa thông báo công khai dịch vụ và không có đề nghị nào đến hạn."
_LONG_RESULT = timedelta(days=30)  # from the visit to the day that the unit gave for the result


def _asks(scope: Scope) -> Question[Mapping[int, Finding]]:
    announced = announced_by(scope.units, scope.state_day, scope.known)
    return Question(partial(_findings, scope), counted_in(scope), announced)


def _findings(
    scope: Scope, counted: Mapping[int, list[Counted]], announced: Mapping[int, Announced]
) -> dict[int, Finding]:
    found = {}
    for unit in scope.units:
        due = [one for one in counted[unit] if one.counts]
        if due:
            on_time = sum(one.standing.on_time for one in due)
            marks = fingerprint((KIND, one.known.id, one.known.version) for one in due)
            share = Ratio(Decimal(on_time), Decimal(len(due)))
            found[unit] = Finding(share, marks, Basis(len(due)), _note(counted[unit], len(due)))
        elif unit in announced:
            one = announced[unit]
            marks = fingerprint([(ANNOUNCEMENTS.key, one.id, one.version)])
            found[unit] = Finding(NothingArose(_ANNOUNCED), marks, Basis(1), _note(counted[unit], 0))
        else:
            found[unit] = Finding(Ratio(Decimal(0), Decimal(1)), note=_NOT_ANNOUNCED)
    return found


def _note(every: Sequence[Counted], due: int) -> str:
    """How many requests it rests on, how many ended without service by the unit's own word, and how many limits a word
    of the unit or a wish told with the request put later."""
    within = [one for one in every if one.within]
    gone = [one.known for one in within if not one.standing.due]
    told = [
        (due, "đề nghị"),
        (sum(one.course.ended == Status.NOT_ENTITLED for one in gone), "đề nghị đơn vị ghi không thuộc đối tượng"),
        (sum(_withdrawn_by_unit(one) for one in gone), "đề nghị đơn vị ghi người dân rút"),
        (sum(_moved_by_unit(one.known) for one in within), "đề nghị đơn vị ghi dời ngày"),
        (sum(one.wished_later for one in within), "đề nghị ghi ngày mong muốn sau hạn thường"),
    ]
    return "; ".join(f"{number(many)} {words}" for many, words in told if many)


def _withdrawn_by_unit(one: Known) -> bool:
    """By the unit's word, or by a code that the unit saw."""
    course = one.course
    by_unit = course.ended_by == Actor.UNIT or one.by_office or course.ended_from_staff
    return course.ended == Status.WITHDRAWN and by_unit


def _moved_by_unit(one: Known) -> bool:
    course = one.course
    return course.moved and (course.moved_by == Actor.UNIT or one.by_office or course.moved_from_staff)


# --- What lies behind it --------------------------------------------------------------------------------------------


def _lines(unit: int, scope: Scope) -> list[RecordLine]:
    every = sorted(counted_in(scope).answer()[unit], key=lambda one: (one.known.asked.asked_on, one.known.id))
    near = [one for one in every if one.within or one.standing.settled_on > scope.state_day]
    return [_line(one, scope) for one in near]


def _line(one: Counted, scope: Scope) -> RecordLine:
    why = _why_not(one)
    return RecordLine(
        one.known.asked.asked_on, f"PV-{one.known.id}, {Via(one.known.via).label}: {_words(one)}",
        reverse("home-request", args=[one.known.id]),
        not why, why, one.known.month.label, marks=tuple(_marks(one)), key=one.known.month.key,
        told_at=_told_at(one), late_since=one.standing.late_since, record=one.known.id, typist=one.known.typist,
    )  # fmt: skip


def _marks(one: Counted) -> Iterator[str]:
    """What the reader of the figure should look at."""
    known, course = one.known, one.known.course
    yield from _marks_of_entry(known)
    if one.wished_later:
        yield "ngày mong muốn sau hạn thường"
    if course.moved:
        by_unit = course.moved_by == Actor.UNIT
        yield "đơn vị ghi dời ngày" if by_unit else _by_code("dời ngày", known, from_staff=course.moved_from_staff)
    if course.ended == Status.WITHDRAWN:
        by_unit = course.ended_by == Actor.UNIT
        yield "đơn vị ghi người dân rút" if by_unit else _by_code("rút", known, from_staff=course.ended_from_staff)
    yield from _written_before(course.visit, course.result)
    if any(done.corrected for done in (course.visit, course.result) if done):
        yield "đính chính"
    if course.due_later:
        yield "đính chính lùi hạn trả kết quả"
    if course.visit and course.due_on and course.due_on - course.visit.day > _LONG_RESULT:
        yield f"hạn trả kết quả sau {number((course.due_on - course.visit.day).days)} ngày"
    if course.reopened:
        yield "cơ quan thẩm định đưa trở lại"
    if one.standing.late_since is not None:
        yield f"ghi quá hạn, sau {datetime_vn(one.standing.late_since)}"


def _written_before(*every: Done | None) -> Iterator[str]:
    """Of what was written on a device, when it came."""
    for one in every:
        if one and one.came_at:
            yield f"ghi lúc {datetime_vn(one.told_at)} khi chưa có mạng, đến lúc {datetime_vn(one.came_at)}"


def _by_code(what: str, known: Known, *, from_staff: bool) -> str:
    """What was told by the code, and why it may be the unit's own word."""
    seen = FROM_STAFF if from_staff else "đơn vị đã thấy mã" if known.by_office else ""
    return ", ".join(words for words in (f"{what} bằng mã theo dõi", seen) if words)


def _marks_of_entry(known: Known) -> Iterator[str]:
    """When the request came here, beside the day that it gives, and from whose device."""
    if known.from_staff:
        yield FROM_STAFF
    if known.asked.told_on:
        yield f"ghi thay ngày {date_vn(known.asked.told_on)}, hạn tính từ ngày đó"
    elif (days := entered_after(known.asked.asked_on, known.told_at)) > 0:
        yield f"ghi lên hệ thống sau ngày đề nghị {number(days)} ngày"
    if entered_at_once(known.course, known.told_at):
        yield ENTERED_AT_ONCE


def _told_at(one: Counted) -> datetime:
    course = one.known.course
    if course.result and one.standing.result_by:
        return course.result.told_by(one.standing.result_by)
    return course.visit.told_by(one.standing.visit_by) if course.visit else one.known.told_at


def _words(one: Counted) -> str:
    course, standing = one.known.course, one.standing
    if course.ended:
        return course.ended.label
    if standing.on_time and course.result:
        return f"đến nhà {_day(course.visit)}, trả kết quả {_day(course.result)}, đúng hạn"
    if course.visit is None:
        return f"hạn đến nhà {date_vn(standing.visit_by)}, chưa ghi đã đến"
    told = f"hạn đến nhà {date_vn(standing.visit_by)}, đến {_day(course.visit)}"
    if standing.result_by is None:
        return told
    handed = f"trả {_day(course.result)}" if course.result else "chưa ghi đã trả"
    return f"{told}; hạn trả kết quả {date_vn(standing.result_by)}, {handed}"


def _day(done: Done | None) -> str:
    return date_vn(done.day if done else None)


def _why_not(one: Counted) -> str:
    if not one.within:
        return "chưa đến hạn trong thời kỳ"
    return "" if one.standing.due else "kết thúc trước khi đến hạn, không phục vụ"


def _timeliness(scope: Scope) -> Mapping[int, Timeliness]:
    """How punctually visits and handing over were told, of what counts."""
    of_day = limits_in(scope)
    found = {}
    for unit, rows in counted_in(scope).answer().items():
        told = []
        for one in (row for row in rows if row.counts):
            course, standing = one.known.course, one.standing
            limits = of_day(one.known.asked.asked_on)
            if course.visit:
                told.append(_telling(course.visit, standing.visit_by, limits))
            if course.result and standing.result_by:
                told.append(_telling(course.result, standing.result_by, limits))
        found[unit] = timeliness(told)
    return found


def _telling(done: Done, by: date, limits: Limits) -> Telling:
    return done.told_by(by), limits.told_until(by), done.came_at


def _reads(user: User, lines: Sequence[RecordLine]) -> Sequence[RecordLine]:
    """Of the lines those whose request the person may open. One statement, none for who reads all."""
    if not can_read(user) or not lines:
        return ()
    condition = readers(user)
    if not condition:
        return lines
    rows = HomeRequest.objects.filter(condition, pk__in=[line.record for line in lines]).order_by()
    own = set(rows.values_list("pk", flat=True))
    return [line for line in lines if line.record in own]


HOME_REQUESTS = Measure(
    key=MEASURE,
    title="Đề nghị phục vụ tại nhà đúng hạn",
    sentence=(
        "Số đề nghị được phục vụ đúng hạn ÷ số đề nghị đến hạn. Đúng hạn là đến nhà trong [3] ngày làm việc sau ngày "
        "đề nghị (đề nghị trưởng thôn, tổ trưởng, Mặt trận Tổ quốc ghi thay: sau ngày ghi lên hệ thống) và trả kết "
        "quả không sau ngày mà thủ tục quy định, ghi lúc đến nhà và không lùi được; người dân được dời một lần. Việc "
        "đến nhà, trả kết quả phải ghi lên hệ thống trước 24 giờ ngày làm việc thứ [2] sau hạn; đính chính làm cho kịp "
        "hạn thì cũng phải ghi trước lúc đó. Đề nghị do người dân, Trung tâm, trưởng thôn, tổ trưởng hoặc "
        "Mặt trận Tổ quốc ghi, tính vào thời kỳ có ngày trả kết quả đúng hạn, hoặc có hạn bị lỡ. Đề nghị được rút, "
        "không thuộc đối tượng trước khi lỡ hạn thì không tính; cơ quan thẩm định có thể đưa trở lại với hạn cũ. "
        "Không có đề nghị đến hạn: đã thông báo công khai dịch vụ vào ngày cuối thời kỳ là không phát sinh; chưa thông "
        "báo là 0."
    ),
    form="ratio",
    asks=_asks,
    records=_lines,
    late_period="month",
    timeliness=_timeliness,
    unit="đề nghị",
    numerator="đề nghị được phục vụ đúng hạn",
    denominator="đề nghị đến hạn",
    settings=(Setting("visit_days", "số ngày làm việc để đến nhà", VISIT_DAYS),),
    room="service",
    losses_stay=True,
    reads=_reads,
    guards=(
        "requests ended without service, limits moved later and wishes beyond the usual limit (each is marked at its "
        "line, that by the code as such, and counted in the note where the unit told it, saw the code as it entered "
        "the request, or was signed in on the device from which it came; a body puts a request back); a correction "
        "that makes it on time (it counts from its own moment and is marked); a far day for the result (it never moves "
        "later but with a visit that was corrected, and more than thirty days are marked); a request entered with an "
        "earlier day, or together with its visit and result (both are marked); invented requests (each line says how "
        "the request came, and whether from a device of the staff); requests that are never entered (anybody asks on "
        "the web, neighbours and Mặt trận Tổ quốc enter too)."
    ),
)
