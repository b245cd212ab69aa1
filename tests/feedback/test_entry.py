"""What came by phone, at the desk, on paper, at a meeting is entered in one form, once."""

from datetime import date, datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.feedback.photographs import upload
from tests.feedback.scene import TEXT, Scene, a_scene
from thanthien.core.clock import ZONE
from thanthien.feedback.models import Feedback
from thanthien.feedback.queries import by_code

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _now(time_machine: Any) -> None:
    time_machine.move_to(datetime(2026, 3, 4, 9, tzinfo=ZONE), tick=False)


@pytest.fixture
def scene() -> Scene:
    return a_scene()


@pytest.fixture
def officer(client: Client, scene: Scene) -> Client:
    client.force_login(scene.officer)
    return client


def address(scene: Scene) -> str:
    return reverse("feedback-enter", args=[scene.unit.code])


def typed(client: Client, scene: Scene, **changes: Any) -> dict[str, Any]:
    form = client.get(address(scene)).context["form"]
    return {
        "slip": form["slip"].value(), "via": "phone", "received_on": "02/03/2026", "topic": "duong-sa", "text": TEXT,
        "hamlet": str(scene.hamlet.pk), "place": "ngõ Kín", "name": "", "phone": "0912 345 678", "email": "",
    } | changes  # fmt: skip


def test_it_is_stored_once_and_its_code_shown_once(officer: Client, scene: Scene) -> None:
    data = typed(officer, scene)
    first, again = (officer.post(address(scene), data) for _ in range(2))
    row = Feedback.objects.get()
    assert (row.via, row.received_on, row.entered_by, row.due_on) == (
        "phone", date(2026, 3, 2), scene.officer, date(2026, 3, 16),
    )  # fmt: skip
    assert first.context["code"] == again.context["code"]
    assert by_code(first.context["code"]) == row
    assert first.context["code"] in first.content.decode()


def test_photographs_that_somebody_brought_are_kept_with_it(officer: Client, scene: Scene) -> None:
    officer.post(address(scene), typed(officer, scene, photographs=[upload()]))
    row = Feedback.objects.get()
    assert (row.entered_by, row.photographs.count()) == (scene.officer, 1)


def test_photographs_that_came_with_what_is_wrong_are_said_to_be_gone(officer: Client, scene: Scene) -> None:
    answer = officer.post(address(scene), typed(officer, scene, text="", photographs=[upload()]))
    assert answer.context["form"].errors["photographs"] == [
        "Ảnh đã chọn không giữ lại được; cần chọn lại ảnh trước khi gửi."
    ]


def test_form_opens_with_today_and_without_the_legal_topic(officer: Client, scene: Scene) -> None:
    form = officer.get(address(scene)).context["form"]
    assert form["received_on"].value() == date(2026, 3, 4)
    assert "khieu-nai-to-cao" not in dict(form.fields["topic"].choices)
    assert [bound.name for bound in form.visible_fields()][:3] == ["via", "received_on", "topic"]


@pytest.mark.parametrize(
    ("changes", "fields"),
    [
        ({"via": ""}, ["via"]),
        ({"received_on": "05/03/2026"}, ["received_on"]),
        ({"text": ""}, ["text"]),
        ({"topic": "khieu-nai-to-cao"}, ["topic"]),
    ],
)
def test_what_is_missing_stands_at_its_field(
    officer: Client, scene: Scene, changes: dict[str, Any], fields: list[str]
) -> None:
    answer = officer.post(address(scene), typed(officer, scene, **changes))
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, fields)
    assert Feedback.objects.count() == 0


def test_another_unit_has_no_form_for_them(officer: Client) -> None:
    assert officer.get(address(a_scene())).status_code == 404


def test_way_is_chosen_as_the_door_says_and_the_next_one_comes_the_same_way(officer: Client, scene: Scene) -> None:
    doors = [officer.get(f"{address(scene)}?cach={way}").context["form"]["via"] for way in ("desk", "web")]
    assert [len([one for one in door if one.data["selected"]]) for door in doors] == [1, 0]
    answer = officer.post(address(scene), typed(officer, scene, via="desk"))
    assert f'href="{address(scene)}?cach=desk"' in answer.content.decode()
