"""The administrator's pages of the place: calendar, boundaries, figures, agencies, units."""

import io
import json
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.factories.accounts import person
from tests.factories.units import AgencyFactory, UnitFactory
from thanthien.accounts.roles import Role
from thanthien.core.acting import carrying
from thanthien.core.actions import set_day
from thanthien.core.enums import DayKind
from thanthien.core.models import CalendarDay
from thanthien.place.figures_sheet import HEADINGS
from thanthien.place.queries import work_year
from thanthien.units.actions import rename_agency
from thanthien.units.models import Agency, Boundary, Unit, UnitFigure

pytestmark = pytest.mark.django_db
ADMIN = "/quan-tri/"
SQUARE = [[[106.6, 20.8], [106.7, 20.8], [106.7, 20.9], [106.6, 20.8]]]
DAY = {"day": "02/09/2026", "kind": "off", "name": "Quốc khánh", "source": "Bộ luật Lao động, Điều 112"}


@pytest.fixture
def admin(client: Client) -> Client:
    client.force_login(person(Role.ADMINISTRATOR))
    return client


def seen_on(admin: Client, address: str) -> str:
    """What the form on this page carries of what it shows."""
    return str(admin.get(address).context["form"]["seen"].value())


# --- Calendar -------------------------------------------------------------------------------------------------------


def test_year_without_any_day_has_its_weekdays() -> None:
    shown = work_year(2026)
    assert (shown.working_days, shown.due_weeks, shown.idle_weeks, shown.special) == (261, 53, [], [])
    assert sum(month.working_days for month in shown.months) == 261


def test_week_of_days_off_only_is_idle() -> None:
    for number in range(16, 21):
        set_day(day=date(2026, 2, number), kind=DayKind.OFF, name="Tết", source="Thông báo", by=None)
    shown = work_year(2026)
    assert (shown.working_days, shown.due_weeks) == (256, 52)
    assert [week.monday for week in shown.idle_weeks] == [date(2026, 2, 16)]
    assert [day.shape for day in shown.months[1].weeks[3] if day] == ["off"] * 5 + ["weekend"] * 2


@pytest.mark.parametrize("count", [1, 3])
def test_calendar_takes_the_same_statements_for_any_number(
    admin: Client, count: int, django_assert_num_queries: Any
) -> None:
    for number in range(1, count + 1):
        set_day(day=date(2026, 6, number), kind=DayKind.OFF, name="Thử", source="Thử", by=None)
    # Session, person, roles, days.
    with django_assert_num_queries(4):
        shown = admin.get(f"{ADMIN}lich/?nam=2026")
    assert len(shown.context["shown"].special) == count


@pytest.mark.parametrize(("typed", "year"), [("9999", 2100), ("0001", 2000), ("²026", 2026), ("-1", 2026), ("x", 2026)])
def test_calendar_of_an_odd_year_shows_a_plausible_one(admin: Client, typed: str, year: int, time_machine: Any) -> None:
    time_machine.move_to("2026-06-01T08:00:00+07:00")
    assert admin.get(f"{ADMIN}lich/", {"nam": typed}).context["shown"].year == year


def test_added_day_tells_its_effect(admin: Client) -> None:
    answer = admin.post(f"{ADMIN}lich/them/", DAY, follow=True)
    [told] = [str(message) for message in answer.context["messages"]]
    assert told == "Đã ghi ngày 02/09/2026. Năm 2026 có 260 ngày làm việc, trước đó là 261."
    assert answer.redirect_chain == [(f"{ADMIN}lich/?nam=2026", 302)]


