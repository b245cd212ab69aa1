"""Questions to the standing office: some answered for all, one for its asker, one joined, one that waits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from thanthien.accounts.models import User
from thanthien.questions import actions
from thanthien.questions.enums import Topic
from thanthien.questions.models import Question
from thanthien.reports.demo.doing import do
from thanthien.reports.demo.story import Say


@dataclass(frozen=True, slots=True)
class _Told:
    """A question as somebody asked it, as all read it, and the answer; without one it waits."""

    person: str
    topic: Topic
    text: str
    wording: str = ""
    answer: str = ""
    for_all: bool = True


_TOLD = (
    _Told(
        "daumoi.11911", Topic.WEEKLY, "Tuần nghỉ Tết đơn vị tôi không tiếp nhận ý kiến thì có bị trừ không?",
        "Tuần nghỉ Tết có tính vào số tuần phải tiếp nhận ý kiến không?",
        "Tuần không có ngày làm việc nào không phải là kỳ đến hạn. Tuần có ít nhất một ngày làm việc vẫn tính.",
    ),
    _Told(
        "congchuc.11413", Topic.SCORING, "Minh chứng có số điện thoại của dân thì để chế độ nào?",
        "Tài liệu có dữ liệu cá nhân thì chọn phạm vi xem nào?",
        "Ở trang của minh chứng, mở “Ai được xem”, chọn “Có dữ liệu cá nhân”. Cơ quan thẩm định vẫn đọc được khi cần.",
    ),
    _Told(
        "td.mttq", Topic.APPRAISAL, "Phiếu đã gửi nhầm một tiêu chí thì sửa thế nào?",
        "Phiếu thẩm định đã gửi cần sửa thì làm thế nào?",
        "Đề nghị Thư ký Hội đồng trả lại phiếu của hồ sơ đó, sửa rồi gửi lại.",
    ),
    _Told(
        "chutich.11257", Topic.PROCEDURE, "Xã tôi bị trả lại do thiếu biên bản, đồng chí nào phụ trách để trao đổi?",
        "Hồ sơ bị trả lại thì trao đổi với ai?", "Đồng chí Nam, chuyên viên Sở Nội vụ, trao đổi trực tiếp với đơn vị.",
        for_all=False,
    ),
    _Told("daumoi.11413", Topic.SYSTEM, "Trang tự chấm trên điện thoại có dùng được không?"),
)  # fmt: skip
_AGAIN = _Told("daumoi.11413", Topic.WEEKLY, "Tết Nguyên đán có phải báo cáo tuần không?")


def make_questions(people: Mapping[str, User], say: Say) -> None:
    """Asked and answered today, as people do; who isn't among the people of a place asks nothing."""
    asked = [(told, _asked(people[told.person], told)) for told in _TOLD if told.person in people]
    for told, question in asked:
        if told.answer:
            said = actions.Answer(told.topic, told.wording, told.answer, told.for_all)
            do(actions.answer, by=people["chuyenvien"], question_id=question.pk, said=said)
    first = next((question for told, question in asked if told.topic == _AGAIN.topic), None)
    if first is not None and _AGAIN.person in people:
        again = _asked(people[_AGAIN.person], _AGAIN)
        do(actions.join, by=people["chuyenvien"], question_id=again.pk, to_id=first.pk)
    say(f"{Question.objects.count()} câu hỏi")


def _asked(person: User, told: _Told) -> Question:
    return do(actions.ask, by=User.objects.get(pk=person.pk), topic=told.topic, text=told.text)
