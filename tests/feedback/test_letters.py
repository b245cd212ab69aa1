"""Letters to who sent feedback: when there is news, to who agreed, with no word of the matter; and the end of them."""

import logging
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from tests import rows
from tests.factories.accounts import person
from tests.feedback.scene import ANSWER, TEXT, Scene, a_code, a_scene, own_step, step, told
from tests.measures.judging import let_every_body_judge
from thanthien.accounts.roles import Role
from thanthien.core.clock import ZONE
from thanthien.core.mail.models import BouncingAddress, Message
from thanthien.core.private.actions import erase
from thanthien.core.private.enums import Right
from thanthien.core.private.models import OwnAct
from thanthien.feedback.actions import change_contact
from thanthien.feedback.enums import Part
from thanthien.feedback.left_addresses import (
    LeftAddress,
    forget_left_addresses,
    has_left,
    leave_all,
    mark_of_address,
)
from thanthien.feedback.letters import leave_url
from thanthien.feedback.models import Feedback, FeedbackText
from thanthien.feedback.shelf import CONTACTS

pytestmark = pytest.mark.django_db
MONDAY, TUESDAY, WEDNESDAY = date(2026, 3, 2), date(2026, 3, 3), date(2026, 3, 4)
MARK = "dau-rieng-kin"
ADDRESS = f"{MARK}@example.org"
WANTS: dict[str, Any] = {"contact": {"name": "Trần Thị Bích Kín", "email": ADDRESS}, "letters": True}


@pytest.fixture(autouse=True)
def _now(time_machine: Any) -> None:
    cache.clear()
    time_machine.move_to(datetime(2026, 3, 4, 17, tzinfo=ZONE), tick=False)


@pytest.fixture
def scene() -> Scene:
    return a_scene()


def news() -> list[str]:
    """What the letters say is new, in the order in which they were written."""
    return [one.text.split("có tin mới: ")[1].split(".\n")[0] for one in Message.objects.order_by("pk")]


def contact_of(row: Feedback) -> FeedbackText:
    return FeedbackText.objects.get(feedback=row, part=Part.CONTACT, erased_at=None)


def _leave_path(row: Feedback) -> str:
    return leave_url(contact_of(row).pk, mark_of_address(ADDRESS)).removeprefix("http://testserver")


def _ask(scene: Scene, row: Feedback) -> None:
    step(scene, row, "ask", TUESDAY, note="Ở đoạn nào của ngõ?")


def _answer(scene: Scene, row: Feedback) -> None:
    step(scene, row, "draft", TUESDAY, **ANSWER)
    step(scene, row, "answer", TUESDAY, looked=True)


def _close(scene: Scene, row: Feedback) -> None:
    step(scene, row, "draft", TUESDAY, **ANSWER)
    step(scene, row, "close", TUESDAY, note="Chưa có kinh phí")


def _forward(scene: Scene, row: Feedback) -> None:
    step(scene, row, "forward", TUESDAY, to="Công ty Điện lực, số 12", note="Lưới điện của công ty")


def _spam(scene: Scene, row: Feedback) -> None:
    step(scene, row, "spam", TUESDAY, note="Quảng cáo bán hàng")


def _join(scene: Scene, row: Feedback) -> None:
    step(scene, row, "join", TUESDAY, joined_to=told(scene, MONDAY).pk)


def _join_and_lose(scene: Scene, row: Feedback) -> None:
    main = told(scene, MONDAY)
    step(scene, row, "join", TUESDAY, joined_to=main.pk)
    step(scene, main, "spam", WEDNESDAY, note="Quảng cáo bán hàng")


def _join_and_answer(scene: Scene, row: Feedback) -> None:
    main = told(scene, MONDAY)
    step(scene, row, "join", TUESDAY, joined_to=main.pk)
    step(scene, main, "draft", WEDNESDAY, **ANSWER)
    step(scene, main, "answer", WEDNESDAY, looked=True)


def _back(scene: Scene, row: Feedback) -> None:
    _spam(scene, row)
    step(scene, row, "reopen", WEDNESDAY, by=person(Role.APPRAISER), note="Là phản ánh thật")


