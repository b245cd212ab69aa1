"""How each duty of which a figure is made is lived in a made-up year, and what the figure says of one of its periods.

One row a duty. ``days``: of which something is to be told; ``tell``: tells it of a day on another one; ``before``: what
every unit has in time; ``counts``: whether the figure counts a period, None where it asks for nothing in it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, TypeAlias

import pytest

from tests.disclosure import scene as disclosure
from tests.engagement import outreach_scene
from tests.engagement import scene as receptions
from tests.factories.units import UnitFactory
from tests.feedback import scene as feedback
from tests.feedback.channels import scene as channels
from tests.grassroots import scene as grassroots
from tests.initiatives import scene as initiatives
from tests.measures.duty_figures import YEAR, Counts, by_period, figure, is_whole, quarters_of, scope
from tests.service import roster_scene
from tests.service import scene as service
from tests.service.at_home import scene as at_home
from tests.workforce import scene as workforce
from tests.workplace import scene as workplace
from thanthien.core import clock
from thanthien.core.acting.errors import Invalid, Refused
from thanthien.core.calendar import add_working_days
from thanthien.core.clock import ZONE
from thanthien.core.codes import joined
from thanthien.core.queries import city_calendar, work_calendar
from thanthien.disclosure.catalogue import catalogue
from thanthien.disclosure.items import of_laws
from thanthien.disclosure.measures import CORRUPTION, DEMOCRACY
from thanthien.engagement.occasions import occasions_of
from thanthien.engagement.outreach_kinds import MEETINGS
from thanthien.engagement.outreach_measures import ITEMS as GREETED
from thanthien.feedback.models import Feedback, FeedbackChannel
from thanthien.grassroots.kinds import REPORTS
from thanthien.initiatives.models import Initiative
from thanthien.measures.figures import Absent, Items, Number, Passed, Picked, Ratio
from thanthien.measures.periods import Period, period_of
from thanthien.measures.scope import Span
from thanthien.records.actions import Entry, enter, enter_all
from thanthien.service.at_home.models import HomeRequest
from thanthien.workforce.kinds import COURSES, STATEMENTS

LATE = date(2027, 1, 20)  # when the time of every period of the year is over
AUTUMN = [date(2026, 9, 9), date(2026, 10, 7)]
WEDNESDAYS = [date(2026, 3, 11) + 28 * number * timedelta(days=1) for number in range(9)]
Tell: TypeAlias = Callable[[Any, date, date], object]


@dataclass(frozen=True)
class Row:
    """``words``: the figures of which a body lets late records count, by the period of ``of_day``; ``periods``: the
    period of the duty that a day belongs to; ``whole``: the figure says nothing of quarters through which a unit did
    not live, though what the duty asks for is owed."""

    scene: Callable[..., Any]
    days: Sequence[date]
    tell: Tell
    counts: Counts
    before: Callable[[Any], object] = lambda scene: None
    words: Sequence[str] = ()
    of_day: Callable[[date], date] = lambda day: day
    whole: bool = False
    periods: Callable[[date], Period] = lambda day: period_of("iso_week", day)


def _on(day: date, hour: int = 17) -> Any:
    return clock.set_to(datetime.combine(day, time(hour), ZONE))


# --- The weekly channel, the fast day, the roster ---


def _report(scene: grassroots.Scene, day: date, told: date) -> None:
    """Three of four places."""
    with _on(told):
        enter_all(REPORTS, [grassroots.nothing(scene, day, one) for one in scene.hamlets[:3]], by=scene.front)


def _decided(scene: service.Scene) -> None:
    service.decide(scene, date(2026, 3, 2))


def _numbers(scene: service.Scene, day: date, told: date) -> None:
    service.hold(scene, day, 6, 5, told=told)


def _shift(scene: service.Scene, day: date, told: date) -> None:
    for one in (day, day + timedelta(days=1)):
        roster_scene.plan_shift(scene, one)
        roster_scene.was_there(scene, one, told=None if told == day else told)


# --- Home service ---


def _asked(scene: at_home.Scene) -> None:
    at_home.announce(scene, date(2026, 1, 5))
    for day in WEDNESDAYS:
        at_home.asked(scene, day - timedelta(days=2))


def _served(scene: at_home.Scene, day: date, told: date) -> None:
    request = HomeRequest.objects.get(unit=scene.unit, asked_on=day - timedelta(days=2))
    at_home.step(scene, request, "visit", day, told=told, due_on=day)
    at_home.step(scene, request, "hand_over", day, told=told)


def _week_at_home(scene: at_home.Scene, week: Period) -> bool | None:
    return is_whole(figure("service.home_requests_on_time", scene, Span(week.first, week.last)))


# --- Feedback ---


TWO_WEEKS = timedelta(days=14)  # ten working days, but for days off


def _sent(scene: feedback.Scene) -> None:
    for day in WEDNESDAYS:
        feedback.told(scene, day - TWO_WEEKS)


def _answered(scene: feedback.Scene, day: date, told: date) -> None:
    row = Feedback.objects.get(unit=scene.unit, received_on=day - TWO_WEEKS)
    feedback.step(scene, row, "draft", told, **feedback.ANSWER)
    feedback.step(scene, row, "answer", told)


def _week_of_answers(scene: feedback.Scene, week: Period) -> bool | None:
    return is_whole(figure("feedback.answered_on_time", scene, Span(week.first, week.last)))


def _two_channels(scene: channels.Scene) -> None:
    for kind in ("hom-thu", "ban-tiep-nhan"):
        channels.channel(scene, kind)


def _tried(scene: channels.Scene, day: date, told: date) -> None:
    """One channel in October, the other one in November."""
    kind = "hom-thu" if day.month == 10 else "ban-tiep-nhan"
    channels.tried(scene, FeedbackChannel.objects.get(unit=scene.unit, kind=kind), day, told=told)


def _all_work(scene: channels.Scene, week: Period) -> bool | None:
    return figure("feedback.live_channels", scene) == Number(Decimal(2))


# --- Receptions, greetings, meetings ---


SESSIONS = [date(2026, month, day) for month, day in ((3, 11), (4, 8), (5, 13), (6, 10), (7, 8), (8, 12), (9, 9))]


def _promised(scene: receptions.Scene) -> None:
    for day in SESSIONS:
        receptions.plan(scene, day)


def _session(scene: receptions.Scene, day: date, told: date) -> None:
    receptions.hold(scene, day, told=told)


def _month_of_receptions(scene: receptions.Scene, week: Period) -> bool | None:
    """One session a month is promised: the month is full when that of the week was held."""
    month = period_of("month", week.last)
    return is_whole(figure("engagement.reception_sessions_held", scene, Span(month.first, month.last)))


GREETINGS = {date(2026, 1, 1): "new_year", date(2026, 4, 29): "liberation_labour", date(2026, 9, 1): "national_day"}


def _greet(scene: receptions.Scene, day: date, told: date) -> None:
    outreach_scene.greet(scene, day, told=told, occasion=GREETINGS[day])


def _occasion(scene: receptions.Scene, week: Period) -> bool | None:
    """Of the occasion whose last day lies in the week."""
    found = figure("engagement.head_greetings", scene)
    [held] = [one for one in occasions_of(2026, city_calendar()) if week.holds(one.last)]
    asked = isinstance(found, Items) and scope(scene.unit).holds(held.last, scene.unit.pk)
    return found.items[GREETED[held.occasion.code]] if asked and isinstance(found, Items) else None


def _meet(scene: receptions.Scene, day: date, told: date) -> None:
    with _on(told):
        enter(MEETINGS, outreach_scene.meeting_entry(scene.unit, day), by=scene.officer)


def _was_met(scene: receptions.Scene, quarter: Period) -> bool | None:
    return figure("engagement.supporters_meeting", scene) == Passed(True)


def _visit(scene: receptions.Scene, day: date, told: date) -> None:
    moment = datetime.combine(told, time(17))
    outreach_scene.visit(scene, day, moment, occasion=OCCASIONS[day.month % 3], paper=f"{day:%d%m}/TCM-UBND")


OCCASIONS = ("illness", "birth", "longevity")


def _nothing_owed(scene: Any, period: Period) -> None:
    """No week owes an activity."""


# --- Staff ---


def _roll(scene: workforce.Scene) -> None:
    with _on(date(2026, 1, 5)):
        for number in (1, 2):
            workforce.put_on_roll(scene, number)


def _course(scene: workforce.Scene, day: date, told: date) -> None:
    """One of the two people attends in autumn, the other one later."""
    course = {"topic": "manner", "hours": 4, "organiser": "Trường Chính trị", "document": "15/KH"}
    who = {"attendees": "1" if day.month < 10 else "2", "title": f"Lớp tháng {day.month}"}
    with _on(told):
        enter(COURSES, Entry(scene.unit, day, course | who), by=scene.keeper)


def _somebody_trained(scene: workforce.Scene, week: Period) -> bool | None:
    found = figure("workforce.trained", scene)
    assert isinstance(found, Ratio)
    return found.numerator > 0


def _stated(scene: workforce.Scene, day: date, told: date) -> None:
    with _on(told):
        enter(STATEMENTS, Entry(scene.unit, day, {"cases": 0}), by=scene.chair)


def _known_sanctions(scene: workforce.Scene, week: Period) -> bool | None:
    return not isinstance(figure("workforce.sanctions", scene), Absent)


def _last_week(day: date) -> Period:
    return period_of("iso_week", YEAR.last)


def _last_quarter(day: date) -> Period:
    return period_of("quarter", YEAR.last)


# --- Offices ---


def _checked(scene: workplace.Scene, day: date, told: date) -> None:
    workplace.check(scene, day, told=datetime.combine(told, time(17)))


def _half(day: date) -> Period:
    """The week that tells of the half of a day."""
    return period_of("iso_week", period_of("half_year", day).last)


def _half_counts(scene: workplace.Scene, week: Period) -> bool | None:
    half = period_of("half_year", week.first)
    if not scope(scene.unit).due("half_year", scene.unit.pk):
        return None
    found = figure("workplace.service_centre_items", scene, Span(half.first, half.last))
    return any(found.items.values()) if isinstance(found, Items) else None


def _heard(scene: workplace.Scene, day: date, told: date) -> None:
    """One place in September, the other one in October."""
    workplace.hear(scene, scene.hamlets[day.month - 9], day, told=datetime.combine(told, time(17)))


def _all_heard(scene: workplace.Scene, week: Period) -> bool | None:
    return is_whole(figure("workplace.digital_radio_hamlets", scene))


# --- Creative models ---


def _registered(scene: initiatives.Scene) -> None:
    initiatives.registered(scene)


def _reported(scene: initiatives.Scene, day: date, told: date) -> None:
    [model] = Initiative.objects.filter(unit=scene.unit)
    initiatives.reported(scene, model, day, datetime.combine(told, time(17)))


def _can_be_confirmed(scene: initiatives.Scene, quarter: Period) -> bool | None:
    """The report by itself moves nothing: it is what a body's word rests on."""
    [model] = Initiative.objects.filter(unit=scene.unit)
    with pytest.MonkeyPatch.context() as patch, suppress(Invalid, Refused):
        initiatives.let_judge(patch, scene.body)
        initiatives.spoken(scene, model, date(2027, 1, 25))
    return figure("initiatives.creative_model", scene) == Picked("xac-nhan-hieu-qua")


