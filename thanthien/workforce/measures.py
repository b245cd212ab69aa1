"""The figures of the staff (3.2.2, 3.2.3)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal

from django.urls import reverse

from thanthien.core import clock
from thanthien.core.formats import date_vn, datetime_vn, number
from thanthien.core.question import Question, all_of
from thanthien.measures.figures import Absent, Basis, Counts, Finding, Ratio, RecordLine, fingerprint
from thanthien.measures.registry import Measure, Setting
from thanthien.measures.scope import Scope
from thanthien.measures.timeliness import told_long_after
from thanthien.records.kinds import RecordKind
from thanthien.records.marks import marked
from thanthien.records.queries import lines_read_of
from thanthien.workforce.enums import ROOM, Severity
from thanthien.workforce.kinds import COUNTS, COURSES, SANCTIONS, STAFF, STATEMENTS
from thanthien.workforce.queries import (
    Case,
    Courses,
    Roll,
    Stated,
    cases_of,
    counts_of,
    courses_of,
    roll_of,
    statements_of,
)
from thanthien.workforce.trained import Counted, Told, Training, training

TRAINED_KEY, SANCTIONS_KEY = "workforce.trained", "workforce.sanctions"
NO_ROLL = "Chưa có danh sách cán bộ, công chức của đơn vị."
NOBODY_THERE = "Danh sách vào ngày cuối thời kỳ không có ai."
_HEAVIEST = {str(severity): place for place, severity in enumerate(Severity)}
_ADMINISTRATIVE_ONLY, _BOTH = "hanh-chinh", "ca-hai"


def _year(scope: Scope) -> tuple[date, date]:
    """The days of the cycle's year that have come."""
    return scope.span.last.replace(month=1, day=1), scope.state_day


def _day_of(scope: Scope, unit: int) -> date:
    """The day on which the roll is read: the span's last, or the unit's last."""
    return scope.until(scope.state_day, unit)


# --- 3.2.2 ---


def _trained(scope: Scope) -> Question[Mapping[int, Finding]]:
    return Question(
        lambda told: {unit: _share(_training(scope, unit, *told)) for unit in scope.units}, _read(scope, scope.units)
    )


def _read(scope: Scope, units: frozenset[int]) -> Question[tuple[Roll, Mapping[int, Counted], Courses]]:
    first, last = _year(scope)
    return all_of(
        roll_of(units, scope.known, scope.reading),
        counts_of(units, scope.known, last),
        courses_of(units, scope.known, first, last),
    )


def _training(
    scope: Scope, unit: int, roll: Roll, counts: Mapping[int, Counted], courses: Courses
) -> Training | None:  # fmt: skip
    if unit not in roll:
        return None
    hours, least = TRAINED.whole(scope, "hours"), TRAINED.whole(scope, "courses")
    counted = counts.get(unit)
    return training(
        roll[unit], courses.get(unit, []), counted, day=_day_of(scope, unit), hours=hours, courses_needed=least
    )


def _share(found: Training | None) -> Finding:
    if found is None:
        return Finding(Absent(NO_ROLL))
    if not found.due:
        return Finding(Absent(NOBODY_THERE))
    marks = [(STAFF.key, one.id, one.version) for one in found.there]
    marks += [(COURSES.key, one.id, one.version) for one in found.counting]
    if found.count is not None:
        marks.append((COUNTS.key, found.count.id, found.count.version))
    figure = Ratio(Decimal(len(found.trained)), Decimal(found.due))
    return Finding(figure, fingerprint(marks), Basis(len(marks)), _training_words(found))


def _training_words(found: Training) -> str:
    words = [f"{number(len(found.counting))} lớp đủ giờ"]
    if found.missing and found.count is not None:
        day = date_vn(found.count.day)
        words.append(f"ngày {day} danh sách thiếu {number(found.missing)} người so với cơ quan thường trực")
    return "; ".join(words)


def _training_lines(unit: int, scope: Scope) -> list[RecordLine]:
    found = _training(scope, unit, *_read(scope, frozenset({unit})).answer())
    if found is None:
        return []
    cut_off = clock.end_of(scope.span.cut_off)
    every = [*_roll_lines(found, cut_off), *_course_lines(found), *_count_lines(found)]
    return marked(every, scope, STAFF, COURSES, COUNTS)


