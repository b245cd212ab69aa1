"""Sending without an account: what is asked, what is stored, once, under which rations; the channel of complaints."""

import re
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from tests.feedback.scene import Scene, a_scene
from thanthien.core.clock import ZONE
from thanthien.feedback.actions import change_contact
from thanthien.feedback.enums import Part
from thanthien.feedback.left_addresses import mark_of_address
from thanthien.feedback.letters import leave_letters
from thanthien.feedback.models import Feedback, FeedbackText
from thanthien.feedback.queries import texts_of

pytestmark = pytest.mark.django_db
TUESDAY = date(2026, 3, 3)
TEXT = "Đèn đường ngõ Kín hỏng ba hôm nay."


@pytest.fixture(autouse=True)
def _now(time_machine: Any) -> None:
    cache.clear()
    time_machine.move_to(datetime(2026, 3, 3, 9, tzinfo=ZONE), tick=False)


@pytest.fixture
def scene() -> Scene:
    return a_scene()


def form_of(scene: Scene) -> str:
    return reverse("feedback-send", args=[scene.unit.code])


def typed(client: Client, scene: Scene, **changes: Any) -> dict[str, Any]:
    """The form as it is opened and filled in."""
    form = client.get(form_of(scene)).context["form"]
    return {"slip": form["slip"].value(), "topic": "duong-sa", "text": TEXT} | changes


def send(client: Client, scene: Scene, **changes: Any) -> Any:
    return client.post(form_of(scene), typed(client, scene, **changes))


def words(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def test_topic_and_text_suffice_and_a_code_comes_back(client: Client, scene: Scene) -> None:
    answer = send(client, scene)
    assert (answer.status_code, "no-store" in answer["Cache-Control"]) == (200, True)
    row = Feedback.objects.get()
    assert (row.unit, row.topic, row.via, row.received_on, row.from_staff) == (
        scene.unit, "duong-sa", "web", TUESDAY, False,
    )  # fmt: skip
    assert answer.context["code"] in words(answer)
    assert "Hạn trả lời: <strong>17/03/2026</strong>" in words(answer)
    assert [texts for _, texts in texts_of(row, Part.TEXT)] == [{"text": TEXT, "place": ""}]
    assert not FeedbackText.objects.filter(part=Part.CONTACT).exists()


def test_place_and_contact_are_kept_where_they_were_told(client: Client, scene: Scene) -> None:
    told = {"hamlet": str(scene.hamlet.pk), "place": "đầu ngõ 12", "name": "Trần Kín", "phone": "0912 345 678"}
    assert send(client, scene, **told).status_code == 200
    row = Feedback.objects.get()
    assert row.hamlet == scene.hamlet
    kept = [texts for _, texts in texts_of(row, Part.TEXT, Part.CONTACT)]
    assert kept == [{"text": TEXT, "place": "đầu ngõ 12"}, {"name": "Trần Kín", "phone": "0912345678"}]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"topic": ""}, "topic"),
        ({"topic": "khong-co"}, "topic"),
        ({"text": ""}, "text"),
        ({"text": "Hỏng"}, "text"),
        ({"text": "x" * 3001}, "text"),
        ({"phone": "hỏi hàng xóm"}, "phone"),
        ({"email": "không có"}, "email"),
        ({"hamlet": "0"}, "hamlet"),
        ({"slip": "cũ"}, "__all__"),
    ],
)
def test_what_is_wrong_is_told_and_what_was_typed_stays(client: Client, scene: Scene, changes: Any, field: str) -> None:
    answer = send(client, scene, **({"place": "đầu ngõ 12"} | changes))
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, [field])
    assert answer.context["form"]["place"].value() == "đầu ngõ 12"
    assert Feedback.objects.count() == 0


def test_contact_that_was_typed_wrongly_stands_open(client: Client, scene: Scene) -> None:
    assert '<details class="disclosure" open>' not in words(client.get(form_of(scene)))
    assert '<details class="disclosure" open>' in words(send(client, scene, phone="hỏi hàng xóm"))


