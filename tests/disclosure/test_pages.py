"""Pages: the way of a document from draft to public, the board, the lists of the law, what everybody sees."""

from datetime import date, datetime
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.core.tables.reading import csv_rows, excel_sheets
from tests.disclosure.scene import (
    Scene,
    a_scene,
    checked,
    drafted,
    made_public,
    nothing,
    posted,
    sampled,
    values,
    whole,
)
from tests.factories import files
from tests.factories.accounts import person
from thanthien.accounts.models import User
from thanthien.accounts.roles import Role
from thanthien.core import clock
from thanthien.core.clock import ZONE
from thanthien.disclosure import actions
from thanthien.disclosure.board import published_in
from thanthien.disclosure.catalogue import catalogue
from thanthien.disclosure.enums import Stage
from thanthien.disclosure.kinds import DISCLOSURES
from thanthien.disclosure.models import Disclosure, DisclosureFile, Face, Posting
from thanthien.disclosure.periods import quarter_named
from thanthien.records.actions import Entry, correct, withdraw
from thanthien.units.room_actions import switch_room

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 2)
UNREAD = "Phương án chưa ai đọc"


@pytest.fixture(autouse=True)
def _now(time_machine: Any) -> None:
    time_machine.move_to(datetime(2026, 3, 10, 9, tzinfo=ZONE), tick=False)


@pytest.fixture
def scene() -> Scene:
    return a_scene(short_name="Hải An Thử", name="Phường Hải An Thử")


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def body(response: Any) -> str:
    return str(response.content.decode())


def listed(client: Client, **asked: str) -> list[str]:
    found = client.get(reverse("disclosure-search"), asked).context["table"]
    return [row.version.title for row in found.table.members()]