def _roll_lines(found: Training, cut_off: datetime) -> Iterator[RecordLine]:
    for one in found.roll:
        there = one in found.there
        why = "" if there else "bản ghi đã hủy" if one.withdrawn else "không ở trong danh sách vào ngày tính"
        state = "đã tập huấn" if one.number in found.trained else "chưa tập huấn"
        words = f"Số {one.number} trong danh sách" + (f": {state}" if there else "")
        after = one.told.made_at >= cut_off
        marks = [f"ghi sau ngày chốt số liệu, lúc {datetime_vn(one.told.made_at)}"] if after else []
        yield _line(one.first, words, STAFF, one.id, one.told, marks, why=why)


def _course_lines(found: Training) -> Iterator[RecordLine]:
    for one in found.courses:
        words = f"{one.title}: {number(one.hours)} giờ, {number(len(one.attendees))} người"
        marks = told_long_after(one.day, one.told.at)
        why = "" if one in found.counting else "chưa đủ giờ"
        yield _line(one.day, words, COURSES, one.id, one.told, marks, why=why)


def _count_lines(found: Training) -> Iterator[RecordLine]:
    if one := found.count:
        words = f"Cơ quan thường trực ghi {number(one.people)} người"
        yield _line(one.day, words, COUNTS, one.id, one.told, ())


def _line(
    day: date, words: str, kind: RecordKind, pk: int, told: Told, marks: Sequence[str], *, why: str = ""
) -> RecordLine:
    return RecordLine(
        day, words, _address(kind, pk), not why, why, marks=tuple(marks), told_at=told.at, record=pk, typist=told.typist
    )


# --- 3.2.3 ---


def _sanctions(scope: Scope) -> Question[Mapping[int, Finding]]:
    asked = scope.units, scope.known, *_year(scope)
    return Question(
        lambda cases, stated: {
            unit: _by_severity(scope, unit, cases.get(unit, []), stated.get(unit)) for unit in scope.units
        },
        cases_of(*asked),
        statements_of(*asked),
    )


def _by_severity(scope: Scope, unit: int, cases: Sequence[Case], stated: Stated | None) -> Finding:
    counted = [(one, severity) for one in cases if (severity := _severity(scope, one))]
    told_by_office = any(one.by_office for one, _ in counted)
    reason = _why_absent(scope, unit, cases, stated)
    if reason and not told_by_office:
        return Finding(Absent(reason))
    number_of = Counter(severity for _, severity in counted)
    marks = [(SANCTIONS.key, one.id, one.version) for one, _ in counted]
    if stated is not None:
        marks.append((STATEMENTS.key, stated.id, stated.version))
    figure = Counts({str(severity): number_of[str(severity)] for severity in Severity})
    return Finding(figure, fingerprint(marks), Basis(len(marks)), _sanction_words(counted, stated))


def _severity(scope: Scope, case: Case) -> str:
    """The gravest that counts; empty where none does."""
    if not case.stands:
        return ""
    both = SANCTIONED.setting(scope, "sides") == _BOTH
    found = [one for one in (case.administrative, case.party if both else "") if one]
    return max(found, key=_HEAVIEST.__getitem__, default="")


def _why_absent(scope: Scope, unit: int, cases: Sequence[Case], stated: Stated | None) -> str:
    """Why the unit's own word doesn't hold for the days asked; empty where it does."""
    if stated is None:
        return "Chủ tịch Ủy ban nhân dân chưa xác nhận."
    last = scope.until(scope.span.last, unit)
    if scope.as_of >= last and (last - stated.day).days > SANCTIONED.whole(scope, "days_left"):
        return f"Chủ tịch Ủy ban nhân dân mới xác nhận đến ngày {date_vn(stated.day)}."
    return f"{lacking}." if (lacking := cases_lacking(stated, cases)) else ""


def cases_lacking(stated: Stated, cases: Sequence[Case]) -> str:
    """That fewer cases were told than the Chủ tịch stated; empty where all were."""
    told = sum(one.stands for one in cases)
    if stated.cases <= told:
        return ""
    return f"Chủ tịch xác nhận {number(stated.cases)} trường hợp, mới ghi {number(told)}; cần ghi đủ"


def _sanction_words(counted: Sequence[tuple[Case, str]], stated: Stated | None) -> str:
    by_office = sum(one.by_office for one, _ in counted)
    words = [f"Chủ tịch xác nhận {number(stated.cases)} đến ngày {date_vn(stated.day)}"] if stated else []
    if by_office:
        words.append(f"cơ quan thường trực ghi {number(by_office)} trường hợp")
    return "; ".join(words)


