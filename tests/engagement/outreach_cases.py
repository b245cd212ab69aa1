"""The importers of visits, greetings and meetings, for the tests of all importers."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Any

from tests.engagement.outreach_scene import greeting_entry, meeting_entry, outreach_entry
from tests.engagement.scene import officer_of
from tests.factories.units import UnitFactory
from tests.importer_case import ImporterCase
from thanthien.accounts.models import User
from thanthien.core import clock
from thanthien.core.formats import date_vn
from thanthien.engagement.outreach_views import greeting_pages, meeting_pages, outreach_pages
from thanthien.records.actions import Entry, enter_all
from thanthien.records.views import RecordPages
from thanthien.units.models import Unit

CODE = "29994"


def an_officer() -> User:
    return officer_of(UnitFactory(code=CODE))


def _days(count: int) -> list[date]:
    return [clock.today() - timedelta(days=number) for number in range(count)]


def _some(pages: RecordPages, entry: Callable[[Unit, date, int], Entry]) -> Callable[[int], None]:
    def stock(count: int) -> None:
        unit = UnitFactory(code=CODE)
        entries = [entry(unit, day, number) for number, day in enumerate(_days(count))]
        enter_all(pages.kind, entries, by=an_officer())

    return stock


def _new(values: Callable[[int], Sequence[Any]]) -> Callable[[int], Sequence[Sequence[Any]]]:
    def fresh(count: int) -> Sequence[Sequence[Any]]:
        UnitFactory(code=CODE)
        days = [date_vn(clock.today() - timedelta(days=number % 300)) for number in range(count)]
        return [[CODE, "", "", day, *values(number), ""] for number, day in enumerate(days)]

    return fresh


def _case(
    pages: RecordPages, entry: Callable[[Unit, date, int], Entry], values: Callable[[int], Sequence[Any]]
) -> ImporterCase:
    return ImporterCase(
        pages.importer,
        stock=_some(pages, entry),
        fresh=_new(values),
        state=lambda: list(pages.kind.model.objects.order_by("pk").values_list()),
        sender=an_officer,
    )


CASES = [
    _case(
        outreach_pages,
        lambda unit, day, number: outreach_entry(unit, day, people=1 + number, households=number or None),
        lambda number: ["Ốm đau", "đến thăm, tặng quà", 1 + number % 90, "", f"{number}/TCM", "", "có"],
    ),
    _case(
        greeting_pages,
        lambda unit, day, number: greeting_entry(unit, day, text=f"Lời chúc {number}\nKính chúc" if number else "Chúc"),
        lambda number: ["Ngày Quốc khánh", "người đứng đầu chính quyền", f"Lời chúc {number}", "", ""],
    ),
    _case(
        meeting_pages,
        lambda unit, day, number: meeting_entry(unit, day, place_held=f"Hội trường {number}"),
        lambda number: [f"Hội trường {number}", 2, 30, "12/BB-UBND", ""],
    ),
]
