"""The standing office reminds late units, after a list to check."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.urls import reverse

from thanthien.accounts.positions import COMMUNE_LEADS, is_office
from thanthien.accounts.queries import people_of_units
from thanthien.core.acting.bulk import BulkRow, BulkWords, Column, Progress
from thanthien.core.formats import NOTHING, date_vn, datetime_vn
from thanthien.evaluations.actions.moves import lock
from thanthien.evaluations.actions.urging import urge
from thanthien.evaluations.bulk.of_cycle import CycleBulk
from thanthien.evaluations.cycle_menu import cycle_tabs
from thanthien.evaluations.forms.urging import UrgingForm
from thanthien.evaluations.models import Dossier
from thanthien.evaluations.queries.deadlines import due_days
from thanthien.evaluations.queries.urging import last_urged, late_with_communes

NOBODY = "Đơn vị chưa có Chủ tịch, Phó Chủ tịch hoặc công chức đầu mối có tài khoản."
IN_TIME = "Hồ sơ không còn quá hạn."


@dataclass
class UrgeUnits(CycleBulk):
    """Remind units whose dossier is late. A second click finds another “last reminded” than it saw, and does
    nothing."""

    list_template = "evaluations/urge.html"
    columns = (Column("Trạng thái"), Column("Hạn"), Column("Đôn đốc gần nhất"), Column("Người nhận", number=True))

    @property
    def words(self) -> BulkWords:
        """What the pages say."""
        return BulkWords(
            title="Đôn đốc đơn vị quá hạn",
            lead="Lãnh đạo và công chức đầu mối của đơn vị nhận thông báo, và thư theo cách họ đã chọn.",
            button="Gửi đôn đốc",
            warning="Nội dung dưới đây được gửi nguyên văn đến các đơn vị đã chọn.",
            back=reverse("urged", args=[self.cycle_id]),
            back_label="Các lần đôn đốc",
            noun="đơn vị",
            nothing="Không có đơn vị nào quá hạn.",
        )

    def around(self) -> dict[str, Any]:
        """The menu of the cycle."""
        return {"cycle": self.cycle, "menu": cycle_tabs(self.by, self.cycle, "urge-late")}

    def allowed(self) -> bool:
        """The standing office."""
        return is_office(self.by)

    def hold(self, keys: Collection[int]) -> None:
        """Nobody moves or reminds them meanwhile."""
        lock(self.by, keys)

    def rows(self, only: Collection[int] | None = None) -> list[BulkRow]:
        """Late units; of chosen ones also those that are late no more."""
        late = list(late_with_communes(self.by, self.cycle))
        keys = {dossier.pk for dossier in late}
        found = late if only is None else self._chosen(only)
        dues, last = due_days(self.cycle, found), last_urged(found)
        people = people_of_units(COMMUNE_LEADS, [dossier.unit_id for dossier in found])
        return [
            BulkRow(
                key=one.pk,
                name=one.unit.name,
                cells=(
                    one.label,
                    date_vn(dues[one.pk]),
                    datetime_vn(last[one.pk]) if one.pk in last else NOTHING,
                    str(len(people[one.unit_id])),
                ),
                problems=_problems(late=one.pk in keys, people=people[one.unit_id]),
                mark=f"{one.status} {last.get(one.pk, '')}",
            )
            for one in found
        ]

    def _chosen(self, keys: Collection[int]) -> list[Dossier]:
        rows = Dossier.objects.visible_to(self.by).filter(cycle=self.cycle, pk__in=keys)
        return list(rows.select_related("unit").order_by("unit__sort_key", "pk"))

    def form(self, keys: Collection[int], **bound: Any) -> forms.Form:
        """The words."""
        return UrgingForm(**bound)

    def act(self, keys: Sequence[int], form: forms.Form, progress: Progress) -> str:
        """Tell them."""
        told = urge(by=self.by, dossier_ids=keys, words=form.cleaned_data["words"])
        return f"Đã đôn đốc {len(keys)} đơn vị, {told} người nhận thông báo."


def _problems(*, late: bool, people: Collection[int]) -> tuple[str, ...]:
    if not late:
        return (IN_TIME,)
    return () if people else (NOBODY,)
