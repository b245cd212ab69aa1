"""Kinds of matters that people bring: data (setting RECEPTION_MATTERS), which another city writes otherwise."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings

from thanthien.core.codes import coded_rows
from thanthien.records.codes import CodesField


@dataclass(frozen=True, slots=True)
class Matter:
    """One kind of matters."""

    code: str
    title: str


def matters() -> list[tuple[str, str]]:
    """Code and title of each, in the order of the file."""
    return [(one.code, one.title) for one in coded_rows(settings.RECEPTION_MATTERS, Matter).values()]


class MattersField(CodesField):
    """Kinds of matters of a session."""

    def listed(self) -> list[tuple[str, str]]:
        return matters()
