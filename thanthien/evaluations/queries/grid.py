"""The appraisal grid: one indicator × all dossiers of a body, and the body's indicators with what is left to do.

Everything here is read through the body's own items, so that nothing of another body's column can show (J3.3).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db.models import Count, Q, QuerySet

from thanthien.accounts.positions import COMMUNE, body_ids
from thanthien.core.formats import NOTHING
from thanthien.core.prepared import Given, GivenMany, Prepared
from thanthien.criteria.compiling import CompiledIndicator
from thanthien.evaluations.enums import AnswerState, SheetStatus
from thanthien.evaluations.models import Cycle, Sheet, SheetItem
from thanthien.evaluations.permissions import can_fill_sheet
from thanthien.evaluations.queries.conflicts import conflicted_dossiers
from thanthien.evaluations.queries.draft_changes import changed_days
from thanthien.evaluations.queries.grid_beside import last_points, open_requests
from thanthien.evaluations.queries.grid_figures import NONE, RowFigures, cut_off_words, figures_beside
from thanthien.evaluations.queries.grid_head import cycle_of, indicator_of
from thanthien.evaluations.queries.grid_items import (
    GridAnswer,
    GridBody,
    GridDossier,
    GridIndicator,
    GridItem,
    GridUnit,
    columns_of,
    read_items,
)
from thanthien.evaluations.queries.system_words import apart, apart_by
from thanthien.evaluations.queries.words import DIFFERS, UNSCORED, differs, gap, unscored
from thanthien.evaluations.states import IN_APPRAISAL
from thanthien.evaluations.value_texts import answer_text
from thanthien.units.models import Agency

if TYPE_CHECKING:
    from thanthien.accounts.models import User

ZERO = Decimal(0)
TO_CHECK = Q(field_check=True, sheet__status=SheetStatus.DRAFT)


@dataclass(frozen=True, slots=True)
class IndicatorWork:
    """One indicator of one body in a cycle: how many dossiers, and what is left to do."""

    code: str
    title: str
    body_id: int
    total: int
    unscored: int
    differing: int
    field_checks: int
    to_send: int


@dataclass(frozen=True, slots=True)
class Row:
    """One dossier in the grid. ``difference`` is the gap in points, None while one of the two is missing; ``figures``:
    what the platform's records say beside it; ``changed_on``: the day on which the commune changed its posted value
    because of an opinion or of its meeting."""

    item: GridItem
    answer: GridAnswer
    compiled: CompiledIndicator
    evidence: int
    last_points: Decimal | None
    open_requests: int
    writable: bool
    conflict: bool
    figures: RowFigures = NONE
    changed_on: date | None = None

    @property
    def dossier(self) -> GridDossier:
        return self.item.sheet.dossier

    @property
    def unit(self) -> GridUnit:
        return self.item.sheet.dossier.unit

    @property
    def difference(self) -> Decimal | None:
        return gap(self.item, self.answer)

    @property
    def unscored(self) -> bool:
        return unscored(self.item)

    @property
    def differs(self) -> bool:
        """The body says something else than the commune, in value or in kind."""
        return differs(self.item, self.answer)

    @property
    def apart(self) -> bool:
        """The commune says something else than the platform."""
        return apart(self.answer)

    @property
    def apart_by(self) -> Decimal:
        """By how many points; nothing where both say the same."""
        answer = self.answer
        return apart_by(self.compiled, answer.points, answer.system_state, answer.system_value) if self.apart else ZERO

    @property
    def to_check(self) -> bool:
        """Somebody still has to look on the spot: flagged, and the sheet not sent."""
        return self.item.field_check and self.item.sheet.status == SheetStatus.DRAFT

    @property
    def confirmable(self) -> bool:
        """The commune's answer can be taken over as it stands (missing is not zero: nothing to confirm)."""
        return not unscored(self.answer)

    @property
    def to_look_at(self) -> bool:
        """Taking over the commune's answer asks for a reason of the body's own."""
        return self.confirmable and self.unscored and bool(self.doubts)

    @property
    def rests_on_records(self) -> bool:
        """The commune took over the platform's figure, so that the records behind it are its proof."""
        answer = self.answer
        same = (answer.state, answer.value) == (answer.system_state, answer.system_value)
        return same and self.figures.records > 0

    @property
    def unproven(self) -> bool:
        """A value for which the set expects evidence, and there is none that the body may see."""
        expected = self.answer.state == AnswerState.VALUE and bool(self.compiled.definition.evidence)
        return expected and not self.evidence and not self.rests_on_records

    @property
    def system_text(self) -> str:
        """What the platform says, in few words; a dash where it says nothing."""
        state, value = self.answer.system_state, self.answer.system_value
        return NOTHING if state == AnswerState.MISSING else answer_text(self.compiled.definition, state, value)

    @property
    def against_said(self) -> str:
        """What was said of late records that the commune's word may not agree with, as a sentence; empty where nothing
        is. Where no other period counts by it than in the posted figure, that figure is what was said."""
        answer, figures = self.answer, self.figures
        same = (answer.state, answer.value) == (answer.system_state, answer.system_value)
        return figures.said.words if figures.moved or not same else ""

    @property
    def doubts(self) -> tuple[str, ...]:
        """What wants a look of its own before the commune's answer is taken over, each in words; () when nothing."""
        figures, against = self.figures, self.figures.against(self.answer)
        told = (
            "Chưa có minh chứng" if self.unproven else "",
            against or (f"Tự chấm khác số liệu hệ thống: {self.system_text}" if self.apart else ""),
            figures.late_words if figures.timeliness.is_mass else "",
            f"{self.against_said} có bản ghi quá hạn" if self.against_said else "",
            f"Số liệu ngày chốt khác niêm yết: {figures.cut_off}" if figures.cut_off else "",
            "Đang chờ đơn vị bổ sung" if self.open_requests else "",
        )
        return tuple(words for words in told if words)


