"""All registered duties asked in one statement stand as each does when its querysets are read one by one."""

from collections.abc import Callable
from datetime import date, datetime, time
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.democracy import scene as democracy
from tests.disclosure import scene as disclosure
from tests.engagement import outreach_scene as outreach
from tests.engagement import scene as engagement
from tests.feedback import scene as feedback
from tests.feedback.channels import scene as channels
from tests.grassroots import scene as grassroots
from tests.initiatives import scene as initiatives
from tests.service import roster_scene as roster
from tests.service import scene as service
from tests.service.at_home import scene as at_home
from tests.workforce import scene as workforce
from tests.workplace import scene as workplace
from thanthien.core import clock
from thanthien.core.actions import load_calendar
from thanthien.core.clock import ZONE
from thanthien.core.queries import work_calendar
from thanthien.core.question import ask
from thanthien.core.reading import Reading
from thanthien.grassroots.kinds import REPORTS
from thanthien.measures.duties import Duty, DutyQuestion, all_duties, states_of
from thanthien.measures.periods import period_of
from thanthien.measures.scope import Span
from thanthien.measures.terms import Terms, YearTerms
from thanthien.records.actions import enter
from thanthien.units.models import Unit

pytestmark = pytest.mark.django_db
END = datetime(2026, 12, 30, 9, tzinfo=ZONE)
# Days on which each duty is owed somewhere: spring, the end of a half, an occasion, the last quarter, the year's end.
MOMENTS = [datetime(2026, *day, 9, tzinfo=ZONE) for day in ((3, 12), (6, 30), (8, 31), (11, 18), (12, 30))]
YEAR = Terms((YearTerms(Span(date(2026, 1, 1), date(2026, 12, 31), 5), title="Năm 2026"),))


def _weekly() -> None:
    scene = grassroots.a_scene()
    for day, hamlet in (
        (date(2026, 3, 5), 0),
        (date(2026, 3, 11), 1),
        (date(2026, 11, 17), 2),
        (date(2026, 12, 29), 0),
    ):
        with clock.set_to(datetime.combine(day, time(17))):
            enter(REPORTS, grassroots.nothing(scene, day, scene.hamlets[hamlet]), by=scene.officer)


def _service() -> None:
    scene = service.a_scene()
    service.decide(scene, date(2026, 1, 5))
    for day in (date(2026, 3, 4), date(2026, 3, 11), date(2026, 11, 18)):
        service.hold(scene, day, 6, 5)
    service.hold(scene, date(2026, 11, 11), 6, 5, told=date(2026, 11, 18))
    for day in (date(2026, 3, 11), date(2026, 11, 16), date(2026, 11, 18)):
        roster.was_there(scene, day)
    home = at_home.a_scene()
    at_home.announce(home, date(2026, 3, 2))
    at_home.asked(home, date(2026, 3, 10))
    moved = at_home.asked(home, date(2026, 11, 16))
    at_home.step(home, moved, "visit", date(2026, 11, 17), due_on=date(2026, 11, 20))


def _engagement() -> None:
    scene = engagement.a_scene()
    for day in (date(2026, 3, 10), date(2026, 3, 17), date(2026, 11, 17), date(2026, 12, 15)):
        engagement.plan(scene, day)
    engagement.hold(scene, date(2026, 3, 10))
    engagement.promise(scene, date(2026, 3, 2))
    outreach.visit(scene, date(2026, 3, 10), paper="7/TCB-UBND")
    outreach.photograph(scene, outreach.visit(scene, date(2026, 11, 17), occasion="funeral"))
    outreach.greet(scene, date(2026, 8, 31))
    outreach.meet(scene, date(2026, 11, 12))


def _staff() -> None:
    scene = workforce.a_scene()
    for number in (1, 2):
        workforce.put_on_roll(scene, number)
    workforce.teach(scene, date(2026, 9, 9), "1")
    workforce.count(scene, date(2026, 9, 10), 3)
    workforce.state(scene, date(2026, 11, 16))


def _offices() -> None:
    scene = workplace.a_scene()
    workplace.check(scene, date(2026, 6, 15))
    workplace.check(scene, date(2026, 11, 16), photographs=0)
    for hamlet, day in zip(scene.hamlets, (date(2026, 2, 2), date(2026, 11, 2)), strict=True):
        workplace.hear(scene, hamlet, day)


