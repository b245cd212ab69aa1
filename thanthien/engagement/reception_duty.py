"""The weekly duty of receptions: results of the sessions that the calendar promised, the next month's calendar in good
time, and answers to what was promised; the numbers of simple sessions on the week's page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from django import forms
from django.conf import settings
from django.http import QueryDict
from django.urls import reverse

from thanthien.accounts.models import User
from thanthien.core import clock
from thanthien.core.calendar import ONE_DAY
from thanthien.core.formats import date_vn, number
from thanthien.core.moving import Change, Move
from thanthien.core.question import Question, all_of
from thanthien.engagement.enums import ROOM, Head, Meeting
from thanthien.engagement.kinds import RECEPTIONS, session_counts_on
from thanthien.engagement.permissions import WRITERS
from thanthien.engagement.queries import InCalendar, Owed, answers_owed, calendar_between
from thanthien.engagement.reception_measure import KEY as MEASURE
from thanthien.engagement.reception_measure import NAMES
from thanthien.engagement.receptions import last_day_to_publish
from thanthien.measures.duties import Duty, DutyQuestion, DutyState, State, WeekNumbers
from thanthien.measures.periods import Period, period_of
from thanthien.measures.queries import Accepted, acceptances_asked
from thanthien.records.actions import Entry, enter_all
from thanthien.records.enums import Through
from thanthien.units.models import Unit

KEY = "engagement.receptions"
_FIELD = "received_"
_SETTLED = "đã ghi kết quả các buổi trong lịch"


def _asks(question: DutyQuestion) -> Question[Any]:
    first, last = question.periods[0].first, question.periods[-1].last
    until = period_of("month", period_of("month", last).last + ONE_DAY).last
    calendar = calendar_between(question.units, first, until)
    accepted = acceptances_asked(question.units, question.now)
    return all_of(calendar, answers_owed(question.units, first, last), accepted)


def _says(question: DutyQuestion, answer: Any) -> Mapping[int, DutyState]:
    """A unit that had no session in the week, of which nothing waits and that had no calendar to publish in it is left
    out."""
    calendar, promised, accepted = answer
    month = month_to_publish(question)
    found = {}
    for unit in question.units:
        planned = calendar.get(unit, [])
        of_week = [one for one in planned if question.period.holds(one.day)]
        waiting = [one for one in of_week if not one.told]
        promises = [one for one in promised.get(unit, ()) if _is_told_in(one, question)]
        lacking = _lacking(unit, month, planned, question.ends)
        published = _publishes(unit, month, question.ends)
        if of_week or promises or published:
            settled = _SETTLED if of_week or not (published and month) else f"đã công khai lịch {month.label}"
            state = _state(question, waiting, promises, lacking, month, settled)
            late = sum(_is_late(one, unit, question, accepted) for one in of_week)
            found[unit] = _with_late(state, late) if late else state
    return found


def _is_late(one: InCalendar, unit: int, question: DutyQuestion, accepted: Accepted) -> bool:
    """Whether the result was told when the time of its month was over, as the figure counts it."""
    terms = question.terms
    for held_on, told_at in one.results:
        month = period_of("month", session_counts_on(one.head, held_on, terms))
        if told_at < terms.limit(month, question.calendar) or (MEASURE, unit, month.key) in accepted:
            return False
    return one.told


def _with_late(state: DutyState, late: int) -> DutyState:
    words = f"{state.words}; {number(late)} buổi ghi quá hạn"
    return replace(state, words=words, too_late=state.state is State.DONE)


def _publishes(unit: int, month: Period | None, ends: Mapping[int, date]) -> bool:
    """Whether the unit owes the calendar of a month: it is there in it. Published, be it late, it stays told."""
    return month is not None and not (unit in ends and ends[unit] < month.first)


def _is_told_in(one: Owed, question: DutyQuestion) -> bool:
    """An answer is owed in the week of its day, and stays there once it is late; what waits since an earlier week
    stands in the running one, too."""
    week = question.period
    if one.answered or week.last < question.now.date():
        return week.holds(one.due_on)
    return one.due_on <= week.last


def month_to_publish(question: DutyQuestion) -> Period | None:
    """The next month, in the week that holds the last day on which its first day can be published in good time."""
    week = question.period
    month = period_of("month", period_of("month", week.last).last + ONE_DAY)
    last = last_day_to_publish(month.first, settings.RECEPTION_PUBLISHED_AHEAD, question.calendar)
    return month if week.holds(last) else None


def publishing_moved(change: Change) -> Iterator[Move]:
    """By when calendars of the next months are published, of those that a change of the working days may move: it lies
    in the days before a month. No statement."""
    month = period_of("month", change.day)
    for one in (month, period_of("month", month.last + ONE_DAY)):
        old, new = (
            last_day_to_publish(one.first, settings.RECEPTION_PUBLISHED_AHEAD, calendar)
            for calendar in (change.before, change.after)
        )
        if max(old, new) >= clock.today():
            yield Move(f"lịch {one.label}", old, new)


def _lacking(unit: int, month: Period | None, planned: Iterable[InCalendar], ends: Mapping[int, date]) -> list[Head]:
    """The heads of whom the month's calendar says nothing yet, while the unit is there in it."""
    if month is None or not _publishes(unit, month, ends):
        return []
    named = {one.head for one in planned if month.holds(one.day)}
    return [head for head in Head if head not in named]


