"""The two kinds of record of the fast day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from thanthien.records.kinds import Beside, RecordKind
from thanthien.records.readers import own_unit_or_all
from thanthien.service.enums import Origin
from thanthien.service.models import FastDay, FastDayDecision
from thanthien.service.permissions import can_read, can_write, enters_as

_EXTRACT_STANDS = (
    "Số trích từ hệ thống giải quyết thủ tục không đính chính, không hủy được. Số sai thì đề nghị thành phố cấp tệp "
    "mới rồi nhập tệp đó; số mới thay số trước, số trước vẫn xem được."
)


def why_held(record: FastDay) -> str:
    """An extract is the city's word: whoever handed it in neither bends it nor picks rows out of it."""
    return _EXTRACT_STANDS if record.origin_of_numbers == Origin.SYSTEM else ""


def extracts_at(made: Sequence[FastDay]) -> dict[tuple[int, date, str], FastDay]:
    """The standing extracts of the days of these numbers, by unit, day and procedure. One statement, none where none of
    them is an extract."""
    new = [one for one in made if one.origin_of_numbers == Origin.SYSTEM]
    if not new:
        return {}
    rows = FastDay.objects.standing().filter(origin_of_numbers=Origin.SYSTEM)
    rows = rows.filter(unit__in={one.unit_id for one in new}, day__in={one.day for one in new})
    return {(one.unit_id, one.day, one.procedure): one for one in rows}


def _beside(made: Sequence[FastDay]) -> Beside:
    """A later file of the city takes the place of an earlier one, row by row (an older one is refused at import)."""
    standing = extracts_at([one for one in made if one.corrects is None])
    replaced = {
        one.key: (before,)
        for one in made
        if one.origin_of_numbers == Origin.SYSTEM and one.corrects is None
        if (before := standing.get((one.unit_id, one.day, one.procedure)))
    }
    return Beside(replaced, reason="Thay bằng số trong tệp thành phố cấp sau.")


DECISIONS = RecordKind(
    key="service.fast_day_decision",
    model=FastDayDecision,
    title="Quyết định về ngày giải quyết nhanh",
    one="quyết định",
    route="service-decisions",
    fields=("number", "signer", "weekday", "effective_on", "procedures", "published_on", "link"),
    enters_as=enters_as,
    readers=own_unit_or_all,
    may_open=can_read,
    may_write=can_write,
    late_rule=False,
    oldest_days=3660,
    lead=(
        "Ngày ghi là ngày ký. Đổi ngày hoặc danh mục thì ghi quyết định mới; quyết định áp dụng trọn tuần, từ tuần ký "
        "trở đi và không sớm hơn tuần ghi lên hệ thống."
    ),
)
DAYS = RecordKind(
    key="service.fast_day",
    model=FastDay,
    title="Số liệu ngày giải quyết nhanh",
    one="lần ghi số liệu",
    route="service-days",
    fields=("procedure", "received", "returned", "nothing", "origin_of_numbers"),
    workbook_only=frozenset({"origin_of_numbers"}),
    enters_as=enters_as,
    readers=own_unit_or_all,
    may_open=can_read,
    may_write=can_write,
    lead=(
        "Ghi một số cho cả danh mục, hoặc ghi từng thủ tục. Đã ghi từng thủ tục thì hệ thống lấy số của từng thủ tục, "
        "không cộng với số chung. Chứng thực ghi riêng. Số trích từ hệ thống giải quyết thủ tục nhập bằng tệp "
        "Excel do thành phố cấp, có dấu kiểm tra; tệp của đơn vị là số đơn vị ghi. Số trích chỉ thay được bằng "
        "tệp thành phố cấp sau."
    ),
    beside=_beside,
    held=why_held,
)
