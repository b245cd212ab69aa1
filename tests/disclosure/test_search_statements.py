"""The search asks for what it shows, and no more often than it has to."""

from datetime import date, datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.disclosure.scene import Scene, a_scene, whole
from tests.factories.accounts import person
from thanthien.accounts.roles import Role
from thanthien.core import clock
from thanthien.core.clock import ZONE
from thanthien.disclosure.public import publishers, units_that_publish
from thanthien.units.room_actions import switch_room

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 2)


@pytest.fixture(autouse=True)
def _now(time_machine: Any) -> None:
    time_machine.move_to(datetime(2026, 3, 10, 9, tzinfo=ZONE), tick=False)


@pytest.fixture
def scene() -> Scene:
    return a_scene(short_name="Hải An Thử", name="Phường Hải An Thử")


def test_a_search_knows_the_units_of_today_that_use_the_room(scene: Scene) -> None:
    other = a_scene(short_name="Đã Tắt", name="Phường Đã Tắt").unit
    switch_room(
        room="disclosure", on=False, first_day=clock.today(), reason="chưa dùng", unit_ids=[other.pk],
        by=person(Role.CITY_OFFICER),
    )  # fmt: skip
    asked = [(one.pk, one.code, one.name, one.folded) for one in units_that_publish()]
    assert [tuple(one) for one in publishers()] == asked
    assert (other.pk in [one[0] for one in asked], scene.unit.pk in [one[0] for one in asked]) == (False, True)


def test_words_are_found_and_counted_with_three_statements_and_nothing_is_asked_of_two_units_at_once(
    scene: Scene, django_assert_num_queries: Any
) -> None:
    whole(scene, DAY)
    client, other = Client(), a_scene(name="Phường Xa", short_name="Xa").unit
    client.get(reverse("disclosure-search"), {"tu_khoa": "mot"})
    with django_assert_num_queries(3):
        page = client.get(reverse("disclosure-search"), {"tu_khoa": "du toan ngan sach"})
    assert page.context["table"].count == 1
    with django_assert_num_queries(3):
        page = client.get(reverse("disclosure-search"), {"tu_khoa": "du toan", "don_vi": scene.unit.code})
    assert page.context["table"].count == 1
    with django_assert_num_queries(1):
        page = client.get(reverse("disclosure-search"), {"tu_khoa": other.name, "don_vi": scene.unit.code})
    assert page.context["table"].count == 0
