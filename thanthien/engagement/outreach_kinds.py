"""The kinds of record of visits, greetings and meetings."""

from __future__ import annotations

from datetime import datetime

from django.db.models import BooleanField, ExpressionWrapper, Q

from thanthien.engagement.enums import ROOM
from thanthien.engagement.outreach_records import Greeting, Outreach, SupportersMeeting
from thanthien.engagement.permissions import can_read, can_write, enters_as
from thanthien.records.kinds import Photographs, RecordKind
from thanthien.records.models import RecordQuerySet
from thanthien.records.queries import photographed
from thanthien.records.readers import own_unit_or_all


def told_to_all(rows: RecordQuerySet) -> RecordQuerySet:
    """Of standing activities those that the commune tells in public."""
    return rows.filter(open_to_all=True)


def with_proof(rows: RecordQuerySet, moment: datetime) -> RecordQuerySet:
    """Each activity with ``proved``: by a photograph, as known at a moment, or the number of a paper."""
    proved = ~Q(paper="") | Q(photographed(OUTREACH, moment))
    found: RecordQuerySet = rows.annotate(proved=ExpressionWrapper(proved, BooleanField()))
    return found


OUTREACH = RecordKind(
    key="engagement.outreach",
    model=Outreach,
    title="Thăm hỏi, chúc mừng, động viên",
    one="hoạt động thăm hỏi, chúc mừng",
    route="outreach",
    fields=("occasion", "way", "people", "households", "paper", "about", "open_to_all"),
    enters_as=enters_as,
    readers=own_unit_or_all,
    may_open=can_read,
    may_write=can_write,
    late_rule=False,
    lead=(
        "Mỗi hoạt động ghi một lần, theo ngày thực hiện. Hoạt động được tính khi có ảnh hoặc số văn bản. Chỉ công khai "
        "khi người được thăm đồng ý, hoặc nội dung và ảnh không cho biết đó là ai."
    ),
    photographs=Photographs(public=told_to_all, room=ROOM.key, one_each=True),
)
GREETINGS = RecordKind(
    key="engagement.greeting",
    model=Greeting,
    title="Lời chúc mừng của người đứng đầu",
    one="lời chúc mừng",
    route="greetings",
    fields=("occasion", "sender", "text", "link", "broadcast"),
    enters_as=enters_as,
    readers=own_unit_or_all,
    may_open=can_read,
    may_write=can_write,
    late_rule=False,
    lead=(
        "“Ngày” là ngày công khai lời chúc. Lời chúc của người đứng đầu chính quyền được tính cho dịp nếu công khai "
        "trong những ngày trước dịp hoặc đúng ngày của dịp. Không ghi nơi đăng, phát thì tính từ ngày ghi vào hệ thống."
    ),
)
MEETINGS = RecordKind(
    key="engagement.supporters_meeting",
    model=SupportersMeeting,
    title="Gặp gỡ người ủng hộ, người có uy tín",
    one="cuộc gặp gỡ",
    route="supporters-meetings",
    fields=("place_held", "organisations", "people", "minutes", "about"),
    enters_as=enters_as,
    readers=own_unit_or_all,
    may_open=can_read,
    may_write=can_write,
    late_rule=False,
    lead="Ghi cuộc gặp gỡ do người đứng đầu chính quyền tổ chức. Cuộc gặp được tính khi có số biên bản.",
)
