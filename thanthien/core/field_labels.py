"""What people read beside fields of which only the names came back, before anybody knows of which form they are."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import TypeAlias

from django import forms
from django.apps import apps

Labels: TypeAlias = Mapping[str, str]
OTHER = "Ô khác"


def field_labels(names: Collection[str], package: str) -> Labels:
    """Labels by name, of the form (or where none is declared, of the model) that has most of the names; among equals
    one of the ``package`` (“thanthien.feedback”). Empty for what a form hides, :data:`OTHER` for what it doesn't
    have."""
    asked = set(names)
    best: Labels = {}
    score = (0, False)
    for module, labels in (*_of_forms(forms.BaseForm), *_of_models()):
        found = (len(asked & labels.keys()), module.startswith(package))
        if found > score:
            best, score = labels, found
    return {name: best.get(name, OTHER) for name in names}


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
        yield model.__module__, {name: told[:1].upper() + told[1:] for name, told in words.items()} | {"version": ""}
