"""What people read beside fields of which only the names came back, before anybody knows of which form they are."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import TypeAlias

from django import forms
from django.apps import apps

Labels: TypeAlias = Mapping[str, str]
OTHER = "Ô khác"
ACT = "viec"  # with which a form says what is done by it
_hidden = {"version", "step", "key", ACT}  # what pages send along that nobody typed


def hide_fields(*names: str) -> None:
    """A room's pages send these along as well: buttons and hidden fields, which are told to nobody."""
    _hidden.update(names)


def field_labels(names: Collection[str], package: str) -> Labels:
    """Labels by name, of the form (or model) of the ``package`` (“thanthien.feedback”) that has most of the names and
    least beside them; where another one anywhere has more, it tells the rest. Empty for what is hidden, :data:`OTHER`
    for what nobody has."""
    asked = set(names)
    known = [(len(asked & labels.keys()), -len(labels), module, labels) for module, labels in _all()]
    own = max((one for one in known if f"{one[2]}.".startswith(f"{package}.")), key=_rank, default=_NOTHING)
    best = max(known, key=_rank, default=_NOTHING)
    labels = {**best[3], **own[3]} if best[0] > own[0] else own[3]
    return {name: labels.get(name, "" if name in _hidden else OTHER) for name in names}


_Known: TypeAlias = tuple[int, int, str, Labels]
_NOTHING: _Known = (0, 0, "", {})


def _rank(one: _Known) -> tuple[int, int]:
    return one[:2]


def _all() -> Iterator[tuple[str, Labels]]:
    yield from _of_forms(forms.BaseForm)
    yield from _of_models()


def _of_forms(base: type[forms.BaseForm]) -> Iterator[tuple[str, Labels]]:
    for one in base.__subclasses__():
        fields: Mapping[str, forms.Field] = getattr(one, "base_fields", {})
        yield one.__module__, {name: _label(field) for name, field in fields.items()}
        yield from _of_forms(one)


def _label(field: forms.Field) -> str:
    return "" if field.widget.is_hidden else str(field.label or OTHER)


def _of_models() -> Iterator[tuple[str, Labels]]:
    for model in apps.get_models():
        known = model._meta.fields  # noqa: SLF001 - Django's own description of a model
        words = {field.name: str(field.verbose_name) for field in known}
        shown = {name: told[:1].upper() + told[1:] for name, told in words.items() if name not in _hidden}
        yield model.__module__, shown
