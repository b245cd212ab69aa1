"""The figure of receptions compared with a second count, made by other code of the lists that a person downloads."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from tests.engagement.scene import PARTY, Scene, a_scene, delegate, hold, plan, plan_entry
from tests.independent.receptions import sessions
from thanthien.core import clock
from thanthien.core.actions import load_calendar
from thanthien.core.clock import ZONE
from thanthien.core.queries import work_calendar
from thanthien.engagement.kinds import PLANS, RECEPTIONS
from thanthien.engagement.reception_measure import RECEPTION_SESSIONS_HELD
from thanthien.measures.figures import Ratio
from thanthien.measures.scope import Scope, Span
from thanthien.records.actions import Entry, correct, withdraw

pytestmark = pytest.mark.django_db
FIRST, LAST = date(2026, 1, 15), date(2026, 6, 30)  # February (with Tết) to June are whole
BORN = date(2026, 3, 10)


def at(day: date, hour: int = 9) -> Any:
    return clock.set_to(datetime(day.year, day.month, day.day, hour))


def a_good_unit() -> Scene:
    """Every Thursday and twice a month; some told late, some delegated, one day moved, one withdrawn, one slip."""
    scene = a_scene()
    for week in range(21):
        day = date(2026, 2, 5) + timedelta(days=7 * week)
        plan(scene, day)
        if week % 5 == 4:
            delegate(scene, day)
        elif week != 7:
            hold(scene, day, told=day + timedelta(days=40) if week == 12 else None)
    for month in range(2, 7):
        for day in (date(2026, month, 3), date(2026, month, 24)):
            plan(scene, day, PARTY)
            hold(scene, day, PARTY)
    moved = plan(scene, date(2026, 5, 12))
    with at(date(2026, 5, 6)):
        entry = plan_entry(scene.unit, date(2026, 5, 19))
        correct(PLANS, entry, record_id=moved.pk, version=1, reason="Đi họp thành phố", by=scene.officer)
    gone, slip = plan(scene, date(2026, 4, 22)), plan(scene, date(2026, 4, 29), on=date(2026, 4, 10))
    with at(date(2026, 4, 10), 15):
        withdraw(PLANS, record_id=slip.pk, version=1, reason="Ghi nhầm ngày", by=scene.officer)
    with at(date(2026, 4, 20)):
        withdraw(PLANS, record_id=gone.pk, version=1, reason="Đi họp thành phố", by=scene.officer)
    return scene


def a_young_unit() -> Scene:
    """Born in March: April to June. The Party committee's head is the lower one; a session is corrected to its day."""
    scene = a_scene(valid_from=BORN)
    for week in range(12):
        hold(scene, date(2026, 4, 2) + timedelta(days=7 * week))
    hold(scene, date(2026, 4, 7), PARTY)
    wrong = hold(scene, date(2026, 5, 5), PARTY)
    with at(date(2026, 5, 6)):
        values = {name: getattr(wrong, name) for name in RECEPTIONS.fields}
        right = Entry(scene.unit, date(2026, 5, 4), values)
        correct(RECEPTIONS, right, record_id=wrong.pk, version=1, reason="Ghi nhầm ngày", by=scene.officer)
    return scene


def a_monday_unit() -> Scene:
    """Every Monday of the weeks whose Thursday lies in February to June, as published; Tết's has no working day."""
    scene = a_scene()
    for week in range(21):
        day = date(2026, 2, 2) + timedelta(days=7 * week)
        plan(scene, day)
        if day != date(2026, 2, 16):
            hold(scene, day)
    for month in range(2, 7):
        for day in (date(2026, month, 3), date(2026, month, 24)):
            hold(scene, day, PARTY)
    return scene


def downloaded(scene: Scene, address: str) -> bytes:
    client = Client()
    client.force_login(scene.officer)
    answer: Any = client.get(f"{address}?tai=csv")
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


@pytest.mark.parametrize("built", [a_good_unit, a_young_unit, a_monday_unit, a_scene])
def test_figure_equals_a_second_count(built: Any, time_machine: Any) -> None:
    time_machine.move_to(datetime(2026, 7, 10, 9, tzinfo=ZONE), tick=False)
    load_calendar(by=None)
    scene = built()
    born = {scene.unit.pk: BORN} if built is a_young_unit else {}
    scope = Scope(frozenset({scene.unit.pk}), Span(FIRST, LAST), LAST, work_calendar(), starts=born)
    figure = RECEPTION_SESSIONS_HELD.answer(scope)[scene.unit.pk].figure
    held, due = sessions(
        downloaded(scene, "/lich-tiep-cong-dan/"), downloaded(scene, "/ket-qua-tiep-cong-dan/"), (FIRST, LAST),
        born=born.get(scene.unit.pk, date.min), slips={date(2026, 4, 29)},
    )  # fmt: skip
    assert figure == Ratio(Decimal(held), Decimal(due))
    assert {a_good_unit: (19, 23), a_young_unit: (2, 6), a_monday_unit: (20, 21), a_scene: (0, 20)}[built] == (
        held,
        due,
    )
