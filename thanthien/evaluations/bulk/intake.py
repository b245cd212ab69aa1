"""The standing office on many dossiers: registrations approved, dossiers accepted, those not submitted closed."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import ClassVar

from django import forms
from django.urls import reverse
from django.utils.text import Truncator

from thanthien.accounts.positions import is_office
from thanthien.core.acting.bulk import BulkRow, BulkWords, Column, Progress, in_parts
from thanthien.core.acting.bulk_jobs import long_act
from thanthien.core.formats import NOTHING, date_vn
from thanthien.evaluations.actions import intake, registration
from thanthien.evaluations.actions.moves import check, lock
from thanthien.evaluations.bulk.cells import completeness_words, level_column
from thanthien.evaluations.bulk.of_cycle import CycleBulk
from thanthien.evaluations.models import Dossier
from thanthien.evaluations.queries.deadlines import due_days
from thanthien.evaluations.queries.handed_in import changed_since_submission
from thanthien.evaluations.queries.intake import completeness_of
from thanthien.evaluations.workflow import STEPS

MODEL_SHOWN = 120  # characters of a creative model


@dataclass
class IntakeBulk(CycleBulk):
    """A step of the standing office, chosen on a list of its own: ``list_name`` (of the route) and ``list_label``."""

    own_list = True
    step: ClassVar[str]
    take: ClassVar[Callable[..., list[Dossier]]]
    done: ClassVar[str]
    warning: ClassVar[str]
    list_name: ClassVar[str]
    list_label: ClassVar[str]
    noun: ClassVar[str] = "hồ sơ"

    @property
    def words(self) -> BulkWords:
        """What the pages say."""
        return BulkWords(
            title="Kiểm tra danh sách",
            button=STEPS[self.step].label,
            warning=self.warning,
            back=reverse(self.list_name, args=[self.cycle_id]),
            back_label=self.list_label,
            noun=self.noun,
        )

    def allowed(self) -> bool:
        """The standing office; the workflow asks for the role of the step."""
        return is_office(self.by)

    def hold(self, keys: Collection[int]) -> None:
        """Nobody moves them meanwhile."""
        lock(self.by, keys)

    def rows(self, only: Collection[int] | None = None) -> list[BulkRow]:
        """Those that were chosen, with what keeps some from it."""
        chosen = Dossier.objects.visible_to(self.by).filter(cycle=self.cycle, pk__in=only or ())
        found = list(chosen.select_related("unit").order_by("unit__sort_key", "pk"))
        for dossier in found:
            dossier.cycle = self.cycle  # read once
        refused, cells = check(found, self.step, by=self.by), self.cells(found)
        return [
            BulkRow(
                key=one.pk,
                name=one.unit.name,
                cells=cells[one.pk],
                problems=tuple(refused.get(one.pk, ())),
                mark=one.status,
            )
            for one in found
        ]

    def cells(self, dossiers: Sequence[Dossier]) -> dict[int, tuple[str, ...]]:
        """What is told of each, by id."""
        raise NotImplementedError

    def act(self, keys: Sequence[int], form: forms.Form, progress: Progress) -> str:
        """Take the step with them."""
        take = type(self).take
        return self.done.format(in_parts(keys, lambda some: len(take(by=self.by, dossier_ids=some)), progress))


@long_act("evaluations.approve_registrations", "Duyệt đăng ký")
@dataclass
class ApproveRegistrations(IntakeBulk):
    """Approve registrations."""

    step = "approve_registration"
    take = registration.approve
    done = "Đã duyệt đăng ký của {} đơn vị."
    warning = "Các đơn vị dưới đây được tự chấm ngay sau khi duyệt."
    list_name, list_label = "registrations", "Duyệt đăng ký"
    noun = "đơn vị"

    @property
    def columns(self) -> tuple[Column, ...]:
        """What was registered."""
        return (level_column("Mức độ phấn đấu", self.cycle.level_names), Column("Mô hình sáng tạo"))

    def cells(self, dossiers: Sequence[Dossier]) -> dict[int, tuple[str, ...]]:
        """What was registered."""
        return {
            one.pk: (
                self.cycle.level_names.name(one.target_level),
                Truncator(one.creative_model).chars(MODEL_SHOWN) or NOTHING,
            )
            for one in dossiers
        }


@long_act("evaluations.accept", "Tiếp nhận hồ sơ")
@dataclass
class AcceptDossiers(IntakeBulk):
    """Take submitted dossiers into appraisal."""

    step = "accept"
    take = intake.accept
    done = "Đã tiếp nhận {} hồ sơ và chuyển thẩm định."
    warning = "Mỗi hồ sơ được chuyển đến các cơ quan thẩm định của bộ tiêu chí. Đơn vị không sửa được hồ sơ nữa."
    list_name, list_label = "intake", "Tiếp nhận hồ sơ"
    columns = (Column("Trạng thái hiện nay"), Column("Số liệu, minh chứng"))

    def cells(self, dossiers: Sequence[Dossier]) -> dict[int, tuple[str, ...]]:
        """What is missing in each."""
        found = completeness_of(dossiers)
        return {one.pk: (one.label, completeness_words(found[one.pk])) for one in dossiers}


@long_act("evaluations.appraise_as_is", "Thẩm định theo hồ sơ hiện có")
@dataclass
class AppraiseAsIs(IntakeBulk):
    """Take returned dossiers that did not come back in time into appraisal, as they were handed in."""

    step = "appraise_as_is"
    take = intake.appraise_as_is
    done = "Đã chuyển thẩm định {} hồ sơ theo hồ sơ hiện có."
    warning = (
        "Các cơ quan thẩm định hồ sơ như đã nộp lần gần nhất. Nội dung đơn vị sửa sau khi bị trả lại mà "
        "chưa nộp lại không được tính; tài liệu vẫn còn trong kho minh chứng của đơn vị. Đơn vị không bị coi là "
        "không nộp hồ sơ."
    )
    list_name, list_label = "intake", "Tiếp nhận hồ sơ"
    columns = (Column("Hạn bổ sung"), Column("Tiêu chí đã sửa nhưng chưa nộp lại"))

    def cells(self, dossiers: Sequence[Dossier]) -> dict[int, tuple[str, ...]]:
        """Until when each had time, and what it changed without sending it."""
        changed = changed_since_submission(dossiers)
        return {
            one.pk: (date_vn(one.supplement_due_on), ", ".join(changed.get(one.pk, [])) or NOTHING) for one in dossiers
        }


@long_act("evaluations.close_unsubmitted", "Khóa hồ sơ không nộp")
@dataclass
class CloseUnsubmitted(IntakeBulk):
    """Close dossiers that were not submitted in time."""

    step = "close_unsubmitted"
    take = intake.close_unsubmitted
    done = "Đã khóa {} hồ sơ."
    warning = "Hồ sơ bị khóa được đưa vào danh sách không công nhận."
    list_name, list_label = "unsubmitted", "Khóa hồ sơ không nộp"
    columns = (Column("Trạng thái hiện nay"), Column("Hạn của bước này"))

    def cells(self, dossiers: Sequence[Dossier]) -> dict[int, tuple[str, ...]]:
        """Where each stands, and until when it had time."""
        due = due_days(self.cycle, dossiers)
        return {one.pk: (one.label, date_vn(due[one.pk])) for one in dossiers}
