"""People in photographs of records, and what these are kept for."""

from __future__ import annotations

from django.db.models import Count, Q

from thanthien.core.private.enums import Ground, Whose
from thanthien.core.private.purposes import Consents, Purpose
from thanthien.records.enums import Consent
from thanthien.records.kinds import RecordKind
from thanthien.records.models import Photograph


def photograph_consents() -> Consents:
    """Photographs that the people in them let be shown: those that still are, and those taken away. One statement."""
    agreed = Photograph.objects.filter(consent=Consent.AGREED)
    found = agreed.aggregate(
        standing=Count("pk", filter=Q(taken_at__isnull=True)), ended=Count("pk", filter=Q(taken_at__isnull=False))
    )
    return Consents(found["standing"], found["ended"])


def purposes_of(kind: RecordKind) -> tuple[str, ...]:
    """Codes of what the form of a record collects, people in photographs among them."""
    return (*kind.purposes, PHOTOGRAPHS.code) if kind.photographs else kind.purposes


PHOTOGRAPHS = Purpose(
    code="records.photographs",
    title="Người trong ảnh hoạt động",
    whose=Whose.PEOPLE,
    data="Hình ảnh người nhận ra được trong ảnh chụp hoạt động; nơi chụp, máy chụp được bỏ khỏi tệp",
    why="Chứng minh và công khai hoạt động của đơn vị",
    ground=Ground.CONSENT,
    basis="Sự đồng ý của người trong ảnh, ghi khi thêm ảnh; chưa đồng ý thì chỉ xem nội bộ",
    readers="Ảnh có người đồng ý: mọi người; ảnh nội bộ: người của đơn vị và người thẩm định",
    kept=lambda: "cùng sổ ghi; ảnh đã bỏ không hiện nữa",
    models=("records.Photograph",),
    points=("outreach-add", "outreach-photographs", "initiatives-add", "initiatives-photographs"),
    withdraw="Đề nghị đơn vị bỏ ảnh; ảnh thôi hiện ngay trên trang công khai",
    consents=photograph_consents,
)
