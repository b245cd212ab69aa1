"""Drafts, and what steps say in free text, end with the words of their matter; an answer that was given stays."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.conf import settings
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse

from tests.factories.accounts import person
from tests.feedback.scene import ANSWER, Scene, a_code, a_scene, answered, own_step, step, told
from tests.measures.judging import let_every_body_judge
from thanthien.accounts.roles import Role
from thanthien.core import clock
from thanthien.core.clock import ZONE
from thanthien.core.private.actions import erase, erase_over
from thanthien.feedback.drafts import forget_drafts_over, forget_notes_over
from thanthien.feedback.enums import BY_OFFICE, Via
from thanthien.feedback.known import code_was_seen, with_seen_code
from thanthien.feedback.models import Feedback, FeedbackAnswer, FeedbackStep
from thanthien.feedback.shelf import TEXTS

pytestmark = pytest.mark.django_db
MONDAY, TUESDAY = date(2026, 3, 2), date(2026, 3, 3)
QUESTION = "Đèn hỏng ở đầu ngõ hay cuối ngõ?"


@pytest.fixture(autouse=True)
def _now(time_machine: Any) -> None:
    time_machine.move_to(datetime(2026, 3, 4, 9, tzinfo=ZONE), tick=False)


@pytest.fixture
def scene() -> Scene:
    return a_scene()


def drafted(scene: Scene, code: str = "") -> Feedback:
    return step(scene, told(scene, MONDAY, code=code), "draft", TUESDAY, **ANSWER)


def drafts(row: Feedback) -> list[tuple[str, str, bool]]:
    return [(one.summary, one.text, one.erased_at is None) for one in FeedbackAnswer.objects.filter(feedback=row)]


KEPT, GONE = (ANSWER["summary"], ANSWER["text"], True), ("", "", False)


def test_draft_of_a_secret_goes_with_its_words(scene: Scene) -> None:
    row = step(scene, drafted(scene), "quarantine", TUESDAY, note="Nghi có bí mật nhà nước")
    assert (forget_drafts_over(), drafts(row)) == (0, [KEPT])
    with clock.set_to(clock.now() + timedelta(days=4)):
        erase_over(TEXTS)
        assert (forget_drafts_over(), drafts(row), forget_drafts_over()) == (1, [GONE], 0)


def test_draft_and_answer_of_what_became_a_complaint_go_with_its_words(scene: Scene) -> None:
    """Also what was answered before its sender said that it is one: nobody reads it in the lane."""
    code = a_code()
    row, other = (
        step(scene, drafted(scene), "legal", TUESDAY, note="Tố cáo cán bộ"),
        answered(scene, MONDAY, TUESDAY, code=code),
    )
    own_step(code, other, "complain", TUESDAY)
    for each in (row, other):
        step(scene, each, "refer", TUESDAY, by=scene.inspector, to="Thanh tra thành phố")
    assert (forget_drafts_over(), drafts(row), drafts(other)) == (0, [KEPT], [KEPT])
    with clock.set_to(clock.now() + timedelta(days=settings.FEEDBACK_LEGAL_DAYS + 1)):
        erase_over(TEXTS)
        assert (forget_drafts_over(), drafts(row), drafts(other)) == (2, [GONE], [GONE])


def test_draft_of_what_is_withdrawn_goes_at_once(client: Client, scene: Scene) -> None:
    code = a_code()
    row = own_step(code, drafted(scene, code), "withdraw", TUESDAY)
    assert drafts(row) == [GONE]
    client.force_login(scene.officer)
    assert "Tóm tắt để công khai" not in client.get(reverse("feedback-one", args=[row.pk])).content.decode()


def test_answer_that_was_given_stays_and_its_earlier_draft_goes(scene: Scene) -> None:
    row = drafted(scene)
    step(scene, row, "draft", TUESDAY, **ANSWER | {"text": "Đã sửa xong bóng đèn cuối ngõ."})
    step(scene, row, "answer", TUESDAY, looked=True)
    other = answered(scene, MONDAY, TUESDAY)
    with clock.set_to(clock.now() + timedelta(days=400)):
        erase_over(TEXTS)
        forget_drafts_over()
    assert (drafts(row), drafts(other)) == ([GONE, (ANSWER["summary"], "Đã sửa xong bóng đèn cuối ngõ.", True)], [KEPT])


def test_draft_of_what_is_still_read_stays(scene: Scene) -> None:
    row = drafted(scene)
    assert (forget_drafts_over(), drafts(row)) == (0, [KEPT])


@pytest.mark.parametrize(
    ("changes", "refused"),
    [
        ({"text": "Khác"}, "Trả lời đã soạn chỉ được xóa, không thay."),
        ({"signer": "Khác"}, "Trả lời đã soạn"),
        ({"text": "Khác", "erased_at": datetime(2026, 3, 4, tzinfo=ZONE)}, "feedback_answer_erased_is_empty"),
    ],
)
def test_database_lets_a_draft_be_erased_and_not_changed(scene: Scene, changes: dict[str, Any], refused: str) -> None:
    row = drafted(scene)
    with pytest.raises(DatabaseError, match=refused), transaction.atomic():
        FeedbackAnswer.objects.filter(feedback=row).update(**changes)
    with pytest.raises(DatabaseError, match="Cannot delete"), transaction.atomic():
        FeedbackAnswer.objects.filter(feedback=row).delete()
    assert drafts(row) == [KEPT]


# --- What steps say ---


def asked(scene: Scene, code: str = "") -> Feedback:
    return step(scene, told(scene, MONDAY, code=code), "ask", TUESDAY, note=QUESTION)


def notes(row: Feedback) -> list[str]:
    return list(FeedbackStep.objects.filter(feedback=row).values_list("note", flat=True))


def test_question_goes_with_what_is_withdrawn(client: Client, scene: Scene) -> None:
    code = a_code()
    row = asked(scene, code)
    client.force_login(scene.officer)
    address = reverse("feedback-one", args=[row.pk])
    before = QUESTION in client.get(address).content.decode()
    own_step(code, row, "withdraw", date(2026, 3, 4))
    assert (before, QUESTION in client.get(address).content.decode(), notes(row)) == (True, False, ["", ""])


@pytest.mark.parametrize("seen", [True, False])
def test_what_bodies_said_outlives_a_withdrawal_by_a_code_that_the_unit_saw(
    scene: Scene, seen: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The unit itself may have withdrawn it: it doesn't take out what was said of the unit."""
    let_every_body_judge(monkeypatch)
    code, of_unit = a_code(), {"via": Via.DESK, "by": scene.officer} if seen else {}
    row = step(scene, told(scene, MONDAY, code=code, **of_unit), "legal", MONDAY, note="Tố cáo cán bộ")
    step(scene, row, "return", MONDAY, by=scene.inspector, note="Không phải tố cáo")
    step(scene, row, "spam", TUESDAY, note="Quảng cáo bán hàng")
    step(scene, row, "reopen", TUESDAY, by=person(Role.APPRAISER), note="Là phản ánh thật")
    own_step(code, row, "withdraw", date(2026, 3, 4))
    kept = ["", "Không phải tố cáo", "", "Là phản ánh thật", ""] if seen else [""] * 5
    assert (notes(row), forget_notes_over(), notes(row)) == (kept, 0, kept)
    with clock.set_to(clock.now() + timedelta(days=settings.FEEDBACK_TEXT_DAYS + 1)):
        assert (forget_notes_over(), notes(row)) == (2 if seen else 0, [""] * 5)


