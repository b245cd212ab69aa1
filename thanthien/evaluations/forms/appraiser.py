"""Rows of the appraisal grid and the form at their side: what they show, and what was typed into them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS

from thanthien.core.acting.errors import Invalid
from thanthien.core.acting.pages import attempt
from thanthien.core.long_text import LongText
from thanthien.criteria.rules import Indicator
from thanthien.criteria.values import MAX_REASON
from thanthien.evaluations.actions.sheets import ItemChange
from thanthien.evaluations.enums import AnswerState
from thanthien.evaluations.forms.entries import EntryForm, SeenVersion
from thanthien.evaluations.forms.values import ValueField, value_fields
from thanthien.evaluations.queries.grid import Row
from thanthien.evaluations.scored import Entry, ScoredRow
from thanthien.evaluations.value_texts import answer_text

# More fields than this don't fit a cell: they are filled in at the side.
INLINE_FIELDS = 2
AGREES = "dong-y"

_SAID = (
    "{} có bản ghi quá hạn. Cần mở đơn vị để dùng số liệu theo ý kiến này, hoặc chọn hàng rồi “Đồng ý với tự chấm” và "
    "đánh dấu ở danh sách xem lại."
)


_LOOK = "Đơn vị này cần xem riêng ({}). Cần bấm “Đồng ý…” để mở đơn vị và ghi lý do của cơ quan."


class RowForm(EntryForm):
    """A row of the grid: the value typed into it and the reason, or the button that keeps the self-score (“giu”)."""

    stale = corrected = False
    answer = SeenVersion()

    def __init__(self, row: Row, data: Mapping[str, Any]) -> None:
        super().__init__(data, compiled=row.compiled, prefix=prefix_of(row.item.pk))
        self.row = row

    def change(self) -> ItemChange | None:
        """What was typed, as a change; None when it says what is stored. Call after ``is_valid()``. Raises Invalid."""
        if "giu" in self.data:
            if self.row.against_said:
                raise Invalid({"": _SAID.format(self.row.against_said)})
            if self.row.to_look_at:
                raise Invalid({"": _LOOK.format("; ".join(self.row.doubts))})
            return self.confirmation()
        item = self.row.item
        if not is_inline(self.row):
            return None
        entry = self.entry()
        if (entry.value, entry.reason) == (item.value, item.reason):
            return None
        return ItemChange(item.pk, self.cleaned_data["version"], entry, field_check=item.field_check)

    def confirmation(self) -> ItemChange:
        """Take over the commune's answer as the row showed it. Call after ``is_valid()``."""
        item, seen = self.row.item, self.cleaned_data
        return ItemChange(
            item.pk, seen["version"], confirm=True, answer_version=seen["answer"], field_check=item.field_check
        )

    def field_named(self, name: str) -> str:
        """The action names the item before the field (“12.value”)."""
        return super().field_named(name.removeprefix(f"{self.row.item.pk}."))

    def tell_stale(self, current: Any) -> None:
        """Keep what was typed; the row shows what stands now, and saving again is a decision."""
        self.corrected = current.version == self.cleaned_data["version"]  # then it is the commune's answer
        self.renew(current.version)
        self.renew(self.row.answer.version, "answer")
        self.stale = True


class GridForm(forms.Form):
    """The rows of a page sent as one form: all that were changed are saved, or none. Each row tells what is wrong with
    it; of the rows, only the one whose self-score is to be kept counts when “giu” names one."""

    def __init__(self, data: Mapping[str, Any], rows: Iterable[GridRow]) -> None:
        super().__init__(data)
        self.rows: list[RowForm] = []
        self.shown = list(rows)
        for shown in self.shown:
            if f"{shown.prefix}-version" in data and data.get("giu", str(shown.row.item.pk)) == str(shown.row.item.pk):
                shown.form = RowForm(shown.row, data)
                self.rows.append(shown.form)

    def is_valid(self) -> bool:
        """Can every row be read? Then ``changes`` holds what they say."""
        read = [attempt(row, row.change) for row in self.rows]
        self.changes = [one.value for one in read if one and one.value is not None]
        return all(read)

    def tell_stale(self, current: Any) -> None:
        """The row that someone saved meanwhile tells it."""
        for row in self.rows:
            if row.row.item.pk == current.pk:
                row.tell_stale(current)


def prefix_of(number: int) -> str:
    """Names of the fields of the row of an item begin with it."""
    return f"i{number}"


def is_inline(row: Row) -> bool:
    """May the value be typed into the row itself?"""
    plain = row.item.state in (AnswerState.MISSING, AnswerState.VALUE)
    return row.writable and plain and len(value_fields(row.compiled.definition)) <= INLINE_FIELDS


