"""What is kept of those who send feedback, and what for."""

from __future__ import annotations

from django.db.models import Count, Q

from thanthien.core.private.enums import Ground, Whose
from thanthien.core.private.purposes import Consents, Purpose
from thanthien.feedback.enums import CONTACT_SHELF, TEXT_SHELF
from thanthien.feedback.left_addresses import left_kept
from thanthien.feedback.shelf import CONTACTS

_POINTS = ("feedback-send", "feedback-follow", "feedback-enter")
_LAW = "Điểm a khoản 2 Điều 35 Luật Thực hiện dân chủ ở cơ sở 10/2022/QH15"
PICTURES_PUBLIC = (
    "Ảnh gốc không công khai; ảnh đã che mặt người, biển số xe, được người khác duyệt, có thể công khai cùng trả lời."
)


def letter_consents() -> Consents:
    """Those who agreed to letters and still get them, and whose agreement ended. One statement."""
    agreed = CONTACTS.rows().filter(letters_at__isnull=False)
    found = agreed.aggregate(
        all=Count("pk"), standing=Count("pk", filter=Q(letters_left_at__isnull=True, erased_at__isnull=True))
    )
    return Consents(found["standing"], found["all"] - found["standing"])


def contact_consents() -> Consents:
    """Contacts that their owners left and that are kept, and those of them that ended: who was written down by the
    unit, or handed on by another system, agreed to nothing here. One statement."""
    left = CONTACTS.rows().filter(by_unit=False)
    found = left.aggregate(all=Count("pk"), standing=Count("pk", filter=Q(erased_at__isnull=True)))
    return Consents(found["standing"], found["all"] - found["standing"])


TEXT = Purpose(
    code="feedback.text",
    title="Nội dung phản ánh, góp ý",
    whose=Whose.PEOPLE,
    data="Nội dung, nơi xảy ra, ảnh; có thể có thông tin về người gửi hoặc người khác",
    why="Tiếp nhận, giải quyết và trả lời",
    ground=Ground.TASK,
    basis=_LAW,
    readers=(
        "Người giải quyết của đơn vị nhận; thuộc khiếu nại, tố cáo: chỉ cơ quan nhận, mỗi lần xem được ghi lại. "
        + PICTURES_PUBLIC.removesuffix(".")
    ),
    shelves=(TEXT_SHELF,),
    models=("feedback.FeedbackPhotograph", "feedback.PublicPhotograph"),
    points=_POINTS,
    own="feedback-follow",
)
CONTACT = Purpose(
    code="feedback.contact",
    title="Liên hệ của người phản ánh",
    whose=Whose.PEOPLE,
    data="Họ tên, điện thoại, thư điện tử, nếu người gửi để lại",
    why="Hỏi thêm và báo kết quả",
    ground=Ground.CONSENT,
    basis=f"Sự đồng ý khi để lại liên hệ; {_LAW}",
    readers="Người giải quyết của đơn vị nhận; mỗi lần xem được ghi lại",
    shelves=(CONTACT_SHELF,),
    points=_POINTS,
    own="feedback-follow",
    withdraw="Xóa hoặc sửa liên hệ bằng mã theo dõi, lúc nào cũng được",
    consents=contact_consents,
)
LETTERS = Purpose(
    code="feedback.letters",
    title="Thư báo cho người phản ánh",
    whose=Whose.PEOPLE,
    data=(
        "Thư điện tử trong liên hệ, thời điểm đồng ý nhận thư; nhật ký thư không có địa chỉ. Ngừng bằng liên kết: "
        "dấu không đọc lại được của địa chỉ, để không gửi nữa"
    ),
    why="Báo có tin mới, không nêu nội dung",
    ground=Ground.CONSENT,
    basis="Sự đồng ý riêng khi để lại liên hệ",
    readers="Không ai; hệ thống gửi",
    kept=lambda: f"{CONTACTS.kept()}; {left_kept()}",
    models=("feedback.LeftAddress",),
    points=_POINTS,
    own="feedback-follow",
    withdraw="Ngừng mọi thư bằng liên kết trong thư, hoặc thư về một phản ánh bằng mã theo dõi",
    consents=letter_consents,
)
