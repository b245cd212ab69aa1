"""The auditor reads every change of people, roles and settings."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from tests.core.tables.reading import csv_rows
from tests.evaluations.scenario import fresh, open_year
from tests.factories.accounts import fitting_agency, person
from tests.factories.units import AgencyFactory
from tests.feedback.scene import LAMP, a_scene
from thanthien.accounts import actions
from thanthien.accounts.models import User
from thanthien.accounts.roles import Role
from thanthien.core import clock
from thanthien.core.actions import set_day
from thanthien.core.enums import DayKind
from thanthien.core.formats import time_vn, weekday_vn
from thanthien.evaluations.actions import cycles
from thanthien.evaluations.workflow import PhaseKey
from thanthien.feedback.standard_answers import change_standard, keep_standard
from thanthien.reports.queries.changes import KINDS, ChangeFilter, changes, told
from thanthien.units.agency_changes import end_agency

pytestmark = pytest.mark.django_db
DAY = date(2026, 6, 1)


@pytest.fixture(autouse=True)
def _in_june() -> Any:
    with clock.set_to(DAY):
        yield


@pytest.fixture
def admin() -> User:
    return person(Role.ADMINISTRATOR, full_name="Trần Quản Trị")


def read(client: Client, auditor: User, query: str = "") -> Any:
    client.force_login(auditor)
    return client.get(reverse("change-log") + query)


def rows(kind: str) -> list[tuple[str, str, str]]:
    return [(row.by, row.about, row.told) for row in told(list(changes(ChangeFilter(kind))))]


def test_roles_and_people_are_told_with_who_changed_them(admin: User, settings: Any) -> None:
    settings.SECOND_PERSON_FOR_ROLES = True
    office = fitting_agency(Role.CITY_OFFICER)
    lan = actions.add_person(full_name="Lê Thị Lan", username="lan.le", by=admin)
    asked = actions.start_membership(
        person=lan, agency=office, role=Role.CITY_OFFICER, first_day=DAY, by=admin
    )  # fmt: skip
    second = person(Role.ADMINISTRATOR, full_name="Ngô Thứ Hai")
    held = actions.accept_role(request_id=asked.pk, by=second)
    actions.end_membership(membership=held, last_day=date(2026, 6, 30), by=admin)
    values = {name: getattr(lan, name) for name in actions.CHANGEABLE} | {"is_active": False}
    actions.change_person(person=lan, seen=None, by=second, **values)
    role = f"Lê Thị Lan: {Role.CITY_OFFICER.title}, {office.name}"
    assert rows("vai-tro")[:2] == [
        ("Trần Quản Trị", role, "đến ngày: để trống → 30/06/2026"),
        ("Ngô Thứ Hai", role, "Thêm mới"),
    ]
    answered = (
        "người trả lời: để trống → Ngô Thứ Hai; trả lời lúc: để trống → 08:00, 01/06/2026; được đồng ý: để trống → có"
    )
    assert rows("cho-dong-y") == [("Ngô Thứ Hai", role, answered), ("Trần Quản Trị", role, "Thêm mới")]
    assert [row for row in rows("nguoi") if row[1] == "Lê Thị Lan (lan.le)"] == [
        ("Ngô Thứ Hai", "Lê Thị Lan (lan.le)", "được đăng nhập: có → không"),
        ("Trần Quản Trị", "Lê Thị Lan (lan.le)", "Thêm mới"),
    ]


def test_changes_of_one_moment_stand_in_their_order_where_the_number_grows_by_a_digit(admin: User) -> None:
    actions.add_person(full_name="Trước", by=admin)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT setval(pg_get_serial_sequence('accounts_userevent', 'pgh_id'),"
            " power(10, length(max(pgh_id)::text))::bigint - 1, false) FROM accounts_userevent"
        )
    for name in ("Thứ nhất", "Thứ hai"):
        actions.add_person(full_name=name, by=admin)
    assert [about.split(" (")[0] for _, about, _ in rows("nguoi")[:3]] == ["Thứ hai", "Thứ nhất", "Trước"]


def test_settings_of_the_year_and_the_calendar_are_told(admin: User) -> None:
    year = open_year(units=1)
    with clock.set_to(date(2026, 1, 6)):
        cycles.extend(
            by=fresh(year.people.office), cycle=year.cycle, key=PhaseKey.DECISION, unit=None,
            ends_on=date(2026, 4, 10), reason="Mưa bão",
        )  # fmt: skip
    year.cycle.review_allowed = False
    year.cycle.save(update_fields=["review_allowed"])
    set_day(day=date(2026, 9, 1), kind=DayKind.OFF, name="Quốc khánh", by=admin, seen=None)
    set_day(day=date(2026, 9, 1), kind=DayKind.OFF, name="Nghỉ Quốc khánh", by=admin, seen=None)
    assert rows("gia-han") == [("Hệ thống", "Quyết định và công bố: Mưa bão", "Thêm mới")]
    assert rows("ky")[0][2].endswith(": có → không")
    assert [row[1:] for row in rows("lich")] == [
        ("01/09/2026: Nghỉ Quốc khánh", "tên ngày: Quốc khánh → Nghỉ Quốc khánh"),
        ("01/09/2026: Quốc khánh", "Thêm mới"),
    ]


def test_work_that_an_agency_took_over_is_told_in_words(admin: User) -> None:
    former, into = AgencyFactory(code="so-a", name="Sở A"), AgencyFactory(code="so-b", name="Sở B")
    end_agency(agency_id=former.pk, on=date(2026, 5, 4), document_number="3/QĐ", into=into, by=admin)
    assert ("Trần Quản Trị", "Sở B", "việc đã tiếp nhận: để trống → Sở A từ ngày 04/05/2026") in rows("co-quan")


def test_standard_answers_are_told_with_what_they_said_before() -> None:
    scene, office = a_scene(), person(Role.CITY_OFFICER, full_name="Ngô Văn Sở")
    row = keep_standard(LAMP, unit=scene.unit, by=scene.officer)
    change_standard(replace(LAMP, text="Đã thay."), standard_id=row.pk, version=1, by=scene.chair)
    keep_standard(replace(LAMP, title="Đã nhận"), unit=None, by=office)
    assert rows("mau-tra-loi") == [
        ("Ngô Văn Sở", "Chung của thành phố: Đã nhận", "Thêm mới"),
        (scene.chair.full_name, f"{scene.unit.name}: Đã thay bóng đèn", f"nội dung trả lời: {LAMP.text} → Đã thay."),
        (scene.officer.full_name, f"{scene.unit.name}: Đã thay bóng đèn", "Thêm mới"),
    ]


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_is_a_history_that_is_kept(kind: str) -> None:
    open_year(units=1)
    actions.add_person(full_name="Lê Thị Lan", by=None)
    found = told(list(changes(ChangeFilter(kind))))
    assert {row.kind for row in found} <= {KINDS[kind].title}
    assert changes(ChangeFilter(kind)).count() == len(found)


def test_page_and_file_are_narrowed_alike(client: Client, admin: User) -> None:
    auditor = person(Role.AUDITOR)
    actions.add_person(full_name="Lê Thị Lan", username="lan.le", by=admin)
    query = "?loai=nguoi&nguoi=quản&tu=2026-06-01"  # the database's own clock says when
    assert [row.about for row in read(client, auditor, query).context["table"].rows] == ["Lê Thị Lan (lan.le)"]
    assert [row[1:4] for row in csv_rows(read(client, auditor, f"{query}&tai=csv"))[1:]] == [
        ["Người dùng", "Lê Thị Lan (lan.le)", "Thêm mới"]
    ]
    assert read(client, auditor, "?den=2020-01-01").context["table"].rows == []


def test_page_takes_the_same_statements_however_many_changes(
    client: Client, admin: User, django_assert_num_queries: Any
) -> None:
    client.force_login(person(Role.AUDITOR))
    client.get(reverse("change-log"))
    for number in range(3):
        actions.add_person(full_name=f"Người {number}", by=admin)
    with django_assert_num_queries(6):
        client.get(reverse("change-log"))


def test_page_groups_changes_by_day_and_says_the_time_of_each(client: Client) -> None:
    text = read(client, person(Role.AUDITOR)).content.decode()
    moments = [one.at for one in told(list(changes(ChangeFilter())))]
    headings = [f'scope="rowgroup">{day}</th>' for day in dict.fromkeys(map(weekday_vn, moments))]
    assert [text.count(heading) for heading in headings] == [1] * text.count('class="under"')
    assert f">{time_vn(moments[0])}</td>" in text
