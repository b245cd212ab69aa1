"""The announcement of the service as a kind of record."""

from __future__ import annotations

from thanthien.records.kinds import RecordKind
from thanthien.records.readers import own_unit_or_all
from thanthien.service.at_home.models import HomeAnnouncement
from thanthien.service.permissions import can_read, can_write, enters_as

ANNOUNCEMENTS = RecordKind(
    key="service.home_announcement",
    model=HomeAnnouncement,
    title="Thông báo phục vụ tại nhà",
    one="thông báo",
    route="home-announcements",
    fields=("text", "phone"),
    enters_as=enters_as,
    readers=own_unit_or_all,
    may_open=can_read,
    may_write=can_write,
    late_rule=False,
    oldest_days=3660,
    lead=(
        "Ngày ghi là ngày thông báo công khai. Nội dung và số điện thoại hiện ngay trên trang công khai của đơn vị; "
        "đổi nội dung thì đính chính, hoặc ghi thông báo mới."
    ),
)