def test_form_sent_again_shows_the_same_code_and_stores_nothing(client: Client, scene: Scene) -> None:
    told = typed(client, scene)
    codes = [client.post(form_of(scene), told).context["code"] for _ in range(2)]
    assert codes[0] == codes[1]
    assert Feedback.objects.count() == 1


def test_form_that_says_something_else_by_now_is_not_lost_silently(client: Client, scene: Scene) -> None:
    told = typed(client, scene)
    client.post(form_of(scene), told)
    again = client.post(form_of(scene), told | {"text": "Cống trước nhà văn hóa tắc."})
    assert (again.status_code, Feedback.objects.count()) == (422, 1)
    assert "nội dung vừa sửa chưa được ghi" in words(again)


def test_form_sent_again_is_the_same_one_though_its_sender_changed_the_contact(client: Client, scene: Scene) -> None:
    told = typed(client, scene, email="kin@example.org", letters="on")
    code = client.post(form_of(scene), told).context["code"]
    again = []
    for contact in ({"email": "khac@example.org"}, {}):
        change_contact(contact, letters=False, code=code, version=Feedback.objects.get().version)
        again.append(client.post(form_of(scene), told).context["code"])
    assert (again, Feedback.objects.count()) == ([code] * 2, 1)


def test_form_sent_again_is_the_same_one_though_letters_were_ended_by_their_link(client: Client, scene: Scene) -> None:
    told = typed(client, scene, email="kin@example.org", letters="on")
    code = client.post(form_of(scene), told).context["code"]
    leave_letters(FeedbackText.objects.get(part=Part.CONTACT).pk, mark_of_address("kin@example.org"))
    assert client.post(form_of(scene), told).context["code"] == code


def test_form_sent_again_is_the_same_one_though_a_contact_was_left_since(
    client: Client, scene: Scene, time_machine: Any
) -> None:
    told = typed(client, scene)
    code = client.post(form_of(scene), told).context["code"]
    time_machine.move_to(datetime(2026, 3, 3, 9, 5, tzinfo=ZONE), tick=False)
    change_contact({"phone": "0912345678"}, letters=False, code=code, version=1)
    assert client.post(form_of(scene), told).context["code"] == code


@pytest.mark.parametrize("changes", [{"phone": "0987 654 321"}, {"phone": ""}, {"letters": ""}])
def test_form_that_names_another_contact_is_not_the_same_one(
    client: Client, scene: Scene, changes: dict[str, str]
) -> None:
    told = typed(client, scene, phone="0912 345 678", email="kin@example.org", letters="on")
    client.post(form_of(scene), told)
    again = client.post(form_of(scene), {name: value for name, value in (told | changes).items() if value})
    assert (again.status_code, Feedback.objects.count()) == (422, 1)


def test_form_that_was_open_too_long_is_sent_once_more(client: Client, scene: Scene, time_machine: Any) -> None:
    told = typed(client, scene)
    time_machine.move_to(datetime(2026, 3, 4, 9, tzinfo=ZONE), tick=False)
    again = client.post(form_of(scene), told).context["form"]
    assert again["text"].value() == TEXT
    assert client.post(form_of(scene), told | {"slip": again["slip"].value()}).status_code == 200
    assert Feedback.objects.count() == 1


def test_one_browser_sends_only_so_often_and_a_neighbour_still_may(client: Client, scene: Scene) -> None:
    answers = [send(client, scene, text=f"{TEXT} Lần {number}.").status_code for number in range(11)]
    assert (answers, Feedback.objects.count()) == ([200] * 10 + [422], 10)
    assert send(Client(), scene).status_code == 200


def test_complaints_are_led_elsewhere_before_anything_is_asked(client: Client, scene: Scene) -> None:
    page = words(client.get(form_of(scene)))
    assert scene.inspector.hats[0].agency_name in page
    assert page.index("Tố cáo, khiếu nại có kênh riêng") < page.index("<form method=")


def test_complaint_that_is_sent_all_the_same_goes_to_the_other_body(client: Client, scene: Scene) -> None:
    answer = send(client, scene, topic="khieu-nai-to-cao")
    assert Feedback.objects.get().status == "legal"
    assert f"được chuyển ngay đến {scene.inspector.hats[0].agency_name}" in words(answer)
    assert "Hạn trả lời" not in words(answer)


