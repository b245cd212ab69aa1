"""The weekly duty of receptions: results, the next month's calendar, answers; and its numbers on the week's page."""

from datetime import date, datetime
from typing import Any

import pytest
from django.db import connection
from django.http import QueryDict
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.engagement.scene import GOVERNMENT, PARTY, Scene, a_scene, hold, plan, promise
from tests.factories.units import AgencyFactory
from thanthien.core import clock
from thanthien.core.calendar import WorkCalendar
from thanthien.core.clock import ZONE
from thanthien.engagement.kinds import PLANS, PROMISES
from thanthien.engagement.reception_duty import RECEPTION_DUTY
from thanthien.engagement.reception_records import Reception
from thanthien.measures.duties import DutyQuestion, DutyState, State
from thanthien.measures.models import LateAcceptance
from thanthien.measures.periods import period_of
from thanthien.records.actions import Entry, correct, withdraw
from thanthien.records.enums import Through
from thanthien.records.week import duties_to_do

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 12, 9, tzinfo=ZONE)  # a Thursday of week 11
WEEK = period_of("iso_week", NOW.date())
PREFIX = "engagement-receptions"


@pytest.fixture(autouse=True)
def _now(time_machine: Any) -> None:
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def scene() -> Scene:
    return a_scene()


def state(scene: Scene, day: date | None = None) -> DutyState | None:
    week = period_of("iso_week", day) if day else WEEK
    question = DutyQuestion(frozenset({scene.unit.pk}), week, clock.now(), WorkCalendar())
    return RECEPTION_DUTY.stands(question).get(scene.unit.pk)


def field(day: int, head: str = GOVERNMENT) -> str:
    """The name of the number of a session of March."""
    return f"{PREFIX}-received_{head}_202603{day:02d}_reception"


def told(scene: Scene, day: date | None = None) -> tuple[State, str]:
    found = state(scene, day)
    assert found is not None
    return found.state, found.words


def test_week_without_a_session_owes_nothing(scene: Scene) -> None:
    assert state(scene) is None


def test_session_waits_for_its_day_then_for_its_result(scene: Scene) -> None:
    plan(scene, date(2026, 3, 13))
    assert told(scene) == (State.COMING, "1 buổi sắp tới (13/03/2026)")
    plan(scene, date(2026, 3, 10))
    assert told(scene) == (State.DUE, "1 buổi chưa ghi kết quả (10/03/2026); 1 buổi sắp tới (13/03/2026)")
    hold(scene, date(2026, 3, 10))
    assert told(scene)[1] == "1 buổi sắp tới (13/03/2026)"


def test_session_made_up_on_another_day_has_its_result(scene: Scene) -> None:
    plan(scene, date(2026, 3, 10))
    hold(scene, date(2026, 3, 11), instead_of=date(2026, 3, 10))
    assert told(scene) == (State.DONE, "đã ghi kết quả các buổi trong lịch")


def test_result_told_after_its_month_is_overdue_until_a_body_lets_it_count(scene: Scene, time_machine: Any) -> None:
    """Friday 20/3 of week 12; what is told of March counts until 2/4."""
    day = date(2026, 3, 20)
    plan(scene, day)
    hold(scene, day, told=date(2026, 4, 6))
    time_machine.move_to(datetime(2026, 4, 7, 9, tzinfo=ZONE), tick=False)
    words = "đã ghi kết quả các buổi trong lịch; 1 buổi ghi quá hạn"
    found = state(scene, day)
    assert found is not None
    assert (found.state, found.words, found.counts_as) == (State.DONE, words, State.LATE)
    LateAcceptance.objects.create(
        unit=scene.unit, measure=RECEPTION_DUTY.measure, period="2026-03", agency=AgencyFactory(), by=scene.officer,
        reason="Mất điện", at=datetime(2026, 4, 7, 8, tzinfo=ZONE),
    )  # fmt: skip
    found = state(scene, day)
    assert found is not None
    assert (found.words, found.too_late) == ("đã ghi kết quả các buổi trong lịch", False)


def test_result_of_last_week_is_still_asked(scene: Scene) -> None:
    plan(scene, date(2026, 3, 6))
    assert told(scene, date(2026, 3, 6)) == (State.LATE, "1 buổi chưa ghi kết quả (06/03/2026)")


