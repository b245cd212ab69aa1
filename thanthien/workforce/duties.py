"""What a unit owes about its staff towards the end of the year, on the week's page: the word of the Chủ tịch on
discipline, and courses."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django import forms
from django.http import QueryDict
from django.urls import reverse

from thanthien.accounts.models import User
from thanthien.accounts.positions import SIGNERS
from thanthien.core import clock
from thanthien.core.formats import date_vn, number
from thanthien.core.question import Question, all_of
from thanthien.measures.duties import Duty, DutyQuestion, DutyState, State, WeekNumbers
from thanthien.measures.periods import Period
from thanthien.measures.registry import Measure
from thanthien.measures.scope import Span
from thanthien.records.actions import Entry, correct, enter
from thanthien.records.enums import Through
from thanthien.units.models import Unit
from thanthien.workforce.enums import ROOM
from thanthien.workforce.kinds import STATEMENTS
from thanthien.workforce.measures import SANCTIONED, SANCTIONS_KEY, TRAINED, TRAINED_KEY, cases_lacking
from thanthien.workforce.models import Statement
from thanthien.workforce.permissions import KEEPERS
from thanthien.workforce.queries import cases_of, counts_of, courses_of, roll_of, statements_of
from thanthien.workforce.trained import training

STATEMENT_KEY, TRAINING_KEY = "workforce.statement", "workforce.training"
_QUARTER, _HALF = timedelta(days=92), timedelta(days=184)
_THURSDAY = timedelta(days=3)
_REASON = "Sửa số trên trang việc tuần này"


def _years(question: DutyQuestion, before: timedelta) -> list[Span]:
    """The years near to whose end a week of the look lies."""
    spans = (_near_end(question, week, before) for week in question.periods)
    return sorted({one for one in spans if one is not None}, key=lambda one: one.last)


def _near_end(question: DutyQuestion, week: Period, before: timedelta) -> Span | None:
    """The year of a week that lies so near to its end."""
    span = question.terms.span_holding(week)
    return span if span.last - before < week.first + _THURSDAY <= span.last else None


def _days_told(question: DutyQuestion, span: Span) -> tuple[date, date]:
    """The days of which records of a year are read: what is told of the next year says nothing of this one."""
    return span.last.replace(month=1, day=1), min(question.now.date(), span.last)


def _last_of(question: DutyQuestion, unit: int) -> date:
    """The last day of the year, or the unit's own."""
    return question.until(question.terms.span_holding(question.period).last, unit)


def _day_of(question: DutyQuestion, unit: int) -> date:
    """The day on which the week is looked at: today, of a week that is over its last day."""
    return min(question.now.date(), question.period.last, _last_of(question, unit))


def _state(question: DutyQuestion, unit: int, *, done: bool, words: str, url: str, enough: bool = False) -> DutyState:
    """Done or due until the last day of the year, or the unit's own; nothing is due in a week to come. ``enough``: what
    there is counts once that day is over."""
    last = _last_of(question, unit)
    today = question.now.date()
    over = State.ENOUGH if enough else State.LATE
    waiting = State.COMING if today < question.period.first else State.DUE if today <= last else over
    return DutyState(State.DONE if done else waiting, words, last, "" if done else url)


def _setting(question: DutyQuestion, measure: Measure, key: str) -> int:
    """What the city set for the year, else the default."""
    return measure.whole_by(question.terms, question.period, key)


# --- The word on discipline ---


def _needed_on(question: DutyQuestion, unit: int) -> date:
    """The first day up to which a statement is enough: in the last days of the year one that speaks for all of it."""
    last = _last_of(question, unit)
    closing = last - timedelta(days=_setting(question, SANCTIONED, "days_left"))
    return closing if _day_of(question, unit) >= closing else last - _QUARTER


def _asks_for_statements(question: DutyQuestion) -> Question[Any] | None:
    """In the last quarter of the year."""
    years = _years(question, _QUARTER)
    units, now = question.units, question.now
    days = [_days_told(question, one) for one in years]
    given = [all_of(statements_of(units, now, *one), cases_of(units, now, *one)) for one in days]
    return Question(lambda *told: dict(zip(years, told, strict=True)), *given) if years else None


def _says_of_statements(question: DutyQuestion, by_year: Mapping[Span, Any]) -> Mapping[int, DutyState]:
    """Done with a word that the figure takes: as many cases were told as the Chủ tịch stated, unless the standing
    office told some."""
    year = _near_end(question, question.period, _QUARTER)
    if year is None:
        return {}
    url = reverse("workforce-statements-add")
    stated_in, cases_in = by_year[year]
    found = {}
    for unit in question.units:
        stated, cases = stated_in.get(unit), cases_in.get(unit, [])
        words = f"đã xác nhận đến ngày {date_vn(stated.day)}" if stated else "Chủ tịch chưa xác nhận"
        by_office = any(one.by_office and one.stands for one in cases)
        lacking = cases_lacking(stated, cases) if stated and not by_office else ""
        done = stated is not None and stated.day >= _needed_on(question, unit) and not lacking
        words = f"{words}; {lacking}" if lacking else words
        found[unit] = _state(question, unit, done=done, words=words, url=url)
    return found


