"""Forms of the city's decisions."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms

from thanthien.core.acting.forms import MarkedForm
from thanthien.core.day_field import DayField
from thanthien.core.text import normalise
from thanthien.criteria.values import MAX_REASON
from thanthien.evaluations.actions.decisions import Paper, Verdict
from thanthien.evaluations.forms.commune import ReasonForm
from thanthien.evaluations.models import Cycle, Dossier
from thanthien.evaluations.workflow import Status


class PaperForm(forms.Form):
    """The signed document: what is printed on it, and its PDF."""

    number = forms.CharField(
        label="Số quyết định", max_length=60, help_text="Ví dụ: 1234/QĐ-UBND",
        error_messages={"required": "Cần ghi số quyết định."},
    )  # fmt: skip
    signed_on = DayField(label="Ngày ký", error_messages={"required": "Cần ghi ngày ký."})
    signer = forms.CharField(
        label="Người ký", max_length=120, help_text="Họ tên, chức vụ",
        error_messages={"required": "Cần ghi người ký."},
    )  # fmt: skip
    file = forms.FileField(
        label="Bản ký (PDF)",
        widget=forms.FileInput(attrs={"accept": "application/pdf,.pdf"}),
        error_messages={
            "required": "Cần chọn tệp PDF của quyết định.",
            "empty": "Tệp trống. Cần chọn lại tệp PDF của quyết định.",
        },
    )

    @property
    def file_again(self) -> bool:
        """The form comes back with errors: a browser doesn't keep the file that was chosen, good as it was."""
        return self.is_bound and bool(self.errors) and "file" in self.files and "file" not in self.errors

    def paper(self) -> Paper:
        """The document as entered. Call after ``is_valid()``."""
        data = self.cleaned_data
        return Paper(normalise(data["number"]), data["signed_on"], normalise(data["signer"]), data["file"])


@dataclass(slots=True)
class VerdictRow:
    """One dossier in the draft of a decision: the level chosen, and the reason when it is not the proposed one."""

    dossier: Dossier
    computed: int | None
    cells: tuple[str, ...]
    problems: tuple[str, ...] = ()
    included: bool = True
    level: str = ""
    reason: str = ""
    error: str = ""

    @property
    def choices(self) -> list[tuple[str, str]]:
        """Levels to choose from; a dossier that was not submitted is not recognised."""
        choices = self.dossier.cycle.level_names.choices
        return choices[:1] if self.dossier.status == Status.CLOSED_UNSUBMITTED else choices

    @property
    def number(self) -> int:
        """The level chosen, as a number."""
        return int(self.level)

    @property
    def changed(self) -> bool:
        """Does the decision say something else than the council proposed?"""
        return self.level != str(self.dossier.proposed_level)

    def read(self, data: Mapping[str, Any]) -> None:
        """Take over what was typed; ``error`` tells what is missing."""
        lead = f"d{self.dossier.pk}"
        self.level = str(data.get(f"{lead}-level", self.level))
        self.reason = normalise(str(data.get(f"{lead}-reason", "")))[:MAX_REASON]
        if self.level not in {key for key, _ in self.choices}:
            self.error = "Cần chọn một mức độ."
        elif self.changed and not self.reason:
            self.error = "Mức độ quyết định khác mức độ đề nghị: cần ghi lý do."


class DecisionForm(PaperForm):
    """The document of a decision on many dossiers; unseen, the level and the reason chosen for each (``d<id>-level``,
    ``d<id>-reason``)."""

    def __init__(self, keys: Collection[int], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for key in keys:
            self.fields[f"d{key}-level"] = forms.IntegerField(widget=forms.HiddenInput)
            self.fields[f"d{key}-reason"] = forms.CharField(
                required=False, max_length=MAX_REASON, widget=forms.HiddenInput
            )

    def verdicts(self, keys: Collection[int]) -> dict[int, Verdict]:
        """What the decision says, by dossier id. Call after ``is_valid()``."""
        data = self.cleaned_data
        return {key: Verdict(data[f"d{key}-level"], normalise(data[f"d{key}-reason"])) for key in keys}


class ChangeForm(MarkedForm):
    """To which level a recognition is lowered, or that it is revoked, and why."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    level = forms.TypedChoiceField(
        label="Mức mới", coerce=int, widget=forms.RadioSelect, error_messages={"required": "Cần chọn mức mới."}
    )
    reason = forms.CharField(
        label="Lý do", max_length=MAX_REASON, widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Cần ghi lý do."},
    )  # fmt: skip

    def __init__(self, dossier: Dossier, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["version"] = dossier.version
        choices = dossier.cycle.level_names.choices
        lower = [(key, title) for key, title in choices if int(key) < (dossier.decided_level or 0)]
        named = [
            (key, f"Thu hồi công nhận ({title.lower()})" if key == "0" else f"Hạ xuống {title}") for key, title in lower
        ]
        self.fields["level"].choices = named  # type: ignore[attr-defined]

    def words_of(self, current: Dossier) -> str:
        """What a colleague has recorded meanwhile."""
        level = current.cycle.level_names.name(current.decided_level)
        return f"Đã ghi nhận một quyết định khác đối với đơn vị này: {current.label}, {level}."


class ConfirmChangeForm(PaperForm, ChangeForm):
    """The decision that lowers or revokes, under what was checked: level and reason come back as they were shown."""

    def __init__(self, dossier: Dossier, *args: Any, **kwargs: Any) -> None:
        super().__init__(dossier, *args, **kwargs)
        for name in ChangeForm.base_fields:
            self.fields[name].widget = forms.HiddenInput()


class PaperWordForm(MarkedForm):
    """That everybody reads the signed PDF, or no longer; ``seen``: what the page said."""

    mark = "seen"
    seen = forms.BooleanField(required=False, widget=forms.HiddenInput)
    read = forms.BooleanField(
        label="Tôi đã đọc toàn văn tệp này; tệp không có dữ liệu cá nhân ngoài họ tên, chữ ký của người ký.",
        error_messages={"required": "Cần đọc tệp và đánh dấu xác nhận trước khi công khai."},
    )

    def __init__(self, decision: Any, data: Any = None, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.initial["seen"] = decision.paper_is_public
        if decision.paper_is_public:
            del self.fields["read"]

    def tell_stale(self, current: Any) -> None:
        """The page says what holds now, and offers the step from there."""
        self.renew(current.paper_is_public)
        self.add_error(None, _OTHER_WORD)


class TakeBackForm(MarkedForm):
    """That a year is not taken as decided any more; ``seen``: since when the page said that it is, if it did."""

    mark = "seen"
    seen = forms.DateTimeField(required=False, widget=forms.HiddenInput)

    def __init__(self, cycle: Cycle, data: Any = None, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.cycle = cycle
        self.initial["seen"] = cycle.taken_as_decided_at

    def clean(self) -> dict[str, Any]:
        """Told before anything else that is wrong: sent from the page of the opposite step, the form lacks fields."""
        if self.cleaned_data.get("seen") != self.cycle.taken_as_decided_at:
            self.tell_stale(self.cycle)
        return self.cleaned_data

    def tell_stale(self, current: Cycle) -> None:
        """The page says what holds now, and offers the step from there."""
        self.renew(current.taken_as_decided_at or "")
        self.add_error(None, _OTHER_WORD)


class TakeAsDecidedForm(ReasonForm, TakeBackForm):
    """Why a year is taken as decided; ``seen``: the same."""


_OTHER_WORD = "Người khác vừa đổi việc này. Việc anh/chị gửi chưa được làm; trang này hiện trạng thái hiện nay."
