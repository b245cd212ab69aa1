"""The figures of the centre and its offices (4.1.1, 4.2.1)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.urls import reverse

from thanthien.core.formats import date_vn, datetime_vn, number
from thanthien.core.question import Question
from thanthien.measures.figures import Absent, Basis, Finding, Items, Passed, RecordLine, fingerprint
from thanthien.measures.registry import Measure, Setting, of_each_unit
from thanthien.measures.scope import Scope
from thanthien.measures.timeliness import Timeliness, timeliness
from thanthien.records.marks import marked
from thanthien.records.models import SHELF
from thanthien.records.queries import NO_PERIOD, lines_read, lines_read_of
from thanthien.workplace.checks import LATE_PHOTOGRAPH, Check, photograph_is_late
from thanthien.workplace.items import catalogue, titles
from thanthien.workplace.kinds import CHECKS, INSPECTIONS
from thanthien.workplace.queries import Inspection, UnitChecks, checks_by_half, inspections_of

ITEMS, SMOKE = "workplace.service_centre_items", "workplace.smoke_free"
SPACING = 60  # days between what counts of two halves, unless the city says otherwise
_NO_HALF = "không thuộc nửa năm nào đã đến hạn của đơn vị"


def _checks(scope: Scope, measure: str) -> Question[dict[int, UnitChecks]]:
    """Both figures go by the same checklists, and by the same setting."""
    return checks_by_half(scope, measure=measure, spacing=SERVICE_CENTRE_ITEMS.whole(scope, "spacing"))


def _counted(checks: UnitChecks) -> list[Check]:
    return [one.counted for one in checks.halves if one.counted is not None]


def _print(checks: Sequence[Check], inspections: Sequence[Inspection] = ()) -> str:
    """A photograph proves as much as its checklist."""
    told = [(CHECKS.key, one.id, one.version) for one in checks]
    shown = [(SHELF, number, 1) for one in checks for number in one.photographs]
    return fingerprint([*told, *shown, *((INSPECTIONS.key, one.id, one.version) for one in inspections)])


def _unchecked(checks: UnitChecks) -> str:
    """“Chưa có biên bản được tính của nửa đầu năm 2026.”; empty where every due half has one."""
    lacking = [one.due.half.label for one in checks.halves if one.counted is None]
    return f"Chưa có biên bản được tính của {', '.join(lacking)}." if lacking else ""


# --- 4.1.1 ---


def _items(scope: Scope) -> Question[Mapping[int, Finding]]:
    return of_each_unit(_items_of, _checks(scope, ITEMS))


def _items_of(checks: UnitChecks) -> Finding:
    if not checks.halves:
        return Finding(Absent(NO_PERIOD))
    counted = _counted(checks)
    whole = len(counted) == len(checks.halves)
    there = {code: whole and all(code in one.items for one in counted) for code in catalogue()}
    return Finding(Items(there), _print(counted), Basis(len(counted)), _unchecked(checks))


def _check_lines(measure: str, unit: int, scope: Scope) -> list[RecordLine]:
    checks = _checks(scope, measure).answer()[unit]
    return marked([_check_line(one, checks, measure) for one in checks.told], scope, CHECKS)


def _check_line(check: Check, checks: UnitChecks, measure: str) -> RecordLine:
    half = checks.half_of(check)
    why = half.why_not.get(check.id, "") if half else _NO_HALF
    limit = half.due.limit if half else None
    shown_late = half is not None and photograph_is_late(check, half.due)
    shown_at = check.photographed_at
    return RecordLine(
        check.day, _words(check, measure), reverse("workplace-checks-record", args=[check.id]), not why, why,
        half.due.half.label if half else "", public=True,
        marks=(f"{LATE_PHOTOGRAPH}, lúc {datetime_vn(shown_at)}",) if shown_late and shown_at else (),
        key=half.due.half.key if half else "", told_at=check.told_at, late_since=limit if shown_late else None,
        record=check.id, typist=check.typist, limit=limit,
    )  # fmt: skip


def _words(check: Check, measure: str) -> str:
    if measure == SMOKE:
        return "Biên bản kiểm tra: " + ("không khói thuốc" if check.smoke_free else "còn người hút thuốc lá")
    named = ", ".join(title.lower() for title in titles(check.items))
    return f"Biên bản kiểm tra: có {number(len(titles(check.items)))}/{number(len(catalogue()))} tiện ích" + (
        f" ({named})" if named else ""
    )


def _timeliness(measure: str, scope: Scope) -> Mapping[int, Timeliness]:
    found = {}
    for unit, checks in _checks(scope, measure).answer().items():
        of_half = [(one, checks.half_of(one)) for one in checks.told]
        found[unit] = timeliness((one.told_at, half.due.limit, one.came_at) for one, half in of_half if half)
    return found


SERVICE_CENTRE_ITEMS = Measure(
    key=ITEMS,
    title="Tiện ích của Trung tâm Phục vụ hành chính công",
    sentence=(
        "Tiện ích có trong biên bản kiểm tra của mọi nửa năm đã đến hạn. Nửa năm đến hạn khi có từ 90 ngày trong thời "
        "kỳ số liệu và trong thời gian đơn vị hoạt động. Mỗi nửa năm lấy một biên bản: biên bản có ngày sau cùng trong "
        "những biên bản ghi và có ảnh trước 24 giờ ngày làm việc thứ [2] sau nửa năm đó; biên bản của nửa cuối năm "
        "phải cách biên bản được lấy của nửa đầu năm ít nhất [60] ngày. Nửa năm đến hạn mà không có biên bản như vậy "
        "thì không tiện ích nào được tính."
    ),
    form="items",
    asks=_items,
    records=lambda unit, scope: _check_lines(ITEMS, unit, scope),
    late_period="half_year",
    timeliness=lambda scope: _timeliness(ITEMS, scope),
    codes=tuple(catalogue()),
    settings=(Setting("spacing", "số ngày ít nhất giữa biên bản của hai nửa năm", SPACING),),
    room="workplace",
    reads=lines_read(CHECKS),
    guards=(
        "the things that are asked (the city's list; what a checklist doesn't name isn't there); halves of the year "
        "(owed from 90 days on, whether anybody looked or not); one tour for two halves (60 days lie between); a "
        "checklist without a photograph, or whose photograph came late (it isn't taken)."
    ),
)


# --- 4.2.1 ---


def _smoke_free(scope: Scope) -> Question[Mapping[int, Finding]]:
    return Question(
        lambda checked, inspections: {
            unit: _smoke_free_of(checks, [one for one in inspections.get(unit, []) if one.breach])
            for unit, checks in checked.items()
        },
        _checks(scope, SMOKE),
        inspections_of(scope),
    )


def _smoke_free_of(checks: UnitChecks, breaches: Sequence[Inspection]) -> Finding:
    counted = _counted(checks)
    if not checks.halves and not breaches:
        return Finding(Absent(NO_PERIOD))
    passed = not breaches and len(counted) == len(checks.halves) and all(one.smoke_free for one in counted)
    basis = Basis(len(counted) + len(breaches))
    return Finding(Passed(passed), _print(counted, breaches), basis, _why_not_passed(checks, counted, breaches))


def _why_not_passed(checks: UnitChecks, counted: Sequence[Check], breaches: Sequence[Inspection]) -> str:
    if breaches:
        days = ", ".join(date_vn(one.day) for one in breaches)
        return f"Có {number(len(breaches))} vi phạm được xác nhận (ngày {days})."
    smoked = [date_vn(one.day) for one in counted if not one.smoke_free]
    return f"Biên bản ngày {', '.join(smoked)} ghi còn người hút thuốc lá." if smoked else _unchecked(checks)


def _smoke_lines(unit: int, scope: Scope) -> list[RecordLine]:
    inspected = [
        RecordLine(
            one.day,
            f"{one.agency} kiểm tra, văn bản {one.document}: "
            + ("có vi phạm, đã xác nhận" if one.breach else "không có vi phạm"),
            reverse("workplace-inspections-record", args=[one.id]),
            one.breach,
            "" if one.breach else "không có vi phạm nên không làm đổi kết quả",
            public=True,
            record=one.id,
            typist=one.typist,
        )
        for one in inspections_of(scope).answer().get(unit, [])
    ]
    every = [*_check_lines(SMOKE, unit, scope), *marked(inspected, scope, INSPECTIONS)]
    return sorted(every, key=lambda line: (line.day, line.url))


SMOKE_FREE = Measure(
    key=SMOKE,
    title="Nơi làm việc không khói thuốc",
    sentence=(
        "Đạt khi biên bản kiểm tra của mọi nửa năm đã đến hạn ghi không khói thuốc và vào ngày cuối thời kỳ không còn "
        "vi phạm nào trong thời kỳ được cơ quan ngoài đơn vị xác nhận. Mỗi nửa năm lấy một biên bản, như ở số liệu về "
        "tiện ích của Trung tâm; nửa năm đến hạn mà không có biên bản được lấy thì không đạt. Vi phạm đã xác nhận chỉ "
        "thôi tính khi chính cơ quan đó đính chính hoặc hủy."
    ),
    form="passed",
    asks=_smoke_free,
    records=_smoke_lines,
    late_period="half_year",
    timeliness=lambda scope: _timeliness(SMOKE, scope),
    room="workplace",
    reads=lines_read_of(INSPECTIONS, CHECKS),
    guards=(
        "breaches (bodies tell them, and nobody else corrects or withdraws them); halves of the year without a "
        "checklist (each is owed, and without one it isn't passed)."
    ),
)