def test_code_that_the_unit_saw_is_the_same_by_itself_and_in_the_database(scene: Scene) -> None:
    rows = [told(scene, MONDAY), told(scene, MONDAY, signed_in=scene.officer)]
    rows += [told(scene, MONDAY, via=one, by=scene.officer) for one in BY_OFFICE]
    seen = [row.pk for row in rows if code_was_seen(row.via, from_staff=row.from_staff)]
    assert seen == [row.pk for row in rows[1:]]
    assert [*Feedback.objects.filter(with_seen_code("")).order_by("pk").values_list("pk", flat=True)] == seen


def test_what_steps_said_goes_with_the_words_but_not_why_it_was_not_solved(scene: Scene) -> None:
    row = answered(scene, MONDAY, TUESDAY, name="close")
    step(scene, row, "publish", TUESDAY, looked=True)
    step(scene, row, "take_down", TUESDAY, note="Ngõ Kín chỉ có một hộ")
    step(scene, row, "exempt", TUESDAY, exempt="personal", note="Cả ngõ biết ai gửi")
    other = step(scene, told(scene, MONDAY), "sort", TUESDAY, topic="dat-dai", kind="normal", note=QUESTION)
    assert (forget_notes_over(), notes(other)) == (0, [QUESTION])
    for of in (row, other):
        erase(TEXTS, of.texts.all())
    assert (forget_notes_over(), notes(other), notes(row)) == (3, [""], ["", "Chưa có kinh phí", "", "", ""])
    assert FeedbackStep.objects.get(feedback=row, step="exempt").exempt == "personal"


def test_step_says_nothing_else_later_and_is_not_taken_out(scene: Scene) -> None:
    steps = FeedbackStep.objects.filter(feedback=asked(scene))
    for change in (lambda: steps.update(note="Câu khác"), lambda: steps.update(step="sort"), steps.delete):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
