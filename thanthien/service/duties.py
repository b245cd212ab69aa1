"""The weekly duty of the fast day: how it stands, and its numbers on the week's page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.http import QueryDict
from django.urls import reverse

from thanthien.accounts.models import User
from thanthien.core import clock
from thanthien.core.formats import date_vn
from thanthien.core.long_text import LongText
from thanthien.core.queries import work_calendar
from thanthien.measures.duties import Duty, DutyQuestion, DutyState, State, WeekNumbers
from thanthien.measures.periods import Period
from thanthien.measures.terms import known_terms
from thanthien.records.actions import Entry, correct, enter
from thanthien.records.enums import Through
from thanthien.service.enums import ROOM, Origin
from thanthien.service.kinds import DAYS
from thanthien.service.models import FastDay
from thanthien.service.permissions import WRITERS
from thanthien.service.queries import Number, day_sum, numbers_of, planned_week
from thanthien.units.models import Unit

KEY = "service.fast_day"
_REASON = "Sửa ngay trong ngày trên trang việc tuần này"
_NO_DECISION = "chưa có quyết định về ngày giải quyết nhanh"


def _states(question: DutyQuestion) -> Mapping[int, DutyState]:
    """Two statements."""
    given = question.now, question.calendar, question.terms, question.reading
    weeks = planned_week(question.units, question.period, *given)
    held = [one.day for one in weeks.values() if one.day is not None]
    last = max(held, default=question.period.last)
    told = numbers_of(question.units, question.now, question.period.first, last, question.reading)
    add = reverse("service-decisions-add")
    found = {}
    for unit, planned in weeks.items():
        if planned.day is not None and planned.day > question.ends.get(unit, planned.day):
            continue  # the unit has ended by then
        if planned.day is None or planned.regulation is None:
            state = question.state(done=False, from_day=question.period.first)
            found[unit] = DutyState(state, _NO_DECISION, question.last_day, add)
        else:
            of_list = day_sum(told.get(unit, {}).get(planned.day, ()), planned.regulation.procedures).rows
            found[unit] = _state_of(question, planned.day, of_list)
    return found


def _state_of(question: DutyQuestion, day: date, of_list: Sequence[Number]) -> DutyState:
    """Done once the decided list was told, in time or not; chứng thực and procedures off the list alone tell nothing of
    it. What came too late is told as such."""
    state = question.state(done=bool(of_list), from_day=day)
    words = {State.DONE: "đã ghi số liệu", State.COMING: "chưa đến ngày"}.get(state, "chưa ghi số liệu")
    limit = question.terms.limit(question.period, question.calendar)
    too_late = bool(of_list) and all(one.told_at >= limit for one in of_list)
    if too_late:
        words = "đã ghi số liệu, ghi quá hạn"
    return DutyState(state, f"ngày {date_vn(day)}: {words}", question.last_day, too_late=too_late)


# --- Its numbers on the week's page ---


class FastDayNumbers(forms.Form):
    """Received and returned of the whole list, or the word that there was nothing."""

    record = forms.IntegerField(widget=forms.HiddenInput, required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    received = forms.IntegerField(label="Số hồ sơ nhận", min_value=0, max_value=32767)
    returned = forms.IntegerField(label="Số trả trong ngày", min_value=0, max_value=32767)
    nothing = forms.BooleanField(label="Không có hồ sơ nào", required=False)
    reason = LongText(label="Lý do sửa số đã ghi từ hôm trước", max_length=500, rows=2)
    needed_at_times = ("received", "returned")

    def __init__(self, unit: Unit, day: date, stored: FastDay | None, data: QueryDict | None) -> None:
        self.unit, self.day = unit, day
        self.hint = f"Ngày {date_vn(day)}, cả danh mục, không kể chứng thực."
        initial: dict[str, Any] = {}
        if stored is not None:
            initial = {name: getattr(stored, name) for name in ("version", "received", "returned", "nothing")}
            initial["record"] = stored.pk
        super().__init__(data, prefix=KEY.replace(".", "-"), initial=initial, use_required_attribute=False)
        if stored is None or stored.made_at.astimezone(clock.ZONE).date() == clock.today():
            del self.fields["reason"]

    def has_changed(self) -> bool:
        """A reason alone mends nothing."""
        return bool(set(self.changed_data) - {"reason"})

    def clean(self) -> dict[str, Any]:
        """“Không có hồ sơ nào” needs no number beside it."""
        typed = dict(super().clean() or {})
        if typed.get("nothing"):
            for name in ("received", "returned"):
                if not self.data.get(self.add_prefix(name), "").strip():
                    self.errors.pop(name, None)
                    typed[name] = 0
        return typed


def _form(unit: Unit, period: Period, user: User, data: QueryDict | None) -> forms.BaseForm | None:
    """None before the day, without a decision, and where single procedures were told. Five statements at most."""
    now = clock.now()
    planned = planned_week([unit.pk], period, now, work_calendar(), known_terms()).get(unit.pk)
    day = planned.day if planned else None
    if day is None or day > now.date():
        return None
    rows = list(FastDay.objects.standing().filter(unit=unit, day=day))
    if any(row.procedure or row.origin_of_numbers == Origin.SYSTEM for row in rows):
        return None
    return FastDayNumbers(unit, day, rows[0] if rows else None, data)


def _save(form: FastDayNumbers, by: User) -> str:
    """Enter the day's number, or correct the one that stands: on the day on which it was told for the usual reason,
    later for the one that the person gives."""
    typed = form.cleaned_data
    values = {name: typed[name] for name in ("received", "returned", "nothing")}
    entry = Entry(form.unit, form.day, values, through=Through.FRIDAY)
    if typed["record"]:
        reason = typed.get("reason") or _REASON
        correct(DAYS, entry, record_id=typed["record"], version=typed["version"] or 0, reason=reason, by=by)
    else:
        enter(DAYS, entry, by=by)
    return ""


FAST_DAY_DUTY = Duty(
    key=KEY,
    title="Ngày giải quyết nhanh",
    measure="service.fast_day_weeks",
    roles=frozenset(WRITERS),
    states=_states,
    door=lambda unit: reverse("service-days-add"),
    numbers=WeekNumbers(_form, _save),
    room=ROOM.key,
)