def pdf(name: str = "du-toan.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, files.pdf(), "application/pdf")


# --- From draft to public -------------------------------------------------------------------------------------------


def test_officer_takes_a_document_from_draft_to_the_board(scene: Scene) -> None:
    client = signed_in(scene.officer)
    typed = {
        "place": f"{scene.unit.pk}:", "day": "02/03/2026", "items": ["DC11.02.b", "DC11.02.c"], "title": "Dự toán 2026",
        "number": "12/QĐ", "issuer": "Ủy ban nhân dân", "signer": "Chủ tịch", "text": "Tổng thu 10 tỷ đồng.",
        "responsible": "Văn phòng", "people": "none", "ends_on": "",
    }  # fmt: skip
    assert client.post(reverse("disclosures-add"), typed).status_code == 302
    record = Disclosure.objects.get()
    assert record.items == "DC11.02.b; DC11.02.c"
    at_record = reverse("disclosures-record", args=[record.pk])
    confirmed = {"version": 1, "no_secret": "on", "people_right": "on", "words": ""}
    assert client.post(reverse("disclosure-check", args=[record.pk]), confirmed).url == at_record
    assert client.post(reverse("disclosure-publish", args=[record.pk]), {"version": 1}).url == at_record
    shown = {
        "place": f"{scene.unit.pk}:", "day": "03/03/2026", "form": "a", "spots": ["office", "culture"], "where": "",
        "last": "",
    }  # fmt: skip
    address = f"{reverse('disclosure-postings-add')}?noi-dung={record.origin}"
    assert client.post(address, shown).url == at_record
    assert Posting.objects.get().spots == "office; culture"
    page = client.get(at_record)
    assert page.context["stage"] == Stage.PUBLISHED
    assert {one.rule: one.met for one in page.context["checks"]} == {"R1": True, "R2": False, "R3": False}


def test_record_says_what_the_document_serves_too(scene: Scene) -> None:
    record = drafted(scene, DAY)
    page = signed_in(scene.officer).get(reverse("disclosures-record", args=[record.pk]))
    assert [label.split()[0] for label in page.context["also"]] == ["TN10.b", "TT17.đ"]


def test_document_is_found_under_every_item_that_it_satisfies(scene: Scene) -> None:
    whole(scene, DAY, "DC11.02.b")
    client = Client()
    assert listed(client, noi_dung="TN10.b") == ["Dự toán ngân sách năm 2026"]
    assert listed(client, noi_dung="TN10.a") == []


def test_list_of_a_quarter_reads_that_quarter_alone(scene: Scene, django_assert_num_queries: Any) -> None:
    whole(scene, DAY)
    [first, second] = [quarter_named(key) for key in ("2026-Q1", "2026-Q2")]
    assert first is not None
    assert second is not None
    with django_assert_num_queries(2):
        assert len(published_in(scene.unit, first)) == 1
    with CaptureQueriesContext(connection) as asked:
        assert published_in(scene.unit, second) == []
    assert "first_at" in asked[0]["sql"].partition("WHERE")[2]


def test_boxes_that_are_not_ticked_are_told(scene: Scene) -> None:
    record = drafted(scene, DAY)
    page = signed_in(scene.officer).post(reverse("disclosure-check", args=[record.pk]), {"version": 1, "words": ""})
    assert page.status_code == 422
    assert sorted(page.context["form"].errors) == ["no_secret", "people_right"]


def test_files_are_added_seen_inside_and_only_then_by_everybody(scene: Scene) -> None:
    record, client, stranger = drafted(scene, DAY), signed_in(scene.officer), Client()
    sent = client.post(reverse("disclosure-files", args=[record.pk]), {"version": 1, "sent": [pdf()]})
    assert sent.status_code == 302
    file = DisclosureFile.objects.get()
    inside = reverse("disclosure-file", args=[record.pk, file.key])
    outside = reverse("disclosure-public-file", args=[file.key])
    seen = b"".join(client.get(inside).streaming_content)
    assert (seen, stranger.get(outside).status_code) == (files.pdf(), 404)
    checked(scene, record, date(2026, 3, 10))
    actions.publish(record_id=record.pk, version=1, by=scene.officer)
    served = stranger.get(outside)
    assert (served.status_code, b"".join(served.streaming_content)) == (200, files.pdf())
    assert served["Content-Security-Policy"].startswith("sandbox")


def test_file_added_after_the_check_stays_inside(scene: Scene, time_machine: Any) -> None:
    record = drafted(scene, DAY)
    made_public(scene, record, DAY)
    actions.add_files(record_id=record.pk, version=1, sent=[pdf()], by=scene.officer)
    file = DisclosureFile.objects.get()
    assert Client().get(reverse("disclosure-public-file", args=[file.key])).status_code == 404
    assert file.name not in body(Client().get(reverse("disclosure-document", args=[record.origin])))


def test_notice_carries_the_address_as_a_code(scene: Scene) -> None:
    record = drafted(scene, DAY)
    made_public(scene, record, DAY)
    page = signed_in(scene.officer).get(reverse("disclosure-notice", args=[record.pk]))
    assert page.context["address"].endswith(reverse("disclosure-document", args=[record.origin]))
    assert "<svg" in page.context["qr"]


# --- The board and the lists of the law -----------------------------------------------------------------------------


def board(scene: Scene, **asked: str) -> Any:
    return signed_in(scene.officer).get(reverse("disclosure-board"), {"quy": "2026-Q1"} | asked).context


def standing(context: Any, code: str) -> str:
    return str(next(row for row in context["table"].table.rows if row.item.code == code).standing.label)


def test_board_says_how_each_item_stands(scene: Scene) -> None:
    whole(scene, DAY, "DC11.02.c")
    drafted(scene, date(2026, 3, 9), "DC11.03.a")
    drafted(scene, DAY, "DC11.05.a")
    found = board(scene)
    codes = ("DC11.02.c", "DC11.03.a", "DC11.05.a", "DC11.06.a", "DC11.04.a")
    assert [standing(found, code) for code in codes] == ["Đã xong", "Đến hạn", "Quá hạn", "Chưa có", "Quá hạn"]
    waiting = found["documents"].table.rows
    assert [(row.document.day, row.standing.label) for row in waiting] == [
        (DAY, "Quá hạn"), (date(2026, 3, 9), "Đến hạn"),
    ]  # fmt: skip


def test_board_shows_statements_samples_and_what_ends(scene: Scene) -> None:
    nothing(scene, "2025-Q4", "DC11.03.a", DAY)
    ending = whole(scene, DAY, "DC11.07.b", people="listed", ends_on=date(2026, 3, 12))
    sampled(scene, date(2026, 3, 5), "DC11.07.b")
    assert standing(board(scene, quy="2025-Q4"), "DC11.03.a") == "Đã xong"
    found = board(scene)
    assert standing(found, "DC11.07.b") == "Quá hạn"
    assert [(row.document.id, row.standing.label) for row in found["documents"].table.rows] == [
        (ending.pk, "Sắp hết thời gian")
    ]


@pytest.mark.parametrize(
    ("spots", "label"),
    [
        pytest.param("office", "Quá hạn", id="at the office alone"),
        pytest.param("office; culture; community", "Đã xong", id="at all three"),
    ],
)
def test_list_of_the_quarter_is_done_once_it_is_posted_everywhere(scene: Scene, spots: str, label: str) -> None:
    record = drafted(scene, DAY, "DC13.2")
    made_public(scene, record, DAY)
    posted(scene, record, DAY, "b")
    posted(scene, record, DAY, "a", spots=spots)
    assert standing(board(scene), "DC13.2") == label


@pytest.mark.parametrize(
    ("asked", "period", "kinds"),
    [
        pytest.param("2025-Q4", "2025-Q4", {"event"}, id="quarter"),
        pytest.param("2025", "2025", {"year"}, id="year"),
    ],
)
def test_statement_offers_items_of_its_period_alone(scene: Scene, asked: str, period: str, kinds: set[str]) -> None:
    client, known = signed_in(scene.officer), catalogue()
    form = client.get(reverse("disclosure-nothing-add"), {"ky": asked}).context["form"]
    assert {known[code].period for code, _ in form.fields["items"].choices} == kinds
    offered = [key for key, _ in form.fields["period"].choices]
    assert (period in offered, {len(key) for key in offered}) == (True, {len(period)})
    page = client.get(reverse("disclosure-nothing"))
    assert page.context["year_url"] == f"{reverse('disclosure-nothing-add')}?ky=2025"


def test_board_narrows_by_state(scene: Scene) -> None:
    whole(scene, DAY, "DC11.02.c")
    found = board(scene, trang_thai="xong", luat="democracy")
    assert [row.item.code for row in found["table"].table.rows] == ["DC11.02.c"]


def test_quarter_that_a_list_is_about_is_shown_as_chosen(scene: Scene) -> None:
    address = reverse("disclosure-published", args=[scene.unit.code])
    usual, asked = Client().get(address).context["table"], Client().get(address, {"quy": "2026-Q1"}).context["table"]
    shown = [(one.table.filters["quy"].value(), one.table.narrows) for one in (usual, asked)]
    assert ("quý IV/2025" in usual.table.caption, shown) == (True, [("2025-Q4", False), ("2026-Q1", True)])


def test_list_of_the_quarter_names_forms_and_time(scene: Scene) -> None:
    whole(scene, DAY)
    page = Client().get(reverse("disclosure-published", args=[scene.unit.code]), {"quy": "2026-Q1"})
    assert [row.forms for row in page.context["table"].table.rows] == [
        (
            "trang thông tin điện tử của đơn vị (https://phuong.example/van-ban) từ 03/03/2026; niêm yết tại trụ sở từ "
            "03/03/2026"
        )
    ]
    none = Client().get(reverse("disclosure-published", args=[scene.unit.code]), {"quy": "2025-Q4"})
    assert list(none.context["table"].table.rows) == []


@pytest.mark.parametrize("ending", ["xlsx", "csv"])
def test_lists_of_the_law_are_files_too(scene: Scene, ending: str) -> None:
    record = whole(scene, DAY)
    told = []
    for name in ("disclosure-published", "disclosure-catalogue"):
        page: Any = Client().get(reverse(name, args=[scene.unit.code]), {"quy": "2026-Q1", "tai": ending})
        file = page.streaming_content
        told.append([row[0] for row in (csv_rows(file) if ending == "csv" else excel_sheets(file)["Danh sách"])])
    assert told == [["Nội dung", record.title], ["Mã", *catalogue()]]


def test_catalogue_of_the_unit_says_where_how_when_and_how_long(scene: Scene) -> None:
    rows = Client().get(reverse("disclosure-catalogue", args=[scene.unit.code])).context["table"].table.rows
    assert [row.item.code for row in rows] == list(catalogue())
    asked = next(row for row in rows if row.item.code == "DC11.07.b")
    assert (asked.forms, asked.when, asked.how_long) == (
        (
            "trang thông tin điện tử; niêm yết tại trụ sở, nhà văn hóa, điểm sinh hoạt cộng đồng; truyền thanh; qua "
            "trưởng thôn, tổ trưởng tổ dân phố"
        ),
        "khi phát sinh, trong 05 ngày làm việc từ ngày văn bản",
        "niêm yết ít nhất 30 ngày liên tục",
    )


# --- What everybody sees --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "found"),
    [
        pytest.param("ngan sach phuong hai an thu", ["Dự toán ngân sách"], id="with the unit's name"),
        pytest.param("ngân sách", ["Dự toán ngân sách", "Dự toán ngân sách"], id="with diacritics"),
        pytest.param("TONG THU", ["Dự toán ngân sách", "Dự toán ngân sách"], id="in the text"),
        pytest.param("phuong hai an thu", ["Dự toán ngân sách"], id="the name alone"),
        pytest.param("đất đai", [], id="another word"),
    ],
)
def test_search_forgives_diacritics_over_all_units(scene: Scene, words: str, found: list[str]) -> None:
    for one in (scene, a_scene()):
        made_public(one, drafted(one, DAY, title="Dự toán ngân sách"), DAY)
    assert listed(Client(), tu_khoa=words) == found


