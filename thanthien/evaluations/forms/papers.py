"""What a signed document says of itself: number, day, signer, and its PDF. The same fields everywhere."""

from __future__ import annotations

from typing import Any

from django import forms

from thanthien.core.day_field import DayField
from thanthien.core.long_text import LineText, LongText
from thanthien.evaluations.actions.printed import MAX_NUMBER, MAX_SIGNER, Printed
from thanthien.evaluations.enums import PaperAsked, PaperKind
from thanthien.evaluations.paper_kinds import PAPER_RULES


class PrintedForm(forms.Form):
    """The signed document: what is printed on it, and its PDF. ``needs_file``: it can't be recorded without.

    ``example``: of a number, as such documents are numbered."""

    noun = "văn bản"
    example = ""
    needs_file = False

    number = LineText(label="Số, ký hiệu", max_length=MAX_NUMBER)
    signed_on = DayField(label="Ngày ký", error_messages={"required": "Cần ghi ngày ký."})
    signer = LineText(
        label="Người ký", max_length=MAX_SIGNER, help_text="Họ tên, chức vụ",
        error_messages={"required": "Cần ghi người ký."},
    )  # fmt: skip
    file = forms.FileField(
        label="Bản ký (PDF)", required=False, widget=forms.FileInput(attrs={"accept": "application/pdf,.pdf"})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        number, file = self.fields["number"], self.fields["file"]
        number.error_messages["required"] = f"Cần ghi số {self.noun}."
        number.help_text = f"Ví dụ: {self.example}" if self.example else ""
        file.required = self.needs_file
        file.error_messages["required"] = f"Cần chọn tệp PDF của {self.noun}."
        file.error_messages["empty"] = f"Tệp trống. Cần chọn lại tệp PDF của {self.noun}."

    @property
    def file_again(self) -> bool:
        """The form comes back with errors: a browser doesn't keep the file that was chosen, good as it was."""
        return self.is_bound and bool(self.errors) and "file" in self.files and "file" not in self.errors

    def printed(self) -> Printed:
        """The document as entered. Call after ``is_valid()``."""
        data = self.cleaned_data
        return Printed(data["number"], data["signed_on"], data["signer"], data["file"])


class StepPaperForm(PrintedForm):
    """The document that goes with a step, beside what else the step asks: as the cycle says, or recorded later.

    ``asked``: what is asked; none where a document of the step to come was recorded before."""

    kind: PaperKind

    def __init__(self, *args: Any, asked: PaperAsked = PaperAsked.NONE, **kwargs: Any) -> None:
        rule = PAPER_RULES[self.kind]
        self.noun, self.example = rule.noun, rule.example
        super().__init__(*args, **kwargs)
        self.fields["file"].required = asked == PaperAsked.FILE
        if asked == PaperAsked.NONE:
            for name in PrintedForm.base_fields:
                self.fields[name].required = False
            self.fields["number"].help_text = "Chưa có số thì để trống các ô này và ghi sau trên trang hồ sơ."

    def clean(self) -> dict[str, Any]:
        """A number needs its day and signer, and the other way round."""
        data = super().clean() or self.cleaned_data
        if any(data.get(name) for name in PrintedForm.base_fields):
            for name in ("number", "signed_on", "signer"):
                if not data.get(name) and name not in self.errors:
                    self.add_error(name, str(self.fields[name].error_messages["required"]))
        return data

    def printed_or_none(self) -> Printed | None:
        """The document as entered; None when it is recorded later. Call after ``is_valid()``."""
        return self.printed() if self.cleaned_data["number"] else None

    @property
    def paper_fields(self) -> list[forms.BoundField]:
        """What the document says of itself."""
        return [self[name] for name in PrintedForm.base_fields]

    @property
    def paper_legend(self) -> str:
        """“Văn bản đăng ký (không bắt buộc)”."""
        return self.kind.label if self.fields["number"].required else f"{self.kind.label} (không bắt buộc)"


class ProposalForm(StepPaperForm):
    """The commune's Tờ trình beside the submission."""

    kind = PaperKind.PROPOSAL


class AnnouncementForm(StepPaperForm):
    """The office's document about the results that it announces."""

    kind = PaperKind.ANNOUNCEMENT


class BodyOpinionForm(PrintedForm):
    """What the Party committee or the Front of the commune thinks of the posted draft."""

    noun = "văn bản ý kiến"
    needs_file = True
    field_order = ("agrees", "text", "number", "signed_on", "signer", "file")

    agrees = forms.TypedChoiceField(
        label="Ý kiến", coerce=lambda value: value == "co", widget=forms.RadioSelect,
        choices=[("co", "Nhất trí với dự thảo"), ("khac", "Có ý kiến khác")],
        error_messages={"required": "Cần chọn nhất trí hoặc có ý kiến khác."},
    )  # fmt: skip
    text = LongText(
        label="Nội dung ý kiến", required=False, max_length=10_000, rows=5,
        help_text="Ghi khi có ý kiến khác. Lãnh đạo đơn vị, thành phố đọc được; không ghi thông tin riêng của cá nhân.",
    )  # fmt: skip


class PaperForm(PrintedForm):
    """A paper of the procedure, with what else is to be said of it."""

    note = LongText(
        label="Ghi chú", required=False, max_length=2000, rows=2,
        help_text="Không ghi thông tin riêng của cá nhân.",
    )  # fmt: skip
