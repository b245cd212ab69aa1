"""What an appraising body is told when it is recorded that it said nothing, or no longer."""

from __future__ import annotations

from collections.abc import Sequence

from django.urls import reverse

from thanthien.accounts.models import User
from thanthien.evaluations.models import Dossier
from thanthien.evaluations.modes import who_concludes
from thanthien.evaluations.notices import QUESTION, place_of, places_of
from thanthien.evaluations.queries.body_people import people_of_agency
from thanthien.notices.actions import Telling, tell
from thanthien.units.models import Agency


def tell_silence(body: Agency, dossiers: Sequence[Dossier], *, by: User) -> None:
    """It was recorded that a body said nothing on some dossiers (of one cycle)."""
    first = dossiers[0]
    who = who_concludes(first.cycle.council_mode)
    telling = Telling(
        people=people_of_agency(body.pk),
        kind=QUESTION.key,
        about=("cycle", first.cycle_id),
        title="Đã ghi nhận cơ quan không có ý kiến",
        what=f"{places_of(dossiers)} Phiếu, xác nhận không nhận thêm nội dung; {who} kết luận căn cứ vào hồ sơ.",
        url=reverse("appraisal-home"),
        key=f"silent:{body.pk}:{first.pk}:{first.version}",
    )
    tell([telling], by=by)


def tell_silence_ended(body: Agency, dossier: Dossier, *, by: User) -> None:
    """A body may send its sheet after all."""
    telling = Telling(
        people=people_of_agency(body.pk),
        kind=QUESTION.key,
        about=("dossier", dossier.pk),
        title="Được gửi phiếu trở lại",
        what=f"{place_of(dossier)} Việc ghi không có ý kiến đã được hủy: cần thẩm định và gửi phiếu.",
        url=reverse("appraisal-home"),
        key=f"silence-ended:{body.pk}:{dossier.pk}:{dossier.version}",
    )
    tell([telling], by=by)
