"""What a device sends is stored once, in its person's name, told when it was made where that can be believed."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.urls import reverse

from tests.grassroots.scene import Scene, a_scene, nothing, opinion, village_head
from tests.offline.scene import Device, device_of, signed_in_again, stamp
from thanthien.core import clock
from thanthien.core.clock import ZONE
from thanthien.grassroots.actions import SAID_EARLIER
from thanthien.grassroots.kinds import REPORTS
from thanthien.grassroots.measures import WEEKLY_REPORTS
from thanthien.grassroots.models import OpinionPerson, WeeklyReport
from thanthien.measures.queries import scope_of
from thanthien.measures.scope import Span
from thanthien.offline.models import Arrival
from thanthien.offline.queries import arrival_words
from thanthien.records.actions import correct, enter
from thanthien.records.enums import Through

pytestmark = pytest.mark.django_db
FRIDAY = datetime(2026, 3, 6, 8, tzinfo=ZONE)
SUNDAY = datetime(2026, 3, 8, 20, tzinfo=ZONE)
TUESDAY = datetime(2026, 3, 10, 9, tzinfo=ZONE)
OPINION = {"day": "08/03/2026", "topic": "land", "text": "Đường vào xóm bị lấn"}


@pytest.fixture
def scene() -> Scene:
    return a_scene()


@pytest.fixture
def device(scene: Scene, time_machine: Any) -> Device:
    """The head's device: contact on Friday; now it is Tuesday."""
    time_machine.move_to(FRIDAY, tick=False)
    device = device_of(scene.head)
    device.greet()
    time_machine.move_to(TUESDAY, tick=False)
    return signed_in_again(device, scene.head)


def told(scene: Scene, **more: Any) -> dict[str, Any]:
    return OPINION | {"place": f"{scene.unit.pk}:{scene.hamlets[0].pk}"} | more


def test_contact_tells_whose_device_it_is_and_the_forms_of_that_person(scene: Scene) -> None:
    answer = device_of(scene.head).greet()
    assert (answer["owner"], answer["name"]) == (f"p{scene.head.pk}", scene.head.full_name)
    assert [(one["kind"], one["form"], one["page"]) for one in answer["forms"]] == [
        ("grassroots.report", "khong-phat-sinh", reverse("grassroots-add")),
        ("grassroots.report", "ghi", reverse("grassroots-add")),
    ]
    assert "Tổ dân phố 1" in answer["forms"][0]["place"]


def test_contact_of_nobody_tells_nothing(client: Any) -> None:
    assert client.get(reverse("offline-contact")).json() == {"owner": None}


def test_entry_is_told_when_it_was_made_and_known_when_it_arrived(scene: Scene, device: Device) -> None:
    answer = device.send(SUNDAY, told(scene))
    report = WeeklyReport.objects.get()
    assert (report.told_at, report.made_at) == (SUNDAY, TUESDAY)
    assert (report.entered_by, report.hamlet, report.through) == (scene.head, scene.hamlets[0], Through.PAGE)
    assert answer.json() == {
        "state": "stored",
        "url": reverse("grassroots-record", args=[report.pk]),
        "taken": True,
        "note": "Ghi trên máy lúc 20:00, 08/03/2026 khi chưa có mạng, đến hệ thống lúc 09:00, 10/03/2026. "
        "Tính theo lúc ghi trên máy.",
    }


def test_note_stands_beside_the_record(scene: Scene, device: Device, client: Any) -> None:
    url = device.send(SUNDAY, told(scene)).json()["url"]
    client.force_login(scene.chair)
    assert (
        "Ghi trên máy ngày 08/03/2026 khi chưa có mạng, đến hệ thống ngày 10/03/2026"
        in client.get(url).content.decode()
    )
    assert "khi chưa có mạng, đến hệ thống ngày 10/03/2026" in device.client.get(url).content.decode()


def test_correction_keeps_the_mark_of_a_late_arrival(scene: Scene, device: Device, time_machine: Any) -> None:
    """Sunday 20:00 without a signal, here on Tuesday; corrected on Wednesday."""
    device.send(SUNDAY, told(scene))
    time_machine.move_to(TUESDAY + timedelta(days=1), tick=False)
    mended = opinion(scene, SUNDAY.date(), scene.hamlets[0], text="Đường vào xóm bị lấn 2 m")
    report = WeeklyReport.objects.get()
    correct(REPORTS, mended, record_id=report.pk, version=1, reason="Ghi thiếu", by=scene.head)
    asked = scope_of(Span(date(2026, 1, 1), date(2026, 12, 31)), date(2026, 3, 11), [scene.unit.pk])
    lines = WEEKLY_REPORTS.records(scene.unit.pk, asked)
    came = "ghi ngày 08/03/2026 khi chưa có mạng, đến ngày 10/03/2026"
    assert [line.marks for line in lines] == [("đính chính sau hạn, ngày 11/03/2026", came)]


