"""The importers of hamlets and of figures, for the tests of all importers."""

import itertools
from collections.abc import Sequence
from datetime import date
from typing import Any

from hypothesis import strategies as st

from tests.factories.units import HamletFactory, UnitFactory
from tests.importer_case import ImporterCase
from thanthien.core.text import normalise
from thanthien.place.figures_workbook import figures_import
from thanthien.place.hamlets_workbook import hamlets_import
from thanthien.place.other_names_workbook import other_names_import
from thanthien.place.units_workbook import units_import
from thanthien.units.models import Agency, Hamlet, Unit, UnitFigure, UnitName

DAY = {"as_of": "31/12/2025"}


def some_hamlets(count: int) -> None:
    unit = UnitFactory()
    for number in range(count):
        HamletFactory(unit=unit, name=f"Thôn {number}", households=number or None)


def new_hamlets(count: int) -> Sequence[Sequence[Any]]:
    units = UnitFactory.create_batch(5)
    return [[units[number % 5].code, "", "tổ dân phố", f"Tổ {number}", 80] for number in range(count)]


def some_figures(count: int) -> None:
    for number, unit in enumerate(UnitFactory.create_batch(count)):
        UnitFigure.objects.create(
            unit=unit,
            as_of=date(2025, 12, 31),
            area_km2=None if number == 1 else "12.25",
            population=30_000 + number,
            households=None if number == 2 else 8_000,
            source="Niên giám 2025",
        )


def new_figures(count: int) -> Sequence[Sequence[Any]]:
    return [[unit.code, "", "12,5", 30_125, 8_400] for unit in UnitFactory.create_batch(count)]


def new_units(count: int) -> Sequence[Sequence[Any]]:
    return [[f"{next(_CODES)}", "xã", f"Mới {number}", 20.9, 106.4, "01/07/2026"] for number in range(count)]


def some_names(count: int) -> None:
    unit = UnitFactory()
    for number in range(count):
        UnitName.objects.create(unit=unit, name=f"Tên {number}", note="cũ" if number % 2 else "")


def new_names(count: int) -> Sequence[Sequence[Any]]:
    units = UnitFactory.create_batch(5)
    return [[units[number % 5].code, "", f"Tên mới {number}", "xã cũ"] for number in range(count)]


_CODES = itertools.count(50_000)  # none of those that the factory gives
CASES = [
    ImporterCase(
        units_import,
        stock=UnitFactory.create_batch,
        fresh=new_units,
        state=lambda: [
            list(Unit.objects.order_by("pk").values_list()),
            list(Agency.objects.order_by("pk").values_list()),
        ],
        forms={
            "code": st.integers(0, 99_999).map("{:05}".format),
            "short_name": st.text("ABCĐaăâbcdđeê 0123456789", min_size=1, max_size=40).map(normalise).filter(bool),
        },
    ),
    ImporterCase(
        hamlets_import,
        stock=some_hamlets,
        fresh=new_hamlets,
        state=lambda: list(Hamlet.objects.order_by("pk").values_list()),
        fields=DAY,
    ),
    ImporterCase(
        other_names_import,
        stock=some_names,
        fresh=new_names,
        state=lambda: list(UnitName.objects.order_by("pk").values_list()),
    ),
    ImporterCase(
        figures_import,
        stock=some_figures,
        fresh=new_figures,
        state=lambda: list(UnitFigure.objects.order_by("unit_id").values_list()),
        fields=DAY | {"source": "Niên giám 2025"},
    ),
]
