"""Forms of the room."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from django import forms
from django.conf import settings

from thanthien.core import clock
from thanthien.core.acting.forms import VersionedForm
from thanthien.core.day_field import DayField
from thanthien.core.long_text import LineText, LongText
from thanthien.core.private.enums import Right
from thanthien.core.private.purposes import purposes
from thanthien.core.tables.filters import ALL, FilterForm
from thanthien.privacy.actions import Asked, Taken, Told
from thanthien.privacy.enums import Outcome, Via
from thanthien.privacy.models import LONGEST_ABOUT, LONGEST_NOTE, LONGEST_TEXT, MOST_PEOPLE, BreachVersion
from thanthien.privacy.workflow import ANSWER, EXTEND, REOPEN, STATUS_LABELS, TELL
from thanthien.units.models import Unit

_NAMES_NOBODY = "Không ghi họ tên, điện thoại, số giấy tờ."


class RequestForm(forms.Form):
    """A request as it came. Who asks is encrypted."""

    right = forms.TypedChoiceField(label="Đề nghị", choices=Right.choices, coerce=Right, widget=forms.RadioSelect)
    purpose = forms.ChoiceField(label="Về dữ liệu nào", required=False)
    unit = forms.ModelChoiceField(Unit.objects.none(), label="Đơn vị đang giữ", required=False, empty_label="Không rõ")
    via = forms.TypedChoiceField(label="Cách gửi", choices=Via.choices, coerce=Via)
    received_on = DayField(label="Ngày nhận", help_text="Thời hạn tính từ ngày sau ngày này.")
    about = LineText(label="Nội dung đề nghị", max_length=LONGEST_ABOUT, help_text=_NAMES_NOBODY)
    name = LineText(label="Họ tên người yêu cầu", max_length=120, help_text="Được mã hóa.")
    contact = LineText(label="Cách liên hệ", max_length=160, required=False, help_text="Được mã hóa.")

    def __init__(self, sent: Any = None) -> None:
        super().__init__(sent, initial={"received_on": clock.today()})
        asked: Any = self.fields["purpose"]
        asked.choices = [("", "Không rõ"), *((one.code, one.title) for one in purposes())]
        unit: Any = self.fields["unit"]
        unit.queryset = Unit.objects.current()

    def asked(self) -> Asked:
        """What was typed. Ask only when it is in order."""
        typed = dict(self.cleaned_data)
        return Asked(texts={name: typed.pop(name) for name in ("name", "contact")}, **typed)


FIELDS = {
    TELL: ("day", "document"),
    EXTEND: ("day", "note", "document"),
    ANSWER: ("day", "outcome", "note", "document"),
    REOPEN: ("note",),
}


class StepForm(VersionedForm):
    """One step: of the fields below those that it tells."""

    day = DayField(label="Ngày")
    outcome = forms.TypedChoiceField(label="Kết quả", choices=Outcome.choices, coerce=Outcome, widget=forms.RadioSelect)
    note = LineText(label="Lý do, ghi rõ", max_length=LONGEST_NOTE, required=False, help_text=_NAMES_NOBODY)
    document = LineText(label="Số văn bản", max_length=60, required=False)

    def __init__(self, step: str, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._step = step
        for name in set(self.fields) - {"version", *FIELDS[step]}:
            del self.fields[name]
        if "note" in self.fields:
            self.fields["note"].required = step in (EXTEND, REOPEN)

    def words_of(self, current: Any) -> str:
        """What stands now."""
        return f"Yêu cầu ở trạng thái “{current.stage.label}”."

    def taken(self) -> Taken:
        """What was typed. Ask only when it is in order."""
        told = {name: value for name, value in self.cleaned_data.items() if name != "version"}
        return Taken(self._step, **({"day": clock.today()} | told))


class RequestFilter(FilterForm):
    """Conditions on the register of requests."""

    de_nghi = forms.ChoiceField(label="Đề nghị", required=False, choices=[ALL, *Right.choices])
    trang_thai = forms.ChoiceField(
        label="Trạng thái", required=False, choices=[ALL, *((str(key), label) for key, label in STATUS_LABELS.items())]
    )


class BreachForm(forms.Form):
    """A breach: all that is known. Of a moment day and time are asked apart."""

    noticed_on = DayField(label="Ngày phát hiện")
    noticed_time = forms.TimeField(label="Giờ phát hiện")
    happened_on = DayField(label="Xảy ra từ ngày", required=False)
    what = LongText(label="Việc đã xảy ra", max_length=LONGEST_TEXT, rows=5, help_text=_NAMES_NOBODY)
    which = LineText(label="Dữ liệu liên quan", max_length=LONGEST_NOTE, help_text="Ví dụ: liên hệ của người phản ánh.")
    people = forms.IntegerField(
        label="Số người liên quan, ước tính", min_value=0, max_value=MOST_PEOPLE, required=False
    )
    measures = LongText(label="Biện pháp đã làm", max_length=LONGEST_TEXT, rows=4, required=False)
    told_on = DayField(label="Ngày báo cơ quan chuyên trách", required=False)
    told_time = forms.TimeField(label="Giờ báo", required=False)
    authority_document = LineText(label="Số văn bản báo", max_length=60, required=False)
    told_people_on = DayField(label="Ngày báo người liên quan", required=False)
    people_words = LineText(label="Cách báo, hoặc vì sao không báo", max_length=LONGEST_NOTE, required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        hours = settings.DATA_BREACH_HOURS
        self.fields["noticed_time"].help_text = f"Ví dụ: 08:30. Hạn {hours} giờ tính từ giờ này."

    def clean(self) -> dict[str, Any]:
        """The day and the time of telling go together."""
        typed = super().clean() or self.cleaned_data
        halves = {"told_on": "Cần ghi cả ngày báo.", "told_time": "Cần ghi cả giờ báo."}
        missing = [name for name in halves if typed.get(name) is None]
        if len(missing) == 1 and missing[0] not in self.errors:
            self.add_error(missing[0], halves[missing[0]])
        return typed

    def field_named(self, name: str) -> str:
        """The field for a word of the action."""
        return "which" if name == "data" else name

    def told(self) -> Told:
        """What was typed. Ask only when it is in order."""
        typed = dict(self.cleaned_data)
        for name in ("reason", "seen"):
            typed.pop(name, None)
        noticed = _moment(typed.pop("noticed_on"), typed.pop("noticed_time"))
        told_on, told_time = typed.pop("told_on"), typed.pop("told_time")
        told_at = _moment(told_on, told_time) if told_on else None
        return Told(noticed_at=noticed, told_authority_at=told_at, data=typed.pop("which"), **typed)


class FurtherForm(BreachForm):
    """A breach as it stands, to be told further."""

    seen = forms.IntegerField(widget=forms.HiddenInput)
    reason = LineText(label="Lý do ghi thêm", max_length=LONGEST_NOTE)

    def __init__(self, version: BreachVersion, sent: Any = None) -> None:
        same = ("happened_on", "what", "people", "measures", "authority_document", "told_people_on")
        initial = {name: getattr(version, name) for name in (*same, "people_words")}
        initial |= {
            "seen": version.pk,
            "which": version.data,
            **_parts("noticed", version.noticed_at),
            **_parts("told", version.told_authority_at),
        }
        super().__init__(sent, initial=initial)


def _moment(day: date, at: time) -> datetime:
    return datetime.combine(day, at, clock.ZONE)


def _parts(name: str, moment: datetime | None) -> dict[str, Any]:
    if moment is None:
        return {}
    local = moment.astimezone(clock.ZONE)
    return {f"{name}_on": local.date(), f"{name}_time": local.strftime("%H:%M")}
