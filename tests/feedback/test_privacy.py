"""What was said, and who said it, stands nowhere but under its keys, and ends with its lane."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection

from tests.feedback.scene import CONTACT, TEXT, Scene, a_code, a_scene, answered, own_step, step, told
from thanthien.core import clock
from thanthien.core.clock import ZONE
from thanthien.core.private.actions import erase_over
from thanthien.feedback.enums import Part
from thanthien.feedback.models import Feedback
from thanthien.feedback.queries import texts_of
from thanthien.feedback.shelf import CONTACTS, TEXTS

pytestmark = pytest.mark.django_db
MONDAY, TUESDAY = date(2026, 3, 2), date(2026, 3, 3)


@pytest.fixture(autouse=True)
def _now(time_machine: Any) -> None:
    time_machine.move_to(datetime(2026, 3, 4, 9, tzinfo=ZONE), tick=False)


@pytest.fixture
def scene() -> Scene:
    return a_scene()


def every_row() -> str:
    """All tables as text."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        tables = [name for (name,) in cursor.fetchall()]
        found = []
        for table in tables:
            cursor.execute(f'SELECT t::text FROM "{table}" AS t')  # noqa: S608 - names of our own tables
            found += [row for (row,) in cursor.fetchall()]
    return "\n".join(found)


def test_no_table_holds_a_word_of_it(scene: Scene) -> None:
    code = a_code()
    row = told(scene, MONDAY, code=code)
    step(scene, row, "ask", TUESDAY, note="Ở đoạn nào?")
    own_step(code, row, "tell", TUESDAY, added="Gần cổng nhà Kín")
    text = every_row()
    assert [marker for marker in (TEXT, "ngõ Kín", "cổng nhà Kín", *CONTACT.values(), code) if marker in text] == []
    assert [said["text"] for _, said in texts_of(row, Part.TEXT, Part.ADDED)] == [TEXT, "Gần cổng nhà Kín"]


def _open(scene: Scene) -> Feedback:
    return told(scene, MONDAY)


def _answered(scene: Scene) -> Feedback:
    return answered(scene, MONDAY, TUESDAY)


def _spam(scene: Scene) -> Feedback:
    return step(scene, told(scene, MONDAY), "spam", TUESDAY, note="Quảng cáo bán hàng")


def _legal(scene: Scene) -> Feedback:
    return told(scene, TUESDAY, topic="khieu-nai-to-cao")


def _legal_sent(scene: Scene) -> Feedback:
    row = told(scene, MONDAY, topic="khieu-nai-to-cao")
    return step(scene, row, "refer", TUESDAY, by=scene.inspector, to="Thanh tra, số 12")


def _quarantined(scene: Scene) -> Feedback:
    return step(scene, told(scene, MONDAY), "quarantine", TUESDAY, note="Nghi có bí mật nhà nước")


@pytest.mark.parametrize(
    ("made", "text_days", "contact_days"),
    [(_open, 730, 730), (_answered, 365, 60), (_spam, 365, 60), (_legal, 730, 730), (_legal_sent, 15, 15),
     (_quarantined, 3, 3)],
)  # fmt: skip
def test_each_lane_keeps_words_and_contact_for_its_time(
    scene: Scene, made: Callable[[Scene], Feedback], text_days: int, contact_days: int
) -> None:
    """Counted from the last step, or the moment of sending."""
    row = made(scene)
    last = row.steps.order_by("-pk").first()
    since = last.at if last else row.made_at
    for shelf, days in ((CONTACTS, contact_days), (TEXTS, text_days)):
        with clock.set_to(since + timedelta(days=days, minutes=-1)):
            assert erase_over(shelf) == 0
        with clock.set_to(since + timedelta(days=days, minutes=1)):
            assert erase_over(shelf) == 1
    assert texts_of(row, Part.TEXT)[0][1] == {}
    assert Feedback.objects.get(pk=row.pk).status == row.status
