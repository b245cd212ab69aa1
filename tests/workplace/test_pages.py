"""Pages of the room: entries and what is refused, the owner's file, what anybody sees."""

import io
from datetime import date, datetime
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.factories.accounts import person
from tests.factories.units import AgencyFactory
from tests.factories.workbooks import sheet, validations
from tests.workplace.scene import Scene, a_scene, check, hear, inspect, installs, pictures
from thanthien.accounts.models import Membership
from thanthien.accounts.roles import Role
from thanthien.core import clock
from thanthien.core.acting.errors import Invalid, Refused
from thanthien.core.clock import ZONE
from thanthien.core.own_files import Purpose, mark
from thanthien.core.workbooks.writing import workbook_file
from thanthien.records.actions import Entry, correct, enter, withdraw
from thanthien.records.models import Photograph
from thanthien.workplace.items import catalogue, choices
from thanthien.workplace.kinds import APP, INSPECTIONS
from thanthien.workplace.models import AppHouseholds, CentreCheck, GreenView, RadioTest, SmokingInspection
from thanthien.workplace.views import app_pages, check_pages, radio_pages

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 6, 10, 9, tzinfo=ZONE)
CHECKS, TESTS, INSPECTED, APP_LIST = (
    "/bien-ban-kiem-tra-nua-nam/", "/kiem-tra-truyen-thanh/", "/kiem-tra-thuoc-la/", "/ho-cai-dat-ung-dung/",
)  # fmt: skip
PAGES: Any = app_pages
COUNTED = "hộ có ít nhất một người cài đặt"


@pytest.fixture(autouse=True)
def _now(time_machine: Any) -> None:
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def scene() -> Scene:
    return a_scene()


@pytest.fixture
def officer(client: Client, scene: Scene) -> Client:
    client.force_login(scene.officer)
    return client


@pytest.fixture
def inspector(scene: Scene) -> Client:
    client = Client()
    client.force_login(scene.inspector)
    return client


# --- Checklist and photographs ---


def test_checklist_is_ticked_and_photographed_in_one_form(officer: Client, scene: Scene) -> None:
    page = officer.get(f"{CHECKS}ghi/")
    assert page.context["form"]["place"].is_hidden
    data = {
        "place": f"{scene.unit.pk}:", "day": "10/06/2026", "items": ["ghe-ngoi", "wifi"], "smoke": "free",
        "photographs": pictures(2), "photograph_consent": "nobody",
    }  # fmt: skip
    assert officer.post(f"{CHECKS}ghi/", data).status_code == 302
    made = CentreCheck.objects.get()
    assert (made.items, made.smoke, made.agency.unit) == ("ghe-ngoi; wifi", "free", scene.unit)
    assert Photograph.objects.filter(kind="workplace.centre_check", origin=made.origin).count() == 2


def test_checklist_with_fewer_things_than_the_last_one_is_asked_about_first(officer: Client, scene: Scene) -> None:
    check(scene, date(2026, 6, 2))
    data = {"place": f"{scene.unit.pk}:", "day": "10/06/2026", "items": ["wifi"], "smoke": "free"}
    answer = officer.post(f"{CHECKS}ghi/", data)
    form = answer.context["form"]
    assert (answer.status_code, list(form.errors), form["fewer"].is_hidden) == (422, ["fewer"], False)
    assert form.errors["fewer"][0].startswith(f"Biên bản ngày 02/06/2026 có {len(catalogue())} tiện ích")
    assert CentreCheck.objects.count() == 1
    assert officer.post(f"{CHECKS}ghi/", data | {"fewer": "on"}).status_code == 302
    assert CentreCheck.objects.standing().filter(items="wifi").count() == 1


@pytest.mark.parametrize(("day", "earlier"), [("01/06/2026", date(2026, 6, 2)), ("10/06/2026", date(2025, 12, 2))])
def test_checklist_that_takes_no_fuller_ones_place_is_stored_at_once(
    officer: Client, scene: Scene, day: str, earlier: date
) -> None:
    """An earlier day of the half doesn't count beside the later one, and the half before is another."""
    Membership.objects.filter(user=scene.officer).update(valid_from=date(2025, 7, 1))
    check(scene, earlier)
    data = {"place": f"{scene.unit.pk}:", "day": day, "items": ["wifi"], "smoke": "free"}
    assert officer.post(f"{CHECKS}ghi/", data).status_code == 302


