"""Answers that wait for who leads: each read whole, published by a tick of its own, each by itself."""

from datetime import date, datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.feedback.photographs import photographed, upload
from tests.feedback.pictures import answered_with, made
from tests.feedback.scene import ANSWER, TEXT, Scene, a_scene, answered, own_step, published, step, told
from thanthien.core.acting.seen import pack
from thanthien.core.clock import ZONE
from thanthien.core.private.models import Look
from thanthien.feedback.approving import AT_ONCE
from thanthien.feedback.models import Feedback, FeedbackStep, PublicPhotograph
from thanthien.feedback.waiting import counts_of, feedback_work
from thanthien.feedback.workflow import Status

pytestmark = pytest.mark.django_db
MONDAY, TUESDAY = date(2026, 3, 2), date(2026, 3, 3)
CODE = "K7QM-2XRD-9FHA-C3WT"
CHANGED = "Phản ánh này vừa có thay đổi. Vui lòng xem lại trạng thái rồi làm tiếp."


@pytest.fixture(autouse=True)
def _now(time_machine: Any) -> None:
    time_machine.move_to(datetime(2026, 3, 5, 9, tzinfo=ZONE), tick=False)


@pytest.fixture
def scene() -> Scene:
    return a_scene()


@pytest.fixture
def chair(client: Client, scene: Scene) -> Client:
    client.force_login(scene.chair)
    return client


def drafted(scene: Scene, **changes: Any) -> Feedback:
    return step(scene, told(scene, MONDAY, **changes), "draft", TUESDAY, by=scene.officer, **ANSWER)


def listed(client: Client, query: str = "") -> list[Feedback]:
    return [one.row for one in client.get(reverse("feedback-approve") + query).context["waiting"]]


def ticked(client: Client, *rows: Feedback, seen: dict[str, Any] | None = None) -> Any:
    """These ticked on the page as it shows them now, unless it showed something else."""
    shown = client.get(reverse("feedback-approve")).context["seen"] if seen is None else pack(seen)
    return client.post(reverse("feedback-approve"), {"thay": shown, "chon": [str(one.pk) for one in rows]})


def standing(*rows: Feedback) -> list[tuple[str, bool]]:
    found = {row.pk: row for row in Feedback.objects.filter(pk__in=[one.pk for one in rows])}
    return [(found[row.pk].status, found[row.pk].published_at is not None) for row in rows]


# --- What the page shows ---


def test_every_waiting_answer_stands_whole_with_an_empty_tick_beside_what_was_said(chair: Client, scene: Scene) -> None:
    row = drafted(scene)
    text = chair.get(reverse("feedback-approve")).content.decode()
    shown = (*ANSWER.values(), "Đường sá, cầu cống, chiếu sáng", "02/03/2026", "16/03/2026", "Đã đọc, đồng ý công khai")
    assert [words in text for words in shown] == [True] * len(shown)
    assert (TEXT in text, "ngõ Kín" in text, "checked" in text) == (True, True, False)
    client = Client()
    client.force_login(scene.chair)
    client.get(reverse("feedback-one", args=[row.pk]))
    assert Look.objects.count() == 0  # its words are read as on the page of the matter, where no look is noted
    assert reverse("feedback-one", args=[row.pk]) in text


def test_photographs_and_what_was_added_stand_in_the_card(chair: Client, scene: Scene) -> None:
    row = photographed(scene, TUESDAY, upload(), code=CODE)
    step(scene, row, "ask", TUESDAY, note="Đoạn nào của ngõ?")
    own_step(CODE, row, "tell", TUESDAY, added="Đoạn gần nhà văn hóa.")
    step(scene, row, "draft", TUESDAY, **ANSWER)
    (photograph,) = row.photographs.all()
    text = chair.get(reverse("feedback-approve")).content.decode()
    assert "Đoạn gần nhà văn hóa." in text
    assert reverse("feedback-photograph", args=[row.pk, photograph.key]) in text


def test_very_same_summary_is_told_of_others_that_wait_and_of_what_was_published_lately(
    chair: Client, scene: Scene
) -> None:
    first, second = drafted(scene), drafted(scene)
    lately = published(scene, MONDAY, TUESDAY)
    published(scene, date(2026, 1, 5), date(2026, 1, 6))  # more than 30 days ago
    other = {"summary": "Rác đổ ở đầu ngõ đã bốn ngày."}
    alone = step(scene, told(scene, MONDAY), "draft", TUESDAY, **ANSWER | other)
    published(a_scene(), MONDAY, TUESDAY)
    waiting = {one.row: list(one.same) for one in chair.get(reverse("feedback-approve")).context["waiting"]}
    assert waiting == {first: [second, lately], second: [first, lately], alone: []}
    text = " ".join(chair.get(reverse("feedback-approve")).content.decode().split())
    assert (text.count("Tóm tắt này giống hệt của"), text.count("(đã công khai)")) == (2, 2)


