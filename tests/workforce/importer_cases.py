"""The importers of the staff, for the tests of all importers."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

from hypothesis import strategies as st

from tests.factories.accounts import MembershipFactory, person
from tests.factories.units import AgencyFactory, UnitFactory
from tests.importer_case import ImporterCase
from tests.workforce.scene import JOINED, staff_values
from thanthien.accounts.models import User
from thanthien.accounts.roles import Role
from thanthien.core import clock
from thanthien.core.formats import date_vn
from thanthien.records.actions import Entry, enter_all
from thanthien.records.kinds import RecordKind
from thanthien.records.views import RecordPages
from thanthien.units.models import Unit
from thanthien.workforce import views
from thanthien.workforce.actions import keep_names
from thanthien.workforce.kinds import COUNTS, STAFF, STATEMENTS
from thanthien.workforce.models import StaffName

CODE = "29996"
_DAYS = 300
Values = Callable[[int], dict[str, Any]]


def _unit() -> Unit:
    return UnitFactory(code=CODE, valid_from=JOINED)


def _unit_of(number: int) -> Unit:
    """Of what is told once a day there are more rows than days: they are of several units."""
    return UnitFactory(code=str(int(CODE) - number // _DAYS), valid_from=JOINED)


def a_chair() -> User:
    """The Chủ tịch keeps registers and states; of a few units, one after another."""
    chair = person(Role.COMMUNE_CHAIR, agency=AgencyFactory(committee=True, unit=_unit()))
    for number in (_DAYS, 2 * _DAYS, 3 * _DAYS):
        agency = AgencyFactory(committee=True, unit=_unit_of(number))
        MembershipFactory(user=chair, agency=agency, role=Role.COMMUNE_CHAIR)
    return chair


def an_officer_of_the_city() -> User:
    return person(Role.CITY_OFFICER)


def on_roll(count: int) -> None:
    """So many people on the roll, with names."""
    known = STAFF.model.objects.filter(unit=_unit()).values_list("number", flat=True)
    entries = [Entry(_unit(), JOINED, staff_values(number)) for number in range(1, count + 1) if number not in known]
    made = enter_all(STAFF, entries, by=a_chair())
    keep_names({one.origin: f"Người Số {place}" for place, one in enumerate(made, start=1)})


def _stock(kind: RecordKind, values: Values, by: Callable[[], User]) -> Callable[[int], None]:
    def stock(count: int) -> None:
        if "attendees" in kind.fields or "signers" in kind.fields:
            on_roll(2)
        days = [clock.today() - timedelta(days=number) for number in range(count)]
        entries = [Entry(_unit(), day, values(number)) for number, day in enumerate(days)]
        enter_all(kind, entries, by=by())

    return stock


def _fresh(kind: RecordKind, cells: Callable[[int], Sequence[Any]]) -> Callable[[int], Sequence[Sequence[Any]]]:
    def fresh(count: int) -> Sequence[Sequence[Any]]:
        _unit()
        if "attendees" in kind.fields or "signers" in kind.fields:
            on_roll(2)
        days = [date_vn(clock.today() - timedelta(days=number % _DAYS)) for number in range(count)]
        if kind not in (STATEMENTS, COUNTS):
            return [[CODE, "", "", day, *cells(number), ""] for number, day in enumerate(days)]
        return [[_unit_of(number).code, "", "", day, *cells(number), ""] for number, day in enumerate(days)]

    return fresh


def _case(
    pages: RecordPages, values: Values, cells: Callable[[int], Sequence[Any]], by: Callable[[], User] = a_chair,
    **forms: st.SearchStrategy[Any],
) -> ImporterCase:  # fmt: skip
    model = pages.kind.model
    return ImporterCase(
        pages.importer,
        stock=_stock(pages.kind, values, by),
        fresh=_fresh(pages.kind, cells),
        state=lambda: list(model.objects.order_by("pk").values_list()),
        sender=by,
        forms=forms,
    )


def _year(number: int) -> int:
    return (clock.today() - timedelta(days=number % _DAYS)).year


def _new_staff(count: int) -> Sequence[Sequence[Any]]:
    _unit()
    return [
        [
            CODE,
            "",
            "",
            date_vn(JOINED),
            number,
            "công chức",
            "chuyên viên",
            "1/QĐ",
            "",
            "",
            "đơn vị ghi",
            f"Số {number}",
            "",
        ]
        for number in range(1, count + 1)
    ]


CASES = [
    ImporterCase(
        views.staff_pages.importer,
        stock=on_roll,
        fresh=_new_staff,
        state=lambda: [
            *STAFF.model.objects.order_by("pk").values_list(), *StaffName.objects.order_by("origin").values_list(),
        ],
        sender=a_chair,
    ),
    _case(
        views.course_pages,
        lambda number: {
            "title": f"Lớp {number}", "topic": "other", "hours": 8, "organiser": "Sở Nội vụ", "document": "1/KH",
            "attendees": "1; 2",
        },
        lambda number: [f"Lớp {number}", "nội dung khác", 8, "Sở Nội vụ", "1/KH", "2,1"],
    ),
    _case(views.commitment_pages, lambda number: {"signers": "1; 2"}, lambda number: ["1; 2"]),
    _case(
        views.sanction_pages,
        lambda number: {
            "administrative": "canh-cao", "party": "", "decided_on": clock.today(), "document": f"{number}/QĐ",
        },
        lambda number: ["khiển trách", "", date_vn(clock.today()), f"{number}/QĐ"],
    ),
    _case(views.statement_pages, lambda number: {"cases": number}, lambda number: [number]),
    _case(
        views.commendation_pages,
        lambda number: {"award": "city", "people": 1, "document": f"{number}/QĐ"},
        lambda number: ["bằng khen của thành phố", 2, f"{number}/QĐ"],
    ),
    _case(
        views.rating_pages,
        lambda number: {
            "year": _year(number), "excellent": 1, "good": 5, "fair": 0, "failed": 0, "document": f"{number}/TB",
        },
        lambda number: [_year(number), 1, 5, 0, 0, f"{number}/TB"],
    ),
    _case(
        views.count_pages,
        lambda number: {"people": number, "document": ""},
        lambda number: [number, "1/BC"],
        an_officer_of_the_city,
    ),
]  # fmt: skip


def one_of_each() -> None:
    """A record of each kind, for lists that show them."""
    for case in CASES:
        case.stock(1)