def test_entry_sent_twice_is_stored_once(scene: Scene, device: Device, time_machine: Any) -> None:
    key = uuid4()
    first = device.send(SUNDAY, told(scene), key=key)
    time_machine.move_to(TUESDAY + timedelta(hours=1), tick=False)
    second = device.send(SUNDAY, told(scene), key=key)
    assert (first.status_code, first.json()) == (200, second.json())
    assert [(one.key, one.made_at) for one in WeeklyReport.objects.all()] == [(key, TUESDAY)]
    assert [(one.key, one.arrived_at) for one in Arrival.objects.all()] == [(key, TUESDAY)]


def test_key_of_another_kind_is_refused_and_brings_no_note_of_that_kind(scene: Scene, device: Device) -> None:
    """An entry that says when it was made would lend its moment to one that is not believed."""
    key = uuid4()
    Arrival.objects.create(
        key=key, kind="workplace.radio_test", made_at=SUNDAY, contact_at=FRIDAY, arrived_at=TUESDAY, by=scene.head
    )
    answer = device.send(SUNDAY, told(scene), key=key, contact="")
    said = "Mã của nội dung gửi từ máy đã dùng cho loại khác. Vui lòng ghi lại."
    assert (answer.status_code, answer.json()["sentences"]) == (422, [said])
    assert WeeklyReport.objects.count() == 0
    assert arrival_words(REPORTS.key, [key]) == {}


def test_key_with_another_content_is_refused_and_what_stands_stays(scene: Scene, device: Device) -> None:
    key = uuid4()
    device.send(SUNDAY, told(scene), key=key)
    answer = device.send(SUNDAY, told(scene, text="Nội dung khác hẳn"), key=key)
    said = "Mã bản ghi này đã có với nội dung khác. Cần đính chính trên trang của bản ghi."
    assert (answer.status_code, answer.json()["sentences"]) == (422, [said])
    assert WeeklyReport.objects.get().text == OPINION["text"]


@pytest.mark.parametrize(
    ("cover", "why"),
    [
        ({"sent": stamp(TUESDAY + timedelta(days=1))}, "clock"),
        ({"contact": ""}, "contact"),
        ({"contact": "x.y:z"}, "contact"),
        ({"made": stamp(FRIDAY - timedelta(days=1))}, "before"),
        ({"made": stamp(TUESDAY + timedelta(days=1))}, "after"),
    ],
)
def test_moment_that_is_not_believed_is_marked_and_the_arrival_counts(
    scene: Scene, device: Device, cover: dict[str, Any], why: str
) -> None:
    answer = device.send(SUNDAY, told(scene), **cover).json()
    assert (answer["state"], answer["taken"]) == ("stored", False)
    assert WeeklyReport.objects.get().told_at == TUESDAY
    assert Arrival.objects.get().why_not == why


def test_entry_that_comes_too_late_is_told_on_arrival(scene: Scene, device: Device, settings: Any) -> None:
    settings.OFFLINE_DAYS = 1
    device.send(SUNDAY, told(scene))
    assert (WeeklyReport.objects.get().told_at, Arrival.objects.get().why_not) == (TUESDAY, "old")


def test_contact_of_another_person_says_nothing_of_this_device(scene: Scene, device: Device, time_machine: Any) -> None:
    time_machine.move_to(FRIDAY, tick=False)
    other = device_of(village_head(scene.hamlets[1]))
    other.greet()
    time_machine.move_to(TUESDAY, tick=False)
    device.send(SUNDAY, told(scene), contact=other.contact)
    assert Arrival.objects.get().why_not == "contact"


def test_entry_of_another_person_is_not_taken(scene: Scene, device: Device) -> None:
    """Somebody else signed in on the device meanwhile."""
    other = device_of(village_head(scene.hamlets[1]))
    other.contact, other.owner = device.contact, device.owner
    answer = other.send(SUNDAY, told(scene))
    assert (answer.status_code, answer.json()) == (409, {"state": "other"})
    assert WeeklyReport.objects.count() == 0


def test_entry_without_a_session_is_not_taken(scene: Scene, device: Device) -> None:
    device.client.logout()
    assert device.send(SUNDAY, told(scene)).status_code == 401
    assert WeeklyReport.objects.count() == 0


def test_entry_without_a_token_against_forged_requests_is_not_taken(scene: Scene, device: Device) -> None:
    device.client.handler.enforce_csrf_checks = True
    assert device.send(SUNDAY, told(scene)).status_code == 403


def test_entry_that_says_too_little_is_refused_by_field(scene: Scene, device: Device) -> None:
    answer = device.send(SUNDAY, told(scene, text=""))
    assert (answer.status_code, answer.json()["fields"]) == (422, {"text": ["Ô này chưa có nội dung."]})
    assert answer.json()["sentences"] == ["Nội dung ý kiến (bắt buộc): Ô này chưa có nội dung."]


