"""When the council met or closed its written opinions, and how many took part: asked for when dossiers are concluded,
and again when a review changed a conclusion."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet

from thanthien.core import clock
from thanthien.core.acting.errors import Invalid
from thanthien.core.formats import date_vn
from thanthien.evaluations.enums import ReviewOutcome
from thanthien.evaluations.models import Cycle, Dossier, ReviewRequest
from thanthien.evaluations.modes import COUNT_LABELS, asks_counts, counts_problem, counts_words

FIELD = "council_on"


@dataclass(frozen=True, slots=True)
class Session:
    """A meeting of the council, or the end of its written opinions: ``on`` which day, how many ``members`` there are,
    and how many ``took_part``."""

    on: date | None = None
    members: int | None = None
    took_part: int | None = None

    @property
    def columns(self) -> dict[str, object]:
        """What a dossier keeps of it."""
        return {"council_on": self.on, "council_members": self.members, "council_took_part": self.took_part}


NO_SESSION = Session()


def check_session(dossiers: Sequence[Dossier], session: Session) -> None:
    """Raise Invalid (beside the fields) unless the council can have concluded all of the dossiers so: on a day not
    after today, not before the last sheet of one of them came in, and with as many members as the cycle asks for. A
    cycle in which the standing office concludes has neither.
    """
    _check_day(dossiers, session.on)
    for cycle in {dossier.cycle_id: dossier.cycle for dossier in dossiers}.values():
        _check_counts(cycle, session)


def _check_counts(cycle: Cycle, session: Session) -> None:
    mode, counts = cycle.council_mode, (session.members, session.took_part)
    if not asks_counts(mode, cycle.council_quorum):
        if counts != (None, None):
            raise Invalid({"took_part": "Kỳ này không ghi số thành viên tham gia."})
        return
    of_all, present = COUNT_LABELS[mode]
    missing = {"members": (session.members, of_all), "took_part": (session.took_part, present)}
    if errors := {key: f"Cần ghi {label[0].lower()}{label[1:]}." for key, (n, label) in missing.items() if n is None}:
        raise Invalid(errors)
    if problem := counts_problem(mode, cycle.council_quorum, session.members or 0, session.took_part or 0):
        raise Invalid({"took_part": problem})


def _check_day(dossiers: Sequence[Dossier], day: date | None) -> None:
    for label in sorted({dossier.cycle.council_day_label for dossier in dossiers}):
        own = [dossier for dossier in dossiers if dossier.cycle.council_day_label == label]
        if not label:
            _refuse_day(day, "Kỳ này do cơ quan thường trực tổng hợp, không có ngày họp.")
        else:
            _check(label, day, "ngày đủ phiếu thẩm định", _floors(own))


def review_day_label(dossier: Dossier) -> str:
    """What the day is called on which the council changed a conclusion after a review; empty where none is asked
    for: no request was accepted, or the standing office concludes."""
    return dossier.cycle.council_day_label if _accepted(dossier).exists() else ""


def _accepted(dossier: Dossier) -> QuerySet[ReviewRequest]:
    """Requests of the running review that were accepted: a result that was announced anew may be reviewed again."""
    since = dossier.status_since
    return dossier.review_requests.filter(outcome=ReviewOutcome.ACCEPTED, requested_at__gte=since)


def check_review_session(dossier: Dossier, session: Session) -> None:
    """Raise Invalid (beside the fields) unless the council can have changed its conclusions so: on a day not after
    today, not before the commune asked, and with as many members as the cycle asks for."""
    label, day = review_day_label(dossier), session.on
    if not label:
        return _refuse_day(day, "Không có kết luận nào thay đổi: ngày của Hội đồng được giữ nguyên.")
    _check_counts(dossier.cycle, session)
    asked = _accepted(dossier).values_list("requested_at", flat=True)
    return _check(label, day, "ngày đơn vị kiến nghị", {dossier.unit.name: max(asked).astimezone(clock.ZONE).date()})


def check_session_since(dossier: Dossier, session: Session, since: datetime, first: str) -> None:
    """Raise Invalid (beside the fields) unless the council can have concluded again so: on a day not after today, not
    before the indicators were opened (``first``: what that day is called), and with as many members as the cycle asks
    for."""
    label = dossier.cycle.council_day_label
    if not label:
        _refuse_day(session.on, "Kỳ này do cơ quan thường trực tổng hợp, không có ngày họp.")
    else:
        _check(label, session.on, first, {dossier.unit.name: since.astimezone(clock.ZONE).date()})
    _check_counts(dossier.cycle, session)


def told_session(dossier: Dossier, session: Session) -> str:
    """The day, and how many took part, as the log of steps quotes them."""
    if session.on is None:
        return ""
    counts = counts_words(dossier.cycle.council_mode, session.members, session.took_part)
    return f"{dossier.cycle.council_day_label}: {date_vn(session.on)}{f'; {counts}' if counts else ''}."


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
