"""One person for several matters: ticked in the register, checked, given out together."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from django import forms
from django.urls import reverse
from django.utils.html import format_html

from thanthien.accounts.models import User
from thanthien.core.acting.bulk import Bulk, BulkRow, BulkWords, Column, Progress, in_parts
from thanthien.core.formats import date_vn, number
from thanthien.core.tables.columns import Control, Phone
from thanthien.feedback.actions import Taken, take_step
from thanthien.feedback.beginnings import Beginnings
from thanthien.feedback.enums import ABOVE
from thanthien.feedback.models import Feedback, FeedbackQuerySet
from thanthien.feedback.permissions import can_work, readers, works_in
from thanthien.feedback.queries import Case, people_at_work
from thanthien.feedback.topics import topic_title
from thanthien.feedback.waiting import worked_units
from thanthien.feedback.workflow import AT_WORK, Status

FORM = "phan-cong"  # below the register; its boxes belong to it
_BOX = '<input type="checkbox" name="chon" value="{0}" id="chon-{0}" form="{1}" aria-label="Chọn {2}">'
_NOBODY = "Các phản ánh đã chọn thuộc nhiều đơn vị. Cần chọn phản ánh của một đơn vị."


def box(user: User) -> Control[Case]:
    """The box to choose a matter in the register, where the person may give it to somebody."""

    def cell(case: Case) -> str:
        row = case.row
        offered = row.stage in AT_WORK and works_in(user, row.unit_id) is not None
        return format_html(_BOX, row.pk, FORM, row.label) if offered else ""

    return Control("Chọn", cell, Phone.BESIDE)


class AssignForm(forms.Form):
    """Who answers them."""

    assigned = forms.TypedChoiceField(label="Người xử lý", coerce=int)

    def __init__(self, people: Sequence[User], *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        asked: Any = self.fields["assigned"]
        asked.choices = [("", "Chọn trong danh sách"), *((one.pk, one.full_name) for one in people)]


@dataclass
class AssignMany(Bulk):
    """Matters of the units in which the person works, ticked in the register. Each takes the step by itself: it stands
    in its history, and waits for the one who was given it."""

    own_list = True
    columns: ClassVar[tuple[Column, ...]] = (Column("Lĩnh vực"), Column("Hạn trả lời"), Column("Đang giao cho"))
    given: ClassVar[tuple[Column, ...]] = (Column("Nội dung"),)  # shown beside, not sent along: what was said is sealed

    @property
    def words(self) -> BulkWords:
        """What the pages say."""
        return BulkWords(
            title="Phân công nhiều phản ánh",
            button="Phân công xử lý",
            warning="Các phản ánh dưới đây được giao cho người được chọn ở cuối trang, thay cho người đang được giao. "
            "Hạn trả lời không đổi.",
            back=ABOVE[1],
            back_label=ABOVE[0],
            noun="phản ánh",
            name_heading="Số",
            none_chosen="Cần chọn ít nhất một phản ánh để phân công.",
        )

    def allowed(self) -> bool:
        """Who works on feedback; of which unit is asked of each matter."""
        return can_work(self.by)

    def _matters(self, keys: Collection[int]) -> FeedbackQuerySet:
        own = Feedback.objects.filter(readers(self.by), unit__in=worked_units(self.by))
        return own.filter(pk__in=keys).order_by("due_on", "pk")

    def rows(self, only: Collection[int] | None = None) -> list[BulkRow]:
        """Those that were ticked; what is answered or waits for its sender or for the chair is given to nobody."""
        beginnings = Beginnings(self.by)
        found = list(self._matters(only or ()).with_listed_names())
        return [_row(case, beginnings.of(case.row)) for case in beginnings.listed(found)]

    def hold(self, keys: Collection[int]) -> None:
        """Nobody takes a step with them meanwhile."""
        list(Feedback.objects.filter(pk__in=keys).order_by("pk").select_for_update().values_list("pk"))

    def form(self, keys: Collection[int], **bound: Any) -> AssignForm:
        """Who may be given all of them."""
        return AssignForm(self._people(keys), **bound)

    def _people(self, keys: Collection[int]) -> list[User]:
        """Who works in each unit of these matters. A statement for each unit, which is mostly one."""
        units = sorted(set(self._matters(keys).order_by().values_list("unit", flat=True)))
        first, *others = [people_at_work(one) for one in units] or [[]]
        return [one for one in first if all(one in there for there in others)]

    def faults(self, rows: Sequence[BulkRow]) -> list[str]:
        """Nobody works in all of their units."""
        return [] if self._people([row.key for row in rows]) else [_NOBODY]

    def act(self, keys: Sequence[int], form: forms.Form, progress: Progress) -> str:
        """Give them out; whoever has one already keeps it, and no step is written."""
        person = form.cleaned_data["assigned"]

        def give(some: Sequence[int]) -> int:
            rows = self._matters(some).exclude(assigned=person, status=Status.ASSIGNED)
            steps = [(row.pk, row.version) for row in rows]
            for key, version in steps:
                take_step(Taken("assign", assigned=person), feedback_id=key, version=version, by=self.by)
            return len(steps)

        done = in_parts(keys, give, progress)
        had = f"; {number(len(keys) - done)} phản ánh đã giao người này từ trước" if done < len(keys) else ""
        return f"Đã phân công {number(done)} phản ánh{had}."


def _row(case: Case, begins: str) -> BulkRow:
    row = case.row
    problems = () if row.stage in AT_WORK else (f"phản ánh {row.stage.label} nên không phân công được.",)
    return BulkRow(
        key=row.pk,
        name=row.label,
        cells=(
            topic_title(row.topic), date_vn(case.due_on), row.assigned.full_name if row.assigned else "chưa giao",
        ),
        given=(begins,),
        problems=problems,
        url=reverse("feedback-one", args=[row.pk]),
        mark=str(row.version),
    )  # fmt: skip
