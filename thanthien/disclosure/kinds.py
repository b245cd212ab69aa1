"""The kinds of record of the room."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from thanthien.accounts.models import User
from thanthien.core import clock
from thanthien.core.codes import parted
from thanthien.core.formats import date_vn
from thanthien.core.naming_people import fault_of_person
from thanthien.disclosure import purposes
from thanthien.disclosure.enums import Form
from thanthien.disclosure.faces import take_down
from thanthien.disclosure.file_texts import forget_unsearchable
from thanthien.disclosure.models import Disclosure, InformationRequest, NothingArose, Posting, Review, Sample
from thanthien.disclosure.permissions import (
    can_read,
    can_sample,
    can_write,
    disclosure_readers,
    is_body,
    posting_readers,
    posts_as,
    samples_as,
    writes_as,
)
from thanthien.records.kinds import Beside, Photographs, RecordKind
from thanthien.records.readers import own_unit_or_all

_GONE = "Nội dung công khai này không còn hoặc đã bị hủy."
_TOLD = "Nội dung này đã được xác nhận thông báo ở thôn, tổ dân phố này."
_OTHER_UNIT = "Nội dung công khai này là của đơn vị khác."
_LONG_AGO = 36_500  # days: rules and procedures that hold for years


def _withdrawn(told: Sequence[Disclosure], by: User) -> None:
    """What was taken back is shown to nobody any more; of what was shown it is a step of the person."""
    for one in told:
        take_down([one.origin], at=one.ended_at or clock.now(), why=f"Thu hồi: {one.end_reason}"[:500], by=by)


def _read_anew(told: Sequence[Disclosure], by: User) -> None:
    """Files that stood under a version with a list of people go with it: so does what is written in them."""
    forget_unsearchable({one.origin for one in told if one.corrects_id is not None})


def _of_a_disclosure(made: Sequence[Posting]) -> Beside:
    """A form is one of a disclosure of the same unit that stands, on its day or later; a thôn, tổ dân phố tells it
    once. One statement, one more where heads tell."""
    rows = Disclosure.objects.standing().filter(origin__in={one.disclosure for one in made})
    known = {origin: (unit, day) for origin, unit, day in rows.values_list("origin", "unit_id", "day")}
    told = _announced([one for one in made if one.hamlet_id is not None])
    refused = {
        one.key: _faults(one, known.get(one.disclosure))
        or ({"": _TOLD} if told.get((one.disclosure, one.hamlet_id), one.origin) != one.origin else {})
        for one in made
    }
    return Beside(refused={key: told for key, told in refused.items() if told})


def _announced(made: Sequence[Posting]) -> dict[tuple[UUID, int | None], UUID]:
    named = {one.disclosure for one in made}
    rows = Posting.objects.standing().filter(form=Form.BY_HEADS, disclosure__in=named, hamlet__isnull=False)
    return {(one.disclosure, one.hamlet_id): one.origin for one in rows} if named else {}


def _faults(one: Posting, known: tuple[int, date] | None) -> dict[str, str]:
    if known is None:
        return {"": _GONE}
    unit, day = known
    if unit != one.unit_id:
        return {"": _OTHER_UNIT}
    return {"day": f"Ngày này trước ngày văn bản, {date_vn(day)}."} if one.day < day else {}


def _posted_anew(old: Posting, new: Posting) -> bool:
    """The first day, the form and further places decide whether it was posted in time; a last day doesn't."""
    more = set(parted(new.spots)) - set(parted(old.spots))
    return (old.day, old.form) != (new.day, new.form) or bool(more)


def _said_anew(old: NothingArose, new: NothingArose) -> bool:
    """Another period, or items of which nothing was said before."""
    return old.period != new.period or bool(set(parted(new.items)) - set(parted(old.items)))


def _reviewed_anew(old: Review, new: Review) -> bool:
    return old.period != new.period


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
    readers=disclosure_readers,
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
    follow=_read_anew,
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
    enters_as=posts_as,
    readers=posting_readers,
    may_open=can_read,
    may_write=can_write,
    period="quarter",
    late_rule=False,
    oldest_days=_LONG_AGO,
    lead=(
        "Ngày là ngày đầu công khai bằng hình thức này. Niêm yết, truyền thanh cần có ảnh mới được tính. Đính chính "
        "ngày đầu, hình thức hoặc thêm nơi niêm yết thì tính là ghi lúc đính chính."
    ),
    told_anew=_posted_anew,
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
    readers=own_unit_or_all,
    may_open=can_read,
    may_write=can_write,
    period="quarter",
    late_rule=False,
    lead=(
        "Chỉ chọn nội dung đã rà và chắc chắn không có văn bản nào trong kỳ. Người ghi chịu trách nhiệm về nội dung "
        "báo; văn bản phát hiện sau thì ghi công khai như bình thường. Thêm nội dung thì ghi một lần báo khác, không "
        "đính chính lần đã báo."
    ),
    told_anew=_said_anew,
)
REVIEWS = RecordKind(
    key="disclosure.review",
    model=Review,
    title="Rà soát danh mục công khai",
    one="lần rà soát",
    route="disclosure-reviews",
    fields=("period", "change", "words", "reviewer"),
    enters_as=writes_as,
    readers=own_unit_or_all,
    may_open=can_read,
    may_write=can_write,
    period="quarter",
    late_rule=False,
    lead="Mỗi quý rà soát ít nhất một lần, ghi chậm nhất 15 ngày sau khi hết quý. Ngày là ngày rà soát.",
    told_anew=_reviewed_anew,
)
SAMPLES = RecordKind(
    key="disclosure.sample",
    model=Sample,
    title="Kiểm tra việc công khai",
    one="lần kiểm tra",
    route="disclosure-samples",
    fields=("items", "period", "verdict", "document", "words"),
    enters_as=samples_as,
    readers=own_unit_or_all,
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
INFORMATION = RecordKind(
    key="disclosure.information_request",
    model=InformationRequest,
    title="Yêu cầu cung cấp thông tin",
    one="yêu cầu cung cấp thông tin",
    route="information-requests",
    fields=(
        "term", "about", "notified_on", "extended_on", "extended_why", "answered_on", "outcome", "reason_told",
        "document",
    ),
    roomy=frozenset({"notified_on", "extended_on", "extended_why", "reason_told", "document"}),
    enters_as=writes_as,
    readers=own_unit_or_all,
    may_open=can_read,
    may_write=can_write,
    late_rule=False,
    lead=(
        "“Ngày” là ngày nhận yêu cầu hợp lệ; thời hạn tính bằng ngày làm việc từ ngày sau đó. Không ghi họ tên, địa "
        "chỉ người yêu cầu. Thông báo, gia hạn, trả lời thì ghi sau ở trang của yêu cầu."
    ),
    purposes=(purposes.INFORMATION.code,),
)  # fmt: skip
