"""The two kinds of record of the fast day."""

from __future__ import annotations

from thanthien.records.kinds import RecordKind
from thanthien.service.models import FastDay, FastDayDecision
from thanthien.service.permissions import can_read, can_write, enters_as, readers

DECISIONS = RecordKind(
    key="service.fast_day_decision",
    model=FastDayDecision,
    title="Quyết định về ngày giải quyết nhanh",
    one="quyết định",
    route="service-decisions",
    fields=("number", "signer", "weekday", "effective_on", "procedures", "published_on", "link"),
    enters_as=enters_as,
    readers=readers,
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
    readers=readers,
    may_open=can_read,
    may_write=can_write,
    lead=(
        "Ghi một số cho cả danh mục, hoặc ghi từng thủ tục. Đã ghi từng thủ tục thì hệ thống lấy số của từng thủ tục, "
        "không cộng với số chung. Chứng thực ghi riêng. Số trích từ hệ thống giải quyết thủ tục nhập bằng tệp "
        "Excel do thành phố cấp, có dấu kiểm tra; tệp của đơn vị và số đính chính trên trang là số đơn vị ghi."
    ),
)
