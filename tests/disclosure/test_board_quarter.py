"""Which quarter the board opens on: the running one, but the one before while something of it can still be told."""

from datetime import date, datetime
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.disclosure.scene import Scene, a_scene, drafted, made_public, nothing, posted
from thanthien.core.clock import ZONE
from thanthien.disclosure.catalogue import catalogue

pytestmark = pytest.mark.django_db
LAST_QUARTER, RUNNING = "2026-Q1", "2026-Q2"
DAY = date(2026, 3, 2)


@pytest.fixture
def scene(time_machine: Any) -> Scene:
    time_machine.move_to(datetime(2026, 4, 1, 9, tzinfo=ZONE), tick=False)
    return a_scene()


def board(scene: Scene, **asked: str) -> Any:
    client = Client()
    client.force_login(scene.officer)
    return client.get(reverse("disclosure-board"), asked)


def opened(scene: Scene, **asked: str) -> tuple[str, str, str]:
    """The quarter of the board, the one that its filter shows, and what is said of it."""
    context = board(scene, **asked).context
    found = context["board"]
    return found.quarter.key, context["table"].table.filters["quy"].value(), found.words


def tell_all(scene: Scene) -> None:
    """Of each item of the quarter that is over that nothing arose, or what must arise."""
    for one in (one for one in catalogue().values() if one.period in ("event", "quarter")):
        if one.may_be_nothing_in(whole_year=False):
            nothing(scene, LAST_QUARTER, one.code, date(2026, 4, 1))
        else:
            record = drafted(scene, DAY, one.code)
            made_public(scene, record, DAY)
            posted(scene, record, DAY, "b")
            posted(scene, record, DAY, "a", spots="; ".join(one.places) or "office")


def test_quarter_that_is_over_stays_while_it_can_be_told_of(scene: Scene) -> None:
    rows = [one for one in board(scene).context["board"].rows if one.key == LAST_QUARTER]
    told = f"quý đã qua, còn {len(rows)} nội dung chưa xong, hạn ghi đến hết ngày 02/04/2026"
    assert opened(scene) == (LAST_QUARTER, LAST_QUARTER, told)
    page = board(scene).content.decode()
    assert (f"quý I/2026: {told}." in " ".join(page.split()), "Xem quý II/2026" in page) == (True, True)


def test_running_quarter_opens_once_all_of_the_other_is_told(scene: Scene) -> None:
    tell_all(scene)
    assert opened(scene) == (RUNNING, RUNNING, "quý đang thực hiện, đến hết ngày 30/06/2026")


def test_running_quarter_opens_once_nothing_can_be_told_in_time(scene: Scene, time_machine: Any) -> None:
    time_machine.move_to(datetime(2026, 4, 20, 9, tzinfo=ZONE), tick=False)
    assert opened(scene) == (RUNNING, RUNNING, "quý đang thực hiện, đến hết ngày 30/06/2026")
    assert opened(scene, quy=LAST_QUARTER) == (LAST_QUARTER, LAST_QUARTER, "quý đã qua")
    assert "Xem quý II/2026" in board(scene, quy=LAST_QUARTER).content.decode()


def test_unit_that_was_not_there_owes_nothing_of_the_quarter(scene: Scene) -> None:
    type(scene.unit).objects.filter(pk=scene.unit.pk).update(valid_from=date(2026, 3, 1))
    assert opened(scene)[0] == RUNNING


def test_looking_for_the_quarter_costs_no_statement(scene: Scene) -> None:
    board(scene)

    def statements(**asked: str) -> int:
        with CaptureQueriesContext(connection) as seen:
            board(scene, **asked)
        return len(seen)

    assert statements() == statements(quy=RUNNING) == statements(quy=LAST_QUARTER)
