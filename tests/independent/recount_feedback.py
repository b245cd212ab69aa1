"""Counts answers, results and what is overdue again (1.2.4, 1.2.5, the gate) from the register of matters that a person
downloads, without the product: written from the measures' sentences in docs/measures.md."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from tests.independent.recount import DAY, _day, rows_of, works

_STEP = re.compile(r"(\d\d:\d\d, )?(\d\d/\d\d/\d{4}) (.+?) \(([^,)]+(?:, [^,)]+?)*?)\)(?:; |$)")
_RESULTS = {"Duyệt trả lời", "Duyệt kết thúc, chưa giải quyết được"}
_GONE = {"Ghi không phải phản ánh", "Gộp với phản ánh khác", "Rút phản ánh"}
_LANES = {"Chuyển kênh khiếu nại, tố cáo", "Cách ly, nghi có bí mật nhà nước"}
_BACK = {"Trả lại đơn vị, không thuộc kênh này", "Đưa phản ánh trở lại"}
_GOES_ON = {"Bổ sung nội dung", "Xử lý tiếp, không chờ bổ sung"}
_FORWARDED, _AGAIN = "Chuyển cơ quan có thẩm quyền", "Chưa giải quyết, đề nghị xem lại"
_TO_LANE = "Đây là khiếu nại, tố cáo: chuyển kênh riêng"
# What officials wrote down, or what came from a device of theirs: they saw its code.
_SEEN = ("điện thoại", "đường dây nóng", "trực tiếp tại Trung tâm", "đơn thư", "cuộc họp")
_KINDS = ("thông thường", "khẩn")


@dataclass(frozen=True)
class Days:
    """How many working days there are to answer, by kind, to wait for the sender, to pass on, to publish; ``long``:
    days past the limit."""

    normal: int = 10
    urgent: int = 3
    waits: int = 10
    forward: int = 3
    publish: int = 5
    long: int = 30


@dataclass(frozen=True)
class Step:
    what: str
    on: date
    who: str
    urgent: bool | None


@dataclass
class Turn:
    """A matter from one day to its end; asked again it begins anew. ``waits``: from which day to which it waited for
    the sender, or was out of the unit's sight (the last one False)."""

    since: date
    urgent: bool
    sorted: list[tuple[date, bool]] = field(default_factory=list)
    waits: list[tuple[date, date | None, bool]] = field(default_factory=list)
    end: str = ""
    ended: date | None = None
    lane_by: str = ""
    results: list[Step] = field(default_factory=list)
    again: date | None = None
    code_seen: bool = False


def _after(day: date, working: int) -> date:
    while working > 0:
        day += DAY
        working -= works(day)
    return day


def _working(first: date, last: date) -> int:
    """Working days after one day, up to another."""
    return sum(works(first + n * DAY) for n in range(1, (last - first).days + 1))


def _steps(text: str) -> list[Step]:
    found = []
    for _, day, what, rest in _STEP.findall(text):
        kind = next((one for one in _KINDS if rest.endswith(f", {one}")), "")
        who = rest.removesuffix(f", {kind}") if kind else rest
        found.append(Step(what, _day(day), who, {"": None, "khẩn": True}.get(kind, False)))
    return found


def turns_of(row: Mapping[str, str]) -> list[Turn]:
    """What came of one matter."""
    since = _day(row["Ngày tiếp nhận"])
    if row["Cách tiếp nhận"].startswith("kênh ý kiến hằng tuần"):
        since = _day(row["Ghi lên hệ thống lúc"][:10])  # with the minute for who reads the words
    way = row["Cách tiếp nhận"]
    seen = way.startswith(_SEEN) or "gửi từ máy của cán bộ" in way
    turns = [Turn(since, row["Loại khi tiếp nhận"] == "khẩn", code_seen=seen)]
    for step in _steps(row["Diễn biến"]):
        now = turns[-1]
        if step.what == _AGAIN:
            now.again = step.on
            turns.append(Turn(step.on, now.sorted[-1][1] if now.sorted else now.urgent, code_seen=seen))
        else:
            _take(now, step)
    return turns


def _take(now: Turn, step: Step) -> None:
    if step.what == "Phân loại lại":
        before = now.sorted[-1][1] if now.sorted else now.urgent
        if step.urgent is not None and step.urgent != before:
            now.sorted.append((step.on, step.urgent))
    elif step.what == "Hỏi thêm người gửi":
        now.waits.append((step.on, None, True))
    elif step.what in _GOES_ON:
        _close(now, step.on)
    elif step.what in _BACK:
        _close(now, step.on)
        now.end, now.ended, now.lane_by = "", None, ""
    elif step.what in {_TO_LANE, *_LANES}:
        _to_lane(now, step)
    elif step.what in {*_RESULTS, *_GONE, _FORWARDED}:
        _close(now, step.on)
        now.end, now.ended = step.what, step.on
    elif step.what in {"Công khai kết quả", "Ghi không công khai kết quả", "Gỡ kết quả đã công khai"}:
        now.results.append(step)


