"""What is kept of the staff of a unit, and what for."""

from __future__ import annotations

from django.conf import settings

from thanthien.core.private.enums import Ground, Whose
from thanthien.core.private.purposes import Purpose

STAFF_NAMES = Purpose(
    code="workforce.staff",
    title="Danh sách cán bộ, công chức",
    whose=Whose.STAFF,
    data="Họ tên, vị trí; bồi dưỡng, cam kết, kỷ luật, khen thưởng, xếp loại của từng người",
    why="Tính các tiêu chí về đội ngũ",
    ground=Ground.TASK,
    basis="Nhiệm vụ quản lý cán bộ, công chức của đơn vị",
    readers="Người giữ sổ của đơn vị và cơ quan thường trực",
    kept=lambda: f"họ tên {settings.STAFF_NAME_DAYS} ngày sau khi thôi khỏi danh sách",
    models=("workforce.StaffName",),
    points=("workforce-staff-add",),
)
