"""A body that has not sent its sheets: it is reminded by a document, and later it is recorded that it said nothing."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django import forms
from django.urls import reverse

from thanthien.core.acting.bulk import BulkRow, BulkWords, Column, Progress
from thanthien.core.formats import NOTHING, date_vn
from thanthien.evaluations.actions.moves import hold_cycle, lock
from thanthien.evaluations.actions.silence import record_silence
from thanthien.evaluations.bulk.council import NOT_TO_CONCLUDE
from thanthien.evaluations.bulk.of_cycle import CycleBulk
from thanthien.evaluations.bulk.papers import RecordsPaper
from thanthien.evaluations.enums import PaperKind
from thanthien.evaluations.models import Dossier
from thanthien.evaluations.modes import who_concludes
from thanthien.evaluations.permissions import can_conclude
from thanthien.evaluations.queries import silence as reads
from thanthien.evaluations.queries.conflicts import conflicted_dossiers
from thanthien.units.models import Agency


@dataclass
class OfBody(CycleBulk):
    """An act on the dossiers of a cycle that wait for one body."""

    body: Agency

    @property
    def home(self) -> str:
        """The bodies whose sheets are not sent."""
        return reverse("waiting-bodies", args=[self.cycle_id])

    def hold(self, keys: Collection[int]) -> None:
        """Nobody sends, concludes or moves them meanwhile; in the order in which papers lock."""
        hold_cycle(self.cycle_id)
        lock(self.by, keys)

    def dossiers(self, only: Collection[int] | None) -> list[Dossier]:
        """Those that wait for the body; or just these, whatever became of them."""
        if only is None:
            return reads.waiting_for_body(self.by, self.cycle, self.body)
        rows = Dossier.objects.visible_to(self.by).filter(cycle=self.cycle, pk__in=only)
        return list(rows.select_related("unit", "cycle__criteria_set__scheme").order_by("unit__sort_key", "pk"))


@dataclass
class RemindBody(RecordsPaper, OfBody):
    """Record the document by which a body is reminded of its sheets."""

    columns = (Column("Hạn gửi phiếu"), Column("Văn bản đôn đốc gần nhất"), Column("Mục của cơ quan"))

    @property
    def words(self) -> BulkWords:
        """What the pages say."""
        return BulkWords(
            title=f"Ghi văn bản đôn đốc {self.body.called}",
            lead="Chọn hồ sơ nêu trong văn bản đôn đốc cơ quan gửi phiếu thẩm định.",
            button="Ghi văn bản",
            warning="Ghi như trên bản đã ký. Văn bản đã ghi không sửa được; ghi nhầm thì ghi lý do và ghi lại.",
            back=self.home,
            back_label="Phiếu chưa gửi",
            nothing="Không còn hồ sơ nào chờ cơ quan này.",
        )

    @property
    def paper_kind(self) -> PaperKind:
        """A reminder …"""
        return PaperKind.REMINDER

    @property
    def addressee(self) -> Agency:
        """… to who does the body's work now."""
        return self.body.speaker

    def rows(self, only: Collection[int] | None = None) -> list[BulkRow]:
        """Dossiers that wait for the body."""
        found = self.dossiers(only)
        due, reminders = reads.appraisal_due(self.cycle, found), reads.reminders_of(found, self.body)
        items = reads.items_of_body(found, self.body)
        return [
            BulkRow(
                key=one.pk,
                name=one.unit.name,
                cells=(
                    date_vn(due[one.pk]),
                    str(reminders[one.pk]) if one.pk in reminders else NOTHING,
                    ", ".join(items.get(one.pk, [])) or NOTHING,
                ),
                mark=f"{one.status} {one.silent_bodies}",
            )
            for one in found
        ]


@dataclass
class RecordSilence(OfBody):
    """Record that a body said nothing, for chosen dossiers or all that wait for it."""

    @property
    def columns(self) -> tuple[Column, ...]:
        """What is left to whoever concludes."""
        return (
            Column("Hạn gửi phiếu"),
            Column("Văn bản đôn đốc"),
            Column(f"Mục của cơ quan, để {who_concludes(self.cycle.council_mode)} kết luận"),
            Column("Trường hợp không công nhận, khống chế do cơ quan xác nhận"),
        )

    @property
    def words(self) -> BulkWords:
        """What the pages say."""
        who = who_concludes(self.cycle.council_mode)
        return BulkWords(
            title=f"Ghi nhận {self.body.called} không có ý kiến",
            lead="Những hồ sơ chưa có phiếu, xác nhận của cơ quan này, đã quá hạn thẩm định và có văn bản đôn đốc.",
            button="Ghi nhận cơ quan không có ý kiến",
            warning="Phiếu chưa gửi được đóng, không có nội dung, phiếu đã gửi vẫn được tính; số liệu cơ quan nhập mà "
            f"chưa gửi không được tính, không phải 0 điểm. {who.capitalize()} kết luận căn cứ vào hồ sơ và xác nhận, "
            "kèm căn cứ, các trường hợp lẽ ra do cơ quan xác nhận. Việc này được công khai cùng kết quả. Hủy được khi "
            "hồ sơ chưa kết luận.",
            back=self.home,
            back_label="Phiếu chưa gửi",
            nothing="Không còn hồ sơ nào chờ cơ quan này.",
        )

    def allowed(self) -> bool:
        """Who concludes in the cycle."""
        return can_conclude(self.by, self.cycle)

    def rows(self, only: Collection[int] | None = None) -> list[BulkRow]:
        """Dossiers that wait for the body, with what keeps some from it, and what would be left open."""
        found = self.dossiers(only)
        due, reminders = reads.appraisal_due(self.cycle, found), reads.reminders_of(found, self.body)
        items, gates = reads.items_of_body(found, self.body), reads.gates_of_body(found, self.body)
        refused, conflicts = reads.obstacles(self.cycle, self.body, found), conflicted_dossiers(self.by, self.cycle)
        return [
            BulkRow(
                key=one.pk,
                name=one.unit.name,
                cells=(
                    date_vn(due[one.pk]),
                    str(reminders[one.pk]) if one.pk in reminders else NOTHING,
                    ", ".join(items.get(one.pk, [])) or NOTHING,
                    "; ".join(gates.get(one.pk, [])) or NOTHING,
                ),
                problems=(*refused.get(one.pk, ()), *([NOT_TO_CONCLUDE] if one.pk in conflicts else ())),
            )
            for one in found
        ]

    def act(self, keys: Sequence[int], form: forms.Form, progress: Progress) -> str:
        """Record it."""
        done = record_silence(by=self.by, body=self.body, dossier_ids=keys)
        return f"Đã ghi không có ý kiến của {self.body.called} đối với {len(done)} hồ sơ."
