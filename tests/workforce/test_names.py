"""Names: only who may see them sees them, they stand in no record, and they go (ADR 31)."""

from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.factories.accounts import person
from tests.factories.units import AgencyFactory
from tests.factories.workbooks import sheet
from tests.workforce.scene import Scene, a_scene, count, punish, put_on_roll, scope_on, staff_values, state, teach
from thanthien.accounts.models import User
from thanthien.accounts.roles import Role
from thanthien.measures.figures import RecordLine
from thanthien.records.actions import Entry, withdraw
from thanthien.workforce.actions import correct_staff, erase_names
from thanthien.workforce.kinds import STAFF
from thanthien.workforce.measures import SANCTIONED, TRAINED
from thanthien.workforce.models import StaffEntry, StaffName
from thanthien.workforce.views import staff_pages

pytestmark = pytest.mark.django_db
NAME = "Đoàn Thị Kín Tiếng"
END = date(2026, 12, 31)
ROLL = "/doi-ngu/danh-sach/"


@pytest.fixture(autouse=True)
def _now(time_machine: Any) -> None:
    time_machine.move_to("2026-11-20T09:00:00+07:00", tick=False)


@pytest.fixture
def scene() -> Scene:
    made = a_scene()
    put_on_roll(made, 1, NAME)
    return made