def test_next_month_is_to_be_published_in_the_week_of_its_last_day(scene: Scene, time_machine: Any) -> None:
    time_machine.move_to(datetime(2026, 3, 24, 9, tzinfo=ZONE), tick=False)  # 25/3 is five working days before 1/4
    assert told(scene, date(2026, 3, 24)) == (State.DUE, "chưa công khai lịch tháng 4/2026 của cấp ủy và chính quyền")
    found = state(scene, date(2026, 3, 24))
    assert found is not None
    assert found.url == "/lich-tiep-cong-dan/thang/?thang=2026-04"
    plan(scene, date(2026, 4, 9), on=date(2026, 3, 23))
    assert told(scene, date(2026, 3, 24))[1] == "chưa công khai lịch tháng 4/2026 của cấp ủy"
    plan(scene, date(2026, 4, 9), PARTY, on=date(2026, 3, 23))
    assert told(scene, date(2026, 3, 24)) == (State.DONE, "đã công khai lịch tháng 4/2026")


def test_calendar_published_late_leaves_its_week_told(scene: Scene, time_machine: Any) -> None:
    week = date(2026, 3, 24)
    time_machine.move_to(datetime(2026, 4, 6, 9, tzinfo=ZONE), tick=False)
    assert told(scene, week) == (State.LATE, "chưa công khai lịch tháng 4/2026 của cấp ủy và chính quyền")
    for head in (PARTY, GOVERNMENT):
        plan(scene, date(2026, 4, 16), head, on=date(2026, 4, 6))
    assert told(scene, week) == (State.DONE, "đã công khai lịch tháng 4/2026")


def test_unit_that_ends_before_owes_no_calendar_of_the_next_month(scene: Scene) -> None:
    week, unit = period_of("iso_week", date(2026, 3, 24)), scene.unit.pk
    question = DutyQuestion(frozenset({unit}), week, clock.now(), WorkCalendar(), ends={unit: date(2026, 3, 31)})
    assert RECEPTION_DUTY.stands(question) == {}


def test_promise_is_told_until_it_is_answered(scene: Scene) -> None:
    promise(scene, date(2026, 3, 2), due_on=date(2026, 3, 13))
    promise(scene, date(2026, 3, 2), due_on=date(2026, 3, 10))
    promise(scene, date(2026, 3, 2), due_on=date(2026, 3, 16))  # of the next week
    promise(scene, date(2026, 3, 2), answered_on=date(2026, 3, 2), answer="Trả lời tại chỗ")
    assert told(scene) == (State.DUE, "2 cam kết đến hạn trả lời, 1 quá hạn")


def test_promise_that_was_not_kept_stays_in_its_week(scene: Scene) -> None:
    before = date(2026, 3, 6)
    promise(scene, date(2026, 2, 25), due_on=before, answered_on=date(2026, 2, 25), answer="Trả lời tại chỗ")
    assert state(scene, before) is None
    made = promise(scene, date(2026, 2, 25), due_on=before)
    assert told(scene, before) == (State.LATE, "1 cam kết đến hạn trả lời, 1 quá hạn")
    assert told(scene) == (State.DUE, "1 cam kết đến hạn trả lời, 1 quá hạn")  # and waits in the running week
    assert state(scene, date(2026, 2, 25)) is None
    values = {name: getattr(made, name) for name in PROMISES.fields}
    answered = Entry(scene.unit, made.day, values | {"answered_on": date(2026, 3, 11), "answer": "Đã sửa cống"})
    correct(PROMISES, answered, record_id=made.pk, version=1, reason="Đã trả lời", by=scene.officer)
    assert told(scene, before) == (State.DONE, "1 cam kết trả lời sau hạn")
    assert state(scene) is None


def test_promise_of_last_week_is_told_once_in_a_look(scene: Scene) -> None:
    promise(scene, date(2026, 2, 25), due_on=date(2026, 3, 6))
    found = [one.what for one in duties_to_do(scene.officer) if one.title == RECEPTION_DUTY.title]
    assert [what.split(", ")[1][:7] for what in found] == ["tuần 10"]


def test_promise_that_waits_longer_is_told_beside_last_week_and_what_is_new_with_it(scene: Scene) -> None:
    """Week 10 tells its own; the running week what waits since week 9, with what waits of week 10."""
    promise(scene, date(2026, 2, 25), due_on=date(2026, 2, 27))
    promise(scene, date(2026, 2, 25), due_on=date(2026, 3, 6))

    def shown() -> list[str]:
        found = [one.what for one in duties_to_do(scene.officer) if one.title == RECEPTION_DUTY.title]
        return sorted(what.split(", ", 1)[1].split(";")[0] for what in found)

    last = "tuần 10 (2/3–8/3): 1 cam kết đến hạn trả lời, 1 quá hạn"
    assert shown() == [last, "tuần 11 (9/3–15/3): 2 cam kết đến hạn trả lời, 2 quá hạn"]
    plan(scene, date(2026, 3, 10))
    words = "tuần 11 (9/3–15/3): 1 buổi chưa ghi kết quả (10/03/2026)"
    assert shown() == [last, words]


