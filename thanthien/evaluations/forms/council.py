"""Forms of the council and of the office that announces."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms

from thanthien.core.acting.forms import MarkedForm, VersionedForm
from thanthien.core.day_field import DayField
from thanthien.core.formats import datetime_vn
from thanthien.core.levels import LevelNames
from thanthien.core.long_text import LongText
from thanthien.criteria.compiling import CompiledIndicator
from thanthien.criteria.values import MAX_REASON
from thanthien.evaluations.actions.council_day import Session
from thanthien.evaluations.enums import AnswerState, ReviewOutcome
from thanthien.evaluations.forms.entries import EntryForm
from thanthien.evaluations.models import Conclusion, Cycle, Dossier, Sheet
from thanthien.evaluations.modes import COUNT_LABELS, asks_counts
from thanthien.evaluations.queries.council import AGREED
from thanthien.evaluations.scored import ScoredRow


def _long(label: str, required: str = "") -> forms.CharField:
    return LongText(
        label=label,
        required=bool(required),
        max_length=MAX_REASON,
        rows=3,
        error_messages={"required": required, "max_length": f"Tối đa {MAX_REASON} ký tự."},
    )


def conclusion_ways(compiled: CompiledIndicator) -> list[AnswerState]:
    """In which ways the council may conclude this indicator."""
    allowed = compiled.definition.not_applicable.effect != "no"
    return [AnswerState.VALUE, *([AnswerState.NOT_APPLICABLE] if allowed else []), AnswerState.DEVIATION]


class ConcludeForm(EntryForm):
    """The council's word on one indicator; ``start`` is the column that it starts from."""

    asked = "Kết luận bằng"
    reason_hint = (
        "Bắt buộc khi có khác nhau, khi “không phát sinh” hoặc khi cho điểm trực tiếp. "
        "Lý do của mục chưa thống nhất được công khai cùng kết quả."
    )

    def __init__(
        self,
        compiled: CompiledIndicator,
        conclusion: Conclusion,
        start: ScoredRow,
        data: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(data, compiled=compiled, ways=conclusion_ways(compiled), start=start)
        self.initial["version"] = conclusion.version
        self.initial["reason"] = "" if conclusion.reason == AGREED else conclusion.reason


def _proposed(current: Dossier) -> str:
    level = "chưa có" if current.proposed_level is None else current.cycle.level_names.name(current.proposed_level)
    return f"Mức độ đề nghị: {level}. {current.proposed_reason}".strip()


class ReconsiderForm(VersionedForm):
    """Why the council takes a dossier up again; ``version`` is the dossier's that the person saw."""

    reason = _long("Lý do", "Cần ghi lý do.")

    def words_of(self, current: Dossier) -> str:
        """The proposal that stands now."""
        return _proposed(current)


class HandBackForm(MarkedForm):
    """Why a sheet goes back to its body; ``sent_at`` tells which sending the person saw."""

    mark = "sent_at"
    reason = _long("Lý do", "Cần ghi lý do.")
    sent_at = forms.DateTimeField(widget=forms.HiddenInput)

    def words_of(self, current: Sheet) -> str:
        """That it came back meanwhile."""
        return f"Phiếu này đã được trả lại và vừa gửi lại lúc {datetime_vn(current.sent_at)}."


MOST_MEMBERS = 200


class CouncilDayForm(forms.Form):
    """The day on which the council concluded, under its label, and how many took part where the cycle asks for it;
    without a label no field at all."""

    def __init__(self, label: str, cycle: Cycle, data: Mapping[str, Any] | None = None, **bound: Any) -> None:
        super().__init__(data, **bound)
        if not label:
            return
        self.fields["council_on"] = DayField(label=label)
        if asks_counts(cycle.council_mode, cycle.council_quorum):
            names = ("members", "took_part")
            for name, title in zip(names, COUNT_LABELS[cycle.council_mode], strict=True):
                self.fields[name] = forms.IntegerField(
                    label=title, min_value=1, max_value=MOST_MEMBERS,
                    error_messages=dict.fromkeys(("min_value", "max_value", "invalid"), f"Từ 1 đến {MOST_MEMBERS}."),
                )  # fmt: skip

    def session(self) -> Session:
        """When, and how many. Call after ``is_valid()``."""
        data = self.cleaned_data
        return Session(data.get("council_on"), data.get("members"), data.get("took_part"))


class LevelForm(VersionedForm):
    """The level that the council proposes, with the reason when it is not the computed one."""

    needed_at_times = frozenset({"reason"})
    level = forms.TypedChoiceField(label="Mức độ đề nghị", coerce=int)
    reason = _long("Lý do (bắt buộc khi khác mức độ tính được)")

    def __init__(self, names: LevelNames, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["level"].choices = names.choices  # type: ignore[attr-defined]

    def words_of(self, current: Dossier) -> str:
        """The proposal that stands now."""
        return _proposed(current)


class ReviewForm(forms.Form):
    """The answer to one request for review; an accepted one brings a new conclusion in the form beside it."""

    outcome = forms.ChoiceField(
        label="Kết quả",
        choices=ReviewOutcome.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Cần chọn kết quả."},
    )
    answer = _long("Nội dung trả lời", "Cần ghi nội dung trả lời.")

    def tell_stale(self, current: object) -> None:
        """What was typed is kept; the page shows what stands now."""
