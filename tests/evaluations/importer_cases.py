"""The importer of heads, for the tests of all importers."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from tests.factories.accounts import person
from tests.factories.units import UnitFactory
from tests.importer_case import ImporterCase
from thanthien.accounts.roles import Role
from thanthien.evaluations.heads_workbook import heads_import
from thanthien.units.enums import HeadPost
from thanthien.units.head_terms import HeadTerm

FIRST = date(2001, 1, 1)
IN_TURN = 25  # terms of one unit, of ten days each


def some_heads(count: int) -> None:
    for number, unit in enumerate(UnitFactory.create_batch(count)):
        HeadTerm.objects.create(unit=unit, post="party", full_name=f"Người {number}", from_on=FIRST)
        if number % 2:
            HeadTerm.objects.create(
                unit=unit, post="government", vacant_by="7-TB/TU", from_on=FIRST, to_on=date(2001, 2, 1)
            )  # fmt: skip


def new_heads(count: int) -> Sequence[Sequence[Any]]:
    units = UnitFactory.create_batch(count // IN_TURN + 1)
    days = [FIRST + timedelta(10 * (number % IN_TURN)) for number in range(count)]
    return [
        [units[number // IN_TURN].code, "", HeadPost.PARTY.label, f"Người {number}", day, day + timedelta(9), ""]
        for number, day in enumerate(days)
    ]


CASES = [
    ImporterCase(
        heads_import,
        stock=some_heads,
        fresh=new_heads,
        state=lambda: list(HeadTerm.objects.order_by("pk").values_list()),
        sender=lambda: person(Role.CITY_OFFICER),
    )
]
