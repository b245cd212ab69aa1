"""“Sổ ghi”: each register with what is due and was done of its duties, beside its door."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest
from django.db import connection
from django.http import HttpRequest
from django.test import Client
from django.test.utils import CaptureQueriesContext
from playwright.sync_api import Page

from tests.accessibility import too_wide
from tests.browser.sessions import enter_as
from tests.conftest import DESK, PHONE
from tests.factories.accounts import MembershipFactory, person
from tests.factories.units import AgencyFactory
from tests.service.scene import Scene, a_scene, decide, hold
from thanthien.accounts.models import User
from thanthien.accounts.roles import Role
from thanthien.core.clock import ZONE
from thanthien.core.navigation import entries, entry_finder
from thanthien.measures.duties import State, all_duties

pytestmark = pytest.mark.django_db
ADDRESS, FAST_DAYS = "/so-ghi/", "Ngày giải quyết nhanh"


@pytest.fixture(autouse=True)
def _thursday(time_machine: Any) -> None:
    time_machine.move_to(datetime(2026, 3, 12, 9, tzinfo=ZONE), tick=False)  # the fast day is 11/3


@pytest.fixture
def scene() -> Scene:
    made = a_scene()
    decide(made, date(2026, 1, 5))
    return made


@pytest.fixture
def focal(scene: Scene) -> User:
    return person(Role.COMMUNE_FOCAL, agency=AgencyFactory(committee=True, unit=scene.unit))


def shown(client: Client, user: User) -> dict[str, list[tuple[str, State]]]:
    """By the name of a door: period and state of each duty beside it."""
    client.force_login(user)
    answer = client.get(ADDRESS)
    assert answer.status_code == 200
    return {
        door.label: [(row.period.key, row.state.state) for _, row in duties] for door, duties in answer.context["doors"]
    }


def test_register_says_what_is_late_and_what_was_done(client: Client, scene: Scene, focal: User) -> None:
    assert shown(client, focal)[FAST_DAYS] == [("2026-W10", State.LATE), ("2026-W11", State.DUE)]
    hold(scene, date(2026, 3, 11), 6, 5)
    assert shown(client, focal)[FAST_DAYS] == [("2026-W10", State.LATE), ("2026-W11", State.DONE)]
    assert "đã ghi số liệu" in client.get(ADDRESS).text


def test_every_duty_stands_beside_the_register_in_which_it_is_done(rf: Any, scene: Scene, focal: User) -> None:
    """A duty whose door no register stands for would be seen nowhere on the page."""
    request: HttpRequest = rf.get(ADDRESS)
    request.user = User.objects.get(pk=focal.pk)
    register_of = entry_finder(request, "registers")
    places = {duty.key: register_of(duty.door(scene.unit)) for duty in all_duties()}
    assert [key for key, place in places.items() if not place] == []
    assert len(set(places.values())) > 8


def test_who_has_no_week_of_a_unit_sees_the_doors_alone(client: Client, scene: Scene) -> None:
    doors = shown(client, person(Role.APPRAISER))
    assert FAST_DAYS in doors
    assert [label for label, duties in doors.items() if duties] == []
    assert "việc đến hạn" not in client.get(ADDRESS).text


def test_duties_of_several_units_name_them_in_as_many_statements(client: Client, scene: Scene, focal: User) -> None:
    asked = []
    for several in (False, True):
        if several:
            MembershipFactory(user=focal, role=Role.COMMUNE_FOCAL, agency=AgencyFactory(committee=True))
        client.force_login(User.objects.get(pk=focal.pk))
        with CaptureQueriesContext(connection) as statements:
            text = client.get(ADDRESS).text
        asked.append(len(statements))
        assert (f"{scene.unit.name}, tuần 11" in text) is several
    assert asked[0] == asked[1] <= 15


def test_menu_of_an_official_has_no_entry_for_a_single_register(rf: Any, focal: User) -> None:
    request: HttpRequest = rf.get("/so-lieu-ngay-giai-quyet-nhanh/")
    request.user = User.objects.get(pk=focal.pk)
    menu = entries(request, "work")
    assert [one.label for one in menu if one.current] == ["Sổ ghi"]
    assert [one.label for one in menu] == [
        "Việc của tôi", "Thông báo", "Việc tuần này", "Hồ sơ của đơn vị", "Sổ ghi", "Kỳ đánh giá", "Minh chứng",
    ]  # fmt: skip


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["360", "1440"])
def test_registers_fit(new_page: Callable[..., Page], assert_accessible: Any, focal: User, size: Any) -> None:
    page = enter_as(new_page(viewport=size), focal)
    page.goto(ADDRESS)
    assert_accessible(page)
    assert too_wide(page) == 0
