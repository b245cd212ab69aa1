"""A session that ended lists what was typed under the words of the form for which it was meant."""

import re
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories.units import UnitFactory
from tests.feedback.scene import ANSWER, a_scene, step, told
from thanthien.core import field_labels
from thanthien.core.field_labels import OTHER, hide_fields
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


def test_room_hides_what_its_pages_send_along(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(field_labels, "_hidden", {"version"})
    before = field_labels.field_labels(["nut-rieng"], "thanthien.feedback")
    hide_fields("nut-rieng")
    after = field_labels.field_labels(["nut-rieng"], "thanthien.feedback")
    assert (before, after) == ({"nut-rieng": OTHER}, {"nut-rieng": ""})
