"""The pages that every kind of record has: list and files, entry, versions, correction, withdrawal, print; for whom."""

import csv
from datetime import date, datetime
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.factories.accounts import MembershipFactory, UserFactory, person
from tests.factories.units import AgencyFactory
from tests.records.scene import Scene, a_scene, entry, visit
from tests.records.visits.kinds import VISITS
from tests.records.visits.models import Visit
from thanthien.accounts.roles import Role
from thanthien.core.clock import ZONE
from thanthien.records.actions import correct, enter

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.records.visits.urls")]
NOW = datetime(2026, 3, 5, 9, tzinfo=ZONE)
DAY = date(2026, 3, 4)
LIST = "/tham-hoi/"
TOKEN = {"csrfmiddlewaretoken": "t" * 64}


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


def typed(scene: Scene, page: Any, **changes: Any) -> dict[str, Any]:
    """What the form of a page holds, with something typed over it."""
    form = page.context["form"]
    shown = {name: form[name].value() for name in form.fields if form[name].value() not in (None, "")}
    shown["day"] = shown["day"].strftime("%d/%m/%Y")
    return {name: value for name, value in (shown | changes).items() if value is not False}


def csv_rows(client: Client, query: str) -> list[list[str]]:
    """The rows of the file of a list, without its headings."""
    text = client.get(f"{LIST}{query}&tai=csv").getvalue().decode("utf-8-sig")  # type: ignore[attr-defined]
    return list(csv.reader(text.splitlines()))[1:]


def test_entry_comes_from_the_form_once_however_often_it_is_sent(officer: Client, scene: Scene) -> None:
    page = officer.get(f"{LIST}ghi/")
    place = f"{scene.unit.pk}:{scene.hamlets[1].pk}"
    assert "key" not in page.context["form"].fields
    data = typed(scene, page, place=place, day="04/03/2026", occasion="funeral", people="2", words="Ông Tư") | TOKEN
    answers = [officer.post(f"{LIST}ghi/", data) for _ in range(2)]
    assert [(one.status_code, one["Location"]) for one in answers] == [(302, LIST)] * 2
    made = Visit.objects.get()
    assert (made.hamlet, made.day, made.occasion, made.people, made.words) == (
        scene.hamlets[1], DAY, "funeral", 2, "Ông Tư",
    )  # fmt: skip


def test_only_place_is_not_asked_for(client: Client) -> None:
    agency = AgencyFactory(committee=True)
    client.force_login(person(Role.COMMUNE_FOCAL, agency=agency))
    page = client.get(f"{LIST}ghi/")
    assert page.context["form"]["place"].is_hidden
    client.post(f"{LIST}ghi/", typed(None, page, occasion="illness"))  # type: ignore[arg-type]
    assert Visit.objects.get().unit == agency.unit


@pytest.mark.parametrize(
    ("changes", "fields"),
    [
        ({"day": "06/03/2026"}, ["day"]),
        ({"day": "tháng ba"}, ["day"]),
        ({"people": "0"}, ["__all__"]),
        ({"place": "0:0"}, ["place"]),  # no unit has this number
        ({"occasion": ""}, ["occasion"]),
    ],
)
def test_refused_entry_is_told_beside_its_field(
    officer: Client, scene: Scene, changes: dict[str, str], fields: list[str]
) -> None:
    data = typed(scene, officer.get(f"{LIST}ghi/"), place=f"{scene.unit.pk}:", occasion="illness")
    answer = officer.post(f"{LIST}ghi/", data | changes)
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, fields)
    assert Visit.objects.count() == 0