def _to_lane(now: Turn, step: Step) -> None:
    """Out of the unit's sight; what had ended before its sender took it there stays ended."""
    if step.what == _TO_LANE:
        now.again, now.lane_by = step.on, step.who
        now.results.append(step)
    elif not now.lane_by or now.end in _LANES:
        _close(now, step.on)
        if now.end not in _LANES:
            now.ended, now.lane_by = step.on, step.who
        now.end = step.what
        now.waits.append((step.on, None, False))


def _close(now: Turn, on: date) -> None:
    now.waits = [(first, last or on, own) for first, last, own in now.waits]


def limit_of(turn: Turn, on: date, given: Days, days: int | None = None) -> date:
    """The last day to answer, by a day: what came after it moves it no more. ``days``: so many, whatever its kind."""
    events = [(first, "wait", last, own) for first, last, own in turn.waits]
    events += [(day, "sort", None, urgent) for day, urgent in turn.sorted]
    start, length = turn.since, days or (given.urgent if turn.urgent else given.normal)
    waited: list[tuple[date, int]] = []  # since when, how many working days
    left = given.waits

    def limit() -> date:
        return _after(start, length + sum(many for since, many in waited if since >= start or start == turn.since))

    for since, what, until, flag in sorted(events, key=lambda one: (one[0], one[1])):
        if since > limit():
            break
        if what == "wait":
            many = _working(since, until or on) if (until or on) > since else 0
            if flag:
                many = min(many, left)
                left -= many
            waited.append((since, many))
        elif days is None and flag and _after(since, given.urgent) < limit():
            waited = [(date.min, 0)] if not waited else [(date.min, many) for _, many in waited]
            start, length = since, given.urgent
        elif days is None and not flag:
            start, length = turn.since, given.normal
    return limit()


@dataclass(frozen=True)
class Standing:
    """Of one turn: whether it counts and its day, whether it was answered in time, is overdue, its last day; whether
    its result is owed and its day, whether it was public in time."""

    counts: bool
    day: date
    on_time: bool
    overdue: bool
    limit: date
    owes: bool = False
    shown_day: date = date.min
    shown: bool = False


def standing(turn: Turn, asked: date, given: Days) -> Standing:
    """How a turn stands at the end of a day."""
    limit, by = limit_of(turn, asked, given), date.max
    if turn.end == _FORWARDED:
        by = limit_of(turn, asked, given, given.forward)
    by = min(limit, by)
    answered = turn.end in {*_RESULTS, _FORWARDED}
    on_time = answered and turn.ended is not None and turn.ended <= by
    gone = turn.end in _GONE | _LANES and turn.ended is not None and turn.ended <= by
    gone = gone or (turn.end in _LANES and turn.lane_by != "đơn vị" and not turn.code_seen)
    gone = gone and not (turn.code_seen and turn.end == "Rút phản ánh")
    overdue = limit < asked and not gone and (turn.ended is None or turn.ended > asked)
    day = turn.ended if on_time and turn.ended else (limit if overdue else by)
    owes, shown_day, shown = _result(turn, given) if turn.end in _RESULTS else (False, date.min, False)
    return Standing(not gone, day, on_time, overdue, limit, owes, shown_day, shown)


def _result(turn: Turn, given: Days) -> tuple[bool, date, bool]:
    """Whether it is owed, its day, and whether it was public on its last day."""
    assert turn.ended is not None
    by = _after(turn.ended, given.publish)
    public, exempt = None, False
    for step in turn.results:
        if step.on > by:
            break
        if step.what == "Công khai kết quả":
            public, exempt = step.on, False
        else:
            public, exempt = None, exempt or step.what.startswith("Ghi không")
    if public is not None:
        return True, public, True
    again = turn.again is not None and turn.again <= by
    return not exempt and not again, by, False


@dataclass(frozen=True)
class Counted:
    """Answered in time of those due; public in time of those owed; overdue of those that count for it; overdue long."""

    answers: tuple[int, int]
    results: tuple[int, int]
    overdue: tuple[int, int]
    long: int


def count(register: bytes, first: date, until: date, asked: date, given: Days = Days()) -> Counted:
    """Of one unit: from its first day to the last one that is over, as it stood at the end of a day. ``given``: what
    the city set for the year of that first day; what came before goes by the usual days."""
    every = [
        standing(turn, asked, given if turn.since >= first.replace(month=1, day=1) else Days())
        for row in rows_of(register)
        if _day(row["Ngày tiếp nhận"]) <= asked
        for turn in turns_of(row)
    ]
    due = [one for one in every if one.counts and first <= one.day <= until]
    owed = [one for one in every if one.owes and first <= one.shown_day <= until]
    late = [one for one in every if one.overdue]
    whole = [one for one in every if one.overdue or one in due]
    return Counted(
        (sum(one.on_time for one in due), len(due)),
        (sum(one.shown for one in owed), len(owed)),
        (len(late), len(whole)),
        sum((asked - one.limit).days > given.long for one in late),
    )
