"""What people type in the weekly channel."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms

from thanthien.accounts.models import User
from thanthien.grassroots.enums import WAYS_FOR_OTHERS, How
from thanthien.grassroots.permissions import ENTER_FOR_OTHERS
from thanthien.measures.periods import Period
from thanthien.records.forms import CorrectionForm, RecordForm
from thanthien.records.kinds import RecordKind
from thanthien.records.queries import Place
from thanthien.units.models import Hamlet

_OWN = ("who", "contact")
_OF_OTHERS = ("how", "told_by")
# What the person came to write stands before where it is.
_FIRST = ("version", "place", "day", "nothing", "text", "topic")
_LAST = (*_OWN, "reason")


class _ReportFields(RecordForm):
    """An opinion or “không phát sinh”; how and by whom it was told is asked only of people who enter for others."""

    needed_at_times = ("topic", "text")  # unless nothing came up

    def __init__(self, kind: RecordKind, user: User, *args: Any, **options: Any) -> None:
        super().__init__(kind, user, *args, **options)
        if not user.has_role(*ENTER_FOR_OTHERS):
            for name in _OF_OTHERS:
                del self.fields[name]
        self.fields["address"].widget = forms.TextInput(attrs={"maxlength": 200})  # a line, not a text
        between = (name for name in self.fields if name not in _LAST)
        self.order_fields([*_FIRST, *between, *_LAST])

    def clean(self) -> dict[str, Any]:
        """Reports entered for somebody name them."""
        typed = super().clean() or self.cleaned_data
        if typed.get("how") in WAYS_FOR_OTHERS and not typed.get("told_by"):
            self.add_error("told_by", "Cần ghi tên người báo cáo khi ghi thay cho họ.")
        return typed


class ReportForm(_ReportFields):
    """A report as it is entered. Who had the opinion is kept apart."""

    who = forms.CharField(
        label="Người có ý kiến",
        max_length=120,
        required=False,
        help_text="Chỉ ghi khi người đó muốn được trả lời. Chỉ cơ quan ghi xem được, xóa được bất cứ lúc nào.",
    )
    contact = forms.CharField(label="Cách liên hệ", max_length=120, required=False)


class ReportCorrection(_ReportFields, CorrectionForm):
    """A report as it stands, to be told otherwise; the reason comes last."""


class WeekForm(forms.Form):
    """One place in one week, at a touch: nothing is typed."""

    place = forms.ChoiceField()
    week = forms.ChoiceField()

    def __init__(self, data: Any, places: Iterable[Place], weeks: Iterable[Period]) -> None:
        super().__init__(data)
        self._places = {place.value: place for place in places}
        self._weeks = {week.key: week for week in weeks}
        self._offer("place", self._places)
        self._offer("week", self._weeks)

    def _offer(self, name: str, values: Iterable[str]) -> None:
        field: Any = self.fields[name]
        field.choices = [(value, value) for value in values]

    def chosen(self) -> tuple[Place, Period]:
        """Place and week. Ask only when the form is in order."""
        return self._places[self.cleaned_data["place"]], self._weeks[self.cleaned_data["week"]]


class TickForm(forms.Form):
    """Which thôn, tổ dân phố were heard by phone or at a meeting, without anything to report."""

    hamlets = forms.ModelMultipleChoiceField(
        label="Thôn, tổ dân phố đã nghe, không phát sinh",
        queryset=Hamlet.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Cần chọn ít nhất một thôn, tổ dân phố."},
    )
    how = forms.ChoiceField(
        label="Cách nghe", choices=[(how.value, how.label) for how in WAYS_FOR_OTHERS], widget=forms.RadioSelect,
        initial=How.PHONE.value,
    )  # fmt: skip

    def __init__(self, data: Any, silent: Sequence[Hamlet]) -> None:
        super().__init__(data)
        field: Any = self.fields["hamlets"]
        field.queryset = Hamlet.objects.filter(pk__in=[one.pk for one in silent]).in_vietnamese_order()
