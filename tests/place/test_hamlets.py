"""Thôn and tổ dân phố: the administrator's sheet, its dry run, and the list of a unit."""

import io
from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.factories.accounts import person
from tests.factories.units import HamletFactory, UnitFactory
from thanthien.accounts.roles import Role
from thanthien.core.acting import carrying
from thanthien.place.hamlets_sheet import HEADINGS
from thanthien.units.models import Hamlet, Unit

pytestmark = pytest.mark.django_db
HERE = "/quan-tri/thon-to-dan-pho/"


@pytest.fixture
def admin(client: Client) -> Client:
    client.force_login(person(Role.ADMINISTRATOR))
    return client


@pytest.fixture
def hai_an() -> Unit:
    made: Unit = UnitFactory(code="11407", short_name="Hải An")
    return made


def sheet(*rows: Sequence[Any]) -> bytes:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        page = book.add_worksheet()
        for number, cells in enumerate([HEADINGS, *rows]):
            page.write_row(number, 0, cells)
    return buffer.getvalue()


def sent(client: Client, content: bytes, as_of: str = "01/01/2026") -> Any:
    file = SimpleUploadedFile("thon.xlsx", content)
    return client.post(HERE, {"file": file, "as_of": as_of})


def stored() -> list[tuple[Any, ...]]:
    rows = Hamlet.objects.in_vietnamese_order()
    return [(one.name, one.kind, one.households, one.valid_from, one.valid_to) for one in rows]


def test_list_is_shown_before_it_is_written(admin: Client, hai_an: Unit) -> None:
    rows = sheet(["11407", "Hải An", "Tổ dân phố", "Tổ 10", ""], ["11407", "", "thôn", "Tổ 2", "120"])
    check = sent(admin, rows)
    assert (check.status_code, Hamlet.objects.count()) == (200, 0)
    answer = admin.post(f"{HERE}xac-nhan/", {"packed": check.context["packed"]}, follow=True)
    assert [str(message) for message in answer.context["messages"]] == ["Đã nhập thôn, tổ dân phố của 1 đơn vị."]
    assert stored() == [
        ("Tổ 2", "thon", 120, date(2026, 1, 1), None),
        ("Tổ 10", "to_dan_pho", None, date(2026, 1, 1), None),
    ]


def test_dry_run_names_what_would_end(admin: Client, hai_an: Unit) -> None:
    for name in ("Tổ 1", "Tổ 2"):
        HamletFactory(unit=hai_an, name=name)
    check = sent(admin, sheet(["11407", "", "tổ dân phố", "TỔ 1", ""], ["11407", "", "tổ dân phố", "Tổ 12", ""]))
    [(unit, plan)] = check.context["check"].plans
    assert (unit, [one.name for one in plan.gone], [one.name for one in plan.added]) == (hai_an, ["Tổ 2"], ["Tổ 12"])


@pytest.mark.parametrize(
    ("row", "error"),
    [
        (["99999", "", "thôn", "A", 1], "Không có đơn vị mang mã “99999”."),
        (["11407", "Đông Hải", "thôn", "A", 1], "Mã 11407 là Phường Hải An, không phải “Đông Hải”."),
        (["11407", "", "khu", "A", 1], "Loại phải là “thôn” hoặc “tổ dân phố”."),
        (["11407", "", "", "A", 1], "Thiếu loại: thôn hoặc tổ dân phố."),
        (["11407", "", "thôn", "", 1], "Thiếu tên thôn, tổ dân phố."),
        (["11407", "", "thôn", "A" * 121, 1], "Tên dài quá 120 ký tự."),
        (["11407", "", "thôn", "A", 0], "Số hộ phải là số nguyên từ 1 đến 10.000.000."),
        (["11407", "", "thôn", "A", "nhiều"], "Số hộ: “nhiều” không phải là số. Ví dụ viết đúng: 46 hoặc 88,5."),
    ],
)
def test_wrong_row_is_told_by_its_number(admin: Client, hai_an: Unit, row: list[Any], error: str) -> None:
    answer = sent(admin, sheet(row))
    assert (answer.status_code, answer.context["packed"]) == (422, "")
    assert [(one.number, one.errors) for one in answer.context["wrong"]] == [(2, [error])]