def test_checklist_has_to_say_of_smoke(officer: Client, scene: Scene) -> None:
    answer = officer.post(f"{CHECKS}ghi/", {"place": f"{scene.unit.pk}:", "day": "10/06/2026", "items": ["wifi"]})
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["smoke"])
    assert CentreCheck.objects.count() == 0


def test_view_of_the_yard_is_entered_with_its_photograph(officer: Client, scene: Scene) -> None:
    data = {
        "place": f"{scene.unit.pk}:", "day": "09/06/2026", "spot": "yard", "photographs": pictures(1),
        "photograph_consent": "nobody",
    }  # fmt: skip
    assert officer.post("/anh-moi-truong-lam-viec/ghi/", data).status_code == 302
    assert GreenView.objects.get().spot == "yard"
    assert Photograph.objects.get().kind == "workplace.green_view"


def test_file_of_a_checklist_offers_words_and_takes_them_and_codes(officer: Client, scene: Scene) -> None:
    pages: Any = check_pages
    book = pages.importer.workbook()
    kind, words = validations(workbook_file(book, ()))["E2:E5001"]
    assert (kind, words.strip('"').split(",")) == ("list", [title for _, title in choices()])
    row = [scene.unit.code, "", "", "10/06/2026", "Ghế ngồi; wifi", "không khói thuốc", "", "", ""]
    [told] = sent(officer, pages, sheet(book.headings, row)).context["check"].rows
    assert (told.faults, told.values["entry"].values["items"]) == ({}, "ghe-ngoi; wifi")


# --- Tests of broadcasting ---


def test_test_is_of_one_place_and_not_of_the_whole_unit(officer: Client, scene: Scene) -> None:
    data = {"day": "10/06/2026", "channel": "stream", "device": "Zalo tổ dân phố", "result": "heard"}
    refused = officer.post(f"{TESTS}ghi/", data | {"place": f"{scene.unit.pk}:"})
    assert list(refused.context["form"].errors) == ["place"]
    officer.post(f"{TESTS}ghi/", data | {"place": f"{scene.unit.pk}:{scene.hamlets[1].pk}"})
    assert RadioTest.objects.get().hamlet == scene.hamlets[1]


def test_file_says_beside_the_row_that_a_place_is_missing(officer: Client, scene: Scene) -> None:
    pages: Any = radio_pages
    row = [scene.unit.code, "", "", "10/06/2026", "cụm loa truyền thanh kỹ thuật số", "Cụm 1", "nghe rõ", ""]
    shown = sent(officer, pages, sheet(pages.importer.workbook().headings, row))
    [told] = shown.context["check"].rows
    assert told.faults == {"hamlet": ["Cần ghi thôn, tổ dân phố được kiểm tra."]}


# --- Inspections ---


def test_body_enters_for_any_unit_and_the_unit_changes_nothing(
    inspector: Client, officer: Client, scene: Scene
) -> None:
    other = a_scene()
    page = inspector.get(f"{INSPECTED}ghi/")
    places = {value for value, _ in page.context["form"].fields["place"].choices}
    assert {f"{scene.unit.pk}:", f"{other.unit.pk}:"} <= places
    assert not any(place.endswith(str(scene.hamlets[0].pk)) for place in places)
    data = {"place": f"{scene.unit.pk}:", "day": "09/06/2026", "result": "breach", "document": "15/BB-SYT"}
    assert inspector.post(f"{INSPECTED}ghi/", data).status_code == 302
    made = SmokingInspection.objects.get()
    assert officer.get(f"{INSPECTED}{made.pk}/").status_code == 200
    assert officer.get(f"{INSPECTED}{made.pk}/huy/").status_code == 404
    with pytest.raises(Refused):
        withdraw(INSPECTIONS, record_id=made.pk, version=1, reason="Không đúng", by=scene.officer)
    with pytest.raises(Refused):
        enter(INSPECTIONS, Entry(scene.unit, date(2026, 6, 9), {"result": "clean", "document": "1"}), by=scene.officer)


def test_appraiser_who_is_also_of_the_unit_inspects_another_one_only(scene: Scene) -> None:
    both = person(Role.APPRAISER)
    committee = AgencyFactory(committee=True, unit=scene.unit)
    both.memberships.create(agency=committee, role=Role.COMMUNE_OFFICER, valid_from=date(2026, 1, 1))
    values = {"result": "clean", "document": "2/BB", "where": ""}
    with pytest.raises(Refused):
        enter(INSPECTIONS, Entry(scene.unit, date(2026, 6, 9), values), by=both)
    assert enter(INSPECTIONS, Entry(a_scene().unit, date(2026, 6, 9), values), by=both).pk


