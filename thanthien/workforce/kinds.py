"""The kinds of record of the staff."""

from __future__ import annotations

from thanthien.records.kinds import RecordKind
from thanthien.records.readers import own_unit_or_all
from thanthien.workforce.models import (
    Commendation,
    Commitment,
    Course,
    Rating,
    Sanction,
    StaffCount,
    StaffEntry,
    Statement,
)
from thanthien.workforce.permissions import (
    can_contradict,
    can_keep,
    can_punish,
    can_read,
    can_state,
    keeper_of,
    office_of,
    people_readers,
    punisher_of,
    reads_people,
    signer_of,
)
from thanthien.workforce.purposes import STAFF_NAMES
from thanthien.workforce.roll import beside_commitments, beside_courses, beside_roll, refuse_named

_LONG_AGO = 3660
_NO_NAMES = "Không ghi họ tên của ai vào các ô, kể cả ô lý do."

STAFF = RecordKind(
    key="workforce.staff",
    model=StaffEntry,
    title="Danh sách cán bộ, công chức",
    one="người trong danh sách",
    route="workforce-staff",
    fields=("number", "group", "post", "document", "left_on", "left_document", "source"),
    workbook_only=frozenset({"source"}),
    enters_as=keeper_of,
    readers=people_readers,
    may_open=reads_people,
    may_write=can_keep,
    late_rule=False,
    oldest_days=_LONG_AGO,
    lead=(
        "Ngày ghi là ngày vào danh sách của đơn vị. Người thôi hoặc điều chuyển: đính chính, ghi ngày thôi và văn bản; "
        "không hủy bản ghi. Họ tên chỉ người giữ sổ của đơn vị và cơ quan thường trực xem được, và được xóa sau khi "
        "người đó thôi."
    ),
    beside=beside_roll,
    withdrawn=refuse_named,
    purposes=(STAFF_NAMES.code,),
)
COUNTS = RecordKind(
    key="workforce.staff_count",
    model=StaffCount,
    title="Số cán bộ, công chức theo cơ quan thường trực",
    one="số cán bộ, công chức",
    route="workforce-counts",
    fields=("people", "document"),
    enters_as=office_of,
    readers=own_unit_or_all,
    may_open=can_read,
    may_write=can_contradict,
    late_rule=False,
    everywhere=can_contradict,
    lead=(
        "Số người có mặt ở đơn vị vào ngày ghi. Danh sách của đơn vị vào ngày đó có ít người hơn thì người thiếu được "
        "tính vào mẫu số của tỷ lệ tập huấn."
    ),
)
COURSES = RecordKind(
    key="workforce.course",
    model=Course,
    title="Tập huấn, bồi dưỡng",
    one="lớp tập huấn",
    route="workforce-courses",
    fields=("title", "topic", "hours", "organiser", "document", "attendees"),
    enters_as=keeper_of,
    readers=people_readers,
    may_open=reads_people,
    may_write=can_keep,
    late_rule=False,
    lead=f"Ngày ghi là ngày cuối của lớp. {_NO_NAMES}",
    beside=beside_courses,
)
COMMITMENTS = RecordKind(
    key="workforce.commitment",
    model=Commitment,
    title="Ký cam kết",
    one="lần ký cam kết",
    route="workforce-commitments",
    fields=("signers",),
    enters_as=keeper_of,
    readers=people_readers,
    may_open=reads_people,
    may_write=can_keep,
    late_rule=False,
    lead="Người ký nhiều lần trong năm được tính một lần.",
    beside=beside_commitments,
)
SANCTIONS = RecordKind(
    key="workforce.sanction",
    model=Sanction,
    title="Kỷ luật cán bộ, công chức",
    one="trường hợp kỷ luật",
    route="workforce-sanctions",
    fields=("administrative", "party", "decided_on", "document"),
    enters_as=punisher_of,
    readers=people_readers,
    may_open=reads_people,
    may_write=can_punish,
    late_rule=False,
    everywhere=can_contradict,
    oldest_days=_LONG_AGO,
    lead=(
        "Ngày ghi là ngày vi phạm; nơi ghi là đơn vị xảy ra vi phạm. Một người bị kỷ luật cả về hành chính và về đảng "
        f"do một vi phạm thì ghi một lần, chọn cả hai hình thức. {_NO_NAMES}"
    ),
)
STATEMENTS = RecordKind(
    key="workforce.statement",
    model=Statement,
    title="Xác nhận về kỷ luật",
    one="lần xác nhận",
    route="workforce-statements",
    fields=("cases",),
    enters_as=signer_of,
    readers=own_unit_or_all,
    may_open=can_read,
    may_write=can_state,
    late_rule=False,
    lead=(
        "Chủ tịch Ủy ban nhân dân xác nhận từ đầu năm đến hết ngày ghi. Không có trường hợp nào thì ghi 0. Cơ quan "
        "thường trực có thể ghi trường hợp mà đơn vị chưa ghi."
    ),
)
COMMENDATIONS = RecordKind(
    key="workforce.commendation",
    model=Commendation,
    title="Khen thưởng",
    one="quyết định khen thưởng",
    route="workforce-commendations",
    fields=("award", "people", "document"),
    enters_as=keeper_of,
    readers=own_unit_or_all,
    may_open=can_read,
    may_write=can_keep,
    late_rule=False,
    lead=f"Ngày ghi là ngày quyết định. Chỉ ghi số người. {_NO_NAMES}",
)
RATINGS = RecordKind(
    key="workforce.rating",
    model=Rating,
    title="Xếp loại cán bộ, công chức",
    one="kết quả xếp loại",
    route="workforce-ratings",
    fields=("year", "excellent", "good", "fair", "failed", "document"),
    enters_as=keeper_of,
    readers=own_unit_or_all,
    may_open=can_read,
    may_write=can_keep,
    late_rule=False,
    lead=f"Ngày ghi là ngày của văn bản. Chỉ ghi số người theo từng mức. {_NO_NAMES}",
)