JOINED = "được giải quyết chung với một phản ánh khác"


@pytest.mark.parametrize(
    ("happens", "told_of"),
    [
        (_ask, ["đơn vị hỏi thêm ông/bà"]),
        (_answer, ["đã có trả lời"]),
        (_close, ["đã kết thúc, chưa giải quyết được"]),
        (_forward, ["đã chuyển cơ quan có thẩm quyền"]),
        (_spam, ["đã kết thúc"]),
        (_join, [JOINED]),
        (_join_and_lose, [JOINED, "được đưa trở lại để giải quyết"]),
        (_join_and_answer, [JOINED, "phản ánh gộp chung đã có trả lời"]),
        (_back, ["đã kết thúc", "được đưa trở lại để giải quyết"]),
    ],
)
def test_each_news_is_told_once(
    scene: Scene, monkeypatch: Any, happens: Callable[[Scene, Feedback], None], told_of: list[str]
) -> None:
    let_every_body_judge(monkeypatch)
    happens(scene, told(scene, MONDAY, **WANTS))
    assert news() == told_of


def test_letter_names_unit_and_page_and_no_word_of_the_matter(scene: Scene) -> None:
    code = a_code()
    _answer(scene, told(scene, MONDAY, code=code, **WANTS))
    letter = Message.objects.get()
    said = letter.subject + letter.text + letter.html
    assert f"gửi {scene.unit.name_in_sentence} có tin mới" in letter.subject
    assert f"http://testserver{reverse('feedback-follow')}" in letter.text
    words = (TEXT, code, "Đường sá", *ANSWER.values(), *WANTS["contact"].values(), "ngõ Kín", scene.hamlet.name)
    assert [one for one in words if one in said.replace(scene.unit.name_in_sentence, "")] == []


@pytest.mark.parametrize(
    "wants", [{"contact": WANTS["contact"]}, {"contact": {"phone": "0912345678"}, "letters": True}]
)
def test_without_consent_or_address_nothing_is_written(scene: Scene, wants: dict[str, Any]) -> None:
    row = told(scene, MONDAY, **wants)
    _answer(scene, row)
    assert (Message.objects.count(), contact_of(row).letters_at) == (0, None)


def test_lanes_are_told_of_by_no_letter(scene: Scene) -> None:
    step(scene, told(scene, MONDAY, **WANTS), "legal", TUESDAY, note="Là tố cáo cán bộ")
    step(scene, told(scene, MONDAY, **WANTS), "quarantine", TUESDAY, note="Nghi có bí mật nhà nước")
    lane = told(scene, MONDAY, topic="khieu-nai-to-cao", **WANTS)
    step(scene, lane, "refer", TUESDAY, by=scene.inspector, to="Thanh tra, số 12")
    assert Message.objects.count() == 0


def test_letter_reaches_the_address_and_nothing_keeps_it(
    scene: Scene,
    mail_server: Any,
    run_jobs: Any,
    caplog: Any,
) -> None:
    caplog.set_level(logging.DEBUG)
    row = told(scene, MONDAY, **WANTS)
    _answer(scene, row)
    with mail_server() as server:
        run_jobs()
    assert [line for line in server.commands[0] if line.startswith("rcpt")] == [f"rcpt TO:<{ADDRESS}>"]
    assert [MARK in text for text in (str(rows.read()), caplog.text)] == [False, False]


def _is_erased(scene: Scene, row: Feedback, code: str) -> None:
    erase(CONTACTS, [contact_of(row)])


def _is_changed(scene: Scene, row: Feedback, code: str) -> None:
    version = Feedback.objects.get(pk=row.pk).version
    change_contact({"email": "khac@example.org"}, letters=True, code=code, version=version)


def _ends_letters(scene: Scene, row: Feedback, code: str) -> None:
    version = Feedback.objects.get(pk=row.pk).version
    change_contact(WANTS["contact"], letters=False, code=code, version=version)


def _is_withdrawn(scene: Scene, row: Feedback, code: str) -> None:
    own_step(code, row, "withdraw", WEDNESDAY)


