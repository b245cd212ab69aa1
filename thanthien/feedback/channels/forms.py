"""What people type of a test: of which channel, which the form offers."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django import forms

from thanthien.accounts.models import User
from thanthien.core.day_field import DayField
from thanthien.feedback.channels.models import FeedbackChannel
from thanthien.records.actions import Entry
from thanthien.records.forms import CorrectionForm, RecordForm
from thanthien.records.kinds import RecordKind

_NONE = "Đơn vị chưa ghi phương tiện tiếp nhận nào; Ủy ban nhân dân cần ghi danh sách trước."
_ELSEWHERE = "Phương tiện này không thuộc đơn vị đã chọn."


class TrialForm(RecordForm):
    """A test of one of the channels in use."""

    channel = forms.ChoiceField(label="Phương tiện", error_messages={"required": "Cần chọn phương tiện."})
    day = DayField(label="Ngày kiểm tra")
    field_order = ("place", "channel", "day")

    def __init__(self, kind: RecordKind, user: User, *args: Any, **options: Any) -> None:
        super().__init__(kind, user, *args, **options)
        units = [place.unit.pk for place in self._places.values()]
        rows = FeedbackChannel.objects.standing().filter(unit__in=units, last_day=None).order_by("kind", "where", "pk")
        self._channels = {str(one.origin): one for one in rows}
        asked: Any = self.fields["channel"]
        asked.choices = [("", "Chọn trong danh sách"), *((key, str(one)) for key, one in self._channels.items())]
        asked.help_text = "" if self._channels else _NONE
        self.order_fields(self.field_order)

    def clean(self) -> dict[str, Any]:
        """The channel is one of the unit's."""
        typed = super().clean()
        channel = self._channels.get(typed.get("channel", ""))
        place = self._places.get(typed.get("place", ""))
        if channel is not None and place is not None and channel.unit_id != place.unit.pk:
            self.add_error("channel", _ELSEWHERE)
        return typed

    def entry(self) -> Entry:
        """What was typed, with the channel as it is now."""
        typed = super().entry()
        channel = self._channels[self.cleaned_data["channel"]]
        of = {"channel": channel.origin, "kind": channel.kind, "where": channel.where}
        return replace(typed, values=dict(typed.values) | of)


class TrialCorrection(CorrectionForm):
    """The same told otherwise; which channel it tried stays."""

    day = DayField(label="Ngày kiểm tra")

    def entry(self) -> Entry:
        """What was typed, with the channel as it was tried."""
        typed, record = super().entry(), self._record
        of = {name: getattr(record, name) for name in ("channel", "kind", "where")}
        return replace(typed, values=dict(typed.values) | of)
