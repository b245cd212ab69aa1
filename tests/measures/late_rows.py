"""How a record behind each figure is entered late: many of them, of many days, on one evening. One row a measure.

``before``: what all units have in time. ``tell``: what one unit tells on the days themselves and another on the
evening; a third one tells nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import Enum
from typing import Any

from tests.disclosure import scene as disclosure
from tests.engagement import outreach_scene
from tests.engagement import scene as receptions
from tests.factories.units import UnitFactory
from tests.feedback import scene as feedback
from tests.feedback.channels import scene as channels
from tests.grassroots import scene as grassroots
from tests.initiatives import scene as initiatives
from tests.service import roster_scene
from tests.service import scene as service
from tests.service.at_home import scene as at_home
from tests.workforce import scene as workforce
from tests.workplace import scene as workplace
from thanthien.core import clock
from thanthien.core.calendar import ONE_DAY
from thanthien.core.clock import ZONE
from thanthien.engagement.outreach_kinds import MEETINGS
from thanthien.feedback.models import Feedback, FeedbackChannel
from thanthien.grassroots.kinds import REPORTS
from thanthien.records.actions import Entry, enter, enter_all
from thanthien.service.at_home.models import HomeRequest
from thanthien.workforce.kinds import COURSES, SANCTIONS

EVENING = date(2026, 12, 21)
WEDNESDAYS = [date(2026, 3, 4) + 7 * number * ONE_DAY for number in range(10)]
AUTUMN = [date(2026, 9, 1) + number * ONE_DAY for number in range(10)]


class Rule(Enum):
    """What the join does with what comes late: it counts by a body's word alone; it counts for the year, marked; it
    counts from the platform's own day of telling on; what the commune tells moves nothing, in time or late."""

    BY_WORD = "by word"
    MARKED = "marked"
    FROM_TELLING = "from telling"
    UNMOVED = "unmoved"


When = Callable[[date], date]


@dataclass(frozen=True)
class Row:
    """``records``: so many lines behind the figure the evening makes; ``times``: of so many moments each is told."""

    rule: Rule
    scene: Callable[[], Any]
    tell: Callable[[Any, When], object]
    before: Callable[[Any], object] = lambda scene: None
    records: int = 10
    times: int = 1


def _on(day: date) -> Any:
    return clock.set_to(datetime.combine(day, time(17), ZONE))


# --- The weekly channel, the fast day, the roster ---


def _reports(scene: grassroots.Scene, when: When) -> None:
    for day in WEDNESDAYS[:3]:
        with _on(when(day)):
            enter_all(REPORTS, [grassroots.nothing(scene, day, one) for one in scene.hamlets], by=scene.front)


def _decided(scene: service.Scene) -> None:
    service.decide(scene, date(2026, 3, 2))


def _held(scene: service.Scene, when: When) -> None:
    for day in WEDNESDAYS:
        service.hold(scene, day, 10, 9, told=when(day))


def _roster(scene: service.Scene) -> None:
    for day in WEDNESDAYS:
        roster_scene.plan_shift(scene, day)


def _presences(scene: service.Scene, when: When) -> None:
    for day in WEDNESDAYS:
        roster_scene.was_there(scene, day, told=when(day))


def _decision(scene: service.Scene, when: When) -> None:
    service.decide(scene, date(2026, 3, 2), told=when(date(2026, 3, 2)))


# --- Home service: asked for in time, what was done is told late ---


def _asked(scene: at_home.Scene) -> None:
    for day in WEDNESDAYS:
        at_home.asked(scene, day)


def _visited(scene: at_home.Scene, when: When) -> None:
    for request in HomeRequest.objects.filter(unit=scene.unit).order_by("pk"):
        day = request.asked_on + ONE_DAY
        at_home.step(scene, request, "visit", day, told=when(day), due_on=day)
        at_home.step(scene, request, "hand_over", day, told=when(day))


# --- Receptions, visits, greetings, meetings ---


def _sessions(scene: receptions.Scene, when: When) -> None:
    for day in WEDNESDAYS:
        receptions.hold(scene, day, told=when(day))
    for day in (date(2026, 3, 10), date(2026, 3, 24)):
        receptions.hold(scene, day, receptions.PARTY, told=when(day))


