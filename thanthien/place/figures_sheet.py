"""The spreadsheet of area, population and households: making the template, reading it, and checking each row."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from thanthien.core.numbers_vi import plain_decimal
from thanthien.core.sheets import cell_text
from thanthien.place.sheet_cells import CellProblem, count_in, named_unit, number_in, sheet_file, taken, unit_code
from thanthien.units.actions import Figures
from thanthien.units.models import Unit, UnitFigure

HEADINGS = ("Mã đơn vị", "Tên đơn vị", "Diện tích (km²)", "Dân số", "Số hộ")
MAX_AREA = Decimal(10_000)


@dataclass(slots=True)
class FigureRow:
    """One row as typed and as understood. `errors` are sentences; a row without any number is left out."""

    number: int
    code: str
    typed: tuple[str, str, str]
    unit: Unit | None = None
    area_km2: Decimal | None = None
    population: int | None = None
    households: int | None = None
    errors: list[str] = field(default_factory=list)

    @property
    def is_blank(self) -> bool:
        """Whether no figure was given."""
        return not any(self.typed)

    def carried(self) -> list[Any]:
        """The figures as JSON-like data for the confirmation. Raises ValueError for a row with errors."""
        if self.unit is None or self.errors:
            raise ValueError(f"Row {self.number} has an error.")
        area = None if self.area_km2 is None else plain_decimal(self.area_km2)
        return [self.unit.pk, area, self.population, self.households]


@dataclass(frozen=True, slots=True)
class FigureCheck:
    """The outcome of a dry run."""

    rows: tuple[FigureRow, ...]
    missing: tuple[Unit, ...]

    @property
    def wrong(self) -> tuple[FigureRow, ...]:
        """Rows with errors."""
        return tuple(row for row in self.rows if row.errors)

    @property
    def filled(self) -> tuple[FigureRow, ...]:
        """Rows with figures."""
        return tuple(row for row in self.rows if not row.is_blank)

    @property
    def ok(self) -> bool:
        """Whether there is something to import and nothing wrong."""
        return bool(self.filled) and not self.wrong


def template(units: Iterable[Unit], known: Mapping[int, UnitFigure]) -> bytes:
    """An .xlsx file with every unit and the figures known so far."""
    rows = [(one.code, one.name, *_known(known.get(one.pk))) for one in units]
    return sheet_file("Số liệu", HEADINGS, rows)


def _known(figure: UnitFigure | None) -> tuple[float | None, int | None, int | None]:
    if figure is None:
        return None, None, None
    return None if figure.area_km2 is None else float(figure.area_km2), figure.population, figure.households


def check_figures(rows: Sequence[tuple[int, list[Any]]], units: Iterable[Unit]) -> FigureCheck:
    """Check rows (as `read_sheet` gives them) against each other and today's units. No statement."""
    by_code = {unit.code: unit for unit in units}
    seen: dict[str, int] = {}
    checked = tuple(_check(number, cells, by_code, seen) for number, cells in rows)
    given = {row.code for row in checked if not row.is_blank}
    return FigureCheck(checked, tuple(unit for code, unit in by_code.items() if code not in given))


def _check(number: int, cells: list[Any], units: Mapping[str, Unit], seen: dict[str, int]) -> FigureRow:
    row = FigureRow(number, unit_code(cells[0]), (cell_text(cells[2]), cell_text(cells[3]), cell_text(cells[4])))
    row.unit = taken(row.errors, named_unit, row.code, cell_text(cells[1]), units)
    earlier = seen.setdefault(row.code, row.number)
    if row.code in units and earlier != row.number:
        row.errors.append(f"Trùng với dòng {earlier}.")
    row.area_km2 = taken(row.errors, _area, cells[2])
    row.population = taken(row.errors, count_in, cells[3], "Dân số")
    row.households = taken(row.errors, count_in, cells[4], "Số hộ")
    if row.population is not None and row.households is not None and row.households > row.population:
        row.errors.append("Số hộ lớn hơn dân số.")
    return row


def _area(cell: Any) -> Decimal | None:
    area = number_in(cell, "Diện tích")
    if area is None:
        return None
    if not 0 < area <= MAX_AREA:
        raise CellProblem("Diện tích phải lớn hơn 0 và không quá 10.000 km².")
    return area.quantize(Decimal("0.01"))


def figures_of(carried: list[list[Any]]) -> list[Figures]:
    """What was carried to the confirmation, ready to be stored."""
    return [
        Figures(unit_id, None if area is None else Decimal(area), population, households)
        for unit_id, area, population, households in carried
    ]
