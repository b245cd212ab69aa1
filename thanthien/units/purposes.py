"""What is kept of the heads of units, and what for."""

from __future__ import annotations

from thanthien.core.private.enums import Ground, Whose
from thanthien.core.private.purposes import Purpose

HEADS = Purpose(
    code="units.heads",
    title="Người đứng đầu theo nhiệm kỳ",
    whose=Whose.STAFF,
    data="Họ tên, chức danh, ngày giữ chức",
    why="Xét các tiêu chí về người đứng đầu theo từng người",
    ground=Ground.TASK,
    basis="Nhiệm vụ đánh giá theo bộ tiêu chí của thành phố",
    readers="Người làm việc trên hệ thống có quyền xem hồ sơ của đơn vị",
    kept=lambda: "cùng hồ sơ của các năm giữ chức",
    models=("units.HeadTerm",),
)
