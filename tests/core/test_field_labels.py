"""A session that ended lists what was typed under the words of the form for which it was meant."""

import re
from datetime import date
from typing import Any

import pytest
from django.test import Client, RequestFactory
from django.urls import resolve, reverse

from tests.factories.units import UnitFactory
from tests.feedback.scene import ANSWER, a_scene, step, told
from tests.grassroots.scene import a_scene as a_channel
from thanthien.core import field_labels
from thanthien.core.field_labels import CHOSEN, OTHER, hide_fields
from thanthien.core.resend import kept_fields
from thanthien.feedback.enums import Exempt
from thanthien.grassroots.enums import Topic
from thanthien.workforce.kinds import COURSES

pytestmark = pytest.mark.django_db
MONDAY = date(2026, 3, 2)
CONTACT = {"name": "Trần Kín", "phone": "0912 345 678", "email": "kin@example.org", "letters": "on"}
CONTACT_LABELS = ["Họ và tên", "Số điện thoại", "Thư điện tử", "Đồng ý nhận thư báo khi có tin mới"]


def listed(address: str, typed: dict[str, str]) -> list[str]:
    """The labels under which a page that was open for too long lists what was typed."""
    client = Client(enforce_csrf_checks=True)
    kept = client.post(address, typed, headers={"Origin": "http://testserver"}).context["fields"]
    return [one.label for one in kept if one.label]


def test_what_a_person_sends_to_a_unit() -> None:
    typed = {"slip": "x", "topic": "duong-sa", "text": "Đèn hỏng", "place": "Đầu ngõ"} | CONTACT
    address = reverse("feedback-send", args=[UnitFactory().code])
    assert listed(address, typed) == ["Về việc gì?", "Nội dung", "Chỗ cụ thể", *CONTACT_LABELS]


def shown(client: Client, address: str, typed: dict[str, Any]) -> dict[str, list[str]]:
    """What stands under each label on the page of an ended session."""
    kept = client.post(address, typed, headers={"Origin": "http://testserver"}).context["fields"]
    found: dict[str, list[str]] = {}
    for one in kept:
        if one.label:
            found.setdefault(one.label, []).append(one.shown)
    return found


def test_choices_are_told_in_words_and_sent_again_as_they_were() -> None:
    scene, client = a_scene(), Client(enforce_csrf_checks=True)
    typed = {"topic": "duong-sa", "text": "duong-sa", "hamlet": str(scene.hamlet.pk)}
    address = reverse("feedback-send", args=[scene.unit.code])
    assert shown(client, address, typed) == {
        "Về việc gì?": ["Đường sá, cầu cống, chiếu sáng"], "Nội dung": ["duong-sa"],
        "Thôn, tổ dân phố nơi xảy ra việc": [scene.hamlet.name],
    }  # fmt: skip
    page = client.post(address, typed, headers={"Origin": "http://testserver"}).content.decode()
    assert '<input type="hidden" name="topic" value="duong-sa">' in page


@pytest.mark.parametrize(
    ("step", "sent", "told"),
    [
        ("sort", {"topic": "moi-truong", "kind": "urgent", "note": "Ghi lại"}, {
            "Lĩnh vực": ["Rác, vệ sinh, môi trường"], "Loại": ["khẩn"], "Ghi rõ": ["Ghi lại"],
        }),
        ("exempt", {"exempt": "personal", "note": "Nhà riêng"}, {
            "Lý do không công khai": [str(Exempt.PERSONAL.label)], "Ghi rõ": ["Nhà riêng"],
        }),
        ("draft", {"summary": "Đèn", "text": "Đã thay", "signer": "Chủ tịch Ủy ban"}, {
            "Tóm tắt phản ánh để công khai": ["Đèn"], "Nội dung trả lời": ["Đã thay"],
            "Chức vụ người ký trả lời": ["Chủ tịch Ủy ban"],
        }),
    ],
)  # fmt: skip
def test_steps_of_feedback_tell_their_choices(client: Client, step: str, sent: dict[str, str], told: Any) -> None:
    assert shown(client, reverse("feedback-step", args=[1, step]), {"version": "1"} | sent) == told


def test_person_that_was_chosen_is_named_to_nobody(client: Client) -> None:
    scene = a_scene()
    sent = {"version": "1", "assigned": str(scene.chair.pk)}
    assert shown(client, reverse("feedback-step", args=[1, "assign"]), sent) == {"Người xử lý": ["đã chọn"]}