def _visits(scene: receptions.Scene, when: When) -> None:
    for day in AUTUMN:
        outreach_scene.visit(scene, day, datetime.combine(when(day), time(17)), paper=f"{day:%d}/TCM-UBND")


def _greeting(scene: receptions.Scene, when: When) -> None:
    day = date(2026, 9, 1)
    outreach_scene.greet(scene, day, told=when(day), link="https://phuong.gov.vn/chuc-mung")


def _meeting(scene: receptions.Scene, when: When) -> None:
    day = date(2026, 9, 10)
    with _on(when(day)):
        enter(MEETINGS, outreach_scene.meeting_entry(scene.unit, day), by=scene.officer)


# --- Staff ---


def _roll(scene: workforce.Scene) -> None:
    with _on(date(2026, 1, 5)):
        for number in (1, 2, 3):
            workforce.put_on_roll(scene, number)


def _courses(scene: workforce.Scene, when: When) -> None:
    told = {"topic": "manner", "hours": 4, "organiser": "Trường Chính trị", "document": "15/KH", "attendees": "1; 2"}
    for day in AUTUMN:
        with _on(when(day)):
            enter(COURSES, Entry(scene.unit, day, told | {"title": f"Lớp ngày {day:%d/%m}"}), by=scene.keeper)


def _cases(scene: workforce.Scene, when: When) -> None:
    told = {"administrative": "khien-trach", "party": ""}
    for day in AUTUMN:
        case = told | {"decided_on": day, "document": f"{day:%d}/QĐ-UBND"}
        with _on(when(day)):
            enter(SANCTIONS, Entry(scene.unit, day, case), by=scene.keeper)


# --- Offices ---


def _autumn_check(scene: workplace.Scene) -> None:
    workplace.check(scene, date(2026, 10, 20))


def _spring_checks(scene: workplace.Scene, when: When) -> None:
    for day in WEDNESDAYS:
        workplace.check(scene, day, told=datetime.combine(when(day), time(17)))


def _tests(scene: workplace.Scene, when: When) -> None:
    for day in AUTUMN:
        for hamlet in scene.hamlets:
            workplace.hear(scene, hamlet, day, told=datetime.combine(when(day), time(17)))


def _own_counts(scene: workplace.Scene, when: When) -> None:
    for day in AUTUMN:
        workplace.installs(scene, day, 90, 100, own=True, told=when(day))


# --- Creative models ---


def _models(scene: initiatives.Scene, when: When) -> None:
    for day in AUTUMN:
        moment = datetime.combine(when(day), time(17))
        with clock.set_to(moment):
            entry = initiatives.model_entry(scene.unit, day, title=f"Mô hình {day:%d/%m}", started_on=day)
            made = enter(initiatives.INITIATIVES, entry, by=scene.officer)
        initiatives.reported(
            scene, made, day + 30 * ONE_DAY, max(moment, datetime.combine(day, time(18)) + 30 * ONE_DAY)
        )


# --- What is made public: papers with web and notice board; forms of papers that are public already; reviews ---


def _papers(scene: disclosure.Scene, when: When) -> None:
    for day in WEDNESDAYS:
        record = disclosure.drafted(scene, when(day), "DC11.02.c", dated=day)
        disclosure.made_public(scene, record, when(day + ONE_DAY))
        for form in ("a", "b"):
            disclosure.posted(scene, record, day + ONE_DAY, form, told=when(day + ONE_DAY))


def _public_papers(scene: disclosure.Scene) -> None:
    for day in AUTUMN[:5]:
        disclosure.made_public(scene, disclosure.drafted(scene, day, title=f"Văn bản {day:%d}"), day)


def _forms(scene: disclosure.Scene, when: When) -> None:
    for record in disclosure.papers_of(scene):
        for form in ("b", "e"):
            disclosure.posted(scene, record, record.day, form, told=when(record.day))


def _reviewed(scene: disclosure.Scene, when: When) -> None:
    for number in range(10):
        day = date(2026, 4, 1) + number * ONE_DAY
        disclosure.reviewed(scene, "2026-Q1", day, told=when(day))


def _commitment(scene: disclosure.Scene, when: When) -> None:
    day = date(2026, 3, 2)
    record = disclosure.drafted(scene, when(day), "CK", dated=day)
    disclosure.made_public(scene, record, when(day))
    for form in ("a", "b"):
        disclosure.posted(scene, record, day, form, told=when(day))


