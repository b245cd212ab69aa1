"""Inputs and selections of forms as markup, drawn in Python: the same as Django's templates make of them.

A template of its own for each choice, and one more for its attributes, took half of the page of a search with a
selection of 114 units (ADR 9). Whatever is neither an input nor a selection is drawn by its template.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from html import escape
from typing import Any

from django.forms.renderers import TemplatesSetting
from django.forms.widgets import Select, Widget
from django.http import HttpRequest
from django.utils.choices import BaseChoiceIterator
from django.utils.formats import localize
from django.utils.html import conditional_escape

from thanthien.core.markup import escaped

_FOLDER = "django/forms/widgets/"
_SELECT = f"{_FOLDER}select.html"
_INPUTS = frozenset(
    f"{_FOLDER}{kind}.html"
    for kind in (
        "input", "text", "number", "email", "url", "search", "tel", "color", "password", "hidden", "date", "datetime",
        "time", "file", "checkbox",
    )
)  # fmt: skip


class PlainChoices(BaseChoiceIterator):
    """Many choices as they are: pairs of texts, none in groups. Of others each is looked at whether it is one, for the
    field and once more for its widget."""

    def __init__(self, pairs: Sequence[tuple[str, str]]) -> None:
        self._pairs = pairs

    def __iter__(self) -> Iterator[tuple[str, str]]:
        return iter(self._pairs)


class LongSelect(Select):
    """A selection of `PlainChoices`, drawn at once."""

    template_name = "long_select"  # no file: `FormRenderer` draws it

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """As of every widget; of its choices no record each."""
        context = Widget.get_context(self, name, value, attrs)
        context["widget"]["choices"] = self.choices
        return context


class FormRenderer(TemplatesSetting):
    """The renderer of all forms."""

    def render(self, template_name: str, context: dict[str, Any], request: HttpRequest | None = None) -> str:
        """The markup of a widget, a form or its errors."""
        if template_name == _SELECT:
            return _select(context["widget"])
        if template_name == LongSelect.template_name:
            return _long_select(context["widget"])
        if template_name in _INPUTS:
            return _input(context["widget"])
        return super().render(template_name, context, request)


def _input(widget: Mapping[str, Any]) -> str:
    value = "" if widget["value"] is None else f' value="{_text(widget["value"])}"'
    return f'<input type="{_text(widget["type"])}" name="{_text(widget["name"])}"{value}{_attrs(widget)}>'


def _select(widget: Mapping[str, Any]) -> str:
    lines = [f'<select name="{_text(widget["name"])}"{_attrs(widget)}>']
    for group, options, _ in widget["optgroups"]:
        if group:
            lines.append(f'<optgroup label="{_label(group)}">')
        lines += [_option(one) for one in options]
        if group:
            lines.append("</optgroup>")
    return "\n  ".join(lines) + "\n</select>"


def _long_select(widget: Mapping[str, Any]) -> str:
    chosen, lines = iter(widget["value"]), [f'<select name="{_text(widget["name"])}"{_attrs(widget)}>']
    value = next(chosen, None)
    for one, label in widget["choices"]:
        lines.append(_plain_option(one, label, " selected" if one == value else ""))
        value = None if one == value else value
    return "\n  ".join(lines) + "\n</select>"


@lru_cache(maxsize=2048)  # those of a city: units and items, the same on each page
def _plain_option(value: str, label: str, mark: str) -> str:
    return f'<option value="{escape(value)}"{mark}>{escape(label)}</option>\n'


def _option(option: Mapping[str, Any]) -> str:
    return f'<option value="{_text(option["value"])}"{_attrs(option)}>{_label(option["label"])}</option>\n'


def _attrs(widget: Mapping[str, Any]) -> str:
    """The attributes; one that is True stands there without a value, one that is False not at all."""
    return "".join(
        f" {_text(name)}" if value is True else f' {_text(name)}="{_text(value)}"'
        for name, value in widget["attrs"].items()
        if value is not False
    )


def _text(value: Any) -> str:
    return escaped(value if isinstance(value, str) else str(value))


def _label(value: Any) -> str:
    """What is read, in the numbers of the place."""
    return escaped(value) if isinstance(value, str) else conditional_escape(localize(value))