def _models() -> None:
    scene = initiatives.a_scene()
    initiatives.reported(scene, initiatives.registered(scene))
    initiatives.registered(scene, date(2026, 5, 4), title="Phiên dịch ngôn ngữ ký hiệu")
    initiatives.registered(initiatives.a_scene(), date(2026, 9, 7))


def _democracy() -> None:
    scene = democracy.a_scene()
    democracy.answer(scene, democracy.recommend(scene, date(2026, 6, 10)), date(2026, 6, 24))
    democracy.recommend(scene, date(2026, 11, 10), subject="Chợ cóc")
    democracy.consult(scene, date(2026, 6, 8))
    democracy.decide(scene, date(2026, 11, 16))


def _disclosure() -> None:
    scene = disclosure.a_scene()
    disclosure.drafted(scene, date(2026, 3, 4))
    disclosure.reviewed(scene, "2026-Q1", date(2026, 4, 6))
    disclosure.asked(scene, date(2026, 11, 5))
    disclosure.asked(scene, date(2026, 12, 14))


def _feedback() -> None:
    scene = feedback.a_scene()
    feedback.told(scene, date(2026, 11, 5))
    feedback.told(scene, date(2026, 12, 14))
    reached = channels.a_scene()
    for kind, day in (("hom-thu", date(2026, 2, 2)), ("ban-tiep-nhan", date(2026, 11, 9))):
        channels.tried(reached, channels.channel(reached, kind), day)
    working = channels.a_scene()
    channels.channel(working, "trang-thong-tin")
    for day in (date(2026, 3, 9), date(2026, 12, 28)):
        feedback.told(working.of, day)


@pytest.fixture
def units(time_machine: Any) -> list[Unit]:
    """A unit of each room with a year of records, one without any, and one that ended in a week that is asked of."""
    time_machine.move_to(END, tick=False)
    load_calendar(by=None)
    rooms: tuple[Callable[[], None], ...] = (
        _weekly,
        _service,
        _engagement,
        _staff,
        _offices,
        _models,
        _democracy,
        _disclosure,
        _feedback,
    )
    for fill in rooms:
        fill()
    service.a_scene(), service.a_scene(valid_to=date(2026, 11, 17))
    return list(Unit.objects.order_by("pk"))


def put(units: list[Unit], now: datetime, terms: Terms) -> list[tuple[Duty, DutyQuestion]]:
    """Every duty with its question for the period of the day and for the one before."""
    ids, ends = frozenset(one.pk for one in units), {one.pk: one.valid_to for one in units if one.valid_to}
    calendar, look, found = work_calendar(), Reading(), []
    for duty in all_duties():
        running = period_of(duty.period, now.date())
        both = period_of(duty.period, date.fromordinal(running.first.toordinal() - 1)), running
        found += [(duty, DutyQuestion(ids, period, now, calendar, terms, look, both, ends)) for period in both]
    return found


def test_duties_asked_together_stand_as_each_by_itself(units: list[Unit]) -> None:
    owed: dict[str, set[str]] = {duty.key: set() for duty in all_duties()}
    for now in MOMENTS:
        for terms in (Terms(), YEAR):
            with clock.set_to(now):
                asked = put(units, now, terms)
                with CaptureQueriesContext(connection) as statements:
                    [together] = ask(states_of(asked))
                alone = [states_of([one]).answer()[0] for one in asked]
            assert len(statements) == 1
            for (duty, question), stands, by_itself in zip(asked, together, alone, strict=True):
                assert stands == by_itself, (duty.key, question.period.key)
                owed[duty.key] |= {state.words for state in stands.values()}
    # A duty that never says two things was compared with nothing.
    assert {key: len(words) for key, words in owed.items() if len(words) < 2} == {}


def test_of_which_a_week_asks_for_one_period_is_as_of_two(units: list[Unit]) -> None:
    """What the week's page says of a week by itself, the lists say that ask for the week before, too."""
    for now in MOMENTS:
        with clock.set_to(now):
            for duty, question in put(units, now, YEAR):
                by_itself = DutyQuestion(
                    question.units, question.period, now, question.calendar, YEAR, ends=question.ends
                )
                assert duty.states(question) == duty.states(by_itself), (duty.key, question.period.key)
