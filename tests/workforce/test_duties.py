"""Duties of the staff: when they are due, for whom, and the number of the week's page."""

from datetime import date, datetime, time
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.workforce.scene import YEAR, Scene, a_scene, count, finding, punish, put_on_roll, state, teach
from thanthien.core import clock
from thanthien.core.queries import work_calendar
from thanthien.measures.duties import Duty, DutyQuestion
from thanthien.measures.figures import Absent
from thanthien.measures.periods import period_of
from thanthien.measures.terms import Terms, YearTerms
from thanthien.records.enums import Through
from thanthien.records.week import duties_to_do
from thanthien.workforce.duties import STATEMENT_DUTY, TRAINING_DUTY
from thanthien.workforce.measures import SANCTIONED
from thanthien.workforce.models import Statement

pytestmark = pytest.mark.django_db
NOVEMBER, MAY = date(2026, 11, 18), date(2026, 5, 13)
PREFIX = "workforce-statement"


@pytest.fixture(autouse=True)
def _now(time_machine: Any) -> None:
    time_machine.move_to("2026-11-18T09:00:00+07:00", tick=False)


@pytest.fixture
def scene() -> Scene:
    return a_scene()


def stands(duty: Duty, scene: Scene, day: date, of: date | None = None, **more: Any) -> tuple[str, str] | None:
    """On a day, of the week of that day or of another one."""
    week = period_of("iso_week", of or day)
    with clock.set_to(datetime.combine(day, time(12))):
        found = duty.states(DutyQuestion(frozenset({scene.unit.pk}), week, clock.now(), work_calendar(), **more))
    one = found.get(scene.unit.pk)
    return (one.state.value, one.words) if one else None


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2026, 9, 23), None),
        (date(2026, 10, 7), ("due", "Chủ tịch chưa xác nhận")),
        (date(2026, 12, 31), ("due", "Chủ tịch chưa xác nhận")),
        (date(2027, 1, 1), ("late", "Chủ tịch chưa xác nhận")),
    ],
)
def test_statement_is_due_in_the_last_quarter(scene: Scene, day: date, expected: tuple[str, str] | None) -> None:
    assert stands(STATEMENT_DUTY, scene, day) == expected


def test_statement_of_autumn_is_enough_until_the_last_days(scene: Scene) -> None:
    state(scene, date(2026, 10, 12))
    told = "đã xác nhận đến ngày 12/10/2026"
    assert [stands(STATEMENT_DUTY, scene, day) for day in (NOVEMBER, date(2026, 12, 15), date(2026, 12, 16))] == [
        ("done", told), ("done", told), ("due", told),
    ]  # fmt: skip


def test_statement_of_more_cases_than_were_told_is_not_done_as_it_gives_no_figure(scene: Scene) -> None:
    state(scene, date(2026, 11, 16), cases=2)
    punish(scene, date(2026, 9, 1))
    words = "đã xác nhận đến ngày 16/11/2026; Chủ tịch xác nhận 2 trường hợp, mới ghi 1; cần ghi đủ"
    assert stands(STATEMENT_DUTY, scene, NOVEMBER) == ("due", words)
    figure = finding(SANCTIONED, scene, NOVEMBER).figure
    assert isinstance(figure, Absent)
    assert figure.reason in f"{words}."
    punish(scene, date(2026, 9, 2))
    assert stands(STATEMENT_DUTY, scene, NOVEMBER) == ("done", "đã xác nhận đến ngày 16/11/2026")


def test_statement_of_summer_is_not_enough(scene: Scene) -> None:
    state(scene, date(2026, 6, 30))
    assert stands(STATEMENT_DUTY, scene, NOVEMBER) == ("due", "đã xác nhận đến ngày 30/06/2026")


def test_training_waits_in_the_second_half_until_everybody_is_trained(scene: Scene) -> None:
    assert [stands(TRAINING_DUTY, scene, day) for day in (MAY, NOVEMBER)] == [None, ("due", "chưa có danh sách")]
    put_on_roll(scene, 1)
    put_on_roll(scene, 2)
    assert stands(TRAINING_DUTY, scene, NOVEMBER) == ("due", "0/2 người đã được tập huấn")
    teach(scene, date(2026, 3, 3), "1")
    assert stands(TRAINING_DUTY, scene, NOVEMBER) == ("due", "1/2 người đã được tập huấn")
    assert stands(TRAINING_DUTY, scene, date(2027, 1, 1)) == ("enough", "1/2 người đã được tập huấn")
    teach(scene, date(2026, 3, 4), "2")
    assert stands(TRAINING_DUTY, scene, NOVEMBER) == ("done", "2/2 người đã được tập huấn")


