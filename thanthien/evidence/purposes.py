"""Documents with personal data among the evidence, and what these are kept for."""

from __future__ import annotations

from thanthien.core.private.enums import Ground, Whose
from thanthien.core.private.purposes import Purpose

DOCUMENTS = Purpose(
    code="evidence.documents",
    title="Minh chứng có dữ liệu cá nhân",
    whose=Whose.PEOPLE,
    data="Những gì có trong tài liệu mà đơn vị đã chọn “Có dữ liệu cá nhân”",
    why="Chứng minh điểm tự chấm",
    ground=Ground.TASK,
    basis="Nhiệm vụ đánh giá theo bộ tiêu chí của thành phố",
    readers="Người của đơn vị; người thẩm định khi cần, mỗi lần mở được ghi lại",
    kept=lambda: "cùng hồ sơ đánh giá",
    models=("evidence.DocumentVersion",),
    points=("evidence:library",),
)
