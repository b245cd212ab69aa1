"""Registers of the staff as lists: whose numbers a course names, and a year that is no quantity."""

from datetime import date, datetime
from typing import Any

import pytest
from django.test import Client

from tests.workforce.scene import Scene, a_scene, put_on_roll, rate, teach
from thanthien.core.clock import ZONE

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene(client: Client, time_machine: Any) -> Scene:
    time_machine.move_to(datetime(2026, 12, 14, 9, tzinfo=ZONE), tick=False)
    made = a_scene()
    client.force_login(made.keeper)
    return made


def test_list_of_courses_says_whose_numbers_those_of_the_people_are(client: Client, scene: Scene) -> None:
    for number in (1, 2, 5):
        put_on_roll(scene, number)
    made = teach(scene, date(2026, 3, 3), "1; 2; 5")
    told = "3 người, số trong danh sách: 1; 2; 5"
    pages = [client.get(address).text for address in ("/doi-ngu/tap-huan/", f"/doi-ngu/tap-huan/{made.pk}/")]
    assert [told in page for page in pages] == [True, True]


def test_year_of_a_rating_is_written_without_a_dot(client: Client, scene: Scene) -> None:
    made = rate(scene, date(2026, 12, 10), year=2025)
    pages = [client.get(address).text for address in ("/doi-ngu/xep-loai/", f"/doi-ngu/xep-loai/{made.pk}/")]
    assert [("2.025" in page, "2025" in page) for page in pages] == [(False, True), (False, True)]