def _goes_to_the_lane(scene: Scene, row: Feedback, code: str) -> None:
    own_step(code, row, "legal", WEDNESDAY)


def _leaves_by_link(scene: Scene, row: Feedback, code: str) -> None:
    Client(enforce_csrf_checks=True).post(_leave_path(row))


def _leaves_by_the_link_of_another_matter(scene: Scene, row: Feedback, code: str) -> None:
    other = told(scene, MONDAY, **WANTS)
    Client().post(_leave_path(other))


@pytest.mark.parametrize(
    "meanwhile",
    [
        _is_erased, _is_changed, _ends_letters, _is_withdrawn, _goes_to_the_lane, _leaves_by_link,
        _leaves_by_the_link_of_another_matter,
    ],
)  # fmt: skip
def test_letter_that_waits_is_not_sent_any_more(
    scene: Scene,
    mail_server: Any,
    run_jobs: Any,
    meanwhile: Callable[[Scene, Feedback, str], None],
) -> None:
    code = a_code()
    row = told(scene, MONDAY, code=code, **WANTS)
    _ask(scene, row)
    meanwhile(scene, row, code)
    with mail_server() as server:
        run_jobs()
    assert (server.letters, [one.state for one in Message.objects.all()]) == ([], ["gone"])


def test_address_that_takes_no_mail_ends_the_letters(
    scene: Scene,
    mail_server: Any,
    run_jobs: Any,
) -> None:
    row = told(scene, MONDAY, **WANTS)
    _ask(scene, row)
    with mail_server({"rcpt": "550 5.1.1 no such user"}):
        run_jobs()
    assert (contact_of(row).wants_letters, BouncingAddress.objects.count()) == (False, 0)
    step(scene, row, "resume", WEDNESDAY)
    _answer(scene, row)
    assert len(news()) == 1


# --- Ending them by the link ---


def test_looking_at_the_link_ends_nothing_and_its_button_does(client: Client, scene: Scene) -> None:
    row = told(scene, MONDAY, **WANTS)
    contact, address = contact_of(row), _leave_path(row)
    assert (client.get(address).context["done"], FeedbackText.objects.get(pk=contact.pk).wants_letters) == (False, True)
    assert client.post(address).context["done"] is True
    ended = FeedbackText.objects.get(pk=contact.pk)
    assert (ended.wants_letters, ended.letters_left_at is not None, ended.erased_at) == (False, True, None)
    assert client.post(address).status_code == 200


def test_link_ends_all_letters_to_the_address_however_it_is_typed_for_a_time(
    client: Client, scene: Scene, time_machine: Any, settings: Any
) -> None:
    client.post(_leave_path(told(scene, MONDAY, **WANTS)))
    again = {"contact": {"email": ADDRESS.upper()}, "letters": True}
    _ask(scene, told(scene, MONDAY, **again))
    _ask(scene, told(scene, MONDAY, contact={"email": "khac@example.org"}, letters=True))
    assert Message.objects.count() == 1
    assert MARK not in str(rows.read())
    assert OwnAct.objects.filter(purpose="feedback.letters", right=Right.WITHDRAW).count() == 1
    settings.FIGURE_DIGEST_KEYS = ["khoa-moi-cua-he-thong", *settings.FIGURE_DIGEST_KEYS]
    assert has_left(ADDRESS)
    later = datetime(2026, 3, 4, 17, tzinfo=ZONE) + timedelta(days=settings.FEEDBACK_LEFT_DAYS)
    time_machine.move_to(later - timedelta(minutes=1), tick=False)
    assert (has_left(ADDRESS), forget_left_addresses()) == (True, 0)
    time_machine.move_to(later, tick=False)
    assert (has_left(ADDRESS), forget_left_addresses(), LeftAddress.objects.count()) == (False, 1, 0)


@pytest.mark.parametrize("typed", ["Lan+tin@Vi-Du.example", "lan+@vi-du.example", " LAN@vi-du.example"])
def test_who_left_gets_no_letters_by_a_tag_either(typed: str) -> None:
    leave_all(mark_of_address("lan@vi-du.example"))
    assert (has_left(typed), has_left("lan.tin@vi-du.example")) == (True, False)


