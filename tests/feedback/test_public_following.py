"""Following by the code: state, question, answer, solved or not, the contact taken away; wrong codes tell nothing."""

import re
from datetime import date, datetime
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.feedback.photographs import photographed, shades
from tests.feedback.scene import ANSWER, CONTACT, TEXT, Scene, a_scene, answered, own_step, step, told
from thanthien.core.acting.errors import Refused
from thanthien.core.clock import ZONE
from thanthien.core.private.enums import Right
from thanthien.core.private.models import OwnAct
from thanthien.feedback.enums import Part
from thanthien.feedback.models import Feedback, FeedbackStep, FeedbackText
from thanthien.feedback.queries import texts_of
from thanthien.units.models import Unit

pytestmark = pytest.mark.django_db
MONDAY, TUESDAY, THURSDAY = date(2026, 3, 2), date(2026, 3, 3), date(2026, 3, 5)
CODE = "K7QM-2XRD-9FHA-C3WT"


@pytest.fixture(autouse=True)
def _now(time_machine: Any) -> None:
    cache.clear()
    time_machine.move_to(datetime(2026, 3, 6, 9, tzinfo=ZONE), tick=False)


@pytest.fixture
def scene() -> Scene:
    return a_scene()


def follow(client: Client, **sent: Any) -> Any:
    return client.post(reverse("feedback-follow"), {"code": CODE} | sent)


