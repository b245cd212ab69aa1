"""What the commune types: one answer of its self-score, and the forms of the steps up to submission."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import deepcopy
from typing import TYPE_CHECKING

from django import forms
from django.forms.widgets import RadioSelect

from thanthien.core.acting.forms import MarkedForm, VersionedForm
from thanthien.core.acting.pages import carry_out
from thanthien.core.day_field import DayField
from thanthien.core.long_text import LineText, LongText
from thanthien.evaluations.actions.answers import Draft
from thanthien.evaluations.enums import AnswerState, Origin, PaperKind
from thanthien.evaluations.forms.entries import EntryForm
from thanthien.evaluations.forms.papers import StepPaperForm
from thanthien.evaluations.forms.values import typed_value
from thanthien.evaluations.queries.gaps import suggested_asks
from thanthien.evaluations.queries.scoring_page import words_of
from thanthien.evaluations.scored import Entry
from thanthien.measures.offers import Offer

if TYPE_CHECKING:
    from thanthien.criteria.compiling import CompiledIndicator, CompiledSet
    from thanthien.evaluations.models import Answer, Dossier, EarlierAnswer, Opinion, ReturnItem
    from thanthien.evaluations.queries.gaps import Gaps

MAX_TEXT = 10_000
MINUTES = "bien-ban"
NOT_WRITTEN = "(chưa ghi gì)"


class AnswerForm(EntryForm):
    """The commune's answer on one indicator. Sent, it learns its fields only when the dossier is locked and tells the
    rule (``draft``)."""

    not_applicable = forms.BooleanField(required=False)
    explanation = LongText(label="Giải trình", required=False, max_length=MAX_TEXT)

    def __init__(
        self,
        data: Mapping[str, str] | None = None,
        *,
        answer: Answer | None = None,
        reused: Answer | EarlierAnswer | None = None,
    ) -> None:
        """``answer``: what stands now; ``reused``: the answer of an earlier year or under the version of the set
        before, whose value fills the fields."""
        super().__init__(data, compiled=answer.compiled if answer else None, start=answer, auto_id="o-%s")
        if answer is not None:
            self.initial.update(version=answer.version, explanation=answer.explanation)
        if answer is not None and reused is not None:
            self.initial.update(typed_value(reused.value), not_applicable=False)
            self.initial["explanation"] = answer.explanation or reused.explanation

    @property
    def action(self) -> str:
        """The button pressed: save, next, clear, use_system."""
        return str(self.data.get("action", "save"))

    def draft(self, compiled: CompiledIndicator) -> Draft:
        """What the action is asked to save. Call after ``is_valid()``. Raises Invalid."""
        self.ask(compiled)
        explanation = self.cleaned_data["explanation"]
        if self.action == "use_system":
            return Draft(Entry(AnswerState.VALUE), explanation, Origin.SYSTEM)
        return Draft(Entry(AnswerState.MISSING) if self.action == "clear" else self.entry(), explanation)

    def says_other_than(self, answer: Answer) -> bool:
        """Was something typed into the fields of the value that the answer doesn't say? What can't be read counts."""
        sent = {name: self.typed[name] for name in self.typed if name in self.data}
        stored = typed_value(answer.value)
        return any((text or "").strip() != (stored.get(name) or "") for name, text in sent.items())

    def words(self, answer: Answer) -> str:
        """What was typed, as a person reads it; as it was typed where it can't be read."""
        read = carry_out(self.entry) if self.is_valid() else None
        return words_of(answer, read.value) if read else "; ".join(filter(None, self.typed.values()))