def test_what_waits_for_its_answer_comes_first_and_then_what_is_not_public_yet(chair: Client, scene: Scene) -> None:
    shown_later = answered(scene, MONDAY, TUESDAY)
    late = step(scene, told(scene, TUESDAY), "draft", TUESDAY, **ANSWER)
    soon = drafted(scene)
    told(scene, MONDAY)
    published(scene, MONDAY, TUESDAY)
    step(scene, answered(scene, MONDAY, TUESDAY), "exempt", TUESDAY, exempt="personal", note="Nhà riêng")
    drafted(a_scene())
    assert listed(chair) == [soon, late, shown_later]


def test_twenty_stand_on_a_page_and_the_others_behind(chair: Client, scene: Scene) -> None:
    rows = [drafted(scene) for _ in range(AT_ONCE + 1)]
    assert (listed(chair), listed(chair, "?trang=2")) == (rows[:AT_ONCE], rows[AT_ONCE:])


def test_picture_that_waits_is_compared_at_its_matter(chair: Client, scene: Scene) -> None:
    row, (picture,) = answered_with(scene, TUESDAY)
    other = photographed(scene, TUESDAY, upload())
    step(scene, other, "draft", TUESDAY, **ANSWER)
    text = chair.get(reverse("feedback-approve")).content.decode()
    assert reverse("feedback-step", args=[row.pk, "publish"]) in text
    assert [f'id="chon-{one.pk}"' in text for one in (row, other)] == [False, True]
    answer = ticked(chair, row, other)
    assert (answer.status_code, standing(row, other)) == (409, [("answered", False), ("answered", True)])
    assert "Có ảnh chờ so với ảnh gốc" in answer.context["problems"][0]
    assert PublicPhotograph.objects.get(pk=picture.pk).checked_at is None


def test_words_that_ended_wait_for_nobody(chair: Client, scene: Scene) -> None:
    row = drafted(scene)
    assert row.answer is not None
    row.answer.summary = row.answer.text = ""
    row.answer.erased_at = datetime(2026, 3, 4, tzinfo=ZONE)
    row.answer.save(update_fields=["summary", "text", "erased_at"])
    counts = counts_of(scene.chair)
    assert (listed(chair), counts and counts.own_word) == ([], 0)


@pytest.mark.parametrize("count", [1, 4])
def test_page_takes_as_many_statements_for_many_as_for_one(
    chair: Client, scene: Scene, count: int, django_assert_num_queries: Any
) -> None:
    for _ in range(count):
        drafted(scene)
    answered(scene, MONDAY, TUESDAY)
    chair.get(reverse("feedback-approve"))
    with django_assert_num_queries(10):
        chair.get(reverse("feedback-approve"))


# --- What a tick does ---


def test_ticked_ones_are_approved_and_public_and_the_others_wait(chair: Client, scene: Scene) -> None:
    first, second, left, before = drafted(scene), drafted(scene), drafted(scene), answered(scene, MONDAY, TUESDAY)
    answer = ticked(chair, first, second, before)
    assert (answer.status_code, answer.url) == (302, reverse("feedback-approve"))
    assert standing(first, second, before, left) == [*[("answered", True)] * 3, ("drafted", False)]
    taken = FeedbackStep.objects.filter(feedback__in=[first, before], by=scene.chair).exclude(step="draft")
    assert sorted(taken.values_list("step", flat=True)) == ["answer", "answer", "publish", "publish"]
    assert "Đã công khai 3 trả lời." in chair.get(answer.url).content.decode()


def test_what_is_public_is_what_the_page_showed(chair: Client, scene: Scene) -> None:
    row = drafted(scene)
    ticked(chair, row)
    public = Client().get(reverse("feedback-answer", args=[row.answer_id])).content.decode()
    assert [words.rstrip(".") in public for words in ANSWER.values()] == [True] * 3