def as_user(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def read(client: Client, address: str) -> tuple[int, bool]:
    """The answer, and whether the name stands in it."""
    answer = client.get(address, follow=True)
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return answer.status_code, NAME in content.decode("utf-8", "replace")


def of_unit(scene: Scene, role: Role) -> User:
    kinds = {Role.COMMUNE_FRONT: {"commune_front": True}}.get(role, {"committee": True})
    return person(role, agency=AgencyFactory(unit=scene.unit, **kinds))


def test_keepers_of_the_unit_and_the_office_read_the_name(scene: Scene) -> None:
    record = StaffEntry.objects.get()
    pages = (ROLL, f"{ROLL}?tai=csv", f"{ROLL}in/", f"{ROLL}{record.pk}/")
    for reader in (scene.keeper, scene.chair, scene.office):
        assert [read(as_user(reader), page) for page in pages] == [(200, True)] * 4


OTHERS = [
    Role.COMMUNE_FRONT, Role.COMMUNE_PARTY, Role.SERVICE_OFFICER, Role.VILLAGE_HEAD, Role.APPRAISER,
    Role.COUNCIL_MEMBER, Role.COUNCIL_SECRETARY, Role.CITY_LEADER, Role.AUDITOR, Role.ADMINISTRATOR,
    Role.DATA_PROTECTION,
]  # fmt: skip
IN_UNIT = {Role.COMMUNE_FRONT, Role.COMMUNE_PARTY, Role.SERVICE_OFFICER, Role.VILLAGE_HEAD}


@pytest.mark.parametrize("role", OTHERS)
def test_everybody_else_finds_no_roll_and_no_name_anywhere(scene: Scene, role: Role) -> None:
    teach(scene, date(2026, 3, 3), "1")
    client = as_user(of_unit(scene, role) if role in IN_UNIT else person(role))
    record = StaffEntry.objects.get()
    roll = (ROLL, f"{ROLL}in/", f"{ROLL}{record.pk}/", f"{ROLL}?tai=csv", "/doi-ngu/tap-huan/", "/doi-ngu/ky-luat/")
    assert [read(client, page) for page in roll] == [(404, False)] * 6
    others = ("/doi-ngu/", f"/doi-ngu/don-vi/{scene.unit.code}/", "/viec-cua-toi/", "/viec-tuan-nay/", "/")
    assert [read(client, page)[1] for page in others] == [False] * 5


def test_keepers_of_another_unit_find_nothing_of_this_one(scene: Scene) -> None:
    other, record = a_scene(), StaffEntry.objects.get()
    client = as_user(other.keeper)
    assert [read(client, page) for page in (ROLL, f"{ROLL}{record.pk}/", f"/doi-ngu/don-vi/{scene.unit.code}/")] == [
        (200, False), (404, False), (404, False),
    ]  # fmt: skip


def test_page_of_the_unit_and_its_people_have_numbers_alone(scene: Scene) -> None:
    assert read(as_user(scene.keeper), f"/doi-ngu/don-vi/{scene.unit.code}/") == (200, False)
    assert read(Client(), f"/don-vi-hanh-chinh/{scene.unit.code}/")[1] is False


def tables_holding(name: str) -> list[str]:
    """Of all tables there are (history, events, jobs, notices) those in which a name stands."""
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        holding = []
        for table in tables:
            quoted = connection.ops.quote_name(table)
            cursor.execute(f"SELECT count(*) FROM {quoted} AS t WHERE t::text LIKE %s", [f"%{name}%"])  # noqa: S608
            if cursor.fetchone() != (0,):
                holding.append(table)
    return holding


def test_no_table_but_that_of_names_holds_one(scene: Scene) -> None:
    assert tables_holding(NAME) == [StaffName._meta.db_table]


def lines(scene: Scene) -> list[RecordLine]:
    return list(TRAINED.records(scene.unit.pk, scope_on(END, scene.unit)))


def test_lines_of_a_figure_hold_numbers_for_those_who_may_open_what_they_lead_to(scene: Scene) -> None:
    count(scene, date(2026, 6, 30), 2)
    on_roll, counted = "Số 1 trong danh sách: chưa tập huấn", "Cơ quan thường trực ghi 2 người"
    assert [one.words for one in lines(scene)] == [on_roll, counted]
    shown = {who: [one.words for one in TRAINED.reads(user, lines(scene))] for who, user in {
        "keeper": scene.keeper, "office": scene.office, "appraiser": person(Role.APPRAISER),
        "other": a_scene().keeper, "front": of_unit(scene, Role.COMMUNE_FRONT),
    }.items()}  # fmt: skip
    assert shown == {
        "keeper": [on_roll, counted], "office": [on_roll, counted], "appraiser": [counted], "other": [],
        "front": [counted],
    }  # fmt: skip


def test_statement_behind_a_figure_is_read_by_the_bodies_and_the_case_is_not(scene: Scene) -> None:
    punish(scene, date(2026, 5, 12))
    state(scene, date(2026, 11, 20), cases=1)
    both = list(SANCTIONED.records(scene.unit.pk, scope_on(END, scene.unit)))
    assert [one.record > 0 for one in both] == [True, True]
    assert list(SANCTIONED.reads(person(Role.APPRAISER), both)) == both[1:]
    assert list(SANCTIONED.reads(scene.keeper, both)) == both


def test_name_goes_when_its_time_is_over_and_the_count_stays(scene: Scene, settings: Any) -> None:
    settings.STAFF_NAME_DAYS = 90
    teach(scene, date(2026, 3, 3), "1")
    record = StaffEntry.objects.get()
    gone = {"left_on": date(2026, 8, 1), "left_document": "7/QĐ-UBND"}
    correct_staff(
        Entry(scene.unit, record.day, staff_values(1, **gone)), name=NAME, record_id=record.pk, version=1,
        reason="Điều chuyển", by=scene.keeper,
    )  # fmt: skip
    scope = scope_on(date(2026, 7, 31), scene.unit)
    before = TRAINED.answer(scope)
    assert (erase_names(date(2026, 10, 29)), erase_names(date(2026, 10, 30))) == (0, 1)
    assert (StaffName.objects.count(), TRAINED.answer(scope) == before) == (0, True)
    assert read(as_user(scene.keeper), f"{ROLL}{record.pk}/") == (200, False)


def test_name_of_an_entry_taken_back_goes_the_next_night(scene: Scene) -> None:
    withdraw(STAFF, record_id=StaffEntry.objects.get().pk, version=1, reason="Ghi nhầm", by=scene.keeper)
    assert (erase_names(date(2026, 11, 21)), StaffName.objects.count()) == (1, 0)


def test_who_is_still_there_keeps_the_name(scene: Scene) -> None:
    assert (erase_names(date(2030, 1, 1)), StaffName.objects.get().name) == (0, NAME)


def test_unit_that_ended_lets_all_names_go(scene: Scene) -> None:
    type(scene.unit).objects.filter(pk=scene.unit.pk).update(valid_to=date(2026, 6, 30))
    assert erase_names(date(2026, 11, 20)) == 1


# --- On pages and in files ---


def typed(scene: Scene, number: int, name: str, **changes: Any) -> dict[str, Any]:
    return {
        "place": f"{scene.unit.pk}:", "day": "01/08/2026", "name": name, "number": str(number),
        "group": "civil_servant", "post": "chuyên viên", "document": "12/QĐ-UBND",
    } | changes  # fmt: skip


def test_person_is_entered_with_a_name_and_the_next_number_is_filled_in(
    scene: Scene, caplog: pytest.LogCaptureFixture
) -> None:
    client = as_user(scene.keeper)
    assert client.get(f"{ROLL}ghi/").context["form"]["number"].value() == 2
    assert client.post(f"{ROLL}ghi/", typed(scene, 2, "Lê Văn Mới")).status_code == 302
    made = StaffEntry.objects.get(number=2)
    assert StaffName.objects.get(origin=made.origin).name == "Lê Văn Mới"
    assert "Lê Văn Mới" not in caplog.text


def test_pages_of_the_roll_speak_as_an_office_does(scene: Scene) -> None:
    client, record = as_user(scene.keeper), StaffEntry.objects.get()
    pages = ("ghi/", f"{record.pk}/dinh-chinh/", f"{record.pk}/huy/")
    assert [client.get(f"{ROLL}{page}").context["page"].title for page in pages] == [
        "Thêm người vào danh sách", "Đính chính dòng trong danh sách", "Hủy dòng ghi nhầm trong danh sách",
    ]  # fmt: skip
    counting = as_user(scene.office).get(reverse("workforce-counts-add"))
    assert counting.context["page"].title == "Ghi số cán bộ, công chức"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": " "}, "name"),
        ({"number": "1"}, "number"),
        ({"number": "0"}, "number"),
        ({"left_on": "01/09/2026"}, "left_document"),
        ({"left_document": "7/QĐ"}, "left_on"),
        ({"left_on": "01/08/2026", "left_document": "7/QĐ"}, "left_on"),
        ({"document": ""}, "document"),
    ],
)
def test_wrong_entry_is_told_beside_its_field_and_stores_no_name(
    scene: Scene, changes: dict[str, str], field: str
) -> None:
    answer = as_user(scene.keeper).post(f"{ROLL}ghi/", typed(scene, 2, "Lê Văn Mới") | changes)
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, [field])
    assert (StaffEntry.objects.count(), StaffName.objects.count()) == (1, 1)