def test_search_narrows_by_unit_and_item(scene: Scene) -> None:
    made_public(scene, drafted(scene, DAY, "DC11.02.b", title="Dự toán"), DAY)
    made_public(scene, drafted(scene, DAY, "DC11.12", title="Mức thu"), DAY)
    assert listed(Client(), noi_dung="DC11.12") == ["Mức thu"]
    assert listed(Client(), don_vi=a_scene().unit.code) == []


def test_drafts_and_unchecked_amendments_are_seen_nowhere(scene: Scene) -> None:
    made_public(scene, record := drafted(scene, DAY, title="Văn bản đã đọc"), DAY)
    drafted(scene, DAY, title=UNREAD, text=UNREAD)
    entry = Entry(scene.unit, record.day, values(title=UNREAD, text=UNREAD))
    correct(DISCLOSURES, entry, record_id=record.pk, version=1, reason="Bổ sung số liệu", by=scene.officer)
    pages = [
        reverse("disclosure-search"), reverse("disclosure-unit", args=[scene.unit.code]),
        reverse("disclosure-feed", args=[scene.unit.code]), reverse("disclosure-published", args=[scene.unit.code]),
        reverse("unit-page", args=[scene.unit.code]),
    ]  # fmt: skip
    assert [address for address in pages if UNREAD in body(Client().get(address))] == []


