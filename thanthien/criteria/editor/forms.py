"""The form of one piece of a set, built of its description (`asks.py`), and the form of a new draft."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from typing import Any, Self

from django import forms
from django.http import QueryDict

from thanthien.core.acting.forms import MarkedForm
from thanthien.core.long_text import LineText, LongText
from thanthien.core.number_field import DECIMAL
from thanthien.core.numbers_vi import NumberProblem
from thanthien.criteria.checks import MAX_SET_TITLE, MAX_VERSION
from thanthien.criteria.definition_io import canonical_sha256
from thanthien.criteria.editor.asks import RULES, Ask, Kind, Known, Section
from thanthien.criteria.editor.named_fields import fields_named
from thanthien.criteria.editor.pieces import close_piece, open_piece
from thanthien.criteria.editor.places import Part, Place, Tree
from thanthien.criteria.editor.sections import sections_of
from thanthien.criteria.editor.typed import (
    MAX_ROWS,
    NUMBERS,
    asks_of,
    bound_typed,
    cell_label,
    cell_name,
    is_blank,
    number_typed,
    rearranged,
    row_count,
    set_at,
    shown_value,
    shown_values,
    value_at,
)
from thanthien.criteria.rules import Bands, input_kind

ADD, REMOVE, DRAW = "them", "bo", "ve"
_RULE = "rule-kind"
_EMPTY = "Ô này chưa có nội dung."
_SAMPLE = ("source-sample-indicator", "source-sample-at_least")


class CopyForm(forms.Form):
    """Year, version and title of a new draft."""

    year = forms.IntegerField(label="Năm", min_value=2000, max_value=2200)
    version = forms.IntegerField(
        label="Phiên bản", min_value=1, max_value=MAX_VERSION, help_text="Đề nghị sẵn số tiếp theo của năm đó."
    )
    title = LineText(label="Tên", max_length=MAX_SET_TITLE)


class NumberText(LineText):
    """A number or a percentage as people type it; cleaned it stands as in the definition (``0.25``, ``60%``). Core's
    `NumberField` takes numbers alone."""

    def __init__(self, kind: Kind, **options: Any) -> None:
        super().__init__(widget=forms.TextInput(attrs=DECIMAL), **options)
        self.kind = kind

    def to_python(self, value: Any) -> str:
        """The number in the form of the definition."""
        try:
            return number_typed(self.kind, super().to_python(value))
        except NumberProblem as problem:
            raise forms.ValidationError(str(problem)) from problem


def _field(ask: Ask, label: str = "", *, cell: bool = False) -> forms.Field:
    """The field of one value. In a row nothing is needed by itself: a row that is left empty is none."""
    told: dict[str, Any] = {"label": label or ask.label, "required": ask.needed and not cell, "help_text": ask.hint}
    told["error_messages"] = {"required": _EMPTY}
    if ask.kind in NUMBERS:
        made: forms.Field = NumberText(ask.kind, **told)
    elif ask.kind == Kind.LONG_LINE:
        made = LineText(max_length=ask.most, widget=forms.Textarea(attrs={"rows": 2}), **told)
    elif ask.kind in (Kind.TEXT, Kind.LINES):
        made = LongText(max_length=ask.most, rows=2 if cell else 4, **told)
    elif ask.kind == Kind.CHOICE:
        empty = (cell or ask.needed) and not ask.default
        made = forms.ChoiceField(choices=(("", "Chọn …"), *ask.choices) if empty else ask.choices, **told)
    elif ask.kind == Kind.MANY:
        made = forms.MultipleChoiceField(choices=ask.choices, widget=forms.CheckboxSelectMultiple, **told)
    elif ask.kind == Kind.FLAG:
        made = forms.BooleanField(**told)
    elif ask.kind == Kind.HIDDEN:
        made = LineText(widget=forms.HiddenInput, max_length=64, required=False)
    else:
        made = LineText(max_length=ask.most, **told)
    if cell:
        made.widget.attrs["aria-label"] = made.label
    return made


@dataclass(frozen=True, slots=True)
class Row:
    """A row as it is drawn."""

    number: int
    key: str
    hidden: list[forms.BoundField]
    cells: list[tuple[Ask, forms.BoundField]]


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows of fields with their heading."""

    ask: Ask
    bound: forms.BoundField
    heads: list[str]
    rows: list[Row]
    full: bool


