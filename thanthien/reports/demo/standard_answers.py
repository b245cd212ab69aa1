"""Made-up standard answers: a few of the city for all, and of the fullest unit."""

from __future__ import annotations

from collections.abc import Mapping

from thanthien.accounts.models import User
from thanthien.feedback.standard_answers import Wording, keep_standard
from thanthien.units.models import Unit

OF_CITY = (
    Wording(
        "Đã kiểm tra, đang xử lý",
        "Phản ánh nhận ngày {ngay_tiep_nhan} về {linh_vuc}: đơn vị đã kiểm tra tại {noi} và đang xử lý. Kết quả được "
        "công khai tại Trung tâm Phục vụ hành chính công trước ngày {ngay_hen}.",
    ),
    Wording(
        "Thuộc trách nhiệm của chủ đầu tư",
        "Việc phản ánh tại {noi} thuộc trách nhiệm của chủ đầu tư công trình. {don_vi} đã có văn bản đề nghị khắc phục "
        "và sẽ kiểm tra lại.",
        topic="duong-sa",
    ),
)
OF_UNIT = (
    Wording(
        "Đã thay bóng đèn",
        "{don_vi} đã kiểm tra và thay bóng đèn tại {noi}. Đèn sáng trở lại từ tối cùng ngày.",
        topic="duong-sa",
        summary="Đèn đường tại {noi} hỏng.",
    ),
    Wording(
        "Đã thu gom rác",
        "Rác tại {noi} đã được thu gom trong ngày. Đơn vị thu gom tăng một chuyến vào buổi chiều.",
        topic="moi-truong",
        summary="Rác tại {noi} chậm được thu gom.",
    ),
)


def make_standard_answers(people: Mapping[str, User], full: Unit) -> int:
    """Written by those who keep them; returns how many."""
    for said in OF_CITY:
        keep_standard(said, unit=None, by=people["chuyenvien"])
    for said in OF_UNIT:
        keep_standard(said, unit=full, by=people[f"congchuc.{full.code}"])
    return len(OF_CITY) + len(OF_UNIT)