def test_correction_page_shows_both_versions_afterwards(officer: Client, scene: Scene) -> None:
    old = visit(scene, NOW, DAY, scene.hamlets[0], people=2)
    page = officer.get(f"{LIST}{old.pk}/dinh-chinh/")
    data = typed(scene, page, people="5", reason="Ghi nhầm số người")
    answer = officer.post(f"{LIST}{old.pk}/dinh-chinh/", data)
    new = Visit.objects.get(version=2)
    assert answer["Location"] == f"{LIST}{new.pk}/"
    for record in (old, new):
        shown = officer.get(f"{LIST}{record.pk}/")
        versions = [(one["record"].people, one["state"]) for one in shown.context["versions"]]
        assert versions == [(5, "bản đính chính, đúng hạn"), (2, "đã đính chính, đúng hạn")]
        assert "Lý do đính chính: Ghi nhầm số người" in shown.content.decode()


def test_correction_and_withdrawal_sent_twice_are_carried_out_once(officer: Client, scene: Scene) -> None:
    old = visit(scene, NOW, DAY)
    address = f"{LIST}{old.pk}/dinh-chinh/"
    data = typed(scene, officer.get(address), people="5", reason="Ghi nhầm số người") | TOKEN
    answers = [officer.post(address, data)["Location"] for _ in range(2)]
    made = Visit.objects.standing().get()
    assert (answers, made.people, Visit.objects.count()) == ([f"{LIST}{made.pk}/"] * 2, 5, 2)
    for _ in range(2):
        gone = {"version": 2, "reason": "Ghi nhầm nơi"} | TOKEN
        assert officer.post(f"{LIST}{made.pk}/huy/", gone).status_code == 302
    assert Visit.objects.standing().count() == 0


def test_correction_of_what_was_corrected_meanwhile_is_refused(officer: Client, scene: Scene) -> None:
    old = visit(scene, NOW, DAY)
    data = typed(scene, officer.get(f"{LIST}{old.pk}/dinh-chinh/"), people="5", reason="Ghi nhầm số người")
    correct(VISITS, entry(scene, DAY, people=3), record_id=old.pk, version=1, reason="Nhầm rồi", by=scene.officer)
    answer = officer.post(f"{LIST}{old.pk}/dinh-chinh/", data)
    assert (answer.status_code, Visit.objects.count()) == (409, 2)
    assert "đã được đính chính hoặc hủy" in officer.get(f"{LIST}{old.pk}/dinh-chinh/").content.decode()


def test_withdrawal_asks_for_a_reason(officer: Client, scene: Scene) -> None:
    made = visit(scene, NOW, DAY)
    address = f"{LIST}{made.pk}/huy/"
    assert officer.get(address).status_code == 200
    assert officer.post(address, {"version": 1, "reason": ""}).status_code == 422
    assert officer.post(address, {"version": 1, "reason": "Ghi nhầm ngày"})["Location"] == f"{LIST}{made.pk}/"
    assert not Visit.objects.get().stands
    assert "Ghi nhầm ngày" in officer.get(f"{LIST}{made.pk}/").content.decode()


def test_list_shows_and_exports_what_the_filter_finds(officer: Client, scene: Scene) -> None:
    visit(scene, NOW, DAY, scene.hamlets[0], words="Cụ Năm")
    visit(scene, datetime(2026, 3, 5, 9, tzinfo=ZONE), date(2026, 2, 4))
    page = officer.get(LIST)
    assert [row.day for row in page.context["table"].rows] == [DAY, date(2026, 2, 4)]
    (line,) = csv_rows(officer, "?tu=01/03/2026")
    assert line[:7] == ["04/03/2026", scene.unit.name, "Tổ dân phố 1", "ốm đau", "1", "không", "Cụ Năm"]
    assert [row[-1] for row in csv_rows(officer, "?trang_thai=dang-tinh")] == ["đúng hạn", "ghi quá hạn"]
    assert csv_rows(officer, "?trang_thai=da-thoi") == []