def test_list_of_people_that_is_over_keeps_its_title_alone(scene: Scene, time_machine: Any) -> None:
    record = drafted(scene, DAY, "DC11.07.b", people="listed", ends_on=date(2026, 3, 31), text="Ông Nguyễn Văn Thử")
    made_public(scene, record, DAY)
    address = reverse("disclosure-document", args=[record.origin])
    assert "Nguyễn Văn Thử" in body(Client().get(address))
    time_machine.move_to(datetime(2026, 4, 1, 0, 1, tzinfo=ZONE), tick=False)
    page = Client().get(address)
    assert (page.status_code, page.context["document"].is_shown) == (200, False)
    assert "Nguyễn Văn Thử" not in body(page)
    feed = Client().get(reverse("disclosure-feed", args=[scene.unit.code]))
    assert "Nguyễn Văn Thử" not in body(feed)


def test_document_tells_its_amendments_and_its_withdrawal(scene: Scene) -> None:
    record = drafted(scene, DAY)
    made_public(scene, record, DAY)
    withdraw(DISCLOSURES, record_id=record.pk, version=1, reason="Ban hành nhầm", by=scene.officer)
    page = Client().get(reverse("disclosure-document", args=[record.origin]))
    assert "Thu hồi: Ban hành nhầm" in body(page)
    assert "Tổng thu" not in body(page)
    assert Face.objects.get().gone_at is not None


