"""The importers of the fast day, for the tests of all importers."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from tests.factories.units import UnitFactory
from tests.importer_case import ImporterCase
from tests.service.scene import decision_entry, officer_of
from thanthien.accounts.models import User
from thanthien.core import clock
from thanthien.core.formats import date_vn
from thanthien.records.actions import Entry, enter_all
from thanthien.service.kinds import DAYS, DECISIONS
from thanthien.service.models import FastDay, FastDayDecision
from thanthien.service.views import day_pages, decision_pages

CODE = "29995"


def an_officer() -> User:
    return officer_of(UnitFactory(code=CODE))


def some_days(count: int) -> None:
    unit = UnitFactory(code=CODE)
    entries = [
        Entry(
            unit,
            clock.today() - timedelta(days=number),
            {
                "received": number,
                "returned": number // 2,
                "nothing": number == 0,
                "procedure": ("", "1.001193")[number % 2],
            },
        )
        for number in range(count)
    ]
    enter_all(DAYS, entries, by=an_officer())


def new_days(count: int) -> Sequence[Sequence[Any]]:
    UnitFactory(code=CODE)
    days = [date_vn(clock.today() - timedelta(days=number % 300)) for number in range(count)]
    whats = ["", "Đăng ký khai sinh", "Đăng ký khai tử", "Đăng ký kết hôn"]
    return [
        [CODE, "", "", day, whats[number // 300 % 4], 5, 4, "không", "đơn vị ghi", ""]
        for number, day in enumerate(days)
    ]


def some_decisions(count: int) -> None:
    unit = UnitFactory(code=CODE)
    today = clock.today()
    entries = [
        decision_entry(unit, today - timedelta(days=number), number=f"{number}/QĐ-UBND") for number in range(count)
    ]
    enter_all(DECISIONS, entries, by=an_officer())


def new_decisions(count: int) -> Sequence[Sequence[Any]]:
    UnitFactory(code=CODE)
    day = date_vn(clock.today())
    return [
        [CODE, "", "", day, f"{number}/QĐ-UBND", "Chủ tịch", "thứ Tư", day, "1.001193; 1.000656", day, "", ""]
        for number in range(count)
    ]


CASES = [
    ImporterCase(
        day_pages.importer,
        stock=some_days,
        fresh=new_days,
        state=lambda: list(FastDay.objects.order_by("pk").values_list()),
        sender=an_officer,
    ),
    ImporterCase(
        decision_pages.importer,
        stock=some_decisions,
        fresh=new_decisions,
        state=lambda: list(FastDayDecision.objects.order_by("pk").values_list()),
        sender=an_officer,
    ),
]
