"""The weekly duty of the channel in a unit: how many thôn, tổ dân phố have reported, with ticks for those heard
otherwise. What waits for a reporter is their own place's (``work.py``)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import reduce
from operator import or_
from typing import Any

from django import forms
from django.db.models import Count, Q
from django.db.models.functions import TruncWeek
from django.http import QueryDict
from django.urls import reverse

from thanthien.accounts.models import User
from thanthien.core.formats import number
from thanthien.core.question import Question, all_of
from thanthien.grassroots.actions import tick_heard
from thanthien.grassroots.enums import WAYS_FOR_OTHERS, How
from thanthien.grassroots.measures import KEY as MEASURE
from thanthien.grassroots.models import WeeklyReport
from thanthien.grassroots.permissions import ENTER_FOR_OTHERS, ROOM
from thanthien.grassroots.queries import UnitWeek, unit_week
from thanthien.measures.answers import places_needed
from thanthien.measures.duties import Duty, DutyQuestion, DutyState, State, WeekNumbers
from thanthien.measures.figures import PeriodCount
from thanthien.measures.periods import Period, periods_in
from thanthien.measures.queries import acceptances_asked
from thanthien.records.queries import hamlet_spans, hamlets_in
from thanthien.units.models import Unit
from thanthien.units.queries import units_asked

KEY = "grassroots.weekly"


def _asks(question: DutyQuestion) -> Question[Any] | None:
    units, limits = question.units, {one: question.terms.limit(one, question.calendar) for one in _weeks(question)}
    if not limits:
        return None
    hamlets, told = hamlet_spans(units, question.now, question.reading), _told(units, limits)
    return all_of(units_asked(units, question.reading), hamlets, told, acceptances_asked(units, question.now))


def _weeks(question: DutyQuestion) -> list[Period]:
    """Those with a working day."""
    return [one for one in question.periods if periods_in("iso_week", one.first, one.last, question.calendar)]


def _says(question: DutyQuestion, answer: Any) -> Mapping[int, DutyState]:
    """What is owed is a report of every thôn, tổ dân phố: done once all have told. What a week needs to count the year
    says; then it is enough, in time, and the rest may follow."""
    week = question.period
    if week not in _weeks(question):
        return {}
    units, spans, reports, accepted = answer
    valid, found = hamlets_in(spans, [week]), {}
    for unit in units:
        if week.meets(unit.valid_from, unit.valid_to):
            told = reports.get((unit.pk, week.first), _NOTHING)
            told = told.all_counting if (MEASURE, unit.pk, week.key) in accepted else told
            found[unit.pk] = _state(question, unit, told, valid.get(unit.pk, {}).get(week.key, 0))
    return found


@dataclass(frozen=True, slots=True)
class Told:
    """What a unit told of a week: reports and thôn, tổ dân phố (those that there are on its last day), and of them what
    came in time."""

    reports: int = 0
    hamlets: int = 0
    reports_in_time: int = 0
    hamlets_in_time: int = 0

    @property
    def all_counting(self) -> Told:
        """The same where a body lets what came late count."""
        return replace(self, reports_in_time=self.reports, hamlets_in_time=self.hamlets)


_NOTHING = Told()


def _told(units: Collection[int], limits: Mapping[Period, datetime]) -> Question[dict[tuple[int, date], Told]]:
    """What was told of some weeks, each with the moment from which on it is late, by unit and the week's Monday."""
    in_time = _any(_days(week) & Q(told_at__lt=limit) for week, limit in limits.items())
    there = _any(_days(week) & _there(week.last) for week in limits)
    rows = WeeklyReport.objects.standing().between(min(limits).first, max(limits).last).filter(unit__in=units)
    counted = (
        rows.order_by()
        .annotate(monday=TruncWeek("day"))
        .values_list("unit_id", "monday")
        .annotate(
            reports=Count("pk"),
            hamlets=Count("hamlet", distinct=True, filter=there),
            reports_in_time=Count("pk", filter=in_time),
            hamlets_in_time=Count("hamlet", distinct=True, filter=there & in_time),
        )
    )
    return Question(lambda rows: {(unit, monday): Told(*counts) for unit, monday, *counts in rows}, counted)


