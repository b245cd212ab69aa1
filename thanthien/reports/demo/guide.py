"""Who is worth trying first in the demo, and what waits for them today."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import QuerySet

from thanthien.accounts.models import Membership, User
from thanthien.accounts.roles import Role
from thanthien.core import clock
from thanthien.evaluations.enums import CycleKind
from thanthien.evaluations.models import Dossier
from thanthien.evaluations.workflow import Status
from thanthien.reports.demo.people import address


@dataclass(frozen=True, slots=True)
class GuideLine:
    """One person of the demo, and what to try as them."""

    email: str
    who: str
    task: str


_CITY = (
    ("chuyenvien", "theo dõi 114 đơn vị, tiếp nhận hồ sơ đã nộp, gia hạn"),
    ("lanhdao.snv", "xem bộ tiêu chí, mở lại hồ sơ"),
    ("td.mttq", "thẩm định theo lưới; chưa thấy phiếu của sở, ngành khác"),
    ("td.snv", "thẩm định theo lưới; chưa thấy phiếu của Mặt trận"),
    ("thuky", "kết luận các tiêu chí có chênh lệch, trả lời kiến nghị"),
    ("lanhdao.tp", "xem toàn cảnh, chỉ tiêu, bản đồ"),
    ("thanhtra.doc", "xem hồ sơ và nhật ký, không sửa"),
    ("quantri", "quản lý đơn vị, người dùng, lịch"),
)


def guide() -> list[GuideLine]:
    """The people worth trying first; empty when the demo is not there."""
    current = Dossier.objects.filter(cycle__kind=CycleKind.OFFICIAL).order_by("-cycle__year", "pk")
    full = Membership.objects.filter(role=Role.COMMUNE_PARTY).values("agency__unit_id")
    today = clock.today()
    rows = (
        ("daumoi", current.filter(unit_id__in=full), "tự chấm tiếp hồ sơ đang làm dở, phân công, gắn minh chứng"),
        ("congchuc", current.filter(unit_id__in=full), "chấm các tiêu chí được giao"),
        ("bithu", current.filter(unit_id__in=full), "xem tiến độ và mức độ dự kiến của đơn vị"),
        ("daumoi", current.filter(status=Status.POSTED, posting_ends_on__lt=today), "trả lời ý kiến, ghi cuộc họp"),
        ("chutich", current.filter(status=Status.SIGNED), "nộp hồ sơ đã ký"),
        ("chutich", current.filter(status=Status.RETURNED), "bổ sung hồ sơ bị trả lại, nộp lại"),
    )
    lines = [line for job, dossiers, task in rows for line in _of_unit(job, dossiers, task)]
    return lines + [line for login, task in _CITY for line in _line(login, task)]


def _of_unit(job: str, dossiers: QuerySet[Dossier], task: str) -> list[GuideLine]:
    dossier = dossiers.select_related("unit").first()
    return _line(f"{job}.{dossier.unit.code}", task, dossier.unit.name) if dossier else []


def _line(login: str, task: str, place: str = "") -> list[GuideLine]:
    hat = (
        Membership.objects.filter(user__email=address(login), user__in=User.objects.filter(is_active=True))
        .select_related("agency")
        .first()
    )
    if hat is None:
        return []
    return [GuideLine(address(login), f"{hat.role_enum.title} – {place or hat.agency.label}", task)]
