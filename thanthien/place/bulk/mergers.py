"""Several units go into another, after a list to check that says what follows from it and what doesn't."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import ClassVar

from django import forms
from django.urls import reverse
from django.utils.text import capfirst

from thanthien.core.acting.bulk import Bulk, BulkRow, BulkWords, Column, Progress
from thanthien.core.formats import date_vn, number
from thanthien.place.forms import MergerForm
from thanthien.place.permissions import can_manage_place
from thanthien.place.queries import UnitStanding, standing_of_units
from thanthien.units.changing import end_in_words, merge_units
from thanthien.units.models import Unit

FOLLOWS = (
    "Đơn vị cũ và cơ quan của đơn vị kết thúc vào ngày liền trước ngày hiệu lực.",
    "Tuần cuối của đơn vị cũ vẫn ghi báo cáo được đến hết hạn của tuần đó.",
    "Trang công khai, các năm đã công bố và bản ghi của đơn vị được giữ nguyên.",
    "Hồ sơ còn chạy thì người của hai đơn vị, cơ quan còn phiếu chưa gửi và cơ quan thường trực được thông báo.",
    "Tìm theo tên cũ, kể cả các tên khác đã ghi, thì thấy đơn vị tiếp nhận.",
)
FOLLOWS_NOT = (
    "Hồ sơ của kỳ đang chạy không tự chuyển theo: người của đơn vị cũ hoàn thành, hoặc cơ quan thường trực xử lý sau.",
    "Từ ngày hiệu lực, cơ quan thường trực khép lại hồ sơ hoặc chuyển sang đơn vị tiếp nhận ở trang hồ sơ, có văn bản.",
    "Vai trò của người ở đơn vị cũ không chuyển theo: cần giao vai trò ở đơn vị tiếp nhận, ở trang “Người dùng”.",
    "Thôn, tổ dân phố, số liệu và địa giới không chuyển theo: cần nhập bản mới của đơn vị tiếp nhận.",
)


@dataclass
class MergeUnits(Bulk):
    """Which units end, and what still hangs on each."""

    columns: ClassVar[tuple[Column, ...]] = (
        Column("Mã"),
        Column("Từ ngày"),
        Column("Người có vai trò", number=True),
        Column("Hồ sơ chưa xong", number=True),
    )

    @property
    def words(self) -> BulkWords:
        """What the pages say."""
        return BulkWords(
            title="Sáp nhập đơn vị",
            lead="Chọn các đơn vị không còn sau khi sáp nhập. Đơn vị mới thành lập thì nhập trước ở “Nhập đơn vị”.",
            button="Ghi sáp nhập",
            warning=" ".join(FOLLOWS),
            back=reverse("place-units"),
            back_label="Đơn vị",
            noun="đơn vị",
            nothing="Không có đơn vị nào.",
        )

    def allowed(self) -> bool:
        """Who keeps the place."""
        return can_manage_place(self.by)

    def hold(self, keys: Collection[int]) -> None:
        """All units of today, whichever takes them in: two mergers at once wait for each other here."""
        list(Unit.objects.select_for_update(no_key=True).filter(valid_to=None).order_by("pk").values_list("pk"))

    def rows(self, only: Collection[int] | None = None) -> list[BulkRow]:
        """Units that have not ended; of chosen ones also those that were merged meanwhile."""
        units = Unit.objects.in_vietnamese_order()
        found = units.filter(valid_to=None) if only is None else units.filter(pk__in=only)
        return [_row(one) for one in standing_of_units(found)]

    def form(self, keys: Collection[int], **bound: object) -> forms.Form:
        """Into which, when, by which document."""
        return MergerForm(besides=keys, **bound)

    def remarks(self, rows: Sequence[BulkRow]) -> list[str]:
        """What does not follow from it."""
        return list(FOLLOWS_NOT)

    def act(self, keys: Sequence[int], form: forms.Form, progress: Progress) -> str:
        """Note it."""
        given = form.cleaned_data
        into: Unit = given["into"]
        base: Unit | None = given["base"]
        count = merge_units(
            unit_ids=keys, into_id=into.pk, on=given["on"], document_number=given["document_number"], by=self.by,
            base_id=base.pk if base else None,
        )  # fmt: skip
        return f"Đã ghi sáp nhập {number(count)} đơn vị vào {into.name_in_sentence} từ ngày {date_vn(given['on'])}."


def _row(one: UnitStanding) -> BulkRow:
    unit = one.unit
    ended = end_in_words(unit)
    return BulkRow(
        key=unit.pk,
        name=unit.name,
        cells=(unit.code, date_vn(unit.valid_from), number(one.people), number(one.dossiers)),
        problems=(f"{capfirst(ended)}.",) if ended else (),
        url=reverse("place-unit", args=[unit.code]),
    )
