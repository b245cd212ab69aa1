"""A phase begins before its first day for some dossiers, with a reason, after a list to check."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.urls import reverse

from thanthien.accounts.positions import sees_city
from thanthien.core.acting.bulk import BulkRow, BulkWords, Column, Progress
from thanthien.core.formats import date_vn, number
from thanthien.evaluations.actions.early import begin_early
from thanthien.evaluations.actions.moves import lock
from thanthien.evaluations.bulk.of_cycle import CycleBulk
from thanthien.evaluations.forms.commune import ReasonForm
from thanthien.evaluations.models import Dossier
from thanthien.evaluations.modes import phase_label
from thanthien.evaluations.permissions import early_roles
from thanthien.evaluations.queries.phases import not_open_yet
from thanthien.evaluations.workflow import PhaseKey

OPEN = "Giai đoạn đã mở, hoặc không còn việc của anh/chị ở giai đoạn này."


@dataclass
class BeginEarly(CycleBulk):
    """Begin a phase early for dossiers whose next step is the person's, in that phase."""

    phase: str

    columns = (Column("Trạng thái"), Column("Mở từ ngày"))

    @property
    def words(self) -> BulkWords:
        """What the pages say."""
        back = reverse("cycle-detail", args=[self.cycle_id]) if sees_city(self.by) else reverse("commune-home")
        return BulkWords(
            title=f"Làm sớm: {phase_label(self.phase, self.cycle.council_mode)}",
            lead="Giai đoạn chưa đến ngày mở. Kỳ này cho phép làm sớm khi ghi lý do.",
            button="Ghi lý do làm sớm",
            warning="Lý do được ghi vào nhật ký các bước của từng hồ sơ. Sau đó việc của giai đoạn làm được ngay.",
            back=back,
            back_label=self.cycle.title if sees_city(self.by) else "Hồ sơ của đơn vị",
            nothing="Không có hồ sơ nào chờ làm sớm ở giai đoạn này.",
        )

    def allowed(self) -> bool:
        """Where the cycle allows it."""
        return self.cycle.early_allowed

    def hold(self, keys: Collection[int]) -> None:
        """Nobody moves them meanwhile."""
        lock(self.by, keys)

    def rows(self, only: Collection[int] | None = None) -> list[BulkRow]:
        """Dossiers whose next step belongs to the phase and to the person; of chosen ones also the others."""
        phase, chosen = PhaseKey(self.phase), Dossier.objects.visible_to(self.by).filter(cycle=self.cycle)
        if only is not None:
            chosen = chosen.filter(pk__in=only)
        found = list(chosen.select_related("unit").order_by("unit__sort_key", "pk"))
        for dossier in found:
            dossier.cycle = self.cycle  # read once
        to_come = not_open_yet(found, phase)
        ready = {one.pk for one in found if one.pk in to_come and early_roles(self.by, one, phase)}
        return [
            BulkRow(
                key=one.pk,
                name=one.unit.name,
                cells=(one.label, date_vn(to_come.get(one.pk))),
                problems=() if one.pk in ready else (OPEN,),
                mark=one.status,
            )
            for one in found
            if only is not None or one.pk in ready
        ]

    def form(self, keys: Collection[int], **bound: Any) -> forms.Form:
        """The reason."""
        return ReasonForm(hint="Vì sao không chờ đến ngày mở. Lý do được giữ trong nhật ký các bước.", **bound)

    def act(self, keys: Sequence[int], form: forms.Form, progress: Progress) -> str:
        """Begin."""
        done = begin_early(
            by=self.by, dossier_ids=keys, phase=PhaseKey(self.phase), reason=form.cleaned_data["reason"]
        )  # fmt: skip
        return f"Đã ghi lý do làm sớm cho {number(len(done))} hồ sơ."
