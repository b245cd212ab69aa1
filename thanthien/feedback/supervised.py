"""What people asked and told of each content that they supervise (1.2.1): the topics that the city's list marks so."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q
from django.urls import reverse

from thanthien.core import clock
from thanthien.core.formats import number
from thanthien.core.question import Question
from thanthien.feedback.enums import ROOM
from thanthien.feedback.models import Feedback
from thanthien.feedback.topics import topics
from thanthien.feedback.workflow import RESULTS, Status
from thanthien.measures.contents import ContentLine, Lines, contents_told
from thanthien.measures.scope import Span
from thanthien.units.models import Unit


def supervised() -> Collection[str]:
    """The codes of these topics, in the order of the city's list."""
    return [one.code for one in topics().values() if one.supervision]


def asked_of_contents(unit: Unit, first: date, last: date) -> Question[Lines] | None:
    """How many were received on these days, answered and made public; without what the unit doesn't see, and what is no
    feedback."""
    if not unit.uses(ROOM.key):
        return None
    rows = Feedback.objects.seen().exclude(status=Status.SPAM).filter(unit=unit, received_on__range=(first, last))
    counted = rows.filter(topic__in=supervised()).order_by().values("topic").annotate(
        received=Count("pk"),
        answered=Count("pk", filter=Q(status__in=RESULTS)),
        public=Count("pk", filter=Q(published_at__isnull=False)),
    )  # fmt: skip
    address = reverse("feedback-unit", args=[unit.code])

    def read(told: Iterable[tuple[Any, ...]]) -> Lines:
        of = {topic: numbers for topic, *numbers in told}
        return {
            code: ContentLine(_words(*of.get(code, (0, 0, 0))), f"{address}?linh_vuc={code}") for code in supervised()
        }

    return Question(read, counted.values_list("topic", "received", "answered", "public"))


def _words(received: int, answered: int, public: int) -> str:
    if not received:
        return "Chưa nhận phản ánh, góp ý nào"
    told = f"Nhận {number(received)} phản ánh, góp ý; trả lời {number(answered)}"
    return f"{told}, công khai kết quả {number(public)}"


@dataclass(frozen=True, slots=True)
class SupervisedContent:
    """A content with what rooms tell of it."""

    title: str
    lines: Collection[ContentLine]


def supervised_in(unit: Unit, span: Span) -> list[SupervisedContent]:
    """The contents with what was published and asked on the days of a year that have come, for everybody. One
    statement."""
    told = contents_told(unit, supervised(), span.first, min(span.last, clock.today()))
    return [SupervisedContent(topics()[code].title, lines) for code, lines in told.items()]
