"""What anybody may see of a unit: what people are asked and what they decided; supervisions and recommendations that
their bodies let be public, with answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from thanthien.core import clock
from thanthien.core.calendar import WorkCalendar
from thanthien.core.formats import date_vn
from thanthien.core.prepared import Given, Prepared
from thanthien.core.queries import work_calendar
from thanthien.core.question import Question, at_hand
from thanthien.democracy.enums import ROOM
from thanthien.democracy.models import (
    CommunityDecision,
    Consultation,
    Recommendation,
    RecommendationAnswer,
    SupervisionSession,
)
from thanthien.democracy.queries import answer_of, public_decisions, result_of, with_answer
from thanthien.democracy.words import outcome_of, time_of
from thanthien.records.deadlines import Deadline
from thanthien.records.fields import value_of
from thanthien.units.models import Unit


@dataclass(frozen=True, slots=True)
class Recommended:
    """A recommendation with its answer, where there is one, and how it stands in words."""

    record: Recommendation
    answer: RecommendationAnswer | None
    stands: str
    tone: str


@dataclass(frozen=True, slots=True)
class Consulted:
    """A consultation: its matter's law, its ways and time in words, and how it stands."""

    record: Consultation
    law: str
    ways: str
    time: str
    stands: str
    tone: str


@dataclass(frozen=True, slots=True)
class Decided:
    """What people decided: where, with which outcome, and whether that passed."""

    record: CommunityDecision
    place: str
    outcome: str
    stands: str
    tone: str


@dataclass(frozen=True, slots=True)
class Supervised:
    """Of this year and the last one, and recommendations that still wait; the latest first."""

    sessions: Sequence[SupervisionSession]
    recommendations: Sequence[Recommended]


def supervised(unit: Unit) -> Supervised:
    """Four statements."""
    first = since()
    sessions = SupervisionSession.objects.standing().filter(unit=unit, public=True, day__gte=first)
    told = with_answer(Recommendation.objects.standing().filter(unit=unit, public=True)).newest_first()
    rows = [one for one in told if one.day >= first or one.answered_on is None]
    found = RecommendationAnswer.objects.standing().filter(recommendation__in=[one.origin for one in rows])
    answers = {one.recommendation: one for one in found}
    calendar = work_calendar()
    shown = [_recommended(one, answers.get(one.origin), calendar) for one in rows]
    return Supervised(list(sessions.newest_first()), shown)


def open_consultations(unit: Unit) -> Question[list[Consultation]]:
    """Those on which people may speak now, the one that closes first above; none where the room isn't used."""
    if not unit.uses(ROOM.key):
        return at_hand([])
    return Question(list, _OPEN.asked(unit=unit.pk, today=clock.today()))


_OPEN = Prepared(
    lambda: (
        Consultation.objects.standing()
        .filter(unit=Given("unit"), day__lte=Given("today"), closes_on__gte=Given("today"))
        .order_by("closes_on", "pk")
    )
)


def consulted(unit: Unit) -> list[Consulted]:
    """Of this year and the last one, and those of which nothing was told yet; the latest first. One statement."""
    rows = Consultation.objects.standing().filter(Q(day__gte=since()) | Q(told_on__isnull=True), unit=unit)
    calendar = work_calendar()
    return [_consulted(one, calendar) for one in rows.newest_first()]


def _consulted(one: Consultation, calendar: WorkCalendar) -> Consulted:
    today, deadline = clock.today(), result_of(one, calendar)
    stands = deadline.told(today, "đã thông báo kết quả", "chưa thông báo kết quả", calendar)
    tone = _tone(deadline, today)
    if one.closes_on >= today:
        stands, tone = f"đang lấy ý kiến, đến hết {date_vn(one.closes_on)}", "info"
    ways = str(value_of(Consultation._meta.get_field("ways"), one) or "")  # noqa: SLF001 - Django's own description
    return Consulted(one, one.known_matter.law, ways, time_of(one), stands, tone)


def decided(unit: Unit) -> list[Decided]:
    """Of this year and the last one what the committee made public, the latest first. One statement."""
    rows = public_decisions().filter(unit=unit, day__gte=since()).select_related("hamlet", "unit")
    return [_decided(one) for one in rows.newest_first()]


def _decided(one: CommunityDecision) -> Decided:
    place = one.hamlet.name if one.hamlet else one.unit.name
    stands, tone = ("được thông qua", "ok") if one.passed else ("không được thông qua", "plain")
    return Decided(one, place, outcome_of(one), stands, tone)


def _tone(deadline: Deadline, today: date) -> str:
    if deadline.done_on is not None:
        return "warn" if deadline.was_late else "ok"
    return "danger" if deadline.is_overdue(today) else "warn"


def since() -> date:
    """The first day of the last year: what is older stands in the register."""
    today = clock.today()
    return date(today.year - 1, 1, 1)


def _recommended(one: Recommendation, answer: RecommendationAnswer | None, calendar: WorkCalendar) -> Recommended:
    today, deadline = clock.today(), answer_of(one, calendar)
    told = deadline.told(today, "đã trả lời", "chưa trả lời", calendar)
    return Recommended(one, answer, told, _tone(deadline, today))