def test_number_is_never_given_again_nor_changed(scene: Scene) -> None:
    client, record = as_user(scene.keeper), StaffEntry.objects.get()
    changed = typed(scene, 9, NAME, day="01/08/2025", version="1", reason="Đổi số thứ tự")
    answer = client.post(f"{ROLL}{record.pk}/dinh-chinh/", changed)
    assert list(answer.context["form"].errors) == ["number"]
    withdraw(STAFF, record_id=record.pk, version=1, reason="Ghi nhầm", by=scene.keeper)
    again = client.post(f"{ROLL}ghi/", typed(scene, 1, "Lê Văn Mới"))
    assert again.context["form"].errors == {
        "number": ["Số này đã cấp cho người khác. Vui lòng lấy số chưa dùng."]
    }  # fmt: skip


def test_correction_changes_the_name_without_keeping_the_old_one(scene: Scene) -> None:
    record = StaffEntry.objects.get()
    changed = typed(scene, 1, "Đoàn Thị Đúng Tên", day="01/08/2025", version="1", reason="Sai họ tên")
    assert as_user(scene.keeper).post(f"{ROLL}{record.pk}/dinh-chinh/", changed).status_code == 302
    assert list(StaffName.objects.values_list("name")) == [("Đoàn Thị Đúng Tên",)]


def sent(client: Client, *rows: list[Any]) -> Any:
    file = SimpleUploadedFile("danh-sach.xlsx", sheet(staff_pages.importer.workbook().headings, *rows))
    return client.get(client.post(staff_pages.importer.address(), {"file": file}).url)


def a_row(scene: Scene, number: int, name: str, key: str = "", source: str = "đơn vị ghi") -> list[Any]:
    return [
        scene.unit.code, "", "", "01/08/2025", number, "công chức", "chuyên viên", "12/QĐ-UBND ngày 01/08/2025", "", "",
        source, name, key,
    ]  # fmt: skip


def test_file_brings_names_along(scene: Scene) -> None:
    client, importer = as_user(scene.keeper), staff_pages.importer
    shown = sent(client, a_row(scene, 2, "Lê Văn Hai"), a_row(scene, 3, "Lê Văn Ba"))
    data = {"held": shown.context["uuid"], "mark": shown.context["check"].mark}
    assert client.post(importer.address("confirm"), data).status_code == 302
    names = dict(StaffName.objects.values_list("origin", "name"))
    assert {one.number: names[one.origin] for one in StaffEntry.objects.all()} == {
        1: NAME, 2: "Lê Văn Hai", 3: "Lê Văn Ba",
    }  # fmt: skip


def test_file_without_a_name_or_with_another_one_is_refused_beside_the_row(scene: Scene) -> None:
    key = str(StaffEntry.objects.get().key)
    shown = sent(
        as_user(scene.keeper), a_row(scene, 2, ""), a_row(scene, 1, "Tên Khác", key), a_row(scene, 1, NAME, key)
    )
    assert [list(one.faults) for one in shown.context["check"].rows] == [["name"], ["name"], ["key"]]


def test_only_a_file_of_the_city_speaks_for_the_database(scene: Scene) -> None:
    source = "trích từ cơ sở dữ liệu cán bộ, công chức"
    shown = sent(as_user(scene.keeper), a_row(scene, 2, "Lê Văn Hai", source=source))
    assert [list(one.faults) for one in shown.context["check"].rows] == [["source"]]


def statements(client: Client) -> int:
    with CaptureQueriesContext(connection) as caught:
        client.get(ROLL)
    return len(caught)


def test_list_with_names_takes_the_same_statements_for_one_and_three(scene: Scene) -> None:
    client = as_user(scene.keeper)
    client.get(ROLL)
    one = statements(client)
    put_on_roll(scene, 2)
    put_on_roll(scene, 3)
    assert statements(client) == one


def test_name_is_asked_once_whatever_the_versions(scene: Scene) -> None:
    client, asked = as_user(scene.keeper), []
    for version in (1, 2, 3):
        record = StaffEntry.objects.standing().get()
        with CaptureQueriesContext(connection) as sent:
            client.get(f"{ROLL}{record.pk}/")
        asked.append(sum('"workforce_staffname"' in one["sql"] for one in sent))
        values = staff_values(1, post=f"chuyên viên bậc {version}")
        correct_staff(
            Entry(scene.unit, record.day, values), record_id=record.pk, version=version, reason="Đổi ngạch", name=NAME,
            by=scene.keeper,
        )  # fmt: skip
    assert asked == [1, 1, 1]
