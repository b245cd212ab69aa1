"""What another system hands in is received once, by the unit that is meant, and answered alike whatever it is."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.factories.units import UnitFactory
from tests.feedback.open311.scene import API, FORM, Handing, handing, post, read, sentences
from tests.feedback.scene import TEXT, at, sent, step
from tests.untouched import Untouched
from thanthien.core import clock
from thanthien.core.private.actions import erase
from thanthien.core.queries import work_calendar
from thanthien.feedback.actions import change_contact
from thanthien.feedback.enums import Part, Via
from thanthien.feedback.models import ApiClient, Feedback
from thanthien.feedback.open311.actions import change_key, end_client
from thanthien.feedback.open311.sources import imported_source
from thanthien.feedback.queries import by_code, near_duplicates, texts_of
from thanthien.feedback.receiving import receive
from thanthien.feedback.rules import Limits, Round, due_on
from thanthien.feedback.shelf import TEXTS
from thanthien.feedback.workflow import Kind, Status

pytestmark = pytest.mark.django_db
WRONG_KEY = "Khóa (api_key) không đúng hoặc không còn dùng được."


@pytest.fixture
def system() -> Handing:
    return handing()


def texts(row: Feedback, part: Part) -> list[dict[str, str]]:
    return [told for _, told in texts_of(row, part)]


def test_report_becomes_a_matter_of_its_unit_received_today(system: Handing) -> None:
    with at(date(2026, 3, 2)):
        row = system.hand_in(**{"attribute[external_id]": "PA-7"})
    assert (row.unit, row.topic, row.via, row.source) == (system.scene.unit, "duong-sa", Via.IMPORT, "ext:1022:PA-7")
    assert (row.received_on, row.entered_by, row.status) == (date(2026, 3, 2), None, "received")
    assert row.due_on == due_on(Round(1, date(2026, 3, 2), Kind.NORMAL), Limits(work_calendar()))


def test_words_place_and_sender_are_encrypted_apart(system: Handing) -> None:
    row = system.hand_in(
        address_string="đầu ngõ 12", lat="20.85", long="106.68", first_name="Kín", last_name="Trần Thị",
        phone="0912 345 678", email="kin@example.org", media_url="https://1022.example.org/anh/7.jpg",
        device_id="IMEI-1", account_id="tk-9",
    )  # fmt: skip
    said = f"{TEXT}\n\nTệp kèm theo: https://1022.example.org/anh/7.jpg"
    place = "đầu ngõ 12, tọa độ 20.850000; 106.680000"
    assert texts(row, Part.TEXT) == [{"text": said, "place": place}]
    assert texts(row, Part.CONTACT) == [{"name": "Trần Thị Kín", "phone": "0912345678", "email": "kin@example.org"}]


def test_the_same_number_is_the_same_matter(system: Handing) -> None:
    first, again = (system.post(**{"attribute[external_id]": "PA-7"}).json() for _ in range(2))
    assert (first == again, Feedback.objects.count()) == (True, 1)


def test_the_same_number_is_answered_alike_whatever_is_said_and_whatever_became_of_it(system: Handing) -> None:
    numbered, day = {"attribute[external_id]": "PA-7"}, clock.today()
    first = system.post(**numbered).content
    row = Feedback.objects.get()
    others: list[dict[str, str]] = [{"description": "Chuyện khác hẳn."}, {"service_code": "khieu-nai-to-cao"}, {}]

    def again() -> list[bytes]:
        return [system.post(**numbered, **other).content for other in others]

    received = again()
    step(system.scene, row, "sort", day, topic="moi-truong", kind="normal", note="Là việc của môi trường")
    sorted_ = again()
    step(system.scene, row, "legal", day, note="Là đơn tố cáo cán bộ")
    hidden = again()
    erase(TEXTS, TEXTS.rows().filter(feedback=row))
    assert received + sorted_ + hidden + again() == [first] * 12
    assert Feedback.objects.count() == 1


def test_other_words_under_the_same_number_change_nothing(system: Handing) -> None:
    row = system.hand_in(**{"attribute[external_id]": "PA-7"})
    system.post(description="Chuyện khác hẳn.", **{"attribute[external_id]": "PA-7"})
    assert (Feedback.objects.get(), texts(row, Part.TEXT)) == (row, [{"text": TEXT, "place": ""}])


def test_the_same_number_of_another_system_is_another_matter(system: Handing) -> None:
    row, other = system.hand_in(**{"attribute[external_id]": "7"}), handing(code="hai-phong-smart")
    assert other.hand_in(**{"attribute[external_id]": "7"}) != row


def test_without_a_number_the_same_words_of_a_day_are_one_matter(system: Handing) -> None:
    with at(date(2026, 3, 2)):
        first, again = system.hand_in(), system.hand_in()
        other = system.hand_in(phone="0912345678")
    with at(date(2026, 3, 3)):
        next_day = system.hand_in()
    assert (again, len({first.pk, other.pk, next_day.pk})) == (first, 3)


def test_number_that_an_official_imported_first_is_taken_all_the_same(system: Handing) -> None:
    """No row that an official typed takes the place of what the system says; the two are shown beside each other."""
    scene = system.scene
    typed = sent(scene, clock.today(), via=Via.IMPORT, text="Chuyện khác hẳn.", topic="moi-truong")
    source = imported_source(scene.unit.code, "1022", "PA-7")
    [imported] = receive([replace(typed, source=source)], by=scene.officer)
    row = system.hand_in(**{"attribute[external_id]": "PA-7"})
    assert (row.source, texts(row, Part.TEXT)) == ("ext:1022:PA-7", [{"text": TEXT, "place": ""}])
    assert (near_duplicates(row), near_duplicates(imported)) == ([imported], [row])


def test_contact_that_the_sender_changed_by_the_code_makes_no_second_matter() -> None:
    system = handing(tells_codes=True)
    phone = {"phone": "0912345678"}
    code = read(system.post(**phone))[0]["follow_code"]
    for contact in ({"phone": "0987654321"}, {}):
        version = Feedback.objects.get().version
        change_contact(contact, letters=False, code=code, version=version)
        assert read(system.post(**phone))[0]["follow_code"] == code
    assert Feedback.objects.count() == 1


def test_without_a_number_only_the_last_of_a_day_are_compared(system: Handing, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("thanthien.feedback.open311.actions.MOST_COMPARED", 2)
    rows = [system.hand_in(description=f"Đèn hỏng số {number}.") for number in range(3)]
    assert [system.hand_in(description=f"Đèn hỏng số {number}.") in rows for number in (2, 1, 0)] == [True, True, False]


def test_comparing_asks_the_same_for_one_and_for_three(system: Handing) -> None:
    asked = []
    for count in (1, 3):
        for number in range(count):
            system.hand_in(description=f"Đèn hỏng, ngõ {count}, số {number}.")
        with CaptureQueriesContext(connection) as statements:
            system.hand_in(description=f"Đèn hỏng, ngõ {count}, số 0.")
        asked.append(len(statements))
    assert asked == [asked[0]] * 2


def test_code_of_the_sender_is_told_to_a_system_that_hands_it_on_and_again_when_it_asks_again() -> None:
    system = handing(tells_codes=True)
    first, again = (read(system.post(**{"attribute[external_id]": "7"}))[0] for _ in range(2))
    followed = by_code(first["follow_code"])
    assert (first, str(followed.public_id) if followed else "") == (again, first["service_request_id"])


def test_code_is_told_to_no_other_system(system: Handing) -> None:
    assert list(read(system.post())[0]) == ["service_request_id", "service_notice", "account_id"]


def test_complaint_goes_to_its_lane_unread_and_is_answered_like_any_other(system: Handing) -> None:
    [complaint], [other] = read(system.post(service_code="khieu-nai-to-cao")), read(system.post())
    row = Feedback.objects.get(public_id=complaint.pop("service_request_id"))
    other.pop("service_request_id")
    assert (row.status, complaint == other) == (Status.LEGAL, True)


# --- Who may --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("key", [None, ""])
def test_nobody_hands_in_without_a_key(system: Handing, key: str | None) -> None:
    assert sentences(system.post(api_key=key), 403) == ["Cần khóa (api_key) do quản trị hệ thống cấp."]


def test_wrong_key_hands_in_nothing(system: Handing) -> None:
    assert sentences(system.post(api_key="pa311_khong-phai"), 403) == [WRONG_KEY]
    assert Feedback.objects.count() == 0


def test_key_in_the_head_is_as_good(system: Handing) -> None:
    told = post(system.words(api_key=None), headers={"Authorization": f"Bearer {system.key}"})
    assert told.status_code == 200


def test_key_ends_with_its_last_day() -> None:
    system = handing(valid_to=clock.today() + timedelta(days=1))
    with at(clock.today() + timedelta(days=1)):
        assert system.post().status_code == 200
    with at(clock.today() + timedelta(days=2)):
        assert sentences(system.post(), 403) == [WRONG_KEY]


def test_changed_key_ends_the_one_before_at_once(system: Handing) -> None:
    new = change_key(client_id=system.client.pk, by=system.admin)
    assert (sentences(system.post(), 403), system.post(api_key=new).status_code) == ([WRONG_KEY], 200)


def test_ended_system_hands_in_nothing_more(system: Handing) -> None:
    end_client(client_id=system.client.pk, by=system.admin)
    assert sentences(system.post(), 403) == [WRONG_KEY]


def test_system_hands_in_to_its_units_alone(system: Handing) -> None:
    other = UnitFactory()
    ApiClient.objects.filter(pk=system.client.pk).update(unit_codes=[other.code])
    told = sentences(system.post(), 403)
    assert told == [f"Khóa này không gửi được đến {system.scene.unit.name_in_sentence}."]
    assert system.post(address_id=other.code).status_code == 200


def test_system_hands_in_so_many_in_a_day() -> None:
    system = handing(most_a_day=2)
    answers = [system.post(description=f"Đèn hỏng số {number}.") for number in range(3)]
    assert ([one.status_code for one in answers], Feedback.objects.count()) == ([200, 200, 429], 2)
    assert [one.get("Retry-After") for one in answers] == [None, None, "3600"]


def test_posts_that_are_refused_lock_out_nothing_that_can_be_taken(system: Handing) -> None:
    ApiClient.objects.filter(pk=system.client.pk).update(most_a_day=2)
    wrong: list[dict[str, Any]] = [{"description": ""}, {"address_id": "00000"}, {"service_code": "khong-co"}]
    answers = [system.post(**changes).status_code for changes in wrong]
    assert (answers, system.post().status_code) == ([400, 400, 429], 200)
    assert sentences(system.post(description=""), 429) == [
        "Hôm nay đã gửi nhiều phản ánh không nhận được. Vui lòng sửa chương trình, gửi tiếp vào ngày mai."
    ]


def test_wrong_keys_are_counted_by_the_address_that_the_proxy_tells(system: Handing, settings: Any) -> None:
    settings.BEHIND_PROXY, settings.PROXY_COUNT = True, 1

    def tried(forwarded: str) -> int:
        head = {"X-Forwarded-For": forwarded}
        return post({"api_key": "sai"}, headers=head).status_code

    answers = [tried(f"203.0.113.{number % 200}, 198.51.100.7") for number in range(301)]  # the left is made up
    assert (answers[:300], answers[300], tried("198.51.100.8")) == ([403] * 300, 429, 403)


@pytest.mark.parametrize(
    ("kind", "length", "status", "told"),
    [
        (
            "multipart/form-data; boundary=x", 10, 415,
            "Cần gửi dạng application/x-www-form-urlencoded; địa chỉ này không nhận tệp.",
        ),
        (FORM, 128 * 1024 + 1, 413, "Nội dung gửi dài quá giới hạn."),
    ],
)  # fmt: skip
def test_files_and_what_is_too_long_are_refused_before_they_are_read(
    kind: str, length: int, status: int, told: str
) -> None:
    head = {"CONTENT_TYPE": kind, "CONTENT_LENGTH": str(length), "wsgi.input": Untouched()}
    answer = Client(enforce_csrf_checks=True).generic("POST", f"{API}/requests.json", **head)
    assert sentences(answer, status) == [told]


# --- What can't be taken ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "status", "told"),
    [
        ({"service_code": None}, 400, ["service_code: Ô này chưa có nội dung."]),
        ({"service_code": "khong-co"}, 404, ["service_code: Không có lĩnh vực (service_code) này."]),
        ({"description": ""}, 400, ["description: Ô này chưa có nội dung."]),
        ({"description": "a" * 3001}, 400, ["description: Nội dung quá dài (tối đa 3.000 ký tự)."]),
        ({"address_id": None}, 400, ["address_id: Cần một trong: address_id, address_string, lat và long."]),
        ({"address_id": "00000"}, 400,
         ["address_id: Không có đơn vị mang mã này; mã là 5 chữ số của xã, phường, đặc khu."]),
        ({"address_id": None, "address_string": "12 Trần Phú"}, 400,
         ["address_string: Chưa nhận ra xã, phường, đặc khu nào; cần gửi address_id là mã 5 chữ số của đơn vị."]),
        ({"lat": "20.8"}, 400, ["lat: Cần gửi cả lat và long."]),
        ({"phone": "abc"}, 400, ["phone: Chưa đúng dạng số điện thoại, ví dụ 0912 345 678."]),
        ({"media_url": "javascript:alert(1)"}, 400,
         ["media_url: Cần một địa chỉ bắt đầu bằng http:// hoặc https://."]),
        ({"attribute[external_id]": "~1"}, 400,
         ["attribute[external_id]: Chỉ nhận chữ không dấu, chữ số và các dấu . _ / -"]),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_by_field_and_nothing_is_stored(
    system: Handing, changes: dict[str, Any], status: int, told: list[str]
) -> None:
    assert (sentences(system.post(**changes), status), Feedback.objects.count()) == (told, 0)


def test_unit_that_ended_takes_nothing(system: Handing) -> None:
    unit = system.scene.unit
    type(unit).objects.filter(pk=unit.pk).update(valid_to=clock.today() - timedelta(days=1))
    told = sentences(system.post(), 400)
    assert told == ["address_id: Đơn vị mang mã này đã kết thúc; cần gửi mã của đơn vị hiện nay."]


def test_unit_that_doesn_t_use_the_room_takes_nothing(system: Handing) -> None:
    unit = UnitFactory(rooms={"feedback": [{"from": "2025-07-01", "on": False, "at": "2025-07-01T08:00:00+07:00"}]})
    told = sentences(system.post(address_id=unit.code), 400)
    assert told == [f"{unit.name} không nhận phản ánh trên hệ thống."]


def test_problems_are_told_in_xml_where_that_was_asked_for(system: Handing) -> None:
    answer = system.post("xml", description="")
    assert (answer.status_code, answer["Content-Type"]) == (400, "text/xml; charset=utf-8")
    assert answer.content.decode() == (
        "<?xml version='1.0' encoding='UTF-8'?>\n<errors><error><code>400</code>"
        "<description>description: Ô này chưa có nội dung.</description></error></errors>"
    )
