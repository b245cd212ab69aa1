"""What an answer must say before it is approved, and in whose name: an office of the unit, chosen from a list."""

from datetime import date
from typing import Any
from unicodedata import normalize

import pytest
from django.test import Client
from django.urls import reverse

from tests.feedback.scene import ANSWER, Scene, a_scene, step, told
from thanthien.core.acting.errors import Invalid
from thanthien.feedback.checks import LEAST_LETTERS, faults_of_answer
from thanthien.feedback.models import Feedback, FeedbackAnswer

pytestmark = pytest.mark.django_db
MONDAY, TUESDAY = date(2026, 3, 2), date(2026, 3, 3)
LONG = "Đội điện chiếu sáng đã thay bóng đèn."


@pytest.fixture
def scene() -> Scene:
    return a_scene(short_name="Hải An")


def page_of(client: Client, row: Feedback, name: str, **typed: str) -> Any:
    address = reverse("feedback-step", args=[row.pk, name])
    version = Feedback.objects.get(pk=row.pk).version
    return client.post(address, {"version": version} | typed) if typed else client.get(address)


@pytest.mark.parametrize("name", ["answer", "close"])
@pytest.mark.parametrize("short", ["summary", "text"])
def test_draft_may_be_short_and_an_answer_may_not(scene: Scene, name: str, short: str) -> None:
    row = step(scene, told(scene, MONDAY), "draft", MONDAY, **ANSWER | {short: "y"})
    with pytest.raises(Invalid) as refused:
        step(scene, row, name, TUESDAY, note="Chưa có kinh phí", looked=True)
    assert list(refused.value.errors) == [short]
    assert Feedback.objects.get().stage == "drafted"
    step(scene, row, "draft", TUESDAY, **ANSWER)
    assert step(scene, row, name, TUESDAY, note="Chưa có kinh phí").answered_on == TUESDAY


@pytest.mark.parametrize(
    ("text", "letters"),
    [
        ("", 0),
        ("2026-03-02 12/3 ........ !!!!!!!!!!!!!!!!!!!!", 0),
        ("Đã thay bóng đèn ngày 05/3.", 17),
        ("Đã thay bóng đèn mới ngày 05/3.", LEAST_LETTERS),
        (normalize("NFD", "Đã thay bóng đèn mới ngày 05/3."), LEAST_LETTERS),
    ],
)
def test_letters_are_counted_and_nothing_else(text: str, letters: int) -> None:
    found = faults_of_answer(summary=LONG, text=text).get("text", "")
    assert (f"mới có {letters} chữ cái" in found, bool(found)) == ((letters < LEAST_LETTERS,) * 2)


@pytest.mark.parametrize(("summary", "letters"), [("Rác ở ngõ.", 7), ("Đèn hỏng 3/3.", 7), ("Đèn đường hỏng.", 12)])
def test_summary_is_shorter_than_an_answer(summary: str, letters: int) -> None:
    found = faults_of_answer(summary=summary, text=LONG)
    told = f"Tóm tắt mới có {letters} chữ cái; cần từ 10, nói rõ việc gì. Vui lòng soạn lại trả lời trước khi duyệt."
    assert found == ({} if letters >= 10 else {"summary": told})


def test_fault_stands_beside_what_says_too_little(client: Client, scene: Scene) -> None:
    row = step(scene, told(scene, MONDAY), "draft", MONDAY, **ANSWER | {"text": "y"})
    client.force_login(scene.chair)
    fault = "Nội dung trả lời mới có 1 chữ cái"
    shown = page_of(client, row, "answer").content.decode()
    before, _, after = shown.partition('<p class="as-typed">y</p>')
    beside, _, _ = after.partition("</p>")
    assert [fault in part for part in (before, beside)] == [False, True]
    sent = page_of(client, row, "answer", looked="on")
    assert (sent.status_code, fault in sent.content.decode()) == (422, True)
    assert fault not in page_of(client, row, "back").content.decode()


def signers(client: Client, row: Feedback) -> list[str]:
    """What may be chosen."""
    return [key for key, _ in page_of(client, row, "draft").context["form"].fields["signer"].choices if key]


def test_signer_is_chosen_from_the_offices_of_the_unit(client: Client, scene: Scene) -> None:
    row = told(scene, MONDAY)
    client.force_login(scene.officer)
    deputy = "Phó Chủ tịch Ủy ban nhân dân phường Hải An"
    assert signers(client, row) == [deputy.removeprefix("Phó "), deputy]
    refused = page_of(client, row, "draft", **ANSWER | {"signer": "Tổ trưởng tổ dân phố"})
    assert (refused.status_code, refused.context["form"].errors["signer"]) == (
        422, ["Cần chọn chức vụ trong danh sách."],
    )  # fmt: skip
    assert page_of(client, row, "draft", **ANSWER | {"signer": deputy}).status_code == 302
    assert FeedbackAnswer.objects.get().signer == deputy


def test_signer_of_an_earlier_draft_is_kept_and_may_be_chosen(client: Client, scene: Scene) -> None:
    earlier = "Giám đốc Trung tâm Phục vụ hành chính công"
    row = step(scene, told(scene, MONDAY), "draft", MONDAY, **ANSWER | {"signer": earlier})
    other = told(scene, MONDAY)
    client.force_login(scene.officer)
    assert page_of(client, row, "draft").context["form"]["signer"].value() == earlier
    assert (signers(client, row)[-1], earlier in signers(client, other)) == (earlier, False)
    assert page_of(client, row, "draft", **ANSWER | {"signer": earlier}).status_code == 302
    assert page_of(client, other, "draft", **ANSWER | {"signer": earlier}).status_code == 422