def own_items(user: User) -> QuerySet[SheetItem]:
    """Items of the person's bodies in dossiers that are in the hands of the city."""
    return items_of_bodies(body_ids(user))


def items_of_bodies(bodies: Collection[int]) -> QuerySet[SheetItem]:
    """Items of these bodies in dossiers that are in the hands of the city."""
    return SheetItem.objects.filter(sheet__body_id__in=bodies, sheet__dossier__status__in=IN_APPRAISAL)


def cycles_to_appraise(user: User) -> list[Cycle]:
    """Cycles in which the person's bodies have sheets, newest first."""
    sheets = Sheet.objects.filter(body_id__in=body_ids(user), dossier__status__in=IN_APPRAISAL)
    found = Cycle.objects.filter(pk__in=sheets.values("dossier__cycle_id")).newest_first()
    return list(found.select_related("criteria_set"))


def indicator_work(user: User, cycle: Cycle) -> list[IndicatorWork]:
    """The person's indicators in the order of the set, body by body; one statement. Every number is that of the rows
    which the grid shows under the filter of this name."""
    items = own_items(user).filter(sheet__dossier__cycle=cycle)
    keys, labels = ("indicator__code", "sheet__body_id", "indicator__position"), labels_of(cycle)
    rows = items.annotate(differs=DIFFERS).values(*keys).annotate(
        total=Count("pk"),
        unscored=Count("pk", filter=UNSCORED),
        differing=Count("pk", filter=Q(differs=True)),
        field_checks=Count("pk", filter=TO_CHECK),
        to_send=Count("pk", filter=Q(sheet__status=SheetStatus.DRAFT)),
    )  # fmt: skip
    return [
        IndicatorWork(
            row["indicator__code"], labels[row["indicator__code"]], row["sheet__body_id"], row["total"],
            row["unscored"], row["differing"], row["field_checks"], row["to_send"],
        )
        for row in rows.order_by("sheet__body_id", "indicator__position")
    ]  # fmt: skip


def unscored_of(body_id: int, cycle: Cycle) -> list[tuple[str, str, int]]:
    """(code, short title, unscored) of each indicator of a body, in the order of the set: where to go next."""
    labels = labels_of(cycle)
    return [(code, labels[code], unscored) for code, unscored in _UNSCORED(body=body_id, cycle=cycle.pk)]


def _unscored() -> QuerySet[SheetItem, tuple[str, int]]:
    items = SheetItem.objects.filter(
        sheet__body_id=Given("body"), sheet__dossier__cycle=Given("cycle"), sheet__dossier__status__in=IN_APPRAISAL
    )
    counted = items.values("indicator__code", "indicator__position").annotate(unscored=Count("pk", filter=UNSCORED))
    return counted.order_by("indicator__position").values_list("indicator__code", "unscored")


_UNSCORED = Prepared(_unscored)


def labels_of(cycle: Cycle) -> dict[str, str]:
    """The short titles of the cycle's indicators, by code."""
    return {one.code: one.label for one in cycle.criteria_set.parsed().indicators()}


def bodies_of(user: User) -> dict[int, Agency]:
    """The agencies for which the person appraises, by id."""
    agencies = Agency.objects.filter(pk__in=body_ids(user)).select_related("passed_to").in_list_order()
    return {agency.pk: agency for agency in agencies}


def items_of(
    user: User, cycle_id: int, code: str, *, body: str = "", only: Collection[int] | None = None
) -> list[GridItem]:
    """Own items of one indicator in Vietnamese order; of one body, or only these numbers, where given. Cycle,
    indicator and bodies are the same for all rows: they are read once, in three statements, and shared."""
    cycle = cycle_of(cycle_id)
    indicator = indicator_of(cycle, code) if cycle else None
    if cycle is None or indicator is None:
        return []
    bodies = [GridBody(one.pk, one.code, one.called) for one in bodies_of(user).values() if body in ("", one.code)]
    return own_rows(user, cycle, indicator, bodies, only)


_ROWS = Prepared(
    lambda bodies: columns_of(
        items_of_bodies(bodies).filter(
            sheet__dossier__cycle=Given("cycle"), indicator=Given("indicator"), pk__in=GivenMany("only")
        )
    )
)