class StatementNumbers(forms.Form):
    """How many cases there were from the beginning of the year until today."""

    record = forms.IntegerField(widget=forms.HiddenInput, required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    cases = forms.IntegerField(label="Số trường hợp bị kỷ luật từ đầu năm", min_value=0, max_value=32767)

    def __init__(self, unit: Unit, day: date, stored: Statement | None, data: QueryDict | None) -> None:
        self.unit, self.day = unit, day
        self.hint = f"Xác nhận đến hết ngày {date_vn(day)}; không có trường hợp nào thì ghi 0."
        initial = {"record": stored.pk, "version": stored.version, "cases": stored.cases} if stored else {}
        super().__init__(data, prefix=STATEMENT_KEY.replace(".", "-"), initial=initial, use_required_attribute=False)


def _asks_of_form(question: DutyQuestion) -> Question[Statement | None]:
    [unit] = question.units
    rows = Statement.objects.standing().filter(unit=unit, day=question.now.date())
    return Question(lambda told: next(iter(told), None), rows)


def _form(unit: Unit, period: Period, data: QueryDict | None, stored: Statement | None) -> forms.BaseForm | None:
    """Of the running week only: the word is given until today."""
    today = clock.today()
    return StatementNumbers(unit, today, stored, data) if period.holds(today) else None


def _save(form: StatementNumbers, by: User) -> str:
    """State it, or correct what was stated today."""
    typed: dict[str, Any] = form.cleaned_data
    entry = Entry(form.unit, form.day, {"cases": typed["cases"]}, through=Through.FRIDAY)
    if typed["record"]:
        correct(
            STATEMENTS, entry, record_id=typed["record"], version=typed["version"] or 0, reason=_REASON, by=by
        )  # fmt: skip
    else:
        enter(STATEMENTS, entry, by=by)
    return ""


STATEMENT_DUTY = Duty(
    key=STATEMENT_KEY,
    title="Xác nhận về kỷ luật cán bộ, công chức",
    measure=SANCTIONS_KEY,
    roles=frozenset(SIGNERS),
    asks=_asks_for_statements,
    says=_says_of_statements,
    door=lambda unit: reverse("workforce-statements"),
    numbers=WeekNumbers(_asks_of_form, _form, _save, at_button=True),
    room=ROOM.key,
    lasts=True,
)


# --- Courses ---


def _asks_for_courses(question: DutyQuestion) -> Question[Any] | None:
    """In the second half of the year."""
    years = _years(question, _HALF)
    if not years:
        return None
    units, now = question.units, question.now
    told = []
    for year in years:
        first, last = _days_told(question, year)
        courses, counts = courses_of(units, now, first, last), counts_of(units, now, last)
        told.append(all_of(roll_of(units, now), courses, counts))
    return Question(lambda *answers: dict(zip(years, answers, strict=True)), *told)


def _says_of_courses(question: DutyQuestion, by_year: Mapping[Span, Any]) -> Mapping[int, DutyState]:
    """Done with everybody of the roll, by the figure's own rule; what the share is when the year is over is no time
    that ran out, unless nobody was trained."""
    year = _near_end(question, question.period, _HALF)
    if year is None:
        return {}
    roll, courses, counts = by_year[year]
    hours, least = _setting(question, TRAINED, "hours"), _setting(question, TRAINED, "courses")
    found = {}
    for unit in question.units:
        one = training(
            roll.get(unit, []), courses.get(unit, []), counts.get(unit), day=_day_of(question, unit), hours=hours,
            courses_needed=least,
        )  # fmt: skip
        url = reverse("workforce-courses-add" if one.there else "workforce-staff")
        words = f"{number(len(one.trained))}/{number(one.due)} người đã được tập huấn"
        words = words if one.there else "chưa có danh sách"
        found[unit] = _state(question, unit, done=one.all_trained, enough=bool(one.trained), words=words, url=url)
    return found


TRAINING_DUTY = Duty(
    key=TRAINING_KEY,
    title="Tập huấn cán bộ, công chức",
    measure=TRAINED_KEY,
    roles=frozenset(KEEPERS),
    asks=_asks_for_courses,
    says=_says_of_courses,
    door=lambda unit: reverse("workforce-courses"),
    room=ROOM.key,
    lasts=True,
)