def _state(question: DutyQuestion, unit: Unit, told: Told, valid: int) -> DutyState:
    count = PeriodCount(told.reports_in_time, told.hamlets_in_time, valid)
    enough = question.terms.counts(MEASURE, question.period, count)
    done = told.hamlets >= valid if valid else bool(told.reports)
    in_time = enough or (told.hamlets_in_time >= valid if valid else bool(told.reports_in_time))
    state = question.state(done=done, enough=enough, from_day=question.period.first)
    words = f"{told.hamlets}/{valid} {unit.hamlets_label} đã báo cáo" if valid else f"{told.reports} báo cáo"
    late = told.hamlets - told.hamlets_in_time
    if late:
        words += f", {late} nơi ghi quá hạn"
    words += _enough_words(question, state, valid, told.hamlets_in_time)
    return DutyState(state, words, question.last_day, too_late=done and not in_time)


def _enough_words(question: DutyQuestion, state: State, valid: int, in_time: int) -> str:
    """“; cần từ 6 nơi báo cáo trong hạn để tuần được tính, còn thiếu 4 nơi”; empty where the year asks for no share, or
    all is told."""
    rule = question.terms.needed(MEASURE, question.period)
    needed = places_needed(rule, valid) if rule else None
    if needed is None or state is State.DONE:
        return ""
    if state is State.ENOUGH:
        return f"; tuần đã được tính (cần từ {needed} nơi)"
    return f"; cần từ {needed} nơi báo cáo trong hạn để tuần được tính, còn thiếu {needed - in_time} nơi"


def _days(week: Period) -> Q:
    return Q(day__range=(week.first, week.last))


def _there(day: date) -> Q:
    """The report is of a thôn, tổ dân phố that there is on a day."""
    still = Q(hamlet__valid_to__isnull=True) | Q(hamlet__valid_to__gte=day)
    return Q(hamlet__valid_from__lte=day) & still


def _any(conditions: Iterable[Q]) -> Q:
    return reduce(or_, conditions)


class HeardOtherwise(forms.Form):
    """Those that have not reported yet and were heard by phone or at a meeting, where nothing came up."""

    hint = "Đánh dấu nơi đã hỏi qua điện thoại hoặc cuộc họp và không có ý kiến nào. Phần này lưu khi chọn “Lưu”."
    hamlets = forms.MultipleChoiceField(widget=forms.CheckboxSelectMultiple, required=False)
    how = forms.ChoiceField(label="Cách nghe", choices=[(way, way.label) for way in WAYS_FOR_OTHERS], required=False)
    needed_at_times = ("hamlets", "how")

    def __init__(self, told: UnitWeek, unit: Unit, data: QueryDict | None) -> None:
        self.unit, self.week = unit, told.week
        self.by_key = {str(one.hamlet.pk): one.hamlet for one in told.hamlets}
        self.silent = [(str(one.pk), one.name) for one in told.silent]
        super().__init__(data, prefix=KEY.replace(".", "-"), initial={"how": WAYS_FOR_OTHERS[0]})
        asked: Any = self.fields["hamlets"]
        asked.label = f"{unit.hamlets_label.capitalize()} không phát sinh"
        asked.choices = [(key, one.name) for key, one in self.by_key.items()]
        asked.widget.choices = self.silent


def _asks_of_form(question: DutyQuestion) -> Question[UnitWeek]:
    [unit] = question.units
    return unit_week(unit, question.period, question.calendar, question.terms)


def _form(unit: Unit, week: Period, data: QueryDict | None, told: UnitWeek) -> forms.BaseForm | None:
    """None once every thôn, tổ dân phố has reported."""
    return HeardOtherwise(told, unit, data) if told.silent else None


def _save(form: HeardOtherwise, by: User) -> str:
    chosen = [form.by_key[key] for key in form.cleaned_data["hamlets"]]
    if not chosen:
        return ""
    how = How(form.cleaned_data["how"] or WAYS_FOR_OTHERS[0])
    many = tick_heard(form.unit, chosen, form.week, how=how, by=by)
    return f"đã ghi {number(many)} nơi không phát sinh"


WEEKLY_DUTY = Duty(
    key=KEY,
    title="Ý kiến của Nhân dân hằng tuần",
    measure=MEASURE,
    roles=frozenset(ENTER_FOR_OTHERS),
    asks=_asks,
    says=_says,
    door=lambda unit: reverse("grassroots-unit", args=[unit.code]),
    room=ROOM.key,
    numbers=WeekNumbers(_asks_of_form, _form, _save, at_button=True),
)
