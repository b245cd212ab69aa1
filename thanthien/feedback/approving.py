"""Answers that wait for the word of who leads the unit, read whole one after the other and published by a tick each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import Exists, F, OuterRef, Q

from thanthien.accounts.models import User
from thanthien.core import clock
from thanthien.core.acting.errors import Refused
from thanthien.core.formats import date_vn
from thanthien.feedback.actions import Taken, take_step
from thanthien.feedback.enums import NUMBERED, Part
from thanthien.feedback.kept_photographs import PublicPhotograph
from thanthien.feedback.models import Feedback, FeedbackQuerySet
from thanthien.feedback.permissions import led_units, reads_texts
from thanthien.feedback.queries import Case, listed_cases, texts_by
from thanthien.feedback.shown import answer_words
from thanthien.feedback.shown_pictures import Pictured, photographs_by
from thanthien.feedback.tables import state_tone, state_words
from thanthien.feedback.topics import topic_title
from thanthien.feedback.waiting import waits_to_be_public
from thanthien.feedback.workflow import Status

AT_ONCE = 20  # on a page, so many are read in one sitting
SAME_WITHIN = timedelta(days=30)  # so long after it was published, an answer is compared with those that wait
_GONE = "Không còn chờ duyệt, công khai. Vui lòng mở phản ánh để xem trạng thái."
_PICTURED = "Có ảnh chờ so với ảnh gốc; cần duyệt ảnh trên trang của phản ánh."


def waiting_answers(user: User) -> FeedbackQuerySet:
    """Those of the units that the person leads: first what waits for its answer, by its last day, then what was
    answered, the earliest first. ``pictured``: of which a picture is still to be compared with what was sent."""
    rows = Feedback.objects.filter(waits_to_be_public(user))
    pictures = PublicPhotograph.objects.waiting().filter(photograph__feedback=OuterRef("pk"))
    order = (F("answered_on").asc(nulls_first=True), "due_on", "pk")
    return rows.annotate(pictured=Exists(pictures)).select_related("unit", "hamlet", "answer").order_by(*order)


@dataclass(frozen=True, slots=True)
class Waiting:
    """One answer on the page. ``said``, ``photographs``: what was sent, for who may read it; ``same``: other matters
    whose summary says the very same; ``problems``: why it was not published just now."""

    case: Case
    said: Sequence[tuple[Any, Mapping[str, str]]] = ()
    photographs: Sequence[Pictured] = ()
    same: Sequence[Feedback] = ()
    problems: Sequence[str] = ()

    @property
    def row(self) -> Any:
        """The matter, one of :func:`waiting_answers`."""
        return self.case.row

    @property
    def step(self) -> str:
        """The step by which it becomes public."""
        return step_of(self.row)

    @property
    def state(self) -> tuple[str, str]:
        """Where it stands, and the tone of that."""
        return state_words(self.case), state_tone(self.case)

    @property
    def about(self) -> str:
        """In a line what it is about, and until when something is due."""
        row, case = self.row, self.case
        told = (
            row.unit.name,
            topic_title(row.topic),
            row.hamlet.name if row.hamlet else "",
            f"tiếp nhận {date_vn(row.received_on)}",
            f"hạn trả lời {date_vn(case.due_on)}" if row.stage.is_open else "",
            answer_words(case),
        )
        return " · ".join(filter(None, told))


def step_of(row: Feedback) -> str:
    """By which step an answer becomes public: approved and public at once, or public as it was approved."""
    return "answer" if row.stage is Status.DRAFTED else "publish"


def read_waiting(rows: Sequence[Feedback], problems: Mapping[int, Sequence[str]], *, by: User) -> list[Waiting]:
    """These as the page shows them to a person. Six statements, none for none."""
    if not rows:
        return []
    read = [row for row in rows if reads_texts(by, row)]
    said, photographs, same = texts_by(read, Part.TEXT, Part.ADDED), photographs_by(read), _same_summaries(rows, by)
    found = []
    for case in listed_cases(rows):
        key = case.row.pk
        others = [one for one in same[_summary(case.row)] if one.pk != key]
        found.append(Waiting(case, said.get(key, ()), photographs.get(key, ()), others, problems.get(key, ())))
    return found


def _summary(row: Any) -> tuple[int, str]:
    return row.unit_id, row.answer.summary


def _same_summaries(rows: Sequence[Any], by: User) -> Mapping[tuple[int, str], Sequence[Feedback]]:
    """By unit and summary what waits for the person, or was published lately, with the very same words: one of them was
    most likely drafted for the other. One statement."""
    shown = Q(published_at__gte=clock.now() - SAME_WITHIN, unit__in=led_units(by))
    alike = Feedback.objects.filter(
        waits_to_be_public(by) | shown, answer__summary__in={_summary(row)[1] for row in rows}
    )
    found: dict[tuple[int, str], list[Feedback]] = defaultdict(list)
    for one in alike.select_related("answer").order_by("pk"):
        found[_summary(one)].append(one)
    return found


def name_problems(problems: Mapping[int, Sequence[str]]) -> list[str]:
    """What was not published and why, by number."""
    return [f"{NUMBERED}{key}: {' '.join(sentences)}" for key, sentences in problems.items()]


def publish_read(key: int, version: Any, *, by: User) -> None:
    """Publish an answer that the person read whole; by their tick they looked that it names nobody and holds no secret.
    ``version``: of the matter as the page showed it. Raises Refused, Invalid, Stale."""
    row: Any = waiting_answers(by).filter(pk=key).first()
    if row is None:
        raise Refused(_GONE)
    if row.pictured:
        raise Refused(_PICTURED)
    take_step(Taken(step_of(row), looked=True), feedback_id=key, version=version, by=by)
