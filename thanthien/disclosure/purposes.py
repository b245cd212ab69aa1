"""What is kept of people whom public documents name and of those who ask for information, and what for."""

from __future__ import annotations

from django.conf import settings
from django.db.models import Count, Q

from thanthien.core.private.enums import Ground, Whose
from thanthien.core.private.purposes import Consents, Purpose
from thanthien.disclosure.subscribing.models import Subscription
from thanthien.disclosure.subscribing.shelf import READERS

LISTS = Purpose(
    code="disclosure.lists",
    title="Danh sách có tên người dân phải công khai",
    whose=Whose.PEOPLE,
    data="Những gì pháp luật cho phép công khai (họ tên, thôn, tổ dân phố); không số định danh, bệnh tật, địa chỉ nhà",
    why="Công khai để Nhân dân biết, giám sát",
    ground=Ground.TASK,
    basis="Khoản 7, 8, 9 Điều 11 Luật Thực hiện dân chủ ở cơ sở 10/2022/QH15",
    readers="Mọi người trong thời gian công khai; không có trong tìm kiếm",
    kept=lambda: f"công khai nhiều nhất {settings.DISCLOSURE_PEOPLE_DAYS} ngày; tệp gốc lưu cùng sổ công khai",
    models=("disclosure.DisclosureFile",),
)
INFORMATION = Purpose(
    code="disclosure.information",
    title="Yêu cầu cung cấp thông tin",
    whose=Whose.PEOPLE,
    data="Thông tin được yêu cầu, cách gửi, ngày; không lưu họ tên, địa chỉ, số định danh của người yêu cầu",
    why="Trả lời đúng hạn",
    ground=Ground.TASK,
    basis="Khoản 2 Điều 14 Luật Thực hiện dân chủ ở cơ sở 10/2022/QH15; Luật Tiếp cận thông tin 104/2016/QH13",
    readers="Người giữ sổ công khai của đơn vị, người thẩm định",
    kept=lambda: "cùng sổ công khai",
    models=("disclosure.InformationRequest",),
    points=("information-requests-add",),
)


def reader_consents() -> Consents:
    """Readers who confirmed and still get letters, and those that ended. One statement."""
    confirmed = Subscription.objects.filter(confirmed_at__isnull=False).order_by()
    found = confirmed.aggregate(all=Count("pk"), standing=Count("pk", filter=Q(erased_at__isnull=True)))
    return Consents(found["standing"], found["all"] - found["standing"])


SUBSCRIPTIONS = Purpose(
    code="disclosure.subscriptions",
    title="Đăng ký nhận thư về nội dung công khai",
    whose=Whose.PEOPLE,
    data="Thư điện tử, đơn vị hoặc nội dung muốn nhận, thời điểm đồng ý",
    why="Gửi thư khi có nội dung công khai mới",
    ground=Ground.CONSENT,
    basis="Sự đồng ý khi đăng ký, xác nhận lại bằng liên kết trong thư",
    readers="Không ai; hệ thống gửi",
    shelves=(READERS.key,),
    points=("disclosure-subscribe",),
    withdraw="Ngừng nhận bằng liên kết trong mỗi thư; địa chỉ bị xóa ngay",
    consents=reader_consents,
)
