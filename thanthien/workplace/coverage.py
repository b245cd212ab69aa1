"""The figures of broadcasting and of the city's app (4.3.1, 4.3.3)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import partial
from typing import TypeAlias

from django.urls import reverse

from thanthien.core.formats import date_vn, number
from thanthien.core.question import Question
from thanthien.measures.figures import Absent, Basis, Finding, Ratio, RecordLine, fingerprint
from thanthien.measures.periods import Period, period_of
from thanthien.measures.registry import Measure, Setting, of_each_unit
from thanthien.measures.scope import Scope
from thanthien.measures.timeliness import Timeliness, timeliness
from thanthien.records.marks import marked
from thanthien.records.queries import lines_read
from thanthien.workplace.enums import Origin
from thanthien.workplace.kinds import APP, RADIO_TESTS
from thanthien.workplace.queries import (
    Hamlets,
    Hearing,
    Installs,
    hamlets_of,
    hearings_of,
    installs_of,
    last_hearings,
    last_import,
    oldest_day,
)

RADIO, HOUSEHOLDS = "workplace.digital_radio_hamlets", "workplace.app_households"
RADIO_DAYS = 180
NO_HAMLETS = "Chưa có danh sách thôn, tổ dân phố của đơn vị."
NO_IMPORT = "Chưa có tệp nào của cơ quan quản lý ứng dụng dùng được trong thời kỳ."


# --- 4.3.1 ---


@dataclass(frozen=True, slots=True)
class _Coverage:
    """Of one unit: how many places there are, all tests of the days that count, those in time, the last one of each
    place."""

    places: int
    told: Sequence[Hearing]
    in_time: Sequence[Hearing]
    last: Mapping[int, Hearing]

    @property
    def heard(self) -> list[Hearing]:
        return [one for one in self.last.values() if one.heard]


def _coverage(scope: Scope) -> Question[dict[int, _Coverage]]:
    last = min(_days(scope).values(), default=scope.state_day)
    tests = hearings_of(scope.units, scope.known, oldest_day(last, _most(scope)), scope.state_day)
    return Question(partial(_covered, scope), tests, hamlets_of(scope.units, scope.known, scope.reading))


def _most(scope: Scope) -> int:
    return DIGITAL_RADIO.whole(scope, "days")


def _days(scope: Scope) -> dict[int, date]:
    """A unit that ended is read on its own last day."""
    return {unit: scope.until(scope.state_day, unit) for unit in scope.units}


def _covered(scope: Scope, told: Mapping[int, list[Hearing]], hamlets: Hamlets) -> dict[int, _Coverage]:
    most, found = _most(scope), {}
    for unit, day in _days(scope).items():
        own = [one for one in told.get(unit, []) if oldest_day(day, most) <= one.day <= day]
        places = hamlets.on(unit, day)
        in_time = [one for one in own if test_counts(one, unit, scope)]
        found[unit] = _Coverage(len(places), own, in_time, last_hearings(in_time, places))
    return found


def _month(test: Hearing) -> Period:
    return period_of("month", test.day)


def _limit(test: Hearing, scope: Scope) -> datetime:
    return scope.counts_until(_month(test))


def test_counts(test: Hearing, unit: int, scope: Scope) -> bool:
    """Whether a test was told in time, or a body lets it count."""
    return test.told_at < _limit(test, scope) or scope.is_accepted(RADIO, unit, _month(test).key)


def _radio(scope: Scope) -> Question[Mapping[int, Finding]]:
    return of_each_unit(_radio_of, _coverage(scope))


def _radio_of(one: _Coverage) -> Finding:
    if not one.places:
        return Finding(Absent(NO_HAMLETS))
    silent = len(one.last) - len(one.heard)
    note = f"{number(silent)} nơi nghe thử lần sau cùng không nghe được." if silent else ""
    marks = fingerprint((RADIO_TESTS.key, test.id, test.version) for test in one.last.values())
    return Finding(Ratio(Decimal(len(one.heard)), Decimal(one.places)), marks, Basis(len(one.last)), note)


def _test_lines(unit: int, scope: Scope) -> list[RecordLine]:
    coverage = _coverage(scope).answer()[unit]
    return marked([_test_line(one, coverage, scope) for one in coverage.told], scope, RADIO_TESTS)


def _test_line(one: Hearing, coverage: _Coverage, scope: Scope) -> RecordLine:
    why = _why_not(one, coverage)
    return RecordLine(
        one.day, one.words, reverse("workplace-tests-record", args=[one.id]), not why, why, _month(one).label,
        public=True, key=_month(one).key, told_at=one.told_at, record=one.id, typist=one.typist,
        limit=_limit(one, scope),
    )  # fmt: skip


def _why_not(one: Hearing, coverage: _Coverage) -> str:
    if one not in coverage.in_time:
        return "ghi quá hạn"
    last = coverage.last.get(one.hamlet)
    if last is None:
        return "thôn, tổ dân phố không còn vào ngày tính"
    return "" if last == one else f"có lần kiểm tra sau, ngày {date_vn(last.day)}"


def _radio_timeliness(scope: Scope) -> Mapping[int, Timeliness]:
    return {
        unit: timeliness((one.told_at, _limit(one, scope), one.came_at) for one in coverage.told)
        for unit, coverage in _coverage(scope).answer().items()
    }


DIGITAL_RADIO = Measure(
    key=RADIO,
    title="Thôn, tổ dân phố có truyền thanh kỹ thuật số",
    sentence=(
        "Số thôn, tổ dân phố nghe rõ cụm loa hoặc kênh truyền thanh kỹ thuật số ở lần kiểm tra sau cùng, không quá "
        "[180] ngày trước ngày cuối thời kỳ ÷ số thôn, tổ dân phố của đơn vị ngày đó, kể cả nơi chưa kiểm tra lần nào. "
        "Lần kiểm tra phải ghi trước 24 giờ ngày làm việc thứ [2] sau tháng kiểm tra."
    ),
    form="ratio",
    asks=_radio,
    records=_test_lines,
    late_period="month",
    timeliness=_radio_timeliness,
    numerator="thôn, tổ dân phố nghe rõ",
    denominator="thôn, tổ dân phố",
    settings=(Setting("days", "số ngày nhiều nhất kể từ lần kiểm tra", RADIO_DAYS),),
    room="workplace",
    reads=lines_read(RADIO_TESTS),
    guards=(
        "the thôn, tổ dân phố that are divided by (all that the unit has on the day, tested or not; the "
        "administrator of the platform keeps their list); old tests, and tests of what is no longer heard (the last "
        "one counts, for half a year)."
    ),
)


# --- 4.3.3 ---


_Rows: TypeAlias = tuple[Sequence[Installs], Sequence[Installs]]


def _installs(scope: Scope) -> Question[dict[int, _Rows]]:
    """All rows of the span of each unit, and those that make the figure."""

    def read(told: Mapping[int, Sequence[Installs]], hamlets: Hamlets) -> dict[int, _Rows]:
        return {
            unit: (told.get(unit, []), last_import(told.get(unit, []), partial(hamlets.on, unit)))
            for unit in scope.units
        }

    rows = installs_of(scope.units, scope.known, scope.span.first, scope.state_day)
    return Question(read, rows, hamlets_of(scope.units, scope.known, scope.reading))


def _households(scope: Scope) -> Question[Mapping[int, Finding]]:
    return of_each_unit(_households_of, _installs(scope))


def _households_of(told: _Rows) -> Finding:
    _, rows = told
    if not rows:
        return Finding(Absent(NO_IMPORT))
    installed, households = (sum(getattr(one, name) for one in rows) for name in ("installed", "households"))
    marks = fingerprint((APP.key, one.id, one.version) for one in rows)
    sources = "; ".join(sorted({one.source for one in rows}))
    note = f"Số liệu ngày {date_vn(rows[0].day)}, nguồn: {sources}."
    return Finding(Ratio(Decimal(installed), Decimal(households)), marks, Basis(len(rows)), note)


def _install_lines(unit: int, scope: Scope) -> list[RecordLine]:
    told, chosen = _installs(scope).answer()[unit]
    return marked([_install_line(one, chosen) for one in told], scope, APP)


def _install_line(one: Installs, chosen: Sequence[Installs]) -> RecordLine:
    why = "" if one in chosen else "số đơn vị tự đếm" if not one.of_owner else "đã có số liệu khác được lấy"
    marks = (f"{Origin.OWNER.label}, đã kiểm tra nguồn",) if one.of_owner else ()
    words = f"{one.name or 'Toàn đơn vị'}: {number(one.installed)}/{number(one.households)} hộ; nguồn: {one.source}"
    return RecordLine(
        one.day, words, reverse("workplace-app-record", args=[one.id]), not why, why, public=one.of_owner, marks=marks,
        record=one.id, typist=one.typist,
    )  # fmt: skip


APP_HOUSEHOLDS = Measure(
    key=HOUSEHOLDS,
    title="Hộ cài đặt ứng dụng",
    sentence=(
        "Số hộ có ít nhất một người cài đặt ÷ số hộ, cả hai theo số liệu của cơ quan quản lý ứng dụng có ngày sau cùng "
        "trong thời kỳ, do cơ quan của thành phố nhập bằng tệp có dấu kiểm tra. Ngày nào có số của toàn đơn vị thì lấy "
        "số đó, không có thì cộng các thôn, tổ dân phố; tệp ghi thiếu thôn, tổ dân phố có vào ngày đó thì không lấy. "
        "Số đơn vị tự đếm không được tính; chưa có tệp dùng được thì chưa có số liệu, đơn vị tự nhập kèm minh chứng."
    ),
    form="ratio",
    asks=_households,
    records=_install_lines,
    numerator="hộ có ít nhất một người cài đặt",
    denominator="hộ",
    room="workplace",
    reads=lines_read(APP),
    guards=(
        "households (they come from the owner's file, as the installs do); places left out of the file (such a day "
        "isn't taken); the unit's own count (it is listed and never counts)."
    ),
)
