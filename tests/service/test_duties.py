"""The duty of the fast day: how it stands by the clock, whom it waits for, and its numbers on the week's page."""

from datetime import date, datetime
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.factories.accounts import person
from tests.factories.units import AgencyFactory
from tests.service.scene import Scene, a_scene, decide, hold
from thanthien.accounts.roles import Role
from thanthien.core import clock
from thanthien.core.calendar import WorkCalendar
from thanthien.core.clock import ZONE
from thanthien.core.enums import DayKind
from thanthien.core.models import CalendarDay
from thanthien.measures.duties import DutyQuestion, DutyState, State, open_periods
from thanthien.measures.periods import period_of
from thanthien.measures.scope import Span
from thanthien.measures.terms import Terms, YearTerms
from thanthien.records.enums import Through
from thanthien.records.week import duties_to_do, week_of_unit
from thanthien.service.duties import FAST_DAY_DUTY
from thanthien.service.fast_days import Regulation
from thanthien.service.measures import FAST_DAY_WEEKS
from thanthien.service.models import FastDay
from thanthien.service.public import next_fast_day

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 12, 9, tzinfo=ZONE)  # a Thursday of week 11; the fast day is Wednesday 11/3
WEEK = period_of("iso_week", NOW.date())
FAST_DAY, LIMIT = date(2026, 3, 11), date(2026, 3, 17)
REGULATION = Regulation(date(2026, 1, 5), date(2026, 1, 5), 2, frozenset())
PREFIX = "service-fast_day"


@pytest.fixture(autouse=True)
def _now(time_machine: Any) -> None:
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def scene() -> Scene:
    made = a_scene()
    decide(made, date(2026, 1, 5))
    return made


@pytest.fixture
def officer(client: Client, scene: Scene) -> Client:
    client.force_login(scene.officer)
    return client


def page(scene: Scene) -> str:
    return f"/viec-tuan-nay/{scene.unit.code}/{WEEK.key}/"


def state(scene: Scene, now: datetime, calendar: WorkCalendar = WorkCalendar()) -> DutyState | None:  # noqa: B008
    return FAST_DAY_DUTY.states(DutyQuestion(frozenset({scene.unit.pk}), WEEK, now, calendar)).get(scene.unit.pk)


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (datetime(2026, 3, 10, 9, tzinfo=ZONE), (State.COMING, "ngày 11/03/2026: chưa đến ngày")),
        (datetime(2026, 3, 11, 9, tzinfo=ZONE), (State.DUE, "ngày 11/03/2026: chưa ghi số liệu")),
        (datetime(2026, 3, 17, 23, tzinfo=ZONE), (State.DUE, "ngày 11/03/2026: chưa ghi số liệu")),
        (datetime(2026, 3, 18, 0, tzinfo=ZONE), (State.LATE, "ngày 11/03/2026: chưa ghi số liệu")),
    ],
)
def test_duty_stands_by_the_clock(scene: Scene, now: datetime, expected: tuple[State, str]) -> None:
    assert state(scene, now) == DutyState(*expected, LIMIT)


def test_duty_is_done_once_the_day_is_told(scene: Scene) -> None:
    hold(scene, FAST_DAY)
    assert state(scene, NOW) == DutyState(State.DONE, "ngày 11/03/2026: đã ghi số liệu", LIMIT)


def test_day_told_too_late_says_so(scene: Scene) -> None:
    hold(scene, FAST_DAY, 3, 3, told=date(2026, 3, 18))
    after = datetime(2026, 3, 19, 9, tzinfo=ZONE)
    words = "ngày 11/03/2026: đã ghi số liệu, ghi quá hạn"
    assert state(scene, after) == DutyState(State.DONE, words, LIMIT, too_late=True)


@pytest.mark.parametrize("procedure", ["2.000815", "1.000894"])  # chứng thực; off the decided list
def test_numbers_off_the_list_leave_the_duty_open_and_are_enough_once_time_is_over(
    scene: Scene, procedure: str
) -> None:
    hold(scene, FAST_DAY, 3, 3, procedure=procedure)
    words = "ngày 11/03/2026: mới ghi chứng thực, thủ tục ngoài danh mục; chưa ghi số liệu của danh mục"
    assert state(scene, NOW) == DutyState(State.DUE, words, LIMIT)
    assert state(scene, datetime(2026, 3, 18, 0, tzinfo=ZONE)) == DutyState(State.ENOUGH, words, LIMIT)


def test_numbers_of_single_procedures_say_of_how_many(scene: Scene) -> None:
    for procedure in ("1.001193", "2.000815"):
        hold(scene, FAST_DAY, 3, 3, procedure=procedure)
    words = "ngày 11/03/2026: đã ghi số liệu của 1 thủ tục trong danh mục"
    assert state(scene, NOW) == DutyState(State.DONE, words, LIMIT)


