"""Fields of the room's records: items of the catalogue, places of posting, a period."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from django import forms

from thanthien.core import clock
from thanthien.disclosure.catalogue import choices, nothing_choices
from thanthien.disclosure.items import SPOTS
from thanthien.disclosure.periods import label_of, offered
from thanthien.records.codes import CodesField


class ItemsField(CodesField):
    """Items of the catalogue."""

    def listed(self) -> list[tuple[str, str]]:
        return choices()


class NothingField(CodesField):
    """Items of which a period may have nothing."""

    def listed(self) -> list[tuple[str, str]]:
        return nothing_choices()


class SpotsField(CodesField):
    """Places at which something is posted."""

    def listed(self) -> list[tuple[str, str]]:
        return [*SPOTS.items()]


class PeriodField(CodesField):
    """One period by its key; a form offers those of which something may be said now."""

    def __init__(self, *args: Any, quarters_only: bool = False, **options: Any) -> None:
        self.quarters_only = quarters_only
        super().__init__(*args, **options)

    def deconstruct(self) -> Any:
        """As Django writes it into migrations."""
        name, path, args, options = super().deconstruct()
        return name, path, args, options | ({"quarters_only": True} if self.quarters_only else {})

    def listed(self) -> list[tuple[str, str]]:
        return offered(clock.today(), quarters_only=self.quarters_only)

    def titles(self, value: str) -> str:
        """The period in words."""
        return label_of(value) if value else ""

    def formfield(self, **options: Any) -> forms.Field:
        """A list of periods."""
        name = str(self.verbose_name)
        asked = partial(_with_none, self.listed) if self.blank else self.listed
        return forms.ChoiceField(
            label=f"{name[:1].upper()}{name[1:]}", choices=asked, required=not self.blank, help_text=self.help_text
        )


def _with_none(listed: Callable[[], list[tuple[str, str]]]) -> list[tuple[str, str]]:
    return [("", "Không chọn"), *listed()]