# --- What is made public ---

ENDS = [date(2026, 3, 31), date(2026, 6, 30), date(2026, 9, 30), date(2026, 12, 31)]
PAPERS = [date(2026, 2, 11), date(2026, 5, 13), date(2026, 8, 12), date(2026, 11, 11)]
LAWS = of_laws(catalogue(), "democracy", "corruption")


def _paper(scene: disclosure.Scene, day: date, told: date, items: str = "DC11.02.c") -> None:
    record = disclosure.drafted(scene, told, items, dated=day)
    disclosure.made_public(scene, record, told)
    for form in ("a", "b"):
        disclosure.posted(scene, record, day, form, told=told)


def _limit_of_paper(day: date) -> Period:
    return period_of("iso_week", add_working_days(day, 5, work_calendar()))


def _paper_counts(scene: disclosure.Scene, week: Period) -> bool | None:
    """No week owes a document; the one that there is makes the one item of the quarter that counts."""
    if not any(_limit_of_paper(one.day) == week for one in disclosure.papers_of(scene)):
        return None
    return _met(scene, period_of("quarter", week.first), DEMOCRACY) == 1


def _met(scene: disclosure.Scene, quarter: Period, *keys: str) -> int:
    """How many items of a quarter the figures of these laws count."""
    found = [figure(key, scene, Span(quarter.first, quarter.last)) for key in keys]
    return sum(int(one.numerator) for one in found if isinstance(one, Ratio))