def words(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def own_steps(answer: Any) -> list[str]:
    return [
        one.name for one, _ in [step for name in ("steps", "outcomes", "ways_out") for step in answer.context[name]]
    ]


def version(row: Feedback) -> str:
    return str(Feedback.objects.get(pk=row.pk).version)


def test_state_days_and_own_words_show_to_who_has_the_code(client: Client, scene: Scene) -> None:
    told(scene, MONDAY, code=CODE)
    page = follow(client, code=CODE.lower())
    assert [one in words(page) for one in ("mới tiếp nhận", "16/03/2026", TEXT)] == [True] * 3
    assert ("no-store" in page["Cache-Control"], CODE in page.headers.get("Location", "")) == (True, False)
    assert own_steps(page) == ["legal", "withdraw"]


@pytest.mark.parametrize("code", ["", "K7QM", "K7QM-2XRD-9FHA-C3WU"])
def test_wrong_code_tells_nothing(client: Client, scene: Scene, code: str) -> None:
    told(scene, MONDAY, code=CODE)
    page = follow(client, code=code)
    assert (page.status_code, list(page.context["form"].errors)) == (422, ["code"])


def test_guessing_is_rationed(client: Client, scene: Scene) -> None:
    client.get(reverse("feedback-follow"))
    for _ in range(60):
        follow(client)
    assert "Hôm nay mã đã được nhập nhiều lần" in words(follow(client))


def test_question_of_the_unit_is_answered_by_the_code(client: Client, scene: Scene) -> None:
    row = told(scene, MONDAY, code=CODE)
    step(scene, row, "ask", TUESDAY, note="Ngõ Kín đoạn nào, gần số nhà bao nhiêu?")
    page = follow(client)
    assert ("gần số nhà bao nhiêu?" in words(page), own_steps(page)[0]) == (True, "tell")
    assert list(follow(client, step="tell", version=version(row), added="").context["steps"][0][1].errors) == ["added"]
    done = follow(client, step="tell", version=version(row), added="Đoạn trước nhà văn hóa.")
    assert "Đã gửi nội dung bổ sung." in words(done)
    assert [texts["text"] for _, texts in texts_of(row, Part.ADDED)] == ["Đoạn trước nhà văn hóa."]
    assert Feedback.objects.get().status == "assigned"


def test_answer_shows_with_signer_day_and_days_also_before_it_is_public(client: Client, scene: Scene) -> None:
    answered(scene, MONDAY, THURSDAY, code=CODE)
    page = words(follow(client))
    days = ("trả lời ngày 05/03/2026", "sau 3 ngày làm việc", "đúng hạn")
    told_of = ("Đã thay bóng đèn mới ngày 05/3.", "Chủ tịch Ủy ban nhân dân", *days)
    assert [one for one in told_of if one not in page] == []


def test_sender_says_that_it_is_solved(client: Client, scene: Scene) -> None:
    row = answered(scene, MONDAY, THURSDAY, code=CODE)
    page = follow(client)
    assert own_steps(page) == ["solved", "again", "complain"]
    # Two choices of equal weight: no fold hides one of them.
    choices = page.content.decode().split("Việc đã được giải quyết chưa?")[1].split("</section>")[0]
    buttons = re.findall(r'<button[^>]*class="([^"]*)"[^>]*>\s*([^<]+?)\s*<', choices)
    assert buttons == [(buttons[0][0], "Đã giải quyết xong"), (buttons[0][0], "Chưa giải quyết, đề nghị xem lại")]
    assert "<summary" not in choices.split("Đã giải quyết xong")[0] + choices.split("</form>")[1].split("<textarea")[0]
    done = follow(client, step="solved", version=version(row))
    assert (Feedback.objects.get().solved, own_steps(done)) == (True, ["again", "complain"])


def test_not_solved_opens_it_again_once_with_what_is_missing(client: Client, scene: Scene) -> None:
    row = answered(scene, MONDAY, THURSDAY, code=CODE)
    done = follow(client, step="again", version=version(row), added="Đèn cuối ngõ vẫn hỏng.")
    row.refresh_from_db()
    assert (row.status, row.solved, done.status_code) == ("received", False, 200)
    assert "Trạng thái: đề nghị xem lại" in words(done)
    assert [texts["text"] for _, texts in texts_of(row, Part.ADDED)] == ["Đèn cuối ngõ vẫn hỏng."]
    step(scene, row, "draft", date(2026, 3, 9), **ANSWER)
    step(scene, row, "answer", date(2026, 3, 9))
    assert own_steps(follow(client)) == ["solved", "complain"]


def test_step_of_the_unit_is_none_of_the_sender(client: Client, scene: Scene) -> None:
    row = told(scene, MONDAY, code=CODE)
    assert follow(client, step="draft", version=version(row)).status_code == 200
    assert FeedbackStep.objects.count() == 0


def test_step_after_another_one_is_a_decision_anew(client: Client, scene: Scene) -> None:
    row = told(scene, MONDAY, code=CODE)
    step(scene, row, "assign", TUESDAY, assigned=scene.officer.pk)
    stale = follow(client, step="withdraw", version="1")
    assert (stale.status_code, Feedback.objects.get().status) == (409, "assigned")
    assert follow(client, step="withdraw", version=version(row)).status_code == 200
    assert Feedback.objects.get().status == "withdrawn"


def test_sender_sends_a_complaint_out_of_the_units_sight(client: Client, scene: Scene) -> None:
    row = told(scene, MONDAY, code=CODE)
    done = follow(client, step="legal", version=version(row))
    assert "đơn vị không đọc được nội dung này nữa" in words(done)
    assert scene.inspector.hats[0].agency_name in words(done)
    assert Feedback.objects.get().status == "legal"


def test_contact_is_seen_corrected_and_taken_away(client: Client, scene: Scene) -> None:
    row = told(scene, MONDAY, code=CODE)
    form = follow(client).context["contact"]
    assert {name: form[name].value() for name in CONTACT} == CONTACT
    follow(client, step="contact", version=version(row), name="", phone="0987 654 321", email="")
    assert [texts for _, texts in texts_of(row, Part.CONTACT) if texts] == [{"phone": "0987654321"}]
    done = follow(client, step="contact", version=version(row), name="", phone="", email="")
    assert ("Đã xóa liên hệ." in words(done), "Đã lưu liên hệ" in words(done)) == (True, False)
    assert not FeedbackText.objects.filter(part=Part.CONTACT, erased_at=None).exists()


def test_contact_that_is_taken_away_ends_letters_with_it(client: Client, scene: Scene) -> None:
    row = told(scene, MONDAY, code=CODE, contact={"email": "kin@example.org"}, letters=True)
    done = follow(client, step="contact", version=version(row), name="", phone="", email="", letters="on")
    assert (done.status_code, "Đã xóa liên hệ." in words(done)) == (200, True)
    assert done.context["contact"]["letters"].value() in (None, False)
    assert not FeedbackText.objects.filter(part=Part.CONTACT, erased_at=None).exists()


def test_empty_contact_where_none_was_kept_takes_nothing_away(client: Client, scene: Scene) -> None:
    row = told(scene, MONDAY, code=CODE, contact={})
    done = follow(client, step="contact", version=version(row), name="", phone="", email="")
    assert done.status_code == 200
    assert ("Không có liên hệ nào được lưu." in words(done), "Đã xóa liên hệ" in words(done)) == (True, False)


def test_contact_of_what_may_be_a_secret_is_not_opened_by_sending_another(client: Client, scene: Scene) -> None:
    row = told(scene, MONDAY, code=CODE)
    step(scene, row, "quarantine", TUESDAY, note="Nghi có bí mật nhà nước")
    with CaptureQueriesContext(connection) as statements:
        refused = follow(client, step="contact", version=version(row), name="Ai đó", phone="", email="")
    assert (refused.status_code, refused.context["contact"]) == (422, None)
    assert [one["sql"] for one in statements if FeedbackText._meta.db_table in one["sql"]] == []


def test_letters_without_an_address_are_told_where_no_contact_was_kept(client: Client, scene: Scene) -> None:
    row = told(scene, MONDAY, code=CODE, contact={})
    wrong = follow(client, step="contact", version=version(row), name="", phone="", email="", letters="on")
    assert (wrong.status_code, list(wrong.context["contact"].errors)) == (422, ["email"])


def test_contact_that_is_wrong_is_told_and_nothing_changes(client: Client, scene: Scene) -> None:
    row = told(scene, MONDAY, code=CODE)
    wrong = follow(client, step="contact", version=version(row), name="", phone="không có", email="")
    assert (wrong.status_code, list(wrong.context["contact"].errors)) == (422, ["phone"])
    assert [texts for _, texts in texts_of(row, Part.CONTACT)] == [CONTACT]


def test_forwarded_and_closed_say_where_and_why(client: Client, scene: Scene) -> None:
    row = told(scene, MONDAY, code=CODE)
    step(scene, row, "forward", TUESDAY, to="Công ty Môi trường đô thị", note="Rác của công ty thu gom")
    assert "Công ty Môi trường đô thị" in words(follow(client))
    other = "K7QM-2XRD-9FHA-C3WA"
    answered(scene, MONDAY, THURSDAY, code=other, name="close")
    assert "Chưa có kinh phí" in words(follow(client, code=other))


def test_joined_matter_shows_the_answer_of_the_other_once_it_is_public(client: Client, scene: Scene) -> None:
    row = told(scene, MONDAY, code=CODE)
    main = told(scene, MONDAY)
    step(scene, row, "join", TUESDAY, joined_to=main.pk)
    assert follow(client).context["answer"] is None
    step(scene, main, "draft", THURSDAY, **ANSWER)
    assert "Hạn trả lời" in words(follow(client))
    step(scene, main, "close", THURSDAY, note="Việc riêng của một hộ khác")
    page = words(follow(client))
    kept = (ANSWER["text"], "Việc riêng của một hộ khác", "vui lòng hỏi tại đơn vị")
    assert [one in page for one in kept] == [False, False, True]
    step(scene, main, "publish", THURSDAY, looked=True)
    page = words(follow(client))
    assert [one in page for one in kept] == [True, True, False]


def test_joined_matter_tells_nothing_of_the_other_in_the_legal_lane(client: Client, scene: Scene) -> None:
    row, main = told(scene, MONDAY, code=CODE), told(scene, MONDAY)
    step(scene, row, "join", TUESDAY, joined_to=main.pk)
    step(scene, main, "legal", TUESDAY, note="Là đơn tố cáo")
    page = words(follow(client))
    told_of_it = [one in page for one in ("Là đơn tố cáo", "khiếu nại, tố cáo, chờ", "mới tiếp nhận")]
    assert told_of_it == [False, False, True]  # it is handled by itself again


def test_joined_matter_says_where_the_other_went(client: Client, scene: Scene) -> None:
    row, main = told(scene, MONDAY, code=CODE), told(scene, MONDAY)
    step(scene, row, "join", TUESDAY, joined_to=main.pk)
    step(scene, main, "forward", TUESDAY, to="Công ty Môi trường đô thị", note="Rác của công ty thu gom")
    assert "Công ty Môi trường đô thị" in words(follow(client))


def test_unit_that_is_no_more_says_so_and_opens_nothing_again(client: Client, scene: Scene) -> None:
    row = answered(scene, MONDAY, TUESDAY, code=CODE)
    Unit.objects.filter(pk=scene.unit.pk).update(valid_to=THURSDAY)
    assert (own_steps(follow(client)), "đã sáp nhập" in words(follow(client))) == (["solved", "complain"], True)
    with pytest.raises(Refused, match="đã sáp nhập"):
        own_step(CODE, row, "again", date(2026, 3, 6))


def test_logs_say_nothing_of_code_and_words(client: Client, scene: Scene, caplog: pytest.LogCaptureFixture) -> None:
    told(scene, MONDAY, code=CODE)
    with caplog.at_level("DEBUG"):
        follow(client, step="withdraw", version="1")
    assert [one for one in (CODE, "Kín", CONTACT["phone"]) if one in caplog.text] == []


def test_look_by_the_code_is_noted_once_a_day_for_a_matter(client: Client, scene: Scene, time_machine: Any) -> None:
    told(scene, MONDAY, code=CODE)
    other = "K7QM-2XRD-9FHA-C3WA"
    told(scene, MONDAY, code=other)

    def noted() -> int:
        return OwnAct.objects.filter(purpose="feedback.text", right=Right.SEE).count()

    for _ in range(3):
        follow(client)
    assert noted() == 1
    follow(client, code=other)
    assert noted() == 2
    time_machine.move_to(datetime(2026, 3, 7, 10, tzinfo=ZONE), tick=False)
    follow(client)
    assert noted() == 3


def test_earlier_answer_stays_on_the_page_after_it_was_opened_again(client: Client, scene: Scene) -> None:
    row = answered(scene, MONDAY, THURSDAY, code=CODE)
    assert "Trả lời lần trước" not in words(follow(client))
    done = words(follow(client, step="again", version=version(row), added="Đèn cuối ngõ vẫn hỏng."))
    assert ("Trả lời lần trước, ngày 05/03/2026" in done, "Đã thay bóng đèn mới ngày 05/3." in done) == (True, True)
    step(scene, row, "legal", date(2026, 3, 6), note="Là đơn tố cáo")
    assert "Trả lời lần trước" not in words(follow(client))


def test_withdrawal_tells_that_what_was_sent_is_erased(client: Client, scene: Scene) -> None:
    row = told(scene, MONDAY, code=CODE)
    assert "Nội dung, ảnh và liên hệ bị xóa ngay" in words(follow(client))
    done = words(follow(client, step="withdraw", version=version(row)))
    assert "Đã rút phản ánh. Nội dung, ảnh và liên hệ đã xóa" in done
    client.force_login(scene.officer)
    page = words(client.get(reverse("feedback-one", args=[row.pk])))
    assert ("đã xóa vì người gửi rút" in page, "hết thời hạn lưu" in page) == (True, False)


def test_own_words_tell_how_many_photographs_came_with_them(client: Client, scene: Scene) -> None:
    photographed(scene, MONDAY, *shades(2), code=CODE)
    told_of = dict(follow(client).context["said"])
    assert told_of["Nội dung đã gửi"].splitlines()[-1] == "Kèm 2 ảnh."


def test_form_says_which_signs_no_code_has(client: Client) -> None:
    assert "Trong mã không có số 0, số 1, chữ I, chữ O." in words(client.get(reverse("feedback-follow")))
