"""The importer of weekly reports, for the tests of all importers."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from tests.factories.accounts import person
from tests.factories.units import AgencyFactory, UnitFactory
from tests.importer_case import ImporterCase
from thanthien.accounts.models import User
from thanthien.accounts.roles import Role
from thanthien.core import clock
from thanthien.core.formats import date_vn
from thanthien.grassroots.models import WeeklyReport
from thanthien.grassroots.views import report_pages
from thanthien.records.actions import Entry, enter_all

CODE = "29996"


def an_officer() -> User:
    return person(Role.COMMUNE_FRONT, agency=AgencyFactory(commune_front=True, unit=UnitFactory(code=CODE)))


def some_reports(count: int) -> None:
    unit = UnitFactory(code=CODE)
    told: list[dict[str, Any]] = [{"nothing": True}, {"topic": "land", "text": "Đường hẹp", "how": "phone"}]
    days = [clock.today() - timedelta(days=number % 350) for number in range(count)]
    # Of one week: opinions or nothing.
    entries = [Entry(unit, day, told[day.isocalendar().week % 2] | {"told_by": "Ông Ba"}) for day in days]
    enter_all(report_pages.kind, entries, by=an_officer())


def new_reports(count: int) -> Sequence[Sequence[Any]]:
    UnitFactory(code=CODE)
    days = [date_vn(clock.today() - timedelta(days=number % 300)) for number in range(count)]
    return [
        [CODE, "", "", day, "không", "đất đai, xây dựng", "Ngõ 3", "bằng văn bản", "Bà Tư", f"Ý kiến {number}", ""]
        for number, day in enumerate(days)
    ]


CASES = [
    ImporterCase(
        report_pages.importer,
        stock=some_reports,
        fresh=new_reports,
        state=lambda: list(WeeklyReport.objects.order_by("pk").values_list()),
        sender=an_officer,
    )
]
