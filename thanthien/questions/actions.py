"""Writes of the room: asking, answering, joining."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.urls import reverse

from thanthien.accounts.models import User
from thanthien.core import clock
from thanthien.core.acting.errors import Invalid, Refused
from thanthien.core.acting.seen import Values, refuse_unseen, values_of
from thanthien.core.audit import acting
from thanthien.notices.actions import Telling, tell
from thanthien.questions.enums import State, Topic
from thanthien.questions.models import LONGEST_PAGE, Question
from thanthien.questions.permissions import can_answer, can_ask

MOST_WAITING = 20
ANSWERED_KIND = "question_answered"
SHOWN = ("state", "topic", "wording", "answer", "joined_to_id")


@dataclass(frozen=True, slots=True)
class Answer:
    """What the office says: under which topic, the question as all read it, the answer, and for whom."""

    topic: Topic
    wording: str
    answer: str
    for_all: bool


@transaction.atomic
def ask(*, by: User, topic: Topic, text: str, page: str = "") -> Question:
    """Ask the office. Raises Refused for the office itself and for who has too many questions waiting; Invalid."""
    if not can_ask(by):
        raise Refused("Câu hỏi do người của đơn vị, cơ quan gửi; cơ quan thường trực trả lời.")
    if not text.strip():
        raise Invalid({"text": "Cần ghi câu hỏi."})
    User.objects.select_for_update().get(pk=by.pk)  # so that the number below is right for two at once
    waiting = Question.objects.filter(asked_by=by, state=State.WAITING)
    if waiting.filter(text=text).exists():
        raise Refused("Câu hỏi này anh/chị đã gửi và đang chờ trả lời.")
    if waiting.count() >= MOST_WAITING:
        raise Refused(f"Anh/chị có {MOST_WAITING} câu hỏi đang chờ trả lời. Vui lòng chờ cơ quan thường trực.")
    with acting(by, action="ask"):
        return Question.objects.create(
            topic=topic,
            text=text,
            page=page if _is_page(page) else "",
            asked_by=by,
            agency_id=by.hats[0].agency_id,
            asked_at=clock.now(),
        )


def _is_page(page: str) -> bool:
    """An address on this platform, as the footer tells it: no other host, nothing unseen."""
    local = page.startswith("/") and not page.startswith(("//", "/\\"))
    return local and len(page) <= LONGEST_PAGE and page.isprintable() and " " not in page


@transaction.atomic
def answer(*, by: User, question_id: int, said: Answer, seen: Values | None = None) -> Question:
    """Answer a question, or say an answer otherwise; the asker is told, and nobody else. Raises Refused, Invalid,
    Stale."""
    question = _locked(by, question_id)
    refuse_unseen(values_of(question, SHOWN), seen)
    faults = {name: "Cần ghi nội dung." for name in ("wording", "answer") if not getattr(said, name).strip()}
    if faults:
        raise Invalid(faults)
    joined = question.joined.count()
    if joined and not said.for_all:
        raise Refused(f"{joined} câu hỏi khác được trả lời ở câu này. Cần trả lời riêng các câu đó trước.")
    state = State.FOR_ALL if said.for_all else State.FOR_ASKER
    return _set(
        question,
        by,
        {"topic": said.topic, "wording": said.wording, "answer": said.answer, "state": state, "joined_to": None},
    )


@transaction.atomic
def join(*, by: User, question_id: int, to_id: int, seen: Values | None = None) -> Question:
    """Say that a question is answered where another one was; the asker is led there. Raises Refused, Stale."""
    _refuse_others(by)
    rows = Question.objects.select_for_update().filter(pk__in=[question_id, to_id]).order_by("pk")
    found = {one.pk: one for one in rows}
    question, target = found[question_id], found.get(to_id)
    refuse_unseen(values_of(question, SHOWN), seen)
    if target is None or target.pk == question.pk or target.state != State.FOR_ALL:
        raise Invalid({"to": "Cần chọn một câu hỏi khác đã được trả lời cho mọi người."})
    if question.joined.exists():
        raise Refused("Có câu hỏi khác được trả lời ở câu này, nên không gộp câu này vào câu khác được.")
    return _set(question, by, {"state": State.JOINED, "joined_to": target})


def _locked(by: User, question_id: int) -> Question:
    _refuse_others(by)
    return Question.objects.select_for_update().get(pk=question_id)


def _refuse_others(by: User) -> None:
    if not can_answer(by):
        raise Refused("Chỉ cơ quan thường trực được trả lời câu hỏi.")


def _set(question: Question, by: User, values: Mapping[str, Any]) -> Question:
    for name, value in values.items():
        setattr(question, name, value)
    question.answered_by, question.answered_at = by, clock.now()
    with acting(by, action="answer_question"):
        question.save()
    tell([_told(question)], by=by)
    return question


def _told(question: Question) -> Telling:
    """Words for the asker: that there is an answer, and where; neither question nor answer."""
    return Telling(
        people=frozenset({question.asked_by_id}),
        kind=ANSWERED_KIND,
        about=("question", question.pk),
        title="Câu hỏi của anh/chị đã được trả lời",
        what=f"Cơ quan thường trực trả lời câu hỏi về “{question.get_topic_display()}”.",
        url=reverse("question", args=[question.pk]),
        key=f"question:{question.pk}:{question.answered_at:%Y%m%d%H%M%S%f}",
    )