def test_link_of_an_earlier_contact_ends_the_letters_of_the_matter(client: Client, scene: Scene) -> None:
    code = a_code()
    row = told(scene, MONDAY, code=code, **WANTS)
    other = told(scene, MONDAY, contact={"email": "nguoi-khac@example.org"}, letters=True)
    path = _leave_path(row)
    _is_changed(scene, row, code)
    assert client.post(path).context["done"] is True
    _ask(scene, row)
    _ask(scene, other)
    assert (contact_of(row).wants_letters, [one.book_row for one in Message.objects.all()]) == (
        False, [contact_of(other).pk],
    )  # fmt: skip


def test_matter_has_one_letter_a_day(scene: Scene) -> None:
    row = told(scene, MONDAY, **WANTS)
    for on in (TUESDAY, TUESDAY, WEDNESDAY):
        step(scene, row, "ask", on, note="Ở đoạn nào của ngõ?")
        step(scene, row, "resume", on)
    assert Message.objects.count() == 2


def test_address_has_three_letters_a_day_of_whatever_matters(scene: Scene) -> None:
    for typed in (ADDRESS, ADDRESS, ADDRESS.upper(), ADDRESS, ADDRESS):
        _ask(scene, told(scene, MONDAY, contact={"email": typed}, letters=True))
    _ask(scene, told(scene, MONDAY, contact={"email": "khac@example.org"}, letters=True))
    assert Message.objects.count() == 4


def test_mailbox_has_three_letters_a_day_whatever_tags_are_typed(scene: Scene) -> None:
    for number in range(5):
        contact = {"name": "Kín", "email": ADDRESS.replace("@", f"+{number}@").title()}
        _ask(scene, told(scene, MONDAY, contact=contact, letters=True))
    assert len(news()) == 3


@pytest.mark.parametrize("token", ["", "x", "1:abc", "MQ:1w0:x"])
def test_link_of_another_making_is_unknown(client: Client, token: str) -> None:
    assert client.post(f"/gop-y/ngung-thu/{token or '-'}/").status_code == 404


def test_only_a_contact_can_be_written_to(scene: Scene) -> None:
    said = FeedbackText.objects.get(feedback=told(scene, MONDAY), part=Part.TEXT)
    assert said.letters_at is None
    with pytest.raises(IntegrityError, match="feedback_letters_to_a_contact"), transaction.atomic():
        FeedbackText.objects.filter(pk=said.pk).update(letters_left_at=datetime(2026, 3, 4, tzinfo=ZONE))


# --- Asked for in the forms ---


def test_form_asks_for_an_address_to_write_to(client: Client, scene: Scene) -> None:
    page = client.post(reverse("feedback-send", args=[scene.unit.code]), {"letters": "on"})
    assert page.context["form"].errors["email"] == ["Cần ghi thư điện tử để nhận thư."]
    assert page.context["form"].contact_is_open


def test_consent_is_noted_with_its_moment_and_shows_to_who_has_the_code(client: Client, scene: Scene) -> None:
    code = a_code()
    row = told(scene, MONDAY, code=code, **WANTS)
    assert contact_of(row).letters_at == datetime(2026, 3, 2, 9, tzinfo=ZONE)
    page = client.post(reverse("feedback-follow"), {"code": code})
    assert page.context["contact"]["letters"].value() is True
    sent = {"step": "contact", "version": str(row.version), "email": ADDRESS}
    after = client.post(reverse("feedback-follow"), {"code": code} | sent)
    assert (after.context["contact"]["letters"].value(), contact_of(row).letters_at) == (False, None)


def test_officer_sees_that_the_sender_hears_of_it(client: Client, scene: Scene) -> None:
    client.force_login(scene.officer)
    pages = [
        client.get(reverse("feedback-one", args=[told(scene, MONDAY, **wants).pk])).context["gets_letters"]
        for wants in (WANTS, {})
    ]
    assert pages == [True, False]
