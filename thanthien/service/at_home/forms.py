"""Forms of home service: asking, by the person or for them; each step; following by the code."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from thanthien.core import clock
from thanthien.core.acting.forms import VersionedForm
from thanthien.core.day_field import DayField
from thanthien.core.long_text import LineText
from thanthien.core.matters.forms import PhoneText, SlipForm
from thanthien.core.tables.filters import ALL, FilterForm
from thanthien.records.forms import UnitFilter
from thanthien.service.at_home.actions import Taken, Wanted
from thanthien.service.at_home.enums import BY_OFFICE, RefuseReason, Via, Why, WithdrawReason
from thanthien.service.at_home.queries import OTHER_PROCEDURE
from thanthien.service.at_home.workflow import STATUS_LABELS
from thanthien.service.procedures import choices
from thanthien.units.models import Hamlet, Unit

_OTHER = "other"
DUE_ON = {"label": "Ngày trả kết quả theo thủ tục", "help_text": "Trả ngay thì ghi ngày đến nhà."}


class AskForm(SlipForm):
    """What a person who can't travel asks for; few fields, one minute on a phone."""

    procedure = forms.ChoiceField(label="Thủ tục cần làm")
    procedure_words = LineText(
        label="Thủ tục khác", max_length=120, required=False, help_text="Chỉ ghi khi không có trong danh sách trên."
    )
    name = LineText(label="Họ và tên người cần phục vụ", max_length=80)
    phone = PhoneText(label="Số điện thoại liên hệ")
    address = LineText(label="Địa chỉ đến nhà", max_length=160, help_text="Số nhà, ngõ, đường hoặc xóm.")
    hamlet = forms.ChoiceField(label="Thôn, tổ dân phố", required=False)
    why = forms.ChoiceField(label="Lý do không đến Trung tâm được", choices=Why.choices, widget=forms.RadioSelect)
    wished_on = DayField(label="Ngày mong muốn", required=False, help_text="Để trống thì cán bộ hẹn ngày sớm nhất.")
    needed_at_times = ("procedure_words",)

    def __init__(self, unit: Unit, hamlets: Sequence[Hamlet], *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.unit, self._hamlets = unit, {str(one.pk): one for one in hamlets}
        self._choose("procedure", [("", "Chọn trong danh sách"), *choices(), (_OTHER, OTHER_PROCEDURE)])
        self._choose("hamlet", [("", "Không rõ"), *((key, one.name) for key, one in self._hamlets.items())])

    def _choose(self, name: str, offered: list[tuple[str, str]]) -> None:
        asked: Any = self.fields[name]
        asked.choices = offered

    def clean(self) -> dict[str, Any]:
        """Another procedure is named."""
        typed = super().clean()
        if typed.get("procedure") == _OTHER and not typed.get("procedure_words"):
            self.add_error("procedure_words", "Cần ghi tên thủ tục.")
        return typed

    def wanted(self) -> Wanted:
        """What was typed. Ask only when it is in order."""
        typed = self.cleaned_data
        other = typed["procedure"] == _OTHER
        texts = {name: typed[name] for name in ("name", "phone", "address", "why")}
        texts["procedure"] = typed["procedure_words"] if other else ""
        return Wanted(
            unit=self.unit, hamlet=self._hamlets.get(typed["hamlet"]), procedure="" if other else typed["procedure"],
            asked_on=typed.get("asked_on") or clock.today(), wished_on=typed["wished_on"],
            via=Via(typed.get("via") or Via.WEB), texts=texts,
        )  # fmt: skip


class EntryForm(AskForm):
    """The same, entered by an official, or by somebody of the place for a neighbour. ``by_office``: it is asked how
    the request came; ``only``: the one thôn, tổ dân phố of which the person speaks."""

    asked_on = DayField(label="Ngày đề nghị", help_text="Hạn đến nhà tính từ ngày này.")
    via = forms.ChoiceField(
        label="Cách đề nghị", choices=[(one.value, one.label) for one in BY_OFFICE], widget=forms.RadioSelect
    )
    field_order = ("slip", "asked_on", "via")

    def __init__(
        self, unit: Unit, hamlets: Sequence[Hamlet], *args: Any, by_office: bool, only: bool, **options: Any
    ) -> None:
        super().__init__(unit, hamlets, *args, initial={"asked_on": clock.today()}, **options)
        if not by_office:
            del self.fields["via"]
        if only:
            self._choose("hamlet", [(key, one.name) for key, one in self._hamlets.items()])
            self.fields["hamlet"].required = True


class StepForm(VersionedForm):
    """One step: of the fields below those that it tells. Sent again after somebody else's step, it is a decision."""

    use_required_attribute = False
    day = DayField(label="Ngày")
    due_on = DayField(**DUE_ON)
    who = LineText(
        label="Người đến nhà", max_length=120, help_text="Họ tên, chức danh của cán bộ; không ghi của người dân."
    )
    reason = forms.ChoiceField(label="Lý do", widget=forms.RadioSelect)
    note = LineText(
        label="Ghi rõ", max_length=300, help_text="Không ghi họ tên, điện thoại, địa chỉ, bệnh tật của người dân."
    )

    def __init__(self, step: str, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._step = step
        for name in set(self.fields) - {"version", *FIELDS[step]}:
            del self.fields[name]
        if "day" in self.fields:
            self.fields["day"].label = DAYS[step]
        if "reason" in self.fields:
            asked: Any = self.fields["reason"]
            asked.choices = (WithdrawReason if step == "withdraw" else RefuseReason).choices
        if "note" in self.fields:
            self.fields["note"].required = "reason" not in self.fields

    def words_of(self, current: Any) -> str:
        """What stands now."""
        return f"Đề nghị {current.stage.label}."

    def taken(self) -> Taken:
        """What was typed. Ask only when it is in order."""
        told = {name: value for name, value in self.cleaned_data.items() if name != "version"}
        return Taken(self._step, **told)


FIELDS = {
    "plan": ("day", "who"),
    "visit": ("day", "due_on"),
    "hand_over": ("day",),
    "move": ("day",),
    "withdraw": ("reason",),
    "refuse": ("reason", "note"),
    "correct_visit": ("day", "due_on", "note"),
    "correct_result": ("day", "note"),
    "reopen": ("note",),
}
DAYS = {
    "plan": "Ngày hẹn đến nhà",
    "visit": "Ngày đã đến nhà",
    "hand_over": "Ngày đã trả kết quả",
    "move": "Ngày mới",
    "correct_visit": "Ngày đã đến nhà",
    "correct_result": "Ngày đã trả kết quả",
}


class RequestFilter(UnitFilter):
    """Conditions on the list of requests."""

    tu = DayField(label="Đề nghị từ ngày", required=False, help_text="")
    den = DayField(label="Đến ngày", required=False, help_text="")
    trang_thai = forms.ChoiceField(
        label="Trạng thái", required=False, choices=[ALL, *((str(one), label) for one, label in STATUS_LABELS.items())]
    )
    qua_han = forms.BooleanField(label="Quá hạn", required=False)


class SheetForm(FilterForm):
    """Of which day the sheet is."""

    ngay = DayField(label="Ngày đến nhà", required=False, help_text="")
