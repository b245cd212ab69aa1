"""The importers of creative models and of the city's recognitions, for the tests of all importers."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from tests.factories.accounts import person
from tests.factories.units import UnitFactory
from tests.importer_case import ImporterCase
from tests.initiatives.scene import model_entry, officer_of
from thanthien.accounts.models import User
from thanthien.accounts.roles import Role
from thanthien.core import clock
from thanthien.core.formats import date_vn
from thanthien.initiatives.kinds import INITIATIVES, RECOGNITIONS
from thanthien.initiatives.models import Initiative, Recognition
from thanthien.initiatives.views import initiative_pages, recognition_pages
from thanthien.records.actions import Entry, enter_all

CODE = "29994"


def an_officer() -> User:
    return officer_of(UnitFactory(code=CODE))


def some_models(count: int) -> None:
    unit = UnitFactory(code=CODE)
    today = clock.today()
    entries = [
        model_entry(unit, today - timedelta(days=number), title=f"Mô hình {number}", problem="Xa\ntrung tâm")
        for number in range(count)
    ]
    enter_all(INITIATIVES, entries, by=an_officer())


def new_models(count: int) -> Sequence[Sequence[Any]]:
    UnitFactory(code=CODE)
    day = date_vn(clock.today())
    return [
        [
            CODE,
            "",
            "",
            day,
            f"Cách làm {number}",
            "văn hóa công vụ",
            "Người dân chờ lâu",
            "Hẹn giờ",
            "Văn phòng",
            day,
            "",
        ]
        for number in range(count)
    ]


def an_office() -> User:
    return person(Role.CITY_OFFICER)


def _registered(count: int) -> list[Any]:
    """So many models, of two units in turn; a title that is registered already is no second model."""
    units = [UnitFactory(code=CODE), UnitFactory(code="29993")]
    found: list[Any] = []
    for place, unit in enumerate(units):
        titles = [f"Mô hình {number}" for number in range(place, count, 2)]
        known = {one.title: one for one in Initiative.objects.standing().filter(unit=unit, title__in=titles)}
        entries = [model_entry(unit, clock.today(), title=title) for title in titles if title not in known]
        found += [*known.values(), *(enter_all(INITIATIVES, entries, by=officer_of(unit)) if entries else [])]
    return found


def some_recognitions(count: int) -> None:
    office = an_office()
    for made in _registered(count):
        told = {"initiative": made.origin, "document": "99/QĐ-UBND", "signer": "Phó Chủ tịch"}
        enter_all(RECOGNITIONS, [Entry(made.unit, clock.today(), told)], by=office)


def new_recognitions(count: int) -> Sequence[Sequence[Any]]:
    day = date_vn(clock.today())
    return [[one.unit.code, "", one.title, day, "12/QĐ-UBND", "Chủ tịch", ""] for one in _registered(count)]


CASES = [
    ImporterCase(
        initiative_pages.importer,
        stock=some_models,
        fresh=new_models,
        state=lambda: list(Initiative.objects.order_by("pk").values_list()),
        sender=an_officer,
    ),
    ImporterCase(
        recognition_pages.importer,
        stock=some_recognitions,
        fresh=new_recognitions,
        state=lambda: list(Recognition.objects.order_by("pk").values_list()),
        sender=an_office,
    ),
]