@pytest.mark.parametrize(
    ("changes", "errors"),
    [
        ({"source": " "}, {"source": ["Cần ghi số văn bản hoặc nguồn."]}),
        ({"kind": "work"}, {"kind": ["Ngày này là thứ Hai đến thứ Sáu; ngày làm bù là thứ Bảy hoặc Chủ nhật."]}),
        ({"day": "31/02/2026"}, {"day": ["Hãy nhập ngày theo dạng dd/mm/yyyy, ví dụ 05/12/2026."]}),
        ({"day": "01/01/1900"}, {"day": ["Năm phải từ 2000 đến 2100."]}),
        ({"day": "30/04/2026"}, {"day": ["Ngày này đã có trong lịch: Ngày Chiến thắng. Hãy sửa ở đó."]}),
    ],
)
def test_wrong_day_is_refused_and_kept_on_screen(admin: Client, changes: dict[str, str], errors: Any) -> None:
    set_day(day=date(2026, 4, 30), kind=DayKind.OFF, name="Ngày Chiến thắng", source="Luật", by=None)
    answer = admin.post(f"{ADMIN}lich/them/", DAY | changes)
    assert (answer.status_code, answer.context["form"].errors) == (422, errors)
    assert ('value="Quốc khánh"' in answer.content.decode(), CalendarDay.objects.count()) == (True, 1)


def test_day_is_changed_and_removed(admin: Client) -> None:
    stored = set_day(day=date(2026, 9, 2), kind=DayKind.OFF, name="Lễ", source="Luật", by=None)
    address = f"{ADMIN}lich/{stored.pk}/"
    admin.post(address, DAY | {"announcement_number": "12/TB", "seen": seen_on(admin, address)})
    stored.refresh_from_db()
    assert (stored.name, stored.announcement_number) == ("Quốc khánh", "12/TB")
    admin.post(f"{address}bo/", {"seen": seen_on(admin, address)})
    assert CalendarDay.objects.count() == 0


def test_day_changed_by_another_is_shown_and_not_overwritten(admin: Client) -> None:
    stored = set_day(day=date(2026, 9, 2), kind=DayKind.OFF, name="Lễ", source="Luật", by=None)
    address = f"{ADMIN}lich/{stored.pk}/"
    seen = seen_on(admin, address)
    set_day(day=stored.date, kind=DayKind.OFF, name="Quốc khánh 2/9", source="Thông báo", by=None)
    answer = admin.post(address, {"kind": "off", "name": "Ngày lễ", "source": "Luật", "seen": seen})
    form = answer.context["form"]
    assert (answer.status_code, form["name"].value(), form["source"].value()) == (409, "Ngày lễ", "Thông báo")
    assert form.errors["name"] == ["Hiện nay: Quốc khánh 2/9."]
    removed = admin.post(f"{address}bo/", {"seen": seen}, follow=True)
    assert removed.redirect_chain == [(address, 302)]
    assert list(CalendarDay.objects.values_list("name", "source")) == [("Quốc khánh 2/9", "Thông báo")]


# --- Boundaries -----------------------------------------------------------------------------------------------------


def geojson(*codes: str) -> bytes:
    features = [{"id": code, "geometry": {"type": "Polygon", "coordinates": SQUARE}} for code in codes]
    return json.dumps({"type": "FeatureCollection", "features": features}).encode()


def sent_map(client: Client, content: bytes, source: str = "Bản đồ thử") -> Any:
    file = SimpleUploadedFile("ban-do.geojson", content)
    return client.post(f"{ADMIN}dia-gioi/", {"file": file, "source": source})


def test_boundaries_are_shown_before_they_are_written(admin: Client) -> None:
    one, other = UnitFactory(), UnitFactory()
    check = sent_map(admin, geojson(one.code))
    assert (check.status_code, Boundary.objects.count()) == (200, 0)
    assert [code for code, _name in check.context["missing"]] == [other.code]
    admin.post(f"{ADMIN}dia-gioi/xac-nhan/", {"packed": check.context["packed"]})
    stored = Boundary.objects.get()
    assert (stored.unit, stored.source) == (one, "Bản đồ thử")
    assert stored.geometry == {"type": "Polygon", "coordinates": SQUARE}


