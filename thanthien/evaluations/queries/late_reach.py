"""What a body's word on late records of a unit would change: figure and points, in each dossier that it reaches.

Looking computes and stores nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal

from django.db.models import Max
from django.urls import reverse

from thanthien.accounts.models import User
from thanthien.core import clock
from thanthien.core.formats import date_vn
from thanthien.criteria.compiling import CompiledIndicator
from thanthien.criteria.scoring import score_indicator
from thanthien.criteria.values import ValueProblem
from thanthien.evaluations.enums import Moment, SheetStatus
from thanthien.evaluations.models import Dossier, StepLog
from thanthien.evaluations.queries.conflicts import conflicted_dossiers
from thanthien.evaluations.queries.figure_door import figure_words, kept_figures
from thanthien.evaluations.queries.figures import scope_for, standing
from thanthien.evaluations.queries.grid import own_items
from thanthien.evaluations.queries.late_words import NOTHING_MORE, by_words
from thanthien.evaluations.states import COMPUTED, PAST_CONCLUSION
from thanthien.evaluations.workflow import Status
from thanthien.measures.acceptances import Reach
from thanthien.measures.answers import answer_for
from thanthien.measures.figures import Absent, Figure
from thanthien.measures.registry import Measure
from thanthien.measures.scope import Span
from thanthien.units.models import Unit

_CONCLUDED = "Hồ sơ đã kết luận; chỉ ghi được ý kiến mới khi hồ sơ được mở lại."
_POSTED = (
    "Số liệu đơn vị đã niêm yết không thay đổi; cơ quan thẩm định ghi số liệu theo ý kiến này vào phiếu thẩm định."
)


def reach_of_word(user: User, unit: Unit, measure: Measure, span: Span, said: Mapping[str, bool]) -> list[Reach]:
    """In each dossier of the unit without a decision that the person may open, the latest year first. Two statements,
    and for each dossier those of the figure."""
    rows = Dossier.objects.visible_to(user).filter(
        unit=unit, status__in=COMPUTED, cycle__span_first__lte=span.last, cycle__span_last__gte=span.first
    )
    dossiers = list(
        rows.select_related("unit", "cycle__criteria_set__scheme").order_by("-cycle__year", "cycle__kind", "pk")
    )
    posted = _posted(dossiers)
    found = [one for dossier in dossiers for one in _in_dossier(dossier, measure, said, posted.get(dossier.pk))]
    forms = _forms(user, [dossier for dossier, _, _ in found])
    return [
        replace(
            reach,
            judged_at=forms[dossier.pk, compiled.code],
            stands=_stands(dossier, compiled, measure),
            to_write=_stands(dossier, compiled, measure, said) if said else "",
        )
        if (dossier.pk, compiled.code) in forms
        else reach
        for dossier, compiled, reach in found
    ]


def _forms(user: User, dossiers: Sequence[Dossier]) -> dict[tuple[int, str], str]:
    """Where the person may say the body's word on an indicator of a dossier: in sheets not sent yet, without a conflict
    of interest. One statement, and one for each dossier under appraisal; none without such dossiers."""
    writable = [
        one.pk
        for one in dossiers
        if one.status == Status.UNDER_APPRAISAL and one.pk not in conflicted_dossiers(user, one.cycle)
    ]
    if not writable:
        return {}
    rows = own_items(user).filter(sheet__dossier__in=writable, sheet__status=SheetStatus.DRAFT)
    named = rows.values_list("pk", "sheet__dossier_id", "indicator__code")
    return {(dossier, code): reverse("appraisal-item", args=[pk]) for pk, dossier, code in named}


def _stands(
    dossier: Dossier, compiled: CompiledIndicator, measure: Measure, also: Mapping[str, bool] = NOTHING_MORE
) -> str:
    """“34/43 tuần có tiếp nhận (đến 26/10/2026)”; empty where nothing was said yet."""
    found = by_words(dossier, compiled, measure, also)
    return f"{found.words} (đến {date_vn(found.as_of)})" if found else ""


def _posted(dossiers: Sequence[Dossier]) -> dict[int, datetime]:
    """When the drafts were posted, the last time where there were several."""
    steps = StepLog.objects.filter(dossier__in=[one.pk for one in dossiers], step="post").order_by()
    return dict(steps.values_list("dossier_id").annotate(last=Max("at")))


def _in_dossier(
    dossier: Dossier, measure: Measure, said: Mapping[str, bool], posted_at: datetime | None
) -> Iterator[tuple[Dossier, CompiledIndicator, Reach]]:
    indicators = [one for one in dossier.compiled.by_code.values() if one.definition.measure == measure.key]
    if not indicators:
        return
    which, before, after = _figures(dossier, measure, said)
    notes = [_CONCLUDED] if dossier.status in PAST_CONCLUSION else [_POSTED] if posted_at else []
    for compiled in indicators:
        yield (
            dossier,
            compiled,
            Reach(
                place=f"{dossier.cycle.title}, tiêu chí {compiled.code}",
                figure=which,
                before=figure_words(compiled, before),
                after=figure_words(compiled, after),
                points_before=_points(compiled, before),
                points_after=_points(compiled, after),
                posted_at=posted_at,
                note=" ".join(notes),
                url=reverse("figure-records", args=[dossier.cycle_id, dossier.unit.code, compiled.code]),
            ),
        )


def _figures(dossier: Dossier, measure: Measure, said: Mapping[str, bool]) -> tuple[str, Figure, Figure]:
    """Which figure the word reaches, and what it says without and with it: that of the cut-off once it was computed,
    the latest one until then."""
    unit, cycle = dossier.unit_id, dossier.cycle
    kept = kept_figures(dossier, measure.key).get(Moment.CUT_OFF)
    as_of = cycle.as_of if kept else None
    scope = scope_for(cycle, [unit], as_of=as_of, known_at=clock.now() if kept else None)
    after = measure.answer(scope.saying(measure.key, unit, said))[unit]
    if kept:
        return "số liệu ngày chốt", standing(kept.value, kept.withdrawn), standing(after.figure, after.withdrawn)
    before = measure.answer(scope)[unit]
    return "số liệu mới nhất", standing(before.figure, before.withdrawn), standing(after.figure, after.withdrawn)


def _points(compiled: CompiledIndicator, figure: Figure) -> Decimal | None:
    try:
        said = answer_for(compiled.definition, figure)
    except ValueProblem:
        return None
    return None if isinstance(said, Absent) else score_indicator(compiled, said).points