class PieceForm(MarkedForm):
    """A piece of a draft: each of its values a field. The mark is the SHA-256 of the piece that the page showed, so
    that two persons may work on different pieces of one draft."""

    mark = "seen"
    fields_named = staticmethod(fields_named)  # where a session ended (core/field_labels.py)
    heading = ""  # of a piece that isn't there yet
    use_required_attribute = False
    seen = forms.CharField(widget=forms.HiddenInput)
    drawn = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(
        self,
        data: QueryDict | None,
        *,
        place: Place,
        piece: Tree,
        known: Known,
        values: Mapping[str, Any] | None = None,
        more: str = "",
    ) -> None:
        """``values``: what was typed and is shown again unchecked; ``more``: to which rows an empty one is added."""
        super().__init__(data)
        self.place, self.piece, self.known = place, piece, known
        self.opened = open_piece(place.part, piece)
        typed: Mapping[str, Any] | None = data if values is None else values
        self._take_rule((typed or {}).get(_RULE, ""))
        self.sections = self.asked()
        shown = shown_values(self.sections, self.opened) if typed is None else typed
        self.initial = {"seen": self.mark_of(self.stood), "drawn": self.rule_kind, **(values or shown)}
        self.kept: dict[str, list[int]] = {}
        for ask in asks_of(self.sections):
            self._add(ask, shown, more=more == ask.name)

    @property
    def stood(self) -> Any:
        """What the mark is of, as the page shows it."""
        return self.piece

    def asked(self) -> tuple[Section, ...]:
        """The fields of the piece."""
        return sections_of(self.place.part, self.opened, self.known)

    @property
    def rule_kind(self) -> str:
        """The kind of rule whose fields are shown; empty where there is none."""
        return str(self.opened["rule"]["kind"]) if self.place.part == Part.INDICATOR else ""

    def _take_rule(self, kind: str) -> None:
        """Another kind of rule holds nothing of the one before."""
        if self.place.part == Part.INDICATOR and kind in RULES and kind != self.rule_kind:
            self.opened["rule"] = {"kind": kind}

    def _add(self, ask: Ask, shown: Mapping[str, Any], *, more: bool) -> None:
        if ask.kind != Kind.ROWS:
            self.fields[ask.name] = _field(ask)
            return
        self.fields[ask.name] = forms.Field(required=False, label=ask.label)
        count = row_count(ask, shown)
        wanted = count + more if count else 1 + (ask.needed or more)
        for index in range(count if self.is_bound else max(count, min(wanted, MAX_ROWS))):
            for column in ask.columns:
                label = cell_label(ask, index, column)
                self.fields[cell_name(ask, index, column)] = _field(column, label, cell=True)
                if column.default:
                    self.initial.setdefault(cell_name(ask, index, column), column.default)

    # --- What was typed ---------------------------------------------------------------------------------------------

    def clean(self) -> dict[str, Any]:
        """Rows that were begun are whole, bounds have the form of the value they bound."""
        for ask in asks_of(self.sections):
            if ask.kind == Kind.ROWS:
                self._clean_rows(ask)
            elif ask.kind == Kind.BOUND and (ask.name != _SAMPLE[1] or self.cleaned_data.get(_SAMPLE[0])):
                self._clean_bound(ask.name, ask)
        self._clean_together()
        return self.cleaned_data

    def _clean_together(self) -> None:
        """Fields that say something only with another one."""
        typed = self.cleaned_data
        lead, indicator, bound = (typed.get(name) for name in ("lead_body", *_SAMPLE))
        if lead and lead not in typed.get("bodies", []):
            self.add_error("lead_body", "Cơ quan chủ trì phải là một trong các cơ quan thẩm định đã chọn.")
        if indicator and not bound and _SAMPLE[1] not in self.errors:
            self.add_error(_SAMPLE[1], "Cần ghi từ mức nào thì xét.")
        if bound and not indicator:
            self.add_error(_SAMPLE[0], "Cần chọn tiêu chí của mức đã ghi.")

    def _clean_rows(self, ask: Ask) -> None:
        rows = range(row_count(ask, self.data))
        self.kept[ask.name] = [index for index in rows if not is_blank(ask, index, self.data)]
        if ask.needed and not self.kept[ask.name]:
            self.add_error(ask.name, f"Cần ít nhất một dòng: {ask.label[:1].lower()}{ask.label[1:]}.")
        for index in self.kept[ask.name]:
            for column in ask.columns:
                name = cell_name(ask, index, column)
                if column.needed and self.cleaned_data.get(name) == "":
                    self.add_error(name, _EMPTY)
                elif column.kind == Kind.BOUND:
                    self._clean_bound(name, column)

    def _clean_bound(self, name: str, ask: Ask) -> None:
        text = self.cleaned_data.get(name)
        if text:
            try:
                self.cleaned_data[name] = bound_typed(text, self._form_of(ask, name))
            except NumberProblem as problem:
                self.add_error(name, str(problem))

    def _form_of(self, ask: Ask, name: str) -> str:
        """The form of the value that a bound is held against."""
        typed = self.cleaned_data
        if self.place.part == Part.INDICATOR:
            first, at, *_ = name.split("-")
            own = self.piece["variants"][int(at)] if first == "variants" else {}
            unit, numerator = (own.get(key, typed.get(key, "")) for key in ("unit", "numerator"))
            return input_kind(Bands(()), unit, numerator)
        if "sample" in ask.key:
            return self.known.inputs.get(typed.get("source-sample-indicator", ""), "number")
        by_points = typed.get("source-condition") == "points_below"
        return "number" if by_points else self.known.inputs.get(typed.get("source-indicator", ""), "number")

    def tree(self) -> Tree:
        """The piece as it was typed. Call after ``is_valid()``."""
        opened = deepcopy(self.opened)
        for ask in asks_of(self.sections):
            set_at(opened, ask.key, self._value(ask))
        return close_piece(self.place.part, opened)

    def _value(self, ask: Ask) -> Any:
        typed = self.cleaned_data
        match ask.kind:
            case Kind.ROWS:
                return [self._row(ask, index) for index in self.kept[ask.name]]
            case Kind.LINES if typed[ask.name] == shown_value(ask, value_at(self.opened, ask.key)):
                return value_at(self.opened, ask.key)  # one of them may have lines of its own
            case Kind.LINES:
                return [line.strip() for line in typed[ask.name].splitlines() if line.strip()]
            case Kind.MANY:
                before = value_at(self.opened, ask.key) or []
                kept = [one for one in before if one in typed[ask.name]]
                return [*kept, *(one for one in typed[ask.name] if one not in kept)]
        return typed[ask.name]

    def _row(self, ask: Ask, index: int) -> Tree:
        row = {one.key: self.cleaned_data[cell_name(ask, index, one)] for one in ask.columns}
        return {key: value for key, value in row.items() if value != ""}

    # --- What is shown ----------------------------------------------------------------------------------------------

    def drawn_sections(self) -> Iterator[tuple[str, list[forms.BoundField | Rows]]]:
        """Headings with their fields and rows."""
        for section in self.sections:
            yield section.title, [self._rows(ask) if ask.kind == Kind.ROWS else self[ask.name] for ask in section.asks]

    def _rows(self, ask: Ask) -> Rows:
        count = row_count(ask, self.fields)
        seen = [one for one in ask.columns if one.kind != Kind.HIDDEN]
        hidden = [one for one in ask.columns if one.kind == Kind.HIDDEN]
        rows = [
            Row(
                index + 1, f"{ask.name}-{index}", [self[cell_name(ask, index, one)] for one in hidden],
                [(one, self[cell_name(ask, index, one)]) for one in seen],
            )
            for index in range(count)
        ]  # fmt: skip
        return Rows(ask, self[ask.name], [one.label for one in seen], rows, count >= MAX_ROWS)

    def field_named(self, name: str) -> str:
        """The field for a path in the piece (``rule.bands.1.points``), or the nearest one above it."""
        steps = _opened_steps(name.split("."))
        for ask in asks_of(self.sections):
            own = ask.key.split(".")
            if steps[: len(own)] == own:
                return self._cell_named(ask, steps[len(own) :]) if ask.kind == Kind.ROWS else ask.name
        under = [ask for ask in asks_of(self.sections) if ask.key.split(".")[: len(steps)] == steps]
        return next((ask.name for ask in reversed(under) if ask.needed), name)

    def _cell_named(self, ask: Ask, steps: list[str]) -> str:
        if not steps or not steps[0].isdigit():
            return ask.name
        index = self.kept[ask.name][int(steps[0])]
        columns = {one.key: one for one in ask.columns}
        numbers = [one for one in ask.columns if one.kind in NUMBERS]
        column = columns.get(".".join(steps[1:])) or (numbers or list(ask.columns))[-1]
        return cell_name(ask, index, column)

    def mark_of(self, current: Any) -> object:
        """The SHA-256 of the piece as it stands now."""
        return canonical_sha256(current)

    def words_of(self, current: Any) -> str:
        """What stands now, of all that was typed otherwise."""
        opened = open_piece(self.place.part, current)
        sections = sections_of(self.place.part, opened, self.known)
        now, typed = shown_values(sections, opened), raw_values(self.data, sections)  # type: ignore[arg-type]
        return "\n".join(_differences(sections, now, typed))

    def again(self, data: QueryDict) -> Self | None:
        """The form drawn anew, nothing checked, when something else than saving was asked for: a row more, a row less,
        the fields of another kind of rule."""
        values = raw_values(data, self.sections) | {"seen": data.get("seen", ""), "drawn": self.rule_kind}
        more, less = data.get(ADD, ""), data.get(REMOVE, "")
        name, _, number = less.rpartition("-")
        rows = next((ask for ask in asks_of(self.sections) if ask.kind == Kind.ROWS and ask.name == name), None)
        if rows is not None and number.isascii() and number.isdigit():
            values = rearranged(rows, values, int(number))
        elif not more and DRAW not in data and data.get("drawn", "") == self.rule_kind:
            return None
        return self.drawn_with(values, more)

    def drawn_with(self, values: Mapping[str, Any], more: str) -> Self:
        """The form with these values, unchecked."""
        return type(self)(None, place=self.place, piece=self.piece, known=self.known, values=values, more=more)


