"""What is due of greetings and of the yearly meeting, and the activities of a week on the week's page."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django import forms
from django.http import QueryDict
from django.urls import reverse

from thanthien.accounts.models import User
from thanthien.core import clock
from thanthien.core.calendar import CityCalendar
from thanthien.core.day_field import DayField
from thanthien.core.formats import date_vn, number
from thanthien.core.long_text import LineText
from thanthien.core.queries import calendar_asked
from thanthien.core.question import Question
from thanthien.engagement.enums import ROOM
from thanthien.engagement.occasions import Held, kind_choices, occasions_of
from thanthien.engagement.outreach_kinds import OUTREACH, with_proof
from thanthien.engagement.outreach_measures import HEAD_GREETINGS, OUTREACH_KINDS, SUPPORTERS_MEETING, is_of
from thanthien.engagement.outreach_records import Greeting, Outreach, SupportersMeeting
from thanthien.engagement.outreach_words import Sender, Way
from thanthien.engagement.permissions import WRITERS
from thanthien.measures.duties import Duty, DutyQuestion, DutyState, State, WeekNumbers
from thanthien.measures.periods import Period
from thanthien.measures.scope import Span
from thanthien.records.actions import Entry, enter
from thanthien.records.enums import Through
from thanthien.units.models import Unit

_NEW_YEAR_MONTHS = (1, 2)  # in which Tết can fall
_LAST_MONTH = 12
_YEAR = timedelta(days=366)

# --- Greetings ---


@dataclass(frozen=True, slots=True)
class _Greeted:
    """The calendar with its Tết, and what heads published."""

    calendar: CityCalendar
    greetings: Sequence[Greeting]


def _asks_for_greetings(question: DutyQuestion) -> Question[_Greeted]:
    """Greetings of a year around the weeks: what the city set says how long before its day an occasion opens."""
    days = question.periods[0].first - _YEAR, question.periods[-1].last + _YEAR
    rows = Greeting.objects.standing().between(*days).filter(unit__in=question.units, sender=Sender.HEAD).order_by()
    months = {day.month for week in question.periods for day in (week.first, week.last)}
    around_tet = months & {*_NEW_YEAR_MONTHS, _LAST_MONTH}
    return Question(_Greeted, calendar_asked() if around_tet else Question(CityCalendar), rows)


def _says_of_greetings(question: DutyQuestion, told: _Greeted) -> Mapping[int, DutyState]:
    """Of the occasion whose days are open, or end in the week, in units that are there on its last day: for others it
    counts as held."""
    held = _open_occasion(question, told.calendar)
    if held is None:
        return {}
    done = {one.unit_id for one in told.greetings if is_of(one, held)}
    last = max(question.last_day, held.last)
    owing = (unit for unit in question.units if question.lives_on(held.last, unit))
    return {unit: _greeting_state(held, last, question.now.date(), done=unit in done) for unit in owing}


def _open_occasion(question: DutyQuestion, calendar: CityCalendar) -> Held | None:
    """Each occasion stands in one week at a time: in the running one while its days are open, then in the week in which
    it ended."""
    week, today = question.period, question.now.date()
    years = {week.first.year, (week.last + timedelta(days=31)).year}
    before = HEAD_GREETINGS.whole_by(question.terms, week, "days_before")
    for held in (one for year in sorted(years) for one in occasions_of(year, calendar, before)):
        if week.holds(held.last) or (week.holds(today) and held.holds(today) and held.last > week.last):
            return held
    return None


def _greeting_state(held: Held, last: date, today: date, *, done: bool) -> DutyState:
    title, day = held.occasion.title, date_vn(held.last)
    if done:
        return DutyState(State.DONE, f"{title}: đã ghi lời chúc mừng của người đứng đầu", last)
    words = f"{title}: công khai lời chúc mừng từ {date_vn(held.opens)} đến hết {day}"
    if today < held.opens:
        return DutyState(State.COMING, words, last)
    if today <= held.last:
        return DutyState(State.DUE, words, last)
    words = f"{title}: chưa ghi lời chúc mừng đã công khai đến hết {day}"
    return DutyState(State.DUE if today <= last else State.LATE, words, last)


GREETING_DUTY = Duty(
    key="engagement.greeting",
    title="Lời chúc mừng của người đứng đầu",
    measure=HEAD_GREETINGS.key,
    roles=frozenset(WRITERS),
    asks=_asks_for_greetings,
    says=_says_of_greetings,
    door=lambda unit: reverse("greetings-add"),
    room=ROOM.key,
)

# --- The yearly meeting ---


def _asks_for_meetings(question: DutyQuestion) -> Question[Any] | None:
    """In the last quarter of the year."""
    quarters = [one for one in question.periods if one.last.month == _LAST_MONTH]
    if not quarters:
        return None
    spans = [question.terms.span_of(one.last.year) for one in quarters]
    rows = SupportersMeeting.objects.standing().between(spans[0].first, spans[-1].last)
    rows = rows.filter(unit__in=question.units).order_by("minutes", "pk")
    return Question(list, rows.values_list("unit_id", "day", "minutes"))


def _says_of_meetings(question: DutyQuestion, meetings: Iterable[tuple[int, date, str]]) -> Mapping[int, DutyState]:
    """By the days that the figure takes. A meeting that was missed stays missed there."""
    quarter = question.period
    if quarter.last.month != _LAST_MONTH:
        return {}
    span = question.terms.span_of(quarter.last.year)
    held = {unit: minutes for unit, day, minutes in meetings if _is_within(day, span, unit, question)}
    return {unit: _meeting_state(question, held.get(unit)) for unit in question.units}


def _is_within(day: date, span: Span, unit: int, question: DutyQuestion) -> bool:
    """Whether a day counts for a unit in a year."""
    return span.first <= day <= span.last and question.lives_on(day, unit)


def _meeting_state(question: DutyQuestion, minutes: str | None) -> DutyState:
    year = question.period.last.year
    if minutes:
        return DutyState(State.DONE, f"năm {year}: đã tổ chức, có biên bản", question.last_day)
    words = f"năm {year}: " + ("chưa ghi số biên bản" if minutes == "" else "chưa tổ chức cuộc gặp gỡ nào")
    url = reverse("supporters-meetings") if minutes == "" else ""
    return DutyState(question.state(done=False, from_day=question.period.first), words, question.last_day, url)


MEETING_DUTY = Duty(
    key="engagement.supporters_meeting",
    title="Gặp gỡ người ủng hộ, người có uy tín",
    measure=SUPPORTERS_MEETING.key,
    roles=frozenset(WRITERS),
    asks=_asks_for_meetings,
    says=_says_of_meetings,
    door=lambda unit: reverse("supporters-meetings-add"),
    period="quarter",
    room=ROOM.key,
)

# --- Activities of the week ---


@dataclass(frozen=True, slots=True)
class _Activity:
    """An activity of the year or of a week that belongs to it; ``proved``: its kind counts."""

    day: date
    occasion: str
    proved: bool


def _asks_for_outreach(question: DutyQuestion) -> Question[Mapping[int, Sequence[_Activity]]]:
    """The activities of the years to which the weeks belong, and of the weeks themselves."""
    spans, weeks = [question.terms.span_holding(week) for week in question.periods], question.periods
    first = min(weeks[0].first, *(one.first for one in spans))
    last = max(weeks[-1].last, *(one.last for one in spans))
    rows = Outreach.objects.standing().between(first, last).filter(unit__in=question.units).order_by()
    return Question(_activities, with_proof(rows, question.now).values_list("unit_id", "day", "occasion", "proved"))


def _activities(rows: Iterable[tuple[int, date, str, bool]]) -> Mapping[int, Sequence[_Activity]]:
    found: dict[int, list[_Activity]] = defaultdict(list)
    for unit, day, occasion, proved in rows:
        found[unit].append(_Activity(day, occasion, proved))
    return found


def _says_of_outreach(question: DutyQuestion, activities: Mapping[int, Sequence[_Activity]]) -> Mapping[int, DutyState]:
    """Nothing is owed week by week: what there was is told, and of how many kinds the year has some that count."""
    span = question.terms.span_holding(question.period)
    found = {}
    for unit in question.units:
        own = activities.get(unit, ())
        week = sum(question.period.holds(one.day) for one in own)
        told = f"{number(week)} hoạt động trong tuần" if week else "tuần này chưa ghi hoạt động nào"
        kinds = len({one.occasion for one in own if one.proved and _is_within(one.day, span, unit, question)})
        words = f"{told}; từ đầu năm có {number(kinds)} loại dịp có ảnh hoặc số văn bản"
        found[unit] = DutyState(State.FREE, words, question.last_day)
    return found


class OutreachNumbers(forms.Form):
    """One activity of the week; a register entry takes the rest and the photographs."""

    occasion = forms.ChoiceField(label="Loại dịp")
    way = forms.ChoiceField(label="Hình thức", choices=[("", "Chọn trong danh sách"), *Way.choices])
    day = DayField(label="Ngày thực hiện", help_text="")
    people = forms.IntegerField(label="Số người", min_value=1, max_value=32767)
    paper = LineText(label="Số, ký hiệu văn bản", max_length=60)
    needed_at_times = ("occasion", "way", "day", "people", "paper")
    hint = "Ghi một hoạt động có văn bản; hoạt động có ảnh thì ghi ở sổ ghi chi tiết."

    def __init__(self, unit: Unit, day: date, data: QueryDict | None) -> None:
        self.unit = unit
        super().__init__(
            data, prefix=OUTREACH_DUTY.prefix, initial={"day": day}, use_required_attribute=False,
        )  # fmt: skip
        asked: Any = self.fields["occasion"]
        asked.choices = [("", "Chọn trong danh sách"), *kind_choices()]

    def has_changed(self) -> bool:
        """The day alone says nothing: it is there before anything is typed, and turns at midnight."""
        return bool(set(self.changed_data) - {"day"})


def _asks_of_form(question: DutyQuestion) -> None:
    """Nothing."""


def _form(unit: Unit, period: Period, data: QueryDict | None, answer: None) -> forms.BaseForm | None:
    return OutreachNumbers(unit, min(period.last, clock.today()), data)


def _save(form: OutreachNumbers, by: User) -> str:
    """Enter the activity."""
    typed = dict(form.cleaned_data)
    day = typed.pop("day")
    enter(OUTREACH, Entry(form.unit, day, typed, through=Through.FRIDAY), by=by)
    return "đã ghi 1 hoạt động"


OUTREACH_DUTY = Duty(
    key="engagement.outreach",
    title="Thăm hỏi, chúc mừng, động viên",
    measure=OUTREACH_KINDS.key,
    roles=frozenset(WRITERS),
    asks=_asks_for_outreach,
    says=_says_of_outreach,
    door=lambda unit: reverse("outreach-add"),
    numbers=WeekNumbers(_asks_of_form, _form, _save, at_button=True),
    room=ROOM.key,
    kept=False,
)
