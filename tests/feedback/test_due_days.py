"""A day off that is declared, or a limit that the year changes, reaches the stored last day of what waits."""

from datetime import date, datetime
from typing import Any

import pytest

from tests.factories.accounts import person
from tests.feedback.scene import Scene, a_scene, answered, step, told
from thanthien.accounts.roles import Role
from thanthien.core.actions import set_day
from thanthien.core.clock import ZONE
from thanthien.core.enums import DayKind
from thanthien.feedback import due_days
from thanthien.feedback.due_days import count_due_days_anew
from thanthien.feedback.models import Feedback
from thanthien.feedback.queries import cases_of
from thanthien.feedback.tables import state_tone, state_words
from thanthien.feedback.waiting import counts_of

pytestmark = pytest.mark.django_db
MONDAY, LAST, NEXT = date(2026, 3, 2), date(2026, 3, 16), date(2026, 3, 17)


@pytest.fixture(autouse=True)
def _now(time_machine: Any) -> None:
    time_machine.move_to(datetime(2026, 3, 17, 9, tzinfo=ZONE), tick=False)


@pytest.fixture
def scene() -> Scene:
    return a_scene()


def a_day_off(day: date) -> None:
    set_day(day=day, kind=DayKind.OFF, name="Nghỉ bù", by=person(Role.ADMINISTRATOR), seen=None)


def late(scene: Scene) -> int:
    counts = counts_of(scene.officer)
    assert counts is not None
    return counts.late


def test_day_off_moves_the_last_day_of_what_waits_and_of_nothing_else(scene: Scene) -> None:
    answered(scene, MONDAY, date(2026, 3, 4))
    waits, asked = told(scene, MONDAY), told(scene, MONDAY)
    step(scene, asked, "ask", date(2026, 3, 3), note="Ở đoạn nào của ngõ?")
    before = {row.pk: (row.due_on, row.version) for row in Feedback.objects.all()}
    assert (before[waits.pk], count_due_days_anew()) == ((LAST, 1), 0)
    a_day_off(LAST)
    assert (late(scene), count_due_days_anew(), count_due_days_anew()) == (1, 2, 0)
    after = {row.pk: (row.due_on, row.version) for row in Feedback.objects.all()}
    assert after == before | {waits.pk: (NEXT, 1), asked.pk: (date(2026, 3, 31), 2)}
    assert late(scene) == 0


def test_row_of_the_register_never_calls_late_what_is_due_by_the_day_beside_it(scene: Scene) -> None:
    row = told(scene, MONDAY)
    [case] = cases_of([row])
    assert (case.due_on, state_words(case), state_tone(case)) == (
        LAST,
        "mới tiếp nhận, quá hạn 1 ngày làm việc",
        "danger",
    )
    a_day_off(LAST)
    [case] = cases_of([Feedback.objects.get(pk=row.pk)])
    assert (case.due_on, state_words(case), state_tone(case)) == (NEXT, "mới tiếp nhận", "plain")


def test_many_are_counted_in_parts(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(due_days, "_AT_ONCE", 2)
    for _ in range(5):
        told(scene, MONDAY)
    a_day_off(LAST)
    assert (count_due_days_anew(), set(Feedback.objects.values_list("due_on", flat=True))) == (5, {NEXT})
