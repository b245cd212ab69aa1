"""Pages of pictures for everybody: who is offered what, what is compared, what is told when somebody was quicker."""

import json
from datetime import date, datetime
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.feedback.photographs import photographed, upload
from tests.feedback.pictures import ALT, PLACES, answered_with, drawn, made, published_with
from tests.feedback.scene import ANSWER, Scene, a_scene, step
from thanthien.core.clock import ZONE
from thanthien.feedback.models import Feedback, FeedbackStep, PublicPhotograph

pytestmark = pytest.mark.django_db
TUESDAY, THURSDAY = date(2026, 3, 3), date(2026, 3, 5)


@pytest.fixture(autouse=True)
def _now(time_machine: Any) -> None:
    cache.clear()
    time_machine.move_to(datetime(2026, 3, 5, 9, tzinfo=ZONE), tick=False)


@pytest.fixture
def scene() -> Scene:
    return a_scene()


@pytest.fixture
def officer(scene: Scene) -> Client:
    return signed_in(scene.officer)


@pytest.fixture
def chair(scene: Scene) -> Client:
    return signed_in(scene.chair)


def signed_in(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def blurring(row: Feedback) -> str:
    return reverse("feedback-blur", args=[row.pk, row.photographs.get().key])


def sent(client: Client, row: Feedback, version: int, **changes: Any) -> Any:
    told = {"version": version, "regions": json.dumps([[1, 2, 30, 20]]), "alt": ALT, "picture": drawn()} | changes
    return client.post(blurring(row), told)


def version(row: Feedback) -> int:
    return Feedback.objects.get(pk=row.pk).version


def step_page(client: Client, row: Feedback, name: str) -> Any:
    return client.get(reverse("feedback-step", args=[row.pk, name]))


def test_picture_is_kept_with_its_places_and_told_in_the_history(officer: Client, scene: Scene) -> None:
    row = photographed(scene, TUESDAY, upload())
    answer = sent(officer, row, version(row))
    assert (answer.status_code, answer["Location"]) == (302, reverse("feedback-one", args=[row.pk]))
    one = PublicPhotograph.objects.get()
    assert (one.regions, one.nothing, one.alt, one.by) == (1, False, ALT, scene.officer)
    assert one.places == {"of": [64, 48], "at": [[1, 2, 30, 20]]}
    page = officer.get(answer["Location"])
    assert page.context["history"][-1][0::2] == ("Chuẩn bị ảnh công khai", ALT)
    assert reverse("feedback-made-picture", args=[row.pk, one.key]) in page.content.decode()


def test_somebody_elses_step_meanwhile_is_told_and_what_was_drawn_stays(officer: Client, scene: Scene) -> None:
    row = photographed(scene, TUESDAY, upload())
    seen = version(row)
    step(scene, row, "assign", TUESDAY, assigned=scene.officer.pk)
    answer = sent(officer, row, seen)
    form = answer.context["form"]
    assert (answer.status_code, form["version"].value(), PublicPhotograph.objects.count()) == (409, str(seen + 1), 0)
    assert form["regions"].value() == "[[1, 2, 30, 20]]"
    assert sent(officer, row, seen + 1).status_code == 302


@pytest.mark.parametrize(
    "regions", ["khong phai", '{"a": 1}', json.dumps([[0, 0, 1, 1]] * 51), "[[0, 0, 1]]", '[[0, 0, 1, "1"]]', "[7]"]
)
def test_places_that_no_page_sends_are_refused(officer: Client, scene: Scene, regions: str) -> None:
    row = photographed(scene, TUESDAY, upload())
    answer = sent(officer, row, version(row), regions=regions)
    assert (answer.status_code, PublicPhotograph.objects.count()) == (422, 0)
    assert "Mỗi ảnh có tối đa 50 vùng che." in answer.content.decode()


def test_leader_compares_both_before_the_answer_is_public(chair: Client, scene: Scene) -> None:
    row = photographed(scene, TUESDAY, upload())
    one = made(scene, row, TUESDAY)
    step(scene, row, "draft", TUESDAY, **ANSWER)
    page = step_page(chair, row, "answer")
    text = page.content.decode()
    original = reverse("feedback-photograph", args=[row.pk, row.photographs.get().key])
    inside = reverse("feedback-made-picture", args=[row.pk, one.key])
    assert (f'<img src="{original}"' in text, f'<img src="{inside}"' in text) == (True, True)
    outlines = [
        '<svg viewBox="0 0 64 48"',
        *(f'<rect x="{x}" y="{y}" width="{w}" height="{h}"' for x, y, w, h in PLACES),
    ]
    assert [one for one in outlines if one not in text] == []
    assert list(page.context["form"].fields["pictures"].choices) == [(one.key, f"Ảnh 1: {ALT}")]
    told = {"version": version(row), "looked": "on", "pictures": [str(one.key)]}
    chair.post(reverse("feedback-step", args=[row.pk, "answer"]), told)
    one.refresh_from_db()
    assert (one.checked_by, Client().get(reverse("feedback-public-picture", args=[one.key])).status_code) == (
        scene.chair, 200,
    )  # fmt: skip


def test_leader_is_not_offered_the_own_picture(chair: Client, scene: Scene) -> None:
    row = photographed(scene, TUESDAY, upload())
    made(scene, row, TUESDAY, by=scene.chair)
    step(scene, row, "draft", TUESDAY, **ANSWER)
    page = step_page(chair, row, "answer")
    assert ("pictures" in page.context["form"].fields, page.context["page"].pictures) == (False, [])


def test_approving_later_is_offered_where_a_picture_waits(chair: Client, officer: Client, scene: Scene) -> None:
    row, (one,) = answered_with(scene, TUESDAY)

    def offered(client: Client) -> bool:
        page = client.get(reverse("feedback-one", args=[row.pk]))
        return "show" in [step.name for step in page.context["steps"]]

    before = offered(chair)
    step(scene, row, "publish", TUESDAY, looked=True)
    assert (before, offered(chair), offered(officer)) == (False, True, False)
    told = {"version": version(row), "pictures": [str(one.key)]}
    assert chair.post(reverse("feedback-step", args=[row.pk, "show"]), told).status_code == 302
    assert offered(chair) is False


def test_picture_is_put_away_with_a_reason(officer: Client, scene: Scene) -> None:
    row, (one,) = published_with(scene, TUESDAY)
    address = reverse("feedback-drop-picture", args=[row.pk, one.key])
    assert officer.post(address, {"version": version(row), "note": "x"}).status_code == 422
    assert officer.post(address, {"version": 1, "note": "Còn thấy biển số"}).status_code == 409
    officer.post(address, {"version": version(row), "note": "Còn thấy biển số"})
    assert Client().get(reverse("feedback-public-picture", args=[one.key])).status_code == 404
    assert (FeedbackStep.objects.last().note, officer.get(address).status_code) == ("Còn thấy biển số", 404)  # type: ignore[union-attr]


def test_page_of_a_public_picture_offers_no_second_covering(officer: Client, scene: Scene) -> None:
    row, _ = published_with(scene, TUESDAY)
    page = officer.get(reverse("feedback-one", args=[row.pk])).content.decode()
    assert (blurring(row) in page, "đã duyệt công khai" in page) == (False, True)


def test_other_unit_and_a_lane_find_nothing(officer: Client, scene: Scene) -> None:
    other = photographed(a_scene(), TUESDAY, upload())
    complaint = photographed(scene, TUESDAY, upload(), topic="khieu-nai-to-cao")
    assert [officer.get(blurring(row)).status_code for row in (other, complaint)] == [404, 404]
    assert signed_in(scene.inspector).get(blurring(complaint)).status_code == 404
    assert sent(officer, other, 1).status_code == 404


def test_page_asks_as_much_with_one_photograph_as_with_three(officer: Client, scene: Scene) -> None:
    counts = []
    for number in (1, 3):
        row, _ = answered_with(scene, TUESDAY, count=number)
        officer.get(reverse("feedback-one", args=[row.pk]))
        with CaptureQueriesContext(connection) as asked:
            officer.get(reverse("feedback-one", args=[row.pk]))
        counts.append(len(asked))
    assert counts[0] == counts[1]