def _opened_steps(steps: list[str]) -> list[str]:
    """A path in a piece as one in the opened piece: some keys are fields of other names there."""
    if steps[:1] == ["effect"]:
        return ["cap"]
    if steps[:1] == ["source"] and steps[-1] in ("below", "at_most", "above", "at_least", "points_below"):
        return steps if "sample" in steps else [*steps[:-1], "threshold"]
    return [*steps[:-1], "bound"] if steps[:1] == ["minimums"] and steps[-1] in ("share", "points") else steps


def raw_values(data: QueryDict, sections: tuple[Section, ...]) -> dict[str, Any]:
    """What was sent for the fields, by name, as it was typed."""
    values: dict[str, Any] = {}
    for ask in asks_of(sections):
        if ask.kind == Kind.ROWS:
            count = row_count(ask, data)
            values |= {
                cell_name(ask, index, one): _raw(data, cell_name(ask, index, one), one)
                for index in range(count)
                for one in ask.columns
            }
        else:
            values[ask.name] = _raw(data, ask.name, ask)
    return values


def _raw(data: QueryDict, name: str, ask: Ask) -> Any:
    if ask.kind == Kind.MANY:
        return data.getlist(name)
    if ask.kind == Kind.FLAG:
        return name in data
    return data.get(name, str(ask.default)).replace("\r\n", "\n").strip()


