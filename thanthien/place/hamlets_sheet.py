"""The spreadsheet of thôn and tổ dân phố: making the template, reading it, and checking each row."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from thanthien.core.acting.errors import Refused
from thanthien.core.formats import date_vn
from thanthien.core.sheets import cell_text
from thanthien.core.text import exact, fold
from thanthien.place.sheet_cells import CellProblem, count_in, named_unit, sheet_file, taken, unit_code
from thanthien.units.enums import HamletKind
from thanthien.units.hamlets import HamletLine, HamletPlan, plan_hamlets
from thanthien.units.models import Hamlet, Unit

HEADINGS = ("Mã đơn vị", "Tên đơn vị", "Loại", "Tên thôn, tổ dân phố", "Số hộ")
LONGEST_NAME = 120
_KINDS = {fold(kind.label): kind for kind in HamletKind}


@dataclass(slots=True)
class HamletRow:
    """One row as typed and as understood. `errors` are sentences; a row without kind, name and number is left out."""

    number: int
    code: str
    typed: tuple[str, str, str]
    unit: Unit | None = None
    kind: HamletKind | None = None
    name: str = ""
    households: int | None = None
    errors: list[str] = field(default_factory=list)

    @property
    def is_blank(self) -> bool:
        """Whether the row names nothing."""
        return not any(self.typed)

    def line(self) -> HamletLine:
        """The row for the action. Raises ValueError for a row with errors."""
        if self.unit is None or self.kind is None or self.errors:
            raise ValueError(f"Row {self.number} has an error.")
        return HamletLine(self.unit.pk, self.kind, self.name, self.households)


@dataclass(frozen=True, slots=True)
class HamletCheck:
    """The outcome of a dry run: the rows, and what the list of each unit in the file would do."""

    rows: tuple[HamletRow, ...]
    plans: tuple[tuple[Unit, HamletPlan], ...] = ()
    refused: tuple[str, ...] = ()

    @property
    def wrong(self) -> tuple[HamletRow, ...]:
        """Rows with errors."""
        return tuple(row for row in self.rows if row.errors)

    @property
    def filled(self) -> tuple[HamletRow, ...]:
        """Rows that name something."""
        return tuple(row for row in self.rows if not row.is_blank)

    @property
    def ok(self) -> bool:
        """Whether there is something to import and nothing wrong."""
        return bool(self.plans) and not self.wrong and not self.refused


def template(units: Iterable[Unit], known: Mapping[int, Sequence[Hamlet]]) -> bytes:
    """An .xlsx file with today's thôn and tổ dân phố; a unit without any has one row to go on from."""
    rows: list[tuple[Any, ...]] = []
    for unit in units:
        own = [one for one in known.get(unit.pk, ()) if one.valid_to is None]
        rows += [(unit.code, unit.name, one.get_kind_display(), one.name, one.households) for one in own]
        rows += [] if own else [(unit.code, unit.name, None, None, None)]
    return sheet_file("Thôn, tổ dân phố", HEADINGS, rows)


def check_hamlets(
    rows: Sequence[tuple[int, list[Any]]], units: Iterable[Unit], stored: Mapping[int, Sequence[Hamlet]], day: date
) -> HamletCheck:
    """Check rows (as `read_sheet` gives them) against each other, today's units and the stored lists. No statement."""
    by_code = {unit.code: unit for unit in units}
    seen: dict[tuple[str, str], int] = {}
    checked = tuple(_check(number, cells, by_code, seen) for number, cells in rows)
    if any(row.errors for row in checked):
        return HamletCheck(checked)
    lines: dict[str, list[HamletLine]] = {}
    for row in checked:
        if not row.is_blank:
            lines.setdefault(row.code, []).append(row.line())
    return _planned(checked, [(by_code[code], own) for code, own in lines.items()], stored, day)


def _planned(
    rows: tuple[HamletRow, ...],
    lists: Sequence[tuple[Unit, list[HamletLine]]],
    stored: Mapping[int, Sequence[Hamlet]],
    day: date,
) -> HamletCheck:
    plans, refused = [], []
    for unit, lines in lists:
        if day < unit.valid_from:
            refused.append(f"{unit.name}: đơn vị có từ ngày {date_vn(unit.valid_from)}; hãy chọn ngày đó hoặc sau đó.")
            continue
        try:
            plans.append((unit, plan_hamlets(stored.get(unit.pk, ()), lines, day)))
        except Refused as problem:
            refused.append(f"{unit.name}: {problem}")
    return HamletCheck(rows, tuple(plans), tuple(refused))


def _check(number: int, cells: list[Any], units: Mapping[str, Unit], seen: dict[tuple[str, str], int]) -> HamletRow:
    row = HamletRow(number, unit_code(cells[0]), (cell_text(cells[2]), cell_text(cells[3]), cell_text(cells[4])))
    row.unit = taken(row.errors, named_unit, row.code, cell_text(cells[1]), units)
    if row.is_blank:
        return row
    row.kind = taken(row.errors, _kind, row.typed[0])
    row.name = taken(row.errors, _name, row.typed[1]) or ""
    row.households = taken(row.errors, count_in, cells[4], "Số hộ")
    earlier = seen.setdefault((row.code, exact(row.name)), number)
    if row.name and earlier != number:
        row.errors.append(f"Trùng với dòng {earlier}.")
    return row


def _kind(text: str) -> HamletKind:
    kind = _KINDS.get(fold(text))
    if kind is None:
        raise CellProblem("Loại phải là “thôn” hoặc “tổ dân phố”." if text else "Thiếu loại: thôn hoặc tổ dân phố.")
    return kind


def _name(text: str) -> str:
    if not text:
        raise CellProblem("Thiếu tên thôn, tổ dân phố.")
    if len(text) > LONGEST_NAME:
        raise CellProblem(f"Tên dài quá {LONGEST_NAME} ký tự.")
    return text


def lines_of(carried: list[list[Any]]) -> list[HamletLine]:
    """What was carried to the confirmation, ready to be stored."""
    return [HamletLine(*cells) for cells in carried]
