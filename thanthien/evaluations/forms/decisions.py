"""Forms of the city's decisions."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms

from thanthien.core.acting.forms import MarkedForm, VersionedForm
from thanthien.core.formats import number
from thanthien.core.long_text import LineText, LongText
from thanthien.core.text import normalise
from thanthien.criteria.values import MAX_REASON
from thanthien.evaluations.actions.decisions import Verdict
from thanthien.evaluations.actions.printed import MAX_NUMBER
from thanthien.evaluations.forms.commune import ReasonForm
from thanthien.evaluations.forms.papers import PrintedForm
from thanthien.evaluations.models import Cycle, Dossier
from thanthien.evaluations.states import WITHOUT_RESULT


class DecisionPaperForm(PrintedForm):
    """The signed document of a decision."""

    noun = "quyết định"
    example = "1234/QĐ-UBND"
    needs_file = True

    number = LineText(label="Số quyết định", max_length=MAX_NUMBER)


@dataclass(slots=True)
class VerdictRow:
    """One dossier in the draft of a decision: the level chosen ("" where none is), and the reason when it is not the
    proposed one.
    ``ending``: how it ended without being handed in."""

    dossier: Dossier
    computed: int | None
    cells: tuple[str, ...]
    problems: tuple[str, ...] = ()
    included: bool = True
    level: str = ""
    reason: str = ""
    error: str = ""
    ending: str = ""

    @property
    def choices(self) -> list[tuple[str, str]]:
        """Levels to choose from; a dossier that was not submitted is not recognised."""
        choices = self.dossier.cycle.level_names.choices
        return choices[:1] if self.dossier.status in WITHOUT_RESULT else choices

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
            self.level, self.error = "", "Cần chọn một mức độ."
        elif self.changed and not self.reason:
            self.error = "Mức độ quyết định khác mức độ đề nghị: cần ghi lý do."


_SOME = 6  # names told of units that are in neither list


class DecisionForm(DecisionPaperForm):
    """The document of a decision on many dossiers; unseen, the level and the reason chosen for each (``d<id>-level``,
    ``d<id>-reason``). ``missing``: names of units that would still stand in neither list of any decision; that others
    are to follow for them has to be said."""

    def __init__(self, keys: Collection[int], missing: Sequence[str], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if missing:
            more = f" và {number(len(missing) - _SOME)} đơn vị khác" if len(missing) > _SOME else ""
            self.fields["others_later"] = forms.BooleanField(
                label=f"Còn {number(len(missing))} đơn vị chưa có trong danh sách đạt hoặc chưa đạt của quyết định "
                f"nào: {', '.join(missing[:_SOME])}{more}. Các đơn vị này sẽ có trong quyết định khác.",
                error_messages={"required": "Cần xác nhận các đơn vị còn lại sẽ có trong quyết định khác."},
            )
        for key in keys:
            self.fields[f"d{key}-level"] = forms.IntegerField(widget=forms.HiddenInput)
            self.fields[f"d{key}-reason"] = LineText(required=False, max_length=MAX_REASON, widget=forms.HiddenInput)

    def verdicts(self, keys: Collection[int]) -> dict[int, Verdict]:
        """What the decision says, by dossier id. Call after ``is_valid()``."""
        data = self.cleaned_data
        return {key: Verdict(data[f"d{key}-level"], data[f"d{key}-reason"]) for key in keys}


class ChangeForm(VersionedForm):
    """To which level a recognition is lowered, or that it is revoked, and why."""

    level = forms.TypedChoiceField(
        label="Mức mới", coerce=int, widget=forms.RadioSelect, error_messages={"required": "Cần chọn mức mới."}
    )
    reason = LongText(
        label="Lý do", max_length=MAX_REASON, rows=3,
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


class ConfirmChangeForm(DecisionPaperForm, ChangeForm):
    """The decision that lowers or revokes, under what was checked: level and reason come back as they were shown."""

    def __init__(self, dossier: Dossier, *args: Any, **kwargs: Any) -> None:
        super().__init__(dossier, *args, **kwargs)
        for name in ChangeForm.base_fields:
            self.fields[name].widget = forms.HiddenInput()


class _OppositeForm(MarkedForm):
    """A step whose page offers the opposite one once it is taken. ``seen``: what the page said of it."""

    mark = "seen"

    def tell_stale(self, current: Any) -> None:
        """The page says what holds now, and offers the step from there."""
        self.renew(self.mark_of(current))
        self.add_error(None, _OTHER_WORD)


class PaperWordForm(_OppositeForm):
    """That everybody reads the signed PDF, or no longer; ``seen``: what the page said."""

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

    def mark_of(self, current: Any) -> object:
        """Whether everybody reads it."""
        return current.paper_is_public


class TakeBackForm(_OppositeForm):
    """That a year is not taken as decided any more; ``seen``: since when the page said that it is, if it did."""

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

    def mark_of(self, current: Any) -> object:
        """Since when it is taken as decided; empty where it isn't."""
        return current.taken_as_decided_at or ""


class TakeAsDecidedForm(ReasonForm, TakeBackForm):
    """Why a year is taken as decided; ``seen``: the same."""


_OTHER_WORD = "Người khác vừa đổi việc này. Việc anh/chị gửi chưa được làm; trang này hiện trạng thái hiện nay."
