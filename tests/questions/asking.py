"""Questions to test with, asked and answered as people do."""

from tests.factories.accounts import person
from thanthien.accounts.models import User
from thanthien.accounts.roles import Role
from thanthien.questions import actions
from thanthien.questions.enums import Topic
from thanthien.questions.models import Question

TEXT = "Tiêu chí 1.2.3 tính tuần nghỉ Tết thế nào?"
WORDING = "Tuần nghỉ Tết có tính vào số tuần phải tiếp nhận không?"
ANSWER = "Tuần không có ngày làm việc không phải là kỳ đến hạn."


def asked(by: User, text: str = TEXT, page: str = "") -> Question:
    return actions.ask(by=by, topic=Topic.SCORING, text=text, page=page)


def answered(
    question: Question, by: User | None = None, *, wording: str = WORDING, answer: str = ANSWER, for_all: bool = True
) -> Question:
    said = actions.Answer(Topic.WEEKLY, wording, answer, for_all)
    return actions.answer(by=by or person(Role.CITY_OFFICER), question_id=question.pk, said=said)
