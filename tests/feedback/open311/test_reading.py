"""What is read: public results by everybody, and of what a system handed in no more than open, closed and that."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.feedback.open311.scene import Handing, handing, read, sentences
from tests.feedback.pictures import published_with
from tests.feedback.scene import ANSWER, CONTACT, TEXT, answered, at, published, step, told
from thanthien.feedback.models import Feedback
from thanthien.feedback.open311 import views
from thanthien.feedback.workflow import LEGAL_LANE, OPEN, STEPS, Status

pytestmark = pytest.mark.django_db
FIRST, SECOND, THIRD = date(2026, 3, 2), date(2026, 3, 5), date(2026, 3, 9)


@pytest.fixture
def system() -> Handing:
    return handing()


def handed(system: Handing, on: date = FIRST, **changes: Any) -> Feedback:
    with at(on):
        return system.hand_in(**changes)


def listed(system: Handing, query: str = "", *, on: date = THIRD, keyed: bool = False) -> list[dict[str, Any]]:
    with at(on):
        found: list[dict[str, Any]] = read(system.get(f"requests.json{query}", keyed=keyed))
    return found


def one(system: Handing, row: Feedback, *, keyed: bool = True) -> dict[str, Any]:
    number = Feedback.objects.get(pk=row.pk).public_id
    [found] = read(system.get(f"requests/{number}.json", keyed=keyed))
    return dict(found)


def missing(system: Handing, row: Feedback, *, keyed: bool) -> bool:
    number = Feedback.objects.get(pk=row.pk).public_id
    gone = system.get(f"requests/{number}.json", keyed=keyed)
    unknown = system.get(f"requests/{uuid4()}.json", keyed=keyed)
    return (gone.status_code, gone.content) == (unknown.status_code, unknown.content) == (404, unknown.content)


def ids(found: list[dict[str, Any]]) -> list[str]:
    return [told["service_request_id"] for told in found]


def number(row: Feedback) -> str:
    return str(Feedback.objects.get(pk=row.pk).public_id)


# --- Everybody -------------------------------------------------------------------------------------------------------


def test_list_of_everybody_is_short_kept_for_a_minute_and_rationed_by_place(system: Handing, monkeypatch: Any) -> None:
    cache.clear()
    published(system.scene, FIRST, SECOND)
    answer = system.get("requests.json?page_size=100", keyed=False)
    assert (answer["Cache-Control"], "Authorization" in answer["Vary"]) == ("public, max-age=60", True)
    assert sentences(system.get("requests.json?page_size=101", keyed=False), 400)[0].startswith("page_size: ")
    keyed = system.get("requests.json?page_size=101")
    assert (keyed.status_code, "public" in keyed["Cache-Control"]) == (200, False)
    monkeypatch.setattr(views, "_READ", 2)
    assert [system.get("requests.json", keyed=False).status_code for _ in range(2)] == [429, 429]
    assert system.get("requests.json").status_code == 200


def test_public_result_is_read_by_everybody_with_its_days_alone(system: Handing) -> None:
    row, unit = published(system.scene, FIRST, SECOND), system.scene.unit
    assert listed(system) == [
        {
            "service_request_id": number(row), "status": "closed",
            "status_notes": f"{ANSWER['text']}\n{ANSWER['signer']}",
            "service_name": "Đường sá, cầu cống, chiếu sáng", "service_code": "duong-sa",
            "description": ANSWER["summary"], "agency_responsible": unit.name,
            "service_notice": "Trả lời sau 3 ngày làm việc, đúng hạn.",
            "requested_datetime": "2026-03-02T00:00:00+07:00", "updated_datetime": "2026-03-05T00:00:00+07:00",
            "expected_datetime": None, "address": unit.name, "address_id": unit.code,
            "zipcode": None, "lat": None, "long": None, "media_url": None,
        }
    ]  # fmt: skip
    assert listed(system, f"?service_request_id={number(row)}") == [one(system, row, keyed=False)]


def test_words_contact_and_place_of_senders_are_read_by_nobody(system: Handing) -> None:
    published(system.scene, FIRST, SECOND)
    row = handed(system, address_string="ngõ Kín", first_name="Kín", phone="0912345678")
    step(system.scene, row, "draft", SECOND, **ANSWER)
    step(system.scene, row, "answer", SECOND)
    step(system.scene, row, "publish", SECOND, looked=True)
    with at(THIRD):
        pages = [system.get(f"requests.{ending}", keyed=keyed) for ending in ("json", "xml") for keyed in (True, False)]
    told = "".join(page.content.decode() for page in pages)
    secret = [TEXT, "ngõ Kín", "Kín", "0912345678", CONTACT["name"], system.scene.hamlet.name, row.label]
    assert ([words for words in secret if words in told], told.count(ANSWER["summary"])) == ([], 8)


def test_what_isn_t_public_is_read_by_nobody_else(system: Handing) -> None:
    rows = [told(system.scene, FIRST), answered(system.scene, FIRST, SECOND), handed(system)]
    found = listed(system), [missing(system, row, keyed=False) for row in rows]
    assert found == ([], [True, True, True])


def test_a_result_that_is_taken_down_is_gone(system: Handing) -> None:
    row = published(system.scene, FIRST, SECOND)
    step(system.scene, row, "take_down", THIRD, note="Lộ tên người")
    assert (listed(system), missing(system, row, keyed=False)) == ([], True)


def test_unit_that_doesn_t_use_the_room_shows_nothing(system: Handing) -> None:
    published(system.scene, FIRST, SECOND)
    unit = system.scene.unit
    unit.rooms = {"feedback": [{"from": "2025-07-01", "on": False, "at": "2025-07-01T08:00:00+07:00"}]}
    unit.save(update_fields=["rooms"])
    assert listed(system) == []


def test_a_key_that_is_wrong_reads_nothing(system: Handing) -> None:
    published(system.scene, FIRST, SECOND)
    told = system.__class__(system.scene, system.client, "sai", system.admin).get("requests.json")
    assert sentences(told, 403) == ["Khóa (api_key) không đúng hoặc không còn dùng được."]


def test_a_key_in_an_address_is_no_key(system: Handing) -> None:
    handed(system)
    assert listed(system, f"?api_key={system.key}") == []


# --- What a system handed in -----------------------------------------------------------------------------------------


def test_system_reads_that_its_matter_waits_and_until_when(system: Handing) -> None:
    row = handed(system)
    found = one(system, row)
    assert {name: found[name] for name in ("status", "status_notes", "description", "service_notice")} == {
        "status": "open", "status_notes": None, "description": None, "service_notice": "Hạn trả lời: 16/03/2026.",
    }  # fmt: skip
    assert (found["expected_datetime"], found["updated_datetime"]) == ("2026-03-16T00:00:00+07:00", None)


def test_system_reads_the_public_result_of_its_matter(system: Handing) -> None:
    row = handed(system)
    for name, more in (("draft", ANSWER), ("answer", {}), ("publish", {"looked": True})):
        step(system.scene, row, name, SECOND, **more)
    assert (one(system, row), one(system, row)["description"]) == (one(system, row, keyed=False), ANSWER["summary"])


def test_another_system_reads_nothing_of_it(system: Handing) -> None:
    row, other = handed(system), handing(code="hai-phong-smart")
    assert (missing(other, row, keyed=True), listed(other, keyed=True)) == (True, [])


def ended(system: Handing, *steps: tuple[str, dict[str, Any]], **changes: Any) -> Feedback:
    row = handed(system, **changes)
    for name, more in steps:
        step(system.scene, row, name, SECOND, **more)
    return row


def test_lanes_read_like_every_other_end_without_a_public_result(system: Handing) -> None:
    """A system that could tell them apart would tell who complained."""
    draft, reason = ("draft", ANSWER), {"note": "Có lý do"}
    main = told(system.scene, FIRST)
    rows = [
        ended(system, ("legal", reason), description="Một chuyện thứ nhất."),
        ended(system, ("quarantine", reason), description="Một chuyện thứ hai."),
        ended(system, ("spam", reason), description="Một chuyện thứ ba."),
        ended(system, ("forward", reason | {"to": "Sở Xây dựng"}), description="Một chuyện thứ tư."),
        ended(system, ("join", {"joined_to": main.pk}), description="Một chuyện thứ năm."),
        ended(system, draft, ("answer", {}), description="Một chuyện thứ sáu."),
        ended(system, draft, ("close", reason), description="Một chuyện thứ bảy."),
        ended(system, draft, ("answer", {}), ("exempt", reason | {"exempt": "named"}), description="Chuyện thứ tám."),
    ]
    step(system.scene, rows[0], "refer", THIRD, by=system.scene.inspector, to="Thanh tra")
    found = [one(system, row) for row in rows]
    numbers = [told.pop("service_request_id") for told in found]
    assert (numbers, [told == found[0] for told in found]) == ([number(row) for row in rows], [True] * 8)
    assert (found[0]["status"], found[0]["status_notes"], found[0]["updated_datetime"]) == (
        "closed", "Đã kết thúc; không có kết quả công khai.", "2026-03-05T00:00:00+07:00",
    )  # fmt: skip


def test_every_end_is_told_by_one_of_three_shapes() -> None:
    """A new state of the table is thought of here: who reads what of it."""
    closed = {one for one in Status if one not in OPEN}
    named = LEGAL_LANE | {
        Status.QUARANTINED, Status.SPAM, Status.JOINED, Status.WITHDRAWN, Status.FORWARDED, Status.ANSWERED,
        Status.UNSOLVED,
    }  # fmt: skip
    assert (closed, {one.target for one in STEPS.values() if one.target} - OPEN) == (named, named)


def test_what_is_opened_again_waits_again(system: Handing) -> None:
    row = ended(system, ("legal", {"note": "Có lý do"}))
    step(system.scene, row, "return", THIRD, by=system.scene.inspector, note="Không thuộc kênh này")
    assert one(system, row)["status"] == "open"


# --- Narrowed --------------------------------------------------------------------------------------------------------


def test_reading_is_narrowed_by_day_topic_and_state(system: Handing) -> None:
    early, late = published(system.scene, FIRST, SECOND), published(system.scene, SECOND, THIRD)
    waits = handed(system, SECOND, service_code="moi-truong")
    queries = {
        "": [waits, late, early],
        "?status=open": [waits],
        "?status=closed": [late, early],
        "?service_code=moi-truong": [waits],
        "?service_code=duong-sa,moi-truong&status=open,closed": [waits, late, early],
        "?start_date=2026-03-03T00:00:00%2B07:00": [waits, late],
        "?end_date=2026-03-02T23:59:59%2B07:00": [early],
        "?page=2&page_size=2": [early],
        "?page=3&page_size=2": [],
    }
    found = {query: ids(listed(system, query, keyed=True)) for query in queries}
    assert found == {query: [number(row) for row in rows] for query, rows in queries.items()}


def test_what_can_t_be_asked_is_said_in_both_forms(system: Handing) -> None:
    assert sentences(system.get("requests.json?status=x", keyed=False), 400) == ["status: Chỉ nhận open, closed."]
    answer = system.get("requests.xml?status=x", keyed=False)
    assert (answer.status_code, b"<code>400</code>" in answer.content) == (400, True)


def statements(system: Handing, *, keyed: bool) -> int:
    with at(THIRD), CaptureQueriesContext(connection) as asked:
        read(system.get("requests.json", keyed=keyed))
    return len(asked)


@pytest.mark.parametrize("keyed", [True, False])
def test_statements_are_the_same_for_one_and_for_three(system: Handing, *, keyed: bool) -> None:
    counts = []
    for more in (1, 2):
        for _ in range(more):
            published(system.scene, FIRST, SECOND)
            handed(system, description=f"Đèn hỏng, cột {uuid4()}")
        counts.append(statements(system, keyed=keyed))
    # What counts by place stands apart: five read what everybody reads.
    assert counts == [9 if keyed else counts[0]] * 2
    assert counts[0] <= 12


def test_no_answer_sets_a_cookie_or_lets_another_origin_in(system: Handing) -> None:
    answers = [system.get("requests.json"), system.get("services.json"), system.post()]
    named = [(list(told.cookies), told.get("Access-Control-Allow-Origin")) for told in answers]
    assert named == [([], None)] * 3


def test_public_photograph_has_its_address_as_long_as_everybody_sees_it(system: Handing) -> None:
    row, [picture] = published_with(system.scene, FIRST)
    address = f"{settings.SITE_ADDRESS}{reverse('feedback-public-picture', args=[picture.key])}"
    told_of = one(system, row, keyed=False)
    assert told_of["media_url"] == address
    assert str(row.photographs.get().key) not in str(told_of)
    step(system.scene, row, "take_down", SECOND, note="Ảnh lộ biển số xe")
    step(system.scene, row, "publish", SECOND, looked=True)
    assert one(system, row, keyed=False)["media_url"] is None
