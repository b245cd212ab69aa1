"""What of the room a unit owes: documents within their working days, the items of a quarter, its review."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from django.urls import reverse

from thanthien.accounts.positions import SCORERS
from thanthien.core import clock
from thanthien.core.formats import number
from thanthien.core.question import Question, all_of
from thanthien.disclosure.asked import requests_owed
from thanthien.disclosure.catalogue import catalogue
from thanthien.disclosure.cells import Document, Due, fault_of
from thanthien.disclosure.enums import ROOM
from thanthien.disclosure.items import Item, of_laws
from thanthien.disclosure.measures import CORRUPTION, DEMOCRACY, days_of
from thanthien.disclosure.models import Review
from thanthien.disclosure.more_measures import QUARTERLY_REVIEWS, REVIEWS_KEY, review_in_time
from thanthien.disclosure.periods import LAST_DAYS
from thanthien.disclosure.queries import told_of
from thanthien.measures.duties import Duty, DutyQuestion, DutyState, State
from thanthien.measures.periods import Period, period_of
from thanthien.measures.queries import Accepted, acceptances_asked
from thanthien.records.owed import Owed, owed_duty


def _asks(question: DutyQuestion) -> Question[Any]:
    """What is known of the periods of the look, and late records that bodies let count; duties of weeks and of quarters
    look back as far, so that they read the same."""
    running = period_of("quarter", question.now.date())
    first = min(question.periods[0].first, period_of("quarter", running.first - timedelta(days=1)).first)
    told = told_of(question.units, question.now, question.calendar, first=first)
    return all_of(told, acceptances_asked(question.units, question.now))


# --- Documents of the week ------------------------------------------------------------------------------------------


def _says_of_documents(question: DutyQuestion, answer: Any) -> Mapping[int, DutyState]:
    told, accepted = answer
    days = days_of(question.terms, question.period)
    return {
        unit: _state_of_documents(question, unit, days.limited(told[unit], question.calendar).documents, accepted)
        for unit in question.units
    }


def _state_of_documents(
    question: DutyQuestion, unit: int, documents: Sequence[Document], accepted: Accepted
) -> DutyState:
    """Of documents whose last day for publishing lies in the week."""
    week = question.period
    own = [one for one in documents if week.holds(one.limit)]
    if not own:
        return DutyState(State.FREE, "không có văn bản đến hạn công khai", week.last)
    open_ones = [one for one in own if _fault(one, unit, question, accepted)]
    today = question.now.date()
    words = f"{number(len(own) - len(open_ones))}/{number(len(own))} văn bản đã công khai đúng hạn"
    last = min((one.limit for one in open_ones), default=max(one.limit for one in own))
    state = State.DONE if not open_ones else State.LATE if today > last else State.DUE
    return DutyState(State.COMING if open_ones and today < week.first else state, words, last)


def _fault(document: Document, unit: int, question: DutyQuestion, accepted: Accepted) -> str:
    """What a document lacks of all that its items ask for, each in the days of its law and by the late rule of its
    quarter, as in the figures."""
    known, days = catalogue(), days_of(question.terms, question.period)
    items = [known[code] for code in document.codes if code in known]
    limited = [(item, days.limited_by(item.law, document.under(item.code), question.calendar)) for item in items]
    faults = (
        fault_of(_due(item, unit, period_of("quarter", one.limit), question, accepted), one) for item, one in limited
    )
    return next((fault for fault in faults if fault), "")


# The figures of the laws of which late records may be let count; an item of another law goes with either of them.
_MEASURES = {"democracy": DEMOCRACY, "corruption": CORRUPTION}


def _due(item: Item, unit: int, quarter: Period, question: DutyQuestion, accepted: Accepted) -> Due:
    figures = [_MEASURES[item.law]] if item.law in _MEASURES else _MEASURES.values()
    return Due(
        item, quarter.key, quarter.label, quarter.first, quarter.last,
        question.terms.limit(quarter, question.calendar),
        accepted=any((figure, unit, quarter.key) in accepted for figure in figures),
    )  # fmt: skip


# --- Items of the quarter -------------------------------------------------------------------------------------------


def _owing(question: DutyQuestion) -> list[int]:
    """The units that are there all through the quarter: of another one the figures ask for nothing."""
    return [unit for unit in question.units if question.lives_through(question.period, unit)]


def _says_of_items(question: DutyQuestion, answer: Any) -> Mapping[int, DutyState]:
    quarter, (told, accepted) = question.period, answer
    items = [
        one for one in of_laws(catalogue(), "democracy", "corruption")
        if one.period in ("event", "quarter") and one.holds_for(quarter.first, quarter.last)
    ]  # fmt: skip
    days, found = days_of(question.terms, quarter), {}
    for unit in _owing(question):
        dues = [_due(item, unit, quarter, question, accepted) for item in items]
        met = sum(cell.met for cell in days.cells(dues, told[unit], question.calendar))
        words = f"{quarter.label}: {number(met)}/{number(len(items))} nội dung đã công khai hoặc báo không phát sinh"
        from_day = quarter.last - timedelta(days=LAST_DAYS - 1)
        found[unit] = DutyState(question.state(done=met == len(items), from_day=from_day), words, question.last_day)
    return found


# --- The review of the quarter --------------------------------------------------------------------------------------


def _asks_for_reviews(question: DutyQuestion) -> Question[Any]:
    """The reviews of the quarters of the look, and late ones that bodies let count."""
    keys = [one.key for one in question.periods]
    rows = Review.objects.known_at(question.now).filter(unit__in=question.units, period__in=keys)
    told: Question[list[Any]] = Question(list, rows.order_by().values_list("unit_id", "period", "day", "told_at"))
    return all_of(told, acceptances_asked(question.units, question.now))


def _says_of_reviews(question: DutyQuestion, answer: Any) -> Mapping[int, DutyState]:
    """By the figure's own rule of which review is in time."""
    quarter, (reviews, accepted) = question.period, answer
    last = quarter.last + timedelta(days=QUARTERLY_REVIEWS.whole_by(question.terms, quarter, "days"))
    in_time: dict[int, list[bool]] = defaultdict(list)
    for unit, key, day, told_at in reviews:
        if key == quarter.key:
            let_count = (REVIEWS_KEY, unit, key) in accepted
            in_time[unit].append(review_in_time(day, told_at, clock.end_of(last), accepted=let_count))
    return {unit: _state_of_review(question, last, in_time.get(unit, ())) for unit in _owing(question)}


