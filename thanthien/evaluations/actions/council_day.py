"""The day on which the council met, or closed its written opinions: asked for when dossiers are concluded, and again
when a review changed a conclusion."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from thanthien.core import clock
from thanthien.core.acting.errors import Invalid
from thanthien.core.formats import date_vn
from thanthien.evaluations.enums import ReviewOutcome
from thanthien.evaluations.models import Dossier

FIELD = "council_on"


def check_council_day(dossiers: Sequence[Dossier], day: date | None) -> None:
    """Raise Invalid (beside ``council_on``) unless the day is one on which the council can have concluded all of
    the dossiers: not after today, not before the last sheet of one of them came in. A cycle in which the standing
    office concludes has no such day.
    """
    for label in sorted({dossier.cycle.council_day_label for dossier in dossiers}):
        own = [dossier for dossier in dossiers if dossier.cycle.council_day_label == label]
        if not label:
            _refuse_day(day, "Kỳ này do cơ quan thường trực tổng hợp, không có ngày họp.")
        else:
            _check(label, day, "ngày đủ phiếu thẩm định", _floors(own))


def review_day_label(dossier: Dossier) -> str:
    """What the day is called on which the council changed a conclusion after a review; empty where none is asked
    for: no request was accepted, or the standing office concludes."""
    accepted = dossier.review_requests.filter(outcome=ReviewOutcome.ACCEPTED)
    return dossier.cycle.council_day_label if accepted.exists() else ""


def check_review_day(dossier: Dossier, day: date | None) -> None:
    """Raise Invalid (beside ``council_on``) unless the council can have changed its conclusions on that day: not
    after today, not before the commune asked."""
    label = review_day_label(dossier)
    if not label:
        return _refuse_day(day, "Không có kết luận nào thay đổi: ngày của Hội đồng được giữ nguyên.")
    asked = dossier.review_requests.filter(outcome=ReviewOutcome.ACCEPTED).values_list("requested_at", flat=True)
    return _check(label, day, "ngày đơn vị kiến nghị", {dossier.unit.name: max(asked).astimezone(clock.ZONE).date()})


def told_day(dossier: Dossier, day: date | None) -> str:
    """The day as the log of steps quotes it."""
    return f"{dossier.cycle.council_day_label}: {date_vn(day)}." if day else ""


def _refuse_day(day: date | None, sentence: str) -> None:
    if day is not None:
        raise Invalid({FIELD: sentence})


def _check(label: str, day: date | None, first: str, floors: Mapping[str, date]) -> None:
    """``floors``: the first possible day of each unit, by name; ``first``: what it is called."""
    if day is None:
        raise Invalid({FIELD: f"Cần ghi {label[0].lower()}{label[1:]}."})
    if day > clock.today():
        raise Invalid({FIELD: f"{label} không được sau hôm nay."})
    named = ", ".join(f"{name} ({date_vn(floor)})" for name, floor in floors.items() if floor > day)
    if named:
        raise Invalid({FIELD: f"{label} không được trước {first}: {named}."})


def _floors(dossiers: Sequence[Dossier]) -> dict[str, date]:
    """The day on which the last sheet of each dossier came in. Where sheets are open, the step itself refuses."""
    return {
        dossier.unit.name: dossier.sheets_complete_at.astimezone(clock.ZONE).date()
        for dossier in dossiers
        if dossier.sheets_complete_at is not None
    }
