"""Many records sent from devices on one day are told as such, also where their devices say that they were in time."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from tests.grassroots.scene import Scene, a_scene, nothing
from thanthien.core import clock
from thanthien.core.clock import ZONE
from thanthien.grassroots.kinds import REPORTS
from thanthien.grassroots.measures import KEY, WEEKLY_REPORTS
from thanthien.measures.behind import behind, shown_to
from thanthien.measures.lateness import timeliness_of
from thanthien.measures.queries import scope_of
from thanthien.measures.scope import Scope, Span
from thanthien.measures.sittings import sittings
from thanthien.measures.timeliness import Timeliness, timeliness
from thanthien.records.actions import correct, enter_all

pytestmark = pytest.mark.django_db
# Weeks 8 to 10; the last is told until Tuesday 10/3.
DAYS = (date(2026, 2, 19), date(2026, 2, 26), date(2026, 3, 5))
ARRIVED = datetime(2026, 3, 12, 9, tzinfo=ZONE)
LIMIT = datetime(2026, 3, 11, tzinfo=ZONE)


@pytest.fixture
def scene(time_machine: Any) -> Scene:
    time_machine.move_to(ARRIVED, tick=False)
    return a_scene()


def scope(scene: Scene) -> Scope:
    return scope_of(Span(date(2026, 1, 1), date(2026, 12, 31)), date(2026, 3, 22), [scene.unit.pk])


def sent(scene: Scene, *days: date, told: timedelta = timedelta(hours=12)) -> None:
    """Every tổ dân phố reports of these days: written on the day itself, arriving much later."""
    made = [
        replace(nothing(scene, day, one), told_at=datetime(day.year, day.month, day.day, tzinfo=ZONE) + told)
        for day in days
        for one in scene.hamlets
    ]
    with clock.set_to(ARRIVED):
        enter_all(REPORTS, made, by=scene.front)


def found(scene: Scene) -> tuple[Timeliness, Timeliness | None]:
    """As the figure's own count has it for all units, and as the page of one unit counts what it shows."""
    told = timeliness_of([KEY], scope(scene))[KEY][scene.unit.pk]
    seen = behind(WEEKLY_REPORTS, scene.unit, scope(scene), shown_to(scene.officer, WEEKLY_REPORTS))
    return told, seen.timeliness


def test_many_in_time_by_their_devices_that_came_late_together_are_told(scene: Scene) -> None:
    sent(scene, *DAYS)
    wanted = Timeliness(12, 0, 0, sent_together=((ARRIVED.date(), 12),))
    assert found(scene) == (wanted, wanted)
    assert (wanted.is_mass, wanted.together_in_words) == (
        True,
        ["12 bản ghi đúng hạn theo giờ của máy khi chưa có mạng, cùng đến hệ thống sau hạn trong ngày 12/03/2026."],
    )


def test_many_that_say_different_late_days_came_together(scene: Scene) -> None:
    """Each week's are late by another day of the device; all of them came on one."""
    sent(scene, DAYS[0], told=timedelta(days=6))
    sent(scene, DAYS[1], told=timedelta(days=7))
    sent(scene, DAYS[2], told=timedelta(days=6, hours=1))
    wanted = Timeliness(0, 12, 0, ((ARRIVED.date(), 12),))
    assert found(scene) == (wanted, wanted)


def test_few_from_devices_are_nothing_to_tell(scene: Scene) -> None:
    sent(scene, *DAYS[:2])
    assert found(scene) == (Timeliness(8), Timeliness(8))


def test_correction_of_what_was_told_on_a_page_is_no_arrival(scene: Scene) -> None:
    day = DAYS[2]
    with clock.set_to(datetime(2026, 3, 6, 9, tzinfo=ZONE)):
        made = enter_all(REPORTS, [nothing(scene, day, one) for one in scene.hamlets], by=scene.front)
    for one in made:
        again = nothing(scene, day - timedelta(days=1), one.hamlet)
        correct(REPORTS, again, record_id=one.pk, version=1, reason="Nhầm ngày", by=scene.front)
    assert found(scene) == (Timeliness(4), Timeliness(4))


def test_sitting_is_that_of_the_arrival(scene: Scene) -> None:
    sent(scene, *DAYS)
    lines = WEEKLY_REPORTS.records(scene.unit.pk, scope(scene))
    assert [(one.records, one.when) for one in sittings(lines)] == [(12, "sáng 12/03/2026")]


def test_rule_tells_apart_what_came_late_and_what_was_late() -> None:
    before, came = LIMIT - timedelta(hours=1), LIMIT + timedelta(hours=1)
    told = timeliness([*[(before, LIMIT, came)] * 10, *[(before, LIMIT, before)] * 10, *[(came, LIMIT, None)] * 10])
    assert told == Timeliness(20, 10, 0, ((LIMIT.date(), 10),), ((LIMIT.date(), 10),))
