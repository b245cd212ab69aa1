"""What nobody needs to tell is folded in the form of feedback, and opens by itself where it holds something."""

import re
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from tests.feedback.scene import Scene, a_scene
from thanthien.feedback.enums import Part
from thanthien.feedback.models import Feedback
from thanthien.feedback.queries import texts_of

pytestmark = pytest.mark.django_db
PLACE, CONTACT = "Ghi nơi xảy ra việc nếu biết", "Để lại liên hệ nếu muốn được báo kết quả"


@pytest.fixture
def scene() -> Scene:
    cache.clear()
    return a_scene()


def folds(answer: Any) -> dict[str, bool]:
    """Which parts are folded, by their heading: open or not."""
    page = answer.content.decode()
    found = re.findall(r"<details[^>]*?( open)?><summary>.*?</svg>([^<]+)</summary>", page, re.DOTALL)
    return {words.strip(): bool(is_open) for is_open, words in found if words.strip() in (PLACE, CONTACT)}


def send(client: Client, scene: Scene, **typed: str) -> Any:
    address = reverse("feedback-send", args=[scene.unit.code])
    slip = client.get(address).context["form"]["slip"].value()
    return client.post(address, {"slip": slip, "topic": "duong-sa"} | typed)


def test_form_is_short_before_anything_is_typed(client: Client, scene: Scene) -> None:
    page = client.get(reverse("feedback-send", args=[scene.unit.code]))
    assert folds(page) == {PLACE: False, CONTACT: False}
    assert [name in page.content.decode() for name in ('name="place"', 'name="hamlet"', 'name="phone"')] == [True] * 3


@pytest.mark.parametrize(
    ("typed", "opened"),
    [
        ({}, set()),
        ({"place": "Đầu ngõ 12"}, {PLACE}),
        ({"hamlet": "0"}, {PLACE}),
        ({"place": "x" * 200}, {PLACE}),
        ({"email": "không phải"}, {CONTACT}),
        ({"place": "Đầu ngõ 12", "phone": "0912345678"}, {PLACE, CONTACT}),
    ],
)
def test_part_that_holds_something_or_is_wrong_comes_back_open(
    client: Client, scene: Scene, typed: dict[str, str], opened: set[str]
) -> None:
    answer = send(client, scene, **typed)  # no text: refused
    assert (answer.status_code, {name for name, is_open in folds(answer).items() if is_open}) == (422, opened)


def test_place_of_a_folded_part_is_stored(client: Client, scene: Scene) -> None:
    typed = {"text": "Đèn đường hỏng ba hôm nay.", "hamlet": str(scene.hamlet.pk), "place": "Đầu ngõ 12"}
    assert send(client, scene, **typed).status_code == 200
    row = Feedback.objects.get()
    assert (row.hamlet, texts_of(row, Part.TEXT)[0][1]["place"]) == (scene.hamlet, "Đầu ngõ 12")


def test_unit_without_places_has_no_empty_choice(client: Client) -> None:
    scene = a_scene()
    scene.hamlet.delete()
    page = client.get(reverse("feedback-send", args=[scene.unit.code]))
    assert (folds(page)[PLACE], 'name="hamlet"' in page.content.decode()) == (False, False)
