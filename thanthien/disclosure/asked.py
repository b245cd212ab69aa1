"""How requests for information stand by their deadlines."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta
from functools import partial
from typing import Any

from django.db.models import OuterRef, Q, Subquery

from thanthien.core import clock
from thanthien.core.calendar import WorkCalendar, add_working_days
from thanthien.core.deadlines import Extension
from thanthien.core.question import Question
from thanthien.disclosure.information import InformationRequest
from thanthien.measures.scope import LATE_DAYS
from thanthien.records.deadlines import Deadline
from thanthien.records.models import RecordQuerySet
from thanthien.records.owed import Deadlines, deadlines_by_unit

_LONGEST = timedelta(days=90)  # so long before the days asked about may a request come whose last day lies in them


def with_hearing(rows: RecordQuerySet) -> RecordQuerySet:
    """Requests, each with ``heard_at`` and ``extension_heard_at``: when the platform was told first that it was
    answered, and that its time was extended."""
    versions = InformationRequest.objects.filter(origin=OuterRef("origin")).order_by("version")
    answered, extended = (versions.filter(**{f"{name}__isnull": False}) for name in ("answered_on", "extended_on"))
    found: RecordQuerySet = rows.annotate(
        heard_at=Subquery(answered.values("made_at")[:1]), extension_heard_at=Subquery(extended.values("made_at")[:1])
    )
    return found


def _extension(request: Any) -> Extension | None:
    if request.extended_on is None:
        return None
    return Extension(request.extended_on, request.extension_heard_at.astimezone(clock.ZONE).date())


def deadline_of(request: Any, calendar: WorkCalendar) -> Deadline | None:
    """What comes next of a request (:func:`with_hearing`): to say when it will be given, to give it; once it was
    answered, by when that was to be. None where the data name no day."""
    term = request.known_term
    if term is None:
        return None
    last = term.provided_by(request.day, _extension(request), calendar)
    if request.answered_on is None:
        first = None if request.notified_on else term.notified_by(request.day, calendar)
        due = first or last
        return Deadline(request.day, due) if due else None
    if last is None:
        return None
    heard = request.heard_at.astimezone(clock.ZONE).date() if request.heard_at else None
    late = heard is not None and heard > add_working_days(last, LATE_DAYS, calendar)
    return Deadline(request.day, last, request.answered_on, heard_late=heard if late else None)


def stands_in_words(request: Any, calendar: WorkCalendar) -> str:
    """How it stands: “chưa thông báo thời hạn, hạn …”, “đã trả lời ngày …”; and that an extension moves nothing."""
    deadline, answered = deadline_of(request, calendar), request.answered_on is not None
    if deadline is None:
        return f"đã trả lời ngày {request.answered_on:%d/%m/%Y}" if answered else "chưa trả lời"
    term = request.known_term
    notice = not answered and request.notified_on is None and term is not None and term.notify
    told = deadline.told(clock.today(), "đã trả lời", "chưa thông báo thời hạn" if notice else "chưa trả lời", calendar)
    return f"{told}; gia hạn sau hạn nên không được tính" if _extended_too_late(request, calendar) else told


def _extended_too_late(request: Any, calendar: WorkCalendar) -> bool:
    """An extension was told, or heard of, after the time that it was to extend."""
    term, extension = request.known_term, _extension(request)
    last = term.provided_by(request.day, None, calendar) if term is not None else None
    return extension is not None and last is not None and not extension.counts_by(last)


def requests_owed(units: Collection[int], first: date, last: date, calendar: WorkCalendar) -> Question[Deadlines]:
    """By unit the requests that wait in these days, and others whose time may end in them."""
    rows = with_hearing(InformationRequest.objects.standing().filter(unit__in=units, day__lte=last))
    rows = rows.filter(Q(answered_on__isnull=True) | Q(day__gte=first - _LONGEST)).order_by("day", "pk")
    return Question(partial(deadlines_by_unit, partial(deadline_of, calendar=calendar)), rows)