def test_session_held_before_the_day_that_it_stands_for_settles_it(scene: Scene) -> None:
    plan(scene, date(2026, 3, 10))
    hold(scene, date(2026, 3, 5), instead_of=date(2026, 3, 10))
    assert told(scene) == (State.DONE, "đã ghi kết quả các buổi trong lịch")


def test_session_settles_one_day_of_the_calendar(scene: Scene) -> None:
    plan(scene, date(2026, 3, 10))
    plan(scene, date(2026, 3, 11))
    hold(scene, date(2026, 3, 11), instead_of=date(2026, 3, 10))
    assert told(scene) == (State.DUE, "1 buổi chưa ghi kết quả (11/03/2026)")


def test_it_waits_for_officers_of_the_unit_alone(scene: Scene) -> None:
    plan(scene, date(2026, 3, 10))
    other = a_scene()
    titles = [[one.title for one in duties_to_do(who)] for who in (scene.officer, other.officer)]
    assert ["Tiếp công dân, đối thoại" in found for found in titles] == [True, False]


def test_statements_do_not_grow_with_units(scene: Scene) -> None:
    scenes = [scene, a_scene(), a_scene()]
    for one in scenes:
        plan(one, date(2026, 3, 10))

    def statements(units: list[Scene]) -> int:
        question = DutyQuestion(frozenset(one.unit.pk for one in units), WEEK, clock.now(), WorkCalendar())
        with CaptureQueriesContext(connection) as asked:
            RECEPTION_DUTY.states(question)
        return len(asked)

    assert (statements([scene]), statements(scenes)) == (1, 1)


# --- On the week's page ---


def test_numbers_of_simple_sessions_are_typed_on_the_weeks_page(client: Client, scene: Scene) -> None:
    plan(scene, date(2026, 3, 10))
    plan(scene, date(2026, 3, 11), PARTY)
    plan(scene, date(2026, 3, 13))  # to come: not asked yet
    client.force_login(scene.officer)
    address = f"/viec-tuan-nay/{scene.unit.code}/{WEEK.key}/"
    page = client.get(address).content.decode()
    assert "Tiếp công dân ngày 10/03/2026, người đứng đầu chính quyền: số lượt người" in page
    assert field(13) not in page
    numbers = RECEPTION_DUTY.numbers
    assert numbers is not None
    asked = numbers.asks(DutyQuestion(frozenset({scene.unit.pk}), WEEK, clock.now(), WorkCalendar()))
    assert asked is not None
    form = numbers.form(scene.unit, WEEK, QueryDict(f"{field(10)}=4&{field(11, PARTY)}="), asked.answer())
    assert form is not None
    assert form.is_valid()
    assert numbers.save(form, scene.officer) == "đã ghi 1 buổi tiếp công dân, đối thoại"
    made = Reception.objects.values_list("day", "head", "received", "presided", "through")
    assert list(made) == [(date(2026, 3, 10), "government", 4, "head", Through.FRIDAY)]


@pytest.mark.parametrize("others", [0, 1])
def test_number_goes_to_its_own_session_or_is_told_not_to_be_stored(client: Client, scene: Scene, others: int) -> None:
    """A colleague entered the first session after the page was opened."""
    for day in (10, 11)[: 1 + others]:
        plan(scene, date(2026, 3, day))
    hold(scene, date(2026, 3, 10))
    client.force_login(scene.officer)
    address = f"/viec-tuan-nay/{scene.unit.code}/{WEEK.key}/"
    answer = client.post(address, {field(10): "4"})
    assert answer.status_code == 422
    assert "số vừa nhập của buổi đó chưa được lưu" in answer.text
    assert list(Reception.objects.values_list("day", "received")) == [(date(2026, 3, 10), 3)]
    day = {"engagement-outreach-day": "12/03/2026"}  # as the page shows it
    again = day | {field(10): ""} | ({field(11): "6"} if others else {})
    assert client.post(address, again).status_code == 302
    assert Reception.objects.count() == 1 + others


def test_number_of_a_week_whose_only_session_was_withdrawn_is_told_not_to_be_stored(
    client: Client, scene: Scene
) -> None:
    """The unit owes nothing any more by the time the page is sent."""
    made = plan(scene, date(2026, 3, 10))
    withdraw(PLANS, record_id=made.pk, version=1, reason="Đổi lịch tháng", by=scene.officer)
    assert state(scene) is None
    client.force_login(scene.officer)
    answer = client.post(f"/viec-tuan-nay/{scene.unit.code}/{WEEK.key}/", {field(10): "4"})
    assert (answer.status_code, Reception.objects.count()) == (422, 0)
    assert "số vừa nhập của buổi đó chưa được lưu" in answer.text
