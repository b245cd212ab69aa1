"""What narrows, sorts and counts the rows of the appraisal grid, for all of them; what is shown of a row is read for
the rows of a page only, so that a city of thousands of units costs little more than one of a hundred."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db.models import BooleanField, ExpressionWrapper, QuerySet

from thanthien.accounts.positions import body_ids
from thanthien.core.prepared import Given, Prepared
from thanthien.evaluations.enums import SheetStatus
from thanthien.evaluations.models import Cycle, SheetItem
from thanthien.evaluations.permissions import can_fill_sheet
from thanthien.evaluations.queries.grid import (
    Beside,
    Row,
    any_draft,
    beside_of,
    grid_rows,
    items_of_bodies,
    own_rows,
)
from thanthien.evaluations.queries.grid_figures import NONE, RowFigures
from thanthien.evaluations.queries.grid_head import cycle_of, indicator_of
from thanthien.evaluations.queries.grid_items import ANSWER, GridBody, GridIndicator, beside_answers
from thanthien.evaluations.queries.system_words import APART, SYSTEM_VALUE, apart_by
from thanthien.evaluations.queries.words import DIFFERS, UNSCORED
from thanthien.units.successions import taken_over_name

if TYPE_CHECKING:
    from thanthien.accounts.models import User
    from thanthien.criteria.rules import Indicator


@dataclass(slots=True, eq=False)
class Mark:
    """What stands for one row until it is shown (`queries.grid_filters.Seen`): flat, as there are thousands. ``state``
    and ``system_state``: what commune and platform say in kind; ``difference``: the gap in points; ``apart``: whether
    the commune says something else than the platform, and by how many points."""

    difference: Decimal | None
    pk: int
    field_check: bool
    unscored: bool
    differs: bool
    state: str
    system_state: str
    status: str
    body_id: int
    dossier_id: int
    stage: str
    unit_id: int
    code: str
    name: str
    short_name: str
    kind: str
    open_requests: int = 0
    writable: bool = False
    figures: RowFigures = NONE
    apart: bool = False
    apart_by: Decimal = Decimal(0)

    @property
    def unit(self) -> Mark:
        """What it says of the unit."""
        return self

    @property
    def answer(self) -> Mark:
        """What it says of the commune's answer."""
        return self

    @property
    def to_check(self) -> bool:
        """Somebody still has to look on the spot: flagged, and the sheet not sent."""
        return self.field_check and self.status == SheetStatus.DRAFT


@dataclass(frozen=True, slots=True)
class _Stage:
    status: str


@dataclass(frozen=True, slots=True)
class _Sheet:
    body_id: int
    status: str
    dossier: _Stage


@dataclass(frozen=True, slots=True)
class Grid:
    """One indicator × all dossiers of a body: a mark for each row, in Vietnamese order of the units."""

    cycle: Cycle
    indicator: GridIndicator
    body: GridBody
    marks: tuple[Mark, ...]
    beside: Beside

    @property
    def definition(self) -> Indicator:
        """The indicator as the first row's kind of unit has it."""
        return self.cycle.criteria_set.compiled(self.marks[0].kind).by_code[self.indicator.code].definition

    @property
    def maximum(self) -> Decimal:
        """The most points of the indicator."""
        return self.cycle.criteria_set.compiled(self.marks[0].kind).by_code[self.indicator.code].maximum

    def rows(self, user: User, only: Collection[int]) -> list[Row]:
        """The rows with these numbers, in Vietnamese order. Two statements."""
        items = own_rows(user, self.cycle, self.indicator, [self.body], only)
        return grid_rows(user, items, self.beside)


def open_grid(user: User, cycle_id: int, code: str, body: str = "") -> Grid | None:
    """The person's grid of an indicator: of the body with this code where the person speaks for several, else of the
    first. None where there is no row. Five statements whatever the number of rows, and those of the figures."""
    cycle = cycle_of(cycle_id)
    indicator = indicator_of(cycle, code) if cycle else None
    found = _marks(user, cycle, indicator) if cycle and indicator else []
    if cycle is None or indicator is None or not found:
        return None
    bodies = _bodies_in_hand(user)
    asked = next((mark.body_id for mark in found if bodies[mark.body_id].code == body), found[0].body_id)
    marks = tuple(mark for mark in found if mark.body_id == asked)
    dossiers = {mark.dossier_id: mark.unit_id for mark in marks}
    drafts = any_draft(mark.status for mark in marks)
    beside = beside_of(user, cycle, indicator, asked, dossiers, drafts=drafts)
    fills: dict[tuple[str, str], bool] = {}
    for mark in marks:
        at = mark.status, mark.stage
        if at not in fills:
            fills[at] = can_fill_sheet(user, _Sheet(asked, mark.status, _Stage(mark.stage)))
        mark.writable = fills[at] and mark.dossier_id not in beside.conflicts
        mark.open_requests = beside.requests.get(mark.dossier_id, 0)
        mark.figures = beside.figures.get(mark.dossier_id, NONE)
    return Grid(cycle, indicator, bodies[asked], marks, beside)


def _bodies_in_hand(user: User) -> dict[int, GridBody]:
    """The bodies for which the person speaks, by number: their own, and those whose work it goes on with. No
    statement."""
    found = {hat.agency_id: GridBody(hat.agency_id, hat.agency_code, hat.agency_name) for hat in user.hats}
    for hat in user.hats:
        for code, (number, former, _) in hat.took_over.items():
            found[number] = GridBody(number, code, taken_over_name(hat.agency_name, former))
    return found


_READ = (
    "pk", "field_check", "unscored", "differs", f"{ANSWER}state", f"{ANSWER}system_state", "sheet__status",
    "sheet__body_id", "sheet__dossier_id", "sheet__dossier__status",
    *(f"sheet__dossier__unit__{name}" for name in ("pk", "code", "name", "short_name", "kind")),
    "points", f"{ANSWER}points", "apart", "system_value",
)  # fmt: skip


def _marks(user: User, cycle: Cycle, indicator: GridIndicator) -> list[Mark]:
    rows = _MARKS(body_ids(user), cycle=cycle.pk, indicator=indicator.pk)
    found = []
    for *row, own, said, differing, system in rows:
        mark = Mark(None if own is None or said is None else own - said, *row)
        mark.apart = differing
        if differing:
            compiled = cycle.criteria_set.compiled(mark.kind).by_code[indicator.code]
            mark.apart_by = apart_by(compiled, said, mark.system_state, system)
        found.append(mark)
    return found


def _marked(bodies: frozenset[int]) -> QuerySet[SheetItem, tuple[Any, ...]]:
    items = items_of_bodies(bodies).filter(sheet__dossier__cycle=Given("cycle"), indicator=Given("indicator"))
    told = beside_answers(items).annotate(
        differs=ExpressionWrapper(DIFFERS, BooleanField()), unscored=ExpressionWrapper(UNSCORED, BooleanField()),
        apart=APART, system_value=SYSTEM_VALUE,
    )  # fmt: skip
    return told.order_by("sheet__dossier__unit__sort_key", "pk").values_list(*_READ)


_MARKS = Prepared(_marked)
