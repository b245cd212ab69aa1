"""What is typed in proceedings: the notice, more time, the unit's word, the conclusion, the decision on several."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django import forms

from thanthien.core.acting.forms import VersionedForm
from thanthien.core.day_field import DayField
from thanthien.core.levels import LevelNames
from thanthien.core.long_text import LineText, LongText
from thanthien.core.tables.filters import ALL
from thanthien.core.text import normalise
from thanthien.criteria.values import MAX_REASON
from thanthien.evaluations.actions.decisions import Verdict
from thanthien.evaluations.forms.commune import long_text
from thanthien.evaluations.forms.decisions import DecisionPaperForm
from thanthien.evaluations.forms.lists import UnitNameFilter
from thanthien.evaluations.forms.papers import PrintedForm
from thanthien.evaluations.models import Dossier, Proceeding
from thanthien.evaluations.models.proceeding import PROCEEDING_CHOICES
from thanthien.evidence.queries import PICKER_LIMIT

_CHOOSE = {"required": "Cần chọn một mức.", "invalid_choice": "Cần chọn một mức trong danh sách."}


class ProceedingsFilter(UnitNameFilter):
    """Conditions on the proceedings of a cycle."""

    trang_thai = forms.ChoiceField(label="Trạng thái", required=False, choices=[ALL, *PROCEEDING_CHOICES])


def lower_levels(names: LevelNames, current: int | None) -> list[tuple[str, str]]:
    """Below the level that holds, the highest first: “Hạ xuống Mức độ 2”, “Thu hồi công nhận”."""
    numbers = range((current or 0) - 1, -1, -1)
    return [(str(one), f"Hạ xuống {names.name(one)}" if one else "Thu hồi công nhận") for one in numbers]


class OpenProceedingsForm(PrintedForm):
    """The notice to the units, the grounds, and in each row the level considered."""

    noun = "thông báo"
    example = "123/TB-SNV"

    grounds = long_text(
        "Căn cứ, lý do xem xét", "Cần ghi căn cứ, lý do xem xét.",
        "Đơn vị đọc nguyên văn. Lý do chung cho các đơn vị đã chọn; lý do khác nhau thì thông báo từng lần.",
    )  # fmt: skip

    field_order = ("grounds", "number", "signed_on", "signer", "file")

    def __init__(self, dossiers: Sequence[Dossier], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._keys = [dossier.pk for dossier in dossiers]
        for dossier in dossiers:
            self.fields[level_name(dossier.pk)] = forms.ChoiceField(
                label=f"Mức dự kiến của {dossier.unit.name_in_sentence}", error_messages=_CHOOSE,
                choices=[("", "Chọn mức"), *lower_levels(dossier.cycle.level_names, dossier.decided_level)],
            )  # fmt: skip

    def levels(self) -> dict[int, int]:
        """The level considered for each dossier. Call after ``is_valid()``."""
        return {key: int(self.cleaned_data[level_name(key)]) for key in self._keys}


def level_name(key: int) -> str:
    """Name of the field with the level considered of one dossier."""
    return f"d{key}-level"


class ExtendExplanationForm(VersionedForm):
    """A later last day for the explanation, and why."""

    due_on = DayField(label="Giải trình đến hết ngày")
    reason = long_text("Lý do", "Cần ghi lý do gia hạn.", "Đơn vị đọc nguyên văn.", rows=3)


class ExplainForm(VersionedForm):
    """The unit's explanation, with documents of its library: the newest, or those found by a word of their name."""

    text = long_text(
        "Nội dung giải trình", "Cần ghi nội dung giải trình.",
        "Gửi một lần trong hạn; sau khi gửi không sửa được.", rows=10,
    )  # fmt: skip
    documents = forms.MultipleChoiceField(
        label="Tài liệu kèm theo", required=False, widget=forms.CheckboxSelectMultiple,
        help_text="Tài liệu trong kho minh chứng của đơn vị; cần tài liệu khác thì thêm vào kho trước.",
        error_messages={"invalid_choice": "Cần chọn tài liệu trong danh sách."},
    )  # fmt: skip

    find = LineText(
        label="Tìm tài liệu theo tên", required=False, max_length=200,
        help_text=f"Danh sách có {PICKER_LIMIT} tài liệu mới nhất; tìm để chọn tài liệu khác. Nội dung đã nhập, tài "
        "liệu đã chọn còn nguyên khi tìm.",
    )  # fmt: skip

    def __init__(self, titles: Mapping[str, str], *args: Any, searched: bool = False, **kwargs: Any) -> None:
        """``searched``: there are more documents than are listed, or they were looked for by a word."""
        super().__init__(*args, **kwargs)
        if titles:
            self.fields["documents"].choices = list(titles.items())  # type: ignore[attr-defined]
        else:
            del self.fields["documents"]
        if not searched:
            del self.fields["find"]

    def kept(self) -> dict[str, Any]:
        """What was typed and chosen so far, to show again."""
        return {name: self[name].value() for name in self.fields}

    def words_of(self, current: Proceeding) -> str:
        """What a colleague sent meanwhile."""
        return f"Thủ tục đang ở trạng thái “{current.label}”."


class ConcludeProceedingForm(VersionedForm):
    """What the standing office concludes, no worse than the unit was told."""

    level = forms.TypedChoiceField(
        label="Kết luận đề nghị", coerce=int, widget=forms.RadioSelect, error_messages=_CHOOSE
    )
    text = long_text("Kết luận", "Cần ghi kết luận.", "Đơn vị đọc nguyên văn. Không được công khai.", rows=6)

    def __init__(self, row: Proceeding, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        possible = lower_levels(row.dossier.cycle.level_names, row.dossier.decided_level)
        self.fields["level"].choices = [  # type: ignore[attr-defined]
            (key, title) for key, title in possible if int(key) >= row.level
        ]

    def words_of(self, current: Proceeding) -> str:
        """What a colleague concluded meanwhile."""
        return f"Thủ tục đang ở trạng thái “{current.label}”. {current.conclusion}".strip()


class DropProceedingForm(VersionedForm):
    """Why nothing is lowered or revoked."""

    reason = long_text("Lý do", "Cần ghi lý do.", "Đơn vị đọc nguyên văn.", rows=4)

    def words_of(self, current: Proceeding) -> str:
        """What became of it meanwhile."""
        return f"Thủ tục đang ở trạng thái “{current.label}”."


class DecideProceedingsForm(DecisionPaperForm):
    """The decision on several units: the document, and for each unit the reason that everybody reads."""

    def __init__(self, dossiers: Mapping[int, Dossier], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for key, dossier in dossiers.items():
            self.fields[reason_name(key)] = LongText(
                label=f"Lý do đối với {dossier.unit.name_in_sentence}", max_length=MAX_REASON, rows=2,
                error_messages={"required": f"{dossier.unit.name}: cần ghi lý do."},
            )  # fmt: skip

    def verdicts(self, levels: Mapping[int, int], keys: Collection[int]) -> dict[int, Verdict]:
        """Level and public reason by dossier id. Call after ``is_valid()``."""
        return {key: Verdict(levels[key], normalise(self.cleaned_data[reason_name(key)])) for key in keys}


def reason_name(key: int) -> str:
    """Name of the field with the public reason for one dossier."""
    return f"d{key}-reason"
