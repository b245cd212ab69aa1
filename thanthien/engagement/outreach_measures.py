"""The figures of visits, greetings and meetings (2.4.1, 2.5.1, 2.5.2)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.urls import reverse

from thanthien.core import clock
from thanthien.core.calendar import CityCalendar
from thanthien.core.formats import date_vn, datetime_vn, number
from thanthien.core.queries import calendar_asked
from thanthien.core.question import Question
from thanthien.engagement.enums import ROOM
from thanthien.engagement.occasions import DAYS_BEFORE, Held, occasions, occasions_of
from thanthien.engagement.outreach_kinds import GREETINGS, MEETINGS, OUTREACH
from thanthien.engagement.outreach_records import Greeting, Outreach, SupportersMeeting
from thanthien.engagement.outreach_words import Sender
from thanthien.measures.figures import (
    Absent,
    Basis,
    Finding,
    Items,
    NothingArose,
    Number,
    Passed,
    RecordLine,
    fingerprint,
)
from thanthien.measures.registry import Measure, Setting
from thanthien.measures.scope import Scope
from thanthien.measures.timeliness import told_long_after
from thanthien.records.kinds import RecordKind
from thanthien.records.marks import marked
from thanthien.records.models import SHELF, RecordQuerySet
from thanthien.records.queries import lines_read, photographs_known

_MONTH = timedelta(days=31)
# What each occasion is called in the checklist of a set.
ITEMS = {
    "new_year": "tet-duong-lich",
    "tet": "tet-nguyen-dan",
    "liberation_labour": "30-4-1-5",
    "national_day": "quoc-khanh",
}


def _known(rows: RecordQuerySet, scope: Scope, units: Iterable[int], first: date) -> RecordQuerySet:
    """Records of units as known then, of days that count, the earliest first."""
    found: RecordQuerySet = rows.known_at(scope.known).between(first, scope.state_day).filter(unit__in=list(units))
    return found.order_by("day", "pk")


# --- 2.4.1 ---


@dataclass(frozen=True, slots=True)
class _Activities:
    """Activities of units within the days that count of each, with the photographs that each carried then."""

    rows: Mapping[int, Sequence[Outreach]]
    photographs: Mapping[UUID, Sequence[int]]

    def proved(self, one: Outreach) -> bool:
        """A photograph, or the number of a paper."""
        return bool(one.paper or self.photographs.get(one.origin))

    def marks(self, counted: Iterable[Outreach]) -> Iterable[tuple[str, int, int]]:
        """What goes into the fingerprint: a photograph proves as much as the record."""
        for one in counted:
            yield OUTREACH.key, one.pk, one.version
            yield from ((SHELF, photograph, 1) for photograph in self.photographs.get(one.origin, ()))


def _activities(scope: Scope, units: Iterable[int]) -> Question[_Activities]:
    rows = _known(Outreach.objects.all(), scope, units, scope.span.first)
    return Question(_Activities, Question(_by_unit, rows), photographs_known(OUTREACH, rows, scope.known))


def _by_unit(rows: Iterable[Any]) -> Mapping[int, Sequence[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    for one in rows:
        found[one.unit_id].append(one)
    return found


def _kinds(scope: Scope) -> Question[Mapping[int, Finding]]:
    return Question(
        lambda found: {unit: _kinds_of(found, unit, scope) for unit in scope.units}, _activities(scope, scope.units)
    )


def _kinds_of(found: _Activities, unit: int, scope: Scope) -> Finding:
    within = [one for one in found.rows.get(unit, ()) if scope.holds(one.day, unit)]
    counted = [one for one in within if found.proved(one)]
    told, bare = len(counted), len(within) - len(counted)
    words = [f"{number(told)} hoạt động"] + ([f"{number(bare)} chưa có ảnh hoặc số văn bản"] if bare else [])
    kinds = Number(Decimal(len({one.occasion for one in counted})))
    return Finding(kinds, fingerprint(found.marks(counted)), Basis(told), "; ".join(words))


def _outreach_lines(unit: int, scope: Scope) -> list[RecordLine]:
    found = _activities(scope, [unit]).answer()

    def why(one: Outreach) -> str:
        if not scope.holds(one.day, unit):
            return "ngoài thời kỳ số liệu của đơn vị"
        return "" if found.proved(one) else "chưa có ảnh hoặc số văn bản"

    def words(one: Outreach) -> str:
        return f"{one.get_occasion_display()}: {one.get_way_display()}, {number(one.people)} người"

    lines = [
        _line(OUTREACH, one, words(one), why(one), public=one.open_to_all, marks=told_long_after(one.day, one.told_at))
        for one in found.rows.get(unit, ())
    ]
    return marked(lines, scope, OUTREACH)


# --- 2.5.1 ---


def _held(scope: Scope, calendar: CityCalendar) -> list[Held]:
    """The occasions of the year that a checklist names, and that the calendar can date."""
    days_before = HEAD_GREETINGS.whole(scope, "days_before")
    every = occasions_of(scope.span.last.year, calendar, days_before)
    return [one for one in every if one.occasion.code in ITEMS]


def _greetings(scope: Scope, units: Iterable[int]) -> Question[tuple[list[Held], Mapping[int, Sequence[Greeting]]]]:
    """The occasions of the year, and what was published from the day on which the first of them is open."""
    before = timedelta(days=HEAD_GREETINGS.whole(scope, "days_before")) + _MONTH
    earliest = min(scope.span.first, date(scope.span.last.year, 1, 1) - before)

    def read(calendar: CityCalendar, told: Iterable[Greeting]) -> tuple[list[Held], Mapping[int, Sequence[Greeting]]]:
        held = _held(scope, calendar)
        first = min((one.opens for one in held), default=scope.span.first)
        return held, _by_unit(one for one in told if one.day >= first)

    calendar = scope.reading.keeping("city calendar", calendar_asked())
    return Question(read, calendar, _known(Greeting.objects.all(), scope, units, earliest))


def is_of(one: Greeting, held: Held) -> bool:
    """A greeting of the head for the occasion, published in its days: the one rule of figure, lines and duty."""
    return one.sender == Sender.HEAD and one.occasion == held.occasion.code and held.holds(one.public_since)


def _by_occasion(scope: Scope) -> Question[Mapping[int, Finding]]:
    def read(told: tuple[list[Held], Mapping[int, Sequence[Greeting]]]) -> dict[int, Finding]:
        held, greetings = told
        return {unit: _items_of(held, greetings.get(unit, ()), unit, scope) for unit in scope.units}

    return Question(read, _greetings(scope, scope.units))


def _items_of(held: Sequence[Held], told: Sequence[Greeting], unit: int, scope: Scope) -> Finding:
    inside = [one for one in held if scope.holds(one.last, unit)]
    if held and not inside:
        return Finding(NothingArose("Mọi dịp của năm đều ngoài thời kỳ số liệu hoặc thời gian hoạt động của đơn vị."))
    items = {ITEMS[one.occasion.code]: True for one in held if one not in inside}
    counted = {one.pk: one for of in inside for one in told if is_of(one, of)}
    for one in inside:
        done = any(is_of(greeting, one) for greeting in counted.values())
        if done or one.last <= scope.state_day:
            items[ITEMS[one.occasion.code]] = done
    marks = fingerprint((GREETINGS.key, one.pk, one.version) for one in counted.values())
    note = _note([one for one in held if one not in inside], held)
    if not items:
        return Finding(Absent("Chưa có dịp nào của thời kỳ số liệu đến ngày."), note=note)
    return Finding(Items(items), marks, Basis(len(counted)), note)


def _note(outside: Sequence[Held], held: Sequence[Held]) -> str:
    titles = "; ".join(one.occasion.title for one in outside)
    words = [f"Ngoài thời kỳ số liệu, được tính là đã có: {titles}"] if outside else []
    undated = {*ITEMS} - {one.occasion.code for one in held}
    unknown = [one.title for code, one in occasions().items() if code in undated]
    return "; ".join([*words, *(f"lịch chưa có ngày của dịp {title}" for title in unknown)])


def _greeting_lines(unit: int, scope: Scope) -> list[RecordLine]:
    occasions_held, greetings = _greetings(scope, [unit]).answer()
    held = {one.occasion.code: one for one in occasions_held}

    def why(one: Greeting) -> str:
        of = held.get(one.occasion)
        if of is None:
            return "dịp này không có trong tiêu chí"
        if not scope.holds(of.last, unit):
            return "dịp này ngoài thời kỳ số liệu của đơn vị"
        if one.sender != Sender.HEAD:
            return "không phải lời chúc của người đứng đầu"
        if is_of(one, of):
            return ""
        days = f"{date_vn(of.opens)}–{date_vn(of.last)}"
        if of.holds(one.day):
            return f"không nói đã đăng, phát ở đâu, và ghi ngoài các ngày {days}"
        return f"công khai ngoài các ngày {days}"

    def marks(one: Greeting) -> tuple[str, ...]:
        of = held.get(one.occasion)
        after = of is not None and one.day <= of.last < one.told_at.astimezone(clock.ZONE).date()
        return (f"ghi sau dịp, lúc {datetime_vn(one.told_at)}",) if after else ()

    rows = greetings.get(unit, ())
    lines = [_line(GREETINGS, one, one.get_occasion_display(), why(one), public=True, marks=marks(one)) for one in rows]
    return marked(lines, scope, GREETINGS)


# --- 2.5.2 ---


def _meetings(scope: Scope) -> Question[Mapping[int, Finding]]:
    rows = _known(SupportersMeeting.objects.all(), scope, scope.units, scope.span.first)
    return Question(
        lambda told: {unit: _meeting_of(told.get(unit, ()), unit, scope) for unit in scope.units},
        Question(_by_unit, rows),
    )


def _meeting_of(told: Sequence[SupportersMeeting], unit: int, scope: Scope) -> Finding:
    counted = [one for one in told if scope.holds(one.day, unit) and one.minutes]
    marks = fingerprint((MEETINGS.key, one.pk, one.version) for one in counted)
    return Finding(Passed(bool(counted)), marks, Basis(len(counted)))


def _meeting_lines(unit: int, scope: Scope) -> list[RecordLine]:
    def why(one: SupportersMeeting) -> str:
        if not scope.holds(one.day, unit):
            return "ngoài thời kỳ số liệu của đơn vị"
        return "" if one.minutes else "chưa có số biên bản"

    def words(one: SupportersMeeting) -> str:
        return f"{one.place_held}: {number(one.organisations)} tổ chức, {number(one.people)} người dự"

    rows = _known(SupportersMeeting.objects.all(), scope, [unit], scope.span.first)
    lines = [
        _line(MEETINGS, one, words(one), why(one), public=False, marks=told_long_after(one.day, one.told_at))
        for one in rows
    ]
    return marked(lines, scope, MEETINGS)


def _line(kind: RecordKind, one: Any, words: str, why: str, *, public: bool, marks: tuple[str, ...] = ()) -> RecordLine:
    url = reverse(f"{kind.route}-record", args=[one.pk])
    return RecordLine(
        one.day, words, url, not why, why, public=public, marks=marks, told_at=one.told_at, record=one.pk,
        typist=one.entered_by_id,
    )  # fmt: skip


OUTREACH_KINDS = Measure(
    key="engagement.outreach_kinds",
    title="Loại dịp thăm hỏi, chúc mừng, động viên",
    sentence=(
        "Số loại dịp có ít nhất một hoạt động trong thời kỳ số liệu, tính theo ngày của hoạt động; hoạt động được tính "
        "khi có ảnh hoặc số văn bản. Các loại dịp do thành phố quy định; một loại dịp được tính một lần."
    ),
    form="number",
    asks=_kinds,
    records=_outreach_lines,
    unit="loại dịp",
    room=ROOM.key,
    reads=lines_read(OUTREACH),
    guards="the kinds are the city's, none of them is “other”; an activity without a photograph or paper is listed and "
    "told, but doesn't count; one picture for several activities, activities told long after their day (each is "
    "marked, for the appraising body).",
)
HEAD_GREETINGS = Measure(
    key="engagement.head_greetings",
    title="Người đứng đầu chúc mừng Nhân dân",
    sentence=(
        "Với mỗi dịp: có lời chúc mừng của người đứng đầu chính quyền, công khai từ [7] ngày trước đến hết ngày của "
        "dịp; lời chúc không ghi địa chỉ bài đăng hoặc nơi phát thanh, phát biểu được coi là công khai từ ngày ghi vào "
        "hệ thống. Dịp nằm ngoài thời kỳ số liệu hoặc thời gian hoạt động của đơn vị được tính là có và được đánh dấu; "
        "mọi dịp đều như vậy là không phát sinh. Dịp chưa qua mà chưa có lời chúc thì chưa tính."
    ),
    form="items",
    asks=_by_occasion,
    records=_greeting_lines,
    codes=tuple(ITEMS.values()),
    settings=(Setting("days_before", "số ngày trước dịp", DAYS_BEFORE),),
    room=ROOM.key,
    reads=lines_read(GREETINGS),
    guards="the occasions and their days are the city's and the calendar's; an occasion that is over without a "
    "greeting counts as missing, whether anything was recorded or not; a day typed afterwards (what says of no other "
    "place where it was published counts from the day of telling; what was told after its occasion is marked).",
)
SUPPORTERS_MEETING = Measure(
    key="engagement.supporters_meeting",
    title="Gặp gỡ người ủng hộ, người có uy tín",
    sentence=(
        "Đạt khi trong thời kỳ số liệu có ít nhất một cuộc gặp gỡ ghi ngày, số tổ chức, số người dự và số biên bản."
    ),
    form="passed",
    asks=_meetings,
    records=_meeting_lines,
    room=ROOM.key,
    reads=lines_read(MEETINGS),
    guards="nothing: without a meeting with minutes it isn't passed; one told long after its day is marked.",
)
