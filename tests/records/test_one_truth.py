"""Boards of duties say of a period what its figure says: what came late, what a body lets count, what lasts."""

from datetime import date, datetime, time
from typing import Any

import pytest

from tests.factories.units import AgencyFactory
from tests.grassroots import scene as grassroots
from tests.service import roster_scene as roster
from tests.service import scene as service
from tests.workforce import scene as workforce
from tests.workplace import scene as workplace
from thanthien.accounts.models import User
from thanthien.core import clock
from thanthien.core.clock import ZONE
from thanthien.grassroots.duties import WEEKLY_DUTY
from thanthien.grassroots.kinds import REPORTS
from thanthien.measures.duties import State
from thanthien.measures.figures import PerPeriod
from thanthien.measures.models import KeptDuty, LateAcceptance
from thanthien.measures.queries import scope_of
from thanthien.measures.scope import Span
from thanthien.records.actions import enter
from thanthien.records.boards import TOLD
from thanthien.records.keeping import keep_duties
from thanthien.service.duties import FAST_DAY_DUTY
from thanthien.service.enums import Origin
from thanthien.service.measures import FAST_DAY_WEEKS
from thanthien.service.roster.duties import SUPPORT_DUTY
from thanthien.units.models import Unit
from thanthien.workforce.duties import STATEMENT_DUTY, TRAINING_DUTY
from thanthien.workplace.duties import CHECK_DUTY, RADIO_DUTY

pytestmark = pytest.mark.django_db
COPY = "2.000815"  # chứng thực
SPAN = Span(date(2026, 3, 2), date(2026, 4, 12))  # weeks 10 to 15


@pytest.fixture(autouse=True)
def _now(time_machine: Any) -> None:
    time_machine.move_to(datetime(2026, 6, 1, 9, tzinfo=ZONE), tick=False)


def let_count(unit: Unit, measure: str, period: str, by: User, at: datetime | None = None) -> None:
    LateAcceptance.objects.create(
        unit=unit, measure=measure, period=period, agency=AgencyFactory(), by=by, reason="Mất điện",
        at=at or clock.now(),
    )  # fmt: skip


def kept(duty: str) -> dict[str, State]:
    rows = KeptDuty.objects.filter(duty=duty).order_by("period").values_list("period", "state")
    return {period: State(state) for period, state in rows}


def test_week_of_the_fast_day_is_told_on_boards_as_the_figure_counts_it() -> None:
    scene = service.a_scene()
    service.decide(scene, date(2026, 1, 5))
    wednesdays = service.weeks_on(date(2026, 3, 4), 6)
    extracted, certified, late, accepted, _untold, certified_late = wednesdays
    service.hold(scene, extracted, 5, 5)
    service.hold(scene, extracted, 6, 5, told=date(2026, 4, 1), origin_of_numbers=Origin.SYSTEM)
    service.hold(scene, certified, 9, 9, procedure=COPY)
    service.hold(scene, late, 5, 5, told=date(2026, 4, 1))
    service.hold(scene, accepted, 5, 5, told=date(2026, 4, 2))
    service.hold(scene, certified_late, 9, 9, told=date(2026, 5, 4), procedure=COPY)
    let_count(scene.unit, FAST_DAY_WEEKS.key, "2026-W13", scene.officer)
    keep_duties()
    figure = FAST_DAY_WEEKS.answer(scope_of(SPAN, SPAN.last, [scene.unit.pk]))[scene.unit.pk].figure
    assert isinstance(figure, PerPeriod)
    counted = {period.key: bool(count.records) for period, count in figure.counts.items()}
    on_board = {key: state in TOLD for key, state in kept(FAST_DAY_DUTY.key).items() if key in counted}
    assert on_board == counted
    assert list(counted.values()) == [True, True, False, True, False, False]
    words = dict(KeptDuty.objects.filter(duty=FAST_DAY_DUTY.key).values_list("period", "words"))
    assert [words[f"2026-W{week}"] for week in (10, 11, 12)] == [
        "ngày 04/03/2026: đã ghi số liệu",
        "ngày 11/03/2026: mới ghi chứng thực, thủ tục ngoài danh mục; chưa ghi số liệu của danh mục",
        "ngày 18/03/2026: đã ghi số liệu, ghi quá hạn",
    ]


