"""Rates of answers in time, for everybody: of the rounds that the figure counts, with denominators, in no ranking."""

from datetime import date, datetime
from typing import Any

import pytest
from django.core.cache import caches
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.feedback.scene import Scene, a_scene, answered, told
from thanthien.core.clock import ZONE
from thanthien.feedback.measures import ANSWERED_ON_TIME
from thanthien.feedback.public import units_that_answer
from thanthien.feedback.public_rates import Rate, rates_of
from thanthien.measures.queries import this_years_scope

pytestmark = pytest.mark.django_db
MONDAY, THURSDAY, LATE = date(2026, 3, 2), date(2026, 3, 5), date(2026, 3, 20)


@pytest.fixture(autouse=True)
def _now(time_machine: Any) -> None:
    caches["local"].clear()
    time_machine.move_to(datetime(2026, 3, 30, 9, tzinfo=ZONE), tick=False)


@pytest.fixture
def scene() -> Scene:
    return a_scene()


def lived(scene: Scene) -> None:
    """Answered in time, answered late, unanswered, and not due: not yet, and of the channel of complaints."""
    answered(scene, MONDAY, THURSDAY)
    answered(scene, MONDAY, LATE, topic="moi-truong")
    told(scene, MONDAY, topic="moi-truong")
    told(scene, date(2026, 3, 27))
    told(scene, MONDAY, topic="khieu-nai-to-cao")


def test_rates_count_what_the_figure_counts(scene: Scene) -> None:
    lived(scene)
    found = rates_of([scene.unit])
    figure: Any = ANSWERED_ON_TIME.answer(this_years_scope([scene.unit.pk]))[scene.unit.pk].figure
    assert (found.whole.on_time, found.whole.due) == (figure.numerator, figure.denominator) == (1, 3)
    assert found.by_unit == [Rate(scene.unit.name, 3, 1, scene.unit.pk)]
    assert {one.label: (one.on_time, one.due) for one in found.by_topic if one.due} == {
        "Đường sá, cầu cống, chiếu sáng": (1, 1), "Rác, vệ sinh, môi trường": (0, 2),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("due", "on_time", "words", "note"),
    [
        (0, 0, "Chưa có phản ánh nào đến hạn trả lời", "chưa có phản ánh đến hạn"),
        (9, 9, "9/9 phản ánh đến hạn được trả lời đúng hạn (100%)", "chỉ có 9 phản ánh, chưa nên so sánh"),
        (12, 11, "11/12 phản ánh đến hạn được trả lời đúng hạn (91,7%)", ""),
    ],
)
def test_rate_says_its_denominator_and_that_it_is_small(due: int, on_time: int, words: str, note: str) -> None:
    rate = Rate("", due, on_time)
    assert (rate.words, rate.note) == (words, note)


def test_city_page_lists_units_in_their_order_and_sorts_by_nothing(client: Client, scene: Scene) -> None:
    lived(scene)
    a_scene()
    page = client.get(reverse("feedback-rates"))
    assert [one.label for one in page.context["units"].rows] == [one.name for one in units_that_answer()]
    assert [table.table.orders for table in (page.context["units"], page.context["topics"])] == [[], []]
    assert "1/3 phản ánh đến hạn được trả lời đúng hạn (33,3%)" in " ".join(page.content.decode().split())


def test_unit_page_says_its_rate_and_that_it_rests_on_few(client: Client, scene: Scene) -> None:
    lived(scene)
    page = " ".join(client.get(reverse("feedback-unit", args=[scene.unit.code])).content.decode().split())
    assert "1/3 phản ánh đến hạn được trả lời đúng hạn (33,3%). Số lượng ít, chưa nên so sánh." in page


def test_rates_take_few_statements_whatever_the_numbers(scene: Scene) -> None:
    counts = []
    for _ in range(2):
        lived(a_scene())
        units = units_that_answer()
        with CaptureQueriesContext(connection) as caught:
            rates_of(units)
        counts.append(len(caught))
    assert (counts[0] == counts[1], counts[0] <= 10) == (True, True)


def test_units_are_searched_by_name_and_paged(client: Client, scene: Scene) -> None:
    wanted = a_scene(short_name="Hải An").unit
    for number in range(20):
        a_scene(short_name=f"Đông {number}")
    address = reverse("feedback-rates")
    assert len(client.get(address).context["units"].rows) == 20
    for words in ("hai an", wanted.code, f"ngân sách {wanted.name}"):
        assert [one.label for one in client.get(address, {"don_vi": words}).context["units"].rows] == [wanted.name]
