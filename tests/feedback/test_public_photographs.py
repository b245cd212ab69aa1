"""Photographs of feedback: freed of place and device, up to five, seen by who reads the words, gone with them."""

from datetime import date, datetime, timedelta
from io import BytesIO
from typing import Any

import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from PIL import Image

from tests.at_once import at_once
from tests.factories.accounts import person
from tests.feedback.photographs import photographed, shades, upload
from tests.feedback.scene import ANSWER, Scene, a_scene, own_step, step
from tests.feedback.scene import sent as what_is_sent
from thanthien.accounts.roles import Role
from thanthien.core.clock import ZONE
from thanthien.core.matters.slips import Slip
from thanthien.core.private.actions import erase_over
from thanthien.feedback.kept_photographs import photograph_storage
from thanthien.feedback.models import Feedback, FeedbackPhotograph
from thanthien.feedback.photographs import forget_over, send_with
from thanthien.feedback.sealed_pictures import open_photograph
from thanthien.feedback.shelf import TEXTS

pytestmark = pytest.mark.django_db
TUESDAY, THURSDAY = date(2026, 3, 3), date(2026, 3, 5)
CODE = "K7QM-2XRD-9FHA-C3WT"


@pytest.fixture(autouse=True)
def _now(time_machine: Any) -> None:
    cache.clear()
    time_machine.move_to(datetime(2026, 3, 3, 9, tzinfo=ZONE), tick=False)


@pytest.fixture
def scene() -> Scene:
    return a_scene()


def sent(client: Client, scene: Scene, *uploads: Any, **changes: Any) -> Any:
    """The form of the unit with files."""
    address = reverse("feedback-send", args=[scene.unit.code])
    slip = client.get(address).context["form"]["slip"].value()
    told_of = {"slip": slip, "topic": "duong-sa", "text": "Đèn đường ngõ Kín hỏng.", "photographs": [*uploads]}
    return client.post(address, told_of | changes)


def picture(row: Feedback) -> str:
    """The address of its only photograph."""
    return reverse("feedback-photograph", args=[row.pk, row.photographs.get().key])


def test_photograph_is_kept_without_place_device_and_name(client: Client, scene: Scene) -> None:
    assert sent(client, scene, upload()).status_code == 200
    found = FeedbackPhotograph.objects.get()
    with open_photograph(found) as content:
        kept = content.read()
    exif = Image.open(BytesIO(kept)).getexif()
    assert (set(exif) - {0x0112}, exif.get_ifd(0x8825), "Sáu" in str(found.file)) == (
        set(), {}, False,
    )  # fmt: skip


@pytest.mark.parametrize(
    "uploads", [lambda: shades(6), lambda: [upload(b"khong phai anh", "a.jpg")], lambda: [upload(b"%PDF-1.7", "a.pdf")]]
)
def test_what_is_no_photograph_or_one_too_many_is_told_and_nothing_is_stored(
    client: Client, scene: Scene, uploads: Any
) -> None:
    answer = sent(client, scene, *uploads())
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["photographs"])
    assert (Feedback.objects.count(), FeedbackPhotograph.objects.count()) == (0, 0)


def test_five_are_taken_and_a_form_sent_again_stores_none_twice(client: Client, scene: Scene) -> None:
    first = sent(client, scene, *shades(5))
    assert "Đã nhận nội dung và 5 ảnh." in first.content.decode()
    slip = first.wsgi_request.POST["slip"]
    sent(client, scene, *shades(5), slip=slip)
    assert (Feedback.objects.count(), FeedbackPhotograph.objects.count()) == (1, 5)
    alone = sent(client, scene, text="Cống trước nhà văn hóa tắc.")
    assert "Đã nhận nội dung, không kèm ảnh." in alone.content.decode()


def test_officer_sees_it_beside_the_words_and_nobody_keeps_a_copy(client: Client, scene: Scene) -> None:
    row = photographed(scene, TUESDAY, upload())
    client.force_login(scene.officer)
    assert picture(row) in client.get(reverse("feedback-one", args=[row.pk])).content.decode()
    answer = client.get(picture(row))
    assert (answer["Content-Type"], answer["Cache-Control"]) == ("image/jpeg", "private, no-store")
    answer.close()


@pytest.mark.parametrize("role", [Role.APPRAISER, Role.COMMUNE_PARTY, Role.COMMUNE_FRONT])
def test_who_may_not_read_the_words_sees_no_photograph(client: Client, scene: Scene, role: Role) -> None:
    row = photographed(scene, TUESDAY, upload())
    client.force_login(person(role) if role == Role.APPRAISER else person(role, agency=scene.committee))
    assert client.get(picture(row)).status_code == 404
    client.force_login(a_scene().officer)
    assert client.get(picture(row)).status_code == 404
    client.logout()
    assert client.get(picture(row)).status_code == 302


def test_complaint_keeps_its_photograph_from_the_unit(client: Client, scene: Scene) -> None:
    row = photographed(scene, TUESDAY, upload(), topic="khieu-nai-to-cao")
    client.force_login(scene.chair)
    assert client.get(picture(row)).status_code == 404
    client.force_login(scene.inspector)
    assert picture(row) not in client.get(reverse("feedback-one", args=[row.pk])).content.decode()
    assert picture(row) in client.post(reverse("feedback-read", args=[row.pk])).content.decode()


