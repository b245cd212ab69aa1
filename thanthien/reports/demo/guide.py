"""Who is worth trying first in the demo, and what waits for them today."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import QuerySet

from thanthien.accounts.models import Membership
from thanthien.accounts.roles import Role
from thanthien.core import clock
from thanthien.evaluations.models import Dossier
from thanthien.evaluations.workflow import Status


@dataclass(frozen=True, slots=True)
class GuideLine:
    """One person of the demo, and what to try as them. ``signs_in_as``: their address, or their name without one."""

    signs_in_as: str
    who: str
    task: str


_CITY = (
    ("chuyenvien", "Chuyên viên", "theo dõi các đơn vị, tiếp nhận hồ sơ đã nộp, gia hạn"),
    ("lanhdao.snv", "Lãnh đạo sở", "xem bộ tiêu chí, mở lại hồ sơ"),
    ("td.mttq", "Thẩm định", "thẩm định theo lưới; chưa thấy phiếu của sở, ngành khác"),
    ("td.snv", "Thẩm định", "thẩm định theo lưới; chưa thấy phiếu của Mặt trận Tổ quốc"),
    ("thuky", "Thư ký", "kết luận các tiêu chí có chênh lệch, trả lời kiến nghị"),
    ("lanhdao.tp", "Lãnh đạo", "xem toàn cảnh, chỉ tiêu, bản đồ"),
    ("thanhtra.doc", "Kiểm tra", "xem hồ sơ và nhật ký, không sửa"),
    ("quantri", "Quản trị", "quản lý đơn vị, người dùng, lịch"),
)


def guide() -> list[GuideLine]:
    """The people worth trying first; empty when the demo is not there."""
    current = Dossier.objects.filter(cycle__pilot=True).order_by("-cycle__year", "pk")
    full = Membership.objects.filter(role=Role.COMMUNE_PARTY).values("agency__unit_id")
    posted = current.filter(status=Status.POSTED, posting_ends_on__lt=clock.today())
    rows = (
        ("daumoi", "Đầu mối", current.filter(unit_id__in=full), "tự chấm tiếp hồ sơ làm dở, phân công, gắn minh chứng"),
        ("congchuc", "Công chức", current.filter(unit_id__in=full), "chấm các tiêu chí được giao"),
        (
            "truongthon", "Trưởng thôn, tổ trưởng", current.filter(unit_id__in=full),
            "báo cáo tuần này trên điện thoại: ghi ý kiến nghe được, sửa báo cáo",
        ),
        ("bithu", "Bí thư", current.filter(unit_id__in=full), "xem tiến độ và mức độ dự kiến"),
        (
            "daumoi", "Đầu mối", posted.filter(meeting_on__isnull=True), "trả lời ý kiến, ghi cuộc họp",
        ),
        ("chutich", "Chủ tịch", posted.filter(meeting_on__isnull=False), "đọc và ký duyệt hồ sơ"),
        ("chutich", "Chủ tịch", current.filter(status=Status.SIGNED), "nộp hồ sơ đã ký"),
        ("chutich", "Chủ tịch", current.filter(status=Status.RETURNED), "bổ sung hồ sơ bị trả lại, nộp lại"),
    )  # fmt: skip
    lines = [line for job, word, dossiers, task in rows for line in _of_unit(job, word, dossiers, task)]
    return lines + [line for login, word, task in _CITY for line in _line(login, word, task)]


def _of_unit(job: str, word: str, dossiers: QuerySet[Dossier], task: str) -> list[GuideLine]:
    dossier = dossiers.select_related("unit").first()
    return _line(f"{job}.{dossier.unit.code}", word, task) if dossier else []


def _line(login: str, word: str, task: str) -> list[GuideLine]:
    """A line for a person who is there."""
    seat = Membership.objects.filter(user__username=login).select_related("user", "agency__unit").first()
    if seat is None:
        return []
    agency = seat.agency
    place = agency.unit.name if agency.unit else agency.label or agency.name
    return [GuideLine(seat.user.email or login, f"{word}, {place}", task)]
