"""A field of a record that holds a year."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models

if TYPE_CHECKING:
    _Whole = models.PositiveSmallIntegerField[int, int]
else:
    _Whole = models.PositiveSmallIntegerField


class YearField(_Whole):
    """A year: it counts nothing, so that no dot stands between its digits. To the database a number as any other."""

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        """As Django's own field: migrations know no other."""
        name, _, args, kwargs = super().deconstruct()
        return name, "django.db.models.PositiveSmallIntegerField", list(args), dict(kwargs)
