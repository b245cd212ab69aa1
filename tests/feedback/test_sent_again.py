"""The same, sent a second time with a form opened anew: it is asked first, of nobody but the browser that said it."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.urls import reverse

from tests.at_once import at_once
from tests.feedback.photographs import upload
from tests.feedback.scene import Scene, a_scene
from thanthien.core.clock import ZONE
from thanthien.feedback.models import Feedback, FeedbackPhotograph

pytestmark = pytest.mark.django_db
MORNING = datetime(2026, 3, 3, 9, tzinfo=ZONE)
TEXT = "Đèn đường ngõ Kín hỏng ba hôm nay."


@pytest.fixture(autouse=True)
def _now(time_machine: Any) -> None:
    cache.clear()
    time_machine.move_to(MORNING, tick=False)


@pytest.fixture
def scene() -> Scene:
    return a_scene()


def send(client: Client, scene: Scene, *, slip: str = "", **changes: Any) -> Any:
    """With a form opened anew, or the one that was open."""
    address = reverse("feedback-send", args=[scene.unit.code])
    opened = client.get(address).context["form"]["slip"].value()
    return client.post(address, {"slip": slip or opened, "topic": "duong-sa", "text": TEXT} | changes)


def test_same_of_the_same_browser_is_asked_first_and_all_that_was_typed_stays(client: Client, scene: Scene) -> None:
    code = send(client, scene).context["code"]
    again = send(client, scene, text=f"  {TEXT.upper()}\n", place="đầu ngõ 12", phone="0912 345 678")
    form = again.context["form"]
    assert (again.status_code, list(form.errors), Feedback.objects.count()) == (422, ["again"], 1)
    assert (form["place"].value(), form["phone"].value(), form["topic"].value()) == (
        "đầu ngõ 12", "0912 345 678", "duong-sa",
    )  # fmt: skip
    page = again.content.decode()
    assert ("đã nhận đúng nội dung này từ máy này" in page, 'name="again"' in page, code in page) == (True, True, False)


def test_tick_sends_it_all_the_same(client: Client, scene: Scene) -> None:
    send(client, scene)
    slip = send(client, scene).context["form"]["slip"].value()
    assert send(client, scene, slip=slip, again="on").status_code == 200
    assert Feedback.objects.count() == 2
    assert send(client, scene).status_code == 422


def test_what_is_asked_first_takes_nothing_of_the_sendings_of_a_day(client: Client, scene: Scene) -> None:
    send(client, scene)
    assert {send(client, scene).status_code for _ in range(12)} == {422}
    answer = send(client, scene, text="Nắp cống vỡ trước cổng trường.")
    assert (answer.status_code, Feedback.objects.count()) == (200, 2)


def test_what_is_asked_first_takes_nothing_of_those_with_pictures(client: Client, scene: Scene) -> None:
    send(client, scene)
    asked = {send(client, scene, photographs=[upload()]).status_code for _ in range(7)}
    answer = send(client, scene, text="Nắp cống vỡ trước cổng trường.", photographs=[upload()])
    assert (asked, answer.status_code, FeedbackPhotograph.objects.count()) == ({422}, 200, 1)


def test_form_that_nothing_was_told_of_asks_nothing(client: Client, scene: Scene) -> None:
    page = client.get(reverse("feedback-send", args=[scene.unit.code])).content.decode()
    assert "Đây là việc khác" not in page


@pytest.mark.parametrize("other", ["browser", "no number", "unit", "text", "next day"])
def test_nothing_is_said_of_another(client: Client, scene: Scene, time_machine: Any, other: str) -> None:
    send(client, scene)
    browser = client if other in ("unit", "text", "next day") else Client()
    if other == "next day":
        time_machine.move_to(MORNING + timedelta(days=1, minutes=1), tick=False)
    if other == "no number":
        form = client.get(reverse("feedback-send", args=[scene.unit.code])).context["form"]
        told = {"slip": form["slip"].value(), "topic": "duong-sa", "text": TEXT}
        answer = browser.post(reverse("feedback-send", args=[scene.unit.code]), told)
    else:
        place = a_scene() if other == "unit" else scene
        answer = send(browser, place, text=f"{TEXT} Rất tối." if other == "text" else TEXT)
    assert (answer.status_code, Feedback.objects.count()) == (200, 2)


def test_form_that_was_sent_is_no_second_sending(client: Client, scene: Scene) -> None:
    slip = client.get(reverse("feedback-send", args=[scene.unit.code])).context["form"]["slip"].value()
    codes = [send(client, scene, slip=slip).context["code"] for _ in range(2)]
    assert (codes[0] == codes[1], Feedback.objects.count()) == (True, 1)


def test_what_was_refused_was_not_received(client: Client, scene: Scene) -> None:
    assert send(client, scene, topic="").status_code == 422
    assert send(client, scene).status_code == 200


def test_nothing_readable_is_stored(client: Client, scene: Scene) -> None:
    send(client, scene)
    with connection.cursor() as cursor:
        cursor.execute("SELECT cache_key, value FROM cache WHERE cache_key LIKE '%%sent:%%'")
        [(key, value)] = cursor.fetchall()
    told = f"{key} {value}"
    assert [one for one in (scene.unit.code, str(Feedback.objects.get().key), "Kín") if one in told] == []


@pytest.mark.django_db(transaction=True)
def test_of_two_tabs_that_send_at_once_one_is_asked(client: Client, scene: Scene) -> None:
    address = reverse("feedback-send", args=[scene.unit.code])
    slips = [client.get(address).context["form"]["slip"].value() for _ in range(2)]

    def sending(slip: str) -> int:
        tab = Client()
        tab.cookies = client.cookies.copy()
        return int(tab.post(address, {"slip": slip, "topic": "duong-sa", "text": TEXT}).status_code)

    answers: list[int] = []
    at_once(lambda: answers.append(sending(slips[0])), lambda: answers.append(sending(slips[1])))
    assert (sorted(answers), Feedback.objects.count()) == ([200, 422], 1)
