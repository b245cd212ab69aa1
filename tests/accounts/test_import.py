"""Bulk import of people: what a line would add, the workbook, and the writing."""

import threading
import unicodedata
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client

from tests.factories.accounts import MembershipFactory, UserFactory, person
from tests.factories.units import AgencyFactory
from tests.factories.workbooks import comments, sheet
from thanthien.accounts.actions import import_people
from thanthien.accounts.models import Membership, User
from thanthien.accounts.people_check import NOT_TO_ONESELF, SAME_NAME, PersonLine, check_lines
from thanthien.accounts.people_workbook import people_import
from thanthien.accounts.roles import Role
from thanthien.accounts.rules import ROLE_HELD
from thanthien.accounts.usernames import WRONG
from thanthien.core.acting.errors import Refused
from thanthien.core.workbooks.checking import BLANK, Check
from thanthien.units.models import Agency

CHAIR = "Chủ tịch, Phó Chủ tịch Ủy ban nhân dân cấp xã"
HERE = "/quan-tri/nguoi-dung/nhap/"
HEADINGS = (
    "Họ tên",
    "Email",
    "Mã cơ quan",
    "Vai trò",
    "Từ ngày",
    "Đến ngày",
    "Tên đăng nhập",
    "Chức danh",
    "Thôn, tổ dân phố",
)
GOOD = ["Lê Thị Na", "na@example.org", "so-noi-vu", "city_officer", "01/07/2026", "", ""]


@pytest.fixture
def department(db: None) -> Agency:
    made: Agency = AgencyFactory(code="so-noi-vu", name="Sở Nội vụ")
    return made


def line(agency: Agency, number: int = 2, **cells: Any) -> PersonLine:
    usual = {
        "full_name": "Lê Thị Na",
        "email": "na@example.org",
        "agency": agency,
        "role": Role.CITY_OFFICER,
        "first_day": date(2026, 7, 1),
    }
    return PersonLine(number, **(usual | cells))


def problems(*lines: PersonLine, by: Any = None) -> list[dict[str, str]]:
    return [one.problems for one in check_lines(lines, by)]


# --- Lines ----------------------------------------------------------------------------------------------------------


def test_check_finds_doubles_within_the_file(department: Agency) -> None:
    assert problems(
        line(department, 2),
        line(department, 3),
        line(department, 4, role=Role.AUDITOR),
        line(department, 5, full_name="Người Khác", role=Role.FINANCE),
        line(department, 6, role=Role.AUDITOR, first_day=date(2026, 1, 1), last_day=date(2026, 6, 30)),
    ) == [{}, {"role": "Trùng với dòng 2."}, {}, {"email": "Email này đã dùng cho Lê Thị Na ở dòng 2."}, {}]


def test_check_finds_roles_and_names_already_there(department: Agency) -> None:
    user = UserFactory(email="na@example.org", full_name="Lê Thị Na")
    MembershipFactory(user=user, agency=department, role=Role.CITY_OFFICER)
    assert problems(
        line(department, 2),
        line(department, 3, role=Role.AUDITOR),
        line(department, 4, full_name="Na Khác", role=Role.FINANCE),
    ) == [{"role": ROLE_HELD}, {}, {"email": "Email này đã là của Lê Thị Na."}]


def test_line_that_is_there_already_is_unchanged(department: Agency) -> None:
    held = MembershipFactory(agency=department, valid_to=date(2026, 12, 31))
    same = {
        "full_name": held.user.full_name,
        "email": held.user.email,
        "first_day": date(2026, 1, 1),
        "last_day": date(2026, 12, 31),
    }
    [one] = check_lines([line(department, **same)], by=held.user)
    assert (one.unchanged, one.problems) == (True, {})


def test_nobody_gives_a_role_to_themself(department: Agency) -> None:
    admin = person(Role.ADMINISTRATOR)
    own = line(department, role=Role.DATA_PROTECTION, email=admin.email, full_name=admin.full_name)
    assert problems(own, by=admin) == [{"email": NOT_TO_ONESELF}]
    with pytest.raises(Refused, match="Vui lòng xem lại các dòng có lỗi"):
        import_people(lines=[own], by=admin)