class RegistrationForm(StepPaperForm):
    """The level aimed at and the creative model, with the unit's document."""

    kind = PaperKind.REGISTRATION
    field_order = ("target_level", "model", "creative_model")

    target_level = forms.TypedChoiceField(
        label="Mức độ phấn đấu", coerce=int, widget=RadioSelect, error_messages={"required": "Cần chọn một mức độ."}
    )
    creative_model = LongText(
        label="Mô hình, cách làm sáng tạo đăng ký",
        required=False,
        max_length=MAX_TEXT,
        rows=4,
    )
    model = forms.ChoiceField(label="Mô hình đã đăng ký trên hệ thống", required=False)
    confirmed = forms.BooleanField(
        label="Tôi đã kiểm tra và đăng ký thay mặt đơn vị.",
        error_messages={"required": "Cần đánh dấu để xác nhận đăng ký."},
    )

    def __init__(self, *args: object, compiled: CompiledSet, models: Sequence[Offer] = (), **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        offered = [("", "Không chọn"), *((one.value, one.title) for one in models)]
        self.fields["model"].choices = offered  # type: ignore[attr-defined]
        if not models:
            del self.fields["model"]
        levels = [level.definition for level in compiled.levels]
        self.fields["target_level"].choices = [(one.number, one.title) for one in levels]  # type: ignore[attr-defined]


def long_text(label: str, missing: str, hint: str = "", rows: int = 4) -> forms.CharField:
    """A required text of several lines."""
    return LongText(label=label, max_length=MAX_TEXT, help_text=hint, rows=rows, error_messages={"required": missing})


class ReportForm(VersionedForm):
    """The self-assessment report. ``version``: the dossier's when the page was opened."""

    text = long_text(
        "Báo cáo tự đánh giá",
        "Cần ghi nội dung báo cáo.",
        "Công khai nguyên văn khi niêm yết, kể cả phần sửa trong thời gian niêm yết; không ghi họ tên, số điện thoại "
        "của cá nhân.",
        rows=14,
    )

    def words_of(self, current: Dossier) -> str:
        """The report as it is stored."""
        return current.report or NOT_WRITTEN


class PostingForm(forms.Form):
    """When and where the draft was posted. A draft that lacks something is posted by those who say that they know, one
    with a report by those who say that they have read what everybody is going to read."""

    posted_on = DayField(label="Ngày niêm yết")
    places = long_text("Nơi niêm yết", "Cần ghi nơi niêm yết.", "Ví dụ: trụ sở, nhà văn hóa thôn, trang thông tin.")
    read = forms.BooleanField(
        label="Tôi đã đọc toàn văn báo cáo tự đánh giá; báo cáo không có họ tên, số điện thoại của cá nhân.",
        error_messages={"required": "Báo cáo được công khai nguyên văn: cần đọc lại và đánh dấu xác nhận."},
    )
    known_anew = forms.BooleanField(
        error_messages={"required": "Tiêu chí đã điều chỉnh chưa chấm lại: cần chấm, hoặc đánh dấu để xác nhận."},
    )
    known = forms.BooleanField(
        label="Tôi đã biết và vẫn niêm yết.",
        error_messages={"required": "Dự thảo còn thiếu như trên: cần đánh dấu để xác nhận vẫn niêm yết."},
    )

    def __init__(self, *args: object, gaps: Gaps, anew: Sequence[str], sheet_url: str, **kwargs: object) -> None:
        """``gaps``: what the draft lacks; ``anew``: codes of what a change of the set asks to be scored again, and is
        not; ``sheet_url``: where it is read and printed as it will be posted."""
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.gaps = gaps
        self.sheet_url = sheet_url
        if gaps.no_report:
            del self.fields["read"]
        if not gaps:
            del self.fields["known"]
        self.anew = ", ".join(anew)
        if anew:
            self.fields["known_anew"].label = f"Tôi biết tiêu chí {self.anew} không có điểm khi niêm yết."
        else:
            del self.fields["known_anew"]


class ReasonForm(forms.Form):
    """Why a step is taken; kept in its log. ``hint``: what follows from the step."""

    reason = long_text("Lý do", "Cần ghi lý do.")

    def __init__(self, *args: object, hint: str = "", **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["reason"].help_text = hint


class WithdrawPaperForm(ReasonForm, StepPaperForm):
    """Why a document was recorded wrongly, and the right one in its place; left empty where that was recorded
    before."""

    field_order = ("reason",)

    def __init__(self, *args: object, kind: PaperKind, **kwargs: object) -> None:
        self.kind = kind
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["number"].help_text = f"Của {self.noun} ghi thay; đã ghi trước thì để trống các ô này."


class ReturnForm(ReasonForm, StepPaperForm):
    """Why a dossier is returned, and what is asked of single indicators: a text for each, empty where nothing is. What
    the draft lacks (``gaps``) stands there first, with what to do about it; the office's document beside it."""

    kind = PaperKind.RETURN
    field_order = ("reason",)

    def __init__(self, *args: object, gaps: Gaps, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        asks = suggested_asks(gaps)
        self.lacking: list[str] = []  # names of the fields
        self.others: list[str] = []
        for code, one in gaps.dossier.compiled.by_code.items():
            name = f"{_ITEM}{code}"
            self.fields[name] = LongText(
                label=f"{code} {one.definition.label}", required=False, max_length=MAX_TEXT, initial=asks.get(code, ""),
                rows=2,
            )  # fmt: skip
            (self.lacking if code in asks else self.others).append(name)

    @property
    def lacking_fields(self) -> list[forms.BoundField]:
        """What the draft lacks."""
        return [self[name] for name in self.lacking]

    @property
    def other_fields(self) -> list[forms.BoundField]:
        """The other indicators."""
        return [self[name] for name in self.others]

    @property
    def items(self) -> dict[str, str]:
        """Indicator code → what to add, of those asked about. Call after ``is_valid()``."""
        data = self.cleaned_data
        return {name.removeprefix(_ITEM): data[name] for name in (*self.lacking, *self.others) if data[name]}


_ITEM = "muc-"


class ReturnAnswerForm(MarkedForm):
    """What was done about one item for which the dossier was returned."""

    mark = "seen"
    seen = forms.CharField(widget=forms.HiddenInput, required=False)  # the answer as it stood when the page was opened
    response = long_text("Đã bổ sung", "Cần ghi đã bổ sung những gì.")

    def mark_of(self, current: ReturnItem) -> str:
        """The answer itself."""
        return current.answer

    def words_of(self, current: ReturnItem) -> str:
        """The answer as it is stored."""
        return current.answer or NOT_WRITTEN


class OpinionForm(forms.Form):
    """An opinion on the posted draft, without the name or address of who gave it."""

    received_on = DayField(label="Ngày nhận")
    channel = LineText(
        label="Nhận qua",
        max_length=200,
        help_text="Ví dụ: hòm thư góp ý, họp thôn. Không ghi họ tên, địa chỉ người góp ý.",
        error_messages={"required": "Cần ghi ý kiến được nhận qua đâu."},
    )
    text = long_text("Nội dung ý kiến", "Cần ghi nội dung ý kiến.")


class ResponseForm(MarkedForm):
    """What was taken up and what not."""

    mark = "seen"
    seen = forms.CharField(widget=forms.HiddenInput, required=False)  # the answer as it stood when the page was opened
    response = long_text("Tiếp thu, giải trình", "Cần ghi nội dung tiếp thu, giải trình.")

    def mark_of(self, current: Opinion) -> str:
        """The answer itself."""
        return current.response

    def words_of(self, current: Opinion) -> str:
        """The answer as it is stored."""
        return current.response or NOT_WRITTEN


class MeetingForm(VersionedForm):
    """Day and minutes of the commune's evaluation meeting. ``version``: the dossier's when the page was opened."""

    needed_at_times = frozenset({"minutes", "file", "newest"})  # one of the first two
    meeting_on = DayField(label="Ngày họp đánh giá")
    minutes = forms.ChoiceField(
        label="Biên bản họp",
        required=False,
        help_text="Chọn trong kho minh chứng của đơn vị, hoặc tải tệp mới ở ô dưới.",
    )
    newest = forms.TypedChoiceField(
        label="Phiên bản của biên bản đang ghi", required=False, coerce=int, empty_value=None, widget=RadioSelect,
        error_messages={"invalid_choice": "Vừa có phiên bản mới hơn nữa: cần xem lại rồi chọn."},
    )  # fmt: skip
    file = forms.FileField(label="Tải biên bản mới", required=False)

    def __init__(
        self, *args: object, documents: Mapping[str, str], offered: tuple[int, int] | None, **kwargs: object
    ) -> None:
        """``offered``: the recorded version's number and the newest one's, where they differ."""
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.offer(documents, offered)

    def offer(self, documents: Mapping[str, str], offered: tuple[int, int] | None) -> None:
        """What can be chosen: documents, and the newest version of the recorded one (see ``__init__``)."""
        self.fields["minutes"].choices = [("", "Chưa chọn"), *documents.items()]  # type: ignore[attr-defined]
        self.fields.pop("newest", None)
        if offered is not None:
            kept, newest = offered
            choices = [("", f"Giữ phiên bản {kept}"), (str(newest), f"Dùng phiên bản mới ({newest})")]
            self.fields["newest"] = deepcopy(self.base_fields["newest"])
            self.fields["newest"].choices = choices  # type: ignore[attr-defined]
            self.order_fields(list(self.base_fields))

    def clean(self) -> dict[str, object]:
        """Minutes come from the library or as a file."""
        data = super().clean() or {}
        if not data.get("minutes") and not data.get("file") and "file" not in self.errors:
            self.add_error("minutes", "Cần chọn hoặc tải lên biên bản họp.")
        return data

    def choose(self, key: str, name: str) -> None:
        """The sent file lies in the library now: when the form is shown again, it is chosen there."""
        choices = dict(self.fields["minutes"].choices)  # type: ignore[attr-defined]
        self.fields["minutes"].choices = list({**choices, key: choices.get(key, name)}.items())  # type: ignore[attr-defined]
        self.data = {name: self.data.get(name, "") for name in self.fields} | {"minutes": key}


class GroundForm(forms.Form):
    """Because of what a posted value is changed: one of the opinions that were answered, or the minutes; and why. The
    value itself stands in an :class:`AnswerForm` beside."""

    ground = forms.ChoiceField(
        label="Sửa theo", widget=RadioSelect, error_messages={"required": "Cần chọn ý kiến hoặc biên bản họp."}
    )
    why = long_text(
        "Lý do sửa", "Cần ghi lý do.", "Công khai cùng dự thảo; không ghi họ tên, thông tin riêng của cá nhân.", rows=3
    )

    def __init__(self, *args: object, grounds: Mapping[str, str], **kwargs: object) -> None:
        """``grounds``: what can be chosen, by value."""
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["ground"].choices = list(grounds.items())  # type: ignore[attr-defined]

    def opinion_id(self) -> int | None:
        """The opinion chosen; None for the minutes. Call after ``is_valid()``."""
        chosen = self.cleaned_data["ground"]
        return None if chosen == MINUTES else int(chosen)


class ItemRequestForm(forms.Form):
    """The answer to a body's question on one indicator. Where the question shows that the value handed in is wrong,
    the right one comes with it, in an :class:`AnswerForm` beside."""

    answer = long_text("Trả lời", "Cần ghi nội dung trả lời.")
    corrects = forms.BooleanField(
        label="Sửa số liệu đã nộp của tiêu chí này",
        required=False,
        help_text="Số liệu đã nộp vẫn được giữ và hiện bên cạnh số liệu mới. Ý kiến của các cơ quan không thay đổi.",
    )
