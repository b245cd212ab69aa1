"""Forms of the room."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms

from thanthien.core.acting.forms import SeenForm
from thanthien.core.acting.seen import pack, values_of
from thanthien.core.long_text import LongText
from thanthien.core.tables.filters import ALL, FilterForm
from thanthien.questions.actions import SHOWN
from thanthien.questions.enums import ANSWERED, State, Topic
from thanthien.questions.models import LONGEST, LONGEST_ANSWER, Question

FOR_ALL, FOR_ASKER = "all", "asker"


class QuestionFilter(FilterForm):
    """Search among what was answered for all."""

    q = forms.CharField(
        label="Tìm trong câu hỏi, câu trả lời",
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )
    chu_de = forms.ChoiceField(label="Chủ đề", required=False, choices=[ALL, *Topic.choices])


class AskForm(forms.Form):
    """A question to the office."""

    topic = forms.TypedChoiceField(label="Chủ đề", choices=Topic.choices, coerce=Topic)
    text = LongText(
        label="Câu hỏi",
        max_length=LONGEST,
        rows=6,
        help_text=(
            "Chỉ cơ quan thường trực đọc được câu hỏi này và biết ai hỏi. Không ghi thông tin riêng của công dân."
        ),
    )
    page = forms.CharField(required=False, widget=forms.HiddenInput)


class _OnQuestion(SeenForm):
    """A form of the office about one question; it carries what the page showed of it."""

    def __init__(self, *args: Any, question: Question, **options: Any) -> None:
        super().__init__(*args, initial=values_of(question, SHOWN), **options)

    def tell_stale(self, current: Any) -> None:
        """What others said meanwhile stands above what was typed; sending again is a decision."""
        self.stale = True
        data = self.data.copy()  # type: ignore[attr-defined]  # a QueryDict
        data["seen"] = pack(current)
        self.data = data
        stands = f" Hiện nay: {current['answer']}" if current["answer"] else ""
        self.add_error(None, f"{_MEANWHILE}{stands}")


_MEANWHILE = (
    "Người khác vừa trả lời câu hỏi này. Nội dung anh/chị nhập chưa được lưu và còn nguyên bên dưới; nếu vẫn muốn ghi "
    "thì gửi lần nữa."
)


class AnswerForm(_OnQuestion):
    """What the office says."""

    topic = forms.TypedChoiceField(label="Chủ đề", choices=Topic.choices, coerce=Topic)
    for_whom = forms.ChoiceField(
        label="Ai được đọc",
        widget=forms.RadioSelect,
        choices=[
            (FOR_ALL, "Mọi người làm việc trên hệ thống"),
            (FOR_ASKER, "Chỉ người hỏi (câu hỏi, câu trả lời nêu tên người hoặc việc riêng)"),
        ],
    )
    wording = LongText(
        label="Câu hỏi để mọi người đọc",
        max_length=LONGEST,
        rows=4,
        help_text="Sửa lại cho chung: bỏ tên người, tên đơn vị, điểm số. Người hỏi không được nêu tên.",
    )
    answer = LongText(label="Trả lời", max_length=LONGEST_ANSWER, rows=8)

    def __init__(self, *args: Any, question: Question, **options: Any) -> None:
        super().__init__(*args, question=question, **options)
        answered = question.state in ANSWERED
        for_whom = (FOR_ALL if question.state == State.FOR_ALL else FOR_ASKER) if answered else ""
        self.initial.update({"for_whom": for_whom, "wording": question.wording or question.text})


class JoinForm(_OnQuestion):
    """Which answered question says the same."""

    to = forms.TypedChoiceField(label="Câu hỏi đã trả lời", coerce=int, widget=forms.RadioSelect)

    def __init__(self, *args: Any, question: Question, answered: Iterable[Question], **options: Any) -> None:
        super().__init__(*args, question=question, **options)
        field = self.fields["to"]
        assert isinstance(field, forms.TypedChoiceField)  # noqa: S101 - declared above
        field.choices = [(one.pk, f"{one.wording} ({one.get_topic_display()})") for one in answered]