def test_role_and_days_that_do_not_fit_are_told_by_field(department: Agency) -> None:
    wrong = line(department, role=Role.COMMUNE_CHAIR, last_day=date(2026, 6, 30))
    assert problems(wrong) == [
        {
            "role": f"Vai trò “{CHAIR}” không có ở Sở Nội vụ.",
            "last_day": "Ngày kết thúc không được trước ngày bắt đầu.",
        }
    ]


# --- Writing --------------------------------------------------------------------------------------------------------


def test_import_writes_people_and_roles(department: Agency) -> None:
    second = line(department, 3, role=Role.AUDITOR, last_day=date(2026, 12, 31))
    count = import_people(lines=[line(department), second], by=None)
    added = User.objects.get(email="na@example.org")
    assert (count, added.full_name, added.has_usable_password()) == (2, "Lê Thị Na", False)
    assert list(added.memberships.order_by("pk").values_list("role", "valid_from", "valid_to")) == [
        ("city_officer", date(2026, 7, 1), None),
        ("auditor", date(2026, 7, 1), date(2026, 12, 31)),
    ]


def test_import_adds_nothing_twice(department: Agency) -> None:
    lines = [line(department), line(department, 3, role=Role.AUDITOR)]
    assert [import_people(lines=lines[:1], by=None), import_people(lines=lines, by=None)] == [1, 1]
    assert (User.objects.count(), Membership.objects.count()) == (1, 2)


def test_import_with_a_problem_writes_nothing(department: Agency) -> None:
    with pytest.raises(Refused, match="Dữ liệu đã thay đổi sau khi kiểm tra"):
        import_people(lines=[line(department), line(department, 3)], by=None)
    assert (User.objects.count(), Membership.objects.count()) == (0, 0)


@pytest.mark.django_db(transaction=True)
def test_two_imports_of_one_file_at_once_write_it_once() -> None:
    office = AgencyFactory(code="so-noi-vu", name="Sở Nội vụ")
    lines = [line(office, n, email=f"{n}@example.org") for n in range(2, 22)]
    outcomes: list[int] = []

    def run() -> None:
        try:
            outcomes.append(import_people(lines=lines, by=None))
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == [0, 20]
    assert Membership.objects.count() == 20


# --- Pages ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def admin_client(db: None, client: Client) -> Client:
    client.force_login(person(Role.ADMINISTRATOR))
    return client


def sent(client: Client, *rows: Sequence[Any]) -> Any:
    file = SimpleUploadedFile("Danh sách.xlsx", sheet(HEADINGS, *rows))
    return client.get(client.post(HERE, {"file": file}).url)


def faults(client: Client, *rows: Sequence[Any]) -> list[dict[str, list[str]]]:
    check: Check = sent(client, *rows).context["check"]
    return [row.faults for row in check.rows]


@pytest.mark.usefixtures("department")
@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({}, {}),
        ({2: "SO-NOI-VU", 3: "Chuyên viên cơ quan thường trực", 4: datetime(2026, 7, 1)}, {}),
        ({0: unicodedata.normalize("NFD", "Lê Thị Hoà"), 1: " NA@Example.ORG "}, {}),
        ({0: " "}, {"full_name": [BLANK]}),
        ({0: "a" * 121}, {"full_name": ["Dài quá 120 ký tự."]}),
        ({1: ""}, {}),
        ({6: "Lê Na"}, {"username": [WRONG]}),
        ({1: "na@"}, {"email": ["Email “na@” chưa đúng."]}),
        ({2: "so-la"}, {"agency": ["Không có cơ quan mang mã “so-la”."]}),
        ({2: ""}, {"agency": [BLANK]}),
        ({3: "giám đốc"}, {"role": ["Không có vai trò “giám đốc”."]}),
        ({3: CHAIR}, {"role": [f"Vai trò “{CHAIR}” không có ở Sở Nội vụ."]}),
        ({4: ""}, {"first_day": [BLANK]}),
        ({4: "30/2/2026"}, {"first_day": ["“30/2/2026” không phải là ngày; viết theo dạng 01/07/2026."]}),
        ({5: "mai"}, {"last_day": ["“mai” không phải là ngày; viết theo dạng 01/07/2026."]}),
        ({5: "30/06/2026"}, {"last_day": ["Ngày kết thúc không được trước ngày bắt đầu."]}),
    ],
)
def test_wrong_cell_has_its_sentence(admin_client: Client, changed: dict[int, Any], expected: Any) -> None:
    assert faults(admin_client, [changed.get(place, cell) for place, cell in enumerate(GOOD)]) == [expected]


