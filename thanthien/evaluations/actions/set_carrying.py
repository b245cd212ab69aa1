"""What becomes of rows that name an indicator, or a gate, when their cycle goes over to another version of its set.

Everything is written set-wise, for each kind of unit by itself: what differs for a kind decides.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db.models import BigIntegerField, Case, Exists, F, OuterRef, Q, QuerySet, Value, When

from thanthien.core import clock
from thanthien.core.db import update_rows
from thanthien.criteria.comparing import Comparison, Fate
from thanthien.criteria.models import Indicator
from thanthien.criteria.scoring import score_indicator
from thanthien.evaluations.actions.cycles import stated_gates
from thanthien.evaluations.enums import AnswerState, Origin
from thanthien.evaluations.models import (
    Answer,
    Conclusion,
    Dossier,
    EarlierAnswer,
    GateFact,
    ItemRequest,
    ReturnItem,
    ReviewRequest,
    SetChange,
    Sheet,
    SheetItem,
)
from thanthien.evaluations.models.self_score import ScoredValue
from thanthien.evaluations.scored import engine_answer

# Every table that names an indicator of a dossier's set, by the way to the dossier; a test knows when one is missing.
# Values are opened where the indicator was touched, and leave with one that is gone …
VALUES: dict[type[Any], str] = {Answer: "dossier", SheetItem: "sheet__dossier", Conclusion: "dossier"}
# … texts go along, and stay with the earlier version where there is no later one.
TEXTS: dict[type[Any], str] = {ItemRequest: "dossier", ReturnItem: "dossier", ReviewRequest: "dossier"}

_OPEN: dict[str, Any] = {
    "state": AnswerState.MISSING, "value": None, "reason": "", "points": None, "version": F("version") + 1,
    "updated_by": None,
}  # fmt: skip
_NO_FIGURE: dict[str, Any] = {
    "origin": Origin.DECLARED, "system_state": AnswerState.MISSING, "system_value": None, "system_reason": "",
    "system_as_of": None, "handed_in": None, "corrected_at": None,
}  # fmt: skip


def carry_rows(change: SetChange, dossiers: Sequence[Dossier], comparisons: Mapping[str, Comparison]) -> None:
    """Bring all rows of locked dossiers to the new version. The cycle in hand has it already."""
    by_kind: dict[str, list[Dossier]] = defaultdict(list)
    for dossier in dossiers:
        by_kind[dossier.unit.kind].append(dossier)
    for kind, some in sorted(by_kind.items()):
        _carry(change, some, comparisons[kind])
    _forget_empty_sheets(dossiers)
    if change.from_set.parsed().step != change.to_set.parsed().step:
        _round_anew(dossiers)


def _carry(change: SetChange, dossiers: Sequence[Dossier], comparison: Comparison) -> None:
    old, new = _by_code(change.from_set_id), _by_code(change.to_set_id)
    touched, gone = comparison.codes(Fate.TOUCHED), comparison.codes(Fate.GONE)
    _keep_earlier(change, dossiers, [old[code].pk for code in touched])
    whither = _whither(old, new, comparison.codes(Fate.SAME, Fate.TOUCHED))
    for model, way in (VALUES | TEXTS).items():
        rows = model.objects.filter(**{f"{way}__in": dossiers})
        if model in VALUES:
            rows.filter(indicator__in=[old[code].pk for code in gone]).delete()
            _open(model, rows.filter(indicator__in=[old[code].pk for code in touched]))
        rows.filter(indicator__in=[old[code].pk for code in comparison.codes(Fate.SAME, Fate.TOUCHED)]).update(
            indicator_id=whither
        )
    _ask_new(dossiers, [new[code] for code in comparison.codes(Fate.NEW)])
    there = comparison.codes(Fate.SAME, Fate.TOUCHED, Fate.NEW)
    _carry_waivers(dossiers, {code: new[code] for code in there})
    _leave_bodies(dossiers, new.values())
    _carry_gates(dossiers, comparison)


def _by_code(set_id: int) -> dict[str, Indicator]:
    return {row.code: row for row in Indicator.objects.filter(criteria_set=set_id)}


def _whither(old: Mapping[str, Indicator], new: Mapping[str, Indicator], codes: Iterable[str]) -> Case | F:
    """The new indicator by the old one."""
    whens = [When(indicator_id=old[code].pk, then=Value(new[code].pk)) for code in codes]
    return Case(*whens, default=F("indicator_id"), output_field=BigIntegerField()) if whens else F("indicator_id")


def _keep_earlier(change: SetChange, dossiers: Sequence[Dossier], indicators: Sequence[int]) -> None:
    """What touched answers said, to be shown beside them."""
    said = Answer.objects.filter(dossier__in=dossiers, indicator__in=indicators).exclude(state=AnswerState.MISSING)
    fields = ("dossier_id", "indicator_id", "state", "value", "reason", "points")
    EarlierAnswer.objects.bulk_create(
        (EarlierAnswer(change=change, **row) for row in said.order_by("pk").values(*fields)), batch_size=2000
    )


def _open(model: type[Any], rows: QuerySet[Any]) -> None:
    """A touched indicator is not scored by anybody any more: missing, not zero. What the platform said went by the
    earlier version, too; what stood there is in the history."""
    if model is Answer:
        rows.update(**_OPEN, **_NO_FIGURE, updated_at=clock.now())
    elif model is Conclusion:
        rows.update(**_OPEN, updated_at=None, contested=False)
    else:
        rows.update(**_OPEN, updated_at=None)


def _carry_waivers(dossiers: Sequence[Dossier], new: Mapping[str, Indicator]) -> None:
    """What is not applied to a unit stays so under the same code; its document names the version before."""
    changed = []
    for dossier in dossiers:
        order = sorted((code for code in dossier.waived if code in new), key=lambda code: new[code].position)
        if order != dossier.waived:
            dossier.waived = order
            changed.append(dossier)
    update_rows(changed, ["waived"])


def _ask_new(dossiers: Sequence[Dossier], indicators: Sequence[Indicator]) -> None:
    """New indicators are asked of every dossier; sheets and conclusions get them at the acceptance."""
    rows = (Answer(dossier=dossier, indicator=indicator) for dossier in dossiers for indicator in indicators)
    Answer.objects.bulk_create(rows, batch_size=2000)


def _leave_bodies(dossiers: Sequence[Dossier], indicators: Iterable[Indicator]) -> None:
    """A body has no word any more on what it appraises no more."""
    items = SheetItem.objects.filter(sheet__dossier__in=dossiers)
    by_bodies: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for indicator in indicators:
        by_bodies[tuple(indicator.bodies)].append(indicator.pk)
    others = Q(pk__in=())
    for bodies, ids in by_bodies.items():
        others |= Q(indicator__in=ids) & ~Q(sheet__body__code__in=bodies)
    items.filter(others).delete()


def _forget_empty_sheets(dossiers: Sequence[Dossier]) -> None:
    """A sheet on which nothing is left to appraise waits for nobody."""
    items = SheetItem.objects.filter(sheet=OuterRef("pk"))
    Sheet.objects.filter(~Exists(items), dossier__in=dossiers).delete()


def _carry_gates(dossiers: Sequence[Dossier], comparison: Comparison) -> None:
    """Facts of gates that ask the same stay; others are open again, new ones open, gone ones leave."""
    fates = {gate.code: gate.fate for gate in comparison.gates}
    facts = GateFact.objects.filter(dossier__in=dossiers)
    wanted = {dossier.pk: stated_gates(dossier.compiled) for dossier in dossiers}
    asked: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for pk, keys in wanted.items():
        asked[tuple(keys)].append(pk)
    for own, some in asked.items():
        facts.filter(dossier__in=some).exclude(key__in=own).delete()
    facts.filter(key__in=[key for key, fate in fates.items() if fate == Fate.TOUCHED]).update(
        holds=None, note="", heads=None, version=F("version") + 1, stated_at=None, stated_by=None
    )
    GateFact.objects.bulk_create(
        (GateFact(dossier_id=pk, key=key) for pk, keys in wanted.items() for key in keys),
        ignore_conflicts=True, batch_size=2000,
    )  # fmt: skip


def _round_anew(dossiers: Sequence[Dossier]) -> None:
    """Points are rounded in another step: each value that stayed has its points by the new one."""
    by_pk = {dossier.pk: dossier for dossier in dossiers}
    for model, way in VALUES.items():
        rows = model.objects.filter(**{f"{way}__in": dossiers}).exclude(
            state__in=[AnswerState.MISSING, AnswerState.REFUSED, AnswerState.DEVIATION]
        )
        path = f"{way}_id" if way == "dossier" else f"{way}__pk"
        found = list(rows.select_related("indicator").annotate(of_dossier=F(path)).order_by("pk"))
        update_rows([row for row in found if _scored(row, by_pk[row.of_dossier])], ["points"])


def _scored(row: ScoredValue, dossier: Dossier) -> bool:
    """Give a row its points; False where they are as they were."""
    compiled = dossier.compiled.by_code[row.indicator.code]  # type: ignore[attr-defined]
    before = row.points
    row.points = score_indicator(compiled, engine_answer(compiled.definition, row)).points
    return row.points != before
