"""What everybody sees of feedback: what was answered, by whom and in how many days; never who sent it, nor the words of
whoever did."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.contrib.postgres.search import SearchQuery

from thanthien.core.formats import number
from thanthien.core.prepared import Given, Prepared
from thanthien.core.question import Question, at_hand
from thanthien.core.text import fold
from thanthien.feedback.enums import ROOM
from thanthien.feedback.models import Feedback, FeedbackQuerySet
from thanthien.feedback.queries import Case, cases_of, usual_limits
from thanthien.feedback.rules import Limits
from thanthien.feedback.topics import topic_title
from thanthien.units.models import Agency, Unit


@dataclass(frozen=True, slots=True)
class Answered:
    """A matter whose result is public, with the working days that it took. ``again``: from the day on which its sender
    had it opened again."""

    row: Feedback
    days: int
    stopped: int
    on_time: bool
    again: bool = False

    @property
    def topic(self) -> str:
        """The topic as it is called."""
        return topic_title(self.row.topic)

    @property
    def days_words(self) -> str:
        """“sau 4 ngày làm việc”, and for how many of them the sender was waited for."""
        took = f"sau {number(self.days)} ngày làm việc" if self.days else "trong ngày"
        return f"{took}{self.counted}"

    @property
    def counted(self) -> str:
        """What is to be known of the number of days, after it: from when it counts, and for how many of them the
        sender was waited for, which the limit leaves out."""
        again = " tính từ ngày đề nghị xem lại" if self.again else ""
        return f"{again}, trong đó chờ bổ sung {number(self.stopped)} ngày" if self.stopped else again

    @property
    def stands(self) -> str:
        """In time or not, in words."""
        return "đúng hạn" if self.on_time else "quá hạn"


def units_that_answer() -> list[Unit]:
    """The units of today that use the room. One statement."""
    return [unit for unit in Unit.objects.current().in_vietnamese_order() if unit.uses(ROOM.key)]


def answered(units: Sequence[Unit], *, words: str = "", unit: str = "", topic: str = "") -> FeedbackQuerySet:
    """What these units answered in public, as a reader narrows it; the latest answer first."""
    rows = _with_answers().filter(unit__in=units)
    if unit:
        rows = rows.filter(unit__code=unit)
    if topic:
        rows = rows.filter(topic=topic)
    if folded := fold(words).strip():
        rows = rows.filter(answer__words=SearchQuery(folded, config="simple"))
    return rows.order_by("-answered_on", "-pk")


def _with_answers() -> FeedbackQuerySet:
    return Feedback.objects.published().select_related("unit", "answer").defer("answer__words")


def shown(rows: Sequence[Feedback]) -> list[Answered]:
    """These with the days that they took. Five statements at most, none for none."""
    if not rows:
        return []
    of_day = usual_limits()
    return [_shown(case, of_day(case.course.now.since)) for case in cases_of(rows, of_day)]


def _shown(case: Case, limits: Limits) -> Answered:
    now = case.course.now
    ended: date = now.ended_on or now.since
    return Answered(
        case.row, limits.waited(now.since, ended), case.standing.stopped, case.standing.on_time, again=now.number > 1
    )


@dataclass(frozen=True, slots=True)
class Strip:
    """What the page of a unit tells of the room."""

    latest: Sequence[Answered]
    is_open: bool


def feedback_strip(unit: Unit, most: int = 3) -> Question[Strip | None]:
    """What was answered last, and whether more may be sent; None where the room isn't used. Of what was answered the
    days are read then: five statements at most."""
    if not unit.uses(ROOM.key):
        return at_hand(None)
    return Question(lambda rows: Strip(shown(rows), is_open=not unit.has_ended), _LATEST.asked(most, unit=unit.pk))


_LATEST = Prepared(lambda most: _with_answers().filter(unit=Given("unit")).order_by("-answered_on", "-pk")[:most])


def legal_body() -> str:
    """The body that receives complaints and denunciations, as the city named it. One statement."""
    found = Agency.objects.filter(code=settings.FEEDBACK_LEGAL_BODY).values_list("name", flat=True).first()
    return found or "cơ quan có thẩm quyền giải quyết khiếu nại, tố cáo"
