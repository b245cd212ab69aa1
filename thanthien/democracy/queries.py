"""What the room's records say together: deadlines of units for their work, and what hangs on a record."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta
from functools import partial
from typing import Any

from django.conf import settings
from django.db.models import OuterRef, Q, Subquery

from thanthien.core import clock
from thanthien.core.calendar import WorkCalendar, add_working_days
from thanthien.core.question import Question
from thanthien.democracy.models import CommunityDecision, Consultation, Recommendation, RecommendationAnswer
from thanthien.democracy.rules import answer_due
from thanthien.measures.scope import LATE_DAYS
from thanthien.records.deadlines import Deadline, told_by
from thanthien.records.models import RecordQuerySet
from thanthien.records.owed import Deadlines, deadlines_by_unit
from thanthien.units.models import Hamlet, Unit

# So long before the days asked about may a deadline begin that ends in them.
_LONGEST = timedelta(days=120)


def with_answer(rows: RecordQuerySet) -> RecordQuerySet:
    """Recommendations, each with ``answered_on`` and ``answer_told_at``: the day of its answer and when that was told,
    None where there is none."""
    answers = RecommendationAnswer.objects.standing().filter(recommendation=OuterRef("origin"))
    found: RecordQuerySet = rows.annotate(
        answered_on=Subquery(answers.values("day")[:1]), answer_told_at=Subquery(answers.values("told_at")[:1])
    )
    return found


def answer_of(recommendation: Recommendation, calendar: WorkCalendar) -> Deadline:
    """How a recommendation (:func:`with_answer`) stands."""
    due = answer_due(recommendation.day, settings.SUPERVISION_ANSWER_DAYS, calendar)
    told: Any = recommendation
    heard = told.answer_told_at.astimezone(clock.ZONE).date() if told.answer_told_at else None
    late = heard is not None and heard > add_working_days(due, LATE_DAYS, calendar)
    return Deadline(recommendation.day, due, told.answered_on, heard_late=heard if late else None)


def answers_owed(units: Collection[int], first: date, last: date, calendar: WorkCalendar) -> Question[Deadlines]:
    """By unit the answers that are owed in these days: of all that wait, and of others whose time may end in them."""
    rows = with_answer(Recommendation.objects.standing().filter(unit__in=units, day__lte=last))
    rows = rows.filter(Q(answered_on__isnull=True) | Q(day__gte=first - _LONGEST)).order_by("day", "pk")
    return Question(partial(deadlines_by_unit, partial(answer_of, calendar=calendar)), rows)


def result_of(consultation: Consultation, calendar: WorkCalendar) -> Deadline:
    """By when the result of a consultation is told."""
    due = told_by(consultation.closes_on, consultation.known_matter.result_days, calendar)
    return Deadline(consultation.day, due, consultation.told_on, open_to=consultation.closes_on)


def results_owed(units: Collection[int], first: date, last: date, calendar: WorkCalendar) -> Question[Deadlines]:
    """By unit the results of consultations that are owed in these days, as :func:`answers_owed`."""
    rows = Consultation.objects.standing().filter(unit__in=units, day__lte=last)
    rows = rows.filter(Q(told_on__isnull=True) | Q(closes_on__gte=first - _LONGEST)).order_by("day", "pk")
    return Question(partial(deadlines_by_unit, partial(result_of, calendar=calendar)), rows)


def sending_of(decision: CommunityDecision, calendar: WorkCalendar) -> Deadline:
    """By when the result of a decision is sent to the committee and Mặt trận Tổ quốc."""
    known = decision.known_matter
    due = told_by(decision.day, known.result_days if known else 1, calendar)
    return Deadline(decision.day, due, decision.sent_on)


def recognition_of(decision: CommunityDecision, calendar: WorkCalendar) -> Deadline | None:
    """By when one that passed is recognised, where the city has a rule for it and the result was sent."""
    days = decision.known_matter.recognition_days if decision.known_matter else 0
    if not (days and decision.sent_on and decision.passed):
        return None
    return Deadline(decision.sent_on, told_by(decision.sent_on, days, calendar), decision.recognised_on)


def public_decisions() -> RecordQuerySet:
    """What people decided that everybody reads: the committee checked it and made it public."""
    found: RecordQuerySet = CommunityDecision.objects.standing().filter(
        published_on__isnull=False, no_secret=True, people_right=True
    )
    return found


def is_public(decision: CommunityDecision) -> bool:
    """The same of one of them."""
    return bool(decision.published_on and decision.no_secret and decision.people_right)


def voices_known(unit: Unit, hamlet: Hamlet | None, day: date) -> int | None:
    """How many voices a decision is counted of, as the units say: the households of a thôn, tổ dân phố; of a decision
    of the whole unit its thôn, tổ dân phố on that day. None where nobody said. One statement at most."""
    if hamlet is not None:
        return hamlet.households
    return Hamlet.objects.current(day).filter(unit=unit).count() or None


def sendings_owed(units: Collection[int], first: date, last: date, calendar: WorkCalendar) -> Question[Deadlines]:
    """By unit the results of decisions that are to be sent in these days, as :func:`answers_owed`."""
    rows = CommunityDecision.objects.standing().filter(unit__in=units, day__lte=last)
    rows = rows.filter(Q(sent_on__isnull=True) | Q(day__gte=first - _LONGEST)).order_by("day", "pk")
    return Question(partial(deadlines_by_unit, partial(sending_of, calendar=calendar)), rows)