# --- Households with the app ---


def file_of(scene: Scene, *, installed: int = 300, counted: str = COUNTED, origin: str = "") -> bytes:
    row = [scene.unit.code, "", "", "09/06/2026", 500, installed, counted, "Sở KHCN", origin or OWNER, ""]
    return sheet(PAGES.importer.workbook().headings, row)


OWNER, OWN = "cơ quan quản lý ứng dụng", "đơn vị tự đếm"


def from_city(content: bytes) -> bytes:
    held = io.BytesIO(content)
    mark(held, "Hộ cài đặt, tháng 6/2026", Purpose.EXTRACT)
    return held.getvalue()


def sent(client: Client, pages: Any, content: bytes) -> Any:
    answer = client.post(pages.importer.address(), {"file": SimpleUploadedFile("so-lieu.xlsx", content)})
    return client.get(answer.url)


def confirm(client: Client, shown: Any) -> Any:
    data = {"held": shown.context["uuid"], "mark": shown.context["check"].mark, "ma": shown.context["token"]}
    return client.post(PAGES.importer.address("confirm"), data)


def faults(shown: Any) -> list[list[str]]:
    return [list(row.faults) for row in shown.context["check"].rows]


def test_owner_s_file_with_the_mark_is_taken_from_a_body(inspector: Client, scene: Scene) -> None:
    shown = sent(inspector, PAGES, from_city(file_of(scene)))
    assert faults(shown) == [[]]
    confirm(inspector, shown)
    made = AppHouseholds.objects.get()
    assert (made.installed, made.households, made.origin_of_numbers, made.through) == (300, 500, "owner", "city_file")
    page = inspector.get(f"{APP_LIST}{made.pk}/").content.decode()
    assert "nhập từ tệp do thành phố cấp, đã kiểm tra" in page
    assert "Sở KHCN" in page


def test_neither_an_unmarked_file_nor_a_commune_makes_the_owner_s_number(
    inspector: Client, officer: Client, scene: Scene
) -> None:
    assert faults(sent(inspector, PAGES, file_of(scene))) == [["origin_of_numbers"]]
    assert faults(sent(officer, PAGES, from_city(file_of(scene)))) == [["origin_of_numbers"]]
    assert faults(sent(officer, PAGES, file_of(scene, origin=OWN))) == [[]]


def test_row_above_its_households_and_phones_are_refused(inspector: Client, scene: Scene) -> None:
    above = sent(inspector, PAGES, from_city(file_of(scene, installed=501)))
    assert faults(above) == [["installed"]]
    phones = sent(inspector, PAGES, from_city(file_of(scene, counted="thiết bị, tài khoản")))
    assert faults(phones) == [["counted"]]
    assert AppHouseholds.objects.count() == 0


def test_owner_s_number_is_not_written_over_on_a_page(scene: Scene) -> None:
    made = installs(scene, date(2026, 6, 1), 300, 500)
    values = {
        "households": 500, "installed": 400, "counted": "households", "source": "Sở", "origin_of_numbers": "owner",
    }  # fmt: skip
    entry = Entry(scene.unit, date(2026, 6, 1), values)
    with pytest.raises(Invalid):
        correct(APP, entry, record_id=made.pk, version=1, reason="Sửa số", by=scene.inspector)
    with pytest.raises(Refused):
        withdraw(APP, record_id=made.pk, version=1, reason="Thấp quá", by=scene.officer)
    assert AppHouseholds.objects.standing().get() == made


def test_owner_s_row_has_no_page_of_correction_and_stays_the_owner_s(
    inspector: Client, officer: Client, scene: Scene
) -> None:
    made = installs(scene, date(2026, 6, 1), 300, 500)
    shown = inspector.get(f"{APP_LIST}{made.pk}/")
    assert (shown.context["correct_url"], "Đính chính" in shown.content.decode()) == ("", False)
    typed = {
        "place": f"{scene.unit.pk}:", "day": "01/06/2026", "households": "500", "installed": "400",
        "counted": "households", "source": "Sở", "version": "1", "reason": "Sửa số cho đúng",
    }  # fmt: skip
    for client in (inspector, officer):
        assert client.post(f"{APP_LIST}{made.pk}/dinh-chinh/", typed).status_code == 404
    assert AppHouseholds.objects.standing().get() == made
    assert inspector.get(f"{APP_LIST}{made.pk}/huy/").status_code == 200


