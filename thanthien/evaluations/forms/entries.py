"""The form in which a body or the council says its word on one indicator."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms

from thanthien.core.acting.errors import Invalid
from thanthien.core.acting.forms import MarkedForm
from thanthien.core.formats import number
from thanthien.criteria.compiling import CompiledIndicator
from thanthien.criteria.scoring import possible_points
from thanthien.criteria.values import MAX_REASON
from thanthien.evaluations.enums import AnswerState
from thanthien.evaluations.forms.values import (
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


class EntryForm(MarkedForm):
    """A value by the rule's kind, or why there is none, with the reason.

    ``states`` are the states that may be chosen; with only one the choice is not shown. ``row`` prefills.
    """

    use_required_attribute = False  # which fields are needed depends on the state chosen
    needed_at_times = frozenset({"reason"})
    state_label = "Ghi bằng"
    reason_hint = ""
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(
        self,
        compiled: CompiledIndicator,
        row: ScoredRow | None,
        states: Iterable[AnswerState],
        data: Mapping[str, Any] | None = None,
        prefix: str | None = None,
    ) -> None:
        super().__init__(data, prefix=prefix, initial=_initial(row))
        self.compiled = compiled
        self.value_names = [one.name for one in value_fields(compiled.definition)]
        self._add_state(list(states))
        for one in value_fields(compiled.definition):
            self.fields[one.name] = _field(one)
        if AnswerState.DEVIATION in states:
            self.fields["points"] = _points_field(compiled)
        self.fields["reason"] = forms.CharField(
            label="Lý do",
            required=False,
            max_length=MAX_REASON,
            widget=forms.Textarea(attrs={"rows": 3}),
            help_text=self.reason_hint,
        )

    def _add_state(self, states: list[AnswerState]) -> None:
        self.states = states
        if len(states) > 1:
            choices = [(state.value, _STATE_WORDS[state]) for state in states]
            self.fields["state"] = forms.ChoiceField(
                label=self.state_label, choices=choices, widget=forms.RadioSelect, initial=states[0].value
            )

    def _clean_fields(self) -> None:
        """Fields of a state that was not chosen may stay empty, though each is shown as needed."""
        of_a_state = [self.fields[name] for name in (*self.value_names, "points") if name in self.fields]
        for one in of_a_state:
            one.required = False
        super()._clean_fields()  # type: ignore[misc]
        for one in of_a_state:
            one.required = True

    @property
    def has_points(self) -> bool:
        """May points be given directly here?"""
        return "points" in self.fields

    @property
    def value_bound(self) -> list[forms.BoundField]:
        """The fields of the value, in the order of the rule."""
        return [self[name] for name in self.value_names]

    def entry(self) -> Entry:
        """What was entered. Call after ``is_valid()``. Raises Invalid."""
        state = AnswerState(self.cleaned_data.get("state") or self.states[0])
        reason = self.cleaned_data["reason"]
        value = read_value(self.compiled.definition, self.cleaned_data) if state == AnswerState.VALUE else None
        points = points_typed(self.cleaned_data["points"]) if state == AnswerState.DEVIATION else None
        if state == AnswerState.VALUE and value is None:
            raise Invalid({self.value_names[0]: "Hãy nhập số liệu."})
        return Entry(state, value, reason, points)

    def field_named(self, name: str) -> str:
        """Where the sentence about the value as a whole stands."""
        return fallback_name(self.compiled.definition) if name == "value" else name

    def tell_stale(self, current: ScoredRow) -> None:
        """Keep what was typed; the page shows what stands now, and saving again replaces it knowingly."""
        self.renew(self.mark_of(current))


_STATE_WORDS = {
    AnswerState.VALUE: "Số liệu (hệ thống tính điểm)",
    AnswerState.NOT_APPLICABLE: "Không phát sinh",
    AnswerState.REFUSED: "Không chấp nhận “không phát sinh”",
    AnswerState.DEVIATION: "Cho điểm trực tiếp (khác cách tính, phải ghi lý do)",
    AnswerState.MISSING: "Chưa chấm",
}


def _initial(row: ScoredRow | None) -> dict[str, Any]:
    if row is None:
        return {}
    typed = {"reason": row.reason, **typed_value(row.value)}
    if row.state != AnswerState.MISSING:
        typed["state"] = row.state
    if row.state == AnswerState.DEVIATION:
        typed["points"] = number(row.points)
    return typed


def _field(one: ValueField) -> forms.Field:
    if not one.options:
        return forms.CharField(label=one.label, widget=forms.TextInput(attrs=DECIMAL))
    choices = [(option.value, option.label) for option in one.options]
    return forms.ChoiceField(label=one.label, choices=choices, widget=forms.RadioSelect)


def _points_field(compiled: CompiledIndicator) -> forms.Field:
    hint = f"Chỉ trong các mức mà cách chấm có thể cho: {possible_text(possible_points(compiled))}."
    return forms.CharField(label="Điểm trực tiếp", help_text=hint, widget=forms.TextInput(attrs=DECIMAL))