@pytest.mark.parametrize("cover", [{"key": "x"}, {"made": "x"}, {"made": "9" * 30}, {"owner": ""}])
def test_broken_cover_is_refused(scene: Scene, device: Device, cover: dict[str, str]) -> None:
    answer = device.send(SUNDAY, told(scene), **cover)
    assert (answer.status_code, answer.json()["state"]) == (400, "refused")


@pytest.mark.parametrize("cover", [{"kind": "service.fast_day"}, {"form": "khac"}])
def test_form_that_the_person_does_not_have_is_refused(scene: Scene, device: Device, cover: dict[str, str]) -> None:
    answer = device.send(SUNDAY, told(scene), **cover)
    assert (answer.status_code, WeeklyReport.objects.count()) == (422, 0)


def test_place_of_others_is_refused(scene: Scene, device: Device) -> None:
    place = f"{scene.unit.pk}:{scene.hamlets[1].pk}"
    answer = device.send(SUNDAY, told(scene, place=place))
    assert (answer.status_code, list(answer.json()["fields"])) == (422, ["place"])


def test_person_behind_an_opinion_is_kept_apart(scene: Scene, device: Device) -> None:
    device.send(SUNDAY, told(scene, who="Bà Năm", contact="0900000000"))
    assert OpinionPerson.objects.get().origin == WeeklyReport.objects.get().origin


def test_day_longer_ago_than_the_list_of_today_offers_is_taken(scene: Scene, device: Device) -> None:
    device.send(SUNDAY, told(scene, day="01/02/2026"))
    assert WeeklyReport.objects.get().day.isoformat() == "2026-02-01"


@pytest.mark.parametrize("day", ["31/12/9999", "01/01/0001", "09/03/1950", "11/03/2026"])
def test_day_that_the_kind_does_not_take_is_refused_by_field(scene: Scene, device: Device, day: str) -> None:
    answer = device.send(SUNDAY, told(scene, day=day))
    assert (answer.status_code, list(answer.json()["fields"])) == (422, ["day"])


# --- “Không phát sinh” ------------------------------------------------------------------------------------------------


def quiet(device: Device, scene: Scene, **cover: Any) -> Any:
    fields = {"day": "08/03/2026", "place": f"{scene.unit.pk}:{scene.hamlets[0].pk}"}
    return device.send(SUNDAY, fields, **({"form": "khong-phat-sinh"} | cover))


def test_nothing_came_up_is_said_at_a_touch(scene: Scene, device: Device) -> None:
    quiet(device, scene)
    report = WeeklyReport.objects.get()
    assert (report.nothing, report.day.isoformat(), report.told_at) == (True, "2026-03-08", SUNDAY)


def test_nothing_came_up_said_on_two_devices_is_said_once(scene: Scene, device: Device) -> None:
    first, second = quiet(device, scene), quiet(device, scene)
    assert (first.json()["url"], WeeklyReport.objects.count()) == (second.json()["url"], 1)


def test_nothing_came_up_said_in_time_on_a_device_takes_the_place_of_what_was_said_later(
    scene: Scene, device: Device
) -> None:
    with clock.set_to(TUESDAY - timedelta(hours=1)):
        enter(REPORTS, nothing(scene, SUNDAY.date(), scene.hamlets[0]), by=scene.head)
    key = uuid4()
    answers = [quiet(device, scene, key=key).status_code for _ in range(2)]
    rows = WeeklyReport.objects.order_by("pk").values_list("told_at", "end_reason")
    assert answers == [200, 200]
    assert list(rows) == [(TUESDAY - timedelta(hours=1), SAID_EARLIER), (SUNDAY, "")]


def test_nothing_came_up_beside_an_opinion_told_meanwhile_is_a_conflict(scene: Scene, device: Device) -> None:
    with clock.set_to(TUESDAY - timedelta(days=1)):
        enter(REPORTS, opinion(scene, SUNDAY.date(), scene.hamlets[0]), by=scene.front)
    answer = quiet(device, scene)
    assert answer.status_code == 422
    assert answer.json()["sentences"][0].startswith("Tổ dân phố 1 đã có ý kiến trong tuần")


def test_opinion_made_before_nothing_was_said_keeps_the_earlier_moment(scene: Scene, device: Device) -> None:
    with clock.set_to(TUESDAY - timedelta(hours=2)):
        enter(REPORTS, nothing(scene, SUNDAY.date(), scene.hamlets[0]), by=scene.head)
    device.send(SUNDAY, told(scene))
    standing = WeeklyReport.objects.standing().get()
    assert (standing.nothing, standing.version, standing.told_at) == (False, 2, SUNDAY)
