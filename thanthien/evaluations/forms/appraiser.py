"""Rows of the appraisal grid: what a row shows in its fields, and what was typed into them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django import forms

from thanthien.core.acting.errors import Invalid
from thanthien.core.formats import NOTHING
from thanthien.criteria.rules import Indicator
from thanthien.criteria.values import MAX_REASON
from thanthien.evaluations.actions.sheets import ItemChange
from thanthien.evaluations.enums import AnswerState
from thanthien.evaluations.forms.entries import EntryForm
from thanthien.evaluations.forms.values import ValueField, fallback_name, read_value, value_fields
from thanthien.evaluations.queries.grid import Row
from thanthien.evaluations.scored import Entry
from thanthien.evaluations.value_texts import answer_text

# More fields than this don't fit a cell: they are filled in at the side.
INLINE_FIELDS = 2


@dataclass
class GridRow:
    """A row as the page shows it: what is stored, or what was typed and not saved, with the sentences about it."""

    row: Row
    typed: Mapping[str, str] | None = None
    errors: dict[str, str] = field(default_factory=dict)
    stale: bool = False

    @property
    def prefix(self) -> str:
        return f"i{self.row.item.pk}-"

    @cached_property
    def fields(self) -> tuple[ValueField, ...]:
        """The fields of the value."""
        return value_fields(self.row.compiled.definition)

    @cached_property
    def inline(self) -> bool:
        """May the value be typed into the row itself?"""
        plain = self.row.item.state in (AnswerState.MISSING, AnswerState.VALUE)
        return self.row.writable and plain and len(self.fields) <= INLINE_FIELDS

    @property
    def system_text(self) -> str:
        return answer_text(self.row.compiled.definition, AnswerState.VALUE, self.row.answer.system_value) or NOTHING

    @property
    def self_text(self) -> str:
        return answer_text(self.row.compiled.definition, self.row.answer.state, self.row.answer.value)

    @property
    def own_text(self) -> str:
        return answer_text(self.row.compiled.definition, self.row.item.state, self.row.item.value)

    def typed_or(self, name: str, stored: str) -> str:
        """What was typed into a field of the row and not saved; what is stored where nothing was sent."""
        return stored if self.typed is None else self.typed.get(self.prefix + name, "")

    def tell(self, invalid: Invalid) -> None:
        """Take over the sentences of an action, whose keys may begin with the item's number."""
        for name, sentence in invalid.errors.items():
            bare = name.removeprefix(f"{self.row.item.pk}.")
            self.errors[fallback_name(self.row.compiled.definition) if bare == "value" else bare] = sentence

    def change(self) -> ItemChange | None:
        """What was typed into this row, as a change; None when it says what is stored.

        Raises Invalid for fields that can't be read.
        """
        item, typed = self.row.item, self.typed or {}
        if not self.inline or f"{self.prefix}v" not in typed:
            return None
        given = {one.name: typed.get(self.prefix + one.name, "") for one in self.fields}
        value = read_value(self.row.compiled.definition, given)
        reason = typed.get(f"{self.prefix}reason", "").strip()[:MAX_REASON]
        if (value, reason) == (item.value, item.reason):
            return None
        state = AnswerState.VALUE if value is not None else AnswerState.MISSING
        return ItemChange(item.pk, self.version, Entry(state, value, reason), field_check=item.field_check)

    @property
    def version(self) -> int:
        """The version that the person saw (−1: none was sent, so none was seen); after a conflict the present one, so
        that saving again is a decision."""
        if self.stale or self.typed is None:
            return self.row.item.version
        text = self.typed.get(f"{self.prefix}v", "")
        return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1

    def confirmation(self) -> ItemChange:
        """Take over the commune's answer as it stands."""
        item = self.row.item
        return ItemChange(item.pk, self.version, confirm=True, field_check=item.field_check)


def inline_words(definition: Indicator) -> list[str]:
    """What the number boxes of a row hold, for the head of their column; a choice speaks for itself."""
    fields = value_fields(definition)
    return [one.label for one in fields if not one.options] if len(fields) <= INLINE_FIELDS else []


def changes_of(rows: Sequence[GridRow]) -> list[ItemChange]:
    """The changes of a page of rows; each row that can't be read keeps its sentence. Raises Invalid if any."""
    changes, unread = [], False
    for one in rows:
        try:
            change = one.change()
        except Invalid as invalid:
            one.tell(invalid)
            unread = True
            continue
        changes += [change] if change is not None else []
    if unread:
        raise Invalid({})
    return changes


class ItemForm(EntryForm):
    """The form at the side: every way in which a body can say its word on one indicator."""

    reason_hint = "Bắt buộc khi khác với tự chấm, khi “không phát sinh” hoặc khi cho điểm trực tiếp."
    field_check = forms.BooleanField(label="Cần kiểm tra thực tế", required=False)

    def __init__(self, row: Row, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(row.compiled, row.item, _states(row), data)
        self.row = row
        self.initial.update(version=row.item.version, field_check=row.item.field_check)

    def change(self) -> ItemChange:
        """The change as entered. Call after ``is_valid()``. Raises Invalid."""
        data = self.cleaned_data
        return ItemChange(self.row.item.pk, data["version"], self.entry(), field_check=data["field_check"])

    def field_named(self, name: str) -> str:
        """The action names the item before the field (“12.value”)."""
        return super().field_named(name.removeprefix(f"{self.row.item.pk}."))


def _states(row: Row) -> list[AnswerState]:
    allowed = row.compiled.definition.not_applicable.effect != "no"
    claimed = row.answer.state == AnswerState.NOT_APPLICABLE
    return [
        AnswerState.VALUE,
        *([AnswerState.NOT_APPLICABLE] if allowed else []),
        *([AnswerState.REFUSED] if claimed else []),
        AnswerState.DEVIATION,
        AnswerState.MISSING,
    ]


class AskForm(forms.Form):
    """A question to the commune about one indicator."""

    question = forms.CharField(
        label="Nội dung yêu cầu bổ sung",
        help_text="Đơn vị trả lời mục này trong thời hạn riêng; các mục khác vẫn thẩm định tiếp.",
        max_length=MAX_REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Hãy ghi nội dung yêu cầu bổ sung."},
    )
