"""Who looked: every shelf stands in one log, narrowed by data, person, unit and day; a chair reads the own unit."""

from datetime import date, datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories.accounts import person
from tests.factories.units import AgencyFactory, UnitFactory
from thanthien.accounts.roles import Role
from thanthien.core.clock import ZONE
from thanthien.core.private.models import Look
from thanthien.core.private.shelves import private_shelves
from thanthien.units.models import Unit

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _now(time_machine: Any) -> None:
    time_machine.move_to(datetime(2026, 3, 9, 9, tzinfo=ZONE), tick=False)


def look(shelf: str, unit: Unit, who: str, day: int = 5) -> Look:
    reader = person(Role.COMMUNE_OFFICER, full_name=who)
    at = datetime(2026, 3, day, 23, 59, tzinfo=ZONE)
    return Look.objects.create(shelf=shelf, row=1, words=who[:9], place=unit.pk, by=reader, what_for="xem", at=at)


@pytest.fixture
def units() -> tuple[Unit, Unit]:
    first, second = UnitFactory(name="Phường Hải An"), UnitFactory(name="Xã Tiên Lãng")
    look("feedback.contact", first, "Lê Thị Na")
    look("service.home", second, "Trần Văn Bảy", day=6)
    return first, second


def shown(client: Client, **asked: str) -> list[str]:
    table = client.get(reverse("look-log"), asked).context["table"]
    return [line.look.by.full_name for line in table.rows]


@pytest.mark.parametrize(
    ("asked", "names"),
    [
        ({}, ["Trần Văn Bảy", "Lê Thị Na"]),
        ({"kho": "feedback.contact"}, ["Lê Thị Na"]),
        ({"nguoi": "tran bay"}, ["Trần Văn Bảy"]),
        ({"q": "hai an"}, ["Lê Thị Na"]),
        ({"tu": "06/03/2026"}, ["Trần Văn Bảy"]),
        ({"den": "05/03/2026"}, ["Lê Thị Na"]),
        ({"kho": "không có"}, ["Trần Văn Bảy", "Lê Thị Na"]),
    ],
)
def test_log_is_narrowed(client: Client, units: Any, asked: dict[str, str], names: list[str]) -> None:
    client.force_login(person(Role.DATA_PROTECTION))
    assert shown(client, **asked) == names


def test_looks_at_a_unit_that_ended_are_found_by_its_name(client: Client, units: tuple[Unit, Unit]) -> None:
    units[0].valid_to = date(2026, 3, 8)
    units[0].save()
    client.force_login(person(Role.DATA_PROTECTION))
    assert shown(client, q="hai an") == ["Lê Thị Na"]


def test_each_shelf_is_offered(client: Client) -> None:
    client.force_login(person(Role.DATA_PROTECTION))
    form = client.get(reverse("look-log")).context["table"].table.filters
    assert [key for key, _ in form.fields["kho"].choices] == ["", *(one.key for one in private_shelves())]


def test_chair_narrows_nothing_but_the_own_unit(client: Client, units: tuple[Unit, Unit]) -> None:
    client.force_login(person(Role.COMMUNE_CHAIR, agency=AgencyFactory(committee=True, unit=units[0])))
    page = client.get(reverse("look-log"), {"q": "tien lang"})
    names = [line.look.by.full_name for line in page.context["table"].rows]
    assert (names, "q" in page.context["table"].table.filters.fields, page.context["tabs"]) == (
        ["Lê Thị Na"],
        False,
        [],
    )


def test_officer_has_the_registers_as_tabs_and_an_auditor_too(client: Client) -> None:
    told = {}
    for role in (Role.DATA_PROTECTION, Role.AUDITOR):
        client.force_login(person(role))
        told[role] = [one.label for one in client.get(reverse("look-log")).context["tabs"]]
    parts = ["Mục đích xử lý", "Sự đồng ý", "Yêu cầu", "Tự làm bằng mã", "Vi phạm", "Lần xem"]
    assert told == {Role.DATA_PROTECTION: parts, Role.AUDITOR: parts}