def _quarter_of_items(scene: disclosure.Scene, day: date, told: date) -> None:
    """A document for what is owed each quarter, and the word that nothing of all else arose."""
    quarter = period_of("quarter", day)
    dated = quarter.first + timedelta(days=40)
    _paper(scene, dated, LATE if told == LATE else dated, joined(one.code for one in LAWS if one.period == "quarter"))
    disclosure.nothing(scene, quarter.key, joined(one.code for one in LAWS if one.period == "event"), told)


def _items_count(scene: disclosure.Scene, quarter: Period) -> bool | None:
    if quarter not in quarters_of(scene.unit):
        return None
    return _met(scene, quarter, DEMOCRACY, CORRUPTION) == sum(one.period in ("event", "quarter") for one in LAWS)


def _review(scene: disclosure.Scene, day: date, told: date) -> None:
    disclosure.reviewed(scene, _quarter_before(day).key, day, told=told)


def _quarter_before(day: date) -> Period:
    return period_of("quarter", day - timedelta(days=31))


ROWS: dict[str, Row] = {
    "disclosure.documents": Row(disclosure.a_scene, PAPERS, _paper, _paper_counts, words=[DEMOCRACY, CORRUPTION],
        periods=_limit_of_paper, whole=True),
    "disclosure.items": Row(disclosure.a_scene, ENDS, _quarter_of_items, _items_count, words=[DEMOCRACY, CORRUPTION],
        periods=lambda day: period_of("quarter", day)),
    "disclosure.review": Row(disclosure.a_scene, [day + timedelta(days=5) for day in ENDS], _review,
        by_period("disclosure.quarterly_reviews"), words=["disclosure.quarterly_reviews"],
        of_day=lambda day: day - timedelta(days=31), periods=_quarter_before),
    "engagement.greeting": Row(receptions.a_scene, list(GREETINGS), _greet, _occasion),
    "engagement.outreach": Row(receptions.a_scene, WEDNESDAYS, _visit, _nothing_owed),
    "engagement.receptions": Row(receptions.a_scene, SESSIONS, _session, _month_of_receptions, _promised,
        words=["engagement.reception_sessions_held"]),
    "engagement.supporters_meeting": Row(receptions.a_scene, [date(2026, 5, 20), date(2026, 11, 9)], _meet, _was_met,
        periods=_last_quarter),
    "feedback.channels": Row(channels.a_scene, [date(2026, 10, 14), date(2026, 11, 11)], _tried, _all_work,
        _two_channels, words=["feedback.live_channels"], periods=_last_week),
    "feedback.answers": Row(feedback.a_scene, WEDNESDAYS, _answered, _week_of_answers, _sent),
    "grassroots.weekly": Row(lambda: grassroots.a_scene(UnitFactory().code), WEDNESDAYS, _report,
        by_period("grassroots.weekly_reports"), words=["grassroots.weekly_reports"]),
    "initiatives.report": Row(initiatives.a_scene, [date(2026, 10, 5)], _reported, _can_be_confirmed, _registered,
        periods=_last_quarter),
    "service.fast_day": Row(service.a_scene, WEDNESDAYS, _numbers, by_period("service.fast_day_weeks"), _decided,
        words=["service.fast_day_weeks"]),
    "service.home_requests": Row(at_home.a_scene, WEDNESDAYS, _served, _week_at_home, _asked,
        words=["service.home_requests_on_time"], of_day=lambda day: day - timedelta(days=2)),
    "service.support": Row(service.a_scene, WEDNESDAYS, _shift, by_period("service.support_shifts"), _decided,
        words=["service.support_shifts"]),
    "workforce.statement": Row(workforce.a_scene, [date(2026, 10, 1), date(2026, 12, 28)], _stated, _known_sanctions,
        periods=_last_week),
    "workforce.training": Row(workforce.a_scene, AUTUMN, _course, _somebody_trained, _roll, periods=_last_week),
    "workplace.centre_check": Row(workplace.a_scene, [date(2026, 5, 13), date(2026, 10, 14)], _checked, _half_counts,
        words=["workplace.service_centre_items"], periods=_half),
    "workplace.radio_tests": Row(workplace.a_scene, AUTUMN, _heard, _all_heard,
        words=["workplace.digital_radio_hamlets"], periods=_last_week),
}  # fmt: skip
