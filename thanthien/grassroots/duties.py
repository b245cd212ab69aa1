"""The weekly duty of the channel in a unit: how many thôn, tổ dân phố have reported, with ticks for those heard
otherwise. What waits for a reporter is their own place's (``work.py``)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.db.models import Count
from django.http import QueryDict
from django.urls import reverse

from thanthien.accounts.models import User
from thanthien.core.queries import work_calendar
from thanthien.grassroots.actions import tick_heard
from thanthien.grassroots.enums import FOR_OTHERS as WAYS
from thanthien.grassroots.enums import How
from thanthien.grassroots.models import WeeklyReport
from thanthien.grassroots.permissions import FOR_OTHERS
from thanthien.grassroots.queries import unit_week
from thanthien.measures.duties import Duty, DutyQuestion, DutyState, WeekNumbers
from thanthien.measures.periods import Period, periods_in
from thanthien.records.queries import hamlets_on
from thanthien.units.models import Unit

KEY = "grassroots.weekly"


def _states(question: DutyQuestion) -> Mapping[int, DutyState]:
    """Two statements, and one for the units' first days. Done once every thôn, tổ dân phố has reported; what share a
    week needs to count is the criteria set's to say."""
    week = question.period
    if not periods_in("iso_week", week.first, week.last, question.calendar):
        return {}
    units = Unit.objects.filter(pk__in=question.units, valid_from__lte=week.last).values_list("pk", flat=True)
    valid = hamlets_on(question.units, [week])
    told = {
        unit: (reports, hamlets)
        for unit, reports, hamlets in WeeklyReport.objects.standing()
        .between(week.first, week.last)
        .filter(unit__in=question.units)
        .order_by()
        .values_list("unit_id")
        .annotate(Count("pk"), Count("hamlet", distinct=True))
    }
    return {unit: _state(question, *told.get(unit, (0, 0)), valid.get(unit, {}).get(week.key, 0)) for unit in units}


def _state(question: DutyQuestion, reports: int, heard: int, valid: int) -> DutyState:
    done = heard >= valid if valid else bool(reports)
    words = f"{heard}/{valid} thôn, tổ dân phố đã báo cáo" if valid else f"{reports} báo cáo"
    return DutyState(question.state(done=done, from_day=question.period.first), words, question.last_day)


class HeardOtherwise(forms.Form):
    """Those that have not reported yet and were heard by phone or at a meeting, where nothing came up."""

    hint = "Đánh dấu nơi đã hỏi qua điện thoại hoặc cuộc họp và không có ý kiến nào. Phần này lưu khi chọn “Lưu”."
    hamlets = forms.MultipleChoiceField(
        label="Thôn, tổ dân phố không phát sinh", widget=forms.CheckboxSelectMultiple, required=False
    )
    how = forms.ChoiceField(label="Cách nghe", choices=[(way, way.label) for way in WAYS], required=False)
    needed_at_times = ("hamlets", "how")

    def __init__(self, unit: Unit, week: Period, data: QueryDict | None) -> None:
        self.unit, self.week = unit, week
        told = unit_week(unit, week, work_calendar())
        self.by_key = {str(one.hamlet.pk): one.hamlet for one in told.hamlets}
        self.silent = [(str(one.pk), one.name) for one in told.silent]
        super().__init__(data, prefix=KEY.replace(".", "-"), initial={"how": WAYS[0]})
        asked: Any = self.fields["hamlets"]
        asked.choices = [(key, one.name) for key, one in self.by_key.items()]
        asked.widget.choices = self.silent


def _form(unit: Unit, week: Period, user: User, data: QueryDict | None) -> forms.BaseForm | None:
    """None once every thôn, tổ dân phố has reported. Three statements."""
    form = HeardOtherwise(unit, week, data)
    return form if form.silent else None


def _save(form: HeardOtherwise, by: User) -> None:
    chosen = [form.by_key[key] for key in form.cleaned_data["hamlets"]]
    if chosen:
        tick_heard(form.unit, chosen, form.week, how=How(form.cleaned_data["how"] or WAYS[0]), by=by)


WEEKLY_DUTY = Duty(
    key=KEY,
    title="Ý kiến của Nhân dân hằng tuần",
    measure="grassroots.weekly_reports",
    roles=frozenset(FOR_OTHERS),
    states=_states,
    door=lambda unit: reverse("grassroots-unit", args=[unit.code]),
    numbers=WeekNumbers(_form, _save, at_button=True),
)