def _state(
    question: DutyQuestion,
    plans: list[InCalendar],
    answers: list[Owed],
    lacking: list[Head],
    month: Period | None,
    settled: str,
) -> DutyState:
    """``settled``: its words where nothing waits."""
    today = question.now.date()
    promises = [one.due_on for one in answers if not one.answered]
    first = question.period.first if promises or lacking or not plans else plans[0].day
    state = question.state(done=not (plans or promises or lacking), from_day=first)
    over = [one for one in plans if one.day <= today]
    words = []
    if over:
        words.append(f"{number(len(over))} buổi chưa ghi kết quả ({', '.join(date_vn(one.day) for one in over)})")
    if len(plans) > len(over):
        words.append(f"{number(len(plans) - len(over))} buổi sắp tới ({date_vn(plans[len(over)].day)})")
    if lacking and month:
        words.append(f"chưa công khai lịch {month.label} của {' và '.join(NAMES[head] for head in lacking)}")
    if promises:
        late = sum(day < today for day in promises)
        words.append(f"{number(len(promises))} cam kết đến hạn trả lời" + (f", {number(late)} quá hạn" if late else ""))
    if len(answers) > len(promises):
        words.append(f"{number(len(answers) - len(promises))} cam kết trả lời sau hạn")
    earlier = not (plans or lacking) and all(day < question.period.first for day in promises)
    return DutyState(
        state,
        "; ".join(words) or settled,
        question.last_day,
        _door(over, promises, lacking, month) if state is not State.DONE else "",
        waits_since=min(promises) if promises and earlier else None,
    )


def _door(over: list[InCalendar], promises: list[date], lacking: list[Head], month: Period | None) -> str:
    """Where what waits is done; empty for what the week's page takes itself."""
    if over:
        return ""
    if lacking and month:
        return f"{reverse('reception-plans-month')}?thang={month.key}"
    return reverse("promises") if promises else ""


# --- Numbers on the week's page ---


class ReceptionNumbers(forms.Form):
    """How many people each head received at the sessions of the week whose day has come and who presided themselves. A
    field bears the name of its session: what waits may have changed since the page was opened."""

    hint = "Chỉ ghi ở đây buổi người đứng đầu trực tiếp chủ trì, đúng ngày trong lịch. Buổi khác ghi ở trang riêng."

    def __init__(self, unit: Unit, plans: list[InCalendar], data: QueryDict | None) -> None:
        self.unit = unit
        self.by_name = {f"{_FIELD}{plan.head}_{plan.day:%Y%m%d}_{plan.meeting}": plan for plan in plans}
        self.needed_at_times = tuple(self.by_name)
        super().__init__(data, prefix=KEY.replace(".", "-"), use_required_attribute=False)
        for name, plan in self.by_name.items():
            what = f"{Meeting(plan.meeting).label.capitalize()} ngày {date_vn(plan.day)}, {Head(plan.head).label}"
            self.fields[name] = forms.IntegerField(
                label=f"{what}: số lượt người", min_value=0, max_value=32767, required=False
            )
        known = {self.add_prefix(name) for name in self.by_name}
        self.gone = any(name not in known and any(data.getlist(name)) for name in _sent(data)) if data else False

    def has_changed(self) -> bool:
        """Also where all that was typed is of sessions that wait no more: that has to be told."""
        return self.gone or super().has_changed()

    def clean(self) -> None:
        """Nothing that was typed is dropped unsaid."""
        if self.gone:
            raise forms.ValidationError(
                "Buổi đã có kết quả hoặc không còn trong lịch từ khi mở trang này: số vừa nhập của buổi đó chưa được "
                "lưu. Vui lòng xem lại các buổi còn chờ kết quả."
            )

    def told(self) -> list[tuple[InCalendar, int]]:
        """The sessions of which a number was typed."""
        typed: dict[str, Any] = self.cleaned_data
        return [(plan, typed[name]) for name, plan in self.by_name.items() if typed.get(name) is not None]


def _asks_of_form(question: DutyQuestion) -> Question[list[InCalendar]]:
    """The sessions of the week, up to today, that wait for their results."""
    week, today = question.period, question.now.date()

    def read(calendar: Mapping[int, list[InCalendar]]) -> list[InCalendar]:
        planned = (one for of_unit in calendar.values() for one in of_unit)
        return [one for one in planned if not one.told and one.day <= today]

    return Question(read, calendar_between(question.units, week.first, week.last))


def _form(unit: Unit, period: Period, data: QueryDict | None, plans: list[InCalendar]) -> forms.BaseForm | None:
    """None where no session of the week waits for its result and none was sent."""
    return ReceptionNumbers(unit, plans, data) if plans or _sent(data) else None


def _sent(data: QueryDict | None) -> list[str]:
    """The names of the numbers of sessions that were sent."""
    return [name for name in data or () if name.startswith(f"{KEY.replace('.', '-')}-{_FIELD}")]


def _save(form: ReceptionNumbers, by: User) -> str:
    """Enter the sessions of which a number was typed."""
    told = form.told()
    if not told:
        return ""
    entries = [
        Entry(
            form.unit, plan.day, {"head": plan.head, "meeting": plan.meeting, "received": received, "matters": 0},
            through=Through.FRIDAY,
        )
        for plan, received in told
    ]  # fmt: skip
    enter_all(RECEPTIONS, entries, by=by)
    return f"đã ghi {number(len(told))} buổi tiếp công dân, đối thoại"


RECEPTION_DUTY = Duty(
    key=KEY,
    title="Tiếp công dân, đối thoại",
    measure=MEASURE,
    roles=frozenset(WRITERS),
    asks=_asks,
    says=_says,
    door=lambda unit: reverse("receptions-add"),
    numbers=WeekNumbers(_asks_of_form, _form, _save, at_button=True),
    room=ROOM.key,
)
