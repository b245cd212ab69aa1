"""Bulk import of people: reading the sheet, the dry run, and the writing."""

import io
import threading
import unicodedata
import zipfile
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client

from tests.factories.accounts import MembershipFactory, UserFactory, person
from tests.factories.units import AgencyFactory
from thanthien.accounts import importing
from thanthien.accounts.actions import import_people
from thanthien.accounts.models import Membership, User
from thanthien.accounts.people_check import NOT_TO_ONESELF, PersonRow, check_people, parse_date
from thanthien.accounts.people_sheet import HEADINGS, empty_sheet, read_people
from thanthien.accounts.roles import Role
from thanthien.core.acting.errors import Refused
from thanthien.core.sheets import MAX_BYTES, SheetError

CHAIR = "Chủ tịch, Phó Chủ tịch Ủy ban nhân dân cấp xã"


def sheet(*rows: Sequence[Any], headings: Sequence[str] = HEADINGS) -> bytes:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True, "default_date_format": "dd/mm/yyyy"}) as book:
        page = book.add_worksheet()
        for number, cells in enumerate([headings, *rows]):
            for place, cell in enumerate(cells):
                page.write(number, place, cell)
    return buffer.getvalue()


def read(content: bytes) -> list[PersonRow]:
    return read_people(io.BytesIO(content), len(content))


def typed(number: int = 2, **cells: str) -> PersonRow:
    usual = {
        "full_name": "Lê Thị Na",
        "email": "na@example.org",
        "agency_code": "so-noi-vu",
        "role": "city_officer",
        "first_day": "01/07/2026",
        "last_day": "",
    }
    return PersonRow(number, **(usual | cells))


def errors(*rows: PersonRow) -> list[list[str]]:
    return [row.errors for row in check_people(rows).rows]


@pytest.fixture
def department(db: None) -> Any:
    return AgencyFactory(code="so-noi-vu", name="Sở Nội vụ")


def test_sheet_gives_rows_with_their_numbers_and_real_dates() -> None:
    content = sheet(
        ["Lê Thị Na", "NA@example.org", "so-noi-vu", "city_officer", datetime(2026, 7, 1), ""],
        [],
        ["Bùi Vỹ", "vy@example.org", 10507, "auditor", "1/7/2026", "31/12/2026"],
    )
    assert read(content) == [
        PersonRow(2, "Lê Thị Na", "NA@example.org", "so-noi-vu", "city_officer", "01/07/2026", ""),
        PersonRow(4, "Bùi Vỹ", "vy@example.org", "10507", "auditor", "1/7/2026", "31/12/2026"),
    ]


def test_sheet_columns_are_found_by_their_headings_in_any_order_and_form() -> None:
    headings = [unicodedata.normalize("NFD", one.upper()) for one in reversed(HEADINGS)]
    content = sheet(["", "01/07/2026", "auditor", "so-noi-vu", "na@example.org", "Na"], headings=headings)
    assert read(content) == [PersonRow(2, "Na", "na@example.org", "so-noi-vu", "auditor", "01/07/2026", "")]


def test_template_can_be_read_back() -> None:
    content = empty_sheet([("so-noi-vu", "Sở Nội vụ")], date(2026, 7, 1))
    assert [row.email for row in read(content)] == ["vi-du@example.org"]


def _zip(**files: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name.replace("__", "/").replace("_xml", ".xml"), content)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "Không đọc được tệp. Cần tệp Excel (.xlsx) theo mẫu."),
        (b"ho ten;email\n", "Không đọc được tệp. Cần tệp Excel (.xlsx) theo mẫu."),
        (_zip(word__document_xml=b"<a/>"), "Tệp không phải là bảng Excel bình thường. Cần tệp Excel (.xlsx) theo mẫu."),
        (
            _zip(xl__workbook_xml=b"<a", **{"[Content_Types]_xml": b"<Types/>"}),
            "Không đọc được tệp. Cần tệp Excel (.xlsx) theo mẫu.",
        ),
        (
            _zip(xl__workbook_xml=b"<a/>", xl__bomb_xml=b"0" * 61 * 1024 * 1024),
            "Tệp không phải là bảng Excel bình thường. Cần tệp Excel (.xlsx) theo mẫu.",
        ),
        (sheet(), "Tệp không có dòng nào dưới dòng tiêu đề."),
        (
            sheet(["x"], headings=["Tên"]),
            "Không thấy dòng tiêu đề. Các cột cần có: Họ tên, Email, Mã cơ quan, Vai trò, Từ ngày, Đến ngày.",
        ),
        (
            sheet(*([f"Người {n}"] for n in range(3001))),
            "Tệp có 3001 dòng, nhiều hơn 3000. Vui lòng chia thành nhiều tệp.",
        ),
    ],
)
def test_sheet_that_cannot_be_read_says_why(content: bytes, sentence: str) -> None:
    with pytest.raises(SheetError) as refusal:
        read(content)
    assert str(refusal.value) == sentence