def _differences(sections: tuple[Section, ...], now: Mapping[str, Any], typed: Mapping[str, Any]) -> Iterator[str]:
    for ask in asks_of(sections):
        before, after = _in_words(ask, typed), _in_words(ask, now)
        if before.replace("%", "") != after.replace("%", ""):  # a percentage may be typed without its sign
            yield f"{ask.label}: {after or 'để trống'}"


def _in_words(ask: Ask, values: Mapping[str, Any]) -> str:
    if ask.kind != Kind.ROWS:
        return _value_in_words(ask, values.get(ask.name))
    seen = [one for one in ask.columns if one.kind != Kind.HIDDEN]
    rows = [
        ", ".join(filter(None, (_value_in_words(one, values.get(cell_name(ask, index, one))) for one in seen)))
        for index in range(row_count(ask, values))
        if not is_blank(ask, index, values)
    ]
    return "; ".join(rows)


def _value_in_words(ask: Ask, value: Any) -> str:
    names = dict(ask.choices)
    match ask.kind:
        case Kind.FLAG:
            return "có" if value else "không"
        case Kind.MANY:
            return "; ".join(names.get(one, one) for one in sorted(value or []))
        case Kind.CHOICE:
            return names.get(str(value or ""), str(value or ""))
    return str(value or "")
