"""Which bodies judge a figure of a unit: those with an indicator that it counts for, in a sheet on its dossier.

A dossier gets its sheets when it is accepted; until then they are the bodies that its set names for the indicator.
"""

from __future__ import annotations

from collections.abc import Sequence

from thanthien.evaluations.enums import SheetStatus
from thanthien.evaluations.models import Dossier, SheetItem
from thanthien.evaluations.states import UNDECIDED, WITHOUT_RESULT
from thanthien.measures.acceptances import Judge
from thanthien.units.models import Agency, Unit


def judges_in_years(unit: Unit, measure: str) -> list[Judge]:
    """Once for each year that goes on or has a result. A sheet counts as sent while the dossier is in appraisal: opened
    again it will be judged anew, and of a decided one the decision says so. Three statements at most."""
    rows = Dossier.objects.filter(unit=unit).exclude(status__in=WITHOUT_RESULT)
    dossiers = {one.pk: one for one in rows.select_related("cycle__criteria_set__scheme")}
    wanted = {
        (dossier.pk, code)
        for dossier in dossiers.values()
        for code, indicator in dossier.compiled.by_code.items()
        if indicator.definition.measure == measure
    }
    items = SheetItem.objects.filter(sheet__dossier__in=dossiers, indicator__code__in={code for _, code in wanted})
    sheets = items.values_list("sheet__dossier_id", "indicator__code", "sheet__body_id", "sheet__status")
    found = {(pk, body, status) for pk, code, body, status in sheets if (pk, code) in wanted}
    judging = {pk for pk, _, _ in found}
    to_come = [(dossiers[pk], code) for pk, code in sorted(wanted) if pk not in judging]
    return [*(_judge(dossiers[pk], body, status) for pk, body, status in sorted(found)), *_named(to_come)]


def _named(indicators: Sequence[tuple[Dossier, str]]) -> list[Judge]:
    """The bodies that the sets name for indicators of dossiers without sheets. One statement, none without any."""
    named = [(dossier, set(dossier.compiled.by_code[code].definition.bodies)) for dossier, code in indicators]
    codes = set().union(*(bodies for _, bodies in named))
    agencies = dict(Agency.objects.filter(code__in=codes).values_list("code", "pk")) if codes else {}
    return [
        Judge(agencies[body], dossier.cycle.span)
        for dossier, bodies in named
        for body in sorted(bodies & agencies.keys())
    ]


def _judge(dossier: Dossier, body: int, status: str) -> Judge:
    sent = status == SheetStatus.SENT and dossier.status in UNDECIDED
    return Judge(body, dossier.cycle.span, sent)