def test_name_given_twice_for_a_unit_is_an_error(admin: Client, hai_an: Unit) -> None:
    UnitFactory(code="11413")
    rows = sheet(
        ["11407", "", "thôn", "Hòa An", 1], ["11407", "", "thôn", "HOÀ AN", 1], ["11413", "", "thôn", "Hòa An", 1]
    )
    assert [one.errors for one in sent(admin, rows).context["check"].rows] == [[], ["Trùng với dòng 2."], []]


def test_sheet_without_any_name_is_told(admin: Client, hai_an: Unit) -> None:
    answer = sent(admin, sheet(["11407", "Hải An", "", "", ""]))
    assert (answer.status_code, "Mọi dòng đều để trống." in answer.content.decode()) == (422, True)


def test_day_before_the_stored_list_or_the_unit_is_refused(admin: Client, hai_an: Unit) -> None:
    HamletFactory(unit=hai_an, name="Tổ 1", valid_from=date(2026, 1, 1))
    row = ["11407", "", "thôn", "Tổ 1", ""]
    assert sent(admin, sheet(row), "31/12/2025").context["check"].refused == (
        "Phường Hải An: Danh sách đã ghi có hiệu lực từ 01/01/2026; hãy chọn ngày đó hoặc sau đó.",
    )
    assert sent(admin, sheet(row), "30/06/2025").context["check"].refused == (
        "Phường Hải An: đơn vị có từ ngày 01/07/2025; hãy chọn ngày đó hoặc sau đó.",
    )
    assert list(sent(admin, sheet(row), "01/01/2099").context["form"].errors) == ["as_of"]


def test_list_changed_since_the_dry_run_is_refused(admin: Client, hai_an: Unit) -> None:
    check = sent(admin, sheet(["11407", "", "thôn", "Tổ 1", ""]), "31/12/2025")
    HamletFactory(unit=hai_an, name="Tổ 1", valid_from=date(2026, 1, 1))
    answer = admin.post(f"{HERE}xac-nhan/", {"packed": check.context["packed"]}, follow=True)
    assert [message.level_tag for message in answer.context["messages"]] == ["error"]
    assert Hamlet.objects.count() == 1


def test_confirmation_takes_only_what_was_checked_here(admin: Client) -> None:
    other = carrying.pack({"rows": [], "as_of": "2026-01-01"}, person(Role.ADMINISTRATOR), "place.hamlets")
    for packed in ("rác", other):
        answer = admin.post(f"{HERE}xac-nhan/", {"packed": packed}, follow=True)
        assert [message.level_tag for message in answer.context["messages"]] == ["error"]


def test_bad_workbook_is_refused_beside_the_file(admin: Client) -> None:
    answer = sent(admin, b"a;b;c")
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["file"])


def test_template_can_be_sent_back(admin: Client, hai_an: Unit) -> None:
    UnitFactory()
    HamletFactory(unit=hai_an, name="Tổ 1", households=80)
    HamletFactory(unit=hai_an, name="Tổ cũ", valid_to=date(2025, 12, 31))
    check = sent(admin, admin.get(f"{HERE}mau/").content).context["check"]
    [(unit, plan)] = check.plans
    [(kept, line)] = plan.kept
    assert (unit, kept.name, line.households, plan.added, plan.gone) == (hai_an, "Tổ 1", 80, (), ())


@pytest.mark.parametrize("count", [1, 3])
def test_list_of_a_unit_takes_the_same_statements_for_any_number(
    admin: Client, hai_an: Unit, count: int, django_assert_num_queries: Any
) -> None:
    HamletFactory.create_batch(count, unit=hai_an)
    HamletFactory.create_batch(count, unit=hai_an, valid_to=date(2025, 12, 31))
    # Session, person, roles, unit, hamlets.
    with django_assert_num_queries(5):
        shown = admin.get("/quan-tri/don-vi/11407/")
    assert (len(shown.context["current"]), len(shown.context["former"])) == (count, count)
    assert [counted for _, _, counted, _ in admin.get("/quan-tri/don-vi/").context["rows"]] == [count]


@pytest.mark.parametrize("count", [1, 3])
def test_dry_run_takes_the_same_statements_for_any_number(
    admin: Client, count: int, django_assert_num_queries: Any
) -> None:
    rows = sheet(*[[unit.code, "", "thôn", "Thôn 1", ""] for unit in UnitFactory.create_batch(count)])
    # Session, person, roles, units, hamlets.
    with django_assert_num_queries(5):
        assert sent(admin, rows).status_code == 200
