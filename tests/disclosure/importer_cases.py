"""The importer of what is made public, for the tests of all importers."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from tests.disclosure.scene import officer_of, values
from tests.factories.units import UnitFactory
from tests.importer_case import ImporterCase
from thanthien.accounts.models import User
from thanthien.core import clock
from thanthien.core.formats import date_vn
from thanthien.disclosure.kinds import DISCLOSURES
from thanthien.disclosure.models import Disclosure
from thanthien.disclosure.views.registers import disclosure_pages
from thanthien.records.actions import Entry, enter_all

CODE = "29984"


def an_officer() -> User:
    return officer_of(UnitFactory(code=CODE))


def some_disclosures(count: int) -> None:
    unit, today = UnitFactory(code=CODE), clock.today()
    entries = [
        Entry(unit, today - timedelta(days=number), values(title=f"Văn bản {number}", text="Dòng một\ndòng hai"))
        for number in range(count)
    ]
    enter_all(DISCLOSURES, entries, by=an_officer())


def new_disclosures(count: int) -> Sequence[Sequence[Any]]:
    UnitFactory(code=CODE)
    day = date_vn(clock.today())
    return [
        [
            CODE, "", "", day, "DC11.02.c; DC11.01.a", f"Báo cáo {number}", "7/BC", "Ủy ban nhân dân phường", "",
            "Tóm tắt",
            "Văn phòng", "không có danh sách cá nhân", "", "", "",
        ]
        for number in range(count)
    ]  # fmt: skip


CASES = [
    ImporterCase(
        disclosure_pages.importer,
        stock=some_disclosures,
        fresh=new_disclosures,
        state=lambda: list(Disclosure.objects.order_by("pk").values_list()),
        sender=an_officer,
    )
]