@dataclass
class GridRow:
    """A row as the page shows it: what is stored, or what was typed and not saved (``form``)."""

    row: Row
    form: RowForm | None = None

    @property
    def prefix(self) -> str:
        return prefix_of(self.row.item.pk)

    @cached_property
    def fields(self) -> tuple[ValueField, ...]:
        """The fields of the value."""
        return value_fields(self.row.compiled.definition)

    @cached_property
    def inline(self) -> bool:
        return is_inline(self.row)

    @property
    def system_text(self) -> str:
        return self.row.system_text

    @property
    def self_text(self) -> str:
        return answer_text(self.row.compiled.definition, self.row.answer.state, self.row.answer.value)

    @property
    def own_text(self) -> str:
        return answer_text(self.row.compiled.definition, self.row.item.state, self.row.item.value)

    def typed_or(self, name: str, stored: str) -> str:
        """What was typed into a field of the row and not saved; what is stored where nothing was sent."""
        return stored if self.form is None else str(self.form.data.get(f"{self.prefix}-{name}", ""))

    @property
    def version(self) -> str:
        """The version that the row carries: what was shown, or after a conflict what stands now."""
        return self.typed_or("version", str(self.row.item.version))

    @property
    def answer_version(self) -> str:
        """The version of the commune's answer that “Đồng ý” takes over, likewise."""
        return self.typed_or("answer", str(self.row.answer.version))

    @property
    def stale(self) -> bool:
        return self.form is not None and self.form.stale

    @property
    def corrected(self) -> bool:
        """Did the commune correct the answer that was to be taken over?"""
        return self.form is not None and self.form.corrected

    @cached_property
    def errors(self) -> dict[str, str]:
        """What is wrong with the row, by field; "" for the row as a whole."""
        told = self.form.errors if self.form is not None else {}
        return {"" if name == NON_FIELD_ERRORS else name: " ".join(map(str, said)) for name, said in told.items()}


def inline_words(definition: Indicator) -> list[str]:
    """What the number boxes of a row hold, for the head of their column; a choice speaks for itself."""
    fields = value_fields(definition)
    return [one.label for one in fields if not one.options] if len(fields) <= INLINE_FIELDS else []


class ItemForm(EntryForm):
    """The form at the side: every way in which a body can say its word on one indicator."""

    asked = "Cơ quan ghi ý kiến theo cách nào?"
    reason_hint = "Bắt buộc khi khác với tự chấm, khi “không phát sinh” hoặc khi cho điểm trực tiếp."
    field_check = forms.BooleanField(label="Cần kiểm tra thực tế", required=False)

    def __init__(
        self, row: Row, data: Mapping[str, Any] | None = None, *, start: ScoredRow | Entry | None = None
    ) -> None:
        """``start``: what is proposed, instead of what is stored."""
        super().__init__(data, compiled=row.compiled, ways=_ways(row), start=start or row.item)
        self.row = row
        self.initial.update(version=row.item.version, field_check=row.item.field_check)
        self.agrees = data is not None and AGREES in data  # the row was opened to agree with a self-score in doubt

    def change(self) -> ItemChange:
        """The change as entered. Call after ``is_valid()``. Raises Invalid."""
        data, entry = self.cleaned_data, self.entry()
        if self.agrees and entry.state != AnswerState.MISSING and not entry.reason.strip():
            raise Invalid({"reason": "Đơn vị này cần xem riêng: cần ghi lý do của cơ quan khi đồng ý với tự chấm."})
        return ItemChange(self.row.item.pk, data["version"], entry, field_check=data["field_check"])

    def field_named(self, name: str) -> str:
        """The action names the item before the field (“12.value”)."""
        return super().field_named(name.removeprefix(f"{self.row.item.pk}."))


def _ways(row: Row) -> list[AnswerState]:
    allowed = row.compiled.definition.not_applicable.effect != "no"
    claimed = row.answer.state == AnswerState.NOT_APPLICABLE
    return [
        AnswerState.VALUE,
        *([AnswerState.NOT_APPLICABLE] if allowed else []),
        *([AnswerState.REFUSED] if claimed else []),
        AnswerState.DEVIATION,
        AnswerState.MISSING,
    ]


class KeepForm(forms.Form):
    """A tick for each row that wants a look of its own before its self-score is taken over; none is set before."""

    def __init__(self, names: Mapping[str, str], data: Mapping[str, Any] | None = None, **options: Any) -> None:
        super().__init__(data, **options)
        for field, unit in names.items():
            self.fields[field] = forms.BooleanField(label=f"Đồng ý với tự chấm của {unit}", required=False)

    @property
    def unticked(self) -> frozenset[str]:
        """The fields that were left empty. Call after ``is_valid()``."""
        return frozenset(name for name, ticked in self.cleaned_data.items() if not ticked)


class AskForm(forms.Form):
    """A question to the commune about one indicator."""

    question = LongText(
        label="Nội dung đề nghị bổ sung",
        help_text="Đơn vị trả lời mục này trong thời hạn riêng; các mục khác vẫn thẩm định tiếp.",
        max_length=MAX_REASON,
        rows=3,
        error_messages={"required": "Cần ghi nội dung đề nghị bổ sung."},
    )
