"""Forms about criteria sets: a file to import, a decision to issue with."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from thanthien.core import clock
from thanthien.core.acting.forms import MarkedForm
from thanthien.core.day_field import DayField
from thanthien.core.long_text import LineText, LongText
from thanthien.criteria.models import CriteriaSet

MAX_BYTES = 600_000
MAX_NOTE = 2000


class SetFileForm(forms.Form):
    """A criteria set as a YAML file; `text` is its content after validation."""

    file = forms.FileField(
        label="Tệp YAML",
        widget=forms.ClearableFileInput(attrs={"accept": ".yaml,.yml"}),
        error_messages={"required": "Vui lòng chọn tệp.", "empty": "Tệp trống."},
    )

    def clean_file(self) -> UploadedFile[Any]:
        """A text file of a size that a criteria set can have."""
        file: UploadedFile[Any] = self.cleaned_data["file"]
        if (file.size or 0) > MAX_BYTES:
            raise forms.ValidationError("Tệp lớn quá 600 KB, không thể là một bộ tiêu chí.")
        try:
            self.text = file.read().decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise forms.ValidationError("Tệp không phải là văn bản mã hóa UTF-8. Cần tệp YAML theo mẫu.") from error
        return file


class _DraftForm(MarkedForm):
    """Something done with a draft as it was seen: the mark is its SHA-256."""

    mark = "seen"
    seen = forms.CharField(widget=forms.HiddenInput)

    def mark_of(self, current: CriteriaSet) -> str:
        """The SHA-256 of what stands in it now."""
        return current.sha256


class SubmitForm(_DraftForm):
    """A word to the head with a draft that is submitted."""

    note = LongText(label="Lời trình", required=False, max_length=MAX_NOTE, rows=4)


class SendBackForm(_DraftForm):
    """Why a submitted draft is given back."""

    reason = LongText(label="Lý do trả lại", max_length=MAX_NOTE, rows=4)


class IssueForm(_DraftForm):
    """The decision with which a set is issued, as it was seen."""

    decision_number = LineText(
        label="Số quyết định", max_length=60, widget=forms.TextInput(attrs={"placeholder": "12/QĐ-SNV"})
    )
    decision_date = DayField(label="Ngày quyết định")

    def clean_decision_date(self) -> Any:
        """A day that has come."""
        day = self.cleaned_data["decision_date"]
        if day > clock.today():
            raise forms.ValidationError("Ngày quyết định không được sau hôm nay.")
        return day