def _state_of_review(question: DutyQuestion, last: date, in_time: Collection[bool]) -> DutyState:
    """``in_time``: of each review whether it counts."""
    today, quarter = question.now.date(), question.period
    from_day = quarter.last - timedelta(days=LAST_DAYS - 1)
    waiting = State.LATE if today > last else State.COMING if today < from_day else State.DUE
    words = f"{quarter.label}: {'đã rà soát' if in_time else 'chưa rà soát'} danh mục công khai"
    too_late = bool(in_time) and not any(in_time)
    words += ", ghi quá hạn" if too_late else ""
    return DutyState(State.DONE if in_time else waiting, words, last, too_late=too_late)


DOCUMENT_DUTY = Duty(
    key="disclosure.documents",
    title="Công khai văn bản đúng hạn",
    measure=DEMOCRACY,
    roles=SCORERS,
    asks=_asks,
    says=_says_of_documents,
    door=lambda unit: reverse("disclosure-board"),
    room=ROOM.key,
    asks_alike=True,
)
ITEM_DUTY = Duty(
    key="disclosure.items",
    title="Nội dung công khai của quý",
    measure=DEMOCRACY,
    roles=SCORERS,
    asks=_asks,
    says=_says_of_items,
    door=lambda unit: reverse("disclosure-board"),
    period="quarter",
    room=ROOM.key,
    asks_alike=True,
)
REVIEW_DUTY = Duty(
    key="disclosure.review",
    title="Rà soát danh mục công khai",
    measure=REVIEWS_KEY,
    roles=SCORERS,
    asks=_asks_for_reviews,
    says=_says_of_reviews,
    door=lambda unit: reverse("disclosure-reviews-add"),
    period="quarter",
    room=ROOM.key,
    asks_alike=True,
)
ANSWERS = Owed(requests_owed, "yêu cầu cung cấp thông tin", "đã trả lời", "chưa thông báo, trả lời")
INFORMATION_DUTY = owed_duty(
    "information",
    "Trả lời yêu cầu cung cấp thông tin",
    ANSWERS,
    room=ROOM.key,
    roles=SCORERS,
    door="information-requests?tra_loi=cho",
)
DUTIES = (DOCUMENT_DUTY, ITEM_DUTY, REVIEW_DUTY, INFORMATION_DUTY)
