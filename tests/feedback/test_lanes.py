"""What its sender put out of the unit's sight stays there; nothing tells the unit that it is there."""

from datetime import date, datetime
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories.accounts import person
from tests.feedback.scene import ANSWER, CONTACT, TEXT, Scene, a_code, a_scene, own_step, sent, step, told
from thanthien.accounts.roles import Role
from thanthien.core.acting.errors import Invalid, Refused
from thanthien.core.clock import ZONE
from thanthien.core.matters.slips import Slip
from thanthien.core.private.models import Look
from thanthien.feedback.actions import change_contact, receive, send
from thanthien.feedback.enums import Part, Via
from thanthien.feedback.models import Feedback, FeedbackText
from thanthien.feedback.workflow import Actor, Status

pytestmark = pytest.mark.django_db
MONDAY, TUESDAY, FRIDAY = date(2026, 3, 2), date(2026, 3, 3), date(2026, 3, 6)
LANE = "khieu-nai-to-cao"


@pytest.fixture(autouse=True)
def _now(time_machine: Any) -> None:
    time_machine.move_to(datetime(2026, 3, 6, 9, tzinfo=ZONE), tick=False)


@pytest.fixture
def scene() -> Scene:
    return a_scene()


def page(client: Client, row: Feedback) -> Any:
    return client.get(reverse("feedback-one", args=[row.pk]))


def test_what_its_sender_sent_to_the_legal_lane_is_never_given_to_the_unit(client: Client, scene: Scene) -> None:
    code = a_code()
    by_topic, by_code = told(scene, MONDAY, topic=LANE), told(scene, MONDAY, code=code)
    own_step(code, by_code, "legal", TUESDAY)
    client.force_login(scene.inspector)
    for row in (by_topic, by_code):
        with pytest.raises(Refused, match="Người gửi đã chọn kênh này"):
            step(scene, row, "return", FRIDAY, by=scene.inspector, note="Là góp ý thông thường")
        assert [one.name for one in page(client, row).context["steps"]] == ["quarantine", "refer"]
        assert Feedback.objects.get(pk=row.pk).stage is Status.LEGAL


@pytest.mark.parametrize("seen", ["entered", "beside"])
def test_code_that_the_unit_saw_opens_nothing_of_a_lane(client: Client, scene: Scene, seen: str) -> None:
    code = a_code()
    how: dict[str, Any] = {"via": Via.PHONE, "by": scene.officer} if seen == "entered" else {"signed_in": scene.officer}
    row = told(scene, MONDAY, code=code, **how)
    own_step(code, row, "legal", TUESDAY)
    shown = client.post(reverse("feedback-follow"), {"code": code})
    page_words = shown.content.decode()
    assert [one for one in (TEXT, "ngõ Kín", *CONTACT.values(), "Đường sá", "tố cáo, chờ") if one in page_words] == []
    step(scene, row, "refer", FRIDAY, by=scene.inspector, to="Thanh tra, số 12")
    later = client.post(reverse("feedback-follow"), {"code": code})
    assert (later.context["state"], later.context["facts"]) == (shown.context["state"], shown.context["facts"])
    assert [label for label, _ in shown.context["facts"]] == ["Đơn vị", "Nơi nhận"]
    assert (shown.context["said"], shown.context["contact"]) == ([], None)
    with pytest.raises(Refused, match="đã rời đơn vị"):
        change_contact({}, letters=False, code=code, version=Feedback.objects.get(pk=row.pk).version)
    assert FeedbackText.objects.filter(feedback=row, part=Part.CONTACT, erased_at=None).exists()


def test_code_that_its_sender_alone_has_shows_what_was_said_in_a_lane(client: Client, scene: Scene) -> None:
    code = a_code()
    own_step(code, told(scene, MONDAY, code=code), "legal", TUESDAY)
    assert TEXT in client.post(reverse("feedback-follow"), {"code": code}).content.decode()


def test_given_back_once_it_stays_away_when_its_sender_sends_it_there_again(scene: Scene) -> None:
    code = a_code()
    row = told(scene, MONDAY, code=code)
    step(scene, row, "legal", MONDAY, by=scene.officer, note="Tố cáo cán bộ")
    step(scene, row, "return", TUESDAY, by=scene.inspector, note="Là góp ý thông thường")
    own_step(code, row, "legal", FRIDAY)
    with pytest.raises(Refused, match="Người gửi đã chọn kênh này"):
        step(scene, row, "return", FRIDAY, by=scene.inspector, note="Là góp ý thông thường")


def test_looks_of_the_lane_are_noted_at_no_unit(client: Client, scene: Scene) -> None:
    row = told(scene, MONDAY, topic=LANE)
    client.force_login(scene.inspector)
    for name in ("feedback-read", "feedback-contact"):
        assert client.post(reverse(name, args=[row.pk])).status_code == 200
    assert [(one.words, one.place) for one in Look.objects.all()] == [(row.label, None)] * 2


def test_draft_of_the_lane_shows_by_the_noted_button_alone(client: Client, scene: Scene) -> None:
    row = told(scene, MONDAY)
    step(scene, row, "draft", MONDAY, **ANSWER)
    step(scene, row, "legal", TUESDAY, by=scene.officer, note="Tố cáo cán bộ")
    client.force_login(scene.inspector)
    read = client.post(reverse("feedback-read", args=[row.pk])).content.decode()
    assert (ANSWER["summary"] in page(client, row).content.decode(), ANSWER["summary"] in read) == (False, True)