def test_without_a_decision_the_door_leads_to_it() -> None:
    found = state(a_scene(), NOW)
    assert found is not None
    assert (found.state, found.words, found.url) == (
        State.DUE, "chưa có quyết định về ngày giải quyết nhanh", "/quyet-dinh-ngay-giai-quyet-nhanh/ghi/",
    )  # fmt: skip


def test_week_that_the_rule_skips_owes_nothing(scene: Scene, settings: Any) -> None:
    settings.FAST_DAY_HOLIDAY_RULE = "skip"
    assert state(scene, NOW, WorkCalendar(frozenset({FAST_DAY}))) is None


@pytest.mark.parametrize(("last", "owes"), [(date(2026, 3, 10), False), (FAST_DAY, True)])
def test_unit_that_ended_before_its_fast_day_owes_none(scene: Scene, last: date, owes: bool) -> None:
    scene.unit.valid_to = last
    scene.unit.save()
    rows = week_of_unit(scene.unit, WEEK, scene.officer)
    assert (FAST_DAY_DUTY in [row.duty for row in rows]) is owes


def test_week_goes_by_the_rule_of_its_year(scene: Scene, settings: Any) -> None:
    settings.FAST_DAY_HOLIDAY_RULE = "next"
    year = YearTerms(Span(date(2026, 1, 1), date(2026, 12, 31)), {FAST_DAY_WEEKS.name_of("holiday_rule"): "skip"})
    off = WorkCalendar(frozenset({FAST_DAY}))
    question = DutyQuestion(frozenset({scene.unit.pk}), WEEK, NOW, off, Terms([year]))
    assert FAST_DAY_DUTY.states(question) == {}
    assert [next_fast_day([REGULATION], WEEK.first, off, terms) for terms in (Terms([year]), Terms())] == [
        date(2026, 3, 18),
        date(2026, 3, 12),
    ]


def test_week_without_a_working_day_owes_nothing(scene: Scene) -> None:
    tet = WorkCalendar(frozenset(date(2026, 3, 9 + number) for number in range(5)))
    assert state(scene, NOW, tet) is None
    assert open_periods("iso_week", NOW, tet) == [period_of("iso_week", date(2026, 3, 4))]


def test_work_waits_for_those_whose_duty_it_is_and_ticks_itself(scene: Scene) -> None:
    hold(scene, date(2026, 3, 4), 3, 3)
    chair = person(Role.COMMUNE_PARTY, agency=AgencyFactory(committee=True, unit=scene.unit))
    works = [one for one in duties_to_do(scene.officer) if one.key.startswith("duty:service.fast_day")]
    assert [(one.key, one.due, one.url) for one in works] == [
        (f"duty:service.fast_day:{scene.unit.pk}:2026-W11", LIMIT, page(scene))
    ]
    assert works[0].what == f"{scene.unit.name}, tuần 11 (9/3–15/3): ngày 11/03/2026: chưa ghi số liệu"
    assert duties_to_do(chair) == []
    hold(scene, FAST_DAY, 3, 3)
    left = {one.key.split(":")[1] for one in duties_to_do(scene.officer)}
    assert left == {"service.support", "service.home_requests", "feedback.channels"}


# --- The week's page ---


def typed(**values: str) -> dict[str, str]:
    return {f"{PREFIX}-{name}": value for name, value in values.items()}


def of_the_day(answer: Any) -> Any:
    """The form of the fast day, wherever it stands."""
    return next(row.form for row in answer.context["rows"] if row.duty is FAST_DAY_DUTY)


def test_numbers_are_entered_on_the_weeks_page(officer: Client, scene: Scene) -> None:
    assert officer.get(page(scene)).status_code == 200
    answer = officer.post(page(scene), typed(received="6", returned="5"))
    made = FastDay.objects.get()
    assert (answer.status_code, made.day, made.received, made.returned, made.through) == (
        302, FAST_DAY, 6, 5, Through.FRIDAY,
    )  # fmt: skip


def test_nothing_is_one_tick_without_numbers(officer: Client, scene: Scene) -> None:
    officer.post(page(scene), typed(nothing="on"))
    made = FastDay.objects.get()
    assert (made.received, made.returned, made.nothing) == (0, 0, True)


