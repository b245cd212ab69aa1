"""What is typed when a result changes after it was told: a correction, an adjustment, a returned Tờ trình."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django import forms

from thanthien.core.acting.forms import MarkedForm, VersionedForm
from thanthien.core.acting.seen import pack, unpack
from thanthien.core.day_field import DayField
from thanthien.core.formats import date_vn
from thanthien.core.long_text import LineText, LongText
from thanthien.core.text import normalise
from thanthien.criteria.values import MAX_REASON
from thanthien.evaluations.actions.adjustments import Adjusted
from thanthien.evaluations.actions.decision_corrections import MAX_NAME, Right
from thanthien.evaluations.actions.printed import MAX_NUMBER, MAX_SIGNER
from thanthien.evaluations.decision_words import Texts
from thanthien.evaluations.forms.commune import long_text
from thanthien.evaluations.forms.council import ConcludeForm, CouncilDayForm
from thanthien.evaluations.forms.decisions import DecisionPaperForm
from thanthien.evaluations.forms.papers import PrintedForm
from thanthien.evaluations.models import Adjustment, Cycle, Dossier

# --- Corrections of a decision ----------------------------------------------------------------------------------------


class RightTextsForm(MarkedForm):
    """What is right instead of the texts of a decision. ``seen``: the texts that the page showed."""

    mark = "seen"

    seen = forms.CharField(widget=forms.HiddenInput)
    right_number = LineText(label="Số quyết định, đúng là", max_length=MAX_NUMBER, required=False)
    right_signed_on = DayField(label="Ngày ký, đúng là", required=False)
    right_signer = LineText(label="Người ký, đúng là", max_length=MAX_SIGNER, required=False)
    unit = forms.TypedChoiceField(
        label="Đơn vị ghi sai tên", coerce=int, empty_value=None, required=False,
        error_messages={"invalid_choice": "Cần chọn trong danh sách."},
    )  # fmt: skip
    unit_name = LineText(label="Tên đơn vị, đúng là", max_length=MAX_NAME, required=False)

    def __init__(self, texts: Texts, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.texts = texts
        self.initial["seen"] = pack(texts.values)
        shown = {
            "right_number": texts.number, "right_signed_on": date_vn(texts.signed_on), "right_signer": texts.signer,
        }  # fmt: skip
        for name, text in shown.items():
            self.fields[name].help_text = f"Đã ghi: {text}. Để trống nếu đã đúng."
        units = sorted(texts.names.items(), key=lambda one: one[1])
        self.fields["unit"].choices = [("", "Không đơn vị nào"), *units]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """A name and its unit come together."""
        data = super().clean() or self.cleaned_data
        if bool(data.get("unit")) != bool(normalise(data.get("unit_name") or "")):
            self.add_error("unit_name", "Cần chọn đơn vị và ghi tên đúng.")
        return data

    def right(self) -> Right:
        """What is right instead. Call after ``is_valid()``."""
        data = self.cleaned_data
        names = {data["unit"]: normalise(data["unit_name"])} if data["unit"] else {}
        return Right(
            normalise(data["right_number"]) or None, data["right_signed_on"],
            normalise(data["right_signer"]) or None, names,
        )  # fmt: skip

    def shown(self) -> dict[str, Any]:
        """The texts that the page showed. Call after ``is_valid()``."""
        return unpack(self.cleaned_data["seen"])

    def mark_of(self, current: Mapping[str, Any]) -> object:
        """The texts that stand now."""
        return pack(current)

    def words_of(self, current: Mapping[str, Any]) -> str:
        """What was corrected meanwhile."""
        return f"Hiện nay: số {current['number']}, ngày ký {current['signed_on']}, người ký {current['signer']}."


class CorrectDecisionForm(PrintedForm, RightTextsForm):
    """The document that corrects, under what was checked: the right texts come back as they were shown."""

    noun = "văn bản đính chính"
    example = "45/QĐ-UBND hoặc 45/TB-UBND"
    needs_file = True

    field_order = ("number", "signed_on", "signer", "file")

    def __init__(self, texts: Texts, *args: Any, **kwargs: Any) -> None:
        super().__init__(texts, *args, **kwargs)
        for name in RightTextsForm.base_fields:
            self.fields[name].widget = forms.HiddenInput()

    def both_texts(self) -> list[tuple[str, str]]:
        """What is corrected, each with the text that stands and the right one, as the page to check says it."""
        texts, day = self.texts, self["right_signed_on"].value()
        signed_on = date_vn(day) if isinstance(day, date) else day
        unit = str(self["unit"].value() or "")
        names = {str(pk): name for pk, name in texts.names.items()}
        found = [
            ("Số quyết định", texts.number, self["right_number"].value()),
            ("Ngày ký", date_vn(texts.signed_on), signed_on),
            ("Người ký", texts.signer, self["right_signer"].value()),
            ("Tên đơn vị", names.get(unit, ""), self["unit_name"].value()),
        ]
        return [(label, f"đã ghi “{before}”, đúng là “{after}”") for label, before, after in found if after]


# --- Adjustments ------------------------------------------------------------------------------------------------------


def _codes(missing: str = "") -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label="Tiêu chí", widget=forms.CheckboxSelectMultiple(attrs={"class": "whole-line"}), required=bool(missing),
        error_messages={"required": missing, "invalid_choice": "Cần chọn tiêu chí trong danh sách."},
    )  # fmt: skip


class OpenAdjustmentForm(PrintedForm, VersionedForm):
    """How a complaint was settled, and what is to be adjusted for it. ``version``: the dossier's."""

    noun = "văn bản giải quyết khiếu nại"
    example = "77/QĐ-UBND"

    grounds = long_text("Căn cứ điều chỉnh", "Cần ghi căn cứ điều chỉnh.", "Người ghi kết luận lại đọc nguyên văn.")
    codes = _codes()

    field_order = ("number", "signed_on", "signer", "file", "grounds", "codes")

    def __init__(self, titles: Sequence[tuple[str, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["codes"].choices = titles  # type: ignore[attr-defined]
        self.fields[
            "codes"
        ].help_text = (
            "Các tiêu chí được chọn được kết luận lại. Không chọn tiêu chí nào: quyết định chỉ điều chỉnh mức độ."
        )

    def words_of(self, current: Dossier) -> str:
        """Where the dossier stands now."""
        return f"Hồ sơ đang ở trạng thái “{current.label}”."


class AdjustedItemForm(ConcludeForm):
    """The council's new word on one indicator of a published result."""

    reason_hint = "Bắt buộc; lý do được công khai cùng quyết định điều chỉnh."


class DecideAdjustmentForm(CouncilDayForm, DecisionPaperForm, VersionedForm):
    """The decision that adjusts: the document, the level, the reason that everybody reads."""

    level = forms.TypedChoiceField(
        label="Mức độ theo quyết định điều chỉnh", coerce=int, widget=forms.RadioSelect,
        error_messages={"required": "Cần chọn mức độ."},
    )  # fmt: skip
    reason = LongText(
        label="Lý do, được công khai", max_length=MAX_REASON, rows=3,
        error_messages={"required": "Cần ghi lý do; lý do được công khai."},
    )  # fmt: skip

    def __init__(self, cycle: Cycle, day_label: str, data: Any = None, files: Any = None, **kwargs: Any) -> None:
        """``day_label``: what the day is called on which the council concluded anew; empty where none is asked for."""
        super().__init__(day_label, cycle, data, files=files, **kwargs)
        self.fields["level"].choices = cycle.level_names.choices  # type: ignore[attr-defined]

    def adjusted(self) -> Adjusted:
        """What the decision says. Call after ``is_valid()``."""
        data = self.cleaned_data
        return Adjusted(data["level"], normalise(data["reason"]), self.session())

    def words_of(self, current: Adjustment) -> str:
        """What became of it meanwhile."""
        return current.label


class DropAdjustmentForm(VersionedForm):
    """Why nothing is adjusted."""

    reason = long_text("Lý do", "Cần ghi lý do không điều chỉnh.")

    def words_of(self, current: Adjustment) -> str:
        """What became of it meanwhile."""
        return current.label


# --- Returned by the city ---------------------------------------------------------------------------------------------


class RecordReturnForm(PrintedForm):
    """The paper with which the city returned the Tờ trình, and what it asks."""

    noun = "văn bản trả lại"
    example = "812/UBND-NC"

    reason = long_text("Nội dung trả lại", "Cần ghi nội dung trả lại.", "Người xử lý đọc nguyên văn.")
    field_order = ("number", "signed_on", "signer", "file", "reason")


class KeepResultsForm(forms.Form):
    """Why the council keeps the results."""

    reason = long_text("Lý do giữ nguyên kết quả", "Cần ghi lý do giữ nguyên kết quả.")


class ReopenItemsForm(forms.Form):
    """Which indicators are opened again, and why."""

    codes = _codes("Cần chọn ít nhất một tiêu chí.")
    reason = long_text("Lý do mở lại", "Cần ghi lý do mở lại.", "Đơn vị đọc nguyên văn.")

    def __init__(self, titles: Sequence[tuple[str, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["codes"].choices = titles  # type: ignore[attr-defined]
        self.fields["codes"].help_text = "Chỉ những tiêu chí này được kết luận lại, ở mọi hồ sơ đã chọn."
