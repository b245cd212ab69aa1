"""The rows of the appraisal grid as plain values: what is shown of many dossiers needs no models, which cost more than
the statement that reads them. The names are those of the models, so that a row of either kind is read alike."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db.models import Count, F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from thanthien.evaluations.models import AnswerEvidence, Cycle, SheetItem
from thanthien.evidence.enums import AccessClass

if TYPE_CHECKING:
    from thanthien.criteria.compiling import CompiledIndicator


@dataclass(slots=True, eq=False)
class GridUnit:
    """A unit as a row names it."""

    pk: int
    code: str
    name: str
    short_name: str
    kind: str


@dataclass(slots=True, eq=False)
class GridDossier:
    """The dossier of a row."""

    pk: int
    status: str
    unit: GridUnit
    cycle: Cycle

    @property
    def cycle_id(self) -> int:
        """The number of its cycle."""
        return self.cycle.pk

    @property
    def unit_id(self) -> int:
        """The number of its unit."""
        return self.unit.pk


@dataclass(slots=True, eq=False)
class GridBody:
    """The body whose sheet it is."""

    pk: int
    code: str
    name: str


@dataclass(slots=True, eq=False)
class GridSheet:
    """The sheet of a row."""

    status: str
    sent_at: datetime | None
    body: GridBody
    dossier: GridDossier

    @property
    def body_id(self) -> int:
        """The number of its body."""
        return self.body.pk

    @property
    def dossier_id(self) -> int:
        """The number of its dossier."""
        return self.dossier.pk


@dataclass(slots=True, eq=False)
class GridIndicator:
    """The indicator of a grid. ``kin``: itself and those with its code in the other sets of the scheme, where they are
    known; with numbers the database finds their rows at once."""

    pk: int
    code: str
    title: str
    kin: tuple[int, ...] = ()


@dataclass(slots=True, eq=False)
class GridAnswer:
    """The commune's answer beside the body's word; ``corrected_by``: the name of who wrote it last."""

    pk: int
    state: str
    value: object | None
    reason: str
    points: Decimal | None
    system_state: str
    system_value: object | None
    system_as_of: date | None
    explanation: str
    version: int
    handed_in: dict[str, Any] | None
    corrected_at: datetime | None
    corrected_by: str | None


@dataclass(slots=True, eq=False)
class GridItem:
    """A body's word on the indicator for one dossier, with the commune's answer and how many documents of it may leave
    the unit. ``updated_by``: the name of who wrote it last."""

    pk: int
    state: str
    value: object | None
    reason: str
    points: Decimal | None
    version: int
    field_check: bool
    updated_by: str | None
    sheet: GridSheet
    indicator: GridIndicator
    answer: GridAnswer
    evidence: int
    compiled: CompiledIndicator

    @property
    def indicator_id(self) -> int:
        """The number of its indicator."""
        return self.indicator.pk


ANSWER = "sheet__dossier__answers__"
_ITEM = ("pk", "state", "value", "reason", "points", "version", "field_check", "updated_by__full_name")
_SHEET = ("sheet__status", "sheet__sent_at", "sheet__body_id", "sheet__dossier_id", "sheet__dossier__status")
_UNIT = tuple(f"sheet__dossier__unit__{name}" for name in ("pk", "code", "name", "short_name", "kind"))
_SAID = tuple(
    f"{ANSWER}{name}"
    for name in (
        "pk",
        "state",
        "value",
        "reason",
        "points",
        "system_state",
        "system_value",
        "system_as_of",
        "explanation",
        "version",
        "handed_in",
        "corrected_at",
        "updated_by__full_name",
    )
)


def beside_answers(items: QuerySet[SheetItem]) -> QuerySet[SheetItem]:
    """The items, each joined with the commune's answer on the same indicator."""
    return items.filter(**{f"{ANSWER}indicator_id": F("indicator_id")})


def columns_of(items: QuerySet[SheetItem]) -> QuerySet[SheetItem, tuple[Any, ...]]:
    """What is shown of items, as ``read_items`` takes it, in Vietnamese order of their units."""
    rows = beside_answers(items).annotate(documents=_documents()).order_by("sheet__dossier__unit__sort_key", "pk")
    return rows.values_list(*_ITEM, *_SHEET, *_UNIT, *_SAID, "documents")


def read_items(
    rows: Iterable[tuple[Any, ...]], cycle: Cycle, indicator: GridIndicator, bodies: Collection[GridBody]
) -> list[GridItem]:
    """Items of one indicator in one cycle as plain values, from ``columns_of`` them. No statement of its own."""
    by_number = {body.pk: body for body in bodies}
    compiled: dict[str, CompiledIndicator] = {}
    found = []
    for row in rows:
        pk, state, value, reason, points, version, check, by = row[:8]
        sheet, unit, said, documents = row[8:13], GridUnit(*row[13:18]), GridAnswer(*row[18:31]), row[31]
        if unit.kind not in compiled:
            compiled[unit.kind] = cycle.criteria_set.compiled(unit.kind).by_code[indicator.code]
        status, sent_at, body, dossier, stage = sheet
        held = GridSheet(status, sent_at, by_number[body], GridDossier(dossier, stage, unit, cycle))
        about = held, indicator, said, documents, compiled[unit.kind]
        found.append(GridItem(pk, state, value, reason, points, version, check, by, *about))
    return found


def _documents() -> Any:
    """How many documents of the answer may leave the unit."""
    shown = AnswerEvidence.objects.filter(
        answer__dossier_id=OuterRef("sheet__dossier_id"),
        answer__indicator_id=OuterRef("indicator_id"),
        document__access_class__in=[AccessClass.APPRAISAL, AccessClass.RESTRICTED],
    ).order_by()
    counted = shown.values("answer_id").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted), 0)