def test_sent_beside_a_session_of_the_staff_says_so(client: Client, scene: Scene) -> None:
    client.force_login(scene.officer)
    assert "được ghi là gửi từ máy của cán bộ" in words(client.get(form_of(scene)))
    send(client, scene)
    assert Feedback.objects.get().from_staff


def test_code_stands_in_no_address_that_a_browser_sends(client: Client, scene: Scene) -> None:
    """The QR holds it behind #; nothing else of the page does."""
    answer = send(client, scene)
    code = answer.context["code"]
    addresses = re.findall(r'(?:href|action|src)="([^"]*)"', answer.content.decode())
    assert [one for one in addresses if code in one] == []


@pytest.mark.parametrize("ended", [False, True])
def test_unit_that_takes_nothing_has_no_form(client: Client, scene: Scene, ended: bool) -> None:
    if ended:
        scene.unit.valid_to = date(2026, 2, 1)
    else:
        scene.unit.rooms = {"feedback": [{"from": "2026-01-01", "on": False, "at": "2026-01-01T00:00:00+07:00"}]}
    scene.unit.save()
    assert client.get(form_of(scene)).status_code == 404


def test_unit_is_chosen_by_words_without_diacritics(client: Client) -> None:
    wanted, other = a_scene(short_name="Hải An").unit, a_scene(xa=True, short_name="An Lão").unit
    address = reverse("feedback-choose")
    assert set(client.get(address).context["units"]) == {wanted, other}
    found = client.get(f"{address}?q=hai an")
    assert found.context["units"] == [wanted]
    assert reverse("feedback-send", args=[wanted.code]) in words(found)
    assert "Không tìm thấy đơn vị nào" in words(client.get(f"{address}?q=khong co"))


def test_address_without_letters_is_told_that_no_letter_comes(client: Client, scene: Scene) -> None:
    said = "Hệ thống không gửi thư đến địa chỉ đã ghi"
    assert said in words(send(client, scene, email="kin@example.org"))
    assert said not in words(send(client, scene, email="kin@example.org", letters="on"))
    assert said not in words(send(client, scene))


def test_errors_say_what_to_choose_and_name_the_address_by_one_word(client: Client, scene: Scene) -> None:
    wrong = send(client, scene, topic="", email="không có").context["form"].errors
    assert dict(wrong) == {"topic": ["Cần chọn một việc."], "email": ["Chưa đúng dạng, ví dụ ten@vi-du.vn."]}


def test_everyday_topics_come_first_and_what_is_supervised_is_folded(client: Client, scene: Scene) -> None:
    page = words(client.get(form_of(scene)))
    order = [page.index(f'value="{code}"') for code in ("duong-sa", "khac", "cong-vu", "tiep-dan", "khieu-nai-to-cao")]
    assert order == sorted(order)
    before, _, folded = page.partition('<details class="disclosure">')
    assert ('value="cong-vu"' in before, 'value="cong-vu"' in folded) == (False, True)
    chosen = words(send(client, scene, topic="tiep-dan", text=""))
    assert chosen.index('<details class="disclosure" open>') < chosen.index('value="cong-vu"')


def test_heading_of_folded_topics_is_the_citys_and_no_topic_stands_twice(
    client: Client, scene: Scene, settings: Any, tmp_path: Path
) -> None:
    told = [
        {"code": "cong-vu", "title": "Công vụ", "group": "Người của đơn vị", "supervision": True},
        {"code": "to-cao", "title": "Tố cáo cán bộ", "group": "Người của đơn vị", "supervision": True, "legal": True},
        {"code": "khac", "title": "Khác"},
    ]
    settings.FEEDBACK_TOPICS = tmp_path / "topics.yaml"
    settings.FEEDBACK_TOPICS.write_text(yaml.safe_dump(told), encoding="utf-8")
    choices = client.get(form_of(scene)).context["form"].fields["topic"].choices
    codes = [code if isinstance(words, str) else (code, [one for one, _ in words]) for code, words in choices]
    assert codes == ["khac", ("Người của đơn vị", ["cong-vu"]), "to-cao"]
