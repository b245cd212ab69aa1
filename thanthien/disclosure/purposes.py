"""What is kept of people whom public documents name and of those who ask for information, and what for."""

from __future__ import annotations

from django.conf import settings

from thanthien.core.private.enums import Ground, Whose
from thanthien.core.private.purposes import Purpose

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
