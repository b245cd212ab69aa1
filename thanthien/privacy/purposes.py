"""What is kept of people who ask about their data, and what for."""

from __future__ import annotations

from thanthien.core.private.enums import Ground, Whose
from thanthien.core.private.purposes import Purpose
from thanthien.privacy.enums import REQUEST_SHELF

REQUEST = Purpose(
    code="privacy.request",
    title="Yêu cầu về dữ liệu của mình",
    whose=Whose.PEOPLE,
    data="Họ tên, cách liên hệ của người yêu cầu",
    why="Xem, sửa, xóa đúng người và trả lời",
    ground=Ground.TASK,
    basis="Luật Bảo vệ dữ liệu cá nhân 91/2025/QH15",
    readers="Cán bộ bảo vệ dữ liệu cá nhân; mỗi lần xem được ghi lại",
    shelves=(REQUEST_SHELF,),
    points=("privacy-request-enter",),
)