def test_what_was_changed_meanwhile_is_not_published_and_the_others_are(chair: Client, scene: Scene) -> None:
    changed, other = drafted(scene), drafted(scene)
    seen = {str(one.pk): one.version for one in (changed, other)}
    step(scene, changed, "draft", TUESDAY, by=scene.officer, **ANSWER | {"text": "Gọi 113 mà hỏi."})
    answer = ticked(chair, changed, other, seen=seen)
    assert (answer.status_code, standing(changed, other)) == (409, [("drafted", False), ("answered", True)])
    assert answer.context["problems"] == [f"{changed.label}: {CHANGED}"]
    (shown,) = answer.context["waiting"]
    assert (shown.row.pk, list(shown.problems), shown.row.answer.text) == (changed.pk, [CHANGED], "Gọi 113 mà hỏi.")
    assert "checked" not in answer.content.decode()


def test_what_left_meanwhile_is_named_with_its_reason(chair: Client, scene: Scene) -> None:
    code = "K7QM-2XRD-9FHA-C3WT"
    gone, other = drafted(scene, code=code), drafted(scene)
    seen = {str(one.pk): one.version for one in (gone, other)}
    own_step(code, gone, "withdraw", TUESDAY)
    answer = ticked(chair, gone, other, seen=seen)
    assert (answer.status_code, standing(gone, other)) == (409, [(Status.WITHDRAWN, False), ("answered", True)])
    assert answer.context["problems"][0].startswith(f"{gone.label}: Không còn chờ duyệt")


def test_what_the_page_did_not_show_is_not_published(chair: Client, scene: Scene) -> None:
    row = drafted(scene)
    answer = ticked(chair, row, seen={})
    assert (answer.status_code, standing(row)) == (409, [("drafted", False)])


def test_matter_of_another_unit_is_neither_published_nor_told_of(chair: Client, scene: Scene) -> None:
    other = a_scene(short_name="Nơi Khác")
    row = drafted(other)
    answer = ticked(chair, row, seen={str(row.pk): row.version})
    assert (answer.status_code, standing(row)) == (409, [("drafted", False)])
    assert "Nơi Khác" not in answer.content.decode()


def test_pressed_twice_nothing_is_done_twice(chair: Client, scene: Scene) -> None:
    row = drafted(scene)
    seen = {str(row.pk): row.version}
    answers = [ticked(chair, row, seen=seen).status_code for _ in range(2)]
    assert (answers, FeedbackStep.objects.filter(feedback=row, step="publish").count()) == ([302, 409], 1)


def test_nothing_ticked_says_so(chair: Client, scene: Scene) -> None:
    row = drafted(scene)
    answer = ticked(chair)
    assert (answer.status_code, answer.context["problems"]) == (422, ["Cần đánh dấu ít nhất một trả lời đã đọc."])
    assert standing(row) == [("drafted", False)]


def test_officer_has_neither_the_page_nor_its_door(client: Client, scene: Scene) -> None:
    row = drafted(scene)
    client.force_login(scene.officer)
    register = client.get(reverse("feedback-list")).content.decode()
    assert reverse("feedback-approve") not in register
    assert client.get(reverse("feedback-approve")).status_code == 404
    assert client.post(reverse("feedback-approve"), {"chon": [str(row.pk)]}).status_code == 404


# --- Doors ---


def test_register_and_work_count_what_the_page_holds(chair: Client, scene: Scene) -> None:
    one = drafted(scene)
    (work,) = feedback_work(scene.chair)
    assert (work.url, work.count) == (reverse("feedback-one", args=[one.pk]), 1)
    drafted(scene)
    (work,) = feedback_work(scene.chair)
    assert (work.title, work.count, work.noun, work.url) == (
        "Duyệt trả lời phản ánh", 2, "trả lời chờ duyệt", reverse("feedback-approve"),
    )  # fmt: skip
    assert (work.due, work.personal) == (date(2026, 3, 16), True)
    answered(scene, MONDAY, TUESDAY)
    assert "Duyệt các trả lời chờ công khai: 3" in chair.get(reverse("feedback-list")).content.decode()
    assert len(listed(chair)) == 3


def test_own_picture_is_not_published_with_an_answer_here_either(chair: Client, scene: Scene) -> None:
    row = photographed(scene, TUESDAY, upload())
    made(scene, row, TUESDAY, by=scene.chair)
    now = step(scene, row, "draft", TUESDAY, **ANSWER)
    assert (ticked(chair, now).status_code, standing(now)) == (409, [("drafted", False)])
