"""The kinds of record of the room."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from thanthien.accounts.models import User
from thanthien.core import clock
from thanthien.core.formats import date_vn
from thanthien.core.naming_people import fault_of_person
from thanthien.disclosure.faces import take_down
from thanthien.disclosure.models import Disclosure, NothingArose, Posting, Review, Sample
from thanthien.disclosure.permissions import (
    can_read,
    can_sample,
    can_write,
    is_body,
    readers,
    samples_as,
    writes_as,
)
from thanthien.records.kinds import Beside, Photographs, RecordKind

_GONE = "Nội dung công khai này không còn hoặc đã bị hủy."
_OTHER_UNIT = "Nội dung công khai này là của đơn vị khác."
_LONG_AGO = 36_500  # days: rules and procedures that hold for years


def _withdrawn(told: Sequence[Disclosure], by: User) -> None:
    """What was taken back is shown to nobody any more; of what was shown it is a step of the person."""
    for one in told:
        take_down([one.origin], at=one.ended_at or clock.now(), why=f"Thu hồi: {one.end_reason}"[:500], by=by)


def _of_a_disclosure(made: Sequence[Posting]) -> Beside:
    """A form is one of a disclosure of the same unit that stands, on its day or later. One statement."""
    rows = Disclosure.objects.standing().filter(origin__in={one.disclosure for one in made})
    known = {origin: (unit, day) for origin, unit, day in rows.values_list("origin", "unit_id", "day")}
    refused = {one.key: _faults(one, known.get(one.disclosure)) for one in made}
    return Beside(refused={key: told for key, told in refused.items() if told})


def _faults(one: Posting, known: tuple[int, date] | None) -> dict[str, str]:
    if known is None:
        return {"": _GONE}
    unit, day = known
    if unit != one.unit_id:
        return {"": _OTHER_UNIT}
    return {"day": f"Ngày này trước ngày văn bản, {date_vn(day)}."} if one.day < day else {}


DISCLOSURES = RecordKind(
    key="disclosure.disclosure",
    model=Disclosure,
    title="Nội dung công khai",
    one="nội dung công khai",
    route="disclosures",
    fields=(
        "items", "title", "number", "issuer", "signer", "text", "responsible", "people", "ends_on", "unlisted_why",
    ),
    enters_as=writes_as,
    readers=readers,
    may_open=can_read,
    may_write=can_write,
    period="quarter",
    late_rule=False,
    oldest_days=_LONG_AGO,
    roomy=frozenset({"issuer", "signer", "responsible", "people", "unlisted_why"}),
    lead=(
        "Một văn bản dùng cho nhiều nội dung thì chọn tất cả và chỉ ghi một lần. Ngày là ngày của văn bản. Không nhập "
        "bí mật nhà nước. Bản ghi chỉ hiện trên trang công khai sau khi được kiểm tra và công khai."
    ),
    withdrawn=_withdrawn,
    reason_fault=fault_of_person,
)  # fmt: skip
POSTINGS = RecordKind(
    key="disclosure.posting",
    model=Posting,
    title="Hình thức công khai đã dùng",
    one="hình thức công khai",
    route="disclosure-postings",
    fields=("form", "spots", "where", "last"),
    enters_as=writes_as,
    readers=readers,
    may_open=can_read,
    may_write=can_write,
    period="quarter",
    late_rule=False,
    oldest_days=_LONG_AGO,
    lead="Ngày là ngày đầu công khai bằng hình thức này. Niêm yết, truyền thanh cần có ảnh mới được tính.",
    beside=_of_a_disclosure,
    photographs=Photographs(hint="Ảnh bảng niêm yết, buổi phát thanh. Không chụp rõ danh sách cá nhân."),
)
NOTHING = RecordKind(
    key="disclosure.nothing",
    model=NothingArose,
    title="Báo không phát sinh",
    one="báo không phát sinh",
    route="disclosure-nothing",
    fields=("period", "items", "note"),
    enters_as=writes_as,
    readers=readers,
    may_open=can_read,
    may_write=can_write,
    period="quarter",
    late_rule=False,
    lead=(
        "Chỉ chọn nội dung đã rà và chắc chắn không có văn bản nào trong kỳ. Người ghi chịu trách nhiệm về nội dung "
        "báo; văn bản phát hiện sau thì ghi công khai như bình thường."
    ),
)
REVIEWS = RecordKind(
    key="disclosure.review",
    model=Review,
    title="Rà soát danh mục công khai",
    one="lần rà soát",
    route="disclosure-reviews",
    fields=("period", "change", "words", "reviewer"),
    enters_as=writes_as,
    readers=readers,
    may_open=can_read,
    may_write=can_write,
    period="quarter",
    late_rule=False,
    lead="Mỗi quý rà soát ít nhất một lần, ghi chậm nhất 15 ngày sau khi hết quý. Ngày là ngày rà soát.",
)
SAMPLES = RecordKind(
    key="disclosure.sample",
    model=Sample,
    title="Kiểm tra việc công khai",
    one="lần kiểm tra",
    route="disclosure-samples",
    fields=("items", "verdict", "document", "words"),
    enters_as=samples_as,
    readers=readers,
    may_open=can_read,
    may_write=can_sample,
    period="quarter",
    late_rule=False,
    everywhere=is_body,
    lead=(
        "Mặt trận Tổ quốc, cơ quan thẩm định kiểm tra tại nơi niêm yết, thôn, tổ dân phố. Kết quả chưa đúng làm nội "
        "dung đó của kỳ không được tính cho đến khi chính cơ quan kiểm tra đính chính hoặc hủy. Không ghi họ tên."
    ),
    photographs=Photographs(hint="Ảnh bảng niêm yết lúc kiểm tra."),
)
