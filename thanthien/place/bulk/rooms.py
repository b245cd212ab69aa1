"""Which units use a room of weekly life, from a day on."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from django import forms
from django.urls import reverse

from thanthien.core import clock
from thanthien.core.acting.bulk import Bulk, BulkRow, BulkWords, Column, Progress
from thanthien.core.day_field import DayField
from thanthien.core.formats import date_vn, number
from thanthien.core.long_text import LongText
from thanthien.place.permissions import can_switch_rooms
from thanthien.units.models import Unit
from thanthien.units.room_actions import switch_room
from thanthien.units.rooms import Room, find_room, is_used, next_turn

_ON, _OFF = "dùng", "không dùng"


class SwitchForm(forms.Form):
    """On or off, from when, why."""

    on = forms.TypedChoiceField(
        label="Từ ngày dưới đây, các đơn vị này",
        choices=[("on", "Dùng phần việc này"), ("off", "Không dùng phần việc này")],
        coerce=lambda value: value == "on",
        widget=forms.RadioSelect,
    )
    first_day = DayField(label="Từ ngày", initial=clock.today)
    reason = LongText(label="Lý do", max_length=500, rows=3)


@dataclass
class SwitchRoom(Bulk):
    """Which units, with how it stands in each."""

    room_key: str

    columns: ClassVar[tuple[Column, ...]] = (Column("Loại"), Column("Hiện nay"), Column("Đã ghi cho ngày tới"))

    @property
    def room(self) -> Room:
        """The room; asked for by a view that knows it."""
        found = find_room(self.room_key)
        if found is None:
            raise ValueError(f"There is no room {self.room_key}.")
        return found

    @property
    def words(self) -> BulkWords:
        """What the pages say."""
        return BulkWords(
            title=f"Bật, tắt phần việc “{self.room.title}”",
            lead="Chọn các đơn vị, kiểm tra, rồi ghi bật hay tắt, từ ngày nào, vì sao.",
            button="Ghi bật, tắt",
            warning="Tắt thì từ ngày ấy người của đơn vị không thấy phần việc này, không có việc đến hạn, không có "
            "nhắc việc; thời kỳ số liệu có ngày không dùng thì không có số liệu hệ thống, đơn vị tự nhập. Bản ghi đã "
            "có và số liệu đã niêm yết, đã chốt được giữ nguyên. Bật giữa thời kỳ số liệu thì hệ thống tính từ thời kỳ "
            "sau.",
            back=reverse("rooms"),
            back_label="Phần việc hằng tuần",
            noun="đơn vị",
            nothing="Không có đơn vị nào.",
        )

    def allowed(self) -> bool:
        """The standing office."""
        return can_switch_rooms(self.by)

    def hold(self, keys: Collection[int]) -> None:
        """Nobody says anything else of them meanwhile."""
        list(Unit.objects.select_for_update(no_key=True).filter(pk__in=keys).order_by("pk").values_list("pk"))

    def rows(self, only: Collection[int] | None = None) -> list[BulkRow]:
        """Units that have not ended; of chosen ones also those that did meanwhile."""
        units = Unit.objects.in_vietnamese_order()
        found = units.filter(valid_to=None) if only is None else units.filter(pk__in=only)
        return [self._row(unit) for unit in found]

    def _row(self, unit: Unit) -> BulkRow:
        today = clock.today()
        turn = next_turn(unit.rooms, self.room_key, today)
        now = _ON if is_used(unit.rooms, self.room_key, today) else _OFF
        coming = f"{_ON if turn[1] else _OFF} từ ngày {date_vn(turn[0])}" if turn else ""
        return BulkRow(key=unit.pk, name=unit.name, cells=(unit.get_kind_display(), now, coming))

    def form(self, keys: Collection[int], **bound: Any) -> forms.Form:
        """On or off, from when, why."""
        return SwitchForm(**bound)

    def act(self, keys: Sequence[int], form: forms.Form, progress: Progress) -> str:
        """Say it."""
        given = form.cleaned_data
        count = switch_room(
            room=self.room_key, on=given["on"], first_day=given["first_day"], reason=given["reason"], unit_ids=keys,
            by=self.by,
        )  # fmt: skip
        told = _ON if given["on"] else _OFF
        return f"Đã ghi: {number(count)} đơn vị {told} “{self.room.title}” từ ngày {date_vn(given['first_day'])}."