def test_place_and_choices_of_a_record(client: Client) -> None:
    scene = a_channel()
    place = f"{scene.unit.pk}:{scene.hamlets[0].pk}"
    typed = {"place": place, "day": "02/03/2026", "topic": "land", "text": "Đường hẹp", "address": "ngõ 5"}
    found = shown(client, reverse("grassroots-add"), typed)
    assert (found["Nơi ghi"], found["Lĩnh vực"]) == (
        [f"{scene.hamlets[0].name}, {scene.unit.name}"], [str(Topic.LAND.label)],
    )  # fmt: skip


def test_contact_and_words_by_the_code() -> None:
    address, sent = reverse("feedback-follow"), {"code": "K7QM-2XRD-9FHA-C3WT", "version": "1"}
    assert listed(address, sent | {"step": "contact"} | CONTACT) == CONTACT_LABELS
    assert listed(address, sent | {"step": "tell", "added": "Ở cuối ngõ"}) == ["Nội dung bổ sung"]


def test_withdrawal_of_a_record_and_a_record_of_a_kind() -> None:
    withdrawal, entry = reverse("grassroots-withdraw", args=[1]), reverse(f"{COURSES.route}-add")
    assert listed(withdrawal, {"version": "1", "reason": "Ghi hai lần"}) == ["Lý do hủy"]
    typed = {"key": "x", "place": "u1", "day": "02/03/2026", "title": "Lớp", "hours": "8", "organiser": "Sở"}
    assert listed(entry, typed)[2:] == ["Tên lớp", "Số giờ", "Đơn vị tổ chức"]


def test_draft_with_a_standard_answer() -> None:
    typed = {"version": "1", "summary": "Đèn", "text": "Đã thay", "signer": "Chủ tịch", "mau": "7"}
    assert listed(reverse("feedback-step", args=[1, "draft"]), typed) == [
        "Tóm tắt phản ánh để công khai", "Nội dung trả lời", "Chức vụ người ký trả lời",
    ]  # fmt: skip


def test_act_that_is_done_again_is_named_and_a_tick_is_said_in_words(client: Client) -> None:
    scene = a_scene()
    row = step(scene, told(scene, MONDAY), "draft", MONDAY, **ANSWER)
    client.force_login(scene.chair)
    address = reverse("feedback-step", args=[row.pk, "answer"])
    shown = client.get(address).content.decode()
    sent = dict(re.findall(r'<input type="hidden" name="(viec|version)" value="([^"]*)"', shown))
    client.logout()
    kept = client.post(address, sent | {"looked": "on"})
    page = " ".join(kept.content.decode().split())
    assert kept.status_code == 401
    assert f"Việc sẽ gửi lại: <strong>Duyệt trả lời, {row.label}</strong>" in page
    assert f'<input type="hidden" name="viec" value="Duyệt trả lời, {row.label}">' in page
    assert (re.findall(r"<dd.*?>(.*?)</dd>", page), "<dt></dt>" in page) == (["có"], False)


def test_form_that_names_no_act_is_told_by_its_part_of_the_platform(client: Client) -> None:
    kept = client.post(reverse("feedback-contact", args=[1])).content.decode()
    assert "Nội dung gửi ở phần <strong>Phản ánh, góp ý</strong>" in kept


def labels(*names: str) -> dict[str, str]:
    return {name: one.label for name, one in field_labels.asked_fields(names, "thanthien.feedback").items()}


def test_room_hides_what_its_pages_send_along(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(field_labels, "_hidden", {"version"})
    before = labels("nut-rieng")
    hide_fields("nut-rieng")
    after = labels("nut-rieng")
    assert (before, after) == ({"nut-rieng": OTHER}, {"nut-rieng": ""})


def test_codes_that_take_a_statement_are_looked_up_a_few_times_whoever_sends_thousands(
    rf: RequestFactory, django_assert_num_queries: Any
) -> None:
    sent = {"hamlet": [*map(str, range(1, 200)), "1"], "topic": ["khong-co"]}
    request = rf.post(reverse("feedback-send", args=["10001"]), sent)
    request.resolver_match = resolve(request.path)
    with django_assert_num_queries(5):
        kept = kept_fields(request)
    assert (len(kept), {one.words for one in kept if one.name == "hamlet"}) == (201, {CHOSEN})
