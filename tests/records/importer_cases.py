"""The importer that every kind of record has, for the tests of all importers."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from tests.factories.units import HamletFactory, UnitFactory
from tests.importer_case import ImporterCase
from tests.records.scene import officer_of
from tests.records.visits.models import Visit
from tests.records.visits.urls import PAGES
from thanthien.accounts.models import User
from thanthien.core import clock
from thanthien.core.formats import date_vn
from thanthien.records.actions import Entry, enter_all

CODE = "29998"


def an_officer() -> User:
    return officer_of(UnitFactory(code=CODE))


def some_visits(count: int) -> None:
    unit = UnitFactory(code=CODE)
    hamlet = HamletFactory(unit=unit, name="Tổ dân phố A")
    entries = [
        Entry(
            unit,
            clock.today() - timedelta(days=number),
            {"occasion": "illness", "people": 2, "by_head": number == 1, "words": "Bà Sáu\nở ngõ 3" if number else ""},
            hamlet if number % 2 else None,
        )
        for number in range(count)
    ]
    enter_all(PAGES.kind, entries, by=an_officer())


def new_visits(count: int) -> Sequence[Sequence[Any]]:
    unit = UnitFactory(code=CODE)
    hamlets = ["", *(f"Tổ dân phố {one}" for one in range(1, 3))]
    for name in hamlets[1:]:
        if not unit.hamlets.filter(name=name).exists():
            HamletFactory(unit=unit, name=name)
    days = [date_vn(clock.today() - timedelta(days=number // 3)) for number in range(count)]
    return [
        [CODE, "", hamlets[number % 3], day, "ốm đau", 1 + number % 9, "có", "Thăm tại nhà", ""]
        for number, day in enumerate(days)
    ]


CASES = [
    ImporterCase(
        PAGES.importer,
        stock=some_visits,
        fresh=new_visits,
        state=lambda: list(Visit.objects.order_by("pk").values_list()),
        sender=an_officer,
    )
]