@pytest.mark.usefixtures("department")
def test_last_day_that_is_not_understood_is_not_until_further_notice(admin_client: Client) -> None:
    first = [*GOOD[:5], "mai", ""]
    second = [*GOOD[:4], "01/01/2027", ""]
    assert [list(one) for one in faults(admin_client, first, second)] == [["last_day"], []]


def test_dry_run_says_what_each_line_adds(admin_client: Client, department: Agency) -> None:
    held = MembershipFactory(agency=department)
    there = [held.user.full_name, held.user.email, "so-noi-vu"]
    shown = sent(
        admin_client,
        GOOD,
        [*there, "auditor", "01/07/2026", ""],
        [*there, "city_officer", "01/01/2026", ""],
    )
    assert [row.told for row in shown.context["check"].rows] == ["Người mới", "Thêm vai trò", "Không đổi"]
    assert shown.context["check"].told == ["Thêm 2 vai trò, trong đó có 1 người mới. 1 dòng không đổi."]
    page = shown.content.decode()
    assert "Sở Nội vụ (so-noi-vu)" in page
    assert "Chuyên viên cơ quan thường trực" in page


@pytest.mark.usefixtures("department")
def test_dry_run_escapes_what_was_typed_and_offers_no_confirmation(admin_client: Client) -> None:
    page = sent(admin_client, ["<b>Na</b>", "na@", "so-noi-vu", "auditor", "01/07/2026", ""]).content.decode()
    assert ["&lt;b&gt;Na&lt;/b&gt;" in page, "<b>Na" in page, "Xác nhận nhập" in page] == [True, False, False]


@pytest.mark.usefixtures("department")
def test_refused_file_names_the_wrong_cells(admin_client: Client) -> None:
    shown = sent(admin_client, GOOD, GOOD, ["", "na@", "", "x", "", ""])
    back = admin_client.get(f"{HERE}{shown.context['uuid']}/can-sua/").content
    assert {place: text for place, text in comments(back).items() if place[1:] != "1"} == {
        "D3": "Trùng với dòng 2.",
        "A4": BLANK,
        "B4": "Email “na@” chưa đúng.",
        "C4": BLANK,
        "D4": "Không có vai trò “x”.",
        "E4": BLANK,
    }


def test_person_who_came_meanwhile_is_shown_before_anything_is_written(
    admin_client: Client, department: Agency
) -> None:
    shown = sent(admin_client, GOOD)
    UserFactory(email="na@example.org", full_name="Lê Thị Na")
    data = {"held": shown.context["uuid"], "mark": shown.context["check"].mark}
    again = admin_client.post(f"{HERE}xac-nhan/", data, follow=True)
    assert [row.told for row in again.context["check"].rows] == ["Thêm vai trò"]
    assert Membership.objects.filter(agency=department).count() == 0


def test_former_agency_is_read_and_not_offered(admin_client: Client, department: Agency) -> None:
    AgencyFactory(code="so-cu", valid_to=date(2025, 12, 31))
    agencies = {column.name: kind for _, column, kind in people_import.workbook().choices()}["agency"]
    assert "so-cu" not in [option.word for option in agencies.listed]
    assert faults(admin_client, ["Na", "na@example.org", "so-cu", "auditor", "01/01/2025", "31/12/2025"]) == [{}]


def test_one_person_named_in_two_ways_is_one_person(department: Agency) -> None:
    user = UserFactory(username="le.na", email="na@example.org", full_name="Lê Thị Na")
    told = problems(line(department, 2, email=None, username=user.username), line(department, 3))
    assert told == [{}, {"role": "Trùng với dòng 2."}]


def test_people_of_one_name_in_one_agency_are_told_apart(department: Agency) -> None:
    bare = {"email": None, "username": None}
    import_people(lines=[line(department, 2, **bare)], by=None)
    assert problems(line(department, 2, **bare)) == [{"username": SAME_NAME}]
    assert problems(line(department, 2, username="le.thi.na.hai", email=None)) == [{}]
    other = AgencyFactory()
    assert problems(line(other, 2, **bare), line(other, 3, **bare))[1]["username"] == (
        "Trùng họ tên với dòng 2; cần ghi tên đăng nhập để phân biệt."
    )