def test_training_goes_by_the_settings_of_the_year(scene: Scene) -> None:
    put_on_roll(scene, 1)
    teach(scene, date(2026, 3, 3), "1", hours=3)
    assert stands(TRAINING_DUTY, scene, NOVEMBER) == ("due", "0/1 người đã được tập huấn")
    chosen = Terms((YearTerms(YEAR, {"workforce.trained.hours": 3}),))
    assert stands(TRAINING_DUTY, scene, NOVEMBER, terms=chosen) == ("done", "1/1 người đã được tập huấn")


def test_whom_the_roll_lacks_is_among_those_to_train(scene: Scene) -> None:
    put_on_roll(scene, 1)
    count(scene, date(2026, 9, 1), 3)
    assert stands(TRAINING_DUTY, scene, NOVEMBER) == ("due", "0/3 người đã được tập huấn")


def test_past_weeks_are_answered_for_their_own_days(scene: Scene, time_machine: Any) -> None:
    """The boards ask for them again each morning (``records/keeping.py``); the next year settles nothing."""
    time_machine.move_to("2027-01-13T09:00:00+07:00", tick=False)
    put_on_roll(scene, 1)
    teach(scene, date(2026, 12, 8), "1")
    state(scene, date(2026, 10, 12))
    state(scene, date(2027, 1, 8))
    january, december, november = date(2027, 1, 13), date(2026, 12, 30), date(2026, 11, 18)
    assert stands(STATEMENT_DUTY, scene, january, december) == ("late", "đã xác nhận đến ngày 12/10/2026")
    assert stands(STATEMENT_DUTY, scene, january, november) == ("done", "đã xác nhận đến ngày 12/10/2026")
    assert stands(TRAINING_DUTY, scene, january, december) == ("done", "1/1 người đã được tập huấn")
    assert stands(TRAINING_DUTY, scene, january, november) == ("late", "0/1 người đã được tập huấn")


def test_each_duty_is_work_of_its_own_people(scene: Scene) -> None:
    found = {name: sorted({one.title for one in duties_to_do(user)} & {STATEMENT_DUTY.title, TRAINING_DUTY.title})
             for name, user in (("chair", scene.chair), ("keeper", scene.keeper))}  # fmt: skip
    assert found == {"chair": [TRAINING_DUTY.title, STATEMENT_DUTY.title], "keeper": [TRAINING_DUTY.title]}


def page(scene: Scene, day: date = NOVEMBER) -> str:
    return f"/viec-tuan-nay/{scene.unit.code}/{period_of('iso_week', day).key}/"


def test_chair_states_on_the_week_page_and_corrects_it_there(client: Client, scene: Scene) -> None:
    client.force_login(scene.chair)
    assert client.post(page(scene), {f"{PREFIX}-cases": "0"}).status_code == 302
    made = Statement.objects.get()
    assert (made.day, made.cases, made.through) == (NOVEMBER, 0, Through.FRIDAY)
    again = {f"{PREFIX}-cases": "1", f"{PREFIX}-record": made.pk, f"{PREFIX}-version": 1}
    assert client.post(page(scene), again).status_code == 302
    assert list(Statement.objects.standing().values_list("cases", "version")) == [(1, 2)]


def test_number_is_asked_of_the_chair_alone_and_only_of_the_running_week(scene: Scene) -> None:
    asked = {}
    for name, user, day in (
        ("chair", scene.chair, NOVEMBER),
        ("before", scene.chair, date(2026, 11, 11)),
        ("keeper", scene.keeper, NOVEMBER),
    ):
        client = Client()
        client.force_login(user)
        asked[name] = f'name="{PREFIX}-cases"' in client.get(page(scene, day)).content.decode()
    assert asked == {"chair": True, "before": False, "keeper": False}


@pytest.mark.parametrize("units", [1, 3])
def test_states_take_the_same_statements_whatever_the_number_of_units(units: int) -> None:
    scenes = [a_scene() for _ in range(units)]
    question = DutyQuestion(
        frozenset(one.unit.pk for one in scenes), period_of("iso_week", NOVEMBER), clock.now(), work_calendar()
    )  # fmt: skip
    taken = []
    for duty in (STATEMENT_DUTY, TRAINING_DUTY):
        with CaptureQueriesContext(connection) as caught:
            assert len(duty.states(question)) == units
        taken.append(len(caught))
    assert taken == [1, 1]