def test_number_typed_again_corrects_the_one_that_stands(officer: Client, scene: Scene) -> None:
    hold(scene, FAST_DAY, 6, 5)
    form = of_the_day(officer.get(page(scene)))
    sent = typed(**{name: str(form[name].value()) for name in ("record", "version", "received")}, returned="4")
    officer.post(page(scene), sent | typed(reason="Đếm sót một hồ sơ"))
    assert list(FastDay.objects.standing().values_list("returned", "version")) == [(4, 2)]
    stale = officer.post(page(scene), sent | typed(returned="3"))
    assert stale.status_code in {409, 422}
    assert list(FastDay.objects.standing().values_list("returned", "version")) == [(4, 2)]


def test_page_sent_as_it_was_stores_nothing(officer: Client, scene: Scene) -> None:
    answer = officer.post(page(scene), typed(received="", returned=""))
    assert (answer.status_code, FastDay.objects.count()) == (302, 0)


@pytest.mark.parametrize(
    ("values", "field"),
    [({"received": "3"}, "returned"), ({"received": "3", "returned": "4"}, "returned"),
     ({"received": "0", "returned": "0"}, "nothing")],
)  # fmt: skip
def test_wrong_numbers_are_told_beside_their_field(
    officer: Client, scene: Scene, values: dict[str, str], field: str
) -> None:
    answer = officer.post(page(scene), typed(**values))
    assert (answer.status_code, list(of_the_day(answer).errors)) == (422, [field])
    assert FastDay.objects.count() == 0


def test_typing_saves_without_leaving_the_page_and_knows_its_version(officer: Client, scene: Scene) -> None:
    first = officer.post(page(scene), typed(received="6", returned="5"), headers={"HX-Request": "true"})
    made = FastDay.objects.get()
    assert (first.status_code, first.templates[0].name) == (200, "records/week_saved.html")
    shown = " ".join(first.content.decode().split())
    assert f'name="{PREFIX}-record" id="id_{PREFIX}-record" value="{made.pk}"' in shown
    again = typed(record=str(made.pk), version="1", received="6", returned="6")
    officer.post(page(scene), again, headers={"HX-Request": "true"})
    assert list(FastDay.objects.standing().values_list("returned", flat=True)) == [6]


@pytest.mark.parametrize("typing", [False, True])
def test_numbers_sent_twice_are_stored_once_by_the_button_or_as_they_are_typed(
    officer: Client, scene: Scene, typing: bool
) -> None:
    """A script carries no page of its own that could be told from another: the register holds one number of a day."""
    headers = {"HX-Request": "true"} if typing else {}
    for _ in range(2):
        officer.post(
            page(scene), typed(received="6", returned="5") | {"csrfmiddlewaretoken": "t" * 64}, headers=headers
        )
    assert list(FastDay.objects.values_list("received", "version")) == [(6, 1)]


def test_half_typed_numbers_are_not_stored_and_it_is_said(officer: Client, scene: Scene) -> None:
    answer = officer.post(page(scene), typed(received="6"), headers={"HX-Request": "true"})
    assert "Còn ô chưa điền đúng" in answer.content.decode()
    assert FastDay.objects.count() == 0


def test_register_takes_the_place_of_the_number(officer: Client, scene: Scene) -> None:
    hold(scene, FAST_DAY, 6, 5, procedure="1.001193")
    assert of_the_day(officer.get(page(scene))) is None


def test_others_of_the_unit_read_and_strangers_find_nothing(client: Client, scene: Scene) -> None:
    client.force_login(person(Role.COMMUNE_PARTY, agency=AgencyFactory(committee=True, unit=scene.unit)))
    assert {row.form for row in client.get(page(scene)).context["rows"]} == {None}
    client.post(page(scene), typed(received="6", returned="5"))
    assert FastDay.objects.count() == 0
    client.force_login(a_scene().officer)
    assert client.get(page(scene)).status_code == 404


@pytest.mark.parametrize("key", ["2026-W09", "2026-W12", "2026-W99"])
def test_only_this_week_and_the_last_are_open(officer: Client, scene: Scene, key: str) -> None:
    assert officer.get(f"/viec-tuan-nay/{scene.unit.code}/{key}/").status_code == 404


def test_week_takes_few_statements_whatever_was_told(scene: Scene) -> None:
    seen = []
    for day in (date(2026, 3, 4), FAST_DAY):
        hold(scene, day, 3, 3)
        with CaptureQueriesContext(connection) as statements:
            week_of_unit(scene.unit, WEEK, scene.officer)
        seen.append(len(statements))
    assert seen[0] == seen[1] <= 5


def test_moved_day_of_the_calendar_is_the_one_asked_for(officer: Client, scene: Scene) -> None:
    CalendarDay.objects.update_or_create(date=FAST_DAY, defaults={"kind": DayKind.OFF, "name": "Nghỉ"})
    assert clock.today() == date(2026, 3, 12)
    officer.post(page(scene), typed(received="6", returned="5"))
    assert FastDay.objects.get().day == date(2026, 3, 12)
