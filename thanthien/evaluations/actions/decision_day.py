"""The day on which a decision was signed: after what it decides on, and after the decision before it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from thanthien.core import clock
from thanthien.core.formats import date_vn
from thanthien.evaluations.models import Decision, DecisionItem, Dossier, StepLog
from thanthien.evaluations.queries.decision_texts import days_that_hold

_CONCLUDING = {
    "conclude": "Hội đồng kết luận", "close_unsubmitted": "hồ sơ bị khóa do không nộp",
    "withdraw": "đơn vị rút hồ sơ",
}  # fmt: skip


def signing_day_problem(dossiers: Sequence[Dossier], day: date) -> str:
    """Why a decision on these dossiers can't have been signed on that day; empty when it can. Two statements."""
    before = _concluded(dossiers) | _decided(dossiers)
    early = [
        f"{dossier.unit.name}, {before[dossier.pk][0]} ngày {date_vn(before[dossier.pk][1])}"
        for dossier in dossiers
        if dossier.pk in before and before[dossier.pk][1] > day
    ]
    return f"Ngày ký không được trước việc mà quyết định dựa vào: {'; '.join(early)}." if early else ""


def corrected_day_problem(dossiers: Sequence[Dossier], decision: Decision, day: date) -> str:
    """Why a recorded decision can't have been signed on that day instead; empty when it can: after what it decides on,
    between the decisions before and after it. Three statements."""
    if day > clock.today():
        return "Ngày ký không được sau hôm nay."
    early = [f"{what} ngày {date_vn(floor)}" for what, floor in _concluded(dossiers).values() if floor > day]
    for pk, number, other in _decisions_of(dossiers):
        if pk < decision.pk and other > day:
            early.append(f"quyết định số {number} ngày {date_vn(other)}")
        elif pk > decision.pk and other < day:
            return f"Ngày ký không được sau quyết định sau đó: quyết định số {number} ngày {date_vn(other)}."
    return f"Ngày ký không được trước việc mà quyết định dựa vào: {early[0]}." if early else ""


def _decisions_of(dossiers: Sequence[Dossier]) -> list[tuple[int, str, date]]:
    """Number and day of each decision on these dossiers, by the order in which they were recorded."""
    found = Decision.objects.filter(items__dossier__in=dossiers).distinct().order_by("pk")
    rows = list(found.values_list("pk", "number", "signed_on"))
    days = days_that_hold([pk for pk, _, _ in rows])
    return [(pk, number, days.get(pk, day)) for pk, number, day in rows]


def _decided(dossiers: Sequence[Dossier]) -> dict[int, tuple[str, date]]:
    """The last decision on each dossier."""
    rows = DecisionItem.objects.filter(dossier__in=dossiers).order_by("pk")
    found = list(rows.values_list("dossier_id", "decision_id", "decision__number", "decision__signed_on"))
    days = days_that_hold({pk for _, pk, _, _ in found})
    said = [(dossier_id, number, days.get(pk, day)) for dossier_id, pk, number, day in found]
    said.sort(key=lambda one: one[2])
    return {dossier_id: (f"quyết định số {number}", day) for dossier_id, number, day in said}


def _concluded(dossiers: Sequence[Dossier]) -> dict[int, tuple[str, date]]:
    """When each dossier was concluded: the council's day, or the day of the step where there is none."""
    rows = StepLog.objects.filter(dossier__in=dossiers, step__in=_CONCLUDING).order_by("at", "pk")
    steps = {
        dossier_id: (_CONCLUDING[step], at.astimezone(clock.ZONE).date())
        for dossier_id, step, at in rows.values_list("dossier_id", "step", "at")
    }
    days = {dossier.pk: dossier.council_on for dossier in dossiers}
    return {pk: (what, days[pk] or day) for pk, (what, day) in steps.items()}