def test_public_answer_shows_no_photograph(client: Client, scene: Scene) -> None:
    row = photographed(scene, TUESDAY, upload())
    step(scene, row, "draft", THURSDAY, **ANSWER)
    step(scene, row, "answer", THURSDAY)
    step(scene, row, "publish", THURSDAY, looked=True)
    page = client.get(reverse("feedback-answer", args=[Feedback.objects.get().answer_id])).content.decode()
    assert ("<img" in page, str(row.photographs.get().key) in page) == (False, False)


def test_photograph_goes_when_its_sender_withdraws(scene: Scene, django_capture_on_commit_callbacks: Any) -> None:
    row = photographed(scene, TUESDAY, upload(), code=CODE)
    name = row.photographs.get().file.name
    with django_capture_on_commit_callbacks(execute=True):
        own_step(CODE, row, "withdraw", THURSDAY)
    assert (FeedbackPhotograph.objects.count(), photograph_storage().exists(name)) == (0, False)


def test_photograph_goes_with_the_words(
    scene: Scene, time_machine: Any, django_capture_on_commit_callbacks: Any
) -> None:
    gone, kept = photographed(scene, TUESDAY, upload()), photographed(scene, TUESDAY, upload())
    step(scene, gone, "spam", THURSDAY, note="Quảng cáo bán hàng")
    name = gone.photographs.get().file.name
    time_machine.move_to(datetime(2026, 3, 3, 9, tzinfo=ZONE) + timedelta(days=500), tick=False)
    erase_over(TEXTS)
    with django_capture_on_commit_callbacks(execute=True):
        assert forget_over() == 1
    assert list(FeedbackPhotograph.objects.values_list("feedback", flat=True)) == [kept.pk]
    assert not photograph_storage().exists(name)


def test_file_that_no_row_knows_is_listed(scene: Scene, capsys: pytest.CaptureFixture[str]) -> None:
    photographed(scene, TUESDAY, upload())
    FeedbackPhotograph.objects.all().delete()
    call_command("sweep_feedback_photographs")
    assert "0 tệp không có trong cơ sở dữ liệu." in capsys.readouterr().out  # younger than a day


def test_strangers_send_few_and_small_pictures(client: Client, scene: Scene, monkeypatch: Any) -> None:
    for _ in range(5):
        assert sent(client, scene, upload(), text=f"Đèn đường ngõ Kín hỏng lần {_}.").status_code == 200
    refused = sent(client, scene, upload(), text="Đèn đường ngõ Kín lại hỏng.")
    assert "đã nhận nhiều ảnh" in refused.content.decode()
    assert sent(client, scene, text="Đèn đường ngõ Kín lại hỏng.").status_code == 200
    cache.clear()
    monkeypatch.setattr("thanthien.feedback.photographs.MOST_BYTES", 10)
    assert "Mỗi ảnh tối đa" in sent(client, scene, upload(), text="Đèn ngõ Kín hỏng mãi.").content.decode()


def test_what_was_taken_up_gets_no_more_pictures(client: Client, scene: Scene) -> None:
    first, second = shades(2)
    row = photographed(scene, TUESDAY, first, code=CODE)
    step(scene, row, "assign", TUESDAY, assigned=scene.officer.pk)
    again = send_with(what_is_sent(scene, TUESDAY), [second], slip=Slip(row.key, CODE))
    assert (again.pk, again.photographs.count()) == (row.pk, 1)


@pytest.mark.django_db(transaction=True)
def test_what_is_taken_up_while_the_form_is_sent_again_gets_no_more_pictures(scene: Scene) -> None:
    first, second = shades(2)
    row = photographed(scene, TUESDAY, first, code=CODE)
    told_again = what_is_sent(scene, TUESDAY)
    at_once(
        lambda: step(scene, row, "assign", TUESDAY, assigned=scene.officer.pk),
        lambda: send_with(told_again, [second], slip=Slip(row.key, CODE)),
    )
    assert row.photographs.count() == 1


def test_each_wrong_file_is_named_and_what_is_no_picture_is_told_so(client: Client, scene: Scene) -> None:
    heic = b"\x00\x00\x00\x18ftypheic" + bytes(20)
    answer = sent(client, scene, upload(b"%PDF-1.7", "don.pdf"), upload(), upload(heic, "nha.heic"))
    told = answer.context["form"].errors["photographs"][0]
    assert "Tệp “don.pdf” là tài liệu PDF. Ở đây chỉ nhận ảnh JPG, PNG hoặc WebP." in told
    assert ("xuất lại" in told, "Tệp “nha.heic” là ảnh HEIC" in told) == (False, True)


def test_chosen_photographs_are_said_to_be_lost_with_a_form_that_is_wrong(client: Client, scene: Scene) -> None:
    lost = "cần chọn lại ảnh trước khi gửi"
    assert lost in sent(client, scene, upload(), text="").content.decode()
    assert lost not in sent(client, scene, text="").content.decode()
