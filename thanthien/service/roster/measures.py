"""The figure of the support roster (2.3.1)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from thanthien.core.formats import number
from thanthien.core.question import Question
from thanthien.measures.figures import Absent, Basis, Finding, PerPeriod, RecordLine, fingerprint
from thanthien.measures.registry import Measure, PeriodWords, of_each_unit
from thanthien.measures.scope import Scope
from thanthien.records.queries import NO_PERIOD, lines_read, period_lines
from thanthien.records.timeliness import records_timeliness
from thanthien.service.enums import ROOM
from thanthien.service.fast_days import HolidayRule
from thanthien.service.measures import FAST_DAY_WEEKS
from thanthien.service.roster.kinds import PRESENCES
from thanthien.service.roster.models import ShiftPresence
from thanthien.service.roster.queries import (
    CAPPED,
    MEASURE,
    PLANNED_LATE,
    SupportWeek,
    by_hand,
    rostered,
    support_weeks,
)

_NOT_ON_ROSTER = "không có trong lịch trực"
_TOLD_ALREADY = "ca này đã tính một lần"


def _rule(scope: Scope) -> HolidayRule:
    return HolidayRule(str(FAST_DAY_WEEKS.setting(scope, "holiday_rule")))


def _asks(scope: Scope) -> Question[Mapping[int, Finding]]:
    return of_each_unit(_finding, support_weeks(scope, _rule(scope)))


def _finding(weeks: Sequence[SupportWeek]) -> Finding:
    if not weeks:
        return Finding(Absent(NO_PERIOD))
    shifts = [one for week in weeks for one in week.shifts]
    signed = by_hand(shifts)
    return Finding(
        PerPeriod({one.week: one.counted for one in weeks}),
        fingerprint((PRESENCES.key, one.id, one.version) for one in shifts),
        Basis(len(shifts) - signed, signed),
        _note(weeks),
    )


def _note(weeks: Sequence[SupportWeek]) -> str:
    capped = sum(one.lacks_fast_day and len(one.shifts) > 1 for one in weeks)
    return f"{number(capped)} tuần không có ca vào ngày giải quyết nhanh nên tính một ca" if capped else ""


def _lines(unit: int, scope: Scope) -> list[RecordLine]:
    """Everything told of the unit's shifts; two people of one shift count once. Five statements."""
    weeks = {one.week.key: one for one in support_weeks(scope, _rule(scope)).answer()[unit]}
    counted = {one.id for week in weeks.values() for one in week.shifts}
    rows = rostered(scope.known).filter(unit=unit).order_by()
    planned_late: dict[int, bool] = dict(rows.values_list("pk", "planned_late"))
    told = period_lines(PRESENCES, unit, scope, measure=MEASURE, words=_words)
    return [
        _told(
            _marked(line) if planned_late.get(line.record) else line,
            weeks.get(line.key),
            _why_not(planned_late.get(line.record), accepted=scope.is_accepted(MEASURE, unit, line.key)),
            counted=line.record in counted,
        )
        for line in told
    ]


def _marked(line: RecordLine) -> RecordLine:
    """As with a photograph that came late, the word of a body on the week lets such a shift count."""
    return replace(line, marks=(*line.marks, PLANNED_LATE), late_since=line.late_since or line.limit)


def _why_not(planned_late: bool | None, *, accepted: bool) -> str:
    """Why a presence told in time doesn't count; ``planned_late`` None: the person is not on the roster."""
    if planned_late is None:
        return _NOT_ON_ROSTER
    return PLANNED_LATE if planned_late and not accepted else _TOLD_ALREADY


def _told(line: RecordLine, week: SupportWeek | None, why: str, *, counted: bool) -> RecordLine:
    if counted:
        capped = week is not None and week.lacks_fast_day
        return replace(line, marks=(*line.marks, CAPPED)) if capped else line
    return replace(line, counted=False, why=why) if line.counted else line


def _words(one: ShiftPresence) -> str:
    helped = f", hỗ trợ {number(one.served)} lượt người" if one.served is not None else ""
    return f"{one.get_part_display()}: {one.who}, {one.get_shown_by_display()}{helped}"


SUPPORT_SHIFTS = Measure(
    key=MEASURE,
    title="Ca hỗ trợ người dân hằng tuần",
    sentence=(
        "Số ca (buổi sáng, buổi chiều của một ngày) trong từng tuần có ít nhất một người trong lịch trực có mặt hỗ trợ "
        "tại Trung tâm Phục vụ hành chính công; nhiều người cùng ca tính một ca. Có mặt được bấm trong ngày của ca, "
        "hoặc ghi theo lịch trực tuần đã ký, trước 24 giờ ngày làm việc thứ [2] sau tuần đó. Tuần có ngày giải quyết "
        "nhanh mà không có ca nào vào ngày đó thì tính nhiều nhất 1 ca; ngày dời sang tuần khác thuộc tuần mà nó rơi "
        "vào. Có trong lịch trực mà không ghi có mặt thì không tính; phân công ghi sau ngày trực thì không tính, trừ "
        "khi cơ quan thẩm định cho tính."
    ),
    form="periods",
    period="iso_week",
    asks=_asks,
    records=_lines,
    timeliness=lambda scope: records_timeliness(PRESENCES, scope),
    unit="tuần",
    numerator="tuần có đủ ca hỗ trợ",
    denominator="tuần đến hạn",
    room=ROOM.key,
    reads=lines_read(PRESENCES),
    period_words=PeriodWords("có người hỗ trợ", "không có ca", "chưa ghi ca nào"),
    guards=(
        "presence of people who were not on the roster (it isn't taken); a roster written after the shift (it is "
        "marked, and counts by a body's word alone); presence told later (on the day by a tap, then by a signed sheet "
        "whose number stands beside it); many people in one shift (they count once); shifts on other days than the "
        "fast day (that week counts one at most)."
    ),
)