def _sanction_lines(unit: int, scope: Scope) -> list[RecordLine]:
    first, last = _year(scope)
    units = frozenset({unit})
    cases = cases_of(units, scope.known, first, last).answer().get(unit, [])
    lines = [_case_line(scope, one) for one in cases]
    if stated := statements_of(units, scope.known, first, last).answer().get(unit):
        words = f"Chủ tịch xác nhận {number(stated.cases)} trường hợp từ đầu năm đến ngày này"
        lines.append(RecordLine(stated.day, words, _address(STATEMENTS, stated.id), record=stated.id))
    return marked(lines, scope, SANCTIONS, STATEMENTS)


def _case_line(scope: Scope, case: Case) -> RecordLine:
    sides = ((case.administrative, "kỷ luật hành chính"), (case.party, "kỷ luật đảng"))
    words = "; ".join(f"{side}: {Severity(severity).label}" for severity, side in sides if severity)
    counts = bool(_severity(scope, case))
    why = "" if counts else _why_no_case(case)
    marks = ("cơ quan thường trực ghi",) if case.by_office else ()
    url = _address(SANCTIONS, case.id)
    return RecordLine(case.day, f"Vi phạm: {words}", url, counts, why, marks=marks, record=case.id)


def _why_no_case(case: Case) -> str:
    if case.withdrawn:
        return "bản ghi đã hủy"
    return "tính theo bản ghi của cơ quan thường trực" if case.repeated else "chỉ tính kỷ luật hành chính"


def _address(kind: RecordKind, pk: int) -> str:
    return reverse(f"{kind.route}-record", args=[pk])


TRAINED = Measure(
    key=TRAINED_KEY,
    title="Cán bộ, công chức được tập huấn",
    sentence=(
        "Số người trong danh sách vào ngày cuối thời kỳ đã dự ít nhất [1] lớp từ [4] giờ trong năm, mỗi người một lần "
        "÷ số người trong danh sách ngày đó, cộng số người mà danh sách thiếu so với lần ghi gần nhất của cơ quan "
        "thường trực. Chưa có danh sách thì chưa có số liệu."
    ),
    form="ratio",
    asks=_trained,
    records=_training_lines,
    numerator="người được tập huấn",
    denominator="người trong danh sách",
    unit="người",
    settings=(
        Setting("courses", "số lớp cần dự trong năm", 1),
        Setting("hours", "số giờ ít nhất của một lớp", 4),
    ),
    room=ROOM.key,
    reads=lines_read_of(STAFF, COURSES, COUNTS),
    guards="leaving people off the roll: its changes have days and documents, an entry taken back stays readable, and "
    "whom the roll lacked by the last count of the standing office counts as not trained.",
)
SANCTIONED = Measure(
    key=SANCTIONS_KEY,
    title="Cán bộ, công chức bị kỷ luật",
    sentence=(
        "Số trường hợp bị kỷ luật do vi phạm trong năm và tại đơn vị, theo từng hình thức, tính [kỷ luật hành chính]; "
        "một người bị kỷ luật cả hai bên do một vi phạm là một trường hợp, lấy hình thức nặng hơn. Chưa có số liệu cho "
        "đến khi Chủ tịch Ủy ban nhân dân xác nhận số trường hợp từ đầu năm, lần cuối không sớm hơn [15] ngày trước "
        "ngày cuối thời kỳ, và đã ghi đủ số đó. Trường hợp cơ quan thường trực ghi thì tính ngay; một quyết định mà "
        "đơn vị cũng ghi thì tính một trường hợp, theo bản ghi của cơ quan thường trực."
    ),
    form="counts",
    asks=_sanctions,
    records=_sanction_lines,
    unit="trường hợp",
    codes=tuple(str(severity) for severity in Severity),
    settings=(
        Setting("sides", "kỷ luật được tính", _ADMINISTRATIVE_ONLY, (
            (_ADMINISTRATIVE_ONLY, "kỷ luật hành chính"), (_BOTH, "kỷ luật hành chính và kỷ luật đảng"),
        )),
        Setting("days_left", "số ngày trước ngày cuối thời kỳ được xác nhận", 15),
    ),
    room=ROOM.key,
    reads=lines_read_of(SANCTIONS, STATEMENTS),
    guards="silence: without the statement there is no figure; what the standing office told counts all the same, "
    "in place of what the commune told of the same decision, and the commune can't change it.",
)  # fmt: skip
