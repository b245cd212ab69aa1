"""The duty of channels on the page of the week: a sign of life that grows old."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest

from tests.feedback.channels.scene import Scene, a_scene, channel, tried
from tests.feedback.scene import told
from thanthien.core import clock
from thanthien.core.actions import load_calendar
from thanthien.core.calendar import WorkCalendar
from thanthien.core.clock import ZONE
from thanthien.feedback.channels.duties import CHANNEL_DUTY
from thanthien.measures.duties import DutyQuestion, State
from thanthien.measures.periods import period_of
from thanthien.records.week import duties_to_do

pytestmark = pytest.mark.django_db
TITLE = "Bằng chứng hoạt động của phương tiện tiếp nhận"


@pytest.fixture(autouse=True)
def _now(time_machine: Any) -> None:
    time_machine.move_to(datetime(2026, 6, 10, 9, tzinfo=ZONE), tick=False)


@pytest.fixture
def scene() -> Scene:
    return a_scene()


def stands(scene: Scene, day: date) -> tuple[State, str, date]:
    now = datetime.combine(day, datetime.min.time(), ZONE).replace(hour=9)
    with clock.set_to(now):
        question = DutyQuestion(frozenset({scene.unit.pk}), period_of("iso_week", day), now, WorkCalendar())
        found = CHANNEL_DUTY.stands(question)[scene.unit.pk]
    return found.state, found.words, found.last_day


def test_unit_without_a_list_owes_one(scene: Scene) -> None:
    assert stands(scene, date(2026, 3, 4)) == (State.DUE, "chưa ghi phương tiện tiếp nhận nào", date(2027, 1, 4))


def test_sign_that_grows_old_is_due_a_month_before_it_counts_no_more(scene: Scene) -> None:
    tried(scene, channel(scene), date(2026, 3, 2))
    whole = "1/1 loại phương tiện có bằng chứng hoạt động trong 60 ngày gần đây"
    lacking = (
        "0/1 loại phương tiện có bằng chứng hoạt động trong 60 ngày gần đây; cần Mặt trận Tổ quốc kiểm tra: "
        "Hòm thư góp ý"
    )
    assert [stands(scene, day)[:2] for day in (date(2026, 5, 1), date(2026, 5, 2))] == [
        (State.DONE, whole), (State.DUE, lacking),
    ]  # fmt: skip


def test_message_renews_what_grew_old(scene: Scene) -> None:
    channel(scene, "trang-thong-tin", "thu.gov.vn")
    told(scene.of, date(2026, 5, 29))
    assert stands(scene, date(2026, 6, 10))[0] is State.DONE


def test_when_the_year_is_over_the_figures_own_days_hold(scene: Scene, time_machine: Any) -> None:
    time_machine.move_to(datetime(2027, 1, 20, 9, tzinfo=ZONE), tick=False)
    tried(scene, channel(scene), date(2026, 10, 14))
    week = period_of("iso_week", date(2026, 12, 30))
    question = DutyQuestion(frozenset({scene.unit.pk}), week, clock.now(), WorkCalendar())
    found = CHANNEL_DUTY.stands(question)[scene.unit.pk]
    words = "1/1 loại phương tiện có bằng chứng hoạt động trong 90 ngày đến 31/12/2026"
    assert (found.state, found.words) == (State.DONE, words)


def test_both_sides_are_told(scene: Scene) -> None:
    load_calendar(by=None)
    channel(scene)
    words = (
        f"{scene.unit.name}, tuần 24 (8/6–14/6): 0/1 loại phương tiện có bằng chứng hoạt động trong 60 ngày gần đây; "
        "cần Mặt trận Tổ quốc kiểm tra: Hòm thư góp ý"
    )
    told = [[one.what for one in duties_to_do(user) if one.title == TITLE] for user in (scene.of.officer, scene.front)]
    assert told == [[words], [words]]
