"""The duty of the weekly channel in a unit, and its ticks on the week's page."""

from datetime import date, datetime
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.grassroots.scene import Scene, a_scene, nothing, opinion
from thanthien.core.calendar import WorkCalendar
from thanthien.core.clock import ZONE
from thanthien.grassroots.duties import WEEKLY_DUTY
from thanthien.grassroots.kinds import REPORTS
from thanthien.grassroots.models import WeeklyReport
from thanthien.measures.duties import DutyQuestion, DutyState, State
from thanthien.measures.periods import period_of
from thanthien.records.actions import enter
from thanthien.records.week import duties_to_do

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 12, 9, tzinfo=ZONE)
WEEK, LIMIT = period_of("iso_week", NOW.date()), date(2026, 3, 17)
TICKED, HOW = "grassroots-weekly-hamlets", "grassroots-weekly-how"


@pytest.fixture(autouse=True)
def _now(time_machine: Any) -> None:
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def scene() -> Scene:
    return a_scene()


def states(*scenes: Scene) -> list[DutyState]:
    units = frozenset(one.unit.pk for one in scenes)
    found = WEEKLY_DUTY.states(DutyQuestion(units, WEEK, NOW, WorkCalendar()))
    return [found[one.unit.pk] for one in scenes]


def test_duty_tells_how_many_have_reported(scene: Scene) -> None:
    enter(REPORTS, opinion(scene, NOW.date(), scene.hamlets[1]), by=scene.officer)
    enter(REPORTS, nothing(scene, NOW.date(), scene.hamlets[1]), by=scene.officer)
    enter(REPORTS, nothing(scene, date(2026, 3, 8), scene.hamlets[2]), by=scene.officer)  # the week before
    assert states(scene) == [DutyState(State.DUE, "1/4 thôn, tổ dân phố đã báo cáo", LIMIT)]


def test_duty_is_done_once_all_have_reported_and_waits_for_those_who_follow_it(scene: Scene) -> None:
    keys = [work.key for work in duties_to_do(scene.front)]
    assert keys == [f"duty:grassroots.weekly:{scene.unit.pk}:{week}" for week in ("2026-W10", "2026-W11")]
    for hamlet in scene.hamlets:
        enter(REPORTS, nothing(scene, NOW.date(), hamlet), by=scene.officer)
    assert [work.key for work in duties_to_do(scene.front)] == keys[:1]
    assert duties_to_do(scene.head) == []


def test_ticks_of_the_weeks_page_are_stored_by_the_button_only(client: Client, scene: Scene) -> None:
    client.force_login(scene.front)
    page = f"/viec-tuan-nay/{scene.unit.code}/{WEEK.key}/"
    sent = {TICKED: [str(one.pk) for one in scene.hamlets[:2]], HOW: "phone"}
    client.post(page, sent, headers={"HX-Request": "true"})
    assert WeeklyReport.objects.count() == 0
    assert [client.post(page, sent).status_code for _ in range(2)] == [302, 302]
    assert {row.hamlet for row in WeeklyReport.objects.filter(nothing=True, how="phone")} == set(scene.hamlets[:2])
    assert WeeklyReport.objects.count() == 2
    form = next(row.form for row in client.get(page).context["rows"] if row.duty is WEEKLY_DUTY)
    assert [name for _, name in form.fields["hamlets"].widget.choices] == ["Tổ dân phố 3", "Tổ dân phố 4"]


def test_statements_do_not_grow_with_units(scene: Scene) -> None:
    others = [a_scene(code) for code in ("29996", "29995")]
    seen = []
    for some in ([scene], [scene, *others]):
        with CaptureQueriesContext(connection) as statements:
            states(*some)
        seen.append(len(statements))
    assert seen == [3, 3]
