"""How requests for information stand by their deadlines."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta
from functools import partial
from typing import Any

from django.db.models import OuterRef, Q, Subquery

from thanthien.core import clock
from thanthien.core.calendar import WorkCalendar, add_working_days
from thanthien.core.question import Question
from thanthien.disclosure.information import InformationRequest
from thanthien.measures.scope import LATE_DAYS
from thanthien.records.deadlines import Deadline
from thanthien.records.models import RecordQuerySet
from thanthien.records.owed import Deadlines, deadlines_by_unit

_LONGEST = timedelta(days=90)  # so long before the days asked about may a request come whose last day lies in them


def with_hearing(rows: RecordQuerySet) -> RecordQuerySet:
    """Requests, each with ``heard_at``: when the platform was told first that it was answered."""
    told = InformationRequest.objects.filter(origin=OuterRef("origin"), answered_on__isnull=False)
    found: RecordQuerySet = rows.annotate(heard_at=Subquery(told.order_by("version").values("made_at")[:1]))
    return found


def deadline_of(request: Any, calendar: WorkCalendar) -> Deadline | None:
    """What comes next of a request (:func:`with_hearing`): to say when it will be given, to give it; once it was
    answered, by when that was to be. None where the data name no day."""
    term = request.known_term
    if term is None:
        return None
    last = term.provided_by(request.day, request.extended_on, calendar)
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
    """How it stands: “chưa thông báo thời hạn, hạn …”, “đã trả lời ngày …”."""
    deadline, answered = deadline_of(request, calendar), request.answered_on is not None
    if deadline is None:
        return f"đã trả lời ngày {request.answered_on:%d/%m/%Y}" if answered else "chưa trả lời"
    term = request.known_term
    notice = not answered and request.notified_on is None and term is not None and term.notify
    return deadline.told(clock.today(), "đã trả lời", "chưa thông báo thời hạn" if notice else "chưa trả lời")


def requests_owed(units: Collection[int], first: date, last: date, calendar: WorkCalendar) -> Question[Deadlines]:
    """By unit the requests that wait in these days, and others whose time may end in them."""
    rows = with_hearing(InformationRequest.objects.standing().filter(unit__in=units, day__lte=last))
    rows = rows.filter(Q(answered_on__isnull=True) | Q(day__gte=first - _LONGEST)).order_by("day", "pk")
    return Question(partial(deadlines_by_unit, partial(deadline_of, calendar=calendar)), rows)
