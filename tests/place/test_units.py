"""Lists of units and agencies, and the names of an agency."""

from datetime import date
from typing import Any

import pytest
from django.test import Client

from tests.factories.units import AgencyFactory, UnitFactory
from thanthien.units.actions import rename_agency
from thanthien.units.models import Agency, Unit, UnitFigure

pytestmark = pytest.mark.django_db
ADMIN = "/quan-tri/"


def seen_on(admin: Client, address: str) -> str:
    """What the form on this page carries of what it shows."""
    return str(admin.get(address).context["form"]["seen"].value())


@pytest.mark.parametrize("count", [1, 3])
def test_units_take_the_same_statements_for_any_number(
    admin: Client, count: int, django_assert_num_queries: Any
) -> None:
    for unit in UnitFactory.create_batch(count):
        UnitFigure.objects.create(unit=unit, as_of=date(2025, 7, 1), source="x")
    # Session, person, roles, count, units with all that stands beside them.
    with django_assert_num_queries(5):
        shown = admin.get(f"{ADMIN}don-vi/")
    assert shown.context["table"].count == count


@pytest.mark.parametrize("address", ["don-vi/", "co-quan/?q=thu"])
def test_long_lists_have_pages_of_fifty(admin: Client, address: str) -> None:
    UnitFactory.create_batch(52)
    AgencyFactory.create_batch(52)
    last = admin.get(f"{ADMIN}{address}{'&' if '?' in address else '?'}trang=2").context["table"].page
    assert (last.paginator.count >= 52, last.start_index()) == (True, 51)


def test_units_are_found_without_diacritics(admin: Client, hai_an: Unit) -> None:
    UnitFactory()
    assert list(admin.get(f"{ADMIN}don-vi/?q=hai an").context["table"].rows) == [hai_an]


def shown_agencies(admin: Client, query: str) -> list[Agency]:
    return list(admin.get(f"{ADMIN}co-quan/{query}").context["table"].rows)


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
    rename_agency(agency_id=agency.pk, name="Sở Nội chính", label="STP", by=None, seen=None)
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