@pytest.mark.django_db
def test_check_refuses_a_role_for_oneself() -> None:
    admin = person(Role.ADMINISTRATOR)
    row = typed(2, email=admin.email, full_name=admin.full_name)
    with pytest.raises(Refused, match="Vui lòng xem lại các dòng có lỗi"):
        import_people(rows=[row], by=admin)
    assert [one.errors[-1] for one in check_people([row], admin).rows] == [NOT_TO_ONESELF]


def test_oversize_sheet_is_not_even_opened() -> None:
    with pytest.raises(SheetError, match="Tệp lớn quá 3 MB"):
        read_people(io.BytesIO(), MAX_BYTES + 1)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("01/07/2026", date(2026, 7, 1)),
        ("1/7/2026", date(2026, 7, 1)),
        ("2026-07-01", date(2026, 7, 1)),
        ("1-7-2026", date(2026, 7, 1)),
        ("31/02/2026", None),
        ("07/2026", None),
        ("1/7/26", None),
        ("01/07/1026", None),
        ("46204", None),
    ],
)
def test_parse_date(text: str, day: date | None) -> None:
    assert parse_date(text) == day


@pytest.mark.usefixtures("department")
@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ({}, []),
        ({"role": "Chuyên viên cơ quan thường trực", "agency_code": "SO-NOI-VU"}, []),
        ({"full_name": " "}, ["Thiếu họ tên."]),
        ({"full_name": "a" * 121}, ["Họ tên dài quá 120 ký tự."]),
        ({"email": ""}, ["Thiếu email."]),
        ({"email": "na@"}, ["Email “na@” chưa đúng."]),
        ({"agency_code": "so-la"}, ["Không có cơ quan mang mã “so-la”."]),
        ({"agency_code": ""}, ["Thiếu mã cơ quan."]),
        ({"role": "giám đốc"}, ["Không có vai trò “giám đốc”."]),
        ({"role": ""}, ["Thiếu vai trò."]),
        ({"role": CHAIR}, [f"Vai trò “{CHAIR}” không có ở Sở Nội vụ."]),
        ({"first_day": ""}, ["Thiếu ngày bắt đầu (cột “Từ ngày”)."]),
        ({"first_day": "30/2/2026"}, ["Từ ngày: “30/2/2026” không phải là ngày; viết theo dạng 01/07/2026."]),
        ({"last_day": "mai"}, ["Đến ngày: “mai” không phải là ngày; viết theo dạng 01/07/2026."]),
        ({"last_day": "30/06/2026"}, ["Ngày kết thúc không được trước ngày bắt đầu."]),
    ],
)
def test_check_names_what_is_wrong_in_a_row(cells: dict[str, str], expected: list[str]) -> None:
    assert errors(typed(**cells)) == [expected]


@pytest.mark.usefixtures("department")
def test_check_finds_doubles_within_the_file() -> None:
    assert errors(
        typed(2),
        typed(3, email="NA@example.org"),
        typed(4, role="auditor"),
        typed(5, full_name="Người Khác", role="finance"),
        typed(6, role="auditor", first_day="01/01/2026", last_day="30/06/2026"),
    ) == [[], ["Trùng với dòng 2."], [], ["Email này đã dùng cho Lê Thị Na ở dòng 2."], []]


def test_check_finds_roles_and_names_already_there(department: Any) -> None:
    user = UserFactory(email="na@example.org", full_name="Lê Thị Na")
    MembershipFactory(user=user, agency=department, role=Role.CITY_OFFICER)
    assert errors(typed(2), typed(3, role="auditor"), typed(4, full_name="Na Khác", role="finance")) == [
        ["Người này đã có vai trò này tại cơ quan này trong thời gian đó."],
        [],
        ["Email này đã là của Lê Thị Na.", "Email này đã dùng cho Lê Thị Na ở dòng 2."],
    ]


@pytest.mark.usefixtures("department")
def test_check_takes_decomposed_text_as_the_same_person() -> None:
    UserFactory(email="na@example.org", full_name="Lê Thị Hòa")
    assert errors(typed(full_name=unicodedata.normalize("NFD", "Lê Thị Hoà"))) == [[]]