def test_shifts_and_reports_that_a_body_lets_count_are_no_longer_overdue() -> None:
    helped, heard = service.a_scene(), grassroots.a_scene()
    for day in (date(2026, 4, 1), date(2026, 4, 2)):
        roster.was_there(helped, day, told=date(2026, 4, 20))
    with clock.set_to(datetime(2026, 4, 20, 9, tzinfo=ZONE)):
        for hamlet in heard.hamlets:
            enter(REPORTS, grassroots.nothing(heard, date(2026, 4, 1), hamlet), by=heard.officer)
    keep_duties()
    duties = [(SUPPORT_DUTY, helped), (WEEKLY_DUTY, heard)]

    def stand() -> list[str]:
        rows = KeptDuty.objects.filter(period="2026-W14")
        return [rows.get(unit=one.unit, duty=duty.key).state for duty, one in duties]

    assert stand() == [State.LATE, State.LATE]
    for duty, one in duties:
        let_count(one.unit, duty.measure, "2026-W14", one.officer)
    keep_duties()
    assert stand() == [State.DONE, State.DONE]


def test_settled_week_is_told_anew_once_a_body_lets_it_count(time_machine: Any) -> None:
    scene = service.a_scene()
    service.decide(scene, date(2026, 1, 5))
    service.hold(scene, date(2026, 3, 4), 5, 5, told=date(2026, 4, 1))
    for day in (date(2026, 6, 1), date(2026, 6, 2)):
        time_machine.move_to(datetime.combine(day, time(5), ZONE), tick=False)
        keep_duties()
    assert kept(FAST_DAY_DUTY.key)["2026-W10"] is State.LATE
    let_count(scene.unit, FAST_DAY_WEEKS.key, "2026-W10", scene.officer)
    time_machine.move_to(datetime(2026, 6, 3, 5, tzinfo=ZONE), tick=False)
    keep_duties()
    assert kept(FAST_DAY_DUTY.key)["2026-W10"] is State.DONE
    told = KeptDuty.objects.filter(duty=FAST_DAY_DUTY.key, period="2026-W09").get()
    time_machine.move_to(datetime(2026, 6, 4, 5, tzinfo=ZONE), tick=False)
    keep_duties()
    assert KeptDuty.objects.get(pk=told.pk).kept_at == told.kept_at  # settled again


def test_what_lasts_is_owed_once_and_late_when_its_last_day_is_over(time_machine: Any) -> None:
    """Not once a week: a test of broadcasting is asked for by the end of the year, a checklist by that of its half."""
    checked, silent, staff = workplace.a_scene(), workplace.a_scene(), workforce.a_scene()
    workplace.check(checked, date(2026, 6, 15))
    workforce.put_on_roll(staff, 1)
    lasting = [
        (CHECK_DUTY, checked), (CHECK_DUTY, silent), (RADIO_DUTY, silent), (STATEMENT_DUTY, staff),
        (TRAINING_DUTY, staff),
    ]  # fmt: skip
    for day in (date(2026, 11, 9), date(2026, 11, 18)):
        time_machine.move_to(datetime.combine(day, time(5), ZONE), tick=False)
        keep_duties()
    rows = KeptDuty.objects.order_by("counted_on").values_list("period", "state")
    owed = [list(rows.filter(unit=scene.unit, duty=duty.key)) for duty, scene in lasting]
    due, before = ("2026-W47", "due"), ("2026-W04", "late")  # of the second half of 2025
    assert owed == [[before, ("2026-W30", "done"), due], [before, ("2026-W30", "late"), due], [due], [due], [due]]
