"""A running year goes over to another version of its set: every dossier with what becomes of it, to be checked."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django import forms
from django.urls import reverse

from thanthien.core.acting.bulk import BulkRow, BulkWords, Column, Progress
from thanthien.core.acting.bulk_jobs import long_act
from thanthien.core.formats import number
from thanthien.criteria.comparing import Comparison, compare
from thanthien.criteria.models import CriteriaSet
from thanthien.criteria.rules import UNIT_KINDS
from thanthien.evaluations.actions.moves import hold_cycle
from thanthien.evaluations.actions.set_changes import SetChangeOrder, change_set, lock_all
from thanthien.evaluations.bulk.of_cycle import CycleBulk
from thanthien.evaluations.forms.set_changes import SetChangeForm
from thanthien.evaluations.models import Dossier, Paper
from thanthien.evaluations.permissions import may_change_set
from thanthien.evaluations.queries.set_changes import carried, goes_back, papers_for, versions_for, why_not

_GONE = "Phiên bản hoặc quyết định này không còn dùng được: có thể kỳ vừa được điều chỉnh."
_STAYS, _BACK = "giữ nguyên bước", "trở lại tự chấm"


@long_act("evaluations.change_set", "Điều chỉnh bộ tiêu chí của kỳ")
@dataclass
class ChangeSet(CycleBulk):
    """Bring every dossier of the cycle to another version, by a decision that is recorded."""

    set_id: int
    paper_id: int

    whole = True
    own_list = True
    columns = (Column("Trạng thái"), Column("Sau khi điều chỉnh"))
    given = (
        Column("Đã chấm, giữ nguyên", number=True),
        Column("Đã chấm, phải chấm lại", number=True),
        Column("Chấm mới", number=True),
        Column("Đã chấm, không còn tính", number=True),
    )

    @cached_property
    def version(self) -> CriteriaSet | None:
        """The version meant; None when the cycle can't go over to it any more."""
        return versions_for(self.cycle).filter(pk=self.set_id).first()

    @cached_property
    def paper(self) -> Paper | None:
        """The decision meant; None when it can't be used any more."""
        return papers_for(self.cycle).filter(pk=self.paper_id).first()

    @property
    def words(self) -> BulkWords:
        """What the pages say."""
        to = f"phiên bản {self.version.version}" if self.version else "phiên bản mới"
        return BulkWords(
            title=f"Điều chỉnh bộ tiêu chí sang {to}",
            button="Điều chỉnh bộ tiêu chí",
            warning=f"Cả kỳ chuyển sang {to} theo {self.paper or 'quyết định đã ghi'}. Những gì đã chấm được niêm "
            "phong theo phiên bản cũ trước khi chuyển; các đơn vị và cơ quan thẩm định được báo. Việc này không hoàn "
            "tác được.",
            back=reverse("cycle-set", args=[self.cycle_id]),
            back_label="Bộ tiêu chí của kỳ",
            nothing="Kỳ này không có hồ sơ nào.",
        )

    def allowed(self) -> bool:
        """The head of the standing office."""
        return may_change_set(self.by)

    def rows(self, only: Collection[int] | None = None) -> list[BulkRow]:
        """Every dossier; nothing can be done while one of them keeps the cycle under its set."""
        dossiers = list(
            Dossier.objects.filter(cycle=self.cycle).select_related("unit").order_by("unit__sort_key", "pk")
        )
        for dossier in dossiers:
            dossier.cycle = self.cycle
        if self.version is None or self.paper is None:
            return [BulkRow(key=one.pk, name=one.unit.name, problems=(_GONE,)) for one in dossiers]
        problems = tuple(why_not(self.cycle, dossiers, self.version))
        counts, comparisons = carried(self.cycle, dossiers, self.version), self._comparisons(self.version)
        return [
            BulkRow(
                key=one.pk,
                name=one.unit.name,
                cells=(one.label, _BACK if goes_back(one, comparisons[one.unit.kind]) else _STAYS),
                given=tuple(
                    number(each)
                    for each in (counts[one.pk].kept, counts[one.pk].again, counts[one.pk].new, counts[one.pk].gone)
                ),
                problems=problems,
            )
            for one in dossiers
        ]

    def _comparisons(self, after: CriteriaSet) -> dict[str, Comparison]:
        before = self.cycle.criteria_set.parsed()
        return {kind: compare(before, after.parsed(), kind) for kind in UNIT_KINDS}

    def remarks(self, rows: Sequence[BulkRow]) -> list[str]:
        """How many drafts and signatures are given up."""
        back = sum(row.cells[1] == _BACK for row in rows)
        return [f"{number(back)} hồ sơ trở lại bước tự chấm: phải niêm yết, họp và ký lại."] if back else []

    def hold(self, keys: Collection[int]) -> None:
        """Nobody moves them meanwhile."""
        lock_all(hold_cycle(self.cycle_id))

    def form(self, keys: Collection[int], **bound: Any) -> forms.Form:
        """The day and the reason."""
        return SetChangeForm(**bound)

    def act(self, keys: Sequence[int], form: forms.Form, progress: Progress) -> str:
        """Change the set, as one decision."""
        order = SetChangeOrder(self.set_id, self.paper_id, **form.cleaned_data)
        change = change_set(by=self.by, cycle_id=self.cycle_id, order=order)
        progress(len(keys), of=len(keys))
        return f"{change.sentence}. {number(len(keys))} hồ sơ đã chuyển."