@pytest.mark.usefixtures("department")
def test_check_and_import_take_the_same_queries_for_one_row_and_for_fifty(django_assert_num_queries: Any) -> None:
    many = [typed(n, email=f"{n}@example.org") for n in range(2, 52)]
    for rows in (many[:1], many):
        with django_assert_num_queries(3):
            assert check_people(rows).ok
    admin = UserFactory()
    for rows in (many[:1], many[1:]):
        with django_assert_num_queries(10):
            import_people(rows=rows, by=admin)
    assert Membership.objects.count() == 50


@pytest.mark.usefixtures("department")
def test_import_writes_people_and_roles() -> None:
    count = import_people(rows=[typed(2), typed(3, role="auditor", last_day="31/12/2026")], by=None)
    person = User.objects.get(email="na@example.org")
    assert (count, person.full_name, person.has_usable_password()) == (2, "Lê Thị Na", False)
    assert list(person.memberships.order_by("pk").values_list("role", "valid_from", "valid_to")) == [
        ("city_officer", date(2026, 7, 1), None),
        ("auditor", date(2026, 7, 1), date(2026, 12, 31)),
    ]


@pytest.mark.usefixtures("department")
def test_import_with_an_error_writes_nothing() -> None:
    with pytest.raises(Refused, match="Dữ liệu đã thay đổi sau khi kiểm tra"):
        import_people(rows=[typed(2), typed(3, email="sai")], by=None)
    assert (User.objects.count(), Membership.objects.count()) == (0, 0)


@pytest.mark.django_db(transaction=True)
def test_two_imports_of_one_file_at_once_write_it_once() -> None:
    AgencyFactory(code="so-noi-vu", name="Sở Nội vụ")
    rows = [typed(n, email=f"{n}@example.org") for n in range(2, 22)]
    outcomes: list[str] = []

    def run() -> None:
        try:
            outcomes.append(str(import_people(rows=rows, by=None)))
        except Refused:
            outcomes.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["20", "refused"]
    assert Membership.objects.count() == 20


@pytest.fixture
def admin_client(db: None, client: Client) -> Client:
    client.force_login(person(Role.ADMINISTRATOR))
    return client


def _upload(client: Client, content: bytes) -> Any:
    file = SimpleUploadedFile("Danh sách.xlsx", content)
    return client.post("/quan-tri/nguoi-dung/nhap/", {"file": file})


@pytest.mark.usefixtures("department")
def test_dry_run_writes_nothing_and_confirming_imports(admin_client: Client) -> None:
    before = User.objects.count()
    shown = _upload(admin_client, sheet(["Lê Thị Na", "na@example.org", "so-noi-vu", "auditor", "01/07/2026", ""]))
    assert (shown.status_code, User.objects.count()) == (200, before)
    sent = admin_client.post("/quan-tri/nguoi-dung/nhap/xac-nhan/", {"rows": shown.context["packed"]})
    assert (sent.status_code, sent.url) == (302, "/quan-tri/nguoi-dung/")
    assert User.objects.count() == before + 1


@pytest.mark.usefixtures("department")
def test_dry_run_shows_errors_by_row_and_offers_no_confirmation(admin_client: Client) -> None:
    shown = _upload(admin_client, sheet(["<b>Na</b>", "na@", "so-noi-vu", "auditor", "01/07/2026", ""]))
    page = shown.content.decode()
    assert (shown.status_code, shown.context["packed"]) == (422, "")
    assert "Email “na@” chưa đúng." in page
    assert "&lt;b&gt;Na&lt;/b&gt;" in page
    assert "Xác nhận nhập" not in page


@pytest.mark.usefixtures("department")
def test_confirming_twice_imports_once_and_shows_why(admin_client: Client) -> None:
    shown = _upload(admin_client, sheet(["Lê Thị Na", "na@example.org", "so-noi-vu", "auditor", "01/07/2026", ""]))
    sent = [
        admin_client.post("/quan-tri/nguoi-dung/nhap/xac-nhan/", {"rows": shown.context["packed"]}) for _ in range(2)
    ]
    assert [one.status_code for one in sent] == [302, 422]
    assert Membership.objects.filter(role="auditor").count() == 1


@pytest.mark.django_db
def test_carried_rows_are_good_for_their_sender_only() -> None:
    sender, other = UserFactory(), UserFactory()
    packed = importing.pack([typed()], sender)
    assert importing.unpack(packed, sender) == [typed()]
    assert importing.unpack(packed, other) is None
    assert importing.unpack(packed[:-1] + "x", sender) is None


def test_unreadable_file_keeps_the_page_with_a_sentence(admin_client: Client) -> None:
    shown = _upload(admin_client, b"%PDF-1.7")
    assert shown.status_code == 422
    assert shown.context["form"].errors["file"] == ["Không đọc được tệp. Cần tệp Excel (.xlsx) theo mẫu."]
