"""The importer of the register of creative models, for the tests of all importers."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from tests.factories.units import UnitFactory
from tests.importer_case import ImporterCase
from tests.initiatives.scene import model_entry, officer_of
from thanthien.accounts.models import User
from thanthien.core import clock
from thanthien.core.formats import date_vn
from thanthien.initiatives.kinds import INITIATIVES
from thanthien.initiatives.models import Initiative
from thanthien.initiatives.views import initiative_pages
from thanthien.records.actions import enter_all

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


CASES = [
    ImporterCase(
        initiative_pages.importer,
        stock=some_models,
        fresh=new_models,
        state=lambda: list(Initiative.objects.order_by("pk").values_list()),
        sender=an_officer,
    )
]
