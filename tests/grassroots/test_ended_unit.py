"""A unit that went into another: its people tell its last week, which it owes, until the time for it is over."""

from datetime import date, datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories.units import UnitFactory
from tests.grassroots.scene import Scene, a_scene, opinion
from thanthien.accounts.models import User
from thanthien.core import clock
from thanthien.core.clock import ZONE
from thanthien.grassroots.kinds import REPORTS
from thanthien.grassroots.models import WeeklyReport
from thanthien.records.actions import enter
from thanthien.records.queries import places
from thanthien.records.week import duties_now, duties_to_do
from thanthien.units.changing import merge_units

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 3, 16, 9, tzinfo=ZONE)  # of week 12; the unit ended on Tuesday of week 11
CLOSED = datetime(2026, 3, 18, 9, tzinfo=ZONE)
LAST_DAY, WEEK = date(2026, 3, 10), "2026-W11"
HERE = "/viec-tuan-nay/"


@pytest.fixture(autouse=True)
def _now(time_machine: Any) -> None:
    time_machine.move_to(MONDAY, tick=False)


@pytest.fixture
def scene() -> Scene:
    made = a_scene()
    into = UnitFactory()
    merge_units(unit_ids=[made.unit.pk], into_id=into.pk, on=date(2026, 3, 11), document_number="1/NQ", by=None)
    return made


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_menu_leads_to_the_last_week_of_a_unit_that_ended(scene: Scene) -> None:
    answer = signed_in(scene.front).get(HERE, follow=True)
    assert answer.redirect_chain == [(f"{HERE}{scene.unit.code}/{WEEK}/", 302)]
    assert [tab.label for tab in answer.context["tabs"]] == ["Tuần trước"]
    assert signed_in(scene.front).get(f"{HERE}{scene.unit.code}/2026-W12/").status_code == 404


def test_ticks_of_the_last_week_are_of_the_last_day_of_the_unit(scene: Scene) -> None:
    sent = {"grassroots-weekly-hamlets": [scene.hamlets[0].pk], "grassroots-weekly-how": "phone"}
    signed_in(scene.front).post(f"{HERE}{scene.unit.code}/{WEEK}/", sent)
    assert [(one.hamlet, one.day) for one in WeeklyReport.objects.all()] == [(scene.hamlets[0], LAST_DAY)]


def test_duties_are_of_weeks_in_which_there_was_the_unit(scene: Scene) -> None:
    asked = [one.period.key for _, found in duties_now(scene.front) for one in found if one.duty.period == "iso_week"]
    assert asked == [WEEK] * len(asked)
    assert f"duty:grassroots.weekly:{scene.unit.pk}:{WEEK}" in [work.key for work in duties_to_do(scene.front)]


def test_records_are_entered_until_the_time_of_the_last_week_is_over(scene: Scene) -> None:
    assert [place.hamlet for place in places(REPORTS, scene.front)] == [None, *scene.hamlets]
    enter(REPORTS, opinion(scene, LAST_DAY, scene.hamlets[0]), by=scene.front)
    with clock.set_to(CLOSED):
        assert (places(REPORTS, scene.front), duties_to_do(scene.front)) == ([], [])


def test_after_that_the_menu_leads_to_the_work_page_and_says_why(scene: Scene) -> None:
    with clock.set_to(CLOSED):
        answer = signed_in(scene.front).get(HERE, follow=True)
    assert answer.redirect_chain == [(reverse("notices:work"), 302)]
    assert "Đơn vị đã kết thúc hoạt động và đã hết hạn ghi" in answer.text


def test_head_of_a_place_is_asked_for_no_week_after_the_end_of_the_unit(scene: Scene) -> None:
    weeks = signed_in(scene.head).get(reverse("grassroots-mine")).context["weeks"]
    assert {one.week.key for one in weeks} == {WEEK}