def test_form_sent_again_as_a_complaint_is_not_taken_for_what_was_stored(scene: Scene) -> None:
    slip = Slip(uuid4(), a_code())
    row = send(sent(scene, FRIDAY), slip=slip, by=None)
    for topic in (LANE, "moi-truong"):
        with pytest.raises(Refused, match="nội dung vừa sửa chưa được ghi"):
            send(sent(scene, FRIDAY, topic=topic), slip=slip, by=None)
    step(scene, row, "sort", FRIDAY, topic="moi-truong", kind="normal", note="Thuộc môi trường")
    assert send(sent(scene, FRIDAY), slip=slip, by=None) == row
    with pytest.raises(Refused, match="nội dung vừa sửa chưa được ghi"):
        send(sent(scene, FRIDAY, topic=LANE), slip=slip, by=None)


def test_contact_of_a_suspected_secret_is_not_changed(scene: Scene) -> None:
    code = a_code()
    row = told(scene, MONDAY, code=code)
    version = step(scene, row, "quarantine", TUESDAY, note="Nghi có bí mật nhà nước").version
    with pytest.raises(Refused, match="đang cách ly"):
        change_contact(CONTACT, letters=False, code=code, version=version)


def test_signer_is_an_office_and_no_person(scene: Scene) -> None:
    row = told(scene, MONDAY)
    for signer in ("Chủ tịch, ông Nguyễn Văn Kín", "Chủ tịch, 0912 345 678"):
        with pytest.raises(Invalid) as refused:
            step(scene, row, "draft", TUESDAY, **ANSWER | {"signer": signer})
        assert list(refused.value.errors) == ["signer"]


def test_what_the_unit_wrote_down_does_not_stand_as_the_senders_words(client: Client, scene: Scene) -> None:
    code = a_code()
    row = told(scene, MONDAY, code=code)
    for by in ("unit", "sender"):
        step(scene, row, "ask", TUESDAY, note="Đèn ở đoạn nào của ngõ?")
        if by == "unit":
            step(scene, row, "tell", TUESDAY, by=scene.officer, added="Người gửi gọi điện: gần cổng làng.")
        else:
            own_step(code, row, "tell", TUESDAY, added="Đoạn gần cổng làng.")
    client.force_login(scene.officer)
    followed = client.post(reverse("feedback-follow"), {"code": code}).content.decode()
    pages = (page(client, row).content.decode(), followed)
    assert [text.count("do đơn vị ghi") for text in pages] == [1, 1]


def test_answer_is_signed_by_the_office_with_its_name_once(client: Client) -> None:
    scene = a_scene(short_name="Hải An")
    row = told(scene, MONDAY)
    client.force_login(scene.officer)
    form = client.get(reverse("feedback-step", args=[row.pk, "draft"])).context["form"]
    step(scene, row, "draft", TUESDAY, **ANSWER | {"signer": form["signer"].value()})
    step(scene, row, "answer", TUESDAY, looked=True)
    answer = reverse("feedback-answer", args=[Feedback.objects.get(pk=row.pk).answer_id])
    text = client.get(answer).content.decode()
    assert "<strong>Chủ tịch Ủy ban nhân dân phường Hải An</strong>" in text


def test_numbers_tell_the_unit_of_no_complaint(client: Client, scene: Scene) -> None:
    for topic in (LANE, "duong-sa"):
        told(scene, MONDAY, topic=topic)
    address = f"{reverse('feedback-numbers')}?tai=csv"

    def numbers() -> tuple[bool, str]:
        head, *lines = client.get(address).getvalue().decode("utf-8-sig").splitlines()
        (own,) = [line.split(",")[1] for line in lines if line.startswith(scene.unit.name)]
        return "Khiếu nại" in head, own

    client.force_login(scene.chair)
    of_unit = numbers()
    client.force_login(person(Role.CITY_OFFICER))
    assert (of_unit, numbers()) == ((False, "1"), (True, "2"))


def test_unit_is_told_that_words_of_the_weekly_channel_go_too(client: Client, scene: Scene) -> None:
    (heard,) = receive([sent(scene, MONDAY, via=Via.GRASSROOTS, source="grassroots:1", contact={})], by=None)
    row = told(scene, MONDAY)
    client.force_login(scene.officer)
    pages = [client.get(reverse("feedback-step", args=[one.pk, "legal"])).content.decode() for one in (heard, row)]
    assert ["trong kênh ý kiến hằng tuần cũng không hiện nữa." in text for text in pages] == [True, False]


def test_body_reads_what_it_may_put_back_and_the_look_is_noted(
    client: Client, scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    body = person(Role.APPRAISER)
    ended, waiting = told(scene, MONDAY), told(scene, MONDAY)
    step(scene, ended, "spam", TUESDAY, note="Quảng cáo bán hàng")
    client.force_login(body)
    read = [client.post(reverse("feedback-read", args=[one.pk])).status_code for one in (ended, waiting)]
    monkeypatch.setattr("thanthien.feedback.views.actors_for", lambda user, row: (Actor.BODY,))
    assert (TEXT in page(client, ended).content.decode(), Look.objects.count()) == (False, 0)
    assert "Đọc nội dung" in page(client, ended).content.decode()
    assert TEXT in client.post(reverse("feedback-read", args=[ended.pk])).content.decode()
    assert client.post(reverse("feedback-read", args=[waiting.pk])).status_code == 404
    assert client.post(reverse("feedback-contact", args=[ended.pk])).status_code == 404
    assert (read, [(one.by, one.place) for one in Look.objects.all()]) == ([404, 404], [(body, scene.unit.pk)])
