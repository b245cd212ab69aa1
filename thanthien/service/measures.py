"""The figures of the fast day (2.1.1–2.1.3)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal

from django.urls import reverse

from thanthien.core.codes import parted
from thanthien.core.formats import number
from thanthien.core.question import Question
from thanthien.measures.figures import (
    Absent,
    Basis,
    Finding,
    NothingArose,
    Passed,
    PeriodCount,
    PerPeriod,
    Ratio,
    RecordLine,
    fingerprint,
)
from thanthien.measures.registry import Measure, PeriodWords, Punctuality, Records, Setting, of_each_unit
from thanthien.measures.scope import Scope
from thanthien.measures.timeliness import Timeliness, timeliness, told_long_after
from thanthien.records.marks import marked
from thanthien.records.queries import NO_PERIOD, lines_read
from thanthien.service.enums import Origin, Weekday
from thanthien.service.fast_days import HolidayRule, in_force
from thanthien.service.kinds import DAYS, DECISIONS
from thanthien.service.procedures import catalogue, certifications, choices, minimum_list, titles
from thanthien.service.queries import (
    WEEKS,
    DaySum,
    Decided,
    HeldWeek,
    Number,
    city_rule,
    day_sum,
    decisions_of,
    limit_of_share,
    numbers_of,
    weeks_of,
)

PUBLISHED, SAME_DAY = "service.fast_day_published", "service.fast_day_same_day"


# --- 2.1.1 ---


def _published(scope: Scope) -> Question[Mapping[int, Finding]]:
    minimum, day = frozenset(parted(str(FAST_DAY_PUBLISHED.setting(scope, "minimum")))), scope.state_day
    return Question(
        lambda decided: {unit: _published_by(decided.get(unit, []), minimum, day) for unit in scope.units},
        decisions_of(scope.units, scope.known, day, scope.reading),
    )


def _published_by(decided: Sequence[Decided], minimum: frozenset[str], day: date) -> Finding:
    holding = in_force((one.regulation for one in decided), day)
    if holding is None:
        return Finding(Passed(False), note="Chưa có quyết định còn hiệu lực.")
    one = next(one for one in reversed(decided) if one.regulation == holding)
    why = _missing(one, minimum, day)
    return Finding(Passed(not why), fingerprint([(DECISIONS.key, one.id, one.version)]), Basis(1), why)


def _missing(one: Decided, minimum: frozenset[str], day: date) -> str:
    lacking = sorted(minimum - one.regulation.procedures)
    if lacking:
        named = "; ".join(titles(lacking))
        return f"Danh mục còn thiếu {number(len(lacking))} thủ tục tối thiểu: {named}."
    return "" if one.published_on and one.published_on <= day else "Quyết định chưa được công khai."


def _decision_lines(unit: int, scope: Scope) -> list[RecordLine]:
    decided = decisions_of([unit], scope.known, scope.state_day).answer().get(unit, [])
    holding = in_force((one.regulation for one in decided), scope.state_day)
    lines = [
        RecordLine(
            one.regulation.signed,
            f"Quyết định số {one.regulation.number}: {Weekday(one.regulation.weekday).label}, "
            f"{number(len(one.regulation.procedures))} thủ tục",
            reverse("service-decisions-record", args=[one.id]),
            one.regulation == holding,
            "" if one.regulation == holding else "không áp dụng vào ngày tính",
            public=one.published_on is not None,
            marks=told_long_after(one.regulation.signed, one.told_at),
            told_at=one.told_at,
            record=one.id,
        )
        for one in decided
    ]
    return marked(lines, scope, DECISIONS)


# --- 2.1.2 ---


def _rule(scope: Scope) -> HolidayRule:
    return HolidayRule(str(FAST_DAY_WEEKS.setting(scope, "holiday_rule")))


def _weeks(scope: Scope) -> Question[Mapping[int, Finding]]:
    return of_each_unit(_of_weeks, weeks_of(scope, _rule(scope), measure=WEEKS))


def _of_weeks(weeks: Sequence[HeldWeek]) -> Finding:
    if not weeks:
        return Finding(Absent(NO_PERIOD))
    counts = {one.planned.week: PeriodCount(int(one.held)) for one in weeks}
    return Finding(PerPeriod(counts), _print(one for week in weeks for one in week.in_time), _basis(weeks))


def _print(numbers: Iterable[Number]) -> str:
    return fingerprint((DAYS.key, one.id, one.version) for one in numbers)


def _basis(weeks: Iterable[HeldWeek]) -> Basis:
    """How many days rest on single procedures, and how many on one number for the day."""
    single = [any(one.procedure for one in week.in_time) for week in weeks if week.held]
    return Basis(sum(single), len(single) - sum(single))


# --- 2.1.3 ---


def _same_day(scope: Scope) -> Question[Mapping[int, Finding]]:
    return of_each_unit(_share, weeks_of(scope, _rule(scope), measure=SAME_DAY))


def _share(weeks: Sequence[HeldWeek]) -> Finding:
    if not weeks:
        return Finding(Absent(NO_PERIOD))
    days = [_day(one) for one in weeks]
    received = sum(one.received for one in days)
    marks = _print(number for one in days for number in one.rows)
    single = sum(len(one.rows) for one in days if one.single)
    basis = Basis(single, sum(len(one.rows) for one in days) - single)
    if received:
        return Finding(Ratio(Decimal(sum(one.returned for one in days)), Decimal(received)), marks, basis, _note(days))
    missing = sum(not one.rows for one in days)  # chứng thực or a procedure off the list states nothing of the list
    if missing:
        return Finding(
            Ratio(Decimal(0), Decimal(missing)),
            marks,
            basis,
            f"Chưa có hồ sơ nào thuộc danh mục; còn {number(missing)} ngày chưa ghi số của danh mục.",
        )
    return Finding(NothingArose("Mọi ngày giải quyết nhanh đều ghi danh mục không có hồ sơ."), marks, basis)


def _day(week: HeldWeek) -> DaySum:
    procedures = week.planned.regulation.procedures if week.planned.regulation else frozenset()
    return day_sum(week.for_share, procedures)


def _note(days: Sequence[DaySum]) -> str:
    received = sum(one.received for one in days)
    words = [f"{number(received)} hồ sơ"]
    certified = [sum(one.certified[place] for one in days) for place in (0, 1)]
    if certified[0]:
        words.append(f"chứng thực tính riêng: trả {number(certified[1])}/{number(certified[0])}")
    difference = sum(one.difference for one in days)
    if difference:
        words.append(f"số chung chênh {number(abs(difference))} hồ sơ so với từng thủ tục")
    return "; ".join(words)


def _day_lines(measure: str) -> Records:
    def lines(unit: int, scope: Scope) -> list[RecordLine]:
        weeks = weeks_of(scope, _rule(scope), measure=measure).answer()[unit]
        if not weeks:
            return []
        by_day = {one.planned.day: one for one in weeks if one.planned.day}
        told = numbers_of([unit], scope.known, weeks[0].planned.week.first, scope.last_day).answer().get(unit, {})
        every = [_line(one, by_day.get(day), measure, scope) for day in sorted(told) for one in told[day]]
        return marked(every, scope, DAYS)

    return lines


def _line(one: Number, week: HeldWeek | None, measure: str, scope: Scope) -> RecordLine:
    why = _why_not(one, week, measure)
    marks = [f"{Origin.SYSTEM.label}, đã kiểm tra nguồn"] if one.origin == Origin.SYSTEM else []
    if week and week.planned.moved_from:
        marks.append(f"dời từ {week.planned.moved_from:%d/%m/%Y}")
    return RecordLine(
        one.day, _words(one), reverse("service-days-record", args=[one.id]), not why, why,
        week.planned.week.label if week else "", public=True, marks=tuple(marks),
        key=week.planned.week.key if week else "", told_at=one.told_at, record=one.id, nothing=one.received == 0,
        typist=one.typist, limit=_limit(one, week, measure, scope) if week else None,
    )  # fmt: skip


def _limit(one: Number, week: HeldWeek, measure: str, scope: Scope) -> datetime:
    return week.limit if measure == WEEKS else limit_of_share(one, week.limit, scope)


def _timeliness(measure: str) -> Punctuality:
    """By the week to which each day belongs, so that a moved day goes by its original week."""

    def answer(scope: Scope) -> Mapping[int, Timeliness]:
        found = weeks_of(scope, _rule(scope), measure=measure).answer()
        return {
            unit: timeliness((one.told_at, _limit(one, week, measure, scope)) for week in weeks for one in week.told)
            for unit, weeks in found.items()
        }

    return answer


def _words(one: Number) -> str:
    what = catalogue()[one.procedure].title if one.procedure in catalogue() else "cả danh mục"
    return f"{what}: nhận {number(one.received)}, trả trong ngày {number(one.returned)}"


def _why_not(one: Number, week: HeldWeek | None, measure: str) -> str:
    if week is None:
        return "không phải ngày giải quyết nhanh của một tuần đến hạn"
    if one not in (week.in_time if measure == WEEKS else week.for_share):
        return "ghi quá hạn"
    if measure == WEEKS or one in _day(week).rows:
        return ""
    if one.procedure in certifications():
        return "chứng thực tính riêng"
    procedures = week.planned.regulation.procedures if week.planned.regulation else frozenset()
    return "ngoài danh mục" if one.procedure and one.procedure not in procedures else "ngày này lấy theo nguồn khác"


FAST_DAY_PUBLISHED = Measure(
    key=PUBLISHED,
    title="Quy định ngày giải quyết nhanh",
    sentence=(
        "Đạt khi vào ngày cuối thời kỳ có quyết định còn hiệu lực, ghi ngày trong tuần và danh mục thủ tục gồm ít nhất "
        "[danh mục tối thiểu của thành phố], đã được công khai. Quyết định áp dụng trọn tuần, từ tuần ký trở đi; quyết "
        "định sau thay quyết định trước."
    ),
    form="passed",
    asks=_published,
    records=_decision_lines,
    settings=(Setting("minimum", "thủ tục tối thiểu của danh mục", minimum_list(), tuple(choices()), several=True),),
    room="service",
    reads=lines_read(DECISIONS),
    guards=(
        "a short list (the city's minimum must stand in it); a decision that nobody reads (it must be published); a "
        "decision told long after its signature (marked with the days between; no earlier week is of it)."
    ),
)
FAST_DAY_WEEKS = Measure(
    key=WEEKS,
    title="Ngày giải quyết nhanh hằng tuần",
    sentence=(
        "Số ngày giải quyết nhanh đã tổ chức trong từng tuần: ngày có ghi số hồ sơ nhận và trả, kể cả ghi 0, trước 24 "
        "giờ ngày làm việc thứ [2] sau tuần đó. Ngày trùng ngày nghỉ theo [cách xử lý của thành phố]: bỏ qua thì tuần "
        "không đến hạn, dời thì tính cho tuần gốc. Mỗi tuần theo quyết định đã ghi lên hệ thống đến tuần đó, quyết "
        "định bị hủy thì thôi áp dụng từ tuần hủy; tuần chưa có quyết định vẫn đến hạn."
    ),
    form="periods",
    period="iso_week",
    asks=_weeks,
    records=_day_lines(WEEKS),
    timeliness=_timeliness(WEEKS),
    unit="tuần",
    numerator="tuần đã tổ chức",
    denominator="tuần đến hạn",
    settings=(
        Setting("holiday_rule", "khi trùng ngày nghỉ", str(city_rule()), (
            ("skip", "bỏ qua, tuần đó không đến hạn"), ("next", "dời sang ngày làm việc tiếp theo"),
            ("same_week", "dời sang ngày làm việc khác trong tuần"),
        )),
    ),
    room="service",
    reads=lines_read(DAYS),
    period_words=PeriodWords("có hồ sơ", "không có hồ sơ", "chưa tổ chức"),
    guards=(
        "weeks before the decision, or after its withdrawal (they are owed); weeks left out for a day off (the "
        "city's rule says which); a decision entered, corrected or withdrawn afterwards (it changes no week that "
        "was over)."
    ),
)  # fmt: skip
FAST_DAY_SAME_DAY = Measure(
    key=SAME_DAY,
    title="Hồ sơ trả trong ngày giải quyết nhanh",
    sentence=(
        "Số hồ sơ thuộc danh mục trả trong ngày ÷ số hồ sơ thuộc danh mục nhận trong các ngày giải quyết nhanh; chứng "
        "thực tính riêng, không cộng vào. Mỗi ngày lấy một nguồn: số trích từ hệ thống giải quyết thủ tục (ghi trước "
        "24 giờ ngày làm việc thứ [2] sau tháng), không có thì số của từng thủ tục, không có nữa thì số chung. Không "
        "phát sinh khi mọi ngày đến hạn đều ghi 0 cho danh mục; không có hồ sơ nào mà còn ngày chưa ghi số của danh "
        "mục thì là 0."
    ),
    form="ratio",
    asks=_same_day,
    records=_day_lines(SAME_DAY),
    late_period="iso_week",
    timeliness=_timeliness(SAME_DAY),
    numerator="hồ sơ trả trong ngày",
    denominator="hồ sơ nhận",
    losses_stay=True,
    room="service",
    reads=lines_read(DAYS),
    guards=(
        "easy procedures alone (the city's minimum stands in the list; chứng thực is told apart); a bad day left "
        "untold (its week is lost for the fast day held, and where there is an extract of the procedures system, that "
        "is taken, whole: nobody of the unit corrects or withdraws a row of it); a number of the whole list below that "
        "of its procedures (the difference is told beside); nothing received (0 unless every day that is due says so)."
    ),
)