def own_rows(
    user: User,
    cycle: Cycle,
    indicator: GridIndicator,
    bodies: Collection[GridBody],
    only: Collection[int] | None = None,
) -> list[GridItem]:
    """Own items of these bodies; one statement."""
    chosen = body_ids(user) & {one.pk for one in bodies}
    if only is not None:
        rows = _ROWS(chosen, cycle=cycle.pk, indicator=indicator.pk, only=list(only))
        return read_items(rows, cycle, indicator, bodies)
    items = items_of_bodies(chosen).filter(sheet__dossier__cycle=cycle, indicator=indicator.pk)
    return read_items(columns_of(items), cycle, indicator, bodies)


def item_of(user: User, item_id: int) -> GridItem | None:
    """One own item; None when the person has none of this number. Two statements."""
    load = ("sheet__dossier__cycle__criteria_set", "sheet__body__passed_to", "indicator")
    found = own_items(user).select_related(*load).filter(pk=item_id).first()
    if found is None:
        return None
    indicator = GridIndicator(found.indicator_id, found.indicator.code, found.indicator.title)
    body = GridBody(found.sheet.body_id, found.sheet.body.code, found.sheet.body.called)
    items = own_items(user).filter(pk=item_id)
    return next(iter(read_items(columns_of(items), found.sheet.dossier.cycle, indicator, [body])), None)


def grid_rows(user: User, items: Sequence[GridItem], known: Beside | None = None) -> list[Row]:
    """Rows for own items of one body, one cycle and one indicator, in their order. ``known``: what is in hand of what
    stands beside them. Three statements whatever their number, and those of the figures where the platform computes the
    indicator."""
    if not items:
        return []
    cycle, first = items[0].sheet.dossier.cycle, items[0]
    dossiers = {item.sheet.dossier_id: item.sheet.dossier.unit_id for item in items}
    beside = known or beside_of(
        user,
        cycle,
        first.indicator,
        first.sheet.body_id,
        dossiers,
        drafts=any_draft(item.sheet.status for item in items),
    )
    last = last_points(cycle, first.indicator, list(dossiers.values()))
    told = cut_off_words([item for item in items if beside.figures.get(item.sheet.dossier_id, NONE).differs])
    return [_row(user, item, beside, last, told) for item in items]


def any_draft(statuses: Iterable[str]) -> bool:
    """Is there a sheet that still may be written?"""
    return any(status == SheetStatus.DRAFT for status in statuses)


@dataclass(frozen=True, slots=True)
class Beside:
    """What stands beside the items of a grid: open questions by dossier, conflicts, what the platform's records say by
    dossier, and when posted values were changed."""

    requests: Mapping[int, int]
    conflicts: Collection[int]
    figures: Mapping[int, RowFigures]
    changed: Mapping[int, date]


def beside_of(
    user: User, cycle: Cycle, indicator: GridIndicator, body_id: int, dossiers: Mapping[int, int], *, drafts: bool
) -> Beside:
    """For these dossiers (each with its unit). Three statements, and those of the figures. ``drafts``: whether a sheet
    still may be written, so that conflicts of interest matter."""
    requests = open_requests(cycle, indicator, body_id, dossiers)
    conflicts = conflicted_dossiers(user, cycle) if drafts else set()
    fresh = bool(user.unit_ids(*COMMUNE))
    figures = figures_beside(cycle, indicator.code, dossiers, fresh=fresh)
    return Beside(requests, conflicts, figures, changed_days(cycle, indicator.pk))


def _row(
    user: User, item: GridItem, beside: Beside, last: Mapping[int, Decimal | None], told: Mapping[int, str]
) -> Row:
    dossier = item.sheet.dossier
    conflict = dossier.pk in beside.conflicts
    figures = beside.figures.get(dossier.pk, NONE)
    return Row(
        item=item,
        answer=item.answer,
        compiled=item.compiled,
        evidence=item.evidence,
        last_points=last.get(dossier.unit_id),
        open_requests=beside.requests.get(dossier.pk, 0),
        writable=can_fill_sheet(user, item.sheet) and not conflict,
        conflict=conflict,
        figures=replace(figures, cut_off=told[dossier.pk]) if dossier.pk in told else figures,
        changed_on=beside.changed.get(dossier.pk),
    )


@dataclass(frozen=True, slots=True)
class Counts:
    """What is left of one indicator of one body."""

    total: int
    unscored: int


def counts_of(item: GridItem) -> Counts:
    """The counts beside the grid's filters, for the body and the indicator of an item; one statement."""
    found = SheetItem.objects.filter(
        sheet__body_id=item.sheet.body_id,
        sheet__dossier__cycle_id=item.sheet.dossier.cycle_id,
        sheet__dossier__status__in=IN_APPRAISAL,
        indicator_id=item.indicator_id,
    ).aggregate(total=Count("pk"), unscored=Count("pk", filter=UNSCORED))
    return Counts(found["total"], found["unscored"])
