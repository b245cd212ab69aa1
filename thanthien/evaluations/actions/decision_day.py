"""The day on which a decision was signed: after what it decides on, and after the decision before it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from thanthien.core import clock
from thanthien.core.formats import date_vn
from thanthien.evaluations.models import DecisionItem, Dossier, StepLog

_CONCLUDING = {"conclude": "Hội đồng kết luận", "close_unsubmitted": "hồ sơ bị khóa do không nộp"}


def signing_day_problem(dossiers: Sequence[Dossier], day: date) -> str:
    """Why a decision on these dossiers can't have been signed on that day; empty when it can. Two statements."""
    if day > clock.today():
        return "Ngày ký không được sau hôm nay."
    before = _concluded(dossiers) | _decided(dossiers)
    early = [
        f"{dossier.unit.name}, {before[dossier.pk][0]} ngày {date_vn(before[dossier.pk][1])}"
        for dossier in dossiers
        if dossier.pk in before and before[dossier.pk][1] > day
    ]
    return f"Ngày ký không được trước việc mà quyết định dựa vào: {'; '.join(early)}." if early else ""


def _decided(dossiers: Sequence[Dossier]) -> dict[int, tuple[str, date]]:
    """The last decision on each dossier."""
    rows = DecisionItem.objects.filter(dossier__in=dossiers).order_by("decision__signed_on", "pk")
    return {
        dossier_id: (f"quyết định số {number}", day)
        for dossier_id, number, day in rows.values_list("dossier_id", "decision__number", "decision__signed_on")
    }


def _concluded(dossiers: Sequence[Dossier]) -> dict[int, tuple[str, date]]:
    """When each dossier was concluded: the council's day, or the day of the step where there is none."""
    rows = StepLog.objects.filter(dossier__in=dossiers, step__in=_CONCLUDING).order_by("at", "pk")
    steps = {
        dossier_id: (_CONCLUDING[step], at.astimezone(clock.ZONE).date())
        for dossier_id, step, at in rows.values_list("dossier_id", "step", "at")
    }
    days = {dossier.pk: dossier.council_on for dossier in dossiers}
    return {pk: (what, days[pk] or day) for pk, (what, day) in steps.items()}