@pytest.mark.parametrize(
    "content",
    [geojson("99999"), b"[" * 100_000, b"\xff\xfe", b"{}", b'{"features":[{"id":"\\ud800<script>"}]}', b"1" * 6000],
)
def test_hostile_map_is_refused_with_sentences(admin: Client, content: bytes) -> None:
    UnitFactory()
    answer = sent_map(admin, content)
    assert (answer.status_code, answer.context["packed"], "<script>" in answer.content.decode()) == (422, "", False)


def test_map_with_thousands_of_errors_shows_a_hundred(admin: Client) -> None:
    answer = sent_map(admin, geojson(*["99999"] * 3000))
    assert (len(answer.context["errors"]), answer.context["left_out"]) == (100, 2900)


def test_map_that_is_too_large_is_refused_beside_the_file(admin: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("thanthien.place.forms.MAX_GEOJSON", 10)
    assert list(sent_map(admin, geojson("1")).context["form"].errors) == ["file"]


def test_map_with_too_many_points_is_refused_beside_the_file(admin: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("thanthien.place.views.boundaries.MOST_CARRIED", 10)
    answer = sent_map(admin, geojson(UnitFactory().code))
    assert answer.context["form"].errors == {"file": ["Đường ranh giới quá chi tiết. Hãy giản lược rồi chọn lại."]}


def test_confirmation_takes_only_what_was_checked_for_this_page(admin: Client) -> None:
    someone = person(Role.ADMINISTRATOR)
    payload = {"source": "x", "outlines": [], "rows": [], "as_of": "2026-01-01"}
    for address, packed in [
        ("dia-gioi", "rác"),
        ("dia-gioi", carrying.pack(payload, someone, "place.boundaries")),
        ("so-lieu", carrying.pack(payload, someone, "place.figures")),
    ]:
        answer = admin.post(f"{ADMIN}{address}/xac-nhan/", {"packed": packed}, follow=True)
        assert [message.level_tag for message in answer.context["messages"]] == ["error"]


def test_boundaries_are_removed_after_a_question(admin: Client) -> None:
    Boundary.objects.create(unit=UnitFactory(), geometry={"type": "Polygon", "coordinates": SQUARE}, source="x")
    assert admin.get(f"{ADMIN}dia-gioi/go/").context["count"] == 1
    admin.post(f"{ADMIN}dia-gioi/go/")
    assert Boundary.objects.count() == 0


@pytest.mark.parametrize("count", [1, 3])
def test_boundaries_take_the_same_statements_for_any_number(
    admin: Client, count: int, django_assert_num_queries: Any
) -> None:
    for _ in range(count):
        Boundary.objects.create(unit=UnitFactory(), geometry={"type": "Polygon", "coordinates": SQUARE}, source="x")
    # Session, person, roles, boundaries, days of import, number of units.
    with django_assert_num_queries(6):
        admin.get(f"{ADMIN}dia-gioi/")


# --- Figures --------------------------------------------------------------------------------------------------------


def sheet(*rows: Sequence[Any], headings: Sequence[str] = HEADINGS) -> bytes:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        page = book.add_worksheet()
        for number, cells in enumerate([headings, *rows]):
            for place, cell in enumerate(cells):
                page.write(number, place, cell)
    return buffer.getvalue()


def sent_figures(client: Client, content: bytes, as_of: str = "31/12/2025") -> Any:
    file = SimpleUploadedFile("so-lieu.xlsx", content)
    return client.post(f"{ADMIN}so-lieu/", {"file": file, "as_of": as_of, "source": "Niên giám 2025"})


@pytest.fixture
def hai_an() -> Unit:
    made: Unit = UnitFactory(code="11407", short_name="Hải An")
    return made


def test_figures_are_shown_before_they_are_written(admin: Client, hai_an: Unit) -> None:
    check = sent_figures(admin, sheet(["11407", "phường hải an", "12,5", 30125, "8.400"]))
    assert (
        check.context["check"]
        .wrong[0]
        .errors[0]
        .startswith("Số hộ: 8.400 có thể hiểu là tám nghìn bốn trăm hoặc tám phẩy bốn.")
    )
    check = sent_figures(admin, sheet([11407, "Hải An", "12,5", 30125, "8400"]))
    assert (check.status_code, UnitFigure.objects.count()) == (200, 0)
    admin.post(f"{ADMIN}so-lieu/xac-nhan/", {"packed": check.context["packed"]})
    stored = UnitFigure.objects.get()
    assert (stored.unit, stored.as_of, stored.area_km2, stored.population, stored.households, stored.source) == (
        hai_an, date(2025, 12, 31), Decimal("12.50"), 30125, 8400, "Niên giám 2025",
    )  # fmt: skip


def test_blank_figures_stay_unknown_and_blank_rows_are_left_out(admin: Client, hai_an: Unit) -> None:
    UnitFactory(code="11413")
    check = sent_figures(admin, sheet(["11407", "", "", 30125, ""], ["11413", "", "", "", ""]))
    admin.post(f"{ADMIN}so-lieu/xac-nhan/", {"packed": check.context["packed"]})
    assert list(UnitFigure.objects.values_list("unit", "area_km2", "population", "households")) == [
        (hai_an.pk, None, 30125, None)
    ]


@pytest.mark.parametrize(
    ("row", "error"),
    [
        (["99999", "", 1, 1, 1], "Không có đơn vị mang mã “99999”."),
        (["11407", "Đông Hải", 1, 2, 1], "Mã 11407 là Phường Hải An, không phải “Đông Hải”."),
        (["11407", "", "mười", 2, 1], "Diện tích: “mười” không phải là số. Ví dụ viết đúng: 46 hoặc 88,5."),
        (["11407", "", -1, 2, 1], "Diện tích: Số không được âm."),
        (["11407", "", 0, 2, 1], "Diện tích phải lớn hơn 0 và không quá 10.000 km²."),
        (["11407", "", 1e9, 2, 1], "Diện tích phải lớn hơn 0 và không quá 10.000 km²."),
        (["11407", "", 1, 2.5, 1], "Dân số phải là số nguyên từ 1 đến 10.000.000."),
        (["11407", "", 1, 10**9, 1], "Dân số phải là số nguyên từ 1 đến 10.000.000."),
        (["11407", "", 1, 2, 0], "Số hộ phải là số nguyên từ 1 đến 10.000.000."),
        (["11407", "", 1, 2, 3], "Số hộ lớn hơn dân số."),
        (["11407", "", 1, "1" * 40, 3], "Dân số: Số quá dài: tối đa 12 chữ số phần nguyên và 6 chữ số thập phân."),
    ],
)
def test_wrong_figures_are_told_by_row(admin: Client, hai_an: Unit, row: list[Any], error: str) -> None:
    answer = sent_figures(admin, sheet(row))
    assert (answer.status_code, answer.context["packed"]) == (422, "")
    assert [(one.number, one.errors) for one in answer.context["check"].rows] == [(2, [error])]


def test_unit_named_twice_is_an_error(admin: Client, hai_an: Unit) -> None:
    answer = sent_figures(admin, sheet(["11407", "", 1, 2, 1], ["11407", "", 1, 2, 1]))
    assert [one.errors for one in answer.context["check"].rows] == [[], ["Trùng với dòng 2."]]


@pytest.mark.parametrize(
    "content",
    [b"PK\x03\x04", b"a;b;c", b"\xd0\xcf\x11\xe0" + b"0" * 600, sheet([1], headings=("Mã", "Tên")), sheet()],
)
def test_bad_workbook_is_refused_beside_the_file(admin: Client, content: bytes) -> None:
    answer = sent_figures(admin, content)
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["file"])
    assert 'value="Niên giám 2025"' in answer.content.decode()


def test_figures_of_a_day_to_come_are_refused(admin: Client) -> None:
    assert "as_of" in sent_figures(admin, sheet(["11407"]), "01/01/2099").context["form"].errors


def test_template_can_be_sent_back(admin: Client, hai_an: Unit) -> None:
    UnitFigure.objects.create(
        unit=hai_an, as_of=date(2025, 7, 1), area_km2="12.25", population=30000, households=None, source="x"
    )
    answer = sent_figures(admin, admin.get(f"{ADMIN}so-lieu/mau/").content)
    [row] = answer.context["check"].rows
    assert (row.errors, row.carried()) == ([], [hai_an.pk, "12.25", 30000, None])


# --- Units, agencies ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("count", [1, 3])
def test_units_take_the_same_statements_for_any_number(
    admin: Client, count: int, django_assert_num_queries: Any
) -> None:
    for unit in UnitFactory.create_batch(count):
        UnitFigure.objects.create(unit=unit, as_of=date(2025, 7, 1), source="x")
    # Session, person, roles, boundaries, units, figures, hamlets.
    with django_assert_num_queries(7):
        shown = admin.get(f"{ADMIN}don-vi/")
    assert len(shown.context["rows"]) == count


@pytest.mark.parametrize("address", ["don-vi/", "co-quan/?q=thu"])
def test_long_lists_have_pages_of_fifty(admin: Client, address: str) -> None:
    UnitFactory.create_batch(52)
    AgencyFactory.create_batch(52)
    last = admin.get(f"{ADMIN}{address}{'&' if '?' in address else '?'}trang=2").context["page"]
    assert (last.paginator.count >= 52, last.start_index()) == (True, 51)


def test_units_are_found_without_diacritics(admin: Client, hai_an: Unit) -> None:
    UnitFactory()
    assert [one for one, *_ in admin.get(f"{ADMIN}don-vi/?q=hai an").context["rows"]] == [hai_an]


def shown_agencies(admin: Client, query: str) -> list[Agency]:
    return list(admin.get(f"{ADMIN}co-quan/{query}").context["page"].object_list)


def test_agencies_of_units_are_shown_when_searched_for(admin: Client) -> None:
    city, commune = AgencyFactory(name="Sở Tư pháp"), AgencyFactory(committee=True)
    assert commune not in shown_agencies(admin, "")
    assert shown_agencies(admin, "?q=tu phap") == [city]
    assert shown_agencies(admin, f"?q={commune.code}") == [commune]


def test_renamed_agency_shows_both_names(admin: Client) -> None:
    agency = AgencyFactory(name="Sở Tư pháp")
    address = f"{ADMIN}co-quan/{agency.code}/"
    sent = {"name": " Sở  Nội chính ", "label": "SNC", "seen": seen_on(admin, address)}
    answer = admin.post(address, sent, follow=True)
    assert [one.name for one in answer.context["names"]] == ["Sở Nội chính", "Sở Tư pháp"]


def test_agency_renamed_by_another_is_shown_and_not_overwritten(admin: Client) -> None:
    agency = AgencyFactory(name="Sở Tư pháp", label="STP")
    address = f"{ADMIN}co-quan/{agency.code}/"
    seen = seen_on(admin, address)
    rename_agency(agency_id=agency.pk, name="Sở Nội chính", label="STP", by=None)
    answer = admin.post(address, {"name": "Sở Tư pháp", "label": "Tư pháp", "seen": seen})
    form = answer.context["form"]
    agency.refresh_from_db()
    assert (answer.status_code, agency.name, agency.label) == (409, "Sở Nội chính", "STP")
    assert (form["name"].value(), form["label"].value()) == ("Sở Nội chính", "Tư pháp")


def test_agency_cannot_take_the_name_of_another(admin: Client) -> None:
    AgencyFactory(name="Sở Y tế")
    answer = admin.post(f"{ADMIN}co-quan/{AgencyFactory().code}/", {"name": "SỞ Y TẾ"})
    assert answer.context["form"].errors == {"name": ["Đã có cơ quan khác mang tên này."]}


def test_agency_of_a_unit_keeps_its_name(admin: Client) -> None:
    agency = AgencyFactory(committee=True)
    answer = admin.post(f"{ADMIN}co-quan/{agency.code}/", {"name": "Khác"})
    agency.refresh_from_db()
    assert (answer.status_code, answer.context["may_rename"], agency.name == "Khác") == (200, False, False)
