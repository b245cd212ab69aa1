"""The day on which the council met, or closed its written opinions: asked for when dossiers are concluded."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db.models import Max

from thanthien.core import clock
from thanthien.core.formats import date_vn
from thanthien.evaluations.errors import Invalid
from thanthien.evaluations.models import Dossier, StepLog

FIELD = "council_on"


def check_council_day(dossiers: Sequence[Dossier], day: date | None) -> None:
    """Raise Invalid (beside ``council_on``) unless the day is one on which the council can have concluded all of
    the dossiers: not after today, not before one of them was taken into appraisal. A cycle in which the standing
    office concludes has no such day.
    """
    for label in sorted({dossier.cycle.council_day_label for dossier in dossiers}):
        own = [dossier for dossier in dossiers if dossier.cycle.council_day_label == label]
        sentence = _problem(own, label, day) if label else _no_day(day)
        if sentence:
            raise Invalid({FIELD: sentence})


def _no_day(day: date | None) -> str:
    return "" if day is None else "Kỳ này do cơ quan thường trực tổng hợp, không có ngày họp."


def _problem(dossiers: Sequence[Dossier], label: str, day: date | None) -> str:
    if day is None:
        return f"Hãy ghi {label[0].lower()}{label[1:]}."
    if day > clock.today():
        return f"{label} không được sau hôm nay."
    accepted = _accepted_on(dossiers)
    later = [dossier for dossier in dossiers if dossier.pk in accepted and accepted[dossier.pk] > day]
    named = ", ".join(f"{dossier.unit.name} ({date_vn(accepted[dossier.pk])})" for dossier in later)
    return f"{label} không được trước ngày hồ sơ được tiếp nhận thẩm định: {named}." if named else ""


def _accepted_on(dossiers: Sequence[Dossier]) -> dict[int, date]:
    """The day on which each dossier was last taken into appraisal, by id; one statement."""
    rows = StepLog.objects.filter(dossier__in=dossiers, step="accept").values("dossier_id")
    return {row["dossier_id"]: row["last"].astimezone(clock.ZONE).date() for row in rows.annotate(last=Max("at"))}
