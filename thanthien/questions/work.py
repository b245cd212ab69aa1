"""What waits for the office: questions that nobody answered."""

from __future__ import annotations

from django.urls import reverse

from thanthien.accounts.models import User
from thanthien.notices.work import Work
from thanthien.questions.models import Question
from thanthien.questions.permissions import can_answer


def questions_work(user: User) -> list[Work]:
    """One thing with how many there are; one statement for the office, else none."""
    waiting = Question.objects.waiting().count() if can_answer(user) else 0
    if not waiting:
        return []
    url = f"{reverse('questions')}?xem=cho"
    return [Work("questions", "Trả lời câu hỏi", "Câu hỏi của đơn vị, cơ quan.", url, count=waiting, noun="câu hỏi")]
