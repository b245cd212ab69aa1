"""Forms of standard answers."""

from __future__ import annotations

from typing import Any

from django import forms

from thanthien.core.acting.forms import MarkedForm, VersionedForm
from thanthien.core.long_text import LineText, LongText
from thanthien.core.tables.filters import ALL, FilterForm
from thanthien.feedback.answer_fields import fields_in_words
from thanthien.feedback.forms import NO_NAMES
from thanthien.feedback.models import MAX_ANSWER, MAX_SUMMARY, MAX_TITLE
from thanthien.feedback.standard_answers import Wording
from thanthien.feedback.topics import answered_topics

_FIELDS = f"Trường tự điền khi dùng: {fields_in_words()}."


def _topics() -> list[tuple[str, str]]:
    return [(one.code, one.title) for one in answered_topics()]


class StandardForm(MarkedForm):
    """What a standard answer says."""

    use_required_attribute = False
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    title = LineText(label="Tên mẫu", max_length=MAX_TITLE, help_text="Ví dụ: Đã thay bóng đèn")
    topic = forms.ChoiceField(label="Lĩnh vực", required=False)
    summary = LongText(
        label="Tóm tắt phản ánh để công khai", max_length=MAX_SUMMARY, rows=2, required=False, help_text=_FIELDS
    )
    text = LongText(label="Nội dung trả lời", max_length=MAX_ANSWER, rows=8, help_text=f"{_FIELDS} {NO_NAMES}")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        asked: Any = self.fields["topic"]
        asked.choices = [("", "Mọi lĩnh vực"), *_topics()]

    def words_of(self, current: Any) -> str:
        """What stands now."""
        return f"{current.title}\n{current.text}"

    def said(self) -> Wording:
        """What was typed. Ask only when it is in order."""
        return Wording(**{name: self.cleaned_data[name] for name in ("title", "text", "topic", "summary")})


class EndForm(VersionedForm):
    """Nothing is typed to end one."""

    def words_of(self, current: Any) -> str:
        """What stands now."""
        return f"{current.title}\n{current.text}"


class StandardFilter(FilterForm):
    """Conditions on the list."""

    linh_vuc = forms.ChoiceField(label="Lĩnh vực", required=False)
    da_ngung = forms.BooleanField(label="Cả mẫu đã ngừng sử dụng", required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        asked: Any = self.fields["linh_vuc"]
        asked.choices = [ALL, *_topics()]
