"""What is kept of those whose opinion was heard and of who reported it, and what for."""

from __future__ import annotations

from django.conf import settings

from thanthien.core.private.enums import Ground, Whose
from thanthien.core.private.purposes import Consents, Purpose
from thanthien.grassroots.models import OpinionPerson

_LAW = "Điểm a khoản 2 Điều 35 Luật Thực hiện dân chủ ở cơ sở 10/2022/QH15"


def person_consents() -> Consents:
    """People who wish an answer, as far as they are kept; an erased one leaves no trace to count. One statement."""
    return Consents(OpinionPerson.objects.count(), None)


PERSON = Purpose(
    code="grassroots.person",
    title="Người có ý kiến ở thôn, tổ dân phố",
    whose=Whose.PEOPLE,
    data="Họ tên, cách liên hệ, chỉ khi người đó muốn được trả lời",
    why="Trả lời người có ý kiến",
    ground=Ground.CONSENT,
    basis=f"Sự đồng ý khi cho biết họ tên; {_LAW}",
    readers="Chỉ người của cơ quan, thôn, tổ dân phố đã ghi ý kiến",
    kept=lambda: f"{settings.OPINION_PERSON_DAYS} ngày sau ngày ghi ý kiến",
    models=("grassroots.OpinionPerson",),
    points=("grassroots-add", "grassroots-person"),
    withdraw="Đề nghị người đã ghi xóa, lúc nào cũng được",
    consents=person_consents,
)
REPORTER = Purpose(
    code="grassroots.reporter",
    title="Người báo cáo ý kiến hằng tuần",
    whose=Whose.STAFF,
    data="Họ tên người báo cáo khi có người ghi thay",
    why="Biết ai đã báo cáo",
    ground=Ground.TASK,
    basis=_LAW,
    readers="Người đọc được sổ ý kiến của đơn vị",
    kept=lambda: "cùng sổ ý kiến",
    models=("grassroots.WeeklyReport",),
    points=("grassroots-add",),
)