# --- Feedback ---


def _received(scene: feedback.Scene) -> None:
    for day in WEDNESDAYS:
        feedback.told(scene, day)


def _received_and_answered(scene: feedback.Scene) -> None:
    for day in WEDNESDAYS:
        feedback.answered(scene, day, day)


def _answers(scene: feedback.Scene, when: When) -> None:
    for row in Feedback.objects.filter(unit=scene.unit).order_by("pk"):
        feedback.step(scene, row, "draft", when(row.received_on), **feedback.ANSWER)
        feedback.step(scene, row, "answer", when(row.received_on))


def _results(scene: feedback.Scene, when: When) -> None:
    for row in Feedback.objects.filter(unit=scene.unit).order_by("pk"):
        feedback.step(scene, row, "publish", when(row.received_on), looked=True)


def _a_channel(scene: channels.Scene) -> None:
    channels.channel(scene)


def _tried(scene: channels.Scene, when: When) -> None:
    [box] = FeedbackChannel.objects.filter(unit=scene.unit)
    for number in range(10):
        day = date(2026, 10, 5) + number * ONE_DAY
        channels.tried(scene, box, day, told=when(day))


ROWS: dict[str, Row] = {
    "disclosure.anticorruption_items_compliant": Row(Rule.BY_WORD, disclosure.a_scene, _papers),
    "disclosure.commitment_published": Row(Rule.FROM_TELLING, disclosure.a_scene, _commitment, records=1),
    "disclosure.democracy_items_compliant": Row(Rule.BY_WORD, disclosure.a_scene, _papers),
    "disclosure.distinct_forms": Row(Rule.BY_WORD, disclosure.a_scene, _forms, _public_papers),
    "disclosure.quarterly_reviews": Row(Rule.BY_WORD, disclosure.a_scene, _reviewed),
    "engagement.head_greetings": Row(Rule.MARKED, receptions.a_scene, _greeting, records=1),
    "engagement.outreach_kinds": Row(Rule.MARKED, receptions.a_scene, _visits),
    "engagement.reception_sessions_held": Row(Rule.BY_WORD, receptions.a_scene, _sessions, records=12),
    "engagement.supporters_meeting": Row(Rule.MARKED, receptions.a_scene, _meeting, records=1),
    "feedback.answered_on_time": Row(Rule.FROM_TELLING, feedback.a_scene, _answers, _received),
    "feedback.live_channels": Row(Rule.BY_WORD, channels.a_scene, _tried, _a_channel),
    "feedback.long_overdue": Row(Rule.MARKED, feedback.a_scene, _answers, _received),
    "feedback.overdue_share": Row(Rule.MARKED, feedback.a_scene, _answers, _received),
    "feedback.results_published": Row(Rule.FROM_TELLING, feedback.a_scene, _results, _received_and_answered),
    "grassroots.weekly_reports": Row(
        Rule.BY_WORD, lambda: grassroots.a_scene(UnitFactory().code), _reports, records=12
    ),
    "initiatives.creative_model": Row(Rule.UNMOVED, initiatives.a_scene, _models),
    "service.fast_day_published": Row(Rule.MARKED, service.a_scene, _decision, records=1),
    "service.fast_day_same_day": Row(Rule.BY_WORD, service.a_scene, _held, _decided),
    "service.fast_day_weeks": Row(Rule.BY_WORD, service.a_scene, _held, _decided),
    "service.home_requests_on_time": Row(Rule.BY_WORD, at_home.a_scene, _visited, _asked, times=2),
    "service.support_shifts": Row(Rule.BY_WORD, service.a_scene, _presences, _roster),
    "workforce.sanctions": Row(Rule.UNMOVED, workforce.a_scene, _cases),
    "workforce.trained": Row(Rule.MARKED, workforce.a_scene, _courses, _roll),
    "workplace.app_households": Row(Rule.UNMOVED, workplace.a_scene, _own_counts),
    "workplace.digital_radio_hamlets": Row(Rule.BY_WORD, workplace.a_scene, _tests, records=20),
    "workplace.service_centre_items": Row(Rule.BY_WORD, workplace.a_scene, _spring_checks, _autumn_check),
    "workplace.smoke_free": Row(Rule.BY_WORD, workplace.a_scene, _spring_checks, _autumn_check),
}