def test_body_types_no_number_and_a_unit_s_count_is_never_its(inspector: Client, scene: Scene) -> None:
    assert inspector.get(f"{APP_LIST}ghi/").status_code == 404
    assert inspector.get(APP_LIST).context["add_url"] == ""
    values = {"households": 500, "installed": 400, "counted": "households", "source": "Sở", "origin_of_numbers": "own"}
    with pytest.raises(Invalid) as refused:
        enter(APP, Entry(scene.unit, date(2026, 6, 1), values), by=scene.inspector)
    assert list(refused.value.errors) == ["origin_of_numbers"]


def test_own_count_is_corrected_on_the_page(officer: Client, scene: Scene) -> None:
    made = installs(scene, date(2026, 6, 1), 300, 500, own=True)
    typed = {
        "place": f"{scene.unit.pk}:", "day": "01/06/2026", "households": "500", "installed": "310",
        "counted": "households", "source": "Sở", "version": "1", "reason": "Đếm lại từng tổ",
    }  # fmt: skip
    assert officer.post(f"{APP_LIST}{made.pk}/dinh-chinh/", typed).status_code == 302
    assert AppHouseholds.objects.standing().get().installed == 310


def test_own_count_is_typed_on_a_phone(officer: Client, scene: Scene) -> None:
    data = {
        "place": f"{scene.unit.pk}:{scene.hamlets[0].pk}", "day": "10/06/2026", "households": "120",
        "installed": "80", "counted": "households", "source": "Tổ công nghệ số cộng đồng",
    }  # fmt: skip
    assert officer.post(f"{APP_LIST}ghi/", data).status_code == 302
    assert AppHouseholds.objects.get().origin_of_numbers == "own"


# --- For everybody ---


def test_anybody_sees_what_there_is(client: Client, scene: Scene) -> None:
    check(scene, date(2026, 6, 2), "ghe-ngoi; wifi")
    hear(scene, scene.hamlets[0], date(2026, 6, 1))
    installs(scene, date(2026, 6, 1), 300, 500)
    page = client.get(f"/tru-so-truyen-thanh-ung-dung/{scene.unit.code}/")
    offices = page.context["offices"]
    assert [title for title, there in offices.items if there] == ["Ghế ngồi", "Wifi miễn phí"]
    assert (offices.heard.numerator, offices.heard.denominator) == (1, 2)
    assert (offices.households.numerator, offices.households.denominator) == (300, 500)
    text = " ".join(page.content.decode().split())
    assert "Số liệu ngày 01/06/2026, nguồn: Sở Khoa học và Công nghệ." in text
    [shown] = offices.photographs
    answer: Any = client.get(shown.address)
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/jpeg")
    answer.close()


def test_everybody_s_page_tells_of_a_breach_and_of_nothing(client: Client, scene: Scene) -> None:
    address = f"/tru-so-truyen-thanh-ung-dung/{scene.unit.code}/"
    assert "Đơn vị chưa ghi biên bản kiểm tra nào" in client.get(address).content.decode()
    inspect(scene, date(2026, 6, 1))
    with clock.set_to(datetime(2026, 6, 10, 8, tzinfo=ZONE)):
        values = {"result": "breach", "document": "16/BB-SYT", "where": ""}
        enter(INSPECTIONS, Entry(scene.unit, NOW.date(), values), by=scene.inspector)
    assert client.get(address).context["offices"].breaches == [date(2026, 6, 1), NOW.date()]


def test_everybody_s_page_takes_as_many_statements_whatever_there_is(client: Client, scene: Scene) -> None:
    address, counts = f"/tru-so-truyen-thanh-ung-dung/{scene.unit.code}/", []
    for number in (1, 2):
        check(scene, date(2026, 6, number))
        hear(scene, scene.hamlets[number - 1], date(2026, 6, number))
        installs(scene, date(2026, 6, number), 300, 500)
        with CaptureQueriesContext(connection) as statements:
            assert client.get(address).status_code == 200
        counts.append(len(statements))
    assert counts[0] == counts[1]


def test_registers_have_doors_for_those_who_write(officer: Client, inspector: Client) -> None:
    def doors(client: Client) -> list[bool]:
        return [bool(door["add"]) for door in client.get("/tru-so-truyen-thanh-ung-dung/").context["doors"]]

    assert (doors(officer), doors(inspector)) == (
        [True, True, False, True, True], [False, False, True, False, False],
    )  # fmt: skip
