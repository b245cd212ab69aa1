"""The two kinds of record: channels, and tests of them."""

from __future__ import annotations

from collections.abc import Sequence

from thanthien.core.formats import date_vn
from thanthien.feedback.channels.models import ChannelTest, FeedbackChannel
from thanthien.feedback.channels.permissions import can_read, can_test, keeps_as, readers, tests_as
from thanthien.feedback.permissions import can_work
from thanthien.records.kinds import Beside, Photographs, RecordKind

_GONE = "Phương tiện này không còn trong danh sách. Vui lòng mở lại danh sách phương tiện."
_NOT_IN_USE = "Phương tiện này không được dùng vào ngày kiểm tra: dùng từ {}{}."


def _beside_tests(made: Sequence[ChannelTest]) -> Beside:
    """A test is of a channel of the same unit that stands, on a day on which it was in use; a correction leaves the
    channel as it is. One statement."""
    rows = FeedbackChannel.objects.standing().filter(origin__in={one.channel for one in made}).order_by()
    there = {(row.origin, row.unit_id): row for row in rows}
    refused = {}
    for one in made:
        channel = there.get((one.channel, one.unit_id))
        if channel is None and one.corrects_id is None:
            refused[one.key] = {"channel": _GONE}
        elif channel is not None and not channel.day <= one.day <= (channel.last_day or one.day):
            until = f" đến {date_vn(channel.last_day)}" if channel.last_day else ""
            refused[one.key] = {"day": _NOT_IN_USE.format(date_vn(channel.day), until)}
    return Beside(refused=refused)


CHANNELS = RecordKind(
    key="feedback.channel",
    model=FeedbackChannel,
    title="Phương tiện tiếp nhận phản ánh",
    one="phương tiện tiếp nhận",
    route="feedback-channels",
    fields=("kind", "where", "last_day"),
    enters_as=keeps_as,
    readers=readers,
    may_open=can_read,
    may_write=can_work,
    late_rule=False,
    oldest_days=3_650,
    day_name="Dùng từ ngày",
    lead=(
        "Mỗi hòm thư, số điện thoại, bàn tiếp nhận, trang, mã QR ghi một dòng; mọi người đều xem được. Đổi loại hoặc "
        "nơi đặt, số, địa chỉ thì lần kiểm tra trước không còn là bằng chứng hoạt động. Không dùng nữa thì đính chính, "
        "ghi ngày dùng cuối cùng."
    ),
)
TESTS = RecordKind(
    key="feedback.channel_test",
    model=ChannelTest,
    title="Kiểm tra phương tiện tiếp nhận",
    one="lần kiểm tra",
    route="channel-tests",
    fields=("kind", "where", "result", "note"),
    workbook_only=frozenset({"kind", "where"}),
    enters_as=tests_as,
    readers=readers,
    may_open=can_read,
    may_write=can_test,
    period="month",
    lead=(
        "Thử gửi một ý kiến qua phương tiện, chụp ảnh rồi ghi. Lần kiểm tra chưa có ảnh thì chưa phải là bằng chứng "
        "hoạt động; ảnh thêm sau cũng được, trước hạn ghi của tháng. Ủy ban nhân dân đọc được, không sửa được."
    ),
    beside=_beside_tests,
    photographs=Photographs(hint="Ảnh hòm thư đã mở, màn hình cuộc gọi, trang, mã QR đã quét.", one_each=True),
)