def test_list_is_narrowed_to_what_was_told_late_or_in_time_corrections_too(officer: Client, scene: Scene) -> None:
    """A correction takes neither the mark nor the place in the filter from a record."""
    visit(scene, NOW, DAY)
    late = visit(scene, datetime(2026, 3, 5, 9, tzinfo=ZONE), date(2026, 2, 4))
    correct(VISITS, entry(scene, late.day, people=3), record_id=late.pk, version=1, reason="Nhầm số", by=scene.officer)
    found = {asked: [row[-1] for row in csv_rows(officer, f"?han_ghi={asked}")] for asked in ("dung-han", "qua-han")}
    assert found["dung-han"] == ["đúng hạn"]
    assert found["qua-han"] == ["bản đính chính, ghi quá hạn", "đã đính chính, ghi quá hạn"]
    both = csv_rows(officer, "?han_ghi=qua-han&trang_thai=dang-tinh")
    assert [row[-1] for row in both] == ["bản đính chính, ghi quá hạn"]


def test_whoever_reads_several_units_sees_and_chooses_the_unit(client: Client, scene: Scene) -> None:
    other = a_scene("29998")
    visit(scene, NOW, DAY)
    visit(other, NOW, date(2026, 3, 3))
    both = person(Role.COMMUNE_FOCAL, agency=scene.officer.memberships.get().agency)
    MembershipFactory(user=both, agency=other.officer.memberships.get().agency, role=Role.COMMUNE_FOCAL)
    shown = {}
    for name, asker in {"of one": scene.officer, "of both": both}.items():
        client.force_login(asker)
        page = client.get(LIST)
        (unit,) = [column for column in page.context["table"].table.values if column.key == "don-vi"]
        shown[name] = (unit.roomy, "don_vi" in page.context["table"].table.filters.fields)
    assert shown == {"of one": (True, False), "of both": (False, True)}
    assert [row[1] for row in csv_rows(client, "?don_vi=29998")] == [other.unit.name]


def test_printed_list_is_in_the_order_of_days(officer: Client, scene: Scene) -> None:
    for day in (DAY, date(2026, 3, 2), date(2026, 3, 3)):
        visit(scene, NOW, day)
    page = officer.get(f"{LIST}in/?tu=03/03/2026")
    assert [row[0] for row in page.context["register"].rows] == ["03/03/2026", "04/03/2026"]
    assert page.context["conditions"] == [("Từ ngày", "03/03/2026")]


def test_lists_ask_as_much_for_many_rows_as_for_one(officer: Client, scene: Scene) -> None:
    asked = []
    for days in (1, 9):
        for day in range(days):
            visit(scene, NOW, date(2026, 1 + (days > 1), 1 + day), scene.hamlets[day % 2])
        with CaptureQueriesContext(connection) as statements:
            officer.get(LIST)
        asked.append(len(statements))
    assert asked[0] == asked[1]


def test_pages_open_for_readers_and_writers_only(client: Client, scene: Scene) -> None:
    own, theirs = visit(scene, NOW, DAY), enter(VISITS, entry(scene, date(2026, 3, 3)), by=scene.front)
    addresses = [
        LIST, f"{LIST}in/", f"{LIST}ghi/", f"{LIST}{own.pk}/", f"{LIST}{own.pk}/dinh-chinh/",
        f"{LIST}{theirs.pk}/", f"{LIST}{theirs.pk}/huy/", f"{LIST}nhap/",
    ]  # fmt: skip
    chair = person(Role.COMMUNE_PARTY, agency=scene.officer.memberships.get().agency)
    expected = {
        scene.officer: [200, 200, 200, 200, 200, 200, 404, 200],
        scene.front: [200, 200, 200, 200, 404, 200, 200, 200],
        chair: [200, 200, 404, 200, 404, 200, 404, 404],
        person(Role.COMMUNE_FOCAL): [200, 200, 200, 404, 404, 404, 404, 200],
        person(Role.CITY_OFFICER): [404] * 8,
        UserFactory(): [404] * 8,
    }
    found = {}
    for asker in expected:
        client.force_login(asker)
        found[asker] = [client.get(address).status_code for address in addresses]
    assert found == expected
    assert [Client().get(address).status_code for address in addresses] == [302] * 8