def test_unit_shows_its_documents_by_item(scene: Scene) -> None:
    whole(scene, DAY, "DC11.02.b; DC11.12")
    laws = Client().get(reverse("disclosure-unit", args=[scene.unit.code])).context["laws"]
    assert [(law.law, [one.item.code for one in law.items]) for law in laws] == [
        ("democracy", ["DC11.02.b", "DC11.12"]),
        ("corruption", ["TN10.b"]),
        ("access", ["TT17.đ", "TT17.o"]),
    ]


def test_feed_is_atom_and_linked_from_the_unit_page(scene: Scene) -> None:
    record = whole(scene, DAY)
    address = reverse("disclosure-feed", args=[scene.unit.code])
    feed = Client().get(address)
    assert feed["Content-Type"].startswith("application/atom+xml")
    atom = "{http://www.w3.org/2005/Atom}"
    entries = ET.fromstring(feed.content).findall(f"{atom}entry")  # noqa: S314 - our own answer
    assert [(one.findtext(f"{atom}title"), one.findtext(f"{atom}id")) for one in entries] == [
        (record.title, f"urn:uuid:{record.origin}")
    ]
    page = body(Client().get(reverse("unit-page", args=[scene.unit.code])))
    assert f'href="{address}"' in page
    assert "Đang công khai 1 nội dung" in page


def test_room_that_is_off_has_no_public_page(scene: Scene) -> None:
    record = whole(scene, DAY)
    switch_room(
        room="disclosure", on=False, first_day=clock.today(), reason="Chưa triển khai", unit_ids=[scene.unit.pk],
        by=person(Role.CITY_OFFICER),
    )  # fmt: skip
    names = ("disclosure-unit", "disclosure-feed", "disclosure-published", "disclosure-catalogue")
    assert [Client().get(reverse(name, args=[scene.unit.code])).status_code for name in names] == [404] * 4
    assert Client().get(reverse("disclosure-document", args=[record.origin])).status_code == 404
    assert listed(Client()) == []


@pytest.mark.parametrize("name", ["disclosure-search", "disclosures", "disclosure-postings"])
def test_lists_cost_the_same_for_one_and_for_three(
    scene: Scene, name: str, django_assert_num_queries: Any, django_assert_max_num_queries: Any
) -> None:
    client = signed_in(scene.officer)
    whole(scene, DAY)
    with django_assert_max_num_queries(15) as first:
        client.get(reverse(name))
    for number in (2, 3):
        whole(scene, DAY, title=f"Văn bản {number}")
    with django_assert_num_queries(len(first)):
        client.get(reverse(name))
