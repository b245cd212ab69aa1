"""Rows of the appraisal grid: what a row shows in its fields, and what was typed into them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import Any

from django import forms
from django.urls import reverse

from thanthien.core import formats
from thanthien.core.formats import NOTHING
from thanthien.criteria.values import MAX_REASON
from thanthien.evaluations.actions.sheets import ItemChange
from thanthien.evaluations.enums import AnswerState, SheetStatus
from thanthien.evaluations.errors import Invalid
from thanthien.evaluations.forms.entries import EntryForm
from thanthien.evaluations.forms.values import ValueField, fallback_name, read_value, typed_value, value_fields
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

    def line(self) -> dict[str, Any]:
        """The row as the template draws it: plain words and flags."""
        row, item = self.row, self.row.item
        points_text = _points(item.points)
        keepable = row.writable and row.confirmable
        return {
            "pk": item.pk,
            "url": reverse("appraisal-item", args=[item.pk]),
            "name": row.dossier.unit.name,
            "writable": row.writable,
            "pickable": keepable,
            "keepable": keepable and row.unscored,
            "conflict": row.conflict,
            "sent": item.sheet.status == SheetStatus.SENT,
            "asked": row.open_requests,
            "field_check": item.field_check,
            "marked": item.sheet.status == SheetStatus.SENT or row.open_requests or item.field_check,
            "system": self.system_text,
            "self": self.self_text,
            "self_points": _points(row.answer.points),
            "inline": self.inline,
            "prefix": self.prefix,
            "version": self.version,
            "cells": self._cells() if self.inline else [],
            "own": self.own_text,
            "points": points_text,
            "elsewhere": ("Chấm" if row.unscored else "Sửa") if row.writable and not self.inline else "",
            "difference": self._difference(),
            "differs": row.differs,
            "evidence": row.evidence,
            "reason": self._typed("reason", item.reason),
            "reason_error": "reason" in self.errors,
            "problems": bool(self.errors) or self.stale,
            "sentences": list(self.errors.values()),
            "stale": self.stale,
            "saved_by": str(item.updated_by) if self.stale else "",
            "last_points": formats.points(row.last_points, NOTHING),
        }

    def _difference(self) -> str:
        if self.row.difference is not None:
            return formats.signed(self.row.difference)
        return "khác" if self.row.differs else ""

    def _cells(self) -> list[dict[str, Any]]:
        stored = typed_value(self.row.item.value)
        cells = []
        for place, one in enumerate(self.fields):
            typed = self._typed(one.name, stored.get(one.name, ""))
            cells.append(
                {
                    "name": self.prefix + one.name,
                    "label": one.label,
                    "typed": typed,
                    "error": one.name in self.errors,
                    "options": [(option.value, option.label, option.value == typed) for option in one.options],
                    "slash": place > 0,
                    "percent": one.unit == "%",
                }
            )
        return cells

    def _typed(self, name: str, stored: str) -> str:
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
        """The version that the person saw; after a conflict the present one, so that saving again is a decision."""
        text = "" if self.stale or self.typed is None else self.typed.get(f"{self.prefix}v", "")
        return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else self.row.item.version

    def confirmation(self) -> ItemChange:
        """Take over the commune's answer as it stands."""
        item = self.row.item
        return ItemChange(item.pk, self.version, confirm=True, field_check=item.field_check)


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


def _points(points: Decimal | None) -> str:
    return "" if points is None else formats.points(points)


class ItemForm(EntryForm):
    """The form at the side: every way in which a body can say its word on one indicator."""

    field_check = forms.BooleanField(label="Cần kiểm tra thực tế", required=False)

    def __init__(self, row: Row, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(row.compiled, row.item, _states(row), data)
        self.row = row
        self.initial.update(version=row.item.version, field_check=row.item.field_check)

    def change(self) -> ItemChange | None:
        """The change as entered; None with the sentences beside their fields."""
        entry = self.entry()
        if entry is None:
            return None
        data = self.cleaned_data
        return ItemChange(self.row.item.pk, data["version"], entry, field_check=data["field_check"])

    def start_over(self, version: int) -> None:
        """After a conflict: keep what was typed, but saving again replaces what the other person saved."""
        self.data = {**{name: self.data.get(name, "") for name in self.data}, "version": str(version)}


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
        max_length=MAX_REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Hãy ghi nội dung yêu cầu bổ sung."},
    )
