"""The importers of the room, for the tests of all importers."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from tests.factories.accounts import MembershipFactory, person
from tests.factories.units import AgencyFactory, HamletFactory, UnitFactory
from tests.importer_case import ImporterCase
from tests.workplace.scene import check_values, officer_of
from thanthien.accounts.models import User
from thanthien.accounts.roles import Role
from thanthien.core import clock
from thanthien.core.formats import date_vn
from thanthien.records.actions import Entry, enter_all
from thanthien.units.models import Hamlet
from thanthien.workplace.kinds import APP, CHECKS, INSPECTIONS, RADIO_TESTS, VIEWS
from thanthien.workplace.models import AppHouseholds, CentreCheck, GreenView, RadioTest, SmokingInspection
from thanthien.workplace.views import app_pages, check_pages, inspection_pages, radio_pages, view_pages

CODE = "29994"
MORE = ("29984", "29985", "29986")  # a unit has one checklist a day
_OF_EACH = 300
PLACES = 20


def an_officer() -> User:
    return officer_of(UnitFactory(code=CODE))


def an_officer_of_several() -> User:
    officer = an_officer()
    for code in MORE:
        committee = AgencyFactory(committee=True, unit=UnitFactory(code=code))
        MembershipFactory(user=officer, agency=committee, role=Role.SERVICE_OFFICER)
    return officer


def an_inspector() -> User:
    return person(Role.APPRAISER)


def places() -> list[Hamlet]:
    unit = UnitFactory(code=CODE)
    return [
        unit.hamlets.filter(name=name).first() or HamletFactory(unit=unit, name=name)
        for name in (f"Tổ dân phố {number}" for number in range(1, PLACES + 1))
    ]


def days(count: int, of_each: int = 1) -> list[Any]:
    """The last days, each so many times."""
    return [clock.today() - timedelta(days=number // of_each) for number in range(count)]


def some_checks(count: int) -> None:
    unit = UnitFactory(code=CODE)
    entries = [
        Entry(unit, day, check_values("wifi" if number % 2 else "ghe-ngoi; may-in"))
        for number, day in enumerate(days(count))
    ]
    enter_all(CHECKS, entries, by=an_officer())


def new_checks(count: int) -> Sequence[Sequence[Any]]:
    for code in (CODE, *MORE):
        UnitFactory(code=code)
    return [
        [
            (CODE, *MORE)[number // _OF_EACH], "", "", date_vn(day), "ghe-ngoi; wifi", "không khói thuốc", "", "", "",
        ]
        for number, day in enumerate(days(_OF_EACH) * len((CODE, *MORE)))
    ][:count]  # fmt: skip


def some_views(count: int) -> None:
    unit = UnitFactory(code=CODE)
    entries = [Entry(unit, day, {"spot": "hall", "note": "Có cây xanh"}) for day in days(count)]
    enter_all(VIEWS, entries, by=an_officer())


def new_views(count: int) -> Sequence[Sequence[Any]]:
    UnitFactory(code=CODE)
    return [[CODE, "", "", date_vn(day), "nhà vệ sinh", "", ""] for day in days(count, PLACES)]


def some_inspections(count: int) -> None:
    unit = UnitFactory(code=CODE)
    entries = [
        Entry(unit, clock.today(), {"result": "clean", "document": f"{number}/BB", "where": "Trụ sở"})
        for number in range(count)
    ]
    enter_all(INSPECTIONS, entries, by=an_inspector())


def new_inspections(count: int) -> Sequence[Sequence[Any]]:
    UnitFactory(code=CODE)
    day = date_vn(clock.today())
    return [[CODE, "", "", day, "không có vi phạm", f"{number}/BB-SYT", "", ""] for number in range(count)]


def some_radio_tests(count: int) -> None:
    there = places()
    told = {"channel": "speakers", "device": "Cụm loa số 1", "result": "heard"}
    entries = [
        Entry(there[0].unit, day, told, there[number % PLACES]) for number, day in enumerate(days(count, PLACES))
    ]
    enter_all(RADIO_TESTS, entries, by=an_officer())


def new_radio_tests(count: int) -> Sequence[Sequence[Any]]:
    names = [one.name for one in places()]
    return [
        [CODE, "", names[number % PLACES], date_vn(day), "cụm loa truyền thanh kỹ thuật số", "Cụm loa", "nghe rõ", ""]
        for number, day in enumerate(days(count, PLACES))
    ]


def some_installs(count: int) -> None:
    there = places()
    told = {
        "households": 100, "installed": 60, "counted": "households", "source": "Tổ công nghệ số cộng đồng",
        "origin_of_numbers": "own",
    }  # fmt: skip
    entries = [
        Entry(there[0].unit, day, told, there[number % PLACES]) for number, day in enumerate(days(count, PLACES))
    ]
    enter_all(APP, entries, by=an_officer())


def new_installs(count: int) -> Sequence[Sequence[Any]]:
    names = [one.name for one in places()]
    return [
        [
            CODE, "", names[number % PLACES], date_vn(day), 120, 80, "hộ có ít nhất một người cài đặt",
            "Tổ công nghệ số cộng đồng", "đơn vị tự đếm", "",
        ]
        for number, day in enumerate(days(count, PLACES))
    ]  # fmt: skip


def _state(model: Any) -> Any:
    return lambda: list(model.objects.order_by("pk").values_list())


CASES = [
    ImporterCase(
        check_pages.importer,
        stock=some_checks,
        fresh=new_checks,
        state=_state(CentreCheck),
        sender=an_officer_of_several,
    ),
    ImporterCase(view_pages.importer, stock=some_views, fresh=new_views, state=_state(GreenView), sender=an_officer),
    ImporterCase(
        inspection_pages.importer,
        stock=some_inspections,
        fresh=new_inspections,
        state=_state(SmokingInspection),
        sender=an_inspector,
    ),
    ImporterCase(
        radio_pages.importer, stock=some_radio_tests, fresh=new_radio_tests, state=_state(RadioTest), sender=an_officer
    ),
    ImporterCase(
        app_pages.importer, stock=some_installs, fresh=new_installs, state=_state(AppHouseholds), sender=an_officer
    ),
]
