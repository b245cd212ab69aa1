"""What is kept of people whom a sent file names, and what for."""

from __future__ import annotations

from thanthien.core.private.enums import Ground, Whose
from thanthien.core.private.purposes import Purpose
from thanthien.core.workbooks.shelf import SHEETS

HELD = Purpose(
    code="workbooks.held",
    title="Tệp Excel chờ xác nhận nhập",
    whose=Whose.PEOPLE,
    data="Những gì ghi trong tệp, gồm cả họ tên, liên hệ nếu có",
    why="Người gửi tệp xem lại kết quả kiểm tra trước khi nhập",
    ground=Ground.TASK,
    basis="Nhiệm vụ, công vụ của người được giao nhập số liệu",
    readers="Chỉ người đã gửi tệp",
    shelves=(SHEETS.key,),
)
