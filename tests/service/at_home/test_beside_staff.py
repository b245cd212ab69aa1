"""What is sent without an account beside a session of the unit's people says so: in history, list and file."""

from datetime import date, datetime
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from tests.factories.accounts import person
from tests.factories.units import AgencyFactory
from tests.service.at_home.scene import Scene, a_scene, asked, public, typed
from thanthien.accounts.roles import Role
from thanthien.core.clock import ZONE
from thanthien.service.at_home.enums import Via
from thanthien.service.at_home.models import HomeRequest, HomeStep

pytestmark = pytest.mark.django_db
MONDAY = date(2026, 3, 2)
CODE = "K7QM-2XRD-9FHA-C3WT"
FROM_STAFF = "gửi từ máy của cán bộ"


@pytest.fixture(autouse=True)
def _now(time_machine: Any) -> None:
    cache.clear()
    time_machine.move_to(datetime(2026, 3, 3, 9, tzinfo=ZONE), tick=False)


@pytest.fixture
def scene() -> Scene:
    return a_scene()


@pytest.fixture
def officer(client: Client, scene: Scene) -> Client:
    client.force_login(scene.officer)
    return client


def seen(client: Client, request: HomeRequest) -> str:
    return " ".join(client.get(reverse("home-request", args=[request.pk])).content.decode().split())


def listed(client: Client) -> str:
    return client.get(f"{reverse('home-requests')}?tai=csv").getvalue().decode()


def withdraw(client: Client) -> Any:
    sent = {"code": CODE, "step": "withdraw", "version": "1", "reason": "came"}
    return client.post(reverse("home-follow"), sent)


def test_request_from_a_device_of_the_staff_says_so(officer: Client, scene: Scene) -> None:
    told = typed(officer, public(scene))
    assert officer.post(public(scene), told).status_code == 200
    request = HomeRequest.objects.get()
    assert (request.via, request.entered_by, request.from_staff) == ("web", None, True)
    assert f"trang công khai, {FROM_STAFF}" in seen(officer, request)
    assert f"trang công khai, {FROM_STAFF}" in listed(officer)


def test_step_by_the_code_from_a_device_of_the_staff_says_so(officer: Client, scene: Scene) -> None:
    request = asked(scene, MONDAY, code=CODE, via=Via.WEB)
    assert withdraw(officer).status_code == 200
    step = HomeStep.objects.get()
    assert (step.actor, step.by, step.from_staff) == ("citizen", None, True)
    assert f"người dân, bằng mã theo dõi, {FROM_STAFF}" in seen(officer, request)
    assert f"rút đề nghị, {FROM_STAFF}" in listed(officer)


def test_step_of_the_person_is_by_the_code_alone(client: Client, scene: Scene) -> None:
    request = asked(scene, MONDAY, code=CODE, via=Via.WEB)
    withdraw(client)
    client.force_login(scene.officer)
    page, file = seen(client, request), listed(client)
    assert ("người dân, bằng mã theo dõi" in page, "rút đề nghị" in file) == (True, True)
    assert (FROM_STAFF in page, FROM_STAFF in file) == (False, False)


@pytest.mark.parametrize("who", ["stranger", "of-another-unit", "head-of-thon"])
def test_session_of_somebody_else_marks_nothing(client: Client, scene: Scene, who: str) -> None:
    if who == "of-another-unit":
        client.force_login(a_scene().officer)
    if who == "head-of-thon":
        head = person(Role.VILLAGE_HEAD, agency=AgencyFactory(committee=True, unit=scene.unit))
        head.memberships.update(hamlet=scene.hamlet)
        client.force_login(head)
    client.post(public(scene), typed(client, public(scene)))
    asked(scene, MONDAY, code=CODE, via=Via.WEB)
    withdraw(client)
    marked = [*HomeRequest.objects.values_list("from_staff", flat=True), HomeStep.objects.get().from_staff]
    assert marked == [False] * 3


def test_staff_are_told_before_they_send(client: Client, scene: Scene) -> None:
    asked(scene, MONDAY, code=CODE, via=Via.WEB)

    def warned() -> list[bool]:
        pages = [client.get(public(scene)), client.post(reverse("home-follow"), {"code": CODE})]
        return ["được ghi là gửi từ máy của cán bộ" in " ".join(page.content.decode().split()) for page in pages]

    assert warned() == [False, False]
    client.force_login(scene.officer)
    assert warned() == [True, True]
