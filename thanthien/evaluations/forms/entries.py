"""The one form in which somebody says a word on one indicator: the commune, a body (in a row of the grid, or at its
side), the council. What differs between them is data: which ways there are, how they are asked for, which words.

A page draws it with ``evaluations/value_fields.html`` and ``evaluations/entry_fields.html``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms

from thanthien.core.acting.errors import Invalid
from thanthien.core.acting.forms import MarkedForm
from thanthien.core.formats import number
from thanthien.core.long_text import LineText, LongText
from thanthien.criteria.compiling import CompiledIndicator
from thanthien.criteria.scoring import possible_points
from thanthien.criteria.values import MAX_REASON
from thanthien.evaluations.enums import AnswerState
from thanthien.evaluations.forms.values import (
    MAX_TYPED,
    ValueField,
    fallback_name,
    points_typed,
    possible_text,
    read_value,
    typed_value,
    value_fields,
)
from thanthien.evaluations.scored import Entry, ScoredRow

DECIMAL = {"inputmode": "decimal", "autocomplete": "off", "class": "narrow"}
NEVER_SEEN = -1
_BOTH = "Đã nhập số liệu mà ô “Không phát sinh” còn được đánh dấu. Cần bỏ đánh dấu, hoặc xóa số liệu."
WAYS = {
    AnswerState.VALUE: "Số liệu (hệ thống tính điểm)",
    AnswerState.NOT_APPLICABLE: "Không phát sinh",
    AnswerState.REFUSED: "Không chấp nhận “không phát sinh”",
    AnswerState.DEVIATION: "Cho điểm trực tiếp (khác cách tính, phải ghi lý do)",
    AnswerState.MISSING: "Chưa chấm",
}


class SeenVersion(forms.IntegerField):
    """The version of the row that the page showed. What is no number names one that nobody has seen."""

    widget = forms.HiddenInput

    def clean(self, value: object) -> int:
        """The number, or ``NEVER_SEEN``."""
        text = str(value)
        return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else NEVER_SEEN


class PlainBound(forms.BoundField):
    """A field whose identifier has no dots (``items.a``), so that selectors need no escape."""

    @property
    def auto_id(self) -> str:
        """The identifier of the field on its page."""
        return str(super().auto_id).replace(".", "-")


class EntryForm(MarkedForm):
    """A value by the kind of the rule, or why there is none, with the reason.

    ``asked`` heads the choice between the ways. Where it is empty nobody is asked: what is left empty says that the
    indicator is not scored yet, and “không phát sinh” is a box to tick (``not_applicable``).
    """

    bound_field_class = PlainBound
    use_required_attribute = False  # which fields are needed depends on the way chosen
    needed_at_times = frozenset({"reason", "points"})
    asked = ""
    reason_hint = ""
    version = SeenVersion()

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        compiled: CompiledIndicator | None = None,
        ways: Iterable[AnswerState] = (),
        start: ScoredRow | Entry | None = None,
        **options: Any,
    ) -> None:
        """``start``: what the form shows before anything is typed."""
        super().__init__(data, initial=typed_entry(start), **options)
        ways = list(ways)
        if self.asked:
            self.fields["state"] = forms.ChoiceField(
                label=self.asked, choices=[(way.value, WAYS[way]) for way in ways], widget=forms.RadioSelect,
                initial=ways[0].value,
            )  # fmt: skip
        if compiled is not None:
            self.ask(compiled)
            if AnswerState.DEVIATION in ways:
                self.fields["points"] = _points_field(compiled)
        self.fields["reason"] = LongText(
            label="Lý do", required=False, max_length=MAX_REASON, rows=3, help_text=self.reason_hint
        )

    def ask(self, compiled: CompiledIndicator) -> None:
        """Take up the fields of this indicator's value."""
        self.compiled = compiled
        for spec in value_fields(compiled.definition):
            self.fields[spec.name] = LineText(
                label=spec.label, required=False, widget=forms.TextInput(attrs=DECIMAL | {"maxlength": MAX_TYPED})
            )

    @property
    def value_rows(self) -> list[tuple[ValueField, forms.BoundField]]:
        """The fields of the value in the order of the rule, with what was typed."""
        return [(spec, self[spec.name]) for spec in value_fields(self.compiled.definition)]

    @property
    def typed(self) -> dict[str, str]:
        """What was typed into the fields of the value, by name."""
        return {spec.name: bound.value() or "" for spec, bound in self.value_rows}

    def entry(self) -> Entry:
        """What was said. Call after ``is_valid()``. Raises Invalid."""
        way, reason = self._way(), self.cleaned_data["reason"]
        if way == AnswerState.DEVIATION:
            return Entry(way, None, reason, points_typed(self.cleaned_data["points"]))
        if way == AnswerState.NOT_APPLICABLE and not self.asked and self._numbers_typed():
            raise Invalid({"value": _BOTH})
        if way != AnswerState.VALUE:
            return Entry(way, None, reason)
        value = read_value(self.compiled.definition, self.typed)
        if value is None and self.asked:
            raise Invalid({"value": "Cần nhập số liệu."})
        return Entry(way if value is not None else AnswerState.MISSING, value, reason)

    def _numbers_typed(self) -> bool:
        """Whether a number stands beside the ticked box; 0 of 0 is what the box is proposed for."""
        return any(bound.value() and bound.value().strip(" 0") for spec, bound in self.value_rows if not spec.options)

    def _way(self) -> AnswerState:
        if self.cleaned_data.get("not_applicable"):
            return AnswerState.NOT_APPLICABLE
        return AnswerState(self.cleaned_data.get("state") or AnswerState.VALUE)

    def field_named(self, name: str) -> str:
        """A sentence about the value as a whole stands beside its first field."""
        return fallback_name(self.compiled.definition) if name == "value" else name

    def tell_stale(self, current: Any) -> None:
        """Keep what was typed; the page shows what stands now, and saving again replaces it knowingly."""
        self.renew(self.mark_of(current))


def typed_entry(row: ScoredRow | Entry | None) -> dict[str, Any]:
    """What a row says, as somebody would type it into the form."""
    if row is None:
        return {}
    typed: dict[str, Any] = {"reason": row.reason, **typed_value(row.value)}
    if row.state != AnswerState.MISSING:
        typed |= {"state": row.state, "not_applicable": row.state == AnswerState.NOT_APPLICABLE}
    if row.state == AnswerState.DEVIATION:
        typed["points"] = number(row.points)
    return typed


def _points_field(compiled: CompiledIndicator) -> forms.Field:
    hint = f"Chỉ trong các mức mà cách chấm có thể cho: {possible_text(possible_points(compiled))}."
    widget = forms.TextInput(attrs=DECIMAL)
    return LineText(label="Điểm trực tiếp", required=False, help_text=hint, widget=widget)
