"""What people read beside fields of which only the names came back, before anybody knows of which form they are."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeAlias

from django import forms
from django.apps import apps
from django.utils.html import strip_tags

ChoiceWords: TypeAlias = Mapping[str, Callable[[str], str]]  # by field, for anybody: pages may ask it for a stranger
# A form whose fields depend on what it is about says which it may have of some names, each possible set by itself.
FieldsNamed: TypeAlias = Callable[[Collection[str]], Iterable[Mapping[str, forms.Field]]]
OTHER, CHOSEN = "Ô khác", "đã chọn"
ACT = "viec"  # with which a form says what is done by it
# What pages send along that nobody typed: marks of what was seen, and which button of a form was pressed.
_hidden = {"version", "step", "key", "seen", "checked", "drawn", "thay", "ma", "buoc", "them", "bo", "ve", ACT}


def hide_fields(*names: str) -> None:
    """A room's pages send these along as well: buttons and hidden fields, which are told to nobody."""
    _hidden.update(names)


@dataclass(frozen=True, slots=True)
class AskedField:
    """A field as a form asks it. ``choices``: what may be chosen, in code and words, as far as the form itself knows;
    None of what is typed. ``named``: what else a code means, told by the form (``choice_words``)."""

    label: str
    choices: Callable[[], Iterable[Any]] | None = None
    named: Callable[[str], str] | None = None

    def words(self, value: str, *, ask: bool = True) -> str:
        """What a value says to a person: of a code that nobody here can name, that something was chosen. ``ask``:
        whether ``named`` is asked, which may take statements."""
        if self.choices is None or not value:
            return value
        known = dict(_flat(self.choices()))
        if value in known:
            return known[value]
        told = value if self.named is None else self.named(value) if ask else ""
        return told if told and _is_words(told) else CHOSEN


def asked_fields(names: Collection[str], package: str) -> Mapping[str, AskedField]:
    """The fields of these names, of the form (or model) of the ``package`` (“thanthien.feedback”) that has most of the
    names and least beside them; where another one anywhere has more, it tells the rest. An empty label for what is
    hidden, :data:`OTHER` for what nobody has."""
    asked = set(names)
    known = [(len(asked & fields.keys()), -len(fields), module, fields) for module, fields in _all(asked)]
    own = max((one for one in known if f"{one[2]}.".startswith(f"{package}.")), key=_rank, default=_NOTHING)
    best = max(known, key=_rank, default=_NOTHING)
    fields = {**best[3], **own[3]} if best[0] > own[0] else own[3]
    return {name: fields.get(name) or AskedField("" if name in _hidden else OTHER) for name in names}


_Fields: TypeAlias = Mapping[str, AskedField]
_Known: TypeAlias = tuple[int, int, str, _Fields]
_NOTHING: _Known = (0, 0, "", {})


def _rank(one: _Known) -> tuple[int, int]:
    return one[:2]


def _all(names: Collection[str]) -> Iterator[tuple[str, _Fields]]:
    yield from _of_forms(forms.BaseForm, names)
    yield from _of_models()


def _of_forms(base: type[forms.BaseForm], names: Collection[str]) -> Iterator[tuple[str, _Fields]]:
    for one in base.__subclasses__():
        drawn: FieldsNamed = vars(one).get("fields_named", _as_written)  # a form made of another has no more
        named: ChoiceWords = getattr(one, "choice_words", {})
        for fields in (getattr(one, "base_fields", {}), *drawn(names)):
            yield one.__module__, {name: _of_field(field, named.get(name)) for name, field in fields.items()}
        yield from _of_forms(one, names)


def _as_written(names: Collection[str]) -> Iterable[Mapping[str, forms.Field]]:
    return ()


def _of_field(field: Any, named: Callable[[str], str] | None) -> AskedField:
    label = "" if field.widget.is_hidden else str(field.label or OTHER)
    if isinstance(field, forms.ModelChoiceField):
        return AskedField(label, tuple, named)  # of rows nobody here knows which this person may see
    chosen = isinstance(field, forms.ChoiceField)
    return AskedField(label, partial(getattr, field, "choices") if chosen else None, named)


def _of_models() -> Iterator[tuple[str, _Fields]]:
    for model in apps.get_models():
        known: Any = model._meta.fields  # noqa: SLF001 - Django's own description of a model
        yield model.__module__, {one.name: _of_column(one) for one in known if one.name not in _hidden}


def _of_column(field: Any) -> AskedField:
    words = str(field.verbose_name)
    chosen = field.is_relation or field.choices
    return AskedField(words[:1].upper() + words[1:], (lambda: field.choices or ()) if chosen else None)


def _flat(choices: Iterable[Any]) -> Iterator[tuple[str, str]]:
    """Code and words, out of groups as well; the line for “none” is no choice."""
    for value, words in choices:
        if isinstance(words, list | tuple):
            yield from _flat(words)
        elif str(value):
            yield str(value), strip_tags(str(words))


def _is_words(value: str) -> bool:
    """Whether it is what people read: there are lists whose codes are their words."""
    return " " in value or not value.isascii()
